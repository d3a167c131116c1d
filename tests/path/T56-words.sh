#!/bin/sh
# A mail's words in the window: by which rule they came out, decoded again as a person says and found by them then, as they were written in a frame
# in which nothing acts, and a web form's mail by field. Over HTTP, then in a real browser.
. "$(dirname "$0")/../lib/tap.sh"
. "$root/tests/lib/web.sh"
web_office
printf '[form website]\nfrom = noreply@website.example\n' >>"$conf"
colleagues noura:relations:نورة audit:auditor:سليمان
# mail NAME FROM SUBJECT TYPE: the head of a mail; its body follows.
mail() { printf 'From: %s\r\nTo: letters@charity.example\r\nSubject: %s\r\nMessage-ID: <%s@applicants.example>\r\nDate: Sun, 22 Nov 2026 12:00:00 +0300\r\nMIME-Version: 1.0\r\n%s\r\n\r\n' "$2" "$3" "$1" "$4"; }
{ mail broken ali@applicants.example hello 'X-Note: none'; printf 'طلب دعم عاجل' | iconv -t ISO-8859-6; } >"$room/broken.eml"
{ mail html sara@applicants.example 'HTML' 'Content-Type: text/html; charset=utf-8'
    printf '<p style="color:red">السلام عليكم <b>جميعاً</b></p><table><tr><td>البند</td><td>المبلغ</td></tr></table><script>alert(1)</script><img src="https://tracker.example/x.png"><a href="https://elsewhere.example/">رابط</a>\n'; } >"$room/html.eml"
{ mail form noreply@website.example 'New request' 'Content-Type: text/plain; charset=utf-8'
    printf 'الاسم الكامل: منى صالح\r\nرقم الهوية: 1012345672\r\nالبريد الإلكتروني: mona@applicants.example\r\nالرسالة: أحتاج دعماً <b>\r\n'; } >"$room/form.eml"
check "letters are taken" diwan take "$room/broken.eml" "$room/html.eml" "$room/form.eml" "$sample/flatbed.pdf"
check "and processed" timeout 120 "$DIWAN" -c "$conf" process
letter_of() { ask_store 'SELECT id FROM letter WHERE message_id = ?' "$1@applicants.example"; }
broken=$(letter_of broken) html=$(letter_of html) form=$(letter_of form) scan=$(ask_store 'SELECT id FROM letter WHERE file_name = ?' flatbed.pdf)
web_open

# ---- decoded again ----
check "noura comes in" come noura
check "a mail without a charset" answers 200 "$base/i/$broken"
check "tells by which rule it was read" says 'لا تذكر الرسالة ترميزاً'
check "and can be decoded again" says "action=\"/i/$broken/decode\""
check "no token, no decoding" answers 403 -d charset=iso-8859-6 "$base/i/$broken/decode"
check "GET decodes nothing" answers 405 "$base/i/$broken/decode"
check "nor is it decoded as anything" posted 400 "/i/$broken/decode" -d charset=nonsense
check "as one charset" posted 303 "/i/$broken/decode" -d charset=windows-1256
check "in which it is not found" answers 200 -G --data-urlencode 'q=عاجل' "$base/search"
check "at all" says_not "/i/$broken"
check "as another" posted 303 "/i/$broken/decode" -d charset=iso-8859-6
check "back to it" head_has "location: /i/$broken?said=decoded"
check "its page" answers 200 "$base/i/$broken?said=decoded"
check "has the words" says 'طلب دعم عاجل'
check "and who chose what" says 'اختار ⁨noura⁩ الترميز ⁨iso-8859-6⁩'
check "which is chosen in the form" says '<option selected>iso-8859-6</option>'
check "the journal has it" sh -c "'$DIWAN' -c '$conf' letters show --json $broken | grep -q '\"actor\":\"noura\",\"act\":\"decoded\"'"
check "the search" answers 200 -G --data-urlencode 'q=عاجل' "$base/search"
check "finds it" says "/i/$broken"
for charset in utf-8 windows-1252 cp864; do check "$charset is known" diwan letters decode "$broken" --as $charset --by noura; done
check "a scan has no charset" answers 200 "$base/i/$scan"
check "and no form for one" says_not "/i/$scan/decode"
check "not even by hand" posted 409 "/i/$scan/decode" -d charset=utf-8
check "in words" says 'تُقرأ صفحاتها'
check "an auditor" come audit
check "sees the rule and no form" answers 200 "$base/i/$broken"
check "at all" says_not "/i/$broken/decode"
check "nor decodes by hand" posted 409 "/i/$broken/decode" -d charset=utf-8
check "nor at the terminal" sh -c "! '$DIWAN' -c '$conf' letters decode $broken --as utf-8 --by audit"

# ---- as it was written ----
check "noura" come noura
check "a mail with formatting" answers 200 "$base/i/$html"
check "is shown as text" says 'السلام عليكم'
check "with the way to what it looked like" says "href=\"/i/$html?as=written\""
check "there" answers 200 "$base/i/$html?as=written"
check "it stands in a frame where nothing acts" says "<iframe class=\"mail\" src=\"/i/$html/written\""
check "that is allowed nothing" says ' sandbox></iframe>'
check "with the way back" says "href=\"/i/$html\""
check "the frame" answers 200 "$base/i/$html/written"
check "has its words" says '<b>جميعاً</b>'
check "no script" says_not '<script'
check "no picture" says_not '<img'
check "under a policy that loads nothing" head_has "^Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; sandbox;"
check "one without formatting" answers 200 "$base/i/$broken/written"
check "says so" says 'ليس لهذه الرسالة تنسيق'
check "a scan was not written" answers 404 "$base/i/$scan/written"
check "nor was what there is not" answers 404 "$base/i/99999/written"

# ---- a form's mail, by field ----
check "a web form's mail" answers 200 "$base/i/$form"
check "by field" says '<th scope="row"><bdi>رقم الهوية</bdi>'
check "with what stands there" says '<td dir="auto">1012345672</td>'
check "no markup" says '<td dir="auto">أحتاج دعماً &lt;b&gt;</td>'
check "and which form" says '<bdi>website</bdi>'
check "other mails" answers 200 "$base/i/$html"
check "have none" says_not 'class="web-fields"'

tour words_tour.py "$(cat "$room/pass-noura")" "$broken" "$html" "$form"
web_closed 'applicants.example|عاجل|منى|1012345672'
finish
