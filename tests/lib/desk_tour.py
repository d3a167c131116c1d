"""desk_tour.py BASE PASSWORD LETTER REPLY RUN FORM PICTURES - the desk's pages in both languages, wide and narrow, and a letter
answered by clicking, without JavaScript. FORM 0: there is none."""
import os, re, sys, time

sys.path.insert(0, os.path.dirname(__file__))
from browser import Browser

base, password, letter, reply, run, form, pictures = sys.argv[1:]
failed = 0
# What stands in Latin letters in an Arabic page: names of files, logins, templates and documents, addresses, the switch.
LATIN = re.compile(r"[A-Za-z0-9._@/-]*(?:applicants\.example|\.pdf|\.png|@)[A-Za-z0-9._-]*|https?://\S+")
FOREIGN = {"English", "noura", "majed", "reem", "huda", "amal", "bylaws", "PDF", "CSV", "SA", "RR"}


def check(name, well, detail=""):
    global failed
    failed += not well
    print(f"{'ok' if well else 'not ok'} {name}", flush=True)
    if not well:
        print(str(detail)[:500].replace("\n", " "), flush=True)


def wait(look, seconds=15):
    until = time.time() + seconds
    while time.time() < until and not look():
        time.sleep(0.2)
    return look()


browser = Browser()
try:
    browser.go(base + "/undelivered?lang=ar")
    browser.width(1280)
    browser.type("#login", "noura")
    browser.type("#password", password)
    browser.click("main button.first")
    check("the login leads to the list", wait(lambda: browser.where().endswith("/undelivered")), browser.where())
    pages = {"reply": f"/i/{letter}/reply", "look": f"/reply/{reply}", "letter": f"/i/{letter}", "undelivered": "/undelivered",
             "post": "/post", "run": f"/post/{run}", "library": "/library", "document": "/library/bylaws", "request": "/r/1", "contact": "/contact",
             "rejected": "/q/rejected", "hold": "/hold", "templates": "/templates", "template": "/templates/delay"}
    if form != "0":
        pages["form"] = f"/i/{form}/form"
    own = {"templates", "template"}  # names of templates are Latin
    shown = {"letter", "reply", "look", "hold", "form"}  # what people wrote stands there
    for language in ("ar", "en"):
        for name, path in pages.items():
            for width in (1280, 390):
                browser.width(width)
                browser.go(base + path + "?lang=" + language)
                browser.picture(f"{pictures}/desk-{language}-{name}-{width}.png", width)
                check(f"{language} {name} fits {width} px", browser.overflow() <= 0, browser.overflow())
            if language == "ar" and name not in own:
                text = LATIN.sub(" ", browser.text("body"))
                words = set(re.findall(r"[A-Za-z][A-Za-z_]+", text)) - FOREIGN
                check(f"no English in the Arabic {name}", not words or name in shown, words)
    browser.width(1280)
    browser.go(f"{base}/i/{letter}/reply?lang=ar")
    browser.type("#v-words", "نشكر لكم تواصلكم.")
    browser.click("form[method=post] button.first")
    check("the form leads to the reply as it will leave", wait(lambda: "/reply/" in browser.where()), browser.where())
    browser.picture(f"{pictures}/desk-ar-preview-1280.png", 1280)
    browser.click("main .ways button.first")
    check("sent, it can be taken back", wait(lambda: "said=reply_due" in browser.where()) and "استرد" in browser.text("main"), browser.text("main"))
    browser.click("main .ways button.first")
    check("and is", wait(lambda: "said=reply_recalled" in browser.where()), browser.where())
finally:
    browser.close()
sys.exit(failed > 0)
