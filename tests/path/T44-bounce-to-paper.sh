#!/bin/sh
# A mailbox that is gone: the provider takes the mail and returns it later, it stands with what is not delivered, and goes on
# paper with a number of its own; what went with it goes along. The bounce is Postfix's own.
. "$(dirname "$0")/../lib/tap.sh"
[ "$(id -u)" = 0 ] || skip_all "Postfix needs root"
command -v faketime >/dev/null || skip_all "there is no faketime"
story <<'END'
import random
import office as o
from desk import *
from tap import *

people = o.people(2, random.Random(44))
people[1]["email"] = "gone@elsewhere.example"   # a place that takes mail for anybody, and returns it
desk = Desk(people, 44)
[there, gone], place = people, desk.place

try:
    with open(room + "/addresses.csv", "w") as out:
        out.write("file_no,full_name,national_id,email,mobile,city,national_address\n" + ",".join(
            gone[k] for k in ("file_no", "full_name", "national_id", "email", "mobile", "city")) + ",2929 طريق المدينة;جدة 23218-7106\n")
    place.run("applicants", "import", room + "/addresses.csv")
    place.run("form", room + "/form.pdf")
    place.run("library", "add", "request-form", room + "/form.pdf", "--by", "noura")

    letters = [desk.write(person, "طلب مساعدة", "أرجو مساعدتي في سداد الإيجار.") for person in people]
    numbers = [letter["request_no"] for letter in letters]
    check("both open a request", all(numbers) and numbers[0] != numbers[1], letters)
    for number in numbers:
        desk.act("ask", number)
    known = len(desk.letters())
    desk.tell()
    check("one letter arrives", len(desk.heard(there, 2)) == 2)
    bounce = desk.take_in(known)
    check("the other is returned by Postfix", bounce["kind"] == "bounce", bounce)
    check("and is no letter that anybody answers", bounce["in_no"] is None and bounce["answered"] == "none", bounce)
    failed = place.lines("outbox", "list", "--state", "failed")
    check("it stands with what is not delivered, with why and the next step", len(failed) == 1 and failed[0]["next"] == "paper"
          and failed[0]["purpose"] == "missing_documents" and "elsewhere" in str(failed[0]), failed)

    desk.later("+1d", "outbox", "paper", str(failed[0]["id"]), "--by", "reem", "--json")
    place.try_to("outbox", "paper", str(failed[0]["id"]), "--by", "reem")
    waiting = place.lines("outbox", "list", "--channel", "paper", "--state", "waiting")
    check("it waits to be printed, once", len(waiting) == 1 and "جدة 23218-7106" in waiting[0]["recipient"], waiting)
    [run] = desk.later("+1d", "outbox", "print", room + "/run", "--by", "reem", "--json")
    pdf = room + "/run/letters.pdf"
    front, copy = page_of(pdf, 1), page_like(pdf, ["استكمال معاملتكم"])
    numbers_given = sorted(set(w.rstrip(")،.") for w in (front + " " + page_of(pdf, copy)).replace("(", " ").split() if w.startswith("2/14")))
    check("in front a letter with a number of its own, naming the one that did not arrive", len(numbers_given) == 2
          and all(n in front for n in numbers_given) and "وتعذّر تسليمه" in front, (numbers_given, front))
    check("to the address on record", gone["full_name"] in front and "جدة 23218-7106" in front, front)
    check("the mail address is not given away", "go•••@elsewhere.example" in front and "gone@" not in front, front)
    check("times run from its receipt on", "بتاريخ تسلّمكم هذا الخطاب" in front, front)
    check("behind it the words of the mail, with their own number", copy == 2 and numbers[1] in page_of(pdf, copy)
          and "المرافقات: ١" in page_of(pdf, copy), page_of(pdf, copy))
    check("and what went with the mail", page_like(pdf, ["نموذج طلب دعم مستفيد"]) and "المرافقات: ٢" in front, front)
    check("no number is missing", place.try_to("register", "check").returncode == 0)
    [went] = place.lines("library", "show", "request-form")
    check("the library knows both ways it went", {failed[0]["id"], waiting[0]["id"]} <= {row["outbox"] for row in went["went_to"]}, went)
finally:
    desk.stop()
finish()
END
