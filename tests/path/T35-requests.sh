#!/bin/sh
# A petition with a missing document: asked for in one letter, completed, referred, registered, decided after two weeks. Another
# whose writer is silent: reminded, resting, resumed. Months pass by faketime; the post office is real.
. "$(dirname "$0")/../lib/tap.sh"
[ "$(id -u)" = 0 ] || skip_all "Postfix needs root"
command -v faketime >/dev/null || skip_all "there is no faketime"
story <<'END'
import random
import office as o
from desk import *
from tap import *

desk = Desk(o.people(3, random.Random(35)), 35)
first, second, third = desk.persons
place, later, show, request, write = desk.place, desk.later, desk.show, desk.act, desk.write
heard = desk.heard

try:
    # The petition.
    letter = write(first, "طلب مساعدة", "أرجو مساعدتي في سداد الإيجار، ومرفق صورة هويتي.")
    number = letter["request_no"]
    check("the petition opens a request", number and show(number)["state"] == "new", letter)
    check("its writer is told that it was received", wait_for(20, lambda: len(heard(first)) == 1))
    place.run("clock")
    check("the office has to look at it in three working days", show(number)["due"] is not None, lambda: show(number))
    check("four documents are required and none is there",
          [row["state"] for row in show(number)["checklist"] if row["required"]] == ["missing"] * 4)

    # What is there is looked at, what is missing asked for in one letter.
    later("+0", "requests", "document", number, "identity", "--letter", letter["in_no"], "--by", "reem", code=1, says="on which day")
    request("document", number, "identity", "--letter", letter["in_no"], "--expires", "2099/01/01", by="reem")
    later("+0", "requests", "document", number, "identity", "--accept", "--by", "reem", code=1, says="may not")
    request("document", number, "identity", "--accept")
    request("confirm", number, "full_name", "--document", "identity")
    later("+0", "requests", "move", number, "complete", "--by", "noura", code=1, says="declaration (missing)")
    asked = request("ask", number)
    check("it waits for its documents, and its days stand still", asked["state"] == "awaiting_documents" and asked["paused"], asked)
    later("+0", "requests", "ask", number, "--by", "noura", code=1, says="already")
    check("for half a minute it can be taken back", later("+0", "clock", "--json")[0]["sent"] == 0)
    check("then it leaves", later("+1m", "clock", "--json")[0]["sent"] == 1)
    check("once", later("+2m", "clock", "--json")[0]["sent"] == 0)
    later("+2m", "deliver")
    check("it arrives", wait_for(20, lambda: len(heard(first)) == 2))
    mail = heard(first)[1]
    text = words_of(mail)
    check("it names all that is missing and nothing else", "إقرار موقَّع" in text and "سجل الأسرة" in text and "الدخل" in text
          and "صورة الهوية" not in text, text)
    check("and its number and the request's", number in text and "2/14" in text, text)
    check("a person wrote it", mail["Auto-Submitted"] is None and "letters@charity.example" in mail["Return-Path"], mail.items())

    # They come, by a reply.
    reply = write(first, "Re: " + str(mail["Subject"]), "مرفق لكم المستندات المطلوبة.", answers=mail)
    check("the reply is on the same request", reply["request_no"] == number, reply)
    check("and the office has to look at it", show(number)["due"] is not None, lambda: show(number))
    for document in ("declaration", "family", "income"):
        expires = ["--expires", "1470/01/01"] if document == "income" else []
        request("document", number, document, "--letter", reply["in_no"], *expires)
        request("document", number, document, "--accept")
    later("+0", "requests", "move", number, "complete", "--by", "noura", code=1, says="mobile (not confirmed)")
    for field in ("national_id", "mobile", "city"):
        request("confirm", number, field, "--document", "identity")
    done = request("move", number, "complete")
    check("it is complete, and its days run", done["state"] == "complete" and done["earliest"] < done["target"] == done["due"], done)

    # The study, somebody asked, a call, the registration.
    request("refer", number, "--to", "researcher:huda", "--purpose", "opinion", "--instruction", "زيارة الأسرة",
            "--due", done["earliest"])
    check("the referral is listed with its day", [r["to_name"] for r in place.lines("requests", "referrals")] == ["huda"])
    request("return", number, "--answer", "تمت الزيارة", by="huda")
    call = later("+0", "requests", "contact", "--request", number, "--channel", "telephone", "--summary", "سأل عن طلبه",
                 "--by", "reem", "--json")[0]
    check("the call has a number of its own", call["contact_no"].startswith("4/"), call)
    request("move", number, "under_study", by="huda")
    registered = request("register", number)
    check("the applicant becomes a beneficiary", registered["beneficiary_no"].startswith("5/")
          and place.lines("applicants", "show", first["file_no"])[0]["party_kind"] == "beneficiary", registered)
    request("move", number, "before_committee", by="huda")

    # It is decided in a session of the committee alone, and a decision is not taken back.
    later("+15d", "requests", "move", number, "accepted", "--by", "noura", code=1, says="may not make the move")
    later("+15d", "requests", "move", number, "accepted", "--by", "majed", code=1, says="session of the committee")
    desk.decide(number, "accept", 15)
    accepted = show(number)
    check("after two weeks it is accepted", accepted["state"] == "accepted", accepted)
    later("+15d", "requests", "undo", number, "--by", "majed", "--reason", "x", code=1, says="new decision")
    story = [(row["what"], row["act"]) for row in show(number)["timeline"]]
    told = [act for what, act in story if what == "change"]
    check("its steps stand in order", told == ["ask_documents", "complete", "study", "present", "accept"], story)
    check("with letters, documents, fields, the ask, the referral and its return, the call",
          {what for what, _ in story} >= {"letter", "document", "field", "ask", "referral", "return", "contact", "notice"}, story)

    # The second is silent.
    quiet = write(second, "طلب مساعدة", "أرجو مساعدتي في سداد فاتورة الكهرباء.")["request_no"]
    request("ask", quiet, "--days", "3", code=1, says="no less than 7 days")
    request("ask", quiet)
    later("+1m", "clock")
    later("+1m", "deliver")
    check("on the sixth day nothing is said", later("+6d", "clock", "--json")[0]["reminded"] == 0)
    check("after it they are reminded", later("+12d", "clock", "--json")[0]["reminded"] == 1)
    check("once", later("+13d", "clock", "--json")[0]["reminded"] == 0)
    later("+13d", "deliver")
    check("by a mail", wait_for(20, lambda: len(heard(second)) == 3))
    reminders = [words_of(mail) for mail in heard(second) if mail["Auto-Submitted"] == "auto-generated"]
    check("that says it goes out by itself, and of which letter it reminds",
          len(reminders) == 1 and "إلحاقاً لخطابنا" in reminders[0] and "سجل الأسرة" in reminders[0], reminders)
    check("then the request rests", later("+25d", "clock", "--json")[0]["rested"] == 1 and show(quiet)["state"] == "resting")
    later("+26d", "clock")
    later("+26d", "deliver")
    check("and its writer is told that nothing is lost",
          wait_for(20, lambda: len(heard(second)) == 4) and any("لا يُسقط ذلك حقكم" in words_of(mail) for mail in heard(second)))
    later("+60d", "requests", "move", quiet, "resume", "--by", "huda")
    check("it is resumed months later", show(quiet)["state"] == "awaiting_documents")

    # A complaint: nobody takes it up before it is said of whom it is, and then not they.
    told = write(third, "شكوى", "أتقدم بشكوى من سوء معاملة الموظف.")
    complaint = told["request_no"]
    later("+0", "requests", "move", complaint, "under_review", "--by", "majed", code=1, says="whom")
    request("complained", complaint, "--to", "majed")
    later("+0", "requests", "move", complaint, "under_review", "--by", "majed", code=1, says="complaint of 'majed'")
    for words in (("hold",), ("undecide",), ("release", "--nobody")):
        later("+0", "letters", words[0], told["in_no"], *words[1:], "--by", "majed", "--reason", "mine", code=1, says="complaint of 'majed'")
    request("move", complaint, "under_review")
    place.start()
    check("its days run while the office is served", wait_for(20, lambda: show(complaint)["expected"]), lambda: show(complaint))
    check("and its writer is told that it is looked at", wait_for(60, lambda: len(heard(third)) == 2), lambda: place.log())
finally:
    desk.stop()
finish()
END
