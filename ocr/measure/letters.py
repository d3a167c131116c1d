"""letters.py - invented petition letters, composed from parts by a seed.

A letter is a list of blocks (paper.py draws them) and the numbers that stand in it, by kind and digit script. Nobody
named here exists; identifiers are made valid (Luhn, mod 97) so that what is read can be checked as a real one would be.
"""
import random
from dataclasses import dataclass, field

ARABIC_INDIC, PERSIAN, WESTERN = "Arabic-Indic", "Persian", "Western"
DIGITS = {ARABIC_INDIC: "٠١٢٣٤٥٦٧٨٩", PERSIAN: "۰۱۲۳۴۵۶۷۸۹", WESTERN: "0123456789"}
# Half of the letters are written in Arabic-Indic digits, as half of real ones are.
SCRIPTS = [ARABIC_INDIC, WESTERN, ARABIC_INDIC, PERSIAN, ARABIC_INDIC, WESTERN]
KINDS = ["national ID", "mobile", "IBAN", "date", "register number", "amount"]


@dataclass
class Number:
    kind: str
    script: str
    text: str  # as written, in logical order


@dataclass
class Letter:
    name: str
    script: str
    blocks: list = field(default_factory=list)  # (kind, content)
    numbers: list = field(default_factory=list)
    stamp: str = ""  # text round the stamp, not part of the truth
    signed: bool = False

    def truth(self):
        lines = []
        for kind, content in self.blocks:
            if kind in ("table", "form"):
                lines += [" ".join(row) for row in content]
            elif kind == "list":
                lines += content
            else:
                lines.append(content)
        return "\n".join(lines) + "\n"


# ---- parts ----

MEN = "عبدالله محمد سعود فهد ناصر تركي ماجد يوسف إبراهيم حمد راشد مشعل عبدالرحمن صالح بندر عمر علي حسين زياد طلال".split()
WOMEN = "نورة منيرة حصة سارة هيا لطيفة مها عائشة فاطمة الجوهرة موضي ريم أمل خلود وضحى شيخة هند ابتسام".split()
FAMILIES = ("الحربي العتيبي السبيعي القحطاني الدوسري الشمري الغامدي الزهراني المطيري العنزي الشهري المالكي البلوي "
            "الجهني الرشيدي الخالدي الأحمدي الثبيتي السلمي الفيفي").split()
CITIES = "الرياض جدة بريدة عنيزة حائل تبوك أبها نجران جازان الطائف الدمام الأحساء عرعر سكاكا الخرج المجمعة".split()
QUARTERS = ("حي النسيم;حي الروضة;حي السلام;حي الملك فهد;حي العزيزية;حي الفيصلية;حي الشفا;حي المنار;حي البديعة;"
            "حي الورود;حي الصفاء;حي النهضة").split(";")
STREETS = ("شارع الأمير سعد;شارع الستين;طريق المدينة;شارع أبي بكر الصديق;شارع التحلية;شارع خالد بن الوليد;"
           "شارع الجامعة;طريق الملك عبدالعزيز").split(";")
OFFICES = ("سعادة مدير جمعية البر الأهلية حفظه الله;سعادة رئيس مجلس إدارة الجمعية الموقر;"
           "إلى من يهمه الأمر في الجمعية;المكرم مدير قسم البحث الاجتماعي وفقه الله;"
           "سعادة الأستاذ أمين الجمعية الخيرية المحترم;الأخوة الكرام في لجنة المساعدات سلمهم الله;"
           "سعادة المشرف على شؤون المستفيدين حفظه الله").split(";")
GREETINGS = ("السلام عليكم ورحمة الله وبركاته;السلام عليكم ورحمة الله وبركاته، وبعد:;تحية طيبة وبعد؛;"
             "السلام عليكم ورحمة الله وبركاته أما بعد").split(";")
JOBS = ("متقاعد من القطاع الخاص;سائق في شركة نقل;حارس مدرسة;عامل في ورشة نجارة;بائع في سوق الخضار;"
        "معلمة متعاونة;موظف استقبال في مستوصف;خياطة أعمل من المنزل;عاطل عن العمل منذ عامين;ربة بيت").split(";")
PAPERS = ("صورة من الهوية الوطنية;صورة من سجل الأسرة;كشف حساب بنكي لآخر ستة أشهر;تعريف بالراتب من جهة العمل;"
          "فاتورة الكهرباء الأخيرة;صورة من عقد الإيجار;تقرير طبي من المستشفى;صك الإعالة;شهادة وفاة رب الأسرة;"
          "إفادة من المدرسة;خطاب من إمام المسجد;صورة من رخصة القيادة").split(";")
