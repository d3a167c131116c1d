#!/bin/sh
# A mail that the relay refuses becomes a letter on paper, is printed in a run, posted, and comes back.
. "$(dirname "$0")/../lib/tap.sh"
story <<'END'
import csv, email.message, filecmp, glob, hashlib, json, os, sqlite3, subprocess, time
from tap import *

office = room + "/office"
conf = office + "/diwan.conf"


def diwan(*words, code=0):
    done = subprocess.run([os.environ["DIWAN"], "-c", conf, *words], capture_output=True, text=True, timeout=120)
    check(f"diwan {' '.join(words).replace(room + '/', '')}: exit {code}", done.returncode == code, done)
    return [json.loads(line) for line in done.stdout.splitlines()] if "--json" in words and code == 0 else done


subprocess.run([os.environ["DIWAN"], "init", office], capture_output=True, check=True)
with open(conf, "a") as out:
    out.write("[office]\nname=جمعية الإحسان النموذجية\nname_en=Model Charity\nphone=920000000\n"
              "[mail]\naddresses=letters@charity.example\nauthserv_id=mx.charity.example\n[relay]\ndirectory=sent\n[web]\nlisten=127.0.0.1:0\n")
people = room + "/people.csv"
with open(people, "w") as out:
    out.write("file_no,full_name,email,national_address,national_id\n"
              "A-1,نورة عبدالله سعد الأحمد,norah@applicants.example,7525 شارع العليا، حي الورود;الرياض 12251-3456,\n"
              "A-2,خالد محمد فهد العتيبي,khalid@applicants.example,2929 طريق المدينة;جدة 23218-7106,\n"
              "A-3,ريم سعد خالد الحربي,reem@applicants.example,,\n"
              "A-4,سالم عمر ناصر القحطاني,,1010 شارع الأمير سلطان;الدمام 32210-4455,1000000008\n")
[taken] = diwan("applicants", "import", people, "--json")
[again] = diwan("applicants", "import", people, "--json")
check("importing again changes nothing", taken["new"] == 4 and again["unchanged"] == 4, (taken, again))
diwan("staff", "add", "saad", "--role", "clerk", "--name", "سعد")

for n, who in enumerate(["norah", "khalid", "reem"], 1):
    mail = email.message.EmailMessage()
    mail["Authentication-Results"] = "mx.charity.example; dmarc=pass header.from=applicants.example"
    mail["From"], mail["To"], mail["Subject"] = f"{who}@applicants.example", "letters@charity.example", "طلب مساعدة"
    mail["Message-ID"], mail["Date"] = f"<p{n}@applicants.example>", "Sun, 22 Nov 2026 09:00:00 +0300"
    mail.set_content("السلام عليكم، أتقدم إليكم بطلب مساعدة في إيجار المسكن.\n")
    with open(f"{room}/{n}.eml", "wb") as out:
        out.write(mail.as_bytes())
diwan("take", *[f"{room}/{n}.eml" for n in (1, 2, 3)])
diwan("process")
diwan("deliver")
sent = diwan("outbox", "list", "--state", "sent", "--json")
check("three acknowledgements left", len(sent) == 3 and all(s["channel"] == "mail" and s["next"] is None for s in sent), sent)

# The provider says afterwards that none of them arrived.
for n, row in enumerate(sorted(sent, key=lambda s: s["id"]), 1):
    [written] = [f for f in os.listdir(office + "/sent") if f == f"{row['id']}.eml"]
    mail = open(f"{office}/sent/{written}", "rb").read()
    own = [line for line in mail.decode().splitlines() if line.startswith("Message-ID:")][0].split()[1]
    with open(f"{room}/bounce{n}.eml", "w") as out:
        out.write(f"From: MAILER-DAEMON@mx.charity.example\r\nTo: letters@charity.example\r\nSubject: Undelivered\r\n"
                  f"Message-ID: <b{n}@mx.charity.example>\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
                  "Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n--x\r\n\r\nNo such user.\r\n"
                  "--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.charity.example\r\n\r\n"
                  f"Final-Recipient: rfc822; {row['recipient']}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
                  "Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n"
                  f"--x\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {own}\r\n\r\n--x--\r\n")
