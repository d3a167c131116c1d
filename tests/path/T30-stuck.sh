#!/bin/sh
# What cannot go on says so, and is still numbered and acknowledged: no model to read with, a stage that always fails.
. "$(dirname "$0")/../lib/tap.sh"
sample=$root/config/sample
conf=$room/office/diwan.conf
diwan() { timeout 60 "$DIWAN" -c "$conf" "$@"; }

"$DIWAN" init "$room/office" >/dev/null
cat >>"$conf" <<END
[read]
models=xyz
[relay]
from=letters@charity.example
directory=$room/out
END

diwan take "$sample/flatbed.pdf" >/dev/null
diwan process >"$room/process.out" 2>"$room/process.err"
status=$?
check "process ends where a model is missing" test "$status" = 2
check "and names it" grep -q "'xyz' is missing" "$room/process.err"
check "the scan waits" sh -c "'$DIWAN' -c '$conf' letters list --json | grep -q '\"state\":\"parsed\"'"

# The database refuses what identify writes; the letter has been tried seven times already.
python3 - "$room/office/office.db" <<'END'
import sqlite3, sys
office = sqlite3.connect(sys.argv[1])
office.executescript("""
    CREATE TRIGGER tried AFTER UPDATE OF state ON letter WHEN NEW.state = 'read'
    BEGIN UPDATE letter SET attempts = 7 WHERE id = NEW.id; END;
    CREATE TRIGGER refuses BEFORE UPDATE OF outcome ON letter BEGIN SELECT RAISE(ABORT, 'not today'); END;""")
END
diwan take "$sample/03-english.eml" >/dev/null
diwan process >/dev/null 2>&1
diwan letters list --json | grep -v '"state":"parsed"' >"$room/letter"
check "a letter that a stage cannot finish is held" grep -q '"hold_reason":"failed"' "$room/letter"
check "it has its number" grep -q '"in_no":"1/' "$room/letter"
check "and its neutral answer" grep -q '"answered":"neutral"' "$room/letter"
finish
