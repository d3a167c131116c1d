"""committee_tour.py BASE PASSWORD REQUEST SENT TABLE PICTURES - the committee's pages, and a decision, a bad table and a run by
clicking. REQUEST: on the agenda of session 2; SENT: of session 1."""
import sys
from tour import NARROW, Tour

base, password, request, sent, table, pictures = sys.argv[1:]
pages = {"sessions": "/committee", "approved": "/committee/1", "open": "/committee/2", "decide": f"/committee/2/decide/{request}",
         "import": "/committee/2/import", "letters": "/committee/2/letters", "letter": f"/committee/2/letters/{request}",
         "sent": f"/committee/1/letters/{sent}", "run": "/runs/1", "stopped": "/runs/2", "circulars": "/circulars",
         "circular-letters": "/circulars/2/letters"}

with Tour("committee", base, pictures) as tour:
    browser = tour.browser
    tour.come_in("majed", password, "/committee")
    tour.look(pages, foreign={"majed", "huda", "fahd", "CSV", "perhaps", "PDF"})
    for name, path in pages.items():
        tour.go(path, "en")
        tour.check(f"no sentence is missing in the English {name}", "committee." not in browser.text())
    tour.go("/committee/2/import")
    browser.type("#file", table)
    browser.click("main form button.first")
    tour.says("a bad table is refused with its lines", "ورقم التحقق")
    tour.picture("ar-refused")
    tour.picture("ar-refused", NARROW)
    tour.go(f"/committee/2/decide/{request}")
    browser.click("input[value=declined]")
    browser.click("main form button.first")
    tour.says("a decision without its reason is refused", "يلزمه رمز السبب")
    tour.picture("ar-not-entered")
    browser.click("#reason-code option[value=served]")
    browser.click("main form button.first")
    tour.check("with it, it is entered", tour.leads_to("said=decided"), browser.where())
    tour.go("/runs/2")
    browser.click("main button.first")
    tour.check("a stopped run is sent anew", tour.leads_to("said=run_send"), browser.where())
    tour.picture("ar-holding")
    tour.check("and looks again by itself", tour.wait(lambda: "said=" not in browser.where()), browser.where())
    browser.click("main button.first")
    tour.check("and is called back", tour.leads_to("said=run_recall"), browser.where())
