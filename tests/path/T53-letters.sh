#!/bin/sh
# Every letter the office sends, in both languages: as text, as the mail that leaves, as another program reads it, and in a real
# browser, where it is looked at wide and narrow. LETTER_PICTURES=FOLDER keeps the pictures.
. "$(dirname "$0")/../lib/tap.sh"
command -v chromedriver >/dev/null || skip_all "there is no chromedriver"
story <<'END'
import email, email.policy, glob, json, os, re, subprocess
from browser import Browser
from tap import *

examples = os.path.join(os.path.dirname(os.environ["SAMPLE"]), "..", "templates", "mail", "examples")
pictures = os.environ.get("LETTER_PICTURES", room)
without_config = {k: v for k, v in os.environ.items() if k != "DIWAN_CONFIG"}


def render(*words, code=0, says=""):
    done = subprocess.run([os.environ["DIWAN"], "render", *words], capture_output=True, timeout=60, env=without_config)
    told = done.stderr.decode()
    check(f"diwan render {' '.join(words)[-60:]}: exit {code}", done.returncode == code and says in told, (done.returncode, told))
    return done.stdout


names = [row["template"] for row in map(json.loads, render("--list", "--json").splitlines())]
check("there is a letter for each purpose of an office", len(names) == 18, names)
check("the templates have nothing the lint tells of", json.loads(render("--lint", "--json")) == {"findings": []})

browser = Browser()
try:
    for name in names:
        for language, direction in (("ar", "rtl"), ("en", "ltr")):
            model = f"{examples}/{name}.{language}.json"
            given = json.load(open(model))
            if name == "redelivery":
                render(name, model, "--language", language, code=1, says="does not go out as a mail")
                check("it goes out on paper", given["original_no"] in render(name, model, "--language", language, "--paper").decode())
                continue
            text = render(name, model, "--language", language).decode()
            mail = email.message_from_bytes(render(name, model, "--language", language, "--eml"), policy=email.policy.default)
            bare = re.sub("[\u2066-\u2069]", "", mail["Subject"])
            number = given.get("in_no") or given.get("request_no")
            check("the subject ends in the number", number is None or bare.endswith(f"[{number}]"), bare)
            plain, html = (part.get_content() for part in mail.iter_parts())
            check("the mail's text is what is shown", plain.replace("\r\n", "\n") in text, (plain, text))
            check("a machine says that it is one", (mail["Auto-Submitted"] == "auto-replied") == (name.startswith("acknowledgement") or name == "too-large"))
            check("no list is pretended", mail["List-Unsubscribe"] is None)
            with open(f"{room}/{name}.html", "w") as out:
                out.write(html)
            browser.go(f"file://{room}/{name}.html")
            letter = browser.find(".letter")
            style = lambda what: browser.ask("GET", f"{browser.session}/element/{letter}/css/{what}")
            check(f"{name}.{language} reads {direction}", style("direction") == direction, style("direction"))
            shown = re.sub(r"\s+", " ", browser.text(".letter"))
            seen = [str(v) for v in given.values() if re.fullmatch(r"[0-9/]+", str(v)) and "/" in str(v)]
            check("its numbers are seen in their order", all(v in shown for v in seen), (seen, shown))
            check("nothing is left unfilled", "{{" not in shown and "undefined" not in shown, shown)
            check("no paragraph or list is empty", not re.search(r"<p></p>|<ul>\s*</ul>|<li></li>", html), html)
            browser.picture(f"{pictures}/{name}.{language}.png", 700)
            for width in (320, 1280):
                browser.width(width)
                check(f"fits {width} px", browser.overflow() <= 0, browser.overflow())
finally:
    browser.close()

with open(f"{room}/model.json", "w") as out:
    json.dump({"in_no": "1/1448/000124/6", "reason": "x"}, out)
with open(f"{room}/empty.json", "w") as out:
    out.write("{}")
with open(f"{room}/no.json", "w") as out:
    out.write("{")
render("acknowledgement-neutral", room + "/model.json", code=1, says="'reason' of a letter for 'acknowledgement' is not one")
render("declined", room + "/empty.json", code=1, says="of a letter for 'declined' is not known: nothing was sent")
render("declined", room + "/no.json", code=1, says="cannot read the model")
render("declined", room + "/absent.json", code=1, says="absent.json")
render("no-such", room + "/empty.json", code=1, says="there is no template 'no-such'")
render("reply", room + "/empty.json", "--purpose", "survey", code=1, says="is not for the purpose 'survey'")
render(code=2, says="give a template")
render("reply", room + "/empty.json", "--language", "fr", code=2)
render("reply", room + "/empty.json", "--html", "--eml", code=2)
finish()
END
