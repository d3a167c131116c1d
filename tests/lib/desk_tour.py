"""desk_tour.py BASE PASSWORD LETTER REPLY RUN FORM PICTURES - the desk's pages, and a letter answered by clicking. FORM 0: there is
none."""
import sys
from tour import Tour

base, password, letter, reply, run, form, pictures = sys.argv[1:]
pages = {"reply": f"/i/{letter}/reply", "look": f"/reply/{reply}", "letter": f"/i/{letter}", "undelivered": "/undelivered",
         "post": "/post", "run": f"/post/{run}", "library": "/library", "document": "/library/bylaws", "request": "/r/1",
         "contact": "/contact", "rejected": "/q/rejected", "hold": "/hold", "templates": "/templates", "template": "/templates/delay"}
if form != "0":
    pages["form"] = f"/i/{form}/form"

with Tour("desk", base, pictures) as tour:
    browser = tour.browser
    tour.come_in("noura", password, "/undelivered")
    tour.look(pages, foreign={"noura", "majed", "reem", "huda", "amal", "bylaws", "PDF", "CSV", "SA", "RR"},
              shown={"letter", "reply", "look", "hold", "form", "templates", "template"})
    tour.go(f"/i/{letter}/reply")
    browser.type("#v-words", "نشكر لكم تواصلكم.")
    browser.click("form[method=post] button.first")
    tour.check("the form leads to the reply as it will leave", tour.leads_to("/reply/"), browser.where())
    tour.picture("ar-preview")
    browser.click("main .ways button.first")
    tour.check("sent", tour.leads_to("said=reply_due"), browser.where())
    tour.says("it can be taken back", "استرد")
    browser.click("main .ways button.first")
    tour.check("and is", tour.leads_to("said=reply_recalled"), browser.where())
