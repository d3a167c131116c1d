#!/bin/sh
# Somebody wants to be forgotten: two of the office want it too, nothing is under way any more, and then no file of the office has a
# word of theirs, whatever moment it was killed at; the register keeps its stubs, everybody else theirs, and the mail that comes again
# is not taken again.
. "$(dirname "$0")/../lib/tap.sh"
story <<'END'
import email, email.policy, glob, hashlib, json, os, random, shutil, signal, sqlite3, subprocess, time, types
import office as o
from tap import *

rng = random.Random(47)
persons = o.people(5, rng)
noura, other, cousin, twin, late = persons
noura["full_name"], noura["city"] = "نورة غيداق مبارك الصميدعي", "بيشة"
twin["full_name"] = "نوره غيداق الصميدعي"
nowhere = types.SimpleNamespace(host="127.0.0.1", submission=1, imaps=1, ca="/none", secret=lambda user: "/none")
place = o.Office(room + "/office", nowhere, persons, relay=f"directory={room}/sent\nfrom=letters@charity.example")
os.remove(place.folder + "/applicants.csv")
with open(room + "/address.csv", "w") as out:
    out.write(f"file_no;full_name;address\n{noura['file_no']};{noura['full_name']};\"حي السكب;بيشة 67711\"\n")
place.run("applicants", "import", room + "/address.csv")
passwords = {login: place.lines("staff", "add", login, "--name", login, "--role", role)[0]["password"]
             for login, role in (("noof", "relations"), ("huda", "secretary"), ("reem", "clerk"))}


def ask(login, *words, code=0, says="", given=None, conf=None):
    home = f"{room}/home-{login}"
    os.makedirs(home, 0o700, exist_ok=True)
    done = subprocess.run([place.diwan, "-c", conf or place.conf, *words], capture_output=True, text=True,
                          env=dict(os.environ, XDG_RUNTIME_DIR=home), input=given)
    if done.returncode != code or says not in done.stderr:
        check(f"{login}: diwan {' '.join(words)}: exit {code} {says}", False, (done.returncode, done.stdout, done.stderr))
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def erase(login, *words, **how):
    return ask(login, "applicants", "erase", noura["file_no"], *words, "--json", **how)


def take(person, subject, body, paper=None, sender=None):
    mail = email.message.EmailMessage(policy=email.policy.SMTP)
    mail["From"] = email.headerregistry.Address(person["full_name"], *(sender or person["email"]).split("@"))
    mail["To"], mail["Subject"] = "letters@charity.example", subject
    mail["Message-ID"] = f"<{rng.getrandbits(60)}@applicants.example>"
    mail["Date"] = email.utils.format_datetime(email.utils.localtime())
    mail["Authentication-Results"] = f"{o.AUTHORITY}; dmarc=pass header.from=applicants.example"
    mail.set_content(body)
    for words, name in paper or ():
        mail.add_attachment(words, subtype="plain", filename=name)
    path = f"{room}/{rng.getrandbits(40)}.eml"
    with open(path, "wb") as out:
        out.write(mail.as_bytes())
    place.run("take", path)
    place.run("process")
    [row] = [row for row in place.lines("letters", "list") if row["message_id"] == mail["Message-ID"].strip("<>")]
    return types.SimpleNamespace(path=path, **row)


def close(number):
    state = place.lines("requests", "show", number)[0]["state"]
    if state not in ("closed", "withdrawn"):
        place.run("requests", "move", number, "withdrawn", "--by", "noof", "--reason", "تركته الصميدعي")


shared = ("نموذج الجمعية المشترك " * 40, "نموذج.txt")
first = take(noura, "طلب دعم قرطبة", f"أتقدم بطلب دعم إيجار بيت الشنفرى.\nرقم الهوية: {noura['national_id']}", [("ورقة المرزباني", "الصميدعي.txt"), shared])
twins = take(twin, "استفسار طيف", "متى يكون الدوام؟ عبارة البحتري")
foreign = take(other, "طلب دعم علاج", "أطلب دعماً في علاج الأسنان. عبارة النابغة", [shared])
naming = take(cousin, "معرّف", f"أعرّفكم بجارتي وهي محتاجة. عبارة الفرزدق\nرقم الملف: {noura['file_no']}")
if naming.state == "held":
    place.run("letters", "release", str(naming.id), "--applicant", cousin["file_no"], "--by", "noof")
    place.run("process")
place.run("requests", "contact", "--request", first.request_no, "--channel", "telephone", "--summary", "اتصلت الصميدعي", "--by", "noof")
place.run("requests", "reclassify", first.request_no, "volunteering", "--by", "noof", "--reason", "تعلّم الشنفرى")
place.run("applicants", "merge", noura["file_no"], twin["file_no"], "--by", "noof", "--reason", "غيداق واحد")
place.run("deliver")

