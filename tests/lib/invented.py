"""invented.py - parties that nobody is: names in both scripts, families and namesakes, numbers that pass their checks; and how
people write them, with spellings, slips, digits of every script. The same for the same seed.
"""
MEN = """محمد=Mohammed,Muhammad,Mohamed,Mohd عبدالله=Abdullah,Abdallah أحمد=Ahmed,Ahmad خالد=Khalid,Khaled سعود=Saud,Saoud
فهد=Fahad,Fahd تركي=Turki ماجد=Majed,Majid سلطان=Sultan عبدالرحمن=Abdulrahman,Abdul_Rahman,Abdelrahman
عبدالعزيز=Abdulaziz,Abdul_Aziz إبراهيم=Ibrahim,Ebrahim يوسف=Yousef,Yusuf,Youssef علي=Ali عمر=Omar,Umar حسن=Hassan,Hasan
حسين=Hussein,Hussain صالح=Saleh,Salih ناصر=Nasser,Nasir بندر=Bandar فيصل=Faisal,Faysal طلال=Talal مشاري=Meshari,Mishari
هيثم=Haitham زياد=Ziyad,Ziad وليد=Waleed,Walid رائد=Raed أنس=Anas مازن=Mazen,Mazin نواف=Nawaf عادل=Adel,Adil
سامي=Sami بدر=Bader,Badr راكان=Rakan مصطفى=Mustafa,Moustafa يحيى=Yahya,Yahia جابر=Jaber,Jabir حمد=Hamad
سعد=Saad سعيد=Saeed,Said عبدالمجيد=Abdulmajeed,Abdul_Majid منصور=Mansour,Mansoor"""
WOMEN = """فاطمة=Fatimah,Fatma,Fatima نورة=Noura,Norah,Nourah سارة=Sarah,Sara عائشة=Aisha,Ayesha مريم=Maryam,Mariam هند=Hind
ريم=Reem,Rim منى=Muna,Mona لطيفة=Latifa,Lateefa حصة=Hessa,Hissah منيرة=Munira,Moneera أمل=Amal هدى=Huda,Hoda خديجة=Khadijah,Khadija
شيماء=Shaimaa,Shaima وفاء=Wafa,Wafaa ليلى=Layla,Laila جميلة=Jamila,Jameela هيفاء=Haifa,Hayfa دلال=Dalal غادة=Ghada
عبير=Abeer,Abir نجلاء=Najla,Najlaa بدرية=Badriah,Badriya سميرة=Samira,Sameera آمنة=Amna,Aminah رحمة=Rahma,Rahmah هيا=Haya"""
FAMILIES = """القحطاني=Alqahtani,Al-Qahtani الغامدي=Alghamdi,Al-Ghamdi الزهراني=Alzahrani,Al-Zahrani الشهري=Alshehri,Al-Shehri
الحربي=Alharbi,Al-Harbi المطيري=Almutairi,Al-Mutairi العتيبي=Alotaibi,Al-Otaibi الدوسري=Aldosari,Al-Dosari,Aldossary
الشمري=Alshammari,Al-Shammari العنزي=Alanazi,Al-Anazi,Alenezi السبيعي=Alsubaie,Al-Subaie المالكي=Almalki,Al-Malki
البلوي=Albalawi,Al-Balawi الجهني=Aljuhani,Al-Juhani الرشيدي=Alrashidi,Al-Rashidi اليامي=Alyami,Al-Yami
الأحمدي=Alahmadi,Al-Ahmadi السلمي=Alsulami,Al-Sulami الثقفي=Althaqafi,Al-Thaqafi الحازمي=Alhazmi,Al-Hazmi
الخالدي=Alkhaldi,Al-Khaldi العمري=Alomari,Al-Omari البقمي=Albogami,Al-Boqami السهلي=Alsahli,Al-Sahli
باوزير=Bawazir,Ba-Wazir بخاري=Bukhari,Bokhari فلمبان=Felemban,Filimban التميمي=Altamimi,Al-Tamimi الشريف=Alsharif,Al-Sharif
الهاشمي=Alhashmi,Al-Hashimi الصاعدي=Alsaedi,Al-Saedi الفيفي=Alfaifi,Al-Faifi العسيري=Alasiri,Al-Asiri
الخثعمي=Alkhathami,Al-Khathami السعدون=Alsadoun,Al-Sadoun الرويلي=Alruwaili,Al-Ruwaili القرني=Alqarni,Al-Qarni
النجار=Alnajjar,Al-Najjar الحداد=Alhaddad,Al-Haddad الصائغ=Alsayegh,Al-Sayegh الجربوع=Aljarbou,Al-Jarbou"""
CITIES = ["الرياض", "جدة", "أبها", "الدمام", "تبوك", "حائل", "جازان", "نجران", "بريدة", "الطائف", "مكة المكرمة", "عرعر"]
SCRIPTS = ["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"]


