#!/bin/sh
# A day at the desk, in the window: a letter is answered with a template and the answer taken back; spam is rejected; what
# bounced goes on paper, to another address, or is closed; a run is printed and posted; a document comes into the library; a
# filled form is confirmed; a complaint and an appeal find who may not see to them. Over HTTP, then in a real browser.
. "$(dirname "$0")/../lib/tap.sh"
. "$root/tests/lib/web.sh"
web_office
sed '1s/$/,address/; 2,$s/$/,7525 شارع العليا;الرياض 12251/' "$sample/applicants.csv" >"$room/people.csv"
check "people with postal addresses are on record" diwan applicants import "$room/people.csv"
colleagues noura:relations:نورة reem:clerk:ريم majed:secretary:ماجد huda:researcher:هدى amal:archivist:أمل audit:auditor:سليمان
check "letters are taken" diwan take "$sample/01-arabic.eml" "$sample/02-windows-1256.eml" "$sample/03-english.eml" "$sample/11-unknown.eml"
check "and processed" timeout 120 "$DIWAN" -c "$conf" process
check "their acknowledgements leave" diwan deliver
members() { python3 -c 'import json,sys
for row in map(json.loads, sys.stdin):
    if str(row.get(sys.argv[1])) == sys.argv[2]: print(row[sys.argv[3]]); break' "$@"; }
letter_of() { diwan letters list --json | members file_no "$1" id; }
hers=$(letter_of 10001) his=$(letter_of 10002) third=$(letter_of 10003) stranger=$(diwan letters list --json | members hold_reason unknown_sender id)

web_open
check "noura comes in" come noura

# ---- a reply ----
check "a letter of somebody known" answers 200 "$base/i/$his"
check "can be answered" says "href=\"/i/$his/reply\""
check "one of nobody yet" answers 200 "$base/i/$stranger"
check "cannot" says_not "/i/$stranger/reply"
check "not even by hand" posted 409 "/i/$stranger/reply" -d template=reply -d language=ar -d v-words=x
check "and it is said why" says 'لم يُعرف بعدُ صاحب الرسالة'
check "the templates to choose from" answers 200 "$base/i/$his/reply?template=closure&language=ar"
check "with what each asks for" says 'name="v-outcome"'
check "no script, no answer without our own form" answers 403 -d template=reply "$base/i/$his/reply"
check "an empty one is kept as a draft" posted 303 "/i/$his/reply" -d template=closure -d language=ar
draft=$(sed -n 's/^Location: .*\/reply\/\([0-9]*\).*/\1/p' "$room/head" | tr -d '\r')
check "which says" answers 200 "$base/reply/$draft"
check "what is missing, by name" says 'ينقص الرد: ⁨خلاصة ما تم⁩'
check "and has no button to send" says_not "/reply/$draft/send"
check "it does not leave by hand either" posted 409 "/reply/$draft/send" -d seen=999
check "a variable there is not" posted 409 "/i/$his/reply" -d template=reply -d language=ar -d v-nonsense=x
check "is refused" says 'ليس في هذا القالب متغيّر'
check "filled, the same draft" posted 303 "/i/$his/reply" -d "draft=$draft" -d template=reply -d language=ar --data-urlencode 'v-words=نفتح أبوابنا الثامنة صباحاً.
<script>alert(1)</script>'
check "is shown as it will leave" answers 200 "$base/reply/$draft"
check "with a button" says "action=\"/reply/$draft/send\""
check "and who it goes to" says 'khalid@applicants.example'
check "the mail itself" answers 200 "$base/reply/$draft/mail"
check "has the words" says 'نفتح أبوابنا الثامنة صباحاً.'
check "that are no markup" says_not '<script>'
check "and can do nothing in its frame" head_has '^Content-Security-Policy: .*sandbox'
check "the command shows the same" sh -c "'$DIWAN' -c '$conf' letters reply $his --template reply --set 'words=نفتح أبوابنا.' --by noura --dry-run | grep -q 'نفتح أبوابنا'"
check "and keeps nothing of it" sh -c "! '$DIWAN' -c '$conf' letters show $his | grep -q reply_due"
check "the command names what is missing" sh -c "'$DIWAN' -c '$conf' letters reply $his --template personal-data --by noura 2>&1 | grep -q 'empty: right, due'"
check "it is sent" posted 303 "/reply/$draft/send" -d seen=0
check "and waits" answers 200 "$base/reply/$draft"
check "half a minute" says 'سيخرج بعد قليل'
check "is taken back" posted 303 "/reply/$draft/recall"
check "once" posted 409 "/reply/$draft/recall"
check "and sent again" posted 303 "/reply/$draft/send" -d seen=0
sent_at=$(date +%s)
check "a clerk comes in" come reem
check "but answers no letters" answers 409 "$base/i/$his/reply"
check "and is told so in Arabic" says 'كاتب الوارد'
check "nor by hand" posted 409 "/i/$his/reply" -d template=reply -d language=ar -d v-words=x
check "nor takes them back" posted 409 "/reply/$draft/recall"

# ---- spam ----
check "the held letter" answers 200 "$base/i/$stranger"
check "can be rejected" says "action=\"/i/$stranger/reject\""
check "for a reason" posted 400 "/i/$stranger/reject"
check "GET rejects nothing" answers 405 "$base/i/$stranger/reject"
check "it is rejected" posted 303 "/i/$stranger/reject" --data-urlencode 'reason=إعلان'
check "and off the hold list" sh -c "! '$DIWAN' -c '$conf' letters list --held --json | grep -q '\"id\":$stranger,'"
check "in a view of its own" answers 200 "$base/q/rejected"
check "is found by whom it is for" says "/i/$stranger"
check "with the reason" answers 200 "$base/i/$stranger"
check "in words" says 'إعلان'
check "twice is once" posted 409 "/i/$stranger/reject" -d reason=x
spam_no=$(python3 -c "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute('SELECT in_no FROM letter WHERE id = ?', (sys.argv[2],)).fetchone()[0])" "$office/office.db" "$stranger")
check "the register" answers 200 "$base/register/incoming"
check "keeps its number" says "$spam_no"
check "as void, for that reason" says 'إعلان'
check "one that stands on a request is not rejected" posted 409 "/i/$his/reject" -d reason=x
check "a secretary comes in" come majed
check "and does not see it" answers 409 "$base/i/$stranger"
check "nor its bytes" answers 409 "$base/i/$stranger/raw"
check "nor among what is found" answers 200 -G --data-urlencode 'q=الأقارب' "$base/search"
check "for the secretary" says_not "/i/$stranger"
check "nor takes it back" posted 409 "/i/$stranger/reject" -d undo=1 -d reason=x
check "the archivist" come amal
check "finds it" answers 200 "$base/i/$stranger"
check "the clerk" come reem
check "puts it back" posted 303 "/i/$stranger/reject" -d undo=1 -d reason=x
check "where it was" sh -c "'$DIWAN' -c '$conf' letters list --held --json | grep -q '\"id\":$stranger,.*unknown_sender'"
check "in the register" answers 200 "$base/register/incoming"
check "it is void no more" says_not 'إعلان'
check "the command does the same" diwan letters reject "$stranger" --by reem --reason x
check "and back" diwan letters reject "$stranger" --undo --by reem --reason x

# ---- what did not arrive ----
bounce() { # OUTBOX-ID N: the provider says afterwards that it did not arrive
    own=$(grep -m1 '^Message-ID:' "$room/out/$1.eml" | tr -d '\r' | cut -d' ' -f2)
    to=$(grep -m1 '^To:' "$room/out/$1.eml" | tr -d '\r' | cut -d' ' -f2)
    printf 'From: MAILER-DAEMON@mx.charity.example\r\nTo: letters@charity.example\r\nSubject: Undelivered\r\nMessage-ID: <b%s@mx.charity.example>\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n--x\r\n\r\nNo such user.\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.charity.example\r\n\r\nFinal-Recipient: rfc822; %s\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n--x\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: %s\r\n\r\n--x--\r\n' "$2" "$to" "$own" >"$room/b$2.eml"
}
mails=$(diwan outbox list --state sent --json | python3 -c 'import json,sys; print(*sorted(r["id"] for r in map(json.loads, sys.stdin))[:3])')
n=0
for id in $mails; do n=$((n + 1)); bounce "$id" "$n"; done
first=${mails%% *} rest=${mails#* }
last=${rest%% *} second=${rest#* } # the second is answered below: its address stays
check "three mails bounce" diwan take "$room/b1.eml" "$room/b2.eml" "$room/b3.eml"
three_open() { [ "$(diwan outbox list --open --json | wc -l)" = 3 ]; }
check "and stand on a list" wait_for 20 three_open
check "of the window" answers 200 "$base/undelivered"
check "with what happened" says 'ارتدّت'
check "and the next step" says 'أرسلها على ورق إلى عنوانه البريدي'
check "whose number is in the margin" says '<span class="count">٣</span>'
check "one goes on paper" posted 303 "/undelivered/$first/paper"
check "once" posted 409 "/undelivered/$first/paper"
check "one to another address needs how that is known" posted 400 "/undelivered/$second/readdress" -d to=new@applicants.example
check "and another" posted 409 "/undelivered/$second/readdress" -d "to=$(grep -m1 '^To:' "$room/out/$second.eml" | tr -d '\r' | cut -d' ' -f2)" -d reason=x
check "that is one" posted 409 "/undelivered/$second/readdress" -d to=nonsense -d reason=x
check "not a machine's" posted 409 "/undelivered/$second/readdress" -d to=noreply@applicants.example -d reason=x
check "it goes" posted 303 "/undelivered/$second/readdress" -d to=new@applicants.example --data-urlencode 'reason=أملاه هاتفياً'
check "the address is on record" sh -c "'$DIWAN' -c '$conf' applicants list --json | grep -q new@applicants.example"
again_left() { grep -l '^To: new@applicants.example' "$room"/out/*.eml; }
check "and the mail leaves" wait_for 30 again_left
again=$(again_left)
check "with the same words" sh -c "sed '1,/^\r*\$/d' '$again' >'$room/new'; sed '1,/^\r*\$/d' '$room/out/$second.eml' | cmp - '$room/new'"
check "under a Message-ID of its own" sh -c "! grep -qF \"\$(grep -m1 '^Message-ID:' '$room/out/$second.eml')\" '$again'"
check "the third needs nothing more" posted 303 "/undelivered/$last/close" --data-urlencode 'reason=أُبلغ هاتفياً'
check "the list" answers 200 "$base/undelivered"
check "is empty" says 'لا شيء تعذّر تسليمه'
check "an auditor" come audit
check "decides nothing about it" answers 409 "$base/undelivered"

# ---- the print run ----
check "the clerk" come reem
check "sees what waits for the printer" answers 200 "$base/post"
check "by name" says 'رسالة واحدة تنتظر الطباعة'
check "prints it" posted 303 /post/print -d both_sides=yes
run=$(sed -n 's/^Location: .*\/post\/\([0-9]*\).*/\1/p' "$room/head" | tr -d '\r')
check "a second time there is nothing" posted 303 /post/print
check "the run" answers 200 "$base/post/$run"
for file in letters.pdf labels.pdf posting-list.pdf; do
    check "$file" answers 200 "$base/post/$run/$file"
    check "is a PDF" sh -c "head -c 5 '$room/page' | grep -q %PDF-"
done
check "the list for programs of tables" answers 200 "$base/post/$run/posting-list.csv"
check "has the letter" says '12251'
check "no other file is there" answers 404 "$base/post/$run/secrets"
check "nor another run" answers 404 "$base/post/99"
paper=$(diwan outbox list --channel paper --json | members state sending id)
check "handed to the post, with its tracking number" posted 303 "/post/$run/posted" -d "t-$paper=RR123456785SA"
check "the run" answers 200 "$base/post/$run"
check "has the number" says 'RR123456785SA'
check "the post brings it back" posted 303 /post/returned -d number=RR123456785SA --data-urlencode 'reason=العنوان غير معروف'
check "it is not delivered" answers 200 "$base/undelivered"
check "with what the post wrote" says 'العنوان غير معروف'
check "and is to be told by telephone" says 'اتصل بصاحبها هاتفياً'
check "a letter nobody knows did not come back" posted 409 /post/returned -d number=77 -d reason=x

# ---- the reply has left ----
reply_left() { diwan letters show "$his" --json | grep -q reply_sent; }
check "meanwhile the reply left" wait_for 45 reply_left
check "not before its half minute" sh -c "[ \$((\$(date +%s) - $sent_at)) -ge 30 ]"
out_of() { grep -l "^To: $1" "$room"/out/*.eml | while read -r f; do grep -q '^Auto-Submitted' "$f" || echo "$f"; done | head -1; }
mail_is_out() { [ -n "$(out_of khalid@applicants.example)" ]; }
check "as a mail" wait_for 20 mail_is_out
reply=$(out_of khalid@applicants.example)
theirs=$(diwan letters list --json | members id "$his" message_id)
check "in the thread of the letter" grep -qF "In-Reply-To: <$theirs>" "$reply"
check "with a number of the outgoing register" sh -c "'$DIWAN' -c '$conf' register outgoing --from 1447/1/1 --to 1460/1/1 | grep -q '^2/'"
check "noura again" come noura
check "its page" answers 200 "$base/reply/$draft"
check "says so" says 'رقم الصادر <bdi dir="ltr">2/'
check "with the words that left" says 'نفتح أبوابنا الثامنة صباحاً.'
check "it cannot be taken back any more" posted 409 "/reply/$draft/recall"

# ---- overtaken by a new letter ----
check "another reply" posted 303 "/i/$his/reply" -d template=reply -d language=ar --data-urlencode 'v-words=نعود إليكم قريباً.'
overtaken=$(sed -n 's/^Location: .*\/reply\/\([0-9]*\).*/\1/p' "$room/head" | tr -d '\r')
printf 'Authentication-Results: mx.charity.example; dmarc=pass header.from=applicants.example\r\nFrom: khalid@applicants.example\r\nTo: letters@charity.example\r\nSubject: تحديث\r\nMessage-ID: <new@applicants.example>\r\nDate: Sun, 22 Nov 2026 12:00:00 +0300\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nالسلام عليكم، تغيّرت ظروف طلب المساعدة.\r\n' >"$room/new.eml"
check "while a new letter comes" diwan take "$room/new.eml"
new_known() { diwan letters list --json | grep -q '"message_id":"new@applicants.example".*"file_no":"10002"'; }
check "that is his" wait_for 20 new_known
check "is not sent" posted 409 "/reply/$overtaken/send" -d seen=0
check "before that was read" says 'وردت رسالة جديدة من صاحبها'
check "its page" answers 200 "$base/reply/$overtaken"
seen=$(sed -n 's/.*name="seen" value="\([0-9]*\)".*/\1/p' "$room/page")
check "leads to the letter" says "href=\"/i/$seen\""
check "which was read: sent" posted 303 "/reply/$overtaken/send" -d "seen=$seen"
check "and given up" posted 303 "/reply/$overtaken/recall"
check "for good" posted 303 "/reply/$overtaken/drop"
check "it is no draft" posted 409 "/reply/$overtaken/send" -d "seen=$seen"

# ---- the library ----
printf '%%PDF-1.4\n%%%%EOF\n' >"$room/bylaws.pdf"
printf '%%PDF-1.5\n%%%%EOF\n' >"$room/bylaws-2.pdf"
upload() { answers "$@" "$base/library"; }
check "a file from elsewhere is refused" upload 403 -F name=bylaws -F "file=@$room/bylaws.pdf"
check "no file is no document" upload 400 -F "csrf=$token" -F name=bylaws
check "the bylaws come in" upload 303 -F "csrf=$token" -F name=bylaws -F 'note=مجلس الإدارة' -F "file=@$room/bylaws.pdf"
check "the same again does not" upload 409 -F "csrf=$token" -F name=bylaws -F "file=@$room/bylaws.pdf"
check "and it is said why" says 'في المكتبة بالمحتوى نفسه'
check "a new version does" upload 303 -F "csrf=$token" -F name=bylaws -F "file=@$room/bylaws-2.pdf;filename=..\\..\\النظام.pdf"
check "what is not what its name says does not" upload 409 -F "csrf=$token" -F name=bylaws -F "file=@$room/people.csv;filename=x.pdf"
head -c 21500000 /dev/zero >"$room/large.pdf"
check "nor what is too large" upload 413 -F "csrf=$token" -F name=bylaws -F "file=@$room/large.pdf"
check "the document's page" answers 200 "$base/library/bylaws"
check "has both versions" says 'النسخة ٢'
check "by the file's bare name" says '<bdi>النظام.pdf</bdi>'
check "the first" answers 200 "$base/library/bylaws/1"
check "byte for byte" cmp "$room/page" "$room/bylaws.pdf"
check "a reply encloses it" posted 303 "/i/$his/reply" -d template=reply -d language=ar -d v-words=x -d e-bylaws=yes
with=$(sed -n 's/^Location: .*\/reply\/\([0-9]*\).*/\1/p' "$room/head" | tr -d '\r')
check "in its newest version" answers 200 "$base/reply/$with"
check "by name" says 'النظام.pdf'
check "a stranger to the library" come reem
check "adds nothing" upload 409 -F "csrf=$token" -F name=bylaws -F "file=@$room/bylaws.pdf"
check "noura again" come noura
check "it is retired" posted 303 /library/bylaws/retire -d reason=x
check "then nothing encloses it" answers 200 "$base/reply/$with"
check "and the reply says so" says 'سُحبت الوثيقة'

# ---- a filled form ----
if /usr/bin/python3 -c 'import numpy, PIL' 2>/dev/null; then
    diwan form "$room/form.pdf" --json >"$room/form.json"
    "$root/tests/read/fill-form" "$room/form.pdf" "$room/form.json" "$room/scan.png" --font /usr/share/fonts/opentype/fonts-hosny-amiri/Amiri-Regular.ttf --condition scan
    check "a filled form is scanned" diwan take "$room/scan.png"
    form_read() { form=$(diwan letters list --json | members file_name scan.png id) && [ -n "$(diwan letters form "$form" --json 2>/dev/null | grep '"form":"support-request"')" ]; }
    check "and read" wait_for 60 form_read
    form=$(diwan letters list --json | members file_name scan.png id)
    check "its letter leads to its fields" answers 200 "$base/i/$form"
    check "by a link" says "href=\"/i/$form/form\""
    check "the fields" answers 200 "$base/i/$form/form"
    check "each beside its picture" says "<image href=\"/i/$form/page/1\""
    check "a field is right as mended" posted 303 "/i/$form/form" -d field=mobile -d value=0512345678
    check "by whom" answers 200 "$base/i/$form/form"
    check "is said" says 'مؤكدة'
    check "what the machine read stays" says 'قرأتها الآلة'
    check "a field there is not" posted 409 "/i/$form/form" -d field=nonsense -d value=1
    check "no form came with other letters" answers 404 "$base/i/$his/form"
fi

# ---- a complaint, an appeal ----
request_of() { python3 -c "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute('SELECT request_id FROM letter WHERE id = ?', (sys.argv[2],)).fetchone()[0])" "$office/office.db" "$1"; }
complaint=$(request_of "$third") appealed=$(request_of "$hers")
check "it is a complaint" posted 303 "/r/$complaint/reclassify" -d kind=complaint
check "not yet taken up" answers 200 "$base/r/$complaint"
check "before it is said of whom" says 'حتى يُذكر ممن هي'
check "nor by hand" posted 409 "/r/$complaint/move" -d move=review
check "it is of the secretary" posted 303 "/r/$complaint/name" -d login=majed
check "the secretary" come majed
check "does not open it" answers 403 "$base/r/$complaint"
check "nor is told what it is" says_not 'شكوى'
check "nor its letter" answers 403 "$base/i/$third"
check "nor that as it came" answers 403 "$base/i/$third/raw"
check "nor its parts" answers 403 "$base/i/$third/part/1"
check "nor a form for an answer" answers 403 "$base/i/$third/reply"
check "and does nothing with it" posted 403 "/r/$complaint/move" -d move=review
check "nor answers its letter" posted 403 "/i/$third/reply" -d template=reply -d language=ar -d v-words=x
secret=$(python3 -c "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute('SELECT in_no FROM letter WHERE id = ?', (sys.argv[2],)).fetchone()[0])" "$office/office.db" "$third")
check "the incoming letters" answers 200 "$base/q/all"
check "are without it" says_not "/i/$third\""
check "the requests" answers 200 "$base/requests/all"
check "too" says_not "/r/$complaint\""
words=$(python3 -c "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute('SELECT subject FROM letter WHERE id = ?', (sys.argv[2],)).fetchone()[0])" "$office/office.db" "$third")
check "its words" answers 200 -G --data-urlencode "q=$words" "$base/search"
check "find nothing of it" says_not "/i/$third"
check "its number" answers 200 "$base/search?q=$secret"
check "leads nowhere" says_not "/i/$third"
check "the register" answers 200 "$base/register/incoming"
check "has its number" says "$secret"
check "and no way to it" says_not "/i/$third\""
check "nor the one of requests" answers 200 "$base/register/requests"
check "of its kind" says_not 'شكوى'
check "nor what is taken away of it" answers 200 "$base/register/requests.csv"
check "no word" says_not 'complaint'
check "noura again" come noura
check "finds it by its words" answers 200 -G --data-urlencode "q=$words" "$base/search"
check "and it is there" says "/i/$third"
check "whose register" answers 200 "$base/register/requests.csv"
check "says it" says 'complaint'
check "and whose request" answers 200 "$base/r/$complaint"
check "opens" says 'majed'
check "another does" posted 303 "/r/$complaint/move" -d move=review
check "which is taken back" posted 303 "/r/$complaint/undo" -d reason=x
check "a referral" posted 303 "/r/$appealed/refer" -d to_kind=unit --data-urlencode 'to_name=الشؤون القانونية' -d purpose=opinion -d due=1460/01/01 --data-urlencode 'instruction=للإفادة'
check "is open" answers 200 "$base/r/$appealed"
check "with its day in both calendars" says 'إحالات تنتظر'
check "recalled for a reason" posted 409 "/r/$appealed/recall" --data-urlencode 'from=الشؤون القانونية'
check "by who made it" posted 303 "/r/$appealed/recall" --data-urlencode 'from=الشؤون القانونية' -d reason=x

check "somebody without a request spoke with us" posted 303 /contact -d party=10005 -d channel=telephone -d direction=in --data-urlencode 'summary=سأل عن أوقات العمل'
check "which stands in the register of contacts" sh -c "'$DIWAN' -c '$conf' register contacts --from 1447/1/1 --to 1460/1/1 | grep -q '^4/'"
check "of nobody it is not noted" posted 409 /contact -d party=77777 -d channel=telephone -d summary=x
check "nor by a way there is not" posted 409 /contact -d party=10005 -d channel=telegraph -d summary=x

# ---- templates ----
check "the templates" answers 200 "$base/templates"
check "are all there" says 'href="/templates/missing-documents"'
check "each in both languages" answers 200 "$base/templates/accepted"
check "from its example" says '/templates/accepted/sample?language=en'
check "as a mail" answers 200 "$base/templates/accepted/sample?language=en"
check "in English" says 'lang="en"'
check "and on paper" answers 200 "$base/templates/accepted/sample?language=ar&paper=1"
check "as a PDF" sh -c "head -c 5 '$room/page' | grep -q %PDF-"
check "no other template is there" answers 404 "$base/templates/nonsense"

check "all that the office refuses can be said in Arabic" python3 "$root/tests/lib/refusals.py"

# ---- in a real browser, without JavaScript ----
tour desk_tour.py "$(cat "$room/pass-noura")" "$his" "$draft" "$run" "${form:-0}"
web_closed 'applicants.example|نفتح|إعلان|RR123456785SA'
finish
