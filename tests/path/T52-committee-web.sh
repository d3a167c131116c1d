#!/bin/sh
# A session of the committee in the window: opened, its agenda filled, decisions entered and imported with a bad row, every
# letter looked at; nobody approves what they entered; the run is called back, sent, and its progress told; a circular is
# stopped; a decision is corrected. Over HTTP, then in a real browser. Minutes pass by faketime.
. "$(dirname "$0")/../lib/tap.sh"
. "$root/tests/lib/web.sh"
command -v faketime >/dev/null || skip_all "there is no faketime"
web_office
printf '[committee]\nappeal_days=30\n' >>"$conf"
head -8 "$sample/applicants.csv" | awk -F, 'NR == 1 { print $0 ",address"; next } NR == 3 { $4 = "" } NR == 4 { $4 = "" }
    { print $1 "," $2 "," $3 "," $4 "," $5 "," $6 "," $7 (NR == 3 ? ",7525 شارع العليا;الرياض 12251" : ",") }' >"$room/people.csv"
check "people are on record" diwan applicants import "$room/people.csv"
colleagues majed:secretary:ماجد fahd:secretary:فهد huda:relations:هدى reem:clerk:ريم audit:auditor:سليمان
"$TOOLS_DIR/ready-requests" "$conf" 20 >"$room/ready" || exit 1
"$TOOLS_DIR/ready-requests" "$conf" 3 1 >"$room/early" || exit 1
number_of() { sed -n "s/^\([^,]*\),$1\$/\1/p" "$room/ready"; }
id_of() { python3 -c "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute('SELECT id FROM request WHERE number = ?', (sys.argv[2],)).fetchone()[0])" "$office/office.db" "$1"; }
state_is() { diwan requests show --json "$1" | grep -q "\"state\":\"$2\""; }
left() { ls "$room/out" | wc -l; }
line='
'
# later WHEN: the office closes, and what it does by itself is done as of then; it opens again.
later() {
    serve_stop
    cat "$room/serve.log" >>"$room/all.log" && rm "$room/serve.log"
    faketime -f "$1" "$DIWAN" -c "$conf" clock >/dev/null && faketime -f "$1" "$DIWAN" -c "$conf" deliver >/dev/null
    serve_start "$conf"
    wait_for 20 find_base
}
first=$(number_of 10001) paper=$(number_of 10002) unreached=$(number_of 10003) declined=$(number_of 10004)
deferred=$(number_of 10005) spare=$(number_of 10006) early=$(cut -d, -f1 "$room/early")

web_open
jar=$room/nobody
check "nobody is shown the committee" answers 303 "$base/committee"
check "the clerk comes in" come reem
check "who does not see it either" answers 409 "$base/committee"
check "and is told so" says 'كاتب الوارد'
check "nor finds it in the rail" says_not 'href="/committee"'
check "the auditor comes in" come audit
check "and may look" answers 200 "$base/committee"
check "but opens nothing" says_not 'action="/committee/open"'
check "not even by hand" posted 409 /committee/open -d day=

# ---- a session, its agenda ----
check "the secretary comes in" come majed
check "a session is opened" posted 303 /committee/open -d day= -d m-huda=yes --data-urlencode 'others=فهد بن محمد الشهري'
check "and leads to its page" head_has '^Location: /committee/1?said=session_open'
check "not without our own form" answers 403 -d day= "$base/committee/open"
check "its page" answers 200 "$base/committee/1"
check "says who is present" says '<bdi>هدى</bdi>، <bdi>فهد بن محمد الشهري</bdi>'
check "what is ready goes on the agenda" posted 303 /committee/1/fill
check "all of it" answers 200 "$base/committee/1"
check "the first" says "$first"
check "with the one whose day has not come" says 'لم يحن أقرب موعد لنتيجته'
check "one is taken off" posted 303 /committee/1/remove -d "request=$spare"
answers 200 "$base/committee/1" >/dev/null
check "and is off" says_not "$spare"
check "and put on again" posted 303 /committee/1/add --data-urlencode "request=$spare"
check "no other request is" posted 409 /committee/1/add -d request=3/1448/999999/0
check "which is said in words" says 'لا طلب بهذا الرقم'
check "an act there is not" posted 404 /committee/1/nonsense
check "GET changes nothing" answers 405 "$base/committee/1/fill"

