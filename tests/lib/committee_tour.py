"""committee_tour.py BASE PASSWORD REQUEST SENT TABLE PICTURES - the committee's pages in both languages, wide and narrow, and a
decision, a bad table and a run by clicking, without JavaScript. REQUEST: on the agenda of session 2; SENT: of session 1."""
import os, re, sys, time

sys.path.insert(0, os.path.dirname(__file__))
from browser import Browser

base, password, request, sent, table, pictures = sys.argv[1:]
failed = 0
# What stands in Latin letters in an Arabic page: logins, codes, addresses, names of files, the switch.
LATIN = re.compile(r"[A-Za-z0-9._@/-]*(?:\.example|@)[A-Za-z0-9._-]*|https?://\S+")
FOREIGN = {"English", "majed", "huda", "fahd", "CSV", "perhaps", "PDF"}


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
    browser.go(base + "/committee?lang=ar")
    browser.width(1280)
    browser.type("#login", "majed")
    browser.type("#password", password)
    browser.click("main button.first")
    check("the login leads to the sessions", wait(lambda: browser.where().endswith("/committee")), browser.where())
    pages = {"sessions": "/committee", "approved": "/committee/1", "open": "/committee/2", "decide": f"/committee/2/decide/{request}",
             "import": "/committee/2/import", "letters": "/committee/2/letters", "letter": f"/committee/2/letters/{request}",
             "sent": f"/committee/1/letters/{sent}", "run": "/runs/1", "stopped": "/runs/2", "circulars": "/circulars",
             "circular-letters": "/circulars/2/letters"}
    for language in ("ar", "en"):
        for name, path in pages.items():
            for width in (1280, 390):
                browser.width(width)
                browser.go(base + path + "?lang=" + language)
                browser.picture(f"{pictures}/committee-{language}-{name}-{width}.png", width)
                check(f"{language} {name} fits {width} px", browser.overflow() <= 0, browser.overflow())
            if language == "ar":
                words = set(re.findall(r"[A-Za-z][A-Za-z_]+", LATIN.sub(" ", browser.text("body")))) - FOREIGN
                check(f"no English in the Arabic {name}", not words, words)
            else:
                check(f"no sentence is missing in the English {name}", "committee." not in browser.text("body"))
    browser.width(1280)
    browser.go(f"{base}/committee/2/import?lang=ar")
    browser.type("#file", table)
    browser.click("main form button.first")
    check("a bad table is refused with its lines", wait(lambda: "ورقم التحقق" in browser.text("main")), browser.text("main"))
    browser.picture(f"{pictures}/committee-ar-refused-1280.png", 1280)
    browser.picture(f"{pictures}/committee-ar-refused-390.png", 390)
    browser.width(1280)
    browser.go(f"{base}/committee/2/decide/{request}?lang=ar")
    browser.click("input[value=declined]")
    browser.click("main form button.first")
    check("a decision without its reason is refused", wait(lambda: "يلزمه رمز السبب" in browser.text("main")), browser.text("main"))
    browser.picture(f"{pictures}/committee-ar-not-entered-1280.png", 1280)
    browser.click("#reason-code option[value=served]")
    browser.click("main form button.first")
    check("with it, it is entered", wait(lambda: "said=decided" in browser.where()), browser.where())
    browser.go(f"{base}/runs/2?lang=ar")
    browser.click("main button.first")
    check("a stopped run is sent anew", wait(lambda: "said=run_send" in browser.where()), browser.where())
    browser.picture(f"{pictures}/committee-ar-holding-1280.png", 1280)
    check("and looks again by itself", wait(lambda: "said=" not in browser.where()), browser.where())
    browser.click("main button.first")
    check("and is called back", wait(lambda: "said=run_recall" in browser.where()), browser.where())
finally:
    browser.close()
sys.exit(failed > 0)
