/* language.h - Arabic and Latin text: folding, stems, digits, names, Saudi identifiers, calendars.
 *
 * Pure functions on UTF-8; every returned char * is owned by the caller. Input that is not UTF-8
 * is the caller's mistake and asserted. Calendars and digits are always named explicitly.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* ---- text (fold.c, text.c, digits.c, words.c, stem.c) ---- */

/* The index and comparison fold: NFKC; harakat, tatweel, zero-width and bidi marks dropped;
 * آأإٱ→ا, ىی→ي, ک→ك, ة→ه; digits → ASCII; lower case. */
char *text_fold(const char *text);

/* "|رقمالملف|": folded, letters and digits only, between bars; for headers and set words. */
char *text_key(const char *text);

/* Digits of any script (Arabic-Indic, Persian) → ASCII, everything else kept. */
char *text_ascii_digits(const char *text);

/* ASCII digits → Arabic-Indic. */
char *text_arabic_digits(const char *text);

/* Without bidi overrides, isolates, marks, zero-width and control characters (tab and newline
 * become a space): for names, subjects and file names. */
char *text_strip_controls(const char *text);

/* Whether there is nothing to read in it: NULL, "" or white space (ASCII's). */
bool text_is_blank(const char *text);

/* Wraps a left-to-right piece for plain Arabic text: U+2066 … U+2069. */
char *text_isolate_ltr(const char *text);

/* The language a text is written in: "ar" or "en" when two thirds of its letters are Arabic, or are
 * not; NULL when neither is so. Addresses and links are of no language. A literal. */
const char *text_language(const char *text);

/* A callback for each word of a text: folded form and byte range in the original. Arabic words are
 * also light-stemmed when stem is true (never names). false from the callback stops. */
typedef bool (*TextWordFunc)(
    const char *word, gsize length, gsize start, gsize end, void *user_data);
void
text_words(const char *text, gsize length, bool stem, TextWordFunc each, void *user_data);

/* ---- identifiers (identifiers.c, identifiers_find.c, labels.c) ---- */

/* Luhn over ASCII digits: the check digit that follows them; and whether a string ends in its
 * own. ISO/IEC 7812-1. */
int luhn_digit(const char *digits);
bool luhn_holds(const char *digits);

/* National ID or iqama: [12] and nine digits with Luhn. Takes any digits with spaces or hyphens
 * between; returns ten ASCII digits, or NULL. */
char *national_id_parse(const char *text);

/* Saudi mobile in any form → "+9665XXXXXXXX", or NULL. */
char *mobile_parse(const char *text);

/* SA IBAN, mod 97 (ISO 13616), spaces allowed → upper case without spaces, or NULL. */
char *iban_parse(const char *text);

typedef enum {
    IDENTIFIER_NATIONAL_ID,
    IDENTIFIER_MOBILE,
    IDENTIFIER_IBAN,
    IDENTIFIER_REGISTER_NUMBER,
    IDENTIFIER_NATIONAL_ID_NEAR, /* ten digits said to be an ID, whose check digit fails */
} IdentifierKind;
typedef struct Identifier {
    IdentifierKind kind;
    char *value;      /* normalised */
    char *seen;       /* as written */
    gsize start, end; /* bytes in the text */
    bool labelled;    /* a label such as الهوية or الجوال stands near it */
} Identifier;
void identifier_free(Identifier *identifier);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Identifier, identifier_free)

/* Every identifier in a text, in order: of Identifier, owned. Digits that are part of a longer
 * run of digits are none; nor is a number said to be a company's, nor nine digits that nobody
 * says are a mobile. A register number is found in either order of its groups. */
GPtrArray *identifiers_find(const char *text);
/* The same, and what is said to be a national ID and cannot be one as it stands. */
GPtrArray *identifiers_find_near(const char *text);

/* What a number may have been before one digit was misread: the national IDs of which it is one
 * digit off (at most ten: the check digit finds every one), and the mobiles likewise (seventy-two,
 * for they have none). Of char, owned. */
GPtrArray *national_id_neighbours(const char *digits);
GPtrArray *mobile_neighbours(const char *mobile);

/* ---- register numbers (register_number.c) ---- */

/* kind 1 incoming, 2 outgoing, 3 request, 4 contact, 5 beneficiary: "1/1448/000123/8". */
char *register_number_format(int kind, int year, gint64 serial);

