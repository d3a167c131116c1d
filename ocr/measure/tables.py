"""tables.py - the results of a run as tables of Markdown."""
import score
from choice import GROUPS
from engines import PLAIN

TITLES = {"diwan": "Diwan", "ara": "`-l ara`", "Arabic": "`-l Arabic`", "ocrmypdf": "OCRmyPDF"}


def table(heads, rows):
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines) + "\n"


def of(results, engine, conditions=None, held_out=None):
    return [r for r in results if r["engine"] == engine and (conditions is None or r["condition"] in conditions)
            and (held_out is None or r["held_out"] == held_out)]


def rate(results, what):
    """Errors in per cent of the truth's length, summed over pages."""
    length = sum(r[what + "s"] for r in results)
    return 100 * sum(r[what + "_errors"] for r in results) / length if length else None


def shown(value, form="{:.1f}"):
    return "–" if value is None else form.format(value)


def mean(values):
    values = list(values)
    return sum(values) / len(values) if values else None


def groups_of(results):
    """The rows of a table: conditions, then the groups of the aims, then those of fonts not trained on."""
    found = list(dict.fromkeys(r["condition"] for r in results))
    rows = [(condition, [condition], None) for condition in found]
    present = {name: [c for c in members if c in found] for name, members in GROUPS.items()}
    if sum(map(bool, present.values())) > 1:
        rows += [(f"**{name}**", members, None) for name, members in present.items() if members]
    if len({r["held_out"] for r in results}) > 1:
        rows += [(f"**{name}, held-out fonts**", members, True) for name, members in present.items() if members]
    elif not any(present.values()) and len(found) > 1:
        rows.append(("**all**", found, None))
    return rows


def against_better(results, conditions, held_out):
    """Diwan's errors over those of whichever of Debian's two models read the page better; None without them."""
    mine = of(results, "diwan", conditions, held_out)
    better = {}
    for r in results:
        if r["engine"] in PLAIN:
            better[r["path"]] = min(better.get(r["path"], r["character_errors"]), r["character_errors"])
    theirs = sum(better.get(r["path"], 0) for r in mine)
    return sum(r["character_errors"] for r in mine) / theirs if theirs else None


def errors(results, engines):
    rows = []
    compared = "diwan" in engines and set(PLAIN) & set(engines)
    for title, conditions, held_out in groups_of(results):
        mine = {engine: of(results, engine, conditions, held_out) for engine in engines}
        row = [title, len(mine[engines[0]])]
        row += [f"{shown(rate(mine[e], 'character'))} / {shown(rate(mine[e], 'word'))}" for e in engines]
        if compared:
            row.append(shown(against_better(results, conditions, held_out), "{:.2f}"))
        rows.append(row)
    heads = ["CER / WER, %", "pages", *(TITLES[e] for e in engines)]
    return table(heads + ["Diwan ÷ better model of the page"] * bool(compared), rows)


def by_font(results, engines):
    rows = []
    for font in sorted({r["font"] for r in results}):
        mine = [r for r in results if r["font"] == font]
        held_out = "held out" if mine[0]["held_out"] else ""
        rows.append([font, held_out, *(f"{shown(rate(of(mine, e), 'character'))} / " + shown(
            exact([n for r in of(mine, e) for n in r["numbers"]]), "{:.0f}") for e in engines)])
    if len(rows) < 2:
        return ""
    return table(["CER / exact numbers, %", "", *(TITLES[e] for e in engines)], rows)


def aims(results):
    """What was aimed at, in fonts not trained on."""
    present = {name: c for name, c in GROUPS.items() if of(results, "diwan", c, True)}
    if not present or not of(results, "ara"):
        return ""
    limits = {"clean": (2, 0.35, 99), "degraded": (4, 0.5, 95), "shadow": (6, 0.35, 90)}
    cells = {"CER, %": [], "÷ better model of the page": [], "Arabic-Indic IDs and mobiles exact, %": []}
    for name, conditions in present.items():
        mine = of(results, "diwan", conditions, True)
        most, bar, least = limits[name]
        asked = [n for r in mine for n in r["numbers"]
                 if n["script"] == "Arabic-Indic" and n["kind"] in ("national ID", "mobile")]
        values = [f"{shown(rate(mine, 'character'))} (≤ {most})",
                  f"{shown(against_better(results, conditions, True), '{:.2f}')} (≤ {bar})",
                  f"{shown(exact(asked), '{:.0f}')} (≥ {least})"]
        for row, value in zip(cells.values(), values):
            row.append(value)
    return table(["held-out fonts (aim)", *present], [[title, *row] for title, row in cells.items()])


