#!/bin/sh
# The office's disk is full for a while: what came is whole or not there, the roles say so, and with room everything goes on.
. "$(dirname "$0")/../lib/tap.sh"
[ "$(id -u)" = 0 ] || skip_all "Postfix needs root"
mkdir "$room/disk"
mount -t tmpfs -o size=48m,mode=755 tmpfs "$room/disk" 2>/dev/null || skip_all "a tmpfs may not be mounted here"
trap 'umount -l "$room/disk"; leave' EXIT
story <<'END'
import hashlib, os, random, re, time
import office as o
from tap import *

N = 80
rng = random.Random(61)
persons = o.people(20, rng)
mails = [mail for _, _, mail in o.letters(persons, N, rng)]
for mail in mails[40:]:  # of those before the database alone grows
    mail.add_attachment(rng.randbytes(48 << 10), "application", "octet-stream", filename="picture.bin")
post = o.PostOffice(room + "/post", "letters@charity.example", "bulk@applicants.example")
place = o.Office(room + "/disk/office", post, persons)
place.journal = room + "/office.log"  # people's eyes are elsewhere than on the full disk
filler = room + "/disk/filler"


def free():
    disk = os.statvfs(room + "/disk")
    return disk.f_bavail * disk.f_frsize


def fill(leave):
    with open(filler, "ab") as out:
        while free() > leave:
            out.write(bytes(min(1 << 20, free() - leave)))
            out.flush()


def unsound():
    """Files of the archive whose bytes are not those of their name."""
    top, out = place.folder + "/letters", []
    for fan in os.listdir(top):
        for name in os.listdir(f"{top}/{fan}") if fan != "tmp" else []:
            if hashlib.sha256(open(f"{top}/{fan}/{name}", "rb").read()).hexdigest() != fan + name:
                out.append(fan + name)
    return out


try:
    place.start()
    post.send(mails[:10])
    check("ten letters are taken and answered", place.wait_idle(10, 60), lambda: place.run("status"))
    first = {r["message_id"]: r["in_no"] for r in place.lines("letters", "list")}
    place.run("take", os.path.join(os.environ["SAMPLE"], "two-pages.tiff"))
    check("a scan is being read", wait_for(30, lambda: place.log().count("stage=parse") == 11), place.log)
    fill(0)
    full = lambda: re.findall(r"role=(\w+)[^\n]*(?:No space left on device|disk is full)", place.log())
    check("what is read cannot be kept", wait_for(60, lambda: "pipeline" in full()), lambda: place.log()[-2000:])
    place.stop()
    os.unlink(filler)
    post.send(mails[10:40])
    place.run("fetch")
    fill(60 << 10)
    before = len(full())
    place.start()
    post.send(mails[40:])
    check("both roles that write find the disk full", wait_for(60, lambda: {"intake", "pipeline"} <= set(full()[before:])), lambda: (free(), place.log()[-2000:]))
    time.sleep(8)  # to try again and again
    note(f"{free() >> 10} KB are left; said so: {', '.join(sorted(set(full()[before:])))}")
    check("no more than a few lines a second are said of it", len(full()) < 200, len(full()))
    said = place.try_to("status")
    note(said.stdout + said.stderr)
    check("status still answers, and names it", said.returncode == 0 and "space" in said.stdout + said.stderr, said)
    refused = place.try_to("check")
    check("check names it", refused.returncode == 1 and re.search("MB are free|No space left|disk is full", refused.stdout), refused)
    check("no kept file is half written", not unsound(), unsound)
    check("no role ended for it", "ended=" not in place.log(), lambda: place.log()[-2000:])

    os.unlink(filler)
    began = time.time()
    check("with room everything comes to rest", place.wait_idle(N + 1, 150), lambda: place.run("status") + place.log()[-2000:])
    note(f"{time.time() - began:.0f} s after there was room")
    rows = [r for r in place.lines("letters", "list") if r["medium"] == "email"]
    check("each letter is there once", len(rows) == len({r["message_id"] for r in rows}) == N, len(rows))
    numbers = o.serials(place.lines("letters", "list"))
    check("the numbers are 1…N", numbers == list(range(1, N + 2)), numbers)
    check("and those given before are the same", all(r["in_no"] == first.get(r["message_id"], r["in_no"]) for r in rows))
    check("every file is whole", not unsound() and not os.listdir(place.folder + "/letters/tmp"), unsound)
    due = {r["message_id"] for r in rows if r["answered"] != "none"}
    heard = lambda: sorted(mail["In-Reply-To"].strip("<> ") for mail in post.inbox("bulk@applicants.example"))
    check("each that is due an answer is answered once", wait_for(20, lambda: heard() == sorted(due)),
          lambda: (len(due), len(heard()), sorted(set(due) ^ set(heard()))))
    check("status is content again", "space" not in place.run("status"), lambda: place.run("status"))
finally:
    place.stop()
    post.stop()
finish()
END
