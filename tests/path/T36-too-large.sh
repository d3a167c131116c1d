#!/bin/sh
# A mail over the limit: registered by its header, held, its writer told once; the mailbox keeps it.
. "$(dirname "$0")/../lib/tap.sh"
[ "$(id -u)" = 0 ] || skip_all "Postfix needs root"
story <<'END'
from email.message import EmailMessage
import email.header, office as o
from tap import *

writer = "bulk@applicants.example"


def mail(subject, size):
    out = EmailMessage()
    out["From"], out["To"], out["Subject"] = writer, "letters@charity.example", subject
    out["Message-ID"] = f"<{size}@applicants.example>"
    out["Authentication-Results"] = f"{o.AUTHORITY}; dmarc=pass header.from=applicants.example"
    out.set_content("السلام عليكم، مرفق صور المستندات")
    if size:
        out.add_attachment(bytes(size), maintype="image", subtype="jpeg", filename="صور.jpg")
    return out


post = o.PostOffice(room + "/post", "letters@charity.example", writer)
place = o.Office(room + "/office", post, [], more="[mailbox main]\nmost_mb=1\nafter=move:Kept\n")
try:
    place.start()
    post.send([mail("صور المستندات", 2 << 20), mail("Documents", (2 << 20) + 1)])
    check("both are taken and answered", place.wait_idle(2, 60), lambda: place.run("status"))
    rows = place.lines("letters", "list")
    check("each has its number", o.serials(rows) == [1, 2], rows)
    check("each waits for a person, who is told why", all(r["hold_reason"] == "too_large" for r in rows), rows)
    shown = [place.lines("letters", "show", str(r["id"]))[0] for r in rows]
    check("and how large it is", all("2 MB" in s["hold_note"] and "1 MB" in s["hold_note"] for s in shown), shown)
    check("who wrote and about what is known", sorted(s["subject"] for s in shown) == ["Documents", "صور المستندات"], shown)
    heard = lambda: [str(email.header.make_header(email.header.decode_header(m["Subject"]))) for m in post.inbox(writer)]
    check("each is answered once, in its language", wait_for(20, lambda: len(heard()) == 2) and
          sorted(s[:15] for s in heard()) == sorted(["Your message is too large"[:15], "تعذّر استلام مرفقات"[:15]]), heard)
    check("by no other letter", sorted({r["answered"] for r in rows}) == ["neutral"], rows)
    check("the mails are still in the mailbox", len(post.inbox("letters@charity.example")) == 2)
    place.stop()
    place.start()
    check("a new start takes nothing again", not wait_for(6, lambda: len(place.lines("letters", "list")) > 2))
    check("and says nothing again", len(heard()) == 2, heard)
finally:
    place.stop()
    post.stop()
finish()
END