# ---- decisions, one by one ----
d() { echo "/committee/1/decide/$(id_of "$1")"; }
check "a decision's form" answers 200 "$base$(d "$first")"
check "is entered" posted 303 "$(d "$first")" -d outcome=accepted --data-urlencode 'amount=خمسة آلاف ريال' --data-urlencode 'notes=سرّ اللجنة' -d next=yes
check "and leads to the next" head_has '^Location: /committee/1/decide/'
check "to decline asks for a code" posted 409 "$(d "$declined")" -d outcome=declined --data-urlencode 'reason=نص <b>لم يُفقد'
check "which is said with the codes" says 'يلزمه رمز السبب'
check "and what was typed stays" says 'نص &lt;b&gt;لم يُفقد'
check "a code of another outcome is refused" posted 409 "$(d "$declined")" -d outcome=declined -d reason_code=more-data
check "nothing at all too" posted 409 "$(d "$declined")" -d outcome=
check "with a code it is entered" posted 303 "$(d "$declined")" -d outcome=declined -d reason_code=outside-area
check "and changed" posted 303 "$(d "$declined")" -d outcome=declined -d reason_code=outside-scope --data-urlencode "alternatives=البنك النموذجي${line}جهة أخرى"
check "its form has it" answers 200 "$base$(d "$declined")"
check "as it was entered" says 'value="outside-scope" selected'
check "no form for what is not there" answers 404 "$base/committee/1/decide/999999"

