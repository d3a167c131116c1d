#!/bin/sh
# The mailbox server is away for a while: status says so, the rest of the office goes on, nothing is lost.
. "$(dirname "$0")/../lib/tap.sh"
[ "$(id -u)" = 0 ] || skip_all "Postfix needs root"
story <<'END'
import os, random, time
import office as o
from tap import *

rng = random.Random(62)
persons = o.people(10, rng)
mails = [mail for _, _, mail in o.letters(persons, 31, rng)]
post = o.PostOffice(room + "/post", "letters@charity.example", "bulk@applicants.example")
place = o.Office(room + "/office", post, persons)


def source():
    found = place.lines("status")[0]["sources"]
    return next((s for s in found if s["source"] == "main"), {"problem": None, "well_at": None})


try:
    place.start()
    post.send(mails[:10])
    check("ten letters are taken and answered", place.wait_idle(10, 60), lambda: place.run("status"))
    check("the mailbox is well", source()["problem"] is None, source)
    before = source()["well_at"]

    post.close_mailboxes()
    post.send(mails[10:20])  # Postfix keeps them
    check("status names the mailbox that is away", wait_for(40, lambda: source()["problem"]), source)
    check("and where it was looked for in vain",
          wait_for(40, lambda: post.host in source()["problem"] and str(post.imaps) in source()["problem"]), source)
    note(source()["problem"])
    check("it says when the mailbox was well", source()["well_at"] and source()["well_at"] <= before, source)
    refused = place.try_to("check")
    check("check refuses and says it too", refused.returncode == 1 and f"{post.imaps}" in refused.stdout, refused)

    hand = os.path.join(room, "by-hand.eml")
    with open(hand, "wb") as out:
        out.write(mails[30].as_bytes())
    place.run("take", hand)
    check("a letter that comes another way is taken meanwhile",
          wait_for(30, lambda: sum(r["in_no"] is not None for r in place.lines("letters", "list")) == 11),
          lambda: place.run("status"))
    check("every role goes on", not [line for line in place.log().splitlines() if "ended=" in line], place.log)

    post.open_mailboxes()
    post.carrier("postqueue", "-f")
    post.send(mails[20:30])
    check("when it is back everything is taken", place.wait_idle(31, 90), lambda: place.run("status"))
    check("and status is content again", wait_for(10, lambda: source()["problem"] is None), source)
    rows = place.lines("letters", "list")
    check("each letter is there once", len({r["message_id"] for r in rows}) == len(rows) == 31, rows)
    check("the numbers have no gap", o.serials(rows) == list(range(1, 32)), o.serials(rows))
    due = {r["message_id"] for r in rows if r["answered"] != "none"}
    heard = lambda: sorted(mail["In-Reply-To"].strip("<> ") for mail in post.inbox("bulk@applicants.example"))
    check("each that is due an answer is answered once", wait_for(20, lambda: heard() == sorted(due)),
          lambda: (len(due), heard()))
finally:
    place.stop()
    post.stop()
finish()
END
