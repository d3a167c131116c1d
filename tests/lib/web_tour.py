"""web_tour.py BASE PASSWORD SCAN LETTER PICTURES - the pages that everybody sees, as narrow as a telephone; a doubtful word, a
search and a decision by clicking."""
import sys
from tour import Tour

base, password, scan, letter, pictures = sys.argv[1:]
pages = {"queue": "/q/all", "hold": "/hold", "letter": f"/i/{letter}", "scan": f"/i/{scan}", "health": "/health",
         "requests": "/requests/all", "request": "/r/1", "register": "/register/incoming", "report": "/report", "survey": "/survey",
         "search": "/search?q=%D8%B7%D9%84%D8%A8", "nothing": "/search?q=qqqq", "missing": "/nowhere"}

with Tour("web", base, pictures) as tour:
    browser = tour.browser
    browser.go(base + "/hold?lang=ar")
    for width in (320, 1280):
        tour.picture("ar-login", width)
        tour.fits("login", width)
    tour.come_in("admin", password, "/hold")
    tour.look(pages, narrow=320, shown=pages, most_height=3000)
    for language, word in (("ar", "الوارد"), ("en", "Incoming")):
        for name, path in pages.items():
            tour.go(path, language)
            tour.says(f"{name} speaks {language}", word, ".rail")
    tour.go(f"/i/{scan}")
    browser.click(".doubt")
    tour.check("a doubtful word leads to its box on the scan", "#w1-" in browser.where(), browser.where())
    tour.picture("ar-word")
    browser.type("#q", "الكهرباء")
    browser.click(".find button")
    tour.check("search", tour.leads_to("/search?q="), browser.where())
    tour.says("finds a word", "الكهرباء", ".hits")
    tour.go(f"/i/{letter}")
    browser.click(".known > section:last-child details:last-of-type summary")
    browser.type("#reason", "يحتاج مراجعة")
    browser.click("form[action$='/hold'] button")
    tour.check("a letter is put back on hold", tour.leads_to("said=held"), browser.where())
    tour.says("which is said", "أُعيدت", ".flash")
    browser.go(base + "/hold")
    tour.says("and stands on the list with its evidence", "رقم الهوية مطابق")
    tour.picture("ar-decide")
    browser.click(".candidate button.first")
    tour.check("it is this applicant", tour.leads_to("said=identified"), browser.where())
    tour.picture("ar-decided")
    browser.click(".me form button")
    tour.check("logging out leads to the login", tour.leads_to("/login"), browser.where())
