#!/bin/sh
# What stands in the wrong place is put right in the window, and back again: letters between requests. Over HTTP, then in a real
# browser.
. "$(dirname "$0")/../lib/tap.sh"
. "$root/tests/lib/web.sh"
web_office
check "people are on record" diwan applicants import "$sample/applicants.csv"
colleagues noura:relations:نورة reem:clerk:ريم majed:secretary:ماجد amal:archivist:أمل
# mail NAME ADDRESS SUBJECT WORDS: a letter whose sender is proved.
mail() {
    printf 'Authentication-Results: mx.charity.example; dmarc=pass header.from=applicants.example\r\nFrom: %s\r\nTo: letters@charity.example\r\nSubject: %s\r\nMessage-ID: <%s@applicants.example>\r\nDate: Sun, 22 Nov 2026 12:00:00 +0300\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n' "$2" "$3" "$1" "$4" >"$room/$1.eml"
    diwan take "$room/$1.eml" && timeout 60 "$DIWAN" -c "$conf" process
}
letter_of() { ask_store 'SELECT id FROM letter WHERE message_id = ?' "$1@applicants.example"; }
request_of() { ask_store 'SELECT request_id FROM letter WHERE id = ?' "$1"; }
state_of() { ask_store 'SELECT state FROM request WHERE id = ?' "$1"; }
kind_of() { ask_store 'SELECT kind FROM request WHERE id = ?' "$1"; }
on() { [ "$(request_of "$1")" = "$2" ] || { request_of "$1"; false; }; }
is() { [ "$1" = "$2" ] || { echo "$1, not $2"; false; }; }
khalid=khalid@applicants.example
check "he asks for support" mail support $khalid 'طلب مساعدة' 'السلام عليكم، أرجو مساعدتي في إيجار المنزل.'
check "and complains" mail complaint $khalid 'شكوى' 'أتقدم بشكوى من تأخر الرد على طلبي.'
check "and writes again" mail more $khalid 'طلب مساعدة' 'أرجو مساعدتي أيضاً في فاتورة الكهرباء وإيجار المنزل.'
support=$(letter_of support) complaint=$(letter_of complaint) more=$(letter_of more)
first=$(request_of "$support") second=$(request_of "$complaint")
check "two requests" test "$first" != "$second"
check "the third letter is on the first of them" on "$more" "$first"

# ---- letters between requests ----
web_open
check "noura comes in" come noura
check "the request" answers 200 "$base/r/$first"
check "shows what may be done with its letters" says "action=\"/r/$first/letters/split\""
check "and which others may come" says "<option value=\"$complaint\">"
check "no token, no act" answers 403 -d "letter=$more" "$base/r/$first/letters/split"
check "GET moves nothing" answers 405 "$base/r/$first/letters/split"
check "an act there is not" posted 404 "/r/$first/letters/nonsense" -d "letter=$more"
check "a letter becomes a request of its own" posted 303 "/r/$first/letters/split" -d "letter=$more" -d kind=enquiry --data-urlencode 'reason=سؤال آخر'
third=$(request_of "$more")
check "a new one" test "$third" != "$first"
check "of the kind that was said" is "$(kind_of "$third")" enquiry
check "the page" answers 200 "$base/r/$first?said=letter_split"
check "tells where it is" says "href=\"/r/$third\""
check "and why" says 'سؤال آخر'
check "and how it is put back" says 'أعدها إلى هنا'
check "it is all that the new one has" answers 200 "$base/r/$third"
check "so it is not split again" says_not "action=\"/r/$third/letters/split\""
check "not even by hand" posted 409 "/r/$third/letters/split" -d "letter=$more"
check "in words" says 'فلا شيء يُفصل'
check "put back" posted 303 "/r/$first/letters/take" -d "letter=$more"
check "it is where it was" on "$more" "$first"
check "and the empty one has ended" is "$(state_of "$third")" withdrawn
check "it belongs to the other" posted 303 "/r/$first/letters/give" -d "letter=$more" -d "onto=$second"
check "and is there" on "$more" "$second"
check "whose page" answers 200 "$base/r/$second"
check "says where it came from" says 'كانت في الطلب'
check "and puts it back" posted 303 "/r/$second/letters/give" -d "letter=$more" -d "onto=$first"
check "there" on "$more" "$first"
check "the only letter of a request goes" posted 303 "/r/$second/letters/give" -d "letter=$complaint" -d "onto=$first"
check "which ends it" is "$(state_of "$second")" withdrawn
check "its page" answers 200 "$base/r/$second"
check "still puts it back" says "action=\"/r/$second/letters/take\""
check "which does" posted 303 "/r/$second/letters/take" -d "letter=$complaint"
check "and it is what it was" is "$(state_of "$second")" new
check "one that somebody ended stays ended" diwan requests move "$(ask_store 'SELECT number FROM request WHERE id = ?' "$second")" withdraw --by noura --reason x
check "until it is opened" posted 409 "/r/$first/letters/give" -d "letter=$more" -d "onto=$second"
check "in words" says 'أعد فتحه أولاً'
check "the letter's page tells of it" answers 200 "$base/i/$more"
check "in its journal" says 'نُقلت من طلبها'
check "an archivist" come amal
check "sees none of these forms" answers 200 "$base/r/$first"
check "at all" says_not '/letters/'
check "and moves nothing by hand" posted 409 "/r/$second/letters/take" -d "letter=$more"

check "all that the office refuses can be said in Arabic" python3 "$root/tests/lib/refusals.py"
tour put_right_tour.py "$(cat "$room/pass-noura")" "$first" "$second"
web_closed 'applicants.example|سؤال|شكوى|خالد'
finish