def table(text):
    return {name: [form.replace("_", " ") for form in forms.split(",")] for name, forms in (pair.split("=") for pair in text.split())}


LATIN = {**table(MEN), **table(WOMEN), **table(FAMILIES)}
MEN, WOMEN, FAMILIES = list(table(MEN)), list(table(WOMEN)), list(table(FAMILIES))


def passes_luhn(digits):
    return sum(int(d) if i % 2 == 0 else sum(divmod(2 * int(d), 10)) for i, d in enumerate(reversed(digits))) % 10 == 0


class World:
    """The parties, and all that is unlike any other's: numbers, addresses."""

    def __init__(self, rng, many):
        self.rng, self.used, self.parties, self.strangers = rng, set(), [], 0
        while len(self.parties) < many:
            turn = rng.random()
            if turn < 0.20:
                self.household()
            elif turn < 0.30 and len(self.parties) > 20:
                self.namesake(rng.choice(self.parties))
            else:
                self.add(*self.name())
        self.count = {}
        for p in self.parties:
            for key in ("email", "mobile"):
                if p[key]:
                    self.count[p[key]] = self.count.get(p[key], 0) + 1
        # Who speaks in threads writes nothing else: an address is answered once a day.
        alone = [p for p in self.parties if p["email"] and self.count[p["email"]] == 1]
        self.talkers = alone[::2]
        self.silent = {p["file"] for p in self.talkers}

    def fresh(self, make):
        while (value := make()) in self.used:
            pass
        self.used.add(value)
        return value

    def digits(self, n):
        return "".join(str(self.rng.randrange(10)) for _ in range(n))

    def id(self):
        def make():
            start = self.rng.choice("1112") + self.digits(8)
            return next(start + d for d in "0123456789" if passes_luhn(start + d))
        return self.fresh(make)

    def mobile(self):
        return self.fresh(lambda: "05" + self.rng.choice("03456789") + self.digits(7))

    def iban(self):
        def make():
            account = self.rng.choice(["80", "10", "20", "05", "45"]) + "0000" + self.digits(14)
            return f"SA{98 - int(account + '281000') % 97:02d}{account}"
        return self.fresh(make)

    def address(self):
        self.strangers += 1
        return f"w{self.strangers}.{self.digits(3)}@post{self.strangers % 7}.example"

    def name(self, family=None, father=None):
        """(words of a name, is a woman); the father's words follow the given name."""
        woman = self.rng.random() < 0.45
        given = self.rng.choice(WOMEN if woman else MEN)
        after = father or [self.rng.choice(MEN), self.rng.choice(MEN)]
        return [given, *after[:2], family or self.rng.choice(FAMILIES)], woman

    def add(self, words, woman, email=None, mobile=None):
        i = len(self.parties) + 1
        email = email if email is not None else f"p{i}@mail{i % 5}.example" if self.rng.random() < 0.6 else ""
        self.parties.append({
            "file": f"G{i:06d}", "id": self.id(), "words": words, "woman": woman, "email": email,
            "mobile": mobile or self.mobile(), "city": self.rng.choice(CITIES),
            "kind": self.rng.choice(["applicant"] * 6 + ["beneficiary", "supporter", "volunteer"]),
            "iban": self.iban() if self.rng.random() < 0.5 else "",
            "born": f"{self.rng.randrange(1945, 2006)}-{self.rng.randrange(1, 13):02d}-{self.rng.randrange(1, 29):02d}"})

    def household(self):
        """Father, mother, children: one address, often one telephone, names that repeat."""
        words, _ = self.name()
        words[0] = self.rng.choice(MEN)
        email, mobile = f"home{len(self.parties)}@mail.example", self.mobile()
        share = lambda: mobile if self.rng.random() < 0.6 else None
        self.add(words, False, email, mobile)
        given = {words[0]}
        for _ in range(self.rng.randrange(1, 4)):
            child, woman = self.name(words[3], words)
            if child[0] not in given:
                given.add(child[0])
                self.add(child, woman, email, share())
        mother = [self.rng.choice(WOMEN), self.rng.choice(MEN), self.rng.choice(MEN), words[3]]
        if mother[0] not in given:
            self.add(mother, True, email, share())

    def namesake(self, of):
        self.add(of["words"], of["woman"])

    def some(self, fit=lambda p: True):
        while not fit(p := self.rng.choice(self.parties)):
            pass
        return p

    def alone(self, key):
        """A party whose address or mobile is nobody else's."""
        return self.some(lambda p: p[key] and self.count[p[key]] == 1 and p["file"] not in self.silent)

    def addressed(self):
        return self.some(lambda p: p["email"] and p["file"] not in self.silent)


