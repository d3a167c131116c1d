#!/bin/sh
# A scan of 500 pages arrives before a hundred e-mails: they are answered while it is being read.
. "$(dirname "$0")/../lib/tap.sh"
[ "$(id -u)" = 0 ] || skip_all "Postfix needs root"
story <<'END'
import contextlib, os, random, sqlite3, time
import office as o
from scans import repeated
from tap import *

PAGES, N = 500, 100

rng = random.Random(65)
persons = o.people(N, rng)
mails = [mail for _, _, mail in o.letters(persons, N, rng)]
post = o.PostOffice(room + "/post", "letters@charity.example", "bulk@applicants.example")
place = o.Office(room + "/office", post, persons)
scan = room + "/long.tiff"
with open(scan, "wb") as out:
    out.write(repeated(open(os.environ["SAMPLE"] + "/two-pages.tiff", "rb").read(), PAGES))
read = lambda: sum("stage=read page=" in line and "page=0" not in line for line in place.log().splitlines())


def answered():
    """Every e-mail has been decided upon, and what is said has left."""
    rows = [r for r in place.lines("letters", "list") if r["medium"] == "email" and r["state"] in ("done", "held")]
    box = place.lines("status")[0]["outbox"]
    return len(rows) == N and box["waiting"] + box["sending"] == 0


try:
    place.start()
    place.run("take", scan)
    check("the scan is being read", wait_for(60, lambda: read() > 0), place.log)
    first, began = read(), time.time()
    post.send(mails)
    check("every e-mail is answered", wait_for(90, answered), lambda: place.run("status"))
    pages, seconds = read(), time.time() - began
    note(f"when the last of {N} mails was answered, after {seconds:.1f} s, {pages} of {PAGES} pages were read")
    check("long before the scan is read", pages < PAGES / 2, pages)
    with contextlib.closing(sqlite3.connect(f"file:{place.folder}/office.db?mode=ro", uri=True)) as store:
        known = store.execute("SELECT count(*) FROM page WHERE number > 0").fetchone()[0]
    check("all its pages are known", known == PAGES, known)
    check("which goes on meanwhile", wait_for(60, lambda: read() > first), place.log)
    [row] = [r for r in place.lines("letters", "list") if r["medium"] == "scan"]
    check("and is all there to be read", row["state"] == "parsed" and "outcome=retry" not in place.log(), row)
    due = sum(r["answered"] != "none" for r in place.lines("letters", "list"))
    sent = place.lines("status")[0]["outbox"]["sent"]
    check("as many answers have left as are due", due == sent > N / 2, (due, sent))
    ending, processes = time.time(), [pid for pid, _ in o.descendants(place.process.pid)]
    place.stop()
    check("serve ends in the middle of it", place.process.returncode == 0 and time.time() - ending < 10, place.process.returncode)
    left = lambda: [pid for pid in processes if os.path.exists(f"/proc/{pid}")]
    check("and leaves no process behind", len(processes) > 5 and wait_for(5, lambda: not left()), left)
finally:
    place.stop()
    post.stop()
finish()
END
