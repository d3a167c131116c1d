#!/bin/sh
# A register of many applicants costs a letter nothing: 1 000 against 200 000 (SIZE=small: 50 000), the same letters.
. "$(dirname "$0")/../lib/tap.sh"
[ "$SIZE" = small ] && many=50000 || many=200000
export DIWAN room

office() { # office NAME APPLICANTS: an office, its register, 200 letters of people on it
    "$DIWAN" init "$room/$1" >/dev/null
    python3 - "$room/$1" "$2" "$(dirname "$0")/../lib" <<'END'
import os, random, sys
folder, n, lib = sys.argv[1], int(sys.argv[2]), sys.argv[3]
sys.path.insert(0, lib)
import office as o
rng = random.Random(1448)
persons = o.people(n, rng)
with open(f"{folder}/people.csv", "w") as out:
    out.write("file_no,national_id,full_name,email,mobile,city\n")
    out.writelines(",".join(p.values()) + "\n" for p in persons)
os.mkdir(f"{folder}/mails")
for i, (_, _, message) in enumerate(o.letters(persons[:1000], 200, random.Random(7))):
    open(f"{folder}/mails/{i:03d}.eml", "wb").write(message.as_bytes())
with open(f"{folder}/diwan.conf", "a") as conf:
    conf.write(f"[mail]\naddresses=letters@charity.example\nauthserv_id={o.AUTHORITY}\n[relay]\ndirectory=sent\nfrom=letters@charity.example\n")
END
    "$DIWAN" -c "$room/$1/diwan.conf" applicants import "$room/$1/people.csv" >/dev/null
    "$DIWAN" -c "$room/$1/diwan.conf" take "$room/$1"/mails/*.eml >/dev/null
}
process() {
    "$DIWAN" -c "$room/$1/diwan.conf" process 2>"$room/$1/log" >/dev/null
    sed -n 's/^role=[a-z]* stage=identify letters=\([0-9]*\) cpu_ms=\([0-9]*\)$/\2 \1/p' "$room/$1/log" |
        awk '{ printf "%.3f", $1 / $2 }'
}
fates() {
    "$DIWAN" -c "$room/$1/diwan.conf" letters list --json | python3 -c '
import json, sys
rows = [json.loads(line) for line in sys.stdin]
for r in sorted(rows, key=lambda r: r["message_id"]): print(r["message_id"], r["outcome"], r["file_no"], r["hold_reason"])'
}
check "an office of 1 000" office small 1000
check "an office of $many" office large $many
small=$(process small) large=$(process large)
echo "# identify: $small ms CPU a letter among 1 000, $large among $many"
fates small >"$room/small.fates"
fates large >"$room/large.fates"
check "200 letters were identified" test "$(wc -l <"$room/large.fates")" = 200
check "nobody's letter becomes somebody else's in a large register" python3 - "$room" <<'END'
import sys
small, large = ([line.split() for line in open(f"{sys.argv[1]}/{name}.fates")] for name in ("small", "large"))
for a, b in zip(small, large):
    assert b[1] != "match" or a[2] == b[2], (a, b)
END
finish
