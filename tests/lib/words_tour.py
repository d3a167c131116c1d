"""words_tour.py BASE PASSWORD BROKEN HTML FORM PICTURES - a mail's words: as text, as written, by field, decoded again by clicking."""
import sys
from tour import Tour

base, password, broken, html, form, pictures = sys.argv[1:]
pages = {"broken": f"/i/{broken}", "written": f"/i/{html}?as=written", "form": f"/i/{form}"}

with Tour("words", base, pictures) as tour:
    browser = tour.browser
    tour.come_in("noura", password, "/q/all")
    tour.look(pages, shown=set(pages))
    tour.go(f"/i/{broken}")
    tour.says("what cannot be read is offered to be decoded", "فُكّ ترميزها من جديد")
    browser.click(".original details summary")
    browser.click("form[action$=decode] button")
    tour.check("a click decodes it again", tour.leads_to("said=decoded"), browser.where())
    tour.says("and says so", "فُكّ ترميز الكلمات من جديد")
    tour.go(f"/i/{html}")
    browser.click("main .original a[href*='as=written']")
    tour.check("a link shows it as it was written", tour.leads_to("as=written"), browser.where())