ENDINGS = ("وتقبلوا خالص الشكر والتقدير.;جزاكم الله خيرا وجعل ما تقدمونه في ميزان حسناتكم.;"
           "آمل منكم النظر في طلبي، والله يحفظكم ويرعاكم.;شاكرا ومقدرا حسن تعاونكم، والسلام عليكم.;"
           "هذا والله أسأل أن يوفقكم لكل خير.;أرجو التكرم بالرد في أقرب وقت ممكن، فهل من مجيب؟").split(";")

# subject, what happened (any of them), what is asked
CASES = [
    ("طلب دعم سكني", ["أسكن مع أسرتي في شقة مستأجرة من ثلاث غرف، وقد ارتفع الإيجار هذا العام ارتفاعا لا أطيقه.",
                      "أنذرني المالك بالإخلاء خلال شهر إن لم أسدد ما تأخر من الأجرة.",
                      "توقفت عن العمل بسبب المرض، ولم يعد دخلي يكفي لتغطية المصاريف الأساسية."],
     "سداد الدفعة المتأخرة من إيجار المنزل"),
    ("طلب مساعدة في العلاج", ["أصيبت ابنتي بمرض في الكلى وتحتاج إلى غسيل ثلاث مرات في الأسبوع.",
                              "المستشفى بعيد عن قريتنا، وأجرة السيارة تستنزف ما عندنا.",
                              "قرر الطبيب المعالج دواء لا يصرفه المستوصف الحكومي."],
     "المساهمة في ثمن الدواء وأجرة النقل"),
    ("طلب سداد فاتورة كهرباء", ["تراكمت علينا فواتير الكهرباء منذ الصيف حتى أنذرتنا الشركة بالقطع.",
                                "في البيت رضيع وشيخ مقعد لا يحتملان الحر.",
                                "حاولت تقسيط المبلغ فلم تقبل الشركة إلا بدفعة أولى كبيرة."],
     "سداد ما تراكم من فواتير الكهرباء"),
    ("طلب كفالة أيتام", ["توفي زوجي رحمه الله في حادث مروري وترك خمسة أطفال أكبرهم في الصف السادس.",
                         "لا عائل لنا بعد الله إلا راتب الضمان، وهو لا يكفي إلى منتصف الشهر.",
                         "يحتاج الأطفال إلى كسوة الشتاء وحقائب المدرسة."],
     "إدراج أيتامي في برنامج الكفالة الشهرية"),
    ("إعانة زواج", ["عزمت على الزواج بعد أن تأخرت عنه سنوات لضيق ذات اليد.",
                    "دفعت المهر من مدخراتي، وبقي تأثيث غرفة ومطبخ.",
                    "أعمل براتب قليل وأعول والدتي المسنة."],
     "منحي إعانة الزواج وفق لائحة الجمعية"),
    ("رسوم دراسية", ["قبل ابني في كلية التقنية هذا الفصل بعد أن اجتهد في الثانوية.",
                     "يطلب منه جهاز حاسب محمول وكتب لا أقدر على ثمنها.",
                     "المسافة بين القرية والكلية ستون كيلا ولا حافلة تمر بنا."],
     "تحمل رسوم الفصل الأول وثمن الجهاز"),
    ("طلب كرسي متحرك", ["أقعد والدي بعد جلطة أصابته في رمضان الماضي.",
                        "لا يستطيع الوصول إلى المسجد ولا إلى العيادة إلا محمولا.",
                        "سعر الكرسي الكهربائي في السوق يفوق راتبي لثلاثة أشهر."],
     "تأمين كرسي متحرك كهربائي لوالدي"),
    ("ترميم منزل", ["تضرر سقف البيت من أمطار الشهر الماضي وتسرب الماء إلى غرف النوم.",
                    "قدر المقاول كلفة الإصلاح بمبلغ لا أملكه.",
                    "أخشى على الأولاد من سقوط الجبس، وقد نقلتهم إلى غرفة واحدة."],
     "المساهمة في ترميم السقف وعزله"),
    ("تحديث بيانات", ["سبق أن تقدمت بطلب ولم يصلني رد حتى الآن، ثم تغير رقم جوالي.",
                      "انتقلنا إلى سكن جديد وأصبح العنوان القديم غير صحيح.",
                      "زاد عدد أفراد الأسرة بمولود جديد ولله الحمد."],
     "تحديث بياناتي في سجل المستفيدين"),
    ("استكمال مستندات", ["إشارة إلى خطابكم بشأن استكمال الأوراق المطلوبة لملف الأسرة.",
                         "تأخرت شهادة المدرسة بسبب الإجازة، وقد استلمتها أمس.",
                         "أتعهد بأن جميع البيانات الواردة صحيحة، وأتحمل المسؤولية كاملة إن ثبت خلاف ذلك."],
     "ضم المرفقات إلى الطلب واعتباره مكتملا"),
    ("شكوى من تأخر الصرف", ["وعدت بصرف الإعانة في أول الشهر ولم يصل شيء إلى حسابي.",
                            "راجعت الفرع مرتين فقيل لي إن الحوالة تحت الإجراء.",
                            "اضطررت إلى الاقتراض من الجيران لشراء الحليب والدواء."],
     "معرفة سبب التأخير وموعد الصرف"),
    ("تظلم من قرار الرفض", ["بلغني قرار اللجنة بعدم قبول طلبي لأن الدخل يتجاوز الحد.",
                            "احتسب في الدخل بدل انتهى قبل سنة، والمرفق يثبت ذلك.",
                            "عدد من أعولهم سبعة لا خمسة كما ورد في التقرير."],
     "إعادة دراسة الطلب على ضوء ما أوضحته"),
    ("طلب سلة غذائية", ["نحن أسرة من تسعة أفراد، ورب الأسرة موقوف عن العمل.",
                        "ينفد الطحين والأرز قبل نهاية الشهر بأسبوعين.",
                        "نسكن في قرية ليس فيها فرع للجمعية."],
     "إدراجنا في قائمة السلال الغذائية"),
    ("سداد دين", ["اقترضت لعلاج والدتي ثم عجزت عن السداد، وصدر أمر بالتنفيذ.",
                  "أعمل عملا إضافيا في المساء ولا أدخر شيئا.",
                  "صاحب الدين أمهلني إلى نهاية الربع الحالي."],
     "المساعدة في سداد جزء من الدين"),
    ("دعم مشروع صغير", ["أتقن خياطة الملابس وأبيع ما أصنعه في المناسبات.",
                        "أحتاج إلى ماكينة حديثة وقماش يكفي لثلاثة أشهر.",
                        "وافق مركز الحي على إعطائي ركنا مجانيا لعرض المنتجات."],
     "تمويل المشروع بقرض حسن أو منحة"),
    ("طلب تطوع", ["أنا طالب في السنة الأخيرة وأرغب في خدمة المجتمع.",
                  "عندي خبرة في إدخال البيانات وفي إسعاف المصابين.",
                  "أستطيع الحضور مساء الأحد والثلاثاء من كل أسبوع."],
     "قبولي متطوعا في برامجكم"),
    ("استفسار عن الشروط", ["قرأت في موقع الجمعية عن برنامج دعم الأسر المنتجة.",
                           "لم يتضح لي هل يشترط أن يكون المتقدم من سكان المدينة؟",
                           "كما أسأل عن المدة بين التقديم والرد."],
     "إفادتي بالشروط والأوراق المطلوبة"),
    ("طلب أجهزة منزلية", ["احترقت الثلاجة والغسالة بعد تذبذب التيار في الحي.",
                          "نحفظ الأنسولين عند الجيران منذ أسبوعين.",
                          "المكيف الوحيد في البيت تجاوز عمره خمسة عشر عاما."],
     "تأمين ثلاجة وغسالة ومكيف"),
    ("نقل ملف إلى فرع آخر", ["انتقل عملي إلى مدينة أخرى وانتقلت معي الأسرة.",
                            "ملفنا ما زال في الفرع القديم وتصلنا الرسائل إلى هناك.",
                            "يصعب علينا السفر لتسلم المساعدات."],
     "نقل الملف وإشعاري بموعد المقابلة"),
    ("طلب أطراف صناعية", ["بترت ساقي اليمنى قبل أربعة أعوام إثر حادث في العمل.",
                          "الطرف الحالي صار ضيقا مؤلما ولا أستطيع الوقوف به طويلا.",
                          "أوصى المركز بطرف خفيف يسمح لي بالعودة إلى عملي."],
     "المساهمة في كلفة الطرف الصناعي"),
    ("خطاب شكر", ["وصلتني مساعدتكم في وقت كنت أحوج ما أكون إليها.",
                  "سددت بها الإيجار واشتريت لأبنائي ملابس العيد.",
                  "أصلح الله بكم وبارك في جهود العاملين معكم."],
     "قبول الشكر وإيصاله إلى المتبرعين"),
    ("حفر بئر وخزان ماء", ["تأتينا صهاريج الماء مرة في الأسبوع ولا تكفي أهل الهجرة.",
                           "الخزان القديم تصدع وصار ماؤه غير صالح للشرب.",
                           "تعهد الأهالي بالحراسة والصيانة بعد الإنشاء."],
     "إنشاء خزان جديد وتزويده بمضخة"),
    ("إيقاف الإعانة", ["وفقني الله إلى عمل ثابت منذ مطلع هذا الشهر.",
                       "لم أعد بحاجة إلى الإعانة الشهرية، وغيري أحق بها.",
                       "أبقي طلب العلاج المجاني لوالدتي قائما كما هو."],
     "إيقاف الإعانة من الشهر القادم"),
    ("طلب حضانة ونقل مدرسي", ["أعمل من الصباح حتى العصر ولا أحد يبقى مع الصغيرين.",
                              "أقرب حضانة مرخصة تطلب رسوما تعادل نصف راتبي.",
                              "توقفت حافلة المدرسة عن حينا منذ الفصل الماضي."],
     "دعم رسوم الحضانة والنقل المدرسي"),
]


