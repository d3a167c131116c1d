#!/bin/sh
# Somebody asks for all that is held of them: they get it, readable without a network in both languages and by programs, and nothing
# of anybody else's; what names another person waits for somebody to look at it; who gave it, and why, stands in the journal.
. "$(dirname "$0")/../lib/tap.sh"
story <<'END'
import configparser, email, email.policy, glob, hashlib, html, html.parser, json, os, random, re, sqlite3, stat, subprocess, types, zipfile
import office as o
from tap import *

rng = random.Random(39)
persons = o.people(4, rng)
noura, other, third, quiet = persons
noura["full_name"], noura["city"] = "نورة صالح مبارك الدوسري", "حائل"
nowhere = types.SimpleNamespace(host="127.0.0.1", submission=1, imaps=1, ca="/none", secret=lambda user: "/none")
place = o.Office(room + "/office", nowhere, persons, relay=f"directory={room}/sent\nfrom=letters@charity.example")
passwords = {login: place.lines("staff", "add", login, "--name", f"اسم {login}", "--role", role)[0]["password"]
             for login, role in (("noof", "relations"), ("reem", "clerk"))}


def ask(login, *words, code=0, says="", given=None):
    home = f"{room}/home-{login}"
    os.makedirs(home, 0o700, exist_ok=True)
    done = subprocess.run([place.diwan, "-c", place.conf, *words], capture_output=True, text=True,
                          env=dict(os.environ, XDG_RUNTIME_DIR=home), input=given)
    if done.returncode != code or says not in done.stderr:
        check(f"{login}: diwan {' '.join(words)}: exit {code} {says}", False, (done.returncode, done.stdout, done.stderr))
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def log_in(login):
    ask(login, "login", login, "--password-file", "-", given=passwords[login] + "\n")


def take(person, subject, body, paper=None):
    """A letter that reaches the office; its row."""
    mail = email.message.EmailMessage(policy=email.policy.SMTP)
    mail["From"] = email.headerregistry.Address(person["full_name"], *person["email"].split("@"))
    mail["To"], mail["Subject"] = "letters@charity.example", subject
    mail["Message-ID"] = f"<{rng.getrandbits(60)}@applicants.example>"
    mail["Date"] = email.utils.format_datetime(email.utils.localtime())
    mail["Authentication-Results"] = f"{o.AUTHORITY}; dmarc=pass header.from=applicants.example"
    mail.set_content(body)
    if paper:
        mail.add_attachment(paper, subtype="plain", filename="إقرار.txt")
    path = f"{room}/{rng.getrandbits(40)}.eml"
    with open(path, "wb") as out:
        out.write(mail.as_bytes())
    place.run("take", path)
    place.run("process")
    [row] = [row for row in place.lines("letters", "list") if row["message_id"] == mail["Message-ID"].strip("<>")]
    return types.SimpleNamespace(path=path, **row)


