#!/bin/sh
# A scan of 500 pages arrives before a hundred e-mails: they are answered while it is being read.
. "$(dirname "$0")/../lib/tap.sh"
[ "$(id -u)" = 0 ] || skip_all "Postfix needs root"
story <<'END'
import contextlib, os, random, sqlite3, struct, time
import office as o
from tap import *

PAGES, N = 500, 100


def repeated(tiff, pages):
    """A TIFF of so many copies of the first page of another: its fields again, its strips again."""
    order = "<" if tiff[:2] == b"II" else ">"
    sizes = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8}
    at = struct.unpack(order + "I", tiff[4:8])[0]
    n = struct.unpack(order + "H", tiff[at:at + 2])[0]
    fields = {}
    for i in range(n):
        tag, kind, many, value = struct.unpack(order + "HHI4s", tiff[at + 2 + 12 * i:at + 14 + 12 * i])
        size = sizes[kind] * many
        start = struct.unpack(order + "I", value)[0]
        fields[tag] = kind, many, value[:size] if size <= 4 else tiff[start:start + size]
    numbers = lambda tag: struct.unpack(order + str(fields[tag][1]) + "HI"[fields[tag][0] == 4], fields[tag][2])
    strips = [tiff[start:start + size] for start, size in zip(numbers(273), numbers(279))]
    out = bytearray(tiff[:4] + b"\0\0\0\0")
    link = 4
    for _ in range(pages):
        starts = []
        for strip in strips:
            starts.append(len(out))
            out += strip
        fields[273] = 4, len(starts), struct.pack(order + f"{len(starts)}I", *starts)
        entries = b""
        for tag, (kind, many, value) in sorted(fields.items()):
            if len(value) > 4:
                out += b"\0" * (len(out) % 2)
                value, out = struct.pack(order + "I", len(out)), out + value
            entries += struct.pack(order + "HHI4s", tag, kind, many, value.ljust(4, b"\0"))
        out += b"\0" * (len(out) % 2)
        out[link:link + 4] = struct.pack(order + "I", len(out))
        out += struct.pack(order + "H", len(fields)) + entries
        link = len(out)
        out += b"\0\0\0\0"
    return bytes(out)


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