# What the office may not have any more, and what it must still have.
THEIRS = [noura["national_id"], noura["email"], noura["mobile"][1:], twin["national_id"], "الصميدعي", "غيداق", "الشنفرى", "المرزباني",
          "البحتري", "قرطبة", "بيشة", "السكب", "طيف", "صميدعي", "شنفر"]
OTHERS = ["النابغة", "الفرزدق", other["email"], other["national_id"]]


def holds(folder):
    """Which words stand in any file of an office, as they are or as a mail has them."""
    import base64, quopri
    found = set()
    for path in glob.glob(folder + "/**", recursive=True):
        if os.path.isfile(path):
            held = open(path, "rb").read()
            plain = held + quopri.decodestring(held)
            for piece in held.replace(b"\r", b"").split(b"\n\n"):
                try:
                    plain += base64.b64decode(piece, validate=False)
                except ValueError:
                    pass
            found |= {word for word in THEIRS + OTHERS if word.encode() in plain}
    return found


def sound(folder):
    """The database, the journal's chain and every kept file are well."""
    conf = folder + "/diwan.conf"
    [audit] = ask("any", "audit", "verify", "--json", conf=conf)
    [files] = ask("any", "archive", "verify", "--json", conf=conf)
    db = sqlite3.connect(folder + "/office.db")
    well = db.execute("PRAGMA integrity_check").fetchone() == ("ok",) and not db.execute("PRAGMA foreign_key_check").fetchall()
    db.close()
    return audit["well"] and files["well"] and well


check("before, everything is there", {"الصميدعي", "الشنفرى", "المرزباني", "البحتري", "غيداق"} <= holds(place.folder), holds(place.folder))

# Who may, and when.
erase("noof", "--ask", "--reason", "طلبت ذلك", code=1, says="diwan login")
for login in passwords:
    ask(login, "login", login, "--password-file", "-", given=passwords[login] + "\n")
erase("reem", "--ask", "--reason", "طلبت ذلك", code=1, says="may not do this")
erase("noof", code=1, says=f"request {first.request_no} is not closed")
close(first.request_no)
close(twins.request_no)
place.run("process")
waits = take(noura, "سؤال أخير", "هل أُغلق طلبي؟ الصميدعي")
erase("noof", code=1, says="is not closed") if waits.request_no and place.lines("requests", "show", waits.request_no)[0]["state"] not in (
    "closed", "withdrawn") else None
for row in place.lines("requests", "list", "--file-no", noura["file_no"]):
    close(row["request_no"])
erase("noof", code=1, says="has not left")
time.sleep(1)
subprocess.run(["faketime", "-f", "+1h", place.diwan, "-c", place.conf, "clock"], capture_output=True)
subprocess.run(["faketime", "-f", "+1h", place.diwan, "-c", place.conf, "deliver"], capture_output=True)
place.run("deliver")
before = holds(place.folder)
[look] = erase("noof")
check("it is told what would go and what would stay, and nothing is changed", look["standing"] == "not asked" and look["goes"]["records"] == 2
      and look["goes"]["letters"] == 3 and look["stays"]["shared_files"] == 1 and look["stays"]["named_in"] == 1
      and holds(place.folder) == before, look)
erase("huda", "--approve", code=1, says="nobody has asked for it")
erase("noof", "--ask", "--reason", "طلبت ذلك")
erase("noof", "--approve", code=1, says="somebody else approves")
check("nobody does it alone", holds(place.folder) == before and sound(place.folder))

# Killed at any moment, it is done by doing it again.
shutil.copytree(place.folder, room + "/aside")


def ended():
    db = sqlite3.connect(place.folder + "/office.db")
    [(at,)] = db.execute("SELECT ended_at FROM erasure").fetchall()
    db.close()
    return at


# While others have the office open its journals are not taken away with the last of them.
others = [sqlite3.connect(f"{place.folder}/{name}") for name in ("office.db", "search.db")]
for one in others:
    one.execute("SELECT COUNT(*) FROM sqlite_master").fetchall()
erase("huda", "--approve")
kept = holds(place.folder)
check("while the office is open no file has a word of theirs", not kept & set(THEIRS) and set(OTHERS) <= kept and sound(place.folder), kept)
for one in others:
    one.close()

