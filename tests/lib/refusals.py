"""refusals.py - which refusals of the office have no sentence in templates/web/refusals.ar: those a visitor of the Arabic window
would read in English. Prints them; exits 1 when there are any."""
import glob, os, re, sys

root = os.path.join(os.path.dirname(__file__), "../..")
# Pieces of sentences that stand whole elsewhere; and what only commands can bring about.
PIECES = re.compile(r"%s: nothing|'%s' %s;|, ")
COMMANDS = re.compile(r"office/(backup|copies|create|restore)\.c")
patterns = []
for line in open(root + "/templates/web/refusals.ar", encoding="utf-8"):
    if " ⇒ " in line and not line.startswith("#"):
        patterns.append(re.compile(".*".join(map(re.escape, line.split(" ⇒ ")[0].split("*"))) + r"\Z", re.S))


def sentences(source):
    """What refuse (…) and REFUSED errors say, a string literal each; the two ways of a condition are two."""
    for call in re.finditer(r"(?:\brefuse\s*\(\s*error|DIWAN_ERROR_REFUSED)\s*,", source):
        depth, end, quoted = 1, call.end(), False
        while depth and end < len(source):
            c = source[end]
            if c == '"' and source[end - 1] != "\\":
                quoted = not quoted
            depth += not quoted and (c == "(") - (c == ")")
            end += 1
        words = re.sub(r'"\s*(?:G_GINT64_FORMAT\s*)?"', lambda m: "d" if "G_GINT64" in m.group() else "", source[call.end():end])
        for said in re.findall(r'"((?:[^"\\]|\\.)*)"', words):
            if len(said) > 12 and " " in said and not PIECES.match(said):
                yield said


missing = set()
for path in sorted(glob.glob(root + "/src/office/*.c") + glob.glob(root + "/src/outbox/*.c")):
    if COMMANDS.search(path):
        continue
    for said in sentences(open(path, encoding="utf-8").read()):
        plain = re.sub(r"%(?:\.\*)?[a-z]+", "x", said)
        plain = re.sub(r": nothing was (changed|sent|printed)$", "", plain)
        if not any(p.match(plain) for p in patterns):
            missing.add(f"{os.path.basename(path)}: {said}")
print("\n".join(sorted(missing)))
sys.exit(bool(missing))
