#!/bin/sh
# An e-mail without its documents: asked for in one letter, completed by a reply, refused by the committee, and the refusal
# appealed: by somebody who did not decide.
. "$(dirname "$0")/../lib/tap.sh"
[ "$(id -u)" = 0 ] || skip_all "Postfix needs root"
command -v faketime >/dev/null || skip_all "there is no faketime"
story <<'END'
import random
import office as o
from desk import *
from tap import *

desk = Desk(o.people(1, random.Random(41)), 41)
[writer], place = desk.persons, desk.place

try:
    letter = desk.write(writer, "طلب مساعدة", "أرجو مساعدتي في سداد الإيجار، ومرفق صورة هويتي.")
    number = letter["request_no"]
    [ack] = desk.heard(writer, 1)
    check("the e-mail opens a request and is answered", number and letter["in_no"] in words_of(ack), words_of(ack))

    # What is missing is asked for in the thread of the mail, and comes in the thread of the answer.
    desk.documents(number, letter, "identity")
    desk.act("ask", number)
    desk.tell()
    asked = desk.heard(writer, 2)[-1]
    check("one letter names all that is missing", all(w in words_of(asked) for w in ("إقرار موقَّع", "سجل الأسرة", "الدخل"))
          and "صورة الهوية" not in words_of(asked), words_of(asked))
    check("it stands in the writer's thread", asked["In-Reply-To"] == ack["In-Reply-To"] and asked["References"], asked.items())
    check("its days stand still meanwhile", desk.show(number)["paused"], lambda: desk.show(number))
    reply = desk.write(writer, "Re: " + str(asked["Subject"]), "مرفق لكم المستندات المطلوبة.", answers=asked)
    check("the reply is on the same request", reply["request_no"] == number, reply)
    done = desk.complete(number, reply)
    check("then it is complete, and its days run", done["state"] == "complete" and not done["paused"], done)

    # The committee refuses, with a reason, and not before its time.
    desk.present(number)
    desk.act("move", number, "declined", by="majed", wait="+15d", code=1, says="session of the committee")
    desk.act("move", number, "declined", "--reason", "الدخل فوق الحد المعتمد", by="huda", wait="+15d", code=1, says="may not make the move")
    session = desk.decide(number, "decline", 15, "outside-scope", "الدخل فوق الحد المعتمد")
    check("it is refused", desk.show(number)["state"] == "declined", lambda: desk.show(number))
    letter = lambda: next((mail for mail in desk.heard(writer) if f"({session})" in words_of(mail)), None)
    check("a letter tells it, with the reason and the right to object", wait_for(20, letter)
          and "الدخل فوق الحد المعتمد" in words_of(letter()) and "الاعتراض" in words_of(letter()), lambda: desk.heard(writer))
    desk.act("undo", number, "--reason", "x", by="majed", wait="+15d", code=1, says="new decision")

    # The appeal has a request of its own, which whoever decided does not see.
    objection = desk.write(writer, "اعتراض على قرار", "أعترض على القرار وأرجو إعادة النظر في طلبي.")
    appeal = objection["request_no"]
    check("the appeal is a request of its own", appeal and appeal != number and desk.show(appeal)["kind"] == "appeal", objection)
    told = lambda: [words_of(mail) for mail in desk.heard(writer)]
    check("its writer is told that others than who decided will see it",
          wait_for(20, lambda: any(objection["in_no"] in text and "ينظر فيه غير من أصدر القرار" in text for text in told())), told)
    check("what it appeals is linked by itself: nothing else of hers was declined", desk.show(appeal)["about"] == number,
          lambda: desk.show(appeal))
    move = lambda login, *words, **how: desk.logged_in(login, "+16d", "requests", "move", *words, **how)
    desk.act("move", appeal, "under_review", by="huda", code=1, says="diwan login")
    move("majed", appeal, "under_review", code=1, says="somebody else")
    seen = move("huda", appeal, "under_review")[0]
    check("somebody else sees it, who is logged in", seen["state"] == "under_review", seen)
    move("majed", appeal, "answered", "--reason", "ظهر مستند جديد", code=1, says="majed")
    move("huda", appeal, "answered", "--reason", "ظهر مستند جديد")

    # What was refused is studied again, by others.
    move("huda", number, "under_study", "--reason", "قُبل الاعتراض")
    check("the request is studied again", desk.show(number)["state"] == "under_study", lambda: desk.show(number))
    move("majed", number, "before_committee", code=1, says="majed")
    check("its steps stand in order", desk.steps(number) == ["ask_documents", "complete", "study", "present", "decline", "appeal"],
          lambda: desk.steps(number))
    check("and who made each", [row["actor"] for row in desk.show(number)["timeline"] if row["what"] == "change"][-2:]
          == ["majed", "huda"], lambda: desk.show(number)["timeline"])
finally:
    desk.stop()
finish()
END