diwan("take", *[f"{room}/bounce{n}.eml" for n in (1, 2, 3)])
diwan("process")
failed = sorted(diwan("outbox", "list", "--state", "failed", "--json"), key=lambda s: s["id"])
check("three are not delivered, with the next step", [f["next"] for f in failed] == ["paper", "paper", "telephone"], failed)
check("and why", all("No such user" in f["said"] for f in failed), failed)

diwan("outbox", "paper", str(failed[0]["id"]), "--by", "nobody", code=1)
for row in failed[:2]:
    diwan("outbox", "paper", str(row["id"]), "--by", "saad", "--json")
diwan("outbox", "paper", str(failed[0]["id"]), "--by", "saad", code=1)   # once
refused = diwan("outbox", "paper", str(failed[2]["id"]), "--by", "saad", code=1)
check("without an address it says what to do", "--address" in refused.stderr, refused)
diwan("outbox", "paper", str(failed[2]["id"]), "--by", "saad", "--address", "ص.ب 77;أبها 62521", "--json")
diwan("deliver")
waiting = diwan("outbox", "list", "--channel", "paper", "--json")
check("three wait to be printed; no mail takes them", [w["state"] for w in waiting] == ["waiting"] * 3, waiting)
check("the mails they replace have no next step", not any(f["next"] for f in diwan("outbox", "list", "--state", "failed", "--json")))

folder = room + "/run"
[run] = diwan("outbox", "print", folder, "--by", "saad", "--both-sides", "--json")
check("one run of three", run["letters"] == 3, run)
[none] = diwan("outbox", "print", folder + "2", "--by", "saad", "--json")
check("nothing is printed twice", none == {"run": 0, "letters": 0}, none)
files = {name: open(f"{folder}/{name}", "rb").read() for name in sorted(os.listdir(folder))}
check("its files", list(files) == ["labels.pdf", "letters.pdf", "posting-list.csv", "posting-list.pdf"], list(files))
diwan("outbox", "print", folder + "2", "--run", str(run["run"]), "--by", "saad")
check("written again it is the same", all(open(f"{folder}2/{n}", "rb").read() == b for n, b in files.items()))
whole = hashlib.sha256(files["letters.pdf"]).hexdigest()
kept = subprocess.run(["find", office + "/letters", "-name", "*" + whole[4:]], capture_output=True, text=True).stdout.split()
check("the run is in the archive under its hash", len(kept) == 1, (whole, kept))


def text(name, *options):
    marks = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u200e\u200f\u2066\u2067\u2068\u2069"))
    return " ".join(subprocess.run(["pdftotext", "-layout", *options, f"{folder}/{name}", "-"], capture_output=True, text=True)
                    .stdout.translate(marks).split())


rows = list(csv.DictReader(open(f"{folder}/posting-list.csv", encoding="utf-8-sig")))
order = ["ريم سعد خالد الحربي", "نورة عبدالله سعد الأحمد", "خالد محمد فهد العتيبي"]
check("in the order of the envelopes: by town", [r["name"] for r in rows] == order, rows)
pages, copies = ([text("letters.pdf", "-f", str(n), "-l", str(n)) for n in which] for which in ((1, 3, 5), (2, 4, 6)))
check("letters stand in that order, each on its own sheet", all(name in page for name, page in zip(order, pages)), pages)
asked = {l["file_no"]: l["in_no"] for l in diwan("letters", "list", "--json")}
answered = [asked[n] for n in ("A-3", "A-1", "A-2")]
check("each says first that it did not arrive as a mail", all("وتعذّر تسليمه" in page and "خطاب تعذّر تسليمه بالبريد الإلكتروني" in page
      and "•••@applicants.example" in page and "المرافقات: ١" in page for page in pages), pages)
