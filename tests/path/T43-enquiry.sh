#!/bin/sh
# An enquiry: acknowledged, answered within its days, closed; a question that follows within the period lets it go on.
. "$(dirname "$0")/../lib/tap.sh"
[ "$(id -u)" = 0 ] || skip_all "Postfix needs root"
command -v faketime >/dev/null || skip_all "there is no faketime"
story <<'END'
import random
import office as o
from desk import *
from tap import *

desk = Desk(o.people(1, random.Random(43)), 43)
[writer], place = desk.persons, desk.place

try:
    letter = desk.write(writer, "استفسار", "أود أن أسأل: ما هي الشروط، وما أوقات الدوام؟")
    number = letter["request_no"]
    check("the enquiry is one", number and desk.show(number)["kind"] == "enquiry", letter)
    [ack] = desk.heard(writer, 1)
    check("its writer is told that it came, and of no committee", letter["in_no"] in words_of(ack)
          and "لجنة البحث" not in words_of(ack), words_of(ack))
    place.run("clock")
    shown = desk.show(number)
    check("it is to be answered within five working days", shown["target"] and shown["due"] == shown["target"], shown)
    check("nothing rests unanswered: when its day has passed it is listed",
          [r["request_no"] for r in desk.later("+20d", "requests", "list", "--overdue", "--json")] == [number])

    call = desk.later("+0", "requests", "contact", "--request", number, "--channel", "telephone", "--out", "--summary",
                      "أُجيب عن الشروط وأوقات الدوام", "--by", "reem", "--json")[0]
    check("the answer by telephone has a number of its own", call["contact_no"].startswith("4/"), call)
    desk.act("move", number, "under_study", by="reem", code=1, says="no move")
    answered = desk.act("move", number, "answered", by="reem")
    check("it is answered, and nothing more is due", answered["state"] == "answered" and answered["due"] is None, answered)
    closed = desk.act("move", number, "closed", by="reem")
    check("it is closed", closed["state"] == "closed", closed)
    check("it is overdue no more", desk.later("+20d", "requests", "list", "--overdue", "--json") == [])

    reply = desk.write(writer, "Re: " + str(ack["Subject"]), "شكراً لكم. وهل يمكن إرسال المستندات بالبريد؟", answers=ack)
    check("a question that follows lets it go on", reply["request_no"] == number and desk.show(number)["state"] == "new",
          lambda: (reply, desk.show(number)))
    desk.act("move", number, "answered", by="reem", code=1, says="no reply about request")
    desk.act("move", number, "answered", "--reason", "أُجيب عند المكتب", by="reem")
    story = [(row["what"], row["act"]) for row in desk.show(number)["timeline"]]
    check("all of it stands in one timeline", {what for what, _ in story} >= {"letter", "contact", "change"}, story)
    check("in order", desk.steps(number) == ["answer", "close", "follow_up", "answer"], lambda: desk.steps(number))
finally:
    desk.stop()
finish()
END