/* Reads what people and OCR write back: any digits, / - . or spaces, either order of groups;
 * returns the canonical form, or NULL when the check digit does not hold. */
char *register_number_parse(const char *text);

/* ---- names (names.c, names_compare.c, names_latin.c, names_table.c, names_find.c,
 * behalf.c) ---- */

/* A person's name taken apart: folded tokens without titles, بن/بنت/ال; عبد X joined; Latin
 * spellings brought to their Arabic key. */
typedef struct PersonName {
    char **tokens; /* given first, family last; NULL-terminated; may be empty */
    int n;
} PersonName;
PersonName *person_name_parse(const char *name);
void person_name_free(PersonName *name);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PersonName, person_name_free)

typedef enum {
    NAME_UNKNOWN, /* one side is empty, or a part of the other without its family */
    NAME_DIFFERS,
    NAME_CLOSE, /* given and family agree up to spelling, middle names do not contradict */
    NAME_AGREES, /* given, family and every middle name both give agree */
} NameAgreement;
NameAgreement person_name_compare(const PersonName *one, const PersonName *other);
/* Whether they are one but for a letter in one word, which is no other given name, and neither is too short
 * to tell: a slip, where something else proves whose the name is. */
bool person_name_has_slip(const PersonName *one, const PersonName *other);

/* 0 … 1, Jaro–Winkler on code points of two folded words. */
double jaro_winkler(const char *one, const char *other);

/* The blocking keys of a name for an index: given|family and family|given, by their consonants in
 * Latin letters, the same for both scripts; none without a family. Of char, owned. */
GPtrArray *person_name_keys(const PersonName *name);

/* Names written in a text: lines labelled الاسم, مقدمه, Name:, and the signature; as written, at
 * most 16; of char, owned. */
GPtrArray *person_names_find(const char *text);
/* The same of a letter of the office itself, where the signature is the office's: only what stands behind
 * a label; and whom it addresses, "المكرم: …", "Dear …". */
GPtrArray *person_names_labelled(const char *text);
GPtrArray *person_names_addressed(const char *text);
/* Names in the midst of a line, behind the end of a sentence and before a number: they may be anybody's. */
GPtrArray *person_names_within(const char *text);

/* Whether a text says that it is written in somebody else's name: نيابة عن جارتي, بصفتي وكيلها, on
 * behalf of my mother. For oneself, one's family or children is for nobody else. */
bool text_is_for_another(const char *text);

/* ---- days (calendar.c, day_read.c): Umm al-Qura through ICU, time zone Asia/Riyadh ---- */

typedef struct Day {
    int year, month, day;
} Day;

/* The day an instant falls on in Riyadh. */
Day day_gregorian(gint64 instant_ms);
Day day_hijri(gint64 instant_ms);

/* "الأحد ١٢ جمادى الآخرة ١٤٤٨هـ" / "Sunday 12 Jumada II 1448 AH"; digits by language: Arabic-
 * Indic in Arabic, ASCII in English. */
char *day_hijri_words(gint64 instant_ms, const char *language);
char *day_gregorian_words(gint64 instant_ms, const char *language);

/* "1448/06/12", "2026/11/22": digits ASCII. */
char *day_hijri_short(gint64 instant_ms);
char *day_gregorian_short(gint64 instant_ms);

/* Midnight in Riyadh of a day as people write it: 1448/6/12, ١٤٤٨/٦/١٢ هـ, 12-6-1448, 2026-11-22,
 * 22/11/2026, ١٢ جمادى الآخرة ١٤٤٨هـ, Sunday 22 November 2026; digits of any script, years in four
 * digits. The year, or a word beside it, says which calendar; of Umm al-Qura the years 1300 to 1500,
 * else 1900 to 2100. NULL when it was understood, else why not and what to write, in language (owned):
 * there is no such day, its words contradict each other, or it has two meanings. 5/6/2026 has two, in
 * Latin digits; ٥/٦/٢٠٢٦ and 5/6/1448 begin with the day as all Arabic dates do. */
char *day_read(const char *text, const char *language, gint64 *begin_ms);

/* ---- plural forms (plural.c): Unicode CLDR's cardinal rules through ICU ---- */

/* "zero", "one", "two", "few", "many" or "other": the form of a noun that number asks for. A literal. */
const char *plural_category(gint64 number, const char *language);
/* All six, in that order; static. */
const char *const *plural_categories(gsize *n);

/* Opens ICU's data: once, before any lock or fork. */
void calendar_open(void);
