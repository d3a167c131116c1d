#!/bin/sh
# The support request form is printed, filled with a pen, scanned and photographed, and read back field by field.
. "$(dirname "$0")/../lib/tap.sh"
/usr/bin/python3 -c 'import numpy, PIL' 2>/dev/null || skip_all "forms are filled with python3-numpy and python3-pil"
export FILL_FORM="$root/tests/read/fill-form"
story <<'END'
import json, os, subprocess
from tap import *

office, here = room + "/office", os.environ["FILL_FORM"]
subprocess.run([os.environ["DIWAN"], "init", office], capture_output=True, check=True)


def diwan(*words):
    done = subprocess.run([os.environ["DIWAN"], *words], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, (words, done.stderr)
    return json.loads(done.stdout)


def read(name, *options):
    subprocess.run([here, room + "/form.pdf", room + "/form.json", f"{room}/{name}.png", *options], check=True)
    [page] = diwan("read", "--json", f"{room}/{name}.png")["pages"]
    return page, json.load(open(f"{room}/{name}.png.json"))


form = diwan("-c", office + "/diwan.conf", "form", room + "/form.pdf", "--json")
json.dump(form, open(room + "/form.json", "w"))
empty = diwan("read", "--json", room + "/form.pdf")["pages"][0]["form"]
check("the empty form has no values", all(f["value"] in ("", "no") for f in empty["fields"]), empty)

FREE = "/usr/share/fonts/opentype/fonts-hosny-amiri/Amiri-Regular.ttf"
for name, options in {"scan": ["--condition", "scan"], "photo": ["--condition", "photo"],
                      "turned": ["--condition", "turn90", "--script", "ar"], "over": ["--condition", "turn180"],
                      "askew": ["--condition", "turn3", "--script", "ar"], "small": ["--condition", "scan150"]}.items():
    page, truth = read(name, "--font", FREE, *options)
    found = page.get("form", {})
    check(f"{name}: form and version are known", found.get("name") == "support-request" and found.get("version") == 1, found)
    fields = {f["name"]: f for f in found.get("fields", [])}
    kinds = {f["name"]: f["kind"] for f in form["fields"]}
    check(f"{name}: each field is there", set(fields) == set(kinds), fields)
    wrong = [(n, f, truth[n]) for n, f in fields.items() if kinds[n] in ("tick", "ink") and f["value"] != truth[n]]
    check(f"{name}: each box that was ticked, and the signature", not wrong, wrong)
    wrong = [(n, f, truth[n]) for n, f in fields.items() if kinds[n] == "digits" and f["value"] != truth[n]]
    check(f"{name}: at most one number is wrong, and doubted", len(wrong) <= 1 and all(f["confidence"] < 90 for _, f, _ in wrong), wrong)
    words = set(truth["full_name"].split())
    check(f"{name}: of the name at least half", len(words & set(fields["full_name"]["value"].split())) * 2 >= len(words), fields["full_name"])
    inside = [f for f in fields.values() if f["box"][0] >= 0 and f["box"][1] >= 0
              and f["box"][0] + f["box"][2] <= page["width"] and f["box"][1] + f["box"][3] <= page["height"]]
    check(f"{name}: the boxes lie on the upright page", len(inside) == len(fields), [f["box"] for f in fields.values()])
    one, other = fields["full_name"]["box"], fields["signature"]["box"]
    check(f"{name}: the name stands above the signature", one[1] < other[1] and one[2] > other[2], (one, other))

# In an office the fields wait for a person, whose word stands when the page is read again.
conf = ["-c", office + "/diwan.conf"]
for words in (["staff", "add", "saad", "--role", "clerk", "--name", "سعد"], ["take", room + "/scan.png"], ["process"]):
    subprocess.run([os.environ["DIWAN"], *conf, *words], capture_output=True, check=True, timeout=300)
truth = json.load(open(room + "/scan.png.json"))
kept = diwan(*conf, "letters", "form", "1", "--json")
check("the letter's fields are kept", kept["form"] == "support-request" and len(kept["fields"]) == len(form["fields"]), kept)
said = diwan(*conf, "letters", "form", "1", "--confirm", "mobile", "--confirm", "city=نجران", "--by", "saad", "--json")
fields = {f["name"]: f for f in said["fields"]}
check("a person confirms one and sets another right", fields["mobile"]["confirmed_by"] == "saad" and fields["mobile"]["value"] == truth["mobile"]
      and fields["city"]["value"] == "نجران" and fields["iban"]["confirmed_by"] is None, said)
subprocess.run([os.environ["DIWAN"], *conf, "reread", "--letter", "1"], capture_output=True, check=True, timeout=300)
fields = {f["name"]: f for f in diwan(*conf, "letters", "form", "1", "--json")["fields"]}
check("read again, the person's word stands", fields["city"]["value"] == "نجران" and fields["city"]["confirmed_by"] == "saad", fields["city"])
wrong = subprocess.run([os.environ["DIWAN"], *conf, "letters", "form", "1", "--confirm", "none=1", "--by", "saad"], capture_output=True, text=True)
check("a field that is not there is refused", wrong.returncode == 1 and "none" in wrong.stderr, wrong)
finish()
END