check("an acknowledgement quotes the number it answers and bears none", all(
      f"إشعارنا باستلام رسالتكم ذات الرقم ({n})" in page and f"الرقم: {n}" in page for n, page in zip(answered, pages)), (answered, pages))
check("behind it the words of the mail, unchanged", all("نفيدكم بأن رسالتكم وصلتنا" in page and "صفحة ١ من ١" in page
      and f"الرقم: {n}" in page for n, page in zip(answered, copies)), copies)
check("the labels bear name and address", all(r["name"] in text("labels.pdf") for r in rows) and "12251-3456" in text("labels.pdf"))
check("the list too", all(r["name"] in text("posting-list.pdf") for r in rows) and "رقم التتبع" in text("posting-list.pdf"))

with open(f"{room}/filled.csv", "w", encoding="utf-8-sig") as out:
    writer = csv.DictWriter(out, rows[0])
    writer.writeheader()
    writer.writerows({**row, "tracking": f"RR{n:09d}SA"} for n, row in enumerate(rows))
[posted] = diwan("outbox", "posted", str(run["run"]), "--list", f"{room}/filled.csv", "--by", "saad", "--json")
check("three were posted", posted["posted"] == 3, posted)
[returned] = diwan("outbox", "returned", "RR000000001SA", "--reason", "العنوان غير معروف", "--by", "saad", "--json")
diwan("outbox", "returned", "RR000000001SA", "--reason", "again", "--by", "saad", code=1)
[back] = [e for e in diwan("outbox", "list", "--channel", "paper", "--state", "failed", "--json")]
check("what came back stands with the undelivered", back["id"] == returned["id"] and back["next"] == "telephone"
      and back["said"] == "العنوان غير معروف", back)

# The second letter comes back on the scanner, torn: the corner with its code is all that can be read.
subprocess.run(["pdftoppm", "-r", "200", "-png", "-singlefile", "-f", "3", "-x", "1200", "-y", "330", "-W", "400", "-H", "330",
                f"{folder}/letters.pdf", f"{room}/corner"], check=True)
diwan("take", f"{room}/corner.png")
diwan("process")
[home] = [l for l in diwan("letters", "list", "--json") if l["message_id"] is None]
check("it is found to be hers by its code alone", home["outcome"] == "match" and home["file_no"] == "A-1", home)

# A form that was given for a request finds it by its code.
[hers] = [r["request_no"] for r in diwan("requests", "list", "--json") if r["file_no"] == "A-2"]
diwan("form", f"{room}/form.pdf", "--request", hers)
subprocess.run(["pdftoppm", "-r", "150", "-png", "-singlefile", f"{room}/form.pdf", f"{room}/form"], check=True)
diwan("take", f"{room}/form.png")
diwan("process")
[filled] = [l for l in diwan("letters", "list", "--json") if l["message_id"] is None and l["id"] != home["id"]]
check("the form comes home", filled["outcome"] == "match" and filled["file_no"] == "A-2", filled)

# Who has no mail address and writes on paper is answered on paper, once.
lines = ["To the charity.", "Please help me with the rent of my house this year.", "Name: Salem Omar Nasser Alqahtani",
         "National ID: 1000000008", "Peace be upon you."]
shown = " ".join(f"({line}) Tj 0 -24 Td" for line in lines)
content = f"BT /F1 14 Tf 60 760 Td {shown} ET"
parts = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
         "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> >> >>",
         "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>", f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"]
with open(f"{room}/petition.pdf", "w") as out:
    out.write("%PDF-1.4\n" + "".join(f"{n} 0 obj\n{part}\nendobj\n" for n, part in enumerate(parts, 1)) + "trailer << /Root 1 0 R >>\n")
diwan("take", f"{room}/petition.pdf")
diwan("process")
diwan("process")
[answer] = [e for e in diwan("outbox", "list", "--channel", "paper", "--state", "waiting", "--json") if "سالم" in e["recipient"]]
check("its acknowledgement waits to be printed", answer["purpose"] == "acknowledgement" and "الدمام 32210-4455" in answer["recipient"], answer)