# ---- a table ----
wrong=${spare%?}$(((${spare##*/} + 1) % 10))
printf 'request_number,decision,reason_code,reason,notes\r\n%s,accept,,,\r\n%s,accept,,,\r\n%s,perhaps,,,\r\n%s,defer,,,\r\n' "$paper" "$wrong" "$unreached" "$deferred" >"$room/bad.csv"
check "a form for a table" answers 200 "$base/committee/1/import"
upload() { code=$1; shift; answers "$code" -F "csrf=$token" "$@" "$base/committee/1/import"; }
check "a table with bad rows is refused" upload 409 -F "file=@$room/bad.csv"
check "whole" says 'رُدّ ⁨3⁩ من ⁨4⁩ من صفوف الجدول'
check "each with its line and why" sh -c "tr -d '\n' <'$room/page' | grep -q '>٣</td>.*ورقم التحقق لا يوافقه.*>٤</td>.*«⁨perhaps⁩» ليس قراراً.*>٥</td>.*يلزمه رمز السبب'"
answers 200 "$base/committee/1?view=undecided" >/dev/null
check "and nothing of it is entered" says "$paper"
head -c 100000 "$DIWAN" >"$room/program"
check "what is no table too" upload 409 -F "file=@$room/program;filename=x.csv"
check "a form without a file too" upload 400 -F x=y
printf 'رقم الطلب;القرار;رمز السبب;السبب;المبلغ;ملاحظات\r\n%s;قبول;;;خمسة آلاف ريال;\r\n%s;قبول;;;;\r\n%s;تأجيل;more-data;;;نقاش داخلي\r\n%s;قبول;;;;\r\n%s;قبول;;;;\r\n%s;قبول;;;;\r\n' "$paper" "$unreached" "$deferred" "$spare" "$early" "$(number_of 10007)" | iconv -t windows-1256 >"$room/good.csv"
check "a good one, as an older spreadsheet saves it, is entered" upload 303 -F "file=@$room/good.csv"
check "with the hint that one is early" head_has '^Location: /committee/1?said=imported_early'

# ---- the minutes ----
# look PATH: what is seen there has a revision.
look() { answers 200 "$base$1" && revision=$(sed -n 's/.*name="revision" value="\([0-9a-f]*\)".*/\1/p' "$room/page" | head -1); }
minutes() { code=$1; shift; posted "$code" /committee/1/minutes -d "revision=$revision" -d declined=1 -d deferred=1 -d m-huda=yes --data-urlencode 'others=فهد بن محمد الشهري' "$@"; }
check "the minutes are looked at" look /committee/1
check "and entered" minutes 303 --data-urlencode 'accepted=٦' --data-urlencode 'words=<محضر> الجلسة'
check "who had the former before him is refused" minutes 409 -d accepted=5 --data-urlencode 'words=محضر آخر'
check "in words, once" test "$(grep -c 'سجّل غيرك محضر الجلسة' "$room/page")" = 1
check "and of the minutes" says 'لم يُسجّل المحضر'
check "sees what stands by now" says '<div class="words" dir="auto">&lt;محضر&gt; الجلسة</div>'
check "and loses nothing of what was typed" says '>محضر آخر</textarea>'
check "are kept" answers 200 "$base/committee/1"
check "as they were typed" says '&lt;محضر&gt; الجلسة'
look /committee/1 >/dev/null
check "what is no number is refused" minutes 409 -d accepted=x

# ---- every letter, before it leaves ----
check "the letters" answers 200 "$base/committee/1/letters"
check "by decision and channel" says '<a href="?view=accepted&amp;channel=paper">١</a>'
check "one that is not ready" answers 200 "$base/committee/1/letters?view=not_ready"
check "says why" says 'لم يحن أقرب موعد للنتيجة'
check "and no other is there" says_not "$first"
check "who cannot be reached" answers 200 "$base/committee/1/letters?view=unreached"
check "is named" says "$unreached"
one() { echo "/committee/1/letters/$(id_of "$1")"; }
check "a letter as it will leave" answers 200 "$base$(one "$declined")"
check "with its reason" says 'خارج عن نطاق خدمات الجمعية'
check "and where else to turn" says 'البنك النموذجي'
check "as the mail" answers 200 "$base$(one "$declined")/mail"
check "in which nothing acts" head_has '^Content-Security-Policy: .*sandbox'
check "the sum stands on paper" answers 200 "$base$(one "$paper")"
check "alone" says 'خمسة آلاف ريال'
check "in a mail" answers 200 "$base$(one "$first")"
check "it does not" says_not 'خمسة آلاف ريال'
check "nor the notes of the committee" says_not 'سرّ اللجنة'
check "on paper" answers 200 "$base$(one "$paper")/paper"
check "as a PDF" sh -c "head -c 5 '$room/page' | grep -q %PDF-"
check "a letter of nobody is not there" answers 404 "$base/committee/1/letters/999999"

# ---- four eyes ----
counts="-d accepted=6 -d declined=1 -d deferred=1"
check "whoever entered it does not approve" posted 409 /committee/1/approve $counts
check "and is told so" says '«⁨majed⁩» افتتح هذه الجلسة أو سجّل محضرها أو قراراتها، فيعتمدها غيره'
check "huda comes in" come huda
check "and enters nothing" posted 409 "$(d "$first")" -d outcome=declined -d reason_code=outside-scope
check "unseen nothing is approved" posted 409 /committee/1/approve $counts
check "in words" says 'لم يُذكر أي صورة نُظر فيها'
check "the letters are looked at" look /committee/1/letters
seen="$counts -d revision=$revision"
check "other counts are refused" posted 409 /committee/1/approve -d "revision=$revision" -d accepted=7 -d declined=1 -d deferred=1
check "with both" says 'عدد «⁨قبول⁩» في محضر الجلسة'
check "while a letter is not ready nothing is approved" posted 409 /committee/1/approve $seen
check "and the first is named" says "$early"
check "majed" come majed
check "gives the reason" posted 303 "$(d "$early")" -d outcome=accepted --data-urlencode 'early_reason=الحالة طارئة'
check "then huda" come huda
check "does not approve what was changed since" posted 409 /committee/1/approve $seen
check "and is told so" says 'غيّر أحد الجلسة'
check "looks again" look /committee/1/letters
check "approves" posted 303 /committee/1/approve $counts -d "revision=$revision"
check "session and run at once" head_has '^Location: /runs/1?said=run_approve'
check "from then on nothing changes" come majed
check "of any decision" posted 409 "$(d "$first")" -d outcome=declined -d reason_code=outside-scope
check "in words" says 'معتمدة فلا يتغيّر منها شيء'
check "the requests are moved by the clock" wait_for 30 state_is "$first" accepted

# ---- sent, called back, sent ----
check "huda" come huda
check "does not send" posted 409 /runs/1/send
check "majed does" come majed
check "send it" posted 303 /runs/1/send
check "it can be called back" answers 200 "$base/runs/1"
check "until a time" says 'يمكن استرداده كله حتى الساعة'
check "the page looks again by itself" says '<meta http-equiv="refresh" content="5; url=/runs/1">'
check "but not while a reason is typed" answers 200 "$base/runs/1?still=1"
check "for stopping" says_not 'http-equiv="refresh"'
check "to stop asks for one" posted 409 /runs/1/stop
check "it is called back" posted 303 /runs/1/recall
later +30m
check "then nothing leaves" test "$(left)" = 0
check "sent again" posted 303 /runs/1/send
later +11m
check "each leaves once" test "$(left)" = 5
check "nothing of it is called back" posted 409 /runs/1/recall
check "in words" says 'بدأ خروج هذا الإرسال'
later +45m
check "how it stands" answers 200 "$base/runs/1"
check "is told" says 'تمّ'
count_is() { tr -d '\n' <"$room/page" | grep -q "<dt>$1</dt><dd>\(<a [^>]*>\)\?$2<" || { grep -o '<dl class="facts">.*' "$room/page"; false; }; }
check "sent" count_is 'خرجت' ٥
check "delivered so far" count_is 'سُلّمت حتى الآن' ٥
check "those not reached" count_is 'لا سبيل إليها' ٢
check "on paper one" count_is 'على ورق' ١
check "nothing is sent twice" posted 409 /runs/1/send
answers 200 "$base/runs/1" >/dev/null
check "the letters have their numbers" says '>2/14'

# ---- a circular ----
prepare() { posted "$1" /circulars -d template=circular -d to=all --data-urlencode "v-document=$2" -d v-version=4 --data-urlencode "v-changes=مدة أطول${line}نموذج جديد" -d "v-since=$3"; }
check "circulars" answers 200 "$base/circulars"
check "ask for the document" prepare 409 '' ''
check "and for days that are days" prepare 409 'دليل سياسة دعم المستفيدين' 'أمس'
check "what was typed stays" says 'دليل سياسة دعم المستفيدين'
check "one is prepared" prepare 303 'دليل سياسة دعم المستفيدين' 1448/07/01
check "and its letters looked at" answers 200 "$base/circulars/2/letters"
check "by channel" says '<a href="?view=all&amp;channel=mail">'
party=$(sed -n 's/.*href="\/circulars\/2\/letters\/\([0-9]*\)".*/\1/p' "$room/page" | head -1)
check "each as it will leave" answers 200 "$base/circulars/2/letters/$party"
check "with what is new" says 'نموذج جديد'
check "majed does not approve his own" posted 409 /runs/2/approve
check "it does not leave unapproved" posted 409 /runs/2/send
check "huda" come huda
check "does not approve unseen" posted 409 /runs/2/approve
check "is led from the run" answers 200 "$base/runs/2"
check "to its letters" says 'href="/circulars/2/letters#approve"'
check "looks" look /circulars/2/letters
check "approves" posted 303 /runs/2/approve -d "revision=$revision"
check "majed" come majed
check "sends" posted 303 /runs/2/send
check "pauses" posted 303 /runs/2/pause
later +11m
check "while paused nothing leaves" test "$(left)" = 5
check "goes on" posted 303 /runs/2/resume
check "stops for a reason" posted 303 /runs/2/stop --data-urlencode 'reason=خطأ في <النص>'
check "that stands there" answers 200 "$base/runs/2"
check "as typed" says 'خطأ في &lt;النص&gt;'
check "a run there is not" answers 404 "$base/runs/999"

# ---- a correction ----
check "a correction asks for a reason" posted 409 /committee/correct -d "request=$declined"
check "an approved decision is corrected" posted 303 /committee/correct -d "request=$declined" --data-urlencode 'reason=قُيّد لطلب آخر'
check "in another session" posted 303 /committee/open -d m-huda=yes
check "by another decision" posted 303 "/committee/2/decide/$(id_of "$declined")" -d outcome=accepted
check "which says" answers 200 "$base/committee/2"
check "what it corrects" says 'يصحّح قرار الجلسة <bdi dir="ltr">1/14'
check "the former stands" answers 200 "$base/committee/1?view=declined"
check "as it was" says "$declined"
check "in English too" answers 200 "$base/committee/2?lang=en"
check "every word" says 'Corrects the decision of session'
answers 200 "$base/committee?lang=ar" >/dev/null

# ---- in a real browser, without JavaScript ----
tour committee_tour.py "$(cat "$room/pass-majed")" "$(id_of "$declined")" "$(id_of "$first")" "$room/bad.csv"
web_closed 'applicants.example|سرّ|طارئة|الشهري'
finish