# ---- numbers ----


def luhn(digits):
    total = sum(sum(divmod(int(d) * (2 if i % 2 == 0 else 1), 10)) for i, d in enumerate(reversed(digits)))
    return str(-total % 10)


def in_script(text, script):
    return text.translate({ord(str(i)): DIGITS[script][i] for i in range(10)})


class Pen:
    """Writes the numbers of one letter and remembers them."""

    def __init__(self, rng, script):
        self.rng, self.script, self.numbers = rng, script, []

    def digits(self, n):
        return "".join(self.rng.choice("0123456789") for _ in range(n))

    def write(self, kind, text, script=None):
        script = script or self.script
        text = in_script(text, script)
        self.numbers.append(Number(kind, script, text))
        return text

    def national_id(self):
        body = self.rng.choice("1112") + self.digits(8)
        return self.write("national ID", body + luhn(body))

    def mobile(self):
        number = "5" + self.rng.choice("03456789") + self.digits(7)
        return self.write("mobile", self.rng.choice(["0", "0", "0", "00966"]) + number)

    def iban(self):
        account = self.rng.choice(["80", "10", "05", "45", "20"]) + self.digits(18)
        check = 98 - int(account + "281000") % 97  # S = 28, A = 10, then 00
        plain = f"SA{check:02d}{account}"
        if self.rng.random() < 0.3:
            return self.write("IBAN", plain)
        grouped = " ".join(plain[i:i + 4] for i in range(0, 24, 4))
        return self.write("IBAN", self.rng.choice([plain, grouped]), WESTERN)

    def date(self):
        hijri = self.rng.random() < 0.6
        year = self.rng.randint(1370, 1448) if hijri else self.rng.randint(1960, 2026)
        month, day = self.rng.randint(1, 12), self.rng.randint(1, 29)
        form = self.rng.choice(["{d}/{m}/{y}", "{d:02d}/{m:02d}/{y}", "{y}/{m:02d}/{d:02d}", "{d}-{m}-{y}"])
        return self.write("date", form.format(d=day, m=month, y=year)) + (" هـ" if hijri else " م")

    def register_number(self):
        joint = self.rng.choice("////-")
        parts = [self.rng.choice("123"), str(self.rng.randint(1445, 1448)), f"{self.rng.randint(1, 99999):06d}"]
        return self.write("register number", joint.join(parts + [luhn("".join(parts))]))

    def amount(self):
        value = self.rng.randint(3, 900) * 50
        form = self.rng.choice(["{}", "{:,}", "{:,}", "{:.2f}"])
        return self.write("amount", form.format(value)) + " ريال"


