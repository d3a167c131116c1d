/* names_table.c - common names and the ways they are written.
 *
 * A Latin spelling stands here when rules alone would miss it or would take it for another name:
 * Hassan and Hussein, Saad and Saeed differ by what Latin writing leaves out. A spelling stands
 * for one name only.
 */
#include "language/names.h"

const LatinName given_names[] = {
    {"محمد",
        "mohammed muhammad mohamed mohammad muhammed mohamad muhamad muhamed mohd md "
        "mohamud mehmed mehmet"},
    {"احمد", "ahmed ahmad ahmet achmed ahmd"},
    {"محمود", "mahmoud mahmood mahmud"},
    {"حمد", "hamad hamd"},
    {"حامد", "hamed haamid"},
    {"حميد", "hameed humaid"},
    {"حمود", "hamoud hamood humood hmoud"},
    {"علي", "ali aly"},
    {"حسن", "hassan hasan hasen"},
    {"حسين", "hussein hussain husain husayn husein hossein hussin hosein"},
    {"عمر", "omar umar omer"},
    {"عمرو", "amr amro amrou"},
    {"عثمان", "othman uthman osman ottman"},
    {"خالد", "khaled khalid kaled"},
    {"خليل", "khalil khaleel"},
    {"خليفه", "khalifa khalifah"},
    {"سعد", "saad sad"},
    {"سعود", "saud saoud soud"},
    {"سعيد", "saeed said saied sayeed"},
    {"سالم", "salem saalim"},
    {"سليم", "saleem selim"},
    {"سلمان", "salman"},
    {"سليمان", "sulaiman suleiman soliman sulayman solaiman suliman sulieman"},
    {"سلطان", "sultan"},
    {"سامي", "sami samy"},
    {"سمير", "samir sameer"},
    {"فهد", "fahad fahd fhad"},
    {"فيصل", "faisal faysal fisal feisal"},
    {"فواز", "fawaz fawwaz"},
    {"فارس", "faris fares"},
    {"فاضل", "fadel fadhel fadil"},
    {"صالح", "saleh salih"},
    {"صلاح", "salah"},
    {"ناصر", "nasser naser nasir nassir"},
    {"نايف", "naif nayef nayif naief"},
    {"نواف", "nawaf nawwaf"},
    {"بندر", "bandar bander"},
    {"بدر", "badr bader badar"},
    {"بسام", "bassam basam"},
    {"تركي", "turki turky"},
    {"طلال", "talal"},
    {"طارق", "tariq tarek tareq tarik"},
    {"عادل", "adel adil"},
    {"عامر", "amer aamir"},
    {"عماد", "emad imad"},
    {"عبدالله", "abdullah abdallah abdulla abdalla abdellah abdulah"},
    {"ابراهيم", "ibrahim ebrahim ibraheem ibrahem"},
    {"اسماعيل", "ismail ismael esmail ismaeel"},
    {"اسامه", "osama usama osamah usamah"},
    {"ايمن", "ayman aiman"},
    {"انس", "anas"},
    {"يوسف", "yousef yusuf youssef yousuf yosef yousif yusef joseph"},
    {"ياسر", "yasser yaser yasir"},
    {"يحيي", "yahya yahia yehia"},
    {"يعقوب", "yaqoub yaqub yacoub"},
    {"مشعل", "mishal meshal mishaal meshaal mashal"},
    {"ماجد", "majed majid maged"},
    {"ماهر", "maher"},
    {"مازن", "mazen mazin"},
    {"منصور", "mansour mansoor mansur"},
    {"مصطفي", "mustafa mostafa moustafa"},
    {"موسي", "musa mousa moussa"},
    {"مساعد", "musaed mosaed musaad"},
    {"هاني", "hani hany"},
    {"هشام", "hisham hesham hicham"},
    {"وليد", "waleed walid"},
    {"زياد", "ziad ziyad zeyad"},
    {"زيد", "zaid zayed zayd"},
    {"راشد", "rashed"},
    {"رشيد", "rasheed rachid"},
    {"ريان", "rayan rayyan"},
    {"جابر", "jaber jabir gaber"},
    {"جمال", "jamal gamal"},
    {"ثامر", "thamer thamir"},
    {"تامر", "tamer"},
    {"داود", "dawood daoud dawud dawoud daood"},
    {"طه", "taha"},
    {"عيسي", "issa eissa essa isa"},
    {"فاطمه", "fatima fatimah fatma fatema"},
    {"عايشه", "aisha ayesha aishah aysha"},
    {"مريم", "maryam mariam mariyam"},
    {"نوره", "noura nora norah nourah"},
    {"ساره", "sara sarah"},
    {"هند", "hind"},
    {"هدي", "huda hoda"},
    {"مني", "mona muna"},
    {"امل", "amal"},
    {"ريم", "reem rim"},
    {"خديجه", "khadija khadijah khadeeja"},
    {"منيره", "munira muneera monira munirah"},
    {"لطيفه", "latifa latifah"},
    {"جواهر", "jawaher jawahir"},
    {"عبير", "abeer abir"},
    {"زينب", "zainab zaynab zeinab zainb"},
    {"ليلي", "layla laila leila"},
    {"سلمي", "salma"},
    {"رقيه", "ruqayya ruqayyah roqaya"},
    {NULL, NULL},
};

