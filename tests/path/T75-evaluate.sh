#!/bin/sh
# The evaluation of reading counts as it says: errors, exact numbers, what stood where one was wrong, confidence; and it
# runs the program on a folder of pages with their truth beside them.
. "$(dirname "$0")/../lib/tap.sh"

evaluate() {
    PYTHONDONTWRITEBYTECODE=1 "$root/ocr/evaluate" --engines diwan --diwan "$DIWAN" --cache "$room/cache" "$@"
}
table() {
    mkdir "$room/pages" || return
    cp "$root/tests/read/pages/letter.png" "$root/tests/read/pages/letter.txt" "$room/pages"
    cp "$root/tests/read/pages/text.pdf" "$root/tests/read/pages/text.txt" "$room/pages"
    evaluate --real "$room/pages" --confidence --json "$room/all.json" >"$room/table" || return
    cat "$room/table"
    grep -q '^| \. | 2 | [0-9.]* / [0-9.]* |$' "$room/table" && grep -q 'confidence' "$room/table"
}
counts() {
    python3 - "$room/all.json" <<'END'
import json, sys
results = {one["page"]: one for one in json.load(open(sys.argv[1]))}
letter, text = results["letter"], results["text"]
assert text["character_errors"] == 0 and text["words"] == 26, text
assert 0 <= letter["character_errors"] < letter["characters"] / 10, letter
assert letter["cpu_s"] > 0.01 and letter["memory_mb"] > 20 and letter["status"] == 0, letter
assert len(letter["confidences"]) >= 15 and sum(right for _, right in letter["confidences"]) >= 13, letter
END
}
empty() { mkdir "$room/none" && ! evaluate --real "$room/none" 2>"$room/why" && grep -q "no pages" "$room/why"; }
unknown() { ! evaluate --conditions dpi300,moon 2>"$room/why" && grep -q "no condition moon" "$room/why"; }

check "pages of a folder give a table" table
check "errors, cost and confidence are those of the pages" counts
check "a folder without pages is said so" empty
check "an unknown condition is refused" unknown
check "characters, words, numbers and confidence are counted as promised" \
    env PYTHONDONTWRITEBYTECODE=1 python3 - "$root/ocr/measure" <<'END'
import sys
sys.path.insert(0, sys.argv[1])
import letters
import score

for written, read, characters, words in [
    ("رقم الهوية: ١٠٤٦", "رقم الهوية: 1046", 0, 0),  # digits of any script
    ("أحمد إلى مدرســـة", "احمد الي مدرسة", 0, 0),  # forms of alef and yeh, tatweel
    ("كتاب", "كتب", 1, 1),
    ("كتاب جديد", "كتابجديد", 1, 2),
    ("واحد اثنان", "", 10, 2),
    ("", "شيء", 3, 1),
]:
    found = score.score(written, read)
    assert (found["character_errors"], found["word_errors"]) == (characters, words), (written, read, found)

for kind, written, read, right in [
    ("national ID", "١٠٤٦٤٠٣٩٢٧", "الهوية: 1046403927.", True),
    ("national ID", "1046403927", "10464039271", False),  # part of a longer one
    ("national ID", "1046403927", "1046 403927", False),
    ("date", "١٢/٥/١٤٤٨", "بتاريخ ۱۲/۵/۱۴۴۸ هـ", True),
    ("date", "12-5-1448", "1448-5-12", False),  # as printed, not in logical order
    ("register number", "٣/١٤٤٨/٠٠٠٠٤٢/٧", "3/1448/000042/7", True),
    ("amount", "٩,١٥٠", "مبلغ 9150 ريال", True),
    ("amount", "1250.00", "١٢٥٠", True),
    ("amount", "1250", "12500", False),
    ("IBAN", "SA46 0544 3089 6542 8850 8468", "SA4605443089654288508468", True),
    ("IBAN", "SA4605443089654288508468", "SA46 0544 3089 6542 8850 8468", True),
    ("IBAN", "SA4605443089654288508468", "4605443089654288508468", False),
]:
    assert score.numbers_right([{"kind": kind, "text": written}], read) == [right], (kind, written, read)
twice = [{"kind": "amount", "text": "500"}] * 2
assert score.numbers_right(twice, "500 فقط") == [True, False]

truth, text = "رقم الهوية: 1046403927 والجوال 0551234567", "رقم الهوية: 10464O3977 والجوال 0551234567"
assert score.read_instead(truth, "1046403927", text) == "10464O3977", score.read_instead(truth, "1046403927", text)
assert score.read_instead("مبلغ 25250 ريال", "25250", "مبلغ 252501 ريال") == "252501"
words = [{"text": word, "confidence": given} for word, given in (("أهلا", 90), ("وسخلا", 40), ("بكم", 80))]
assert score.words_right("أهلا وسهلا بكم", words) == [(90, True), (40, False), (80, True)]

same = letters.compose(3, "1"), letters.compose(3, "1"), letters.compose(3, "2")
assert same[0] == same[1] != same[2]
for index in range(24):
    letter = letters.compose(index, "1")
    assert {"national ID", "mobile", "IBAN", "amount"} <= {number.kind for number in letter.numbers}
    for number in letter.numbers:
        assert number.text in letter.truth(), (index, number)
        digits = "".join(str(int(d)) for d in number.text if d.isdigit())
        if number.kind == "national ID":
            assert letters.luhn(digits[:-1]) == digits[-1]
        if number.kind == "IBAN":
            assert int(digits[2:] + "2810" + digits[:2]) % 97 == 1
assert len({letters.CASES[i][0] for i in range(24)}) == 24
END
finish