# ---- letters ----


def writer(rng):
    woman = rng.random() < 0.4
    first = rng.choice(WOMEN if woman else MEN)
    name = f"{first} {'بنت' if woman else 'بن'} {rng.choice(MEN)} {rng.choice(FAMILIES)}"
    return name, "المواطنة" if woman else "المواطن"


def introduction(rng, pen, name, citizen):
    place = f"{rng.choice(CITIES)}، {rng.choice(QUARTERS)}، {rng.choice(STREETS)}"
    return rng.choice([
        lambda: f"أتقدم إليكم أنا {citizen} {name}، {rng.choice(JOBS)}، من سكان {place}.",
        lambda: f"أفيدكم بأني {citizen} {name} المقيم في {place}، والعمل: {rng.choice(JOBS)}.",
        lambda: f"مقدم هذا الخطاب {name} (تاريخ الميلاد {pen.date()})، {rng.choice(JOBS)}، والعنوان: {place}.",
    ])()


def earlier(rng, pen):
    return rng.choice([
        lambda: f"وقد سبق أن تقدمت بالطلب رقم {pen.register_number()} بتاريخ {pen.date()}، ",
        lambda: f"والطلب مقيد لديكم برقم {pen.register_number()}، ",
        lambda: "",
    ])()


def particulars(rng, pen, name):
    """What the writer says of himself, line by line."""
    rows = [("الاسم", name), ("رقم الهوية", pen.national_id()), ("رقم الجوال", pen.mobile()),
            ("رقم الآيبان", pen.iban())]
    if rng.random() < 0.7:
        rows.append(("تاريخ الميلاد", pen.date()))
    if rng.random() < 0.6:
        rows.append(("البريد الإلكتروني", f"{rng.choice(['user', 'm.saleh', 'noura88', 'abu_fahad', 'info'])}"
                     f"@{rng.choice(['example.org', 'mail.example.com', 'example.net'])}"))
    return rows