class Text(html.parser.HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.words, self.links = [], []
        self.feed(page)

    def handle_data(self, words):
        self.words.append(words)

    def handle_starttag(self, tag, attributes):
        self.links += [value for name, value in attributes if name in ("href", "src", "action")]


first = take(noura, "طلب دعم الإيجار", f"السلام عليكم، أتقدم بطلب دعم في سداد إيجار سنبلة.\nرقم الهوية: {noura['national_id']}", "أقر بصحة بياناتي كلها")
check("a letter opens a request", first.outcome == "match" and first.request_no, first)
place.run("requests", "contact", "--request", first.request_no, "--channel", "telephone",
          "--summary", "سألت عن طلبها <b>ولم</b> تُكمل", "--by", "noof")
second = take(noura, "عن قريبتي", f"هذه حاجة جارتي ورقم هويتها {other['national_id']} أما أنا فطلبي قائم. عبارة الزيتونة")
if second.state == "held":
    place.run("letters", "release", str(second.id), "--applicant", noura["file_no"], "--by", "noof")
    place.run("process")
strange = take(other, "طلب دعم علاج", "أطلب دعماً في علاج أسناني. عبارة الرمان")
place.run("deliver")
asked = "طلبتها برسالتها"
here = {login: f"{room}/{login}" for login in ("one", "two")}
ask("noof", "applicants", "export", noura["file_no"], "--out", room + "/one", "--reason", asked, "--by", "noof", code=1, says="diwan login")
log_in("reem")
ask("reem", "applicants", "export", noura["file_no"], "--out", room + "/one", "--reason", asked, code=1, says="may not do this")
log_in("noof")
ask("noof", "applicants", "export", noura["file_no"], "--out", room + "/one", code=2, says="--reason")
ask("noof", "applicants", "export", "B99999", "--out", room + "/one", "--reason", asked, code=1, says="B99999")
ask("noof", "applicants", "export", noura["file_no"], "--out", room + "/one", "--reason", asked, "--letter", "77", code=1, says="kept apart")
ask("noof", "applicants", "export", noura["file_no"], "--out", room + "/one", "--reason", asked, "--letter", strange.in_no, code=1, says="kept apart")
check("nothing is written before it is known who asks, why and of whom", not glob.glob(room + "/one*"))


def journalled():
    db = sqlite3.connect(place.folder + "/office.db")
    rows = db.execute("SELECT actor, note FROM journal WHERE act = 'dossier_written' AND party_id ="
                      " (SELECT id FROM party WHERE file_no = ?)", (noura["file_no"],)).fetchall()
    db.close()
    return rows


[told] = ask("noof", "applicants", "export", noura["file_no"], "--out", room + "/one", "--reason", asked, "--json")
check("it is told what was written", (told["letters"], told["apart"], told["sent"], told["requests"]) == (2, 1, 2, len(place.lines(
    "requests", "list", "--file-no", noura["file_no"]))), told)
check("who gave it, and why, stands in the journal", journalled() == [("noof", asked)], journalled)
ask("noof", "applicants", "export", noura["file_no"], "--out", room + "/one", "--reason", asked, code=1, says="is there already")
check("a second one does not write over the first", len(journalled()) == 1)

files = {os.path.relpath(path, room + "/one"): path for path in glob.glob(room + "/one/**", recursive=True) if os.path.isfile(path)}
check("only its owner can read it", all(stat.S_IMODE(os.stat(path).st_mode) & 0o077 == 0 for path in [room + "/one", *files.values()]))
data = json.load(open(files["data.json"]))
page, english = (open(files[name], encoding="utf-8").read() for name in ("index.html", "index.en.html"))
letters = {row["number"]: row for row in data["letters"]}
given = letters[first.in_no]
check("a letter is given byte for byte", open(files[given["file"]], "rb").read() == open(first.path, "rb").read(), given)
[attached] = data["attachments"]
check("and what was attached to it", open(files[attached["file"]]).read().strip() == "أقر بصحة بياناتي كلها", attached)
check("and what was answered", any(noura["email"] in open(files[row["file"]]).read() for row in data["sent"]), data["sent"])
check("her record, request, contact and the steps are told", data["record"][0]["national_id"] == noura["national_id"]
      and first.request_no in [row["number"] for row in data["requests"]] and data["contacts"][0]["summary"].startswith("سألت")
      and any(row["act"] == "filing" for row in data["journal"]), data)
check("the page has the same words", all(word in "".join(Text(page).words) for word in
      (noura["full_name"], noura["national_id"], "إيجار سنبلة", "سألت عن طلبها <b>ولم</b> تُكمل", first.in_no, first.request_no)))
check("in either language", 'dir="rtl"' in page and 'dir="ltr"' in english and "What this office holds of you" in english
      and "ما تحفظه الجمعية عنك" in page)
check("what people wrote cannot become markup", "<b>" not in page + english)
check("every link leads to a file that is there, and nowhere else", all(link.startswith("#") or link in files
      for text in (page, english) for link in Text(text).links), Text(page).links)
named = {link for link in Text(page).links if not link.startswith("#")} | {"index.html", "data.json"}
check("every file is named on the page", set(files) == named, set(files) ^ named)

words = {language: configparser.ConfigParser(interpolation=None) for language in ("ar", "en")}
for language, catalogue in words.items():
    catalogue.read(os.environ["SAMPLE"] + f"/../../templates/dossier/words.{language}", encoding="utf-8")
sections = {name for name, rows in data.items() if isinstance(rows, list)}
fields = {field for name in sections for row in data[name] for field in row}
check("every section and field has its word in both languages", all(sections <= set(w["section"]) and fields <= set(w["field"]) for w in
      words.values()) and [{n: set(w[n]) for n in w} for w in words.values()] == [{n: set(w[n]) for n in words["en"]} for w in words.values()])

# Nothing of anybody else's.
whole = b"".join(open(path, "rb").read() for path in files.values()).decode("utf-8", "replace")
foreign = [other["national_id"], other["full_name"], other["email"], "الزيتونة", "الرمان", third["full_name"], strange.in_no, "اسم noof"]
check("no other person stands in any file, nor who works here", not [word for word in foreign if word in whole],
      [word for word in foreign if word in whole])
kept = letters[second.in_no]
check("a letter that names somebody else is told by number and day", kept["kept_apart"] == "names_another" and not {"text", "file", "subject",
      "from_name"} & set(kept), kept)
check("and the page says so", "تذكر شخصاً آخر" in page and "names another person" in english)

# Somebody looked at it.
[told] = ask("noof", "applicants", "export", noura["file_no"], "--out", room + "/all.zip", "--reason", asked, "--letter", second.in_no, "--json")
with zipfile.ZipFile(room + "/all.zip") as box:
    names, wrong = box.namelist(), box.testzip()
    both = json.loads(box.read("data.json"))
    row = {row["number"]: row for row in both["letters"]}[second.in_no]
    check("what somebody looked at is given", wrong is None and told["apart"] == 0 and b"".join(box.read(row["file"]).split()) ==
          b"".join(open(second.path, "rb").read().split()), row)
check("a zip has the same files", {"index.html", "index.en.html", "data.json", given["file"]} <= set(names)
      and stat.S_IMODE(os.stat(room + "/all.zip").st_mode) == 0o600, names)

# Of two records that are one, both; of the one that is joined, none by itself.
place.run("applicants", "merge", noura["file_no"], quiet["file_no"], "--by", "noof", "--reason", "شخص واحد")
ask("noof", "applicants", "export", quiet["file_no"], "--out", room + "/three", "--reason", asked, code=1, says=noura["file_no"])
ask("noof", "applicants", "export", noura["file_no"], "--out", room + "/three", "--reason", asked)
check("both records of a person are hers", {row["file_no"] for row in json.load(open(room + "/three/data.json"))["record"]}
      == {noura["file_no"], quiet["file_no"]})

# A kept file that is gone: no half is left behind.
os.rename(*[f"{place.folder}/letters/{given['sha256'][:2]}/{given['sha256'][2:]}", room + "/aside"])
ask("noof", "applicants", "export", noura["file_no"], "--out", room + "/four", "--reason", asked, code=1, says="kept file")
check("where a file is missing nothing is left behind", not glob.glob(room + "/four*") and len(journalled()) == 3, journalled)
finish()
END