kills, wrong, moments = 0, [], [0.01 * k for k in range(1, 6)] + [0.03 * k for k in range(2, 18)]
for moment in moments:
    shutil.rmtree(place.folder)
    shutil.copytree(room + "/aside", place.folder)
    process = subprocess.Popen([place.diwan, "-c", place.conf, "applicants", "erase", noura["file_no"], "--approve"],
                               env=dict(os.environ, XDG_RUNTIME_DIR=room + "/home-huda"), stdout=subprocess.DEVNULL)
    time.sleep(moment)
    process.kill()
    killed = process.wait() == -signal.SIGKILL
    kills += killed
    if not sound(place.folder):
        wrong.append((moment, "not sound"))
    if killed and not ended():
        erase("huda", "--approve")
    kept = holds(place.folder)
    if kept & set(THEIRS) or not set(OTHERS) <= kept or not sound(place.folder):
        wrong.append((moment, kept))
check(f"killed {kills} times at different moments it goes on, and no file has a word of theirs", kills >= 3 and not wrong, (kills, wrong))
erase("huda", "--approve", code=1, says="erased already")
erase("noof", code=1, says="erased already")

# What stays.
db = sqlite3.connect(place.folder + "/office.db")
stub = db.execute("SELECT file_no, party_kind, national_id, email FROM party WHERE file_no = ?", (noura["file_no"],)).fetchone()
number = db.execute("SELECT number, at > 0, whom, subject FROM register WHERE letter_id = ?", (first.id,)).fetchone()
acts = [row[0] for row in db.execute("SELECT actor FROM journal WHERE act IN ('erasure_asked', 'party_erased') ORDER BY id")]
[reason] = db.execute("SELECT reason FROM erasure WHERE asked_by = 'noof' AND approved_by = 'huda' AND ended_at > 0").fetchone()
db.close()
check("the register keeps number and day", stub == (noura["file_no"], "applicant", None, None) and number[:2] == (first.in_no, 1)
      and "erased" in number[2] and number[3] == "", (stub, number))
check("who wanted it, and why, is kept", acts == ["noof", "huda"] and reason == "طلبت ذلك", (acts, reason))
check("the registers are written without them", place.run("register", "incoming", "--csv", "-") and place.run("register", "check"))
name = hashlib.sha256(open(foreign.path, "rb").read()).hexdigest()
check("everybody else's letters are as they were", open(f"{place.folder}/letters/{name[:2]}/{name[2:]}", "rb").read() == open(foreign.path, "rb").read()
      and place.lines("letters", "show", str(foreign.id))[0]["file_no"] == other["file_no"])
place.run("process")
found = {word: place.lines("search", word)[0]["total"] for word in ("النابغة", "الفرزدق", "الشنفرى", "المرزباني")}
check("the search finds theirs, and nothing of hers", found == {"النابغة": 1, "الفرزدق": 1, "الشنفرى": 0, "المرزباني": 0}, found)
check("her letter's page says nothing", place.lines("letters", "show", str(first.id))[0]["in_no"] == first.in_no)
shown = [place.run(*words) for words in (("letters", "show", str(first.id)), ("outbox", "list"), ("requests", "show", first.request_no),
         ("requests", "list"), ("applicants", "show", noura["file_no"]), ("applicants", "list"), ("register", "incoming", "--csv", "-"),
         ("register", "outgoing", "--csv", "-"), ("register", "contacts", "--csv", "-"), ("status",))]
check("every list and page is still shown, without them", all(shown) and not [word for word in THEIRS if word in "".join(shown)], shown)
ask("noof", "applicants", "export", noura["file_no"], "--out", room + "/out", "--reason", "x", code=1, says="was erased")

# The mail comes again: from the mailbox after a change of its UIDVALIDITY, or by hand.
letters = len(place.lines("letters", "list"))
place.run("take", first.path, waits.path)
place.run("process")
check("a mail that comes again is not taken again", len(place.lines("letters", "list")) == letters
      and not holds(place.folder) & set(THEIRS) and sound(place.folder), holds(place.folder))
again = take(late, "طلب دعم", "أطلب دعماً في الإيجار", [shared, ("ورقة المرزباني", "ورقة.txt")])
check("the same paper from somebody else is theirs, and stays", "المرزباني" in holds(place.folder) and sound(place.folder))
fresh = take(noura, "عدت إليكم", f"أنا نورة، رقم هويتي {noura['national_id']}")
check("whoever writes again is somebody new to the office", fresh.outcome == "none" and fresh.file_no is None, fresh)
with open(room + "/back.csv", "w") as out:
    out.write(f"file_no,full_name\n{noura['file_no']},{noura['full_name']}\n")
ask("noof", "applicants", "import", room + "/back.csv", code=1, says="was erased")
place.run("backup", room + "/backup")
check("a backup made now is whole", not ask("noof", "backup", room + "/backup", "--json")[0]["damaged"])
finish()
END