# And so is whatever the office owes him to be told.
[his] = [r["request_no"] for r in diwan("requests", "list", "--json") if r["file_no"] == "A-4"]
diwan("staff", "add", "noura", "--role", "relations", "--name", "نورة")
diwan("form", f"{room}/empty.pdf")
diwan("library", "add", "request-form", f"{room}/empty.pdf", "--by", "noura")
diwan("requests", "ask", his, "--by", "noura")
time.sleep(31)   # for half a minute it can be taken back
diwan("clock")
[asked] = [e for e in diwan("outbox", "list", "--channel", "paper", "--state", "waiting", "--json") if e["purpose"] == "missing_documents"]
check("the letter that asks for documents waits to be printed", "الدمام 32210-4455" in asked["recipient"], asked)
diwan("outbox", "print", folder + "3", "--by", "saad")
folder += "3"
page, rest, form = (text("letters.pdf", "-f", n, "-l", n) for n in "234")
check("it bears its outgoing number and whom it is to", "الرقم: 2/" in page and "سالم عمر ناصر القحطاني" in page, page)
check("it encloses the form, counts it, and its own pages alone", "المرافقات: ١" in page and "نموذج طلب دعم مستفيد" in rest
      and "صفحة ١ من ٢" in page + rest and "صفحة ٢ من ٢" in rest, (page, rest))
check("what is enclosed stands under its words", rest.index("ونرفق لكم") < rest.index("نموذج طلب دعم مستفيد"), rest)
check("the form stands right behind it", "صفحة" not in form and "طلب دعم مستفيد" in form, form)
went = diwan("library", "show", "request-form", "--json")
check("the library knows where its form went", [w["number"][:2] for w in went[0]["went_to"]] == ["2/"], went)

# A mail that stands on paper goes that one way.
twice = diwan("outbox", "resend", str(failed[2]["id"]), "--by", "saad", code=1)
check("it is not sent again as a mail too", "on paper" in twice.stderr, twice)
diwan("deliver")
check("and stays undelivered", not any(e["id"] == failed[2]["id"] for e in diwan("outbox", "list", "--state", "sent", "--json")))

# An office that is made again from its copy holds every file that any row names, and prints the runs again as they were.
diwan("backup", f"{room}/copy")
diwan("restore", f"{room}/copy", f"{room}/again")
kept = {"".join(path.split("/")[-2:]) for path in glob.glob(f"{room}/again/letters/??/*")}
with sqlite3.connect(f"{room}/again/office.db") as database:
    columns = database.execute("SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'"
                               " AND c.name LIKE '%sha256'").fetchall()
    named = {column: {row[0] for row in database.execute(f"SELECT {column[1]} FROM {column[0]} WHERE {column[1]} IS NOT NULL")}
             for column in columns}
lost = {column: hashes - kept for column, hashes in named.items() if hashes - kept}
check("no file that a row names is missing", len(named) >= 7 and named["print_run", "sha256"] and named["paper", "sha256"] and not lost, lost)
done = subprocess.run([os.environ["DIWAN"], "-c", f"{room}/again/diwan.conf", "outbox", "print", f"{room}/printed-again", "--run", "1",
                       "--by", "saad"], capture_output=True, text=True)
check("a run is printed again from it", done.returncode == 0 and filecmp.cmp(f"{room}/printed-again/letters.pdf", f"{room}/run/letters.pdf",
      shallow=False), done)
with sqlite3.connect(f"{room}/again/office.db") as database:
    [[printed]] = database.execute("SELECT sha256 FROM print_run WHERE id = 1").fetchall()
os.unlink(f"{room}/again/letters/{printed[:2]}/{printed[2:]}")
done = subprocess.run([os.environ["DIWAN"], "-c", f"{room}/again/diwan.conf", "archive", "verify"], capture_output=True, text=True)
check("one that is gone is missed", done.returncode == 1 and printed in done.stdout, done)
finish()
END
