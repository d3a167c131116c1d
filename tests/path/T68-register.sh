#!/bin/sh
# What the registers say of a request's life: to whom it was referred, the letter that asked for its documents, the contact by
# telephone; and an office restored from before that letter does not send it again.
. "$(dirname "$0")/../lib/tap.sh"
command -v faketime >/dev/null || skip_all "there is no faketime"
story <<'END'
import csv, email, email.headerregistry, email.message, email.policy, email.utils, json, os, random, subprocess
from tap import *
from office import people

rng = random.Random(68)
place, copy, again = room + "/office", room + "/copy", room + "/again"


def diwan(*words, wait="+0", at=place, code=0):
    done = subprocess.run(["faketime", "-f", wait, os.environ["DIWAN"], "-c", at + "/diwan.conf", *words], capture_output=True,
                          text=True, timeout=120)
    if done.returncode != code:
        check(f"{wait} diwan {' '.join(words)}: exit {code}", False, (done.returncode, done.stdout[-500:], done.stderr[-1500:]))
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def register(kind, at=place):
    return diwan("register", kind, "--json", wait="+5m", at=at)


def sent(at):
    return len(os.listdir(at + "/sent")) if os.path.isdir(at + "/sent") else 0


subprocess.run([os.environ["DIWAN"], "init", place], check=True, stdout=subprocess.DEVNULL)
with open(place + "/diwan.conf", "a") as out:
    out.write("[mail]\naddresses=letters@charity.example\nauthserv_id=mx.charity.example\n[relay]\ndirectory=sent\n"
              "[web]\nlisten=127.0.0.1:0\n")
[person] = people(1, rng)
with open(room + "/people.csv", "w") as out:
    out.write(",".join(person) + "\n" + ",".join(person.values()) + "\n")
diwan("applicants", "import", room + "/people.csv")
for login, role in (("noura", "relations"), ("huda", "researcher")):
    diwan("staff", "add", login, "--name", login, "--role", role)
message = email.message.EmailMessage(policy=email.policy.SMTP)
message["From"] = email.headerregistry.Address(person["full_name"], *person["email"].split("@"))
message["To"], message["Subject"], message["Message-ID"] = "letters@charity.example", "طلب مساعدة", "<1@applicants.example>"
message["Date"] = email.utils.format_datetime(email.utils.localtime())
message["Authentication-Results"] = "mx.charity.example; dmarc=pass header.from=applicants.example"
message.set_content("أرجو مساعدتي في سداد الإيجار، ومرفق صورة هويتي.\n")
message.add_attachment("list of papers", filename="papers.txt")
with open(room + "/one.eml", "wb") as out:
    out.write(message.as_bytes())
diwan("take", room + "/one.eml")
diwan("process")
diwan("deliver")
diwan("clock")
[incoming] = register("incoming")
number = incoming["related_number"]
check("the letter's entry names its request", number.startswith("3/14") and incoming["party"] == person["full_name"]
      and incoming["referred_to"] is None and incoming["attachments"] == 1, incoming)
[opened] = register("requests")
check("the request's names the letter that opened it", (opened["number"], opened["related_number"]) == (number, incoming["number"]), opened)

diwan("requests", "refer", number, "--to", "researcher:huda", "--purpose", "opinion", "--instruction", "يرجى الإفادة", "--due", "١٤٤٩/١/١ هـ", "--by", "noura", "--json")
check("the entry says to whom it was referred", register("incoming")[0]["referred_to"] == "huda" == register("requests")[0]["referred_to"],
      register("incoming"))
diwan("requests", "contact", "--request", number, "--channel", "telephone", "--summary", "اتصل مقدم الطلب", "--by", "noura", "--json")
[contact] = register("contacts")
check("the contact has its number, whom and what", contact["number"].startswith("4/14") and contact["party"] == person["full_name"]
      and contact["subject"] == "اتصل مقدم الطلب" and contact["related_number"] == number, contact)

diwan("requests", "ask", number, "--by", "noura")
diwan("backup", copy)
before = sent(place)
check("the letter that asks for documents leaves", diwan("clock", "--json", wait="+1m")[0]["sent"] == 1)
diwan("deliver", wait="+2m")
check("it went", sent(place) == before + 1)
[outgoing] = register("outgoing") or [{}]
check("its entry says to whom, of what, and for which request", outgoing.get("number", "").startswith("2/14")
      and outgoing["party"] == person["full_name"] and outgoing["subject"] and "[" not in outgoing["subject"]
      and outgoing["related_number"] == number and outgoing["attachments"] == 0 and not outgoing["void"], outgoing)
diwan("register", "outgoing", "--csv", room + "/out.csv", "--pdf", room + "/out.pdf", "--language", "ar", wait="+5m")
with open(room + "/out.csv", encoding="utf-8-sig", newline="") as table:
    check("and so does the table", [row["number"] for row in csv.DictReader(table)] == [outgoing["number"]])

# The office is lost; its copy was made before that letter left.
[made] = diwan("restore", copy, again, "--json")
diwan("clock", wait="+1m", at=again)
diwan("deliver", wait="+2m", at=again)
[status] = diwan("status", "--json", at=again)
check("the letter is not sent a second time: it waits for a person", sent(again) == 0 and status["outbox"]["doubt"] == 1, status["outbox"])
check("the registers have no gap", diwan("register", "check", "--json", at=again)[0]["well"])
check("the journal hangs together", diwan("audit", "verify", "--json", at=again)[0]["well"])
finish()
END