const LatinName family_names[] = {
    {"قحطاني", "qahtani gahtani kahtani qahtany qhtani ghtani"},
    {"عتيبي", "otaibi utaibi otaiby oteibi"},
    {"غامدي", "ghamdi ghamdy gamdi"},
    {"زهراني", "zahrani zahrany"},
    {"حربي", "harbi harby"},
    {"شهري", "shehri shahri shehry"},
    {"شهراني", "shahrani shahrany shehrani"},
    {"عسيري", "asiri aseeri assiri"},
    {"مطيري", "mutairi mutairy motairi mutayri"},
    {"عنزي", "anazi enazi anzi enezi anezi"},
    {"شمري", "shammari shamari shamri shammary"},
    {"دوسري", "dosari dossari dawsari dosary dossary dowsari"},
    {"سبيعي", "subaie subaiee subai sobaie"},
    {"رشيدي", "rashidi rasheedi rashidy"},
    {"جهني", "juhani johani jehani juhany"},
    {"بلوي", "balawi balwi"},
    {"ثقفي", "thaqafi thagafi"},
    {"مالكي", "malki maliki"},
    {"سلمي", "sulami solami"},
    {"خالدي", "khaldi khalidi"},
    {"يامي", "yami"},
    {"هاجري", "hajri hajiri"},
    {"مري", "marri murri"},
    {"تميمي", "tamimi tameemi"},
    {"عمري", "amri omari amry"},
    {"احمري", "ahmari"},
    {"بقمي", "buqami bogami begami"},
    {"حارثي", "harthi harthy"},
    {"عمودي", "amoudi amodi"},
    {"غانم", "ghanem ghanim"},
    {"راجحي", "rajhi"},
    {"سديري", "sudairi sudairy"},
    {"فيفي", "fifi faifi"},
    {"مالك", "malik malek"},
    {"نجار", "najjar naggar"},
    {"حداد", "haddad"},
    {"عطار", "attar"},
    {"خياط", "khayat khayyat"},
    {"شريف", "sharif shareef sherif"},
    {"هاشمي", "hashemi hashimi hashmi"},
    {"انصاري", "ansari"},
    {"سيد", "sayed sayyed elsayed"},
    {"منصوري", "mansouri mansoori"},
    {"صاعدي", "saedi saidi"},
    {"لحياني", "lihyani lehyani"},
    {NULL, NULL},
};

const LatinName servant_names[] = {
    {"له", "lah llah ulla ullah ulah allah alla ellah la"},
    {"رحمن", "rahman rahmaan rehman"},
    {"رحيم", "rahim raheem"},
    {"عزيز", "aziz azeez"},
    {"كريم", "karim kareem"},
    {"لطيف", "latif lateef"},
    {"قادر", "qader qadir kader gader kadir"},
    {"ملك", "malik malek"},
    {"سلام", "salam"},
    {"حميد", "hamid hameed"},
    {"مجيد", "majeed majid"},
    {"وهاب", "wahab wahhab"},
    {"هادي", "hadi hady"},
    {"جبار", "jabbar jabar"},
    {"رووف", "rauf raouf raoof"},
    {"غني", "ghani ghany"},
    {"حكيم", "hakim hakeem"},
    {"حليم", "halim haleem"},
    {"خالق", "khaliq khalek khaleq"},
    {"رزاق", "razzaq razaq razak"},
    {"صمد", "samad"},
    {"ناصر", "nasser naser nasir"},
    {"محسن", "mohsen muhsin mohsin"},
    {"اله", "ilah elah"},
    {"فتاح", "fattah fatah"},
    {NULL, NULL},
};

const LatinName arabic_spellings[] = {
    {"عبدالرحمن", "عبدالرحمان"},
    {"عبدالله", "عبداله عبدلله عبداللاه"},
    {"عبدالرووف", "عبدالروف"},
    {"داود", "داوود داؤود"},
    {"طه", "طاها"},
    {"ياسين", "يس"},
    {"اسماعيل", "اسمعيل"},
    {"ابراهيم", "ابرهيم"},
    {"اسحاق", "اسحق"},
    {"هارون", "هرون"},
    {"عايشه", "عيشه"},
    {"رووف", "روف"},
    {"يحيي", "يحي"},
    {"موسي", "موسا"},
    {"عيسي", "عيسا"},
    {"مصطفي", "مصطفا"},
    {"هدي", "هدا"},
    {"مني", "منا"},
    {"ليلي", "ليلا"},
    {"عمرو", "عمروو"},
    {NULL, NULL},
};

static void
insert_names(GHashTable *table, const LatinName *names)
{
    for (const LatinName *name = names; name->arabic != NULL; name++) {
        g_auto(GStrv) words = g_strsplit(name->latin, " ", -1);
        for (char **word = words; *word != NULL; word++)
            if (!g_hash_table_contains(table, *word))
                g_hash_table_insert(table, g_strdup(*word), (char *)name->arabic);
    }
}

/* Tables live as long as the program. */
static GHashTable *
table_of(const LatinName *first, const LatinName *second)
{
    GHashTable *table = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    insert_names(table, first);
    if (second != NULL)
        insert_names(table, second);
    return table;
}

const char *
name_from_latin(const char *word)
{
    static GHashTable *table;
    if (table == NULL)
        table = table_of(given_names, family_names);
    return g_hash_table_lookup(table, word);
}

const char *
servant_from_latin(const char *word)
{
    static GHashTable *table;
    if (table == NULL)
        table = table_of(servant_names, NULL);
    return g_hash_table_lookup(table, word);
}

const char *
name_usual_spelling(const char *word)
{
    static GHashTable *table;
    if (table == NULL)
        table = table_of(arabic_spellings, NULL);
    const char *usual = g_hash_table_lookup(table, word);
    return usual != NULL ? usual : word;
}

bool
name_is_given(const char *word)
{
    static GHashTable *table;
    if (table == NULL) {
        table = g_hash_table_new(g_str_hash, g_str_equal);
        for (const LatinName *name = given_names; name->arabic != NULL; name++)
            g_hash_table_add(table, (char *)name->arabic);
    }
    return g_hash_table_contains(table, word) || g_str_has_prefix(word, "عبدال");
}
