#!/bin/sh
# Letters written by somebody who had not seen the program: each comes alone to an office of its own, and what becomes
# of it is what a careful clerk wrote down beforehand (unseen/expectations). No answer tells more than its flavour may,
# and none leaves for an address the letter only names.
. "$(dirname "$0")/../lib/tap.sh"
UNSEEN=$root/tests/path/unseen
export UNSEEN
story <<'END'
import email, email.policy, glob, json, os, shutil, subprocess
from tap import *

unseen, diwan = os.environ["UNSEEN"], os.environ["DIWAN"]
SETTINGS = """[office]
name = جمعية الإحسان
name_en = Ihsan Association
[mail]
addresses = letters@ihsan.example
authserv_id = mx.ihsan.example
[relay]
directory = sent
[read]
workers = 1
"""
# The register's families: a neutral answer names nobody.
FAMILIES = ["القحطاني", "العتيبي", "الغامدي", "الدوسري", "الحربي", "المطيري", "الشهري"]


def run(office, *words):
    done = subprocess.run([diwan, "-c", office + "/diwan.conf", *words], capture_output=True, timeout=120)
    assert done.returncode == 0, (words, done.stderr.decode())
    return [json.loads(line) for line in done.stdout.decode().splitlines() if line.startswith("{")]


def parsed(path):
    said = subprocess.run([diwan, "parse", "--json", path], capture_output=True, timeout=60, check=True)
    return json.loads(said.stdout)


def read_answer(path):
    with open(path, "rb") as file:
        mail = email.message_from_binary_file(file, policy=email.policy.default)
    return mail, mail.get_body(("plain",)).get_content()


def same(expected, found):
    return (found or "-") in expected.split()


def differences(row, letter, mail, answers):
    """What is other than the clerk expects, in words."""
    name, kind, outcome, file_no, hold, answered, language, own, others = row
    for field, expected in (("kind", kind), ("outcome", outcome), ("file_no", file_no), ("hold_reason", hold),
                            ("answered", answered)):
        if not same(expected, letter[field]):
            yield f"{field}: {expected} was expected, found {letter[field]}"
    if (letter["in_no"] is None) != (kind != "letter"):
        yield f"number: {letter['in_no']}"
    if own != "-" and own not in mail["new_text"]:
        yield f"own words lost: {own}"
    if others != "-" and (others in mail["new_text"] or others not in mail["text"]):
        yield f"not folded: {others}"
    if len(answers) != (letter["answered"] != "none"):
        yield f"{len(answers)} answers left"
    for answer, words in answers:
        if answer["To"].addresses[0].addr_spec != mail["from"]["address"] or answer["Cc"] or answer["Bcc"]:
            yield f"answered to {answer['To']}"
        if language != "-" and ("Thank you" in words) != (language == "en"):
            yield f"not answered in {language}"
        if letter["answered"] == "neutral" and any(word in words for word in [*FAMILIES, "3/14"]):
            yield "a neutral answer tells more than its number"


subprocess.run([diwan, "init", room + "/office"], capture_output=True, check=True)
with open(room + "/office/diwan.conf", "w") as settings:
    settings.write(SETTINGS)
run(room + "/office", "applicants", "import", unseen + "/people.csv")
with open(unseen + "/expectations") as file:
    rows = [line.rstrip("\n").split("|") for line in file if line.strip() and not line.startswith("#")]
check("every letter has an expectation",
      sorted(row[0] for row in rows) == sorted(os.path.basename(p)[:-4] for p in glob.glob(unseen + "/*.eml")))
for row in rows:
    office, path = room + "/one", f"{unseen}/{row[0]}.eml"
    shutil.copytree(room + "/office", office)
    for words in (("take", path), ("process",), ("deliver",)):
        run(office, *words)
    letters = run(office, "letters", "list", "--json")
    answers = [read_answer(sent) for sent in glob.glob(office + "/sent/*")]
    wrong = list(differences(row, letters[0], parsed(path), answers)) if len(letters) == 1 else [letters]
    check(row[0].replace("-", " "), not wrong, "\n".join(map(str, wrong)))
    shutil.rmtree(office)
finish()
END
