#!/bin/sh
# The staff's window, over real HTTP and in a real browser without JavaScript: coming in, the queue, a letter and a scan,
# deciding about held letters, search, health, in both languages and on a narrow screen.
. "$(dirname "$0")/../lib/tap.sh"
. "$root/tests/lib/web.sh"
web_office
hostile() { # FROM-NAME SUBJECT
    printf 'From: "%s" <hostile@elsewhere.example>\r\nTo: letters@charity.example\r\nSubject: %s\r\nMessage-ID: <hostile@elsewhere.example>\r\nDate: Sun, 22 Nov 2026 10:00:00 +0300\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nAbout aid. </div><script>alert(1)</script>\r\n' "$1" "$2"
}
hostile '<img src=x onerror=alert(1)>' '<script>alert(2)</script> {{w.title.queue}}' >"$room/hostile.eml"
check "people are on record" diwan applicants import "$sample/applicants.csv"
check "letters and a scan are taken" diwan take "$sample/01-arabic.eml" "$sample/03-english.eml" "$sample/11-unknown.eml" \
    "$sample/13-family-address.eml" "$sample/14-auto-reply.eml" "$room/hostile.eml" "$sample/flatbed.pdf" "$sample/two-pages.tiff"
check "and processed" timeout 120 "$DIWAN" -c "$conf" process

web_open
check "the window tells its address" test -n "$base"

