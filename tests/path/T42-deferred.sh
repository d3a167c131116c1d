#!/bin/sh
# A request that the committee defers: it is before it again, and is accepted; nothing is lost of its first presentation.
. "$(dirname "$0")/../lib/tap.sh"
[ "$(id -u)" = 0 ] || skip_all "Postfix needs root"
command -v faketime >/dev/null || skip_all "there is no faketime"
story <<'END'
import random
import office as o
from desk import *
from tap import *

desk = Desk(o.people(1, random.Random(42)), 42)
[writer], place = desk.persons, desk.place

try:
    letter = desk.write(writer, "طلب مساعدة", "أرجو مساعدتي في سداد فاتورة الكهرباء، ومرفق المستندات كلها.")
    number = letter["request_no"]
    done = desk.complete(number, letter)
    desk.present(number)
    desk.tell()
    told = [words_of(mail) for mail in desk.heard(writer, 3)]
    check("its writer hears of each step without asking", any("اكتملت مستنداتها" in text for text in told)
          and any("وأُحيلت إلى لجنة البحث" in text for text in told), told)

    desk.act("move", number, "deferred", by="majed", wait="+5d", code=1, says="session of the committee")
    session = first = desk.decide(number, "defer", 15, "more-data", "لأن الدراسة تنتظر تقرير الزيارة")
    deferred = desk.show(number)
    check("it is deferred, with a reason", deferred["state"] == "deferred", deferred)
    told = lambda: [words_of(mail) for mail in desk.heard(writer)]
    check("which a letter tells", wait_for(20, lambda: any(f"({session})" in text and "تقرير الزيارة" in text for text in told())), told)
    check("the day that was promised stays", deferred["target"] == done["target"] == deferred["due"], (done, deferred))
    desk.act("undo", number, "--reason", "x", by="majed", wait="+16d", code=1, says="new decision")
    desk.act("move", number, "accepted", by="majed", wait="+16d", code=1, says="no move 'accepted'")
    again = desk.act("move", number, "before_committee", by="majed", wait="+16d")
    check("it is before the committee again", again["state"] == "before_committee", again)
    session = desk.decide(number, "accept", 20)
    check("and is accepted, as a letter tells", desk.show(number)["state"] == "accepted"
          and wait_for(20, lambda: any(f"({session})" in text and "وقررت الموافقة عليه" in text for text in told())), told)
    registered = desk.act("register", number, wait="+20d")
    check("the applicant becomes a beneficiary", registered["beneficiary_no"].startswith("5/"), registered)
    served = desk.act("move", number, "in_service", wait="+21d")
    desk.tell("+22d")
    check("is told so, and that what was decided is being done", wait_for(20, lambda: any(registered["beneficiary_no"] in text for text in told())
          and any("قيد التنفيذ" in text for text in told())), told)
    closed = desk.act("move", number, "closed", wait="+22d")
    check("it is closed", closed["state"] == "closed", closed)
    steps = ["complete", "study", "present", "defer", "present_again", "accept", "serve", "close"]
    check("its steps stand in order", desk.steps(number) == steps, lambda: desk.steps(number))
    why = [row for row in desk.show(number)["timeline"] if row["what"] == "change" and row["act"] == "defer"]
    check("the reason stands with the step", why and f"session {first}, more-data" in str(why[0]), why)
finally:
    desk.stop()
finish()
END
