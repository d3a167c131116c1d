/* identify-rate.c - what it costs to tell whose a letter is, in a register of any size.
 *
 *   identify-rate APPLICANTS LETTERS DATABASE
 *
 * Fills a new database with invented people, as many of them called محمد as there are, and identifies
 * letters of each sort. Prints a line of JSON: microseconds of CPU a letter for each sort and for all.
 */
#include "identify/identify.h"
#include "language/language.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Common ones first: a name's share falls with its place. */
static const char *const given[] = {"محمد", "أحمد", "عبدالله", "فاطمة", "نورة", "علي",
    "سعد", "خالد", "سارة", "فهد", "عائشة", "صالح", "ناصر", "مريم", "سلطان", "تركي", "هند",
    "ماجد", "يوسف", "منى", "بندر", "ريم", "طلال", "جواهر", "وليد", "لطيفة"};
static const char *const families[] = {"الحربي", "العتيبي", "القحطاني", "المطيري",
    "الغامدي", "الزهراني", "الشهري", "الدوسري", "الشمري", "العنزي", "السبيعي", "البقمي",
    "المالكي", "الخالدي", "الرويلي", "الجهني", "البلوي", "الأحمدي", "السلمي", "الثقفي",
    "الحازمي", "اليامي", "الفيفي", "العسيري", "الرشيدي", "التميمي", "الهاجري", "السهلي",
    "العجمي", "الكثيري", "المري", "الصاعدي", "اللحياني", "المحمادي", "البيشي", "الأسمري"};

typedef enum {
    VERIFIED,
    ID_AND_NAME,
    MOBILE_AND_NAME,
    NAME_ALONE,
    MISREAD,
    STRANGER,
    SORTS
} Sort;
static const char *const sort_names[] = {"verified_address", "id_and_name",
    "mobile_and_name", "name_alone", "misread_id", "stranger"};

static GRand *rand_;

static guint
common_first(guint n)
{
    double x = g_rand_double(rand_);
    return (guint)(x * x * n);
}

static char *
person_name(int i)
{
    g_rand_set_seed(rand_, i);
    const char *name = given[common_first(G_N_ELEMENTS(given))];
    const char *father = given[common_first(G_N_ELEMENTS(given))];
    const char *grandfather = given[common_first(G_N_ELEMENTS(given))];
    return g_strdup_printf("%s %s %s %s", name, father, grandfather,
        families[common_first(G_N_ELEMENTS(families))]);
}

static char *
person_id(int i)
{
    g_autofree char *nine = g_strdup_printf("1%08d", i);
    return g_strdup_printf("%s%d", nine, luhn_digit(nine));
}

static bool
put_person(Store *store, int i, GError **error)
{
    g_autofree char *file_no = g_strdup_printf("P%07d", i);
    g_autofree char *id = person_id(i);
    g_autofree char *full_name = person_name(i);
    g_autofree char *email = g_strdup_printf("p%d@applicants.example", i);
    g_autofree char *mobile = g_strdup_printf("+9665%08d", i);
    g_autoptr(PersonName) name = person_name_parse(full_name);
    g_autoptr(GPtrArray) keys = person_name_keys(name);
    const Party party = {.file_no = file_no,
        .party_kind = (char *)"applicant",
        .national_id = id,
        .full_name = full_name,
        .email = email,
        .mobile = mobile};
    PartyChange change;
    gint64 party_id;
    return store_party_put(store, &party, keys, &change, &party_id, error);
}

static bool
fill(Store *store, int applicants, GError **error)
{
    for (int i = 0; i < applicants; i++) {
        if (i % 10000 == 0 && !store_begin(store, error))
            return false;
        if (!put_person(store, i, error))
            return false;
        if ((i % 10000 == 9999 || i + 1 == applicants) && !store_commit(store, error))
            return false;
    }
    return true;
}

static Letter *
letter_of(Sort sort, int person, int i)
{
    Letter *letter = letter_new();
    g_autofree char *name = person_name(sort == STRANGER ? -i - 1 : person);
    g_autofree char *id = person_id(person);
    letter->trusted = true;
    letter->subject = g_strdup("طلب مساعدة");
    letter->from_address = sort == VERIFIED
                               ? g_strdup_printf("p%d@applicants.example", person)
                               : g_strdup_printf("s%d@elsewhere.example", i);
    g_autofree char *number = g_strdup("");
    if (sort == ID_AND_NAME || sort == MISREAD)
        number = g_strdup_printf("رقم الهوية: %s\n", id);
    if (sort == MOBILE_AND_NAME)
        number = g_strdup_printf("الجوال: 05%08d\n", person);
    if (sort == MISREAD) {
        char *digit = strrchr(number, '\n') - 3;
        *digit = *digit == '9' ? '0' : *digit + 1;
    }
    letter->new_text =
        g_strdup_printf("السلام عليكم ورحمة الله وبركاته\nأتقدم إليكم بطلب "
                        "المساعدة في سداد الإيجار.\nالاسم: %s\n%s",
            name, number);
    letter->text = g_strdup(letter->new_text);
    return letter;
}

static double
cpu_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return now.tv_sec * 1e6 + now.tv_nsec / 1e3;
}

static bool
measure(Store *store, int applicants, int letters, GError **error)
{
    const ReferenceKey key = {{1}};
    const Config config = {.language = (char *)"ar", .level = 0.999};
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    double us[SORTS] = {0};
    int matched[SORTS] = {0};
    double all = 0;
    for (int i = 0; i < letters; i++) {
        Sort sort = i % SORTS;
        int person = (int)((gint64)i * 7919 % applicants);
        g_autoptr(Letter) letter = letter_of(sort, person, i);
        double start = cpu_us();
        g_autoptr(Identification) found =
            identify_letter(&config, &key, store, letter, none, none, error);
        us[sort] += cpu_us() - start;
        if (found == NULL)
            return false;
        matched[sort] += found->outcome == MATCH_ONE;
    }
    printf("{\"applicants\": %d, \"letters\": %d", applicants, letters);
    for (Sort sort = 0; sort < SORTS; sort++) {
        printf(", \"%s_us\": %.1f, \"%s_matched\": %d", sort_names[sort],
            us[sort] / (letters / SORTS), sort_names[sort], matched[sort]);
        all += us[sort];
    }
    printf(", \"us\": %.1f}\n", all / letters);
    return true;
}

int
main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    int applicants = argc == 4 ? atoi(argv[1]) : 0;
    int letters = argc == 4 ? atoi(argv[2]) / SORTS * SORTS : 0;
    if (applicants <= 0 || letters <= 0) {
        fprintf(stderr, "identify-rate: APPLICANTS LETTERS DATABASE\n");
        return 2;
    }
    rand_ = g_rand_new();
    bool filled = g_file_test(argv[3], G_FILE_TEST_EXISTS);
    g_autoptr(Store) store = store_open(argv[3], true, &error);
    bool well = store != NULL && (filled || fill(store, applicants, &error)) &&
                measure(store, applicants, letters, &error);
    if (!well)
        fprintf(stderr, "identify-rate: %s\n", error->message);
    g_rand_free(rand_);
    return well ? 0 : 1;
}