# ---- asking with curl ----
jar=$room/jar
letter_id() { diwan letters list --json | python3 -c 'import json,sys
for row in map(json.loads, sys.stdin):
    if row.get(sys.argv[1]) == sys.argv[2]: print(row["id"]); break' "$1" "$2"; }

check "without a login every page leads to it" answers 303 "$base/q/all"
check "and back to the page afterwards" head_has '^Location: /login?to=/q/all'
check "a letter is not shown" answers 303 "$base/i/1"
check "nor a page's picture" answers 303 "$base/i/1/page/1"
check "the login page is Arabic from the right" answers 200 "$base/login"
check "says so in its first line" says '<html lang="ar" dir="rtl">'
for header in "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'" \
    "Referrer-Policy: no-referrer" "X-Content-Type-Options: nosniff" "Cache-Control: no-store"; do
    check "header ${header%%:*}" head_has "^$header"
done
check "English by switch" answers 200 "$base/login?lang=en"
check "from the left" says '<html lang="en" dir="ltr">'
check "and it is kept" answers 200 "$base/login"
check "in a cookie" says '<html lang="en" dir="ltr">'
check "Arabic again" answers 200 "$base/login?lang=ar"
style=$(sed -n 's/.*href="\(\/static\/[^"]*\)".*/\1/p' "$room/page")
check "the style sheet is served" answers 200 "$base$style"
check "for ever, its name tells its content" head_has '^Cache-Control: public, max-age=31536000, immutable'
check "an old name is not" answers 404 "$base/static/diwan-00000000.css"

check "a wrong password is refused" answers 403 -d login=admin -d password=wrong "$base/login"
check "an unknown login in the same words" answers 403 -d login=nobody -d password=wrong "$base/login"
check "a login from another site is refused" answers 403 -H 'Origin: https://evil.example' -d login=admin -d "password=$password" "$base/login"
check "what is no form is refused" answers 400 -H 'Content-Type: text/plain' -d login=admin "$base/login"
head -c 70000 /dev/zero | tr '\0' a >"$room/large"
check "what is too large is refused" answers 413 -d "@$room/large" "$base/login"
for _ in 1 2 3; do status -d login=guess -d password=wrong "$base/login" >/dev/null; done
check "the fourth wrong guess" answers 403 -d login=guess -d password=wrong "$base/login"
check "makes the fifth wait" answers 429 -d login=guess -d password=wrong "$base/login"

check "the administrator comes in" answers 303 -d login=admin -d "password=$password" -d to=/q/all "$base/login"
check "the cookie is for the server alone" head_has '^Set-Cookie: diwan=[0-9a-f]\{64\}; Path=/; Max-Age=43200; HttpOnly; SameSite=Lax'
mine=$jar jar=$room/other
check "a login that should lead to another site" answers 303 -d login=admin -d "password=$password" -d to=//evil.example/ "$base/login"
check "leads home" test "$(tr -d "\r" <"$room/head" | sed -n "s/^Location: //p")" = /
jar=$mine

check "the queue" answers 200 "$base/q/all"
check "has the Arabic letter" says 'طلب مساعدة في سداد فاتورة الكهرباء'
check "masks addresses" says 's•••@<wbr>applicants.example'
check "and never shows them whole" says_not 'sara@applicants.example'
check "what people wrote is not markup" says_not '<script>alert'
check "nor in their names" says_not '<img src=x'
check "nor a template" says '{{w.title.queue}}'
check "an unknown view is not there" answers 404 "$base/q/nonsense"
arabic=$(letter_id file_no 10001)
scan=$(letter_id file_name flatbed.pdf)
family=$(letter_id hold_reason several)
hostile=$(letter_id message_id hostile@elsewhere.example)
unknown=$(diwan letters list --json | python3 -c 'import json,sys
for row in map(json.loads, sys.stdin):
    if row["hold_reason"] == "unknown_sender" and row["message_id"] != "hostile@elsewhere.example": print(row["id"])')

check "a letter" answers 200 "$base/i/$arabic"
check "says why it is hers" says 'رقم الهوية مطابق تماماً'
check "in both calendars" says '١٤٤٨هـ'
check "its number stands by itself" says '<bdi dir="ltr" class="number">1/1448/'
check "the scan" answers 200 "$base/i/$scan"
check "has the boxes of its clues" says '<rect class="clue"'
check "and its words" says 'سلة غذائية'
check "the page's picture" answers 200 "$base/i/$scan/page/1"
check "is private" head_has '^Cache-Control: private'
check "and a JPEG" sh -c "head -c 3 '$room/page' | od -An -tx1 | grep -q 'ff d8 ff'"
check "the raw letter is a download" answers 200 "$base/i/$scan/raw"
check "by its name" head_has 'Content-Disposition: attachment; filename="flatbed.pdf"'
check "and byte for byte" cmp "$room/page" "$sample/flatbed.pdf"
check "an unknown letter is not there" answers 404 "$base/i/999999"
check "nor an unknown page" answers 404 "$base/i/$scan/page/99"

# ---- a page's text, held against its picture ----
paper=$(letter_id file_name two-pages.tiff)
token=$(fetch "$base/i/$paper" | sed -n 's/.*name="csrf" value="\([0-9a-f]*\)".*/\1/p' | head -1)
check "what a machine read" answers 200 "$base/i/$paper"
check "is called so" says 'نص مقروء آلياً لم يُدقّق.'
check "verifying needs our own form" answers 403 -d text=x "$base/i/$paper/page/1/verify"
check "and a text" answers 400 -d "csrf=$token" "$base/i/$paper/page/1/verify"
check "and a page" answers 409 -d text=x -d "csrf=$token" "$base/i/$paper/page/9/verify"
check "GET verifies nothing" answers 405 "$base/i/$paper/page/1/verify"
printf 'الموضوع: طلب سلة غذائية\r\nرقم المعاملة: 640173 <b>' >"$room/right"
check "a corrected text" answers 303 --data-urlencode "text@$room/right" -d "csrf=$token" "$base/i/$paper/page/1/verify"
check "is the page's" answers 200 "$base/i/$paper"
check "with who verified it" says '<span class="state done">مدقّق</span> <bdi>admin</bdi>'
check "and no markup of its own" says '640173 &lt;b&gt;'
check "the machine's stays to be seen" says 'قراءات أخرى لهذه الصفحة'
check "the corrected words" answers 200 -G --data-urlencode 'q=640173' "$base/search"
check "are found" says '<mark>640173</mark>'
check "the journal has it" sh -c "'$DIWAN' -c '$conf' letters show --json $paper | grep -q '\"actor\":\"admin\",\"act\":\"text_corrected\"'"

# ---- what a new reading tells ----
check "nothing is told yet" answers 200 "$base/q/reread"
check "on no letter" says 'لا رسائل هنا'
python3 -c "import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as office: office.execute('UPDATE letter SET reread_note = ? WHERE id = ?', ('match 10008', sys.argv[2]))" "$office/office.db" "$paper"
check "a note of a new reading" answers 200 "$base/q/reread"
check "stands in the queue in words" says 'القراءة الجديدة تعرّف صاحبها: ملف <bdi dir="ltr">10008</bdi>'
check "and on the letter" answers 200 "$base/i/$paper"
check "with what to do" says "action=\"/i/$paper/seen\""
check "until somebody has seen it" answers 303 -d "csrf=$token" "$base/i/$paper/seen"
check "once" answers 409 -d "csrf=$token" "$base/i/$paper/seen"
check "then it is off" sh -c "! '$DIWAN' -c '$conf' letters list --json | grep -q 'match 10008'"

check "search by words" answers 200 -G --data-urlencode 'q=سلة غذائية' "$base/search"
check "marks them" says '<mark>'
in_no=$(diwan letters list --json | python3 -c 'import json,sys
print(next(r["in_no"] for r in map(json.loads, sys.stdin) if r["file_no"] == "10001"))')
check "search by number" answers 303 -G --data-urlencode "q=$in_no" "$base/search"
check "leads to the letter" head_has "^Location: /i/$arabic"

# ---- the register ----
today=$(diwan register show "$in_no" --json | python3 -c 'import json,sys; print(json.load(sys.stdin)["date_hijri"])')
check "the register of this month" answers 200 "$base/register/incoming"
check "has the letter's number" says "$in_no"
check "of a day in Arabic digits" answers 200 -G --data-urlencode "from=$(echo "$today" | sed 'y/0123456789/٠١٢٣٤٥٦٧٨٩/') هـ" --data-urlencode "to=$today" "$base/register/incoming"
check "has it too" says "$in_no"
check "an empty day" answers 200 -G --data-urlencode 'from=1448/1/1' --data-urlencode 'to=16/6/2026' "$base/register/incoming"
check "says so" says_not "$in_no"
check "a day with two meanings is asked about" answers 400 -G --data-urlencode 'from=5/6/2026' "$base/register/incoming?lang=en"
check "in words" says "may mean 5 June or 6 May"
check "the table to take away" answers 200 "$base/register/incoming.csv?lang=ar"
check "is the register's" says "\"$in_no\","
check "the ledger to take away" answers 200 "$base/register/incoming.pdf"
check "is a PDF" sh -c 'head -c 5 "$1" | grep -q %PDF-' - "$room/page"
check "no other register is there" answers 404 "$base/register/others"
answers 200 "$base/register/incoming" >/dev/null
check "a number is voided" answers 303 --data-urlencode "csrf=$(csrf)" --data-urlencode "number=$in_no" --data-urlencode 'reason=قُيّد مرتين' "$base/register/void"
check "and stays" answers 200 "$base/register/incoming"
check "with the reason" says 'قُيّد مرتين'
check "once" answers 409 --data-urlencode "csrf=$(csrf)" --data-urlencode "number=$in_no" --data-urlencode 'reason=x' "$base/register/void"
check "not from elsewhere" answers 403 --data-urlencode "number=$in_no" --data-urlencode 'reason=x' "$base/register/void"
check "health" answers 200 "$base/health"
check "tells the stages" says 'مراحل الرسائل'

# ---- deciding ----
check "the hold list" answers 200 "$base/hold"
check "has evidence in words" says 'البريد مطابق للسجل'
token=$(csrf)
party=$(sed -n 's/.*name="party_id" value="\([0-9]*\)".*/\1/p' "$room/page" | head -1)
check "GET decides nothing" answers 405 "$base/i/$family/decide"
check "no token, no decision" answers 403 -d "party_id=$party" "$base/i/$family/decide"
check "a wrong token neither" answers 403 -d "party_id=$party" -d "csrf=${token%?}x" "$base/i/$family/decide"
check "nor from another site" answers 403 -H 'Origin: https://evil.example' -d "party_id=$party" -d "csrf=$token" "$base/i/$family/decide"
check "nor for nobody on record" answers 400 -d party_id=999999 -d "csrf=$token" "$base/i/$family/decide"
check "it is this applicant" answers 303 -d "party_id=$party" -d back=hold -d "csrf=$token" "$base/i/$family/decide"
check "and back to the list" head_has '^Location: /hold?said=identified'
check "a second decision is told that it changed" answers 409 -d nobody=1 -d "csrf=$token" "$base/i/$family/decide"
check "in words" says 'تغيّرت هذه الرسالة'
is_filed() { diwan letters list --json | grep -F "\"id\":$1," | grep -q '"state":"done".*"request_no":"3/'; }
check "the letter goes on its way and gets a request" wait_for 20 is_filed "$family"
check "nobody's" answers 303 -d nobody=1 -d "csrf=$token" "$base/i/$hostile/decide"
check "the form of a new applicant" answers 200 "$base/i/$unknown/new"
check "is refused with a wrong ID" answers 422 --data-urlencode 'full_name=تركي بن سالم المطيري' -d national_id=1234567890 -d "csrf=$token" "$base/i/$unknown/new"
check "and keeps what was typed" says 'تركي بن سالم المطيري'
check "and with the ID of somebody on record" answers 422 --data-urlencode 'full_name=تركي بن سالم المطيري' -d national_id=1639048618 -d "csrf=$token" "$base/i/$unknown/new"
check "else a record is opened" answers 303 --data-urlencode 'full_name=تركي بن سالم المطيري' --data-urlencode 'mobile=٠٥٠١٢٣٤٥٦٧' -d email=turki@elsewhere.example -d "csrf=$token" "$base/i/$unknown/new"
check "the record exists" sh -c "'$DIWAN' -c '$conf' applicants list --json | grep -q 'turki@elsewhere.example'"
check "and the letter gets a request" wait_for 20 is_filed "$unknown"
check "a form for a letter that is not held" answers 409 "$base/i/$unknown/new"
check "the journal names who decided" sh -c "'$DIWAN' -c '$conf' letters show --json $unknown | grep -q '\"actor\":\"admin\",\"act\":\"identified\"'"
# ---- a request ----
hers=$(python3 -c "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute('SELECT request_id FROM letter WHERE id = ?', (sys.argv[2],)).fetchone()[0])" "$office/office.db" "$arabic")
hers_no=$(diwan letters show --json "$arabic" | sed -n 's/.*"request_no":"\([^"]*\)".*/\1/p')
state_is() { diwan requests show --json "$hers_no" | grep -q "\"state\":\"$1\""; }
check "the requests" answers 200 "$base/requests/all"
check "have hers" says "<a href=\"/r/$hers\"><bdi dir=\"ltr\">$hers_no</bdi></a>"
check "a view of those that are late" answers 200 "$base/requests/overdue"
check "and of nothing else" answers 404 "$base/requests/nonsense"
check "her request" answers 200 "$base/r/$hers"
check "has its checklist" says 'إقرار موقَّع بصحة البيانات'
check "and what happened" says 'ما جرى'
check "an administrator moves none" says_not 'action="/r/'"$hers"'/move"'
check "not even by hand" answers 409 -d move=withdraw -d reason=x -d "csrf=$token" "$base/r/$hers/move"
check "and is told why" says 'ليس لـ'
check "by the move's name" says 'سحب'
check "an unknown request is not there" answers 404 "$base/r/999999"
diwan staff add noura --name 'نورة' --role relations >"$room/noura"
admins=$jar jar=$room/noura-jar
check "a colleague comes in" answers 303 -d login=noura -d "password=$(sed 's/.* //' "$room/noura")" "$base/login"
check "and sees what she may do" answers 200 "$base/r/$hers"
hers_csrf=$(csrf)
check "no token, no act" answers 403 -d document=identity "$base/r/$hers/document"
check "a document that came" answers 303 -d document=identity -d how=take --data-urlencode "letter=$in_no" -d expires=1470/01/01 -d "csrf=$hers_csrf" "$base/r/$hers/document"
check "is to be looked at" answers 200 "$base/r/$hers?said=request_done"
check "with its letter" says 'ورد ولم يُدقَّق'
check "is accepted" answers 303 -d document=identity -d how=accept -d "csrf=$hers_csrf" "$base/r/$hers/document"
check "her name is confirmed" answers 303 -d field=full_name -d document=identity -d how=agrees -d "csrf=$hers_csrf" "$base/r/$hers/confirm"
check "what is not complete is not called so" answers 409 -d move=complete -d "csrf=$hers_csrf" "$base/r/$hers/move"
check "and what is missing is named" says 'إقرار موقَّع بصحة البيانات (ناقص)'
check "the missing ones are asked for" answers 303 -d "csrf=$hers_csrf" "$base/r/$hers/ask"
check "then it waits" state_is awaiting_documents
check "which is taken back" answers 303 --data-urlencode 'reason=خطأ' -d "csrf=$hers_csrf" "$base/r/$hers/undo"
check "with its reason" state_is new
check "a contact" answers 303 -d channel=telephone -d direction=in --data-urlencode 'summary=سألت عن طلبها' -d "csrf=$hers_csrf" "$base/r/$hers/contact"
check "a referral" answers 303 -d to_kind=unit --data-urlencode 'to_name=الشؤون القانونية' -d purpose=information --data-urlencode 'instruction=<b>للاطلاع</b>' -d "csrf=$hers_csrf" "$base/r/$hers/refer"
check "all of it stands in the timeline" answers 200 "$base/r/$hers"
check "in words" says 'سألت عن طلبها'
check "that are no markup" says '&lt;b&gt;للاطلاع'
check "an act there is not" answers 404 -d "csrf=$hers_csrf" "$base/r/$hers/nonsense"
check "GET does nothing" answers 405 "$base/r/$hers/move"
jar=$admins

check "logging out" answers 303 -d "csrf=$token" "$base/logout"
check "ends the session" answers 303 "$base/q/all"

# ---- in a real browser, without JavaScript ----
tour web_tour.py "$password" "$scan" "$arabic"
web_closed 'applicants.example|elsewhere.example|تركي|الكهرباء'
finish
