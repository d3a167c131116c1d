#!/bin/sh
# A letter that ends its worker every time is held after two deaths, and a page that does is failed: both are kept, both
# letters have their numbers, and the rest goes on. tests/tools/diwan-crashing.c says why the fault is planted.
. "$(dirname "$0")/../lib/tap.sh"
[ "$(id -u)" = 0 ] || skip_all "Postfix needs root"
mkdir -p "$room/program/bin" && ln -s "$root/config" "$root/ocr" "$root/templates" "$room/program" || exit 1
cp "$TOOLS_DIR/diwan-crashing" "$room/program/bin/diwan" || exit 1
DIWAN=$room/program/bin/diwan
story <<'END'
import glob, hashlib, os, random, re
import office as o
from tap import *

N = 30
rng = random.Random(64)
persons = o.people(10, rng)
mails = [mail for _, _, mail in o.letters(persons, N, rng)]
mails[7]["X-Planted-Fault"] = "parse"
scan = open(os.environ["SAMPLE"] + "/two-pages.tiff", "rb").read() + b"planted fault: second page"
mails[19].add_attachment(scan, "image", "tiff", filename="scan.tiff")
post = o.PostOffice(room + "/post", "letters@charity.example", "bulk@applicants.example")
place = o.Office(room + "/office", post, persons)
try:
    place.start()
    post.send(mails)
    check("everything comes to rest", place.wait_idle(N, 120), lambda: place.run("status"))
    rows = {r["message_id"]: r for r in place.lines("letters", "list")}
    check("every letter is there", len(rows) == N - 1 + (None in rows), rows)
    numbers = o.serials(rows.values())
    check("and has its number, without a gap", numbers == list(range(1, N + 1)), numbers)

    [crashed] = [r for r in rows.values() if r["hold_reason"] == "crashed"] or [{"id": 0}]
    check("the letter that ends its worker is held for it", crashed["id"], rows)
    lines = [line for line in place.log().splitlines() if f"letter={crashed['id']} stage=parse" in line]
    check("after two deaths", [re.search(r"outcome=(\w+)", line)[1] for line in lines] == ["retry", "hold"], lines)
    shown = place.lines("letters", "show", str(crashed["id"]))[0]
    check("the hold says what happened", "signal" in (shown["hold_note"] or ""), shown)
    note(shown["hold_note"])
    check("nothing was said to its writer", crashed["answered"] == "none", crashed)
    kept = [open(path, "rb").read() for path in glob.glob(place.folder + "/letters/??/*")]
    check("it is kept as it came", sum(b"X-Planted-Fault: parse" in raw for raw in kept) == 1, len(kept))

    page = rows["letter-19@applicants.example"]
    check("the letter with the page that ends its worker is held unreadable", page["hold_reason"] == "unreadable", page)
    lines = [line for line in place.log().splitlines() if f"letter={page['id']} stage=read page=2" in line]
    check("after two deaths", [re.search(r"outcome=(\w+)", line)[1] for line in lines] == ["retry", "hold"], lines)
    shown = place.lines("letters", "show", str(page["id"]))[0]
    check("the hold says what happened", "signal" in (shown["hold_note"] or ""), shown)
    check("its first page was read", f"letter={page['id']} stage=read page=1 outcome=done" in place.log(), place.log)
    check("its scan is kept", scan in kept, len(kept))
    check("its writer has an answer all the same", page["answered"] != "none", page)

    rest = [r for r in rows.values() if r["id"] not in (crashed["id"], page["id"])]
    check("no other letter suffers", not [r for r in rest if r["hold_reason"] in ("crashed", "unreadable", "failed")], rest)
    check("no role ended", "ended=" not in place.log(), place.log)
    due = {r["message_id"] for r in rows.values() if r["answered"] != "none"}
    heard = lambda: {mail["In-Reply-To"].strip("<> ") for mail in post.inbox("bulk@applicants.example")}
    check("everybody due an answer has it", len(due) > N / 2 and wait_for(20, lambda: heard() == due), lambda: (len(due), heard()))
finally:
    place.stop()
    post.stop()
finish()
END
