#!/bin/sh
# The main job on the sample post: every letter meets what is expected of it, and nothing is left running.
. "$(dirname "$0")/../lib/tap.sh"
[ "$(id -u)" = 0 ] || skip_all "Postfix needs root"

demo() { timeout 280 "$DIWAN" demo --once --json --office "$room/var" >"$room/verdict"; }
differences() {
    python3 - "$room/verdict" <<'END'
import json, sys
verdict = json.load(open(sys.argv[1]))
for letter in verdict["letters"]:
    if not letter["ok"]:
        print(letter["id"], letter["what"], letter["expected"], letter["found"], sep="\n  ")
END
}
sums() {
    python3 - "$room/verdict" <<'END'
import json, sys
verdict = json.load(open(sys.argv[1]))
letters, answers = verdict["letters"], verdict["answers"]
due = sum(letter["expected"]["seen"] for letter in letters)
assert len(letters) >= 16 and verdict["taken"] == len(letters), verdict["taken"]
assert answers["seen"] == answers["sent"] == answers["queued"] == due and answers["strays"] == 0, answers
assert sum(verdict["held"].values()) == sum(letter["expected"]["hold_reason"] is not None for letter in letters)
assert verdict["requests"]["opened"] == sum(letter["expected"]["request"] == "opens" for letter in letters)
END
}
# Of the letters with a number, some stand on a request and some on none: each counts once.
reported() {
    "$DIWAN" -c "$room/var/diwan.conf" report --json >"$room/report" || return
    python3 - "$room/verdict" "$room/report" <<'END'
import json, sys
verdict = json.load(open(sys.argv[1]))
def once(pairs):
    assert len(dict(pairs)) == len(pairs), pairs
    return dict(pairs)
kinds = json.load(open(sys.argv[2]), object_pairs_hook=once)["relations"]["letters_by_kind"]
numbered = [letter for letter in verdict["letters"] if letter["in_no"]]
assert sum(kinds.values()) == len(numbered), (kinds, len(numbered))
assert kinds["no_request"] == sum(letter["request_no"] is None for letter in numbered), kinds
END
}
left() { ! ps -eo pid,args | grep -F "$room/" | grep -v -e grep -e "$0"; }
again() { demo && test -f "$room/var/diwan-demo"; }
foreign() {
    mkdir "$room/home" && echo mine >"$room/home/letter" || return
    "$DIWAN" demo --once --office "$room/home"
    test $? = 1 && test "$(ls "$room/home")" = letter
}

check "each letter of the sample meets what is expected of it" demo
[ "$failed" = 0 ] || differences | diag
check "the sums agree with the letters" sums
check "the report counts each letter once, by its request's kind" reported
check "nothing is left running" left
check "a second demonstration replaces the first" again
check "a folder of somebody else is left alone" foreign
finish
