#!/bin/sh
# Letters that were scanned as one file become those letters: at separator sheets and at a letter of the office's own, killed on
# the way; every page is in exactly one letter, and the scan stays. The same by scan-to-mail, as TIFF, at a PATCH code, and what cannot be divided.
. "$(dirname "$0")/../lib/tap.sh"
/usr/bin/python3 -c 'import PIL' 2>/dev/null || skip_all "sheets are scanned with python3-pil"
command -v pdftoppm >/dev/null || skip_all "there is no pdftoppm"
mkdir -p "$room/program/bin" && ln -s "$root/config" "$root/ocr" "$root/templates" "$room/program" || exit 1
cp "$TOOLS_DIR/diwan-crashing" "$room/program/bin/diwan" || exit 1
PATH=/usr/bin:$PATH
story <<'END'
import contextlib, email.message, glob, hashlib, html, http.cookiejar, json, os, re, signal, sqlite3, subprocess, time
import urllib.parse, urllib.request
from PIL import Image, ImageChops
from tap import *

DPI = 150
office = room + "/office"


def diwan(*words, code=0, at=office, program=os.environ["DIWAN"]):
    done = subprocess.run([program, "-c", at + "/diwan.conf", *words], capture_output=True, text=True, timeout=280)
    check(f"diwan {' '.join(words).replace(room + '/', '')}: exit {code}", done.returncode == code, done)
    return [json.loads(line) for line in done.stdout.splitlines()] if "--json" in words and code == 0 else done


def make_office(at):
    subprocess.run([os.environ["DIWAN"], "init", at], capture_output=True, check=True)
    with open(at + "/diwan.conf", "a") as out:
        out.write("[office]\nname=جمعية الإحسان النموذجية\n[mail]\naddresses=letters@charity.example\nscanners=scanner@charity.example\n"
                  "[relay]\ndirectory=sent\n[web]\nlisten=127.0.0.1:0\n")


