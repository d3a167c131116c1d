"""web_tour.py BASE PASSWORD SCAN LETTER PICTURES - through every page in both languages, wide and narrow, without JavaScript."""
import os, sys, time

sys.path.insert(0, os.path.dirname(__file__))
from browser import Browser

base, password, scan, letter, pictures = sys.argv[1:]
failed = 0


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
    browser.go(base + "/hold?lang=ar")
    for width in (320, 1280):
        browser.picture(f"{pictures}/ar-login-{width}.png", width)
        check(f"login fits {width} px", browser.overflow() <= 0, browser.overflow())
    browser.type("#login", "admin")
    browser.type("#password", password)
    browser.click("main button.first")
    check("the login leads to the page that was asked for", wait(lambda: browser.where().endswith("/hold")), browser.where())
    pages = {"queue": "/q/all", "hold": "/hold", "letter": f"/i/{letter}", "scan": f"/i/{scan}", "health": "/health",
             "requests": "/requests/all", "request": "/r/1", "register": "/register/incoming", "report": "/report", "survey": "/survey",
             "search": "/search?q=%D8%B7%D9%84%D8%A8", "nothing": "/search?q=qqqq", "missing": "/nowhere"}
    for language, word in (("ar", "الوارد"), ("en", "Incoming")):
        for name, path in pages.items():
            browser.width(1280)
            browser.go(base + path + ("&" if "?" in path else "?") + "lang=" + language)
            check(f"{name} speaks {language}", word in browser.text(".rail"), browser.text())
            browser.picture(f"{pictures}/{language}-{name}-1280.png", 1280)
            check(f"{language} {name} fits 1280 px", browser.overflow() <= 0, browser.overflow())
            browser.picture(f"{pictures}/{language}-{name}-320.png", 320, 3000)
            check(f"{language} {name} fits 320 px", browser.overflow() <= 0, browser.overflow())
    browser.width(1280)
    browser.go(f"{base}/i/{scan}?lang=ar")
    browser.click(".doubt")
    check("a doubtful word leads to its box on the scan", "#w1-" in browser.where(), browser.where())
    browser.picture(f"{pictures}/ar-word-1280.png", 1280)
    browser.type("#q", "الكهرباء")
    browser.click(".find button")
    check("search finds a word", wait(lambda: "/search?q=" in browser.where()) and "الكهرباء" in browser.text(".hits"))
    browser.go(f"{base}/i/{letter}?lang=ar")
    browser.click("summary")
    browser.type("#reason", "يحتاج مراجعة")
    browser.click("details button")
    check("a letter is put back on hold", wait(lambda: "said=held" in browser.where()) and "أُعيدت" in browser.text(".flash"))
    browser.go(base + "/hold")
    check("and stands on the list with its evidence", "رقم الهوية مطابق" in browser.text("main"), browser.text("main"))
    browser.picture(f"{pictures}/ar-decide-1280.png", 1280)
    browser.click(".candidate button.first")
    check("it is this applicant", wait(lambda: "said=identified" in browser.where()), browser.where())
    browser.picture(f"{pictures}/ar-decided-1280.png", 1280)
    browser.click(".me form button")
    check("logging out leads to the login", wait(lambda: browser.where().endswith("/login")), browser.where())
finally:
    browser.close()
sys.exit(failed > 0)
