"""put_right_tour.py BASE PASSWORD REQUEST ENDED ONE OTHER PICTURES - what was put in the wrong place, put right by clicking."""
import sys
from tour import Tour

base, password, request, ended, one, other, pictures = sys.argv[1:]
pages = {"request": f"/r/{request}", "ended": f"/r/{ended}", "duplicates": "/duplicates",
         "merge": f"/duplicates/{one}/{other}", "party": f"/p/{one}"}

with Tour("right", base, pictures) as tour:
    browser = tour.browser
    tour.come_in("noura", password, "/requests/all")
    tour.look(pages, foreign={"noura"})
    tour.go(f"/r/{request}")
    browser.click("#letters article summary")
    browser.click("#letters article form[action$=split] button")
    tour.check("a letter is split off", tour.leads_to("said=letter_split"), browser.where())
    tour.says("its way back stands there", "أعدها إلى هنا", "#letters")
    tour.picture("ar-split")
    browser.click("#letters form[action$=take] button")
    tour.check("and is taken", tour.leads_to("said=letter_take"), browser.where())
    tour.go(f"/duplicates/{one}/{other}")
    browser.click("input[name=city][value=gone]")
    browser.type("#reason", "الجوال نفسه")
    browser.click("main form button.first")
    tour.check("two records become one", tour.leads_to("said=merged"), browser.where())
    tour.picture("ar-merged")
    browser.click("#merged form button")
    tour.check("and are two again", tour.leads_to("said=separated"), browser.where())
