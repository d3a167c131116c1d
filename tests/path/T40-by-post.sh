#!/bin/sh
# A petition on paper: scanned at the front desk, answered by post, completed, studied, accepted; what the office prints comes
# home by its code, with an answer on it or returned by the post. Nobody in it has an e-mail address.
. "$(dirname "$0")/../lib/tap.sh"
[ "$(id -u)" = 0 ] || skip_all "Postfix needs root"
command -v faketime >/dev/null || skip_all "there is no faketime"
/usr/bin/python3 -c 'import PIL' 2>/dev/null || skip_all "petitions are drawn with python3-pil"
story <<'END'
import glob, os, shutil, subprocess
from desk import *
from tap import *

scans = room + "/scans"
os.mkdir(scans)
people = [{"file_no": "A-4", "national_id": "1000000008", "full_name": "سالم عمر ناصر القحطاني", "email": "",
           "mobile": "0500000004", "city": "الدمام"}]
desk = Desk(people, 40, more=f"[requests]\ndocuments_days=7\n[scan front-desk]\npath={scans}\nbranch=الدمام\n")
[salem], place = people, desk.place
print_runs = 0


def scanned(source, name):
    """A page on the glass of the front desk's scanner; the letter it becomes."""
    known = len(desk.letters())
    shutil.copy(source, f"{scans}/{name}")
    return desk.take_in(known)


def print_run(wait="+0"):
    """What waits on paper is printed and handed to the post; the file of the letters."""
    global print_runs
    print_runs += 1
    folder = f"{room}/run{print_runs}"
    [run] = desk.later(wait, "outbox", "print", folder, "--by", "reem", "--json")
    desk.later(wait, "outbox", "posted", str(run["run"]), "--by", "reem", "--json")
    return folder + "/letters.pdf", run["letters"]


def picture(pdf, page, path):
    """A printed page as a scanner sees it."""
    subprocess.run(["pdftoppm", "-r", "150", "-png", "-singlefile", "-f", str(page), pdf, path[:-4]], check=True)
    return path


try:
    with open(room + "/addresses.csv", "w") as out:
        out.write("file_no,national_id,full_name,mobile,city,national_address\n"
                  "A-4,1000000008,سالم عمر ناصر القحطاني,0500000004,الدمام,1010 شارع الأمير سلطان;الدمام 32210-4455\n")
    place.run("applicants", "import", room + "/addresses.csv")
    place.run("form", room + "/form.pdf")
    place.run("library", "add", "request-form", room + "/form.pdf", "--by", "noura")

    # The petition comes over the counter.
    desk.petition(salem, room + "/petition.png", "أتقدم إليكم بطلب دعم في سداد إيجار المسكن، فقد انقطع دخلي منذ ثلاثة أشهر.")
    letter = scanned(room + "/petition.png", "petition.png")
    number = letter["request_no"]
    check("the petition is his, and opens a request", letter["file_no"] == "A-4" and number, letter)
    check("a request for support", desk.show(number)["kind"] == "support_request", lambda: desk.show(number))
    pdf, n = print_run()
    page = page_of(pdf, 1)
    check("he is answered by post", n == 1 and salem["full_name"] in page and "الدمام 32210-4455" in page, page)
    check("in the words of the policy", "خلال مدة لا تقل عن أسبوعين" in page and letter["in_no"] in page, page)
    check("with the form he is to fill, right behind", "المرافقات: ١" in page and "طلب دعم مستفيد" in page_of(pdf, 2)
          and "صفحة ١ من ١" in page, lambda: (page, page_of(pdf, 2)))

    # What is missing is asked for by post, and comes back with the letter itself.
    desk.documents(number, letter, "identity")
    desk.act("ask", number)
    desk.tell()
    pdf, n = print_run("+1m")
    asked = page_like(pdf, ["استكمال معاملتكم"])
    words = page_of(pdf, asked)
    check("one letter asks for the rest", n == 1 and "سجل الأسرة" in words and number in words, words)
    check("its number is an outgoing one", "الرقم: 2/14" in words, words)
    answer = scanned(picture(pdf, asked, room + "/answer.png"), "answer.png")
    check("the letter comes back over the counter and finds its request by its code",
          (answer["file_no"], answer["request_no"], answer["outcome"]) == ("A-4", number, "match"), answer)

    # Study, registration, decision.
    done = desk.complete(number, answer)
    check("it is complete", done["state"] == "complete" and done["earliest"] < done["target"], done)
    desk.present(number)
    registered = desk.act("register", number)
    check("he is a beneficiary", registered["beneficiary_no"].startswith("5/"), registered)
    desk.act("move", number, "accepted", by="majed", wait="+3d", code=1, says="session of the committee")
    session = desk.decide(number, "accept", 15)
    desk.act("move", number, "in_service", wait="+15d")
    desk.tell("+16d")
    pdf, n = print_run("+16d")
    told = ["وأُضيفت إلى معاملتكم", "اكتملت مستنداتها", "وأُحيلت إلى لجنة البحث", registered["beneficiary_no"], "قيد التنفيذ الآن"]
    told += [f"({session})"]
    check("his answer, each step and what the committee decided are told by post, in one run", n == 6 and all(page_like(pdf, [word]) for word in told),
          lambda: [page_of(pdf, i) for i in range(1, 6)])
    served = page_like(pdf, ["قيد التنفيذ الآن"])
    decided = page_of(pdf, page_like(pdf, [f"({session})"]))
    check("it was accepted", "وقررت الموافقة عليه" in decided and number in decided, decided)
    check("the steps stand in order",
          desk.steps(number) == ["ask_documents", "complete", "study", "present", "accept", "serve"], lambda: desk.steps(number))

    # The last one comes back: nobody lives there any more.
    page = page_of(pdf, served)
    [out_no] = [word for word in page.replace("الرقم:", "الرقم: ").split() if word.startswith("2/14")][:1]
    place.run("outbox", "returned", out_no, "--reason", "انتقل من العنوان", "--by", "reem")
    back = scanned(picture(pdf, served, room + "/back.png"), "back.png")
    check("the returned letter finds its request by its code", back["request_no"] == number, back)
    [failed] = place.lines("outbox", "list", "--channel", "paper", "--state", "failed")
    check("and stands with what is not delivered", failed["said"] == "انتقل من العنوان" and failed["next"] == "telephone", failed)
    kept = subprocess.run([place.diwan, "-c", place.conf, "archive", "verify", "--json"], capture_output=True, text=True)
    check("all that was printed is kept as it was printed", kept.returncode == 0, kept)
finally:
    desk.stop()
finish()
END
