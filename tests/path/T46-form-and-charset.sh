#!/bin/sh
# What a web form wrote is the person's in its fields; a letter whose words nobody can read is decoded again as a person
# says, and found by its words then; what is sealed is held with what to do.
. "$(dirname "$0")/../lib/tap.sh"
story <<'END'
import json, os, sqlite3, subprocess
from tap import *

folder = room + "/office"
conf = folder + "/diwan.conf"

def diwan(*words):
    done = subprocess.run([os.environ["DIWAN"], "-c", conf, *words], capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr

def lines(*words):
    return [json.loads(line) for line in diwan(*words, "--json")[1].splitlines()]

def letter(name, head, body):
    with open(f"{room}/{name}.eml", "wb") as out:
        out.write((f"Message-ID: <{name}@example.org>\nDate: Sun, 22 Nov 2026 10:00:00 +0300\n" + head).encode() + b"\n\n" + body)
    return f"{room}/{name}.eml"

subprocess.run([os.environ["DIWAN"], "init", folder], check=True, capture_output=True)
with open(conf, "a") as out:
    out.write("\n[form website]\nfrom = noreply@website.example\n")
form = letter("form", "From: Website <noreply@website.example>\nSubject: New request\nAuto-Submitted: auto-generated\n"
              "Content-Type: text/plain; charset=utf-8",
              "الاسم الكامل: منى صالح\nرقم الهوية: 1012345672\nالبريد الإلكتروني: mona@example.org\nالرسالة: أحتاج دعم\n".encode())
broken = letter("broken", "From: ali@example.org\nSubject: hello", "طلب دعم".encode("iso-8859-6"))
sealed = letter("sealed", "From: sara@example.org\nSubject: x", b"-----BEGIN PGP MESSAGE-----\n\nx\n-----END PGP MESSAGE-----\n")

fields = {f["name"]: f["value"] for f in lines("parse", form)[0]["form"]["fields"]}
check("the form's fields are read", fields.get("name") == "منى صالح" and fields.get("national_id") == "1012345672", fields)
code, _, err = diwan("take", form, broken, sealed)
check("they are taken", code == 0, err)
diwan("process")
with sqlite3.connect(folder + "/office.db") as db:
    rows = {m: (i, k, a) for i, m, k, a in db.execute("SELECT id, message_id, kind, from_address FROM letter")}
check("the form's letter is a person's", rows["form@example.org"][1:] == ("letter", "mona@example.org"), rows)

shown = lines("letters", "show", str(rows["sealed@example.org"][0]))[0]
check("what is sealed is held with what to do", "without encryption" in (shown["hold_note"] or ""), shown)

number = str(rows["broken@example.org"][0])
check("decoding needs a charset that is known", diwan("letters", "decode", number, "--as", "none", "--by", "admin")[0] == 2)
check("and somebody who works here", diwan("letters", "decode", number, "--as", "utf-8", "--by", "nobody")[0] == 1)
code, out, err = diwan("letters", "decode", number, "--as", "windows-1256", "--by", "admin")
check("a person tries one charset", code == 0, err)
check("in which it is not found", lines("search", "طلب دعم")[0]["total"] == 0, lines("search", "طلب دعم"))
code, out, err = diwan("letters", "decode", number, "--as", "iso-8859-6", "--by", "admin")
found = lines("search", "طلب دعم")[0]
check("and another", code == 0 and found["total"] == 1, (err, found))
journal = [row for row in lines("letters", "show", number)[0]["journal"] if row["act"] == "decoded"]
check("who said so is in the journal", [row["actor"] for row in journal] == ["admin", "admin"], journal)
finish()
END