def pdf_of(pages):
    """A PDF with a page for each list of lines."""
    parts = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        shown = " ".join(f"({line}) Tj 0 -26 Td" for line in lines)
        content = f"BT /F1 15 Tf 60 740 Td {shown} ET"
        parts.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
        parts.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(parts)} 0 R /Resources << /Font << /F1 3 0 R >> >> >>")
        kids.append(f"{len(parts)} 0 R")
    parts[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    return "%PDF-1.4\n" + "".join(f"{n} 0 obj\n{part}\nendobj\n" for n, part in enumerate(parts, 1)) + "trailer << /Root 1 0 R >>\n"


def pictures(pdf, dpi=DPI):
    """Its pages, as a scanner sees them."""
    with open(f"{room}/shown.pdf", "wb") as out:
        out.write(pdf if isinstance(pdf, bytes) else pdf.encode())
    subprocess.run(["pdftoppm", "-q", "-r", str(dpi), "-png", "-gray", f"{room}/shown.pdf", f"{room}/shown"], check=True)
    paths = sorted(glob.glob(f"{room}/shown-*.png"))
    images = [Image.open(path).convert("L") for path in paths]
    for path in paths:
        os.unlink(path)
    return images


def scanned(pages, path, **how):
    pages[0].save(path, save_all=True, append_images=pages[1:], **how)
    return open(path, "rb").read()


def letter_of(name, number, wish):
    return ["To the charity.", wish, "I have waited for a long time and hope for your answer soon.", f"Name: {name}",
            f"National ID: {number}", "Peace be upon you and thank you."]


def kept(sha256):
    return open(f"{office}/letters/{sha256[:2]}/{sha256[2:]}", "rb").read()


def rows(sql, *values, at=office):
    with contextlib.closing(sqlite3.connect(f"file:{at}/office.db?mode=ro", uri=True, timeout=20)) as store:
        return store.execute(sql, values).fetchall()


def look_alike(one, other):
    """The same page, in whatever resolution it is shown."""
    difference = ImageChops.difference(one.resize((300, 424)), other.resize((300, 424))).histogram()
    return sum(difference[60:]) < 300


def pages_of(letter_id):
    [[sha256]] = rows("SELECT sha256 FROM letter WHERE id = ?", letter_id)
    return pictures(kept(sha256))


def letters():
    return {letter["id"]: letter for letter in diwan("letters", "list", "--json")}


make_office(office)
people = [("A-1", "Salem Omar Nasser Alqahtani", "1000000008"), ("A-2", "Khalid Fahd Saad Alotaibi", "1000000016"),
          ("A-3", "Maha Ali Hassan Alzahrani", "1000000024"), ("A-4", "Noura Saad Khalid Alharbi", "1000000032")]
with open(room + "/people.csv", "w") as out:
    out.write("file_no,full_name,national_id,national_address\n"
              + "".join(f"{file_no},{name},{number},1010 King Street;Riyadh 12251-3456\n" for file_no, name, number in people))
[imported] = diwan("applicants", "import", room + "/people.csv", "--json")
check("four people are on record", imported["new"] == 4, imported)
password = diwan("staff", "add", "saad", "--role", "clerk", "--name", "سعد").stdout.split()[-1]
salem, khalid, maha, noura = [letter_of(name, number, "Please help me with the rent of my house this year.") for _, name, number in people]

# What is laid between letters: our sheets, and one of another office that looks the same.
[said] = diwan("separators", f"{room}/sheets.pdf", "--sheets", "1", "--json")
check("a sheet has two sides", said["pages"] == 2, said)
make_office(room + "/other")
diwan("separators", f"{room}/foreign.pdf", "--sheets", "1", at=room + "/other")
front, back = pictures(open(f"{room}/sheets.pdf", "rb").read())
[foreign, _] = pictures(open(f"{room}/foreign.pdf", "rb").read())
diwan("separators", f"{room}/none.pdf", "--sheets", "0", code=2)

# A letter of ours on paper, as it lies among those that came back.
with open(f"{room}/noura.pdf", "w") as out:
    out.write(pdf_of([noura]))
diwan("take", f"{room}/noura.pdf")
diwan("process")
diwan("process")
diwan("outbox", "print", f"{room}/run", "--by", "saad")
[[request]] = rows("SELECT number FROM request")
ours = pictures(open(f"{room}/run/letters.pdf", "rb").read())[0]

# ---- a batch, and its pipeline killed ----

texts = pictures(pdf_of([salem, khalid, ["The second page of Khalid speaks of a broken roof.", "It lets the rain in every winter."],
                         ["The third page stands behind a sheet that is not ours.", "It is his as well."], maha,
                         ["What I add to your letter: my new telephone.", "Please call me in the morning."]]))
blank = Image.new("L", front.size, 251)
pages = [texts[0], blank, front, blank, texts[1], texts[2], foreign, texts[3], front, back.rotate(180), texts[4], ours, texts[5], back]
expected = [(1, 2, "A-1"), (5, 8, "A-2"), (11, 11, "A-3"), (12, 13, "A-4")]
raw = scanned(pages, f"{room}/batch.pdf", resolution=DPI)
diwan("take", f"{room}/batch.pdf")
whole = hashlib.sha256(raw).hexdigest()
[[batch_id]] = rows("SELECT id FROM letter WHERE sha256 = ?", whole)
state = lambda: rows("SELECT state FROM letter WHERE id = ?", batch_id)[0][0]
made = lambda: rows("SELECT (SELECT count(*) FROM batch_piece), (SELECT count(*) FROM letter)")[0]
before, kills, torn = made(), 0, []
for delay in (0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3):
    running = subprocess.Popen([os.environ["DIWAN"], "-c", office + "/diwan.conf", "process"], stderr=subprocess.DEVNULL, start_new_session=True)
    while running.poll() is None and state() in ("taken", "parsed"):
        time.sleep(0.005)
    if state() != "dividing":
        running.wait()
        break
    time.sleep(delay)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    kills += 1
    now = made()
    torn += [now] * (now != before and now != (4, before[1] + 4))
note(f"killed {kills} times while the scan was being divided")
check("it was killed in the middle", kills > 0, state())
check("there was never a part of its letters", not torn, torn)
diwan("process")
diwan("process")
[batch] = diwan("letters", "show", str(batch_id), "--json")
check("the scan rests as a batch, without a number, held by nothing", (batch["state"], batch["in_no"], batch["hold_reason"], batch["answered"])
      == ("batch", None, None, "none"), batch)
check("it is kept as it came", kept(whole) == raw)
pieces = [(p["first_page"], p["last_page"]) for p in batch["pieces"]]
check("every page is in one letter, but sheets and the back of one", pieces == [e[:2] for e in expected], batch["pieces"])
check("no letter came of it twice", made() == (4, before[1] + 4), made())
known = letters()
found = [known[p["letter"]]["file_no"] for p in batch["pieces"]]
outcomes = [known[p["letter"]]["hold_reason"] for p in batch["pieces"]]
check("each is its writer's", found == [e[2] for e in expected], [known[p["letter"]] for p in batch["pieces"]])
check("the one with a sheet that is not ours is held for it", outcomes == [None, "undivided", None, None], outcomes)
check("our own letter finds its request", known[batch["pieces"][3]["letter"]]["request_no"] == request, known)
check("each that is a letter has its number", all(p["in_no"] for p in batch["pieces"]), batch["pieces"])
for place, piece in enumerate(batch["pieces"], 1):
    of = known[piece["letter"]]["batch"]
    check(f"letter {place} knows what it is of", (of["letter"], of["piece"], of["of"]) == (batch_id, place, 4), of)
    own = pages_of(piece["letter"])
    wanted = pages[piece["first_page"] - 1:piece["last_page"]]
    check(f"its pages are those of the scan", len(own) == len(wanted) and all(map(look_alike, own, wanted)), len(own))
hits = diwan("search", "broken roof", "--json")[0]["hits"]
check("a word in it is found once, in its letter", [h["letter"] for h in hits] == [batch["pieces"][1]["letter"]], hits)
shown = diwan("letters", "show", str(batch["pieces"][2]["letter"])).stdout
check("people are told too", f"piece 3 of 4 of batch {batch_id}, pages 11 to 11" in shown, shown)

# ---- by scan-to-mail, as TIFF, at a PATCH code ----

fahd, reem = (pictures(pdf_of([letter_of(name, number, wish)]), 200)[0].convert("1") for name, number, wish in
              ((*people[0][1:], "Please help my brother to find work."), (*people[2][1:], "May I come and help you as a volunteer?")))
sheet = Image.new("1", fahd.size, 1)   # a sheet that came with the scanner: PATCH T, bars of 0.08 and 0.2 inches at 200 dpi
for y, high in ((60, 16), (92, 40), (148, 16), (180, 40)):
    sheet.paste(0, (300, y, 900, y + high))
tiff = scanned([fahd, sheet, reem], f"{room}/scan.tiff", compression="group4", dpi=(200, 200))


def scan_to_mail(n, sender):
    mail = email.message.EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "letters@charity.example", "Scanned from a device"
    mail["Message-ID"], mail["Date"] = f"<scan{n}@charity.example>", f"Sun, 22 Nov 2026 09:0{n}:00 +0300"
    mail.set_content("A scan is attached.\n")
    mail.add_attachment(tiff, "image", "tiff", filename="scan.tiff")
    with open(f"{room}/{n}.eml", "wb") as out:
        out.write(mail.as_bytes())
    diwan("take", f"{room}/{n}.eml")
    diwan("process")
    [[id]] = rows("SELECT id FROM letter WHERE message_id = ?", f"scan{n}@charity.example")
    return diwan("letters", "show", str(id), "--json")[0]


mailed = scan_to_mail(1, "scanner@charity.example")
check("a scanner's mail is divided alike", [(p["first_page"], p["last_page"]) for p in mailed["pieces"]] == [(1, 1), (3, 3)], mailed)
check("and not answered", mailed["state"] == "batch" and mailed["answered"] == "none", mailed)
known = letters()
check("each letter in it is its writer's", [known[p["letter"]]["file_no"] for p in mailed["pieces"]] == ["A-1", "A-3"],
      [known[p["letter"]] for p in mailed["pieces"]])
check("each is a page of the TIFF", all(len(own := pages_of(p["letter"])) == 1 and look_alike(own[0], page.convert("L"))
      for p, page in zip(mailed["pieces"], (fahd, reem))))
count = len(known)
again = scan_to_mail(2, "scanner@charity.example")
check("sent again it is the same letters", [p["letter"] for p in again["pieces"]] == [p["letter"] for p in mailed["pieces"]]
      and len(letters()) == count + 1, again)
person = scan_to_mail(3, "somebody@applicants.example")
check("a person's mail is one letter, whatever is scanned in it", person["pieces"] == [] and person["state"] in ("held", "done"), person)

# ---- what cannot be divided ----

short = scanned([texts[0], front, texts[4]], f"{room}/short.pdf", resolution=DPI)
with open(f"{room}/deadly.pdf", "wb") as out:
    out.write(short + b"planted fault: cut")
subprocess.run(["qpdf", "--encrypt", "secret", "secret", "256", "--", f"{room}/short.pdf", f"{room}/locked.pdf"], check=True)
scanned([front, blank], f"{room}/sheets-alone.pdf", resolution=DPI)


def taken(name):
    diwan("take", f"{room}/{name}")
    diwan("process", program=f"{room}/program/bin/diwan")
    [[id]] = rows("SELECT max(id) FROM letter")
    return diwan("letters", "show", str(id), "--json")[0]


for name, reason, word in (("deadly.pdf", "undivided", "its worker ended twice"), ("locked.pdf", "unreadable", "password"),
                           ("sheets-alone.pdf", "undivided", "nothing else")):
    held = taken(name)
    check(f"{name}: held as one, with why", held["hold_reason"] == reason and word in held["hold_note"] and held["pieces"] == []
          and held["in_no"], held)
diwan("archive", "verify")

# ---- in the window ----

with open(f"{room}/serve.log", "w") as log:
    serving = subprocess.Popen([os.environ["DIWAN"], "-c", office + "/diwan.conf", "serve"], stderr=log)
try:
    base = wait_for(30, lambda: re.findall(r"web=(http:[^ ]*)/", open(f"{room}/serve.log").read()))[-1]
    visitor = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    visitor.open(base + "/login", urllib.parse.urlencode({"login": "saad", "password": password}).encode(), timeout=20)

    def page(path):
        text = html.unescape(visitor.open(base + path, timeout=20).read().decode())
        return re.sub("[\u2066-\u2069]", "", text)

    third = batch["pieces"][2]["letter"]
    shown = page(f"/i/{third}?lang=en")
    check("a letter's page says of which batch it is, with a link", f'<a href="/i/{batch_id}">Piece 3 of 4 of batch' in shown
          and "batch.pdf" in shown, shown)
    shown = page(f"/i/{batch_id}?lang=ar")
    check("the batch's page leads to its letters", all(f'<a href="/i/{p["letter"]}">' in shown for p in batch["pieces"])
          and "حزمة مسح" in shown, shown)
finally:
    serving.terminate()
    serving.wait()
finish()