def speed(costs, pages):
    rows = [[what, shown(60 * pages / cost["wall_s"]), shown(cost["cpu_s"] / pages, "{:.2f}")] for what, cost in costs]
    return table([f"{pages} pages as one PDF", "pages a minute", "CPU s/page"], rows)


def exact(numbers):
    return 100 * mean(n["right"] for n in numbers) if numbers else None


def numbers(results, engines):
    """Exactly right in per cent, in each group of conditions."""
    everything = [n for r in of(results, engines[0]) for n in r["numbers"]]
    if not everything:
        return ""
    present = {name: c for name, c in GROUPS.items() if of(results, engines[0], c)}
    present = present or {"all": None}
    asked = list(dict.fromkeys((n["kind"], n["script"]) for n in everything))
    asked = sorted(asked, key=lambda pair: (pair[1], pair[0]))
    scripts = sorted({n["script"] for n in everything})
    rows = []
    for kind, script in asked + [(None, script) for script in scripts]:
        cells = []
        for engine in engines:
            cells.append(" / ".join(shown(exact([
                n for r in of(results, engine, conditions) for n in r["numbers"]
                if n["script"] == script and kind in (None, n["kind"])]), "{:.0f}") for conditions in present.values()))
        count = sum(n["script"] == script and kind in (None, n["kind"]) for n in everything)
        rows.append([f"{script} {kind}" if kind else f"**{script}, all**", count, *cells])
    return table([f"exact numbers, %: {' / '.join(present)}", "numbers", *(TITLES[e] for e in engines)], rows)


def cost(results, engines):
    rows = []
    for title, conditions, held_out in groups_of(results):
        if held_out:
            continue
        seconds = {e: mean(r["cpu_s"] for r in of(results, e, conditions)) for e in engines}
        row = [title, *(shown(seconds[e], "{:.2f}") for e in engines)]
        if "diwan" in engines and "ara" in engines:
            row.append(shown(seconds["diwan"] / seconds["ara"], "{:.2f}"))
        row.append(" / ".join(shown(max((r["memory_mb"] for r in of(results, e, conditions)), default=None), "{:.0f}")
                              for e in engines))
        rows.append(row)
    seconds = [mean(r["cpu_s"] for r in of(results, e)) for e in engines]
    last = ["**pages a minute on two cores**", *(f"{120 / s:.0f}" for s in seconds)]
    rows.append(last + ["–"] * (len(rows[0]) - len(last)))
    heads = ["CPU s/page", *(TITLES[e] for e in engines)]
    if "diwan" in engines and "ara" in engines:
        heads.append("Diwan ÷ ara")
    return table(heads + ["peak memory, MB: " + " / ".join(TITLES[e] for e in engines)], rows)


def wrong_numbers(results):
    rows = [[n["kind"], n["script"], score.normalise(n["text"]), n["read"] or "–", r["font"], r["page"]]
            for r in of(results, "diwan") for n in r["numbers"] if not n["right"]]
    return table(["kind", "digits", "written (in Western digits)", "read there", "font", "page"], rows)


def confidence(results):
    """Of the words given so much, how many are right."""
    words = [word for r in of(results, "diwan") for word in r["confidences"]]
    rows, off = [], 0
    for low in range(0, 101, 5):
        inside = [(given, right) for given, right in words if low <= given < low + 5]
        if inside:
            given, right = mean(g for g, _ in inside), 100 * mean(ok for _, ok in inside)
            off += abs(given - right) * len(inside) / len(words)
            rows.append([f"{low}–{min(low + 4, 100)}", len(inside), f"{given:.1f}", f"{right:.1f}"])
    rows.append(["**all**", len(words), shown(mean(g for g, _ in words)), shown(100 * mean(ok for _, ok in words))])
    return table(["confidence", "words", "mean given", "right, %"], rows) + f"\nMean distance {off:.1f} points.\n"


def all_tables(results, chosen):
    parts = [errors(results, chosen.engines), aims(results), numbers(results, chosen.engines),
             by_font(results, chosen.engines), cost(results, chosen.engines)]
    if "diwan" in chosen.engines and chosen.numbers:
        parts.append(wrong_numbers(results))
    if "diwan" in chosen.engines and chosen.confidence:
        parts.append(confidence(results))
    return "\n".join(part for part in parts if part)