def full(p):
    return f" {'بنت' if p['woman'] else 'بن'} ".join(p["words"][:2]) + f" بن {p['words'][2]} {p['words'][3]}"


def spelled(rng, p, noise=True):
    """The name of a party as somebody writes it, still agreeing: short or long, folded forms, a slip, Latin letters."""
    words = list(p["words"]) if rng.random() < 0.6 else [p["words"][0], p["words"][1], p["words"][3]]
    if rng.random() < 0.15:
        return " ".join(rng.choice(LATIN[word]) for word in words)
    link = rng.choice([" بنت " if p["woman"] else " بن ", " "])
    said = words[0] + link + " ".join(words[1:])
    for a, b in (("ة ", "ه "), ("ى ", "ي "), ("أ", "ا"), ("إ", "ا"), ("عبدال", "عبد ال"), ("ي ", "ى ")):
        if rng.random() < 0.25:
            said = (said + " ").replace(a, b).strip()
    if noise and rng.random() < 0.08:
        said = slip(rng, said, words)
    if rng.random() < 0.1:
        said = rng.choice(["الأستاذ ", "المهندس ", "الدكتور ", "السيد "] if not p["woman"] else ["الأستاذة ", "الدكتورة ", "السيدة "]) + said
    return said


def slip(rng, said, words):
    """One letter doubled or left out inside the family or a father's name; never one that makes another name."""
    word = max(said.split()[1:], key=len)
    i = rng.randrange(2, len(word) - 1)
    wrong = word[:i] + word[i] + word[i:] if rng.random() < 0.5 else word[:i] + word[i + 1:]
    return said if wrong in LATIN else said.replace(word, wrong)


def in_script(rng, text):
    return text.translate(str.maketrans(SCRIPTS[0], rng.choice(SCRIPTS)))


def mobile_form(rng, mobile):
    n = mobile[1:]
    return in_script(rng, rng.choice([mobile, mobile, "+966" + n, "00966" + n, "966" + n, f"+966 {n[:2]} {n[2:5]} {n[5:]}",
                                      f"{mobile[:3]} {mobile[3:6]} {mobile[6:]}", f"{mobile[:4]}-{mobile[4:]}"]))


def iban_form(rng, iban):
    return rng.choice([iban, " ".join(iban[i:i + 4] for i in range(0, 24, 4)), iban.lower(), "SA" + in_script(rng, iban[2:])])


def misread(rng, number):
    """The number with one digit wrong, or two neighbours changed, as typing and reading do; it fails its check."""
    while True:
        i = rng.randrange(2, len(number) - 1)
        wrong = (number[:i] + rng.choice("0123456789") + number[i + 1:] if rng.random() < 0.6
                 else number[:i] + number[i + 1] + number[i] + number[i + 2:])
        if wrong != number and not passes_luhn(wrong):
            return wrong
