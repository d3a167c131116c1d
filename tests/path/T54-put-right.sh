#!/bin/sh
# What stands in the wrong place is put right in the window, and back again: letters between requests, two records of one person. Over HTTP, then in a real
# browser.
. "$(dirname "$0")/../lib/tap.sh"
. "$root/tests/lib/web.sh"
web_office
check "people are on record" diwan applicants import "$sample/applicants.csv"
colleagues noura:relations:نورة reem:clerk:ريم majed:secretary:ماجد amal:archivist:أمل
# written NAME ADDRESS SUBJECT WORDS: a letter whose sender is proved is taken; mail: and processed.
written() {
    printf 'Authentication-Results: mx.charity.example; dmarc=pass header.from=applicants.example\r\nFrom: %s\r\nTo: letters@charity.example\r\nSubject: %s\r\nMessage-ID: <%s@applicants.example>\r\nDate: Sun, 22 Nov 2026 12:00:00 +0300\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n' "$2" "$3" "$1" "$4" >"$room/$1.eml"
    diwan take "$room/$1.eml"
}
mail() { written "$@" && timeout 60 "$DIWAN" -c "$conf" process; }
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
printf 'file_no,national_id,full_name,email,mobile,city,party_kind\n%s\n%s\n' \
    'P000901,1000000016,منيرة فهد العتيبي,,0500000077,جدة,applicant' \
    'P000902,,منيره فهد العتيبى,munira@applicants.example,0500000077,الطائف,applicant' >"$room/twins.csv"
check "two records of one person" diwan applicants import "$room/twins.csv"
party_of() { ask_store 'SELECT id FROM party WHERE file_no = ?' "$1"; }
value_of() { ask_store "SELECT $2 FROM party WHERE id = ?" "$1"; }
one=$(party_of P000901) other=$(party_of P000902)
check "she writes from the second" mail munira munira@applicants.example 'استفسار' 'السلام عليكم، أرجو إفادتي عن مواعيد العمل.'
hers=$(letter_of munira)
check "which it is filed under" is "$(ask_store 'SELECT party_id FROM letter WHERE id = ?' "$hers")" "$other"

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

# ---- whose a letter is: one writes for another ----
check "khalid writes about somebody else" written behalf $khalid 'طلب' 'السلام عليكم، رقم الهوية 1776555037 للمستفيدة نورة بنت سعد الدوسري، نرجو دعمها.'
behalf=$(letter_of behalf) ward=$(ask_store 'SELECT id FROM party WHERE file_no = ?' 10004) writer=$(ask_store 'SELECT id FROM party WHERE file_no = ?' 10002)
decided() { [ "$(ask_store "SELECT $2 FROM decision WHERE letter_id = ? ORDER BY id DESC LIMIT 1" "$1")" = "$3" ] || { ask_store "SELECT $2 FROM decision WHERE letter_id = ? ORDER BY id DESC LIMIT 1" "$1"; false; }; }
rests() { [ "$(ask_store 'SELECT state FROM letter WHERE id = ?' "$1")" = held ]; }
check "which waits for a person" wait_for 20 rests "$behalf"
check "noura" come noura
check "the hold list" answers 200 "$base/hold"
check "has it" says "/i/$behalf\""
check "with a button for whoever writes for another" says 'name="guardian" value="1"'
check "no token, no decision" answers 403 -d "party_id=$ward" -d guardian=1 "$base/i/$behalf/decide"
check "it is hers, he wrote for her" posted 303 "/i/$behalf/decide" -d "party_id=$ward" -d guardian=1 -d back=hold
check "and back to the list" head_has '^Location: /hold?said=identified'
check "so it is noted" decided "$behalf" kind guardian
check "with who wrote" decided "$behalf" guardian_id "$writer"
is_filed() { [ "$(ask_store 'SELECT state FROM letter WHERE id = ?' "$1")" = done ]; }
check "it goes on its way" wait_for 20 is_filed "$behalf"
check "as hers" is "$(ask_store 'SELECT party_id FROM letter WHERE id = ?' "$behalf")" "$ward"
check "its page" answers 200 "$base/i/$behalf"
check "takes the decision back" says "formaction=\"/i/$behalf/undecide\""
check "GET takes nothing back" answers 405 "$base/i/$behalf/undecide"
check "nor without why" posted 400 "/i/$behalf/undecide"
check "for a reason" posted 303 "/i/$behalf/undecide" --data-urlencode 'reason=أخطأت' -d back=letter
check "back to the letter" head_has "^Location: /i/$behalf?said=undecided"
check "which waits again" is "$(ask_store 'SELECT state FROM letter WHERE id = ?' "$behalf")" held
check "the decision stands as undone" decided "$behalf" 'undone_at > 0' 1
check "its page" answers 200 "$base/i/$behalf?said=undecided"
check "has no such button any more" says_not "/i/$behalf/undecide"
check "twice is once" posted 409 "/i/$behalf/undecide" -d reason=x
check "an archivist" come amal

# ---- two records of one person ----
check "an archivist sees no duplicates" answers 409 "$base/duplicates"
check "noura" come noura
check "sees them" answers 200 "$base/duplicates"
check "with what they share" says '<span class="state">الجوال</span>'
check "and compares" says "/duplicates/$one/$other"
check "side by side" answers 200 "$base/duplicates/$one/$other"
check "what differs is a choice" says 'name="city" value="gone"'
check "what one lacks is shown as nothing" says "لا شيء"
check "and is no choice" says_not 'name="national_id"'
check "no token, no merge" answers 403 -d "reason=x" "$base/duplicates/$one/$other"
check "nor without why" posted 409 "/duplicates/$one/$other"
check "in words" says 'اذكر لماذا السجلان لشخص واحد'
check "merged" posted 303 "/duplicates/$one/$other" -d city=gone -d full_name=kept --data-urlencode 'reason=الجوال نفسه والاسم نفسه'
check "to the kept record" head_has "location: /p/$one?said=merged"
check "which has the city that was chosen" is "$(value_of "$one" city)" 'الطائف'
check "the name that was kept" is "$(value_of "$one" full_name)" 'منيرة فهد العتيبي'
check "and the address it lacked" is "$(value_of "$one" email)" munira@applicants.example
check "its page" answers 200 "$base/p/$one"
check "has the letter" says "/i/$hers"
check "and the way back" says "action=\"/p/$other/separate\""
check "the other's page" answers 200 "$base/p/$other"
check "leads to it" says "href=\"/p/$one\""
check "neither is compared again" answers 409 "$base/duplicates/$one/$other"
check "the list" answers 200 "$base/duplicates"
check "no longer has them" says_not "/duplicates/$one/$other"
check "an archivist" come amal
check "does not part them" posted 409 "/p/$other/separate"
check "noura" come noura
check "does" posted 303 "/p/$other/separate" --data-urlencode 'reason=أختان'
check "the letter is back" is "$(ask_store 'SELECT party_id FROM letter WHERE id = ?' "$hers")" "$other"
check "and the city" is "$(value_of "$one" city)" 'جدة'
check "twice is once" posted 409 "/p/$other/separate"
check "a record there is not" answers 404 "$base/p/999999"

check "all that the office refuses can be said in Arabic" python3 "$root/tests/lib/refusals.py"
tour put_right_tour.py "$(cat "$room/pass-noura")" "$first" "$second" "$one" "$other"
web_closed 'applicants.example|سؤال|شكوى|خالد|منير'
finish