def compose(index, seed, persian=True):
    """Letter number index; without persian digits where the font has none."""
    rng = random.Random(f"{seed}/{index}")
    script = SCRIPTS[index % len(SCRIPTS)]
    if script == PERSIAN and not persian:
        script = ARABIC_INDIC
    pen = Pen(rng, script)
    letter = Letter(f"letter-{index:02d}", script, numbers=pen.numbers)
    subject, happened, asked = CASES[index % len(CASES)]
    name, citizen = writer(rng)
    add = lambda kind, content: letter.blocks.append((kind, content))
    if rng.random() < 0.7:
        add("centre", "بسم الله الرحمن الرحيم")
    if rng.random() < 0.5:
        add("far", f"التاريخ: {pen.date()}")
        add("far", f"الرقم: {pen.register_number()}")
    add("heading", rng.choice(OFFICES))
    add("line", rng.choice(GREETINGS))
    add("subject", f"الموضوع: {subject}")
    add("paragraph", introduction(rng, pen, name, citizen) + " " + " ".join(rng.sample(happened, rng.choice([2, 3]))))
    add("paragraph", f"{earlier(rng, pen)}وعليه أرجو من الله ثم منكم {asked}، علما بأن الدخل الشهري {pen.amount()} "
        f"وأن المبلغ المطلوب {pen.amount()}.")
    rows = particulars(rng, pen, name)
    shape = index % 6
    if shape == 1:
        add("form", [[label, value] for label, value in rows])
    else:
        add("list", [f"{label}: {value}" for label, value in rows])
    if shape == 4:
        bills = [["البند", "المبلغ", "تاريخ الاستحقاق"]]
        for item in rng.sample(["إيجار", "كهرباء", "ماء", "علاج", "مدرسة", "قرض"], 3):
            bills.append([item, pen.amount(), pen.date()])
        add("table", bills)
    elif rng.random() < 0.7:
        add("line", "وأرفق لكم ما يلي:")
        mark = rng.choice(["- ", "• ", ""])
        add("list", [mark + paper for paper in rng.sample(PAPERS, rng.randint(2, 4))])
    if rng.random() < 0.35:
        add("latin", rng.choice([
            "For questions please call or write to user@example.org (reference above).",
            "Attached: Medical Report, King Salem Hospital, ward 4B.",
            "العنوان البريدي: P.O. Box 2214, Riyadh, Saudi Arabia"]))
    add("line", rng.choice(ENDINGS))
    add("sign", f"{'مقدمته' if citizen == 'المواطنة' else 'مقدمه'}: {name}")
    letter.stamp = "جمعية البر الأهلية * قسم الوارد * " if shape in (2, 4) else ""
    letter.signed = rng.random() < 0.5
    return letter
