#!/bin/sh
# A complaint of somebody who works here: in the whole window that person finds nothing of it, neither its words nor a way to it nor a count that
# has it; and whoever sees to it finds all.
. "$(dirname "$0")/../lib/tap.sh"
. "$root/tests/lib/web.sh"
web_office
sed '1s/$/,address/; 2,$s/$/,7525 شارع العليا;الرياض 12251/' "$sample/applicants.csv" >"$room/people.csv"
check "people with postal addresses are on record" diwan applicants import "$room/people.csv"
colleagues noura:relations:نورة saad:relations:سعد
# mail FILE MESSAGE SUBJECT WORDS: khalid writes.
mail() { printf 'Authentication-Results: mx.charity.example; dmarc=pass header.from=applicants.example\r\nFrom: khalid@applicants.example\r\nTo: letters@charity.example\r\nSubject: %s\r\nMessage-ID: <%s@applicants.example>\r\nDate: Sun, 22 Nov 2026 12:00:00 +0300\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n' "$3" "$2" "$4" >"$room/$1.eml"; }
mail complaint c1 'شكوى من موظف' 'أتقدم بشكوى من سوء معاملة زعفران لي.'
mail other c2 'طلب مساعدة' 'أرجو مساعدتي في إيجار المنزل.'
{ printf 'Received: from elsewhere.example\r\n'; cat "$room/complaint.eml"; } >"$room/again.eml"
for letter in complaint other again; do
    check "a letter comes: $letter" diwan take "$room/$letter.eml"
    check "and is processed" timeout 120 "$DIWAN" -c "$conf" process
done
check "their acknowledgements leave" diwan deliver
letter=$(ask_store 'SELECT id FROM letter WHERE message_id = ? AND duplicate_of IS NULL' c1@applicants.example)
copy=$(ask_store 'SELECT id FROM letter WHERE duplicate_of = ?' "$letter")
request=$(ask_store 'SELECT request_id FROM letter WHERE id = ?' "$letter")
number=$(ask_store 'SELECT number FROM request WHERE id = ?' "$request")
in_no=$(ask_store 'SELECT in_no FROM letter WHERE id = ?' "$letter")
mail_id=$(ask_store "SELECT id FROM outbox WHERE letter_id = ?" "$letter")
other=$(ask_store 'SELECT id FROM letter WHERE message_id = ?' c2@applicants.example)
others=$(ask_store 'SELECT request_id FROM letter WHERE id = ?' "$other")

# ---- a colleague sees to it ----
web_open
check "noura comes in" come noura
check "it is a complaint" test "$(ask_store 'SELECT kind FROM request WHERE id = ?' "$request")" = complaint
check "of saad" posted 303 "/r/$request/name" -d login=saad
check "a draft of an answer" posted 303 "/i/$letter/reply" -d template=reply -d language=ar --data-urlencode 'v-words=زعفران'
draft=$(sed -n 's/^Location: .*\/reply\/\([0-9]*\).*/\1/p' "$room/head" | tr -d '\r')
check "a call" posted 303 "/r/$request/contact" -d channel=telephone -d direction=in --data-urlencode 'summary=زعفران'
check "a referral" posted 303 "/r/$request/refer" -d to_kind=unit --data-urlencode 'to_name=زعفران' -d purpose=opinion -d due=1460/01/01 --data-urlencode 'instruction=زعفران'
check "the letter was there by mistake once" posted 303 "/r/$others/letters/take" -d "letter=$letter" -d reason=x
check "and went back" posted 303 "/r/$request/letters/take" -d "letter=$letter" -d reason=x
python3 -c "import sqlite3, sys
with sqlite3.connect(sys.argv[1], timeout=20) as office: office.execute(\"UPDATE outbox SET state = 'failed', sent_at = NULL WHERE id = ?\", (sys.argv[2],))" "$office/office.db" "$mail_id"
check "its acknowledgement did not arrive" answers 200 "$base/undelivered"
check "she sees" says "$number"
check "it is counted" says '<span class="count">١</span>'
check "it goes on paper" posted 303 "/undelivered/$mail_id/paper"
paper=$(ask_store 'SELECT outbox_id FROM paper WHERE replaces = ?' "$mail_id")

# ---- the one it is of ----
barred() { # is closed to the one it is of, on every page
    status "$base/q/all?lang=ar" >/dev/null
    timeout 300 python3 "$root/tests/lib/barred.py" "$base" "$jar" "$(csrf)" "$office/office.db" \
        "i/$letter i/$copy r/$request reply/$draft undelivered/$mail_id undelivered/$paper post/${run:-1}" \
        'زعفران' 'شكوى من موظف' "$number" "/i/$letter\"" "/i/$copy\"" "/r/$request\"" "/reply/$draft\""
}
check "saad comes in" come saad
check "on no page is there a word of it" barred
check "what waits for the printer" answers 200 "$base/post"
check "is nothing for him" says_not 'رسالة واحدة تنتظر'
check "nor is a count beside what did not arrive" says_not '<span class="count">'
check "he prints none of it" posted 303 /post/print
check "there is no run" test "$(ask_store 'SELECT COUNT(*) FROM print_run WHERE 0 < ?' 1)" = 0
check "its words" answers 200 -G --data-urlencode 'q=زعفران' "$base/search"
check "are counted as none" says 'لا نتائج'
check "its number" answers 200 "$base/search?q=$in_no"
check "leads nowhere" says_not '/i/'
check "the queue" answers 200 "$base/q/all"
check "counts one letter" sh -c "grep -A3 'href=\"/q/all\"' '$room/page' | grep -q '١'"
check "not three" sh -c "! grep -A3 'href=\"/q/all\"' '$room/page' | grep -q '٣'"
check "no view of copies" says_not '/q/duplicate'
check "he voids none of its numbers" posted 403 /register/void --data-urlencode "number=$in_no" -d reason=x
check "not the request's either" posted 403 /register/void --data-urlencode "number=$number" -d reason=x
check "takes none of its letters" posted 409 "/r/$others/letters/take" -d "letter=$letter" -d reason=x
check "nor gives any to it" posted 409 "/r/$others/letters/give" -d "letter=$other" -d "onto=$request" -d reason=x
XDG_RUNTIME_DIR=$room/run
export XDG_RUNTIME_DIR
chmod 600 "$room/pass-saad"
check "his own session at the terminal" diwan login saad --password-file "$room/pass-saad"
for book in incoming requests contacts; do
    diwan register $book --from 1447/1/1 --to 1460/1/1 --json >"$room/book"
    check "the register $book as he reads it" sh -c "test -s '$room/book' && ! grep -E 'زعفران|شكوى|complaint|failed' '$room/book'"
done
check "nor by its number" sh -c "! '$DIWAN' -c '$conf' register show '$in_no' | grep 'شكوى'"
check "nor is it voided" sh -c "! '$DIWAN' -c '$conf' register void '$in_no' --reason x"
unset XDG_RUNTIME_DIR

# ---- the colleague again ----
check "noura" come noura
check "prints it" posted 303 /post/print
run=$(sed -n 's/^Location: .*\/post\/\([0-9]*\).*/\1/p' "$room/head" | tr -d '\r')
check "and has its files" answers 200 "$base/post/$run/letters.pdf"
check "saad" come saad
check "does not" answers 409 "$base/post/$run/letters.pdf"
check "and is told why" says 'يأخذ ملفاتها زميل آخر'
check "sees nothing of it in the run" answers 200 "$base/post/$run"
check "at all" says_not 'خالد'
check "says of none that it came back" posted 403 /post/returned -d "number=$paper" -d reason=x
check "and on no page is there a word of it" barred
check "noura" come noura
check "finds it" answers 200 -G --data-urlencode 'q=زعفران' "$base/search"
check "there" says "/i/$letter"
check "and its copy in the queue" answers 200 "$base/q/duplicate"
check "as a copy" says "/i/$copy\""
web_closed 'applicants.example|زعفران|شكوى'
finish
