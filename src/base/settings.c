/* settings.c - every setting of diwan.conf: its key, standard, check and sentence.
 *
 * This table is the one source: loading, the messages about wrong settings and the commented
 * template all come from it. config/diwan.conf is the template's text.
 */
#include "base/settings.h"

#include <stddef.h>
#include <string.h>

/* A known name at least as near is what was meant. */
#define MOST_TYPING_ERRORS 3

#define IN(type, member) offsetof(type, member)

static const Setting office_settings[] = {
    {"name", VALUE_TEXT, IN(Config, office_name), .standard = "الجمعية الخيرية",
        .should = "the office's name",
        .sentence = "The office's name in its own language, as letters show it."},
    {"name_en", VALUE_TEXT, IN(Config, office_name_en),
        .standard = "The Charitable Association",
        .should = "the office's name in English", .sentence = "The same in English."},
    {"language", VALUE_CHOICE, IN(Config, language), .standard = "ar",
        .should = "ar or en",
        .sentence = "Language of the web and of letters to unknown writers: ar or en."},
    {"calendar", VALUE_CALENDAR, IN(Config, calendar), .standard = "hijri",
        .should = "hijri or gregorian",
        .sentence = "Calendar of the register's years: hijri or gregorian."},
    {"phone", VALUE_TEXT, IN(Config, phone), .example = "920000000",
        .should = "a telephone number",
        .sentence = "Printed in letters; without it the sentence is left out."},
    {"address", VALUE_TEXT, IN(Config, address),
        .example = "الرياض، حي النموذج، شارع المثال 7",
        .should = "the address people find the office at",
        .sentence =
            "Where papers can be handed in; without it the sentence is left out."},
    {"user", VALUE_ACCOUNT, IN(Config, user), .example = "diwan",
        .should = "the name of a user of this system",
        .sentence = "The user everything runs as when it is started as root."},
    {NULL},
};

static const Setting mail_settings[] = {
    {"addresses", VALUE_ADDRESSES, IN(Config, addresses),
        .example = "office@charity.example", .should = "mail addresses separated by ;",
        .sentence =
            "Our own addresses, separated by ; — mail from them is never answered."},
    {"domains", VALUE_DOMAINS, IN(Config, domains), .example = "charity.example",
        .should = "domains separated by ;",
        .sentence = "Domains that are ours alone; never a public provider's."},
    {"authserv_id", VALUE_DOMAINS, IN(Config, authserv_id),
        .example = "mx.charity.example",
        .should = "the names of mail servers separated by ;",
        .sentence =
            "Servers whose Authentication-Results are believed; without, nobody's."},
    {"tagged_replies", VALUE_YES_NO, IN(Config, tagged_replies), .standard = "no",
        .should = "yes or no",
        .sentence =
            "Whether your mail server delivers letters+anything@ to letters@:\n"
            "# replies then go to an address whose signed tag finds their thread."},
    {"scanners", VALUE_ADDRESSES, IN(Config, scanners),
        .example = "scanner@charity.example", .should = "mail addresses separated by ;",
        .sentence = "Addresses that scan-to-mail devices write from."},
    {NULL},
};

static const Setting mailbox_settings[] = {
    {"host", VALUE_HOST, IN(MailboxConfig, host), .example = "imap.charity.example",
        .should = "the name of the IMAP server", .sentence = "The IMAP server.",
        .required = true},
    {"port", VALUE_NUMBER, IN(MailboxConfig, port), .standard = "993",
        .should = "a whole number from 1 to 65535",
        .sentence = "Its port; TLS from the start.", .least = 1, .most = 65535},
    {"user", VALUE_TEXT, IN(MailboxConfig, user), .example = "office@charity.example",
        .should = "the name to log in with", .sentence = "The name to log in with.",
        .required = true},
    {"password_file", VALUE_PATH, IN(MailboxConfig, password_file),
        .example = "secrets/mailbox", .should = "the path of a file",
        .sentence =
            "A file only the office's user can read; its first line is the password."},
    {"oauth", VALUE_TEXT, IN(MailboxConfig, oauth), .example = "provider",
        .should = "the NAME of an [oauth NAME]",
        .sentence = "Instead of a password: the [oauth NAME] that tokens come from."},
    {"folder", VALUE_TEXT, IN(MailboxConfig, folder), .standard = "INBOX",
        .should = "names of folders separated by ;",
        .sentence =
            "The folders letters are taken from, separated by ; — INBOX (else the\n"
            "# first) is watched, the others are looked at in turn every poll_s."},
    {"after", VALUE_AFTER, IN(MailboxConfig, after), .standard = "leave",
        .should = "leave, flag or move:FOLDER",
        .sentence = "What is done to a mail there once it is safely kept: leave, flag\n"
                    "# or move:FOLDER. Nothing is ever deleted."},
    {"ca_file", VALUE_PATH, IN(MailboxConfig, ca_file), .example = "secrets/ca.pem",
        .should = "the path of a file",
        .sentence = "Authorities to trust (PEM) instead of the system's."},
    {"most_mb", VALUE_NUMBER, IN(MailboxConfig, most_mb), .standard = "100",
        .should = "megabytes, a whole number from 1 to 1000",
        .sentence = "The largest mail that is taken. Of a larger one the header is: it\n"
                    "# waits for a person, and its writer is told once.",
        .least = 1, .most = 1000},
    {"poll_s", VALUE_NUMBER, IN(MailboxConfig, poll_s), .standard = "60",
        .should = "seconds, a whole number from 1 to 86400",
        .sentence = "Seconds between looks when the server does not call.", .least = 1,
        .most = 86400},
    {NULL},
};

static const Setting oauth_settings[] = {
    {"provider", VALUE_CHOICE, IN(OauthConfig, provider), .example = "microsoft",
        .should = "microsoft or google", .sentence = "microsoft or google.",
        .required = true},
    {"tenant", VALUE_HOST, IN(OauthConfig, tenant),
        .example = "00000000-0000-0000-0000-000000000000",
        .should = "the directory's id or domain",
        .sentence = "Microsoft: the directory (tenant), its id or domain."},
    {"client_id", VALUE_TEXT, IN(OauthConfig, client_id),
        .example = "00000000-0000-0000-0000-000000000000",
        .should = "the id of the registered application",
        .sentence = "The application's (client) id, as it was registered."},
    {"client_secret_file", VALUE_PATH, IN(OauthConfig, client_secret_file),
        .example = "secrets/client-secret", .should = "the path of a file",
        .sentence = "A file only the office's user can read: the application's secret.\n"
                    "# With Microsoft it alone lets the application in by itself."},
    {"refresh_token_file", VALUE_PATH, IN(OauthConfig, refresh_token_file),
        .example = "secrets/refresh-token", .should = "the path of a file",
        .sentence = "A file with the refresh token that a person's consent brought. The\n"
                    "# file is written again, sealed, whenever the provider renews it."},
    {"service_account_file", VALUE_PATH, IN(OauthConfig, service_account_file),
        .example = "secrets/service-account.json", .should = "the path of a file",
        .sentence = "Google Workspace: the key file of a service account that may act\n"
                    "# for the mailbox's user."},
    {"scope", VALUE_TEXT, IN(OauthConfig, scope), .example = "https://mail.google.com/",
        .should = "scopes separated by spaces",
        .sentence = "What is asked for, where it is not what the provider needs."},
    {"token_url", VALUE_URL, IN(OauthConfig, token_url),
        .example = "https://login.example/token",
        .should = "an address that begins with https://",
        .sentence = "Where tokens come from, where it is not the provider's place."},
    {"ca_file", VALUE_PATH, IN(OauthConfig, ca_file), .example = "secrets/ca.pem",
        .should = "the path of a file",
        .sentence = "Authorities to trust (PEM) instead of the system's."},
    {NULL},
};

static const Setting scan_settings[] = {
    {"path", VALUE_PATH, IN(ScanConfig, path), .example = "/srv/scans/riyadh",
        .should = "the path of a folder", .sentence = "The folder the scanner writes to.",
        .required = true},
    {"branch", VALUE_TEXT, IN(ScanConfig, branch), .example = "الرياض",
        .should = "the name of a branch", .sentence = "The branch its letters came to."},
    {"subfolders", VALUE_CHOICE, IN(ScanConfig, subfolders), .standard = "branch",
        .should = "branch, scanner or none",
        .sentence =
            "What the folders in it name: the branch, or the scanner, that their\n"
            "# letters came from; none: they are not looked into."},
    {NULL},
};

static const Setting form_settings[] = {
    {"from", VALUE_ADDRESSES, IN(FormConfig, from), .example = "noreply@website.example",
        .should = "mail addresses separated by ;",
        .sentence = "The addresses the form's service writes from; never the person's.",
        .required = true},
    {"layout", VALUE_CHOICE, IN(FormConfig, layout), .standard = "any",
        .should = "any, lines, table or json",
        .sentence = "Where the fields stand: lines (field: value), table, json, any."},
    {"name", VALUE_TEXT, IN(FormConfig, labels[0]),
        .standard = "الاسم;الاسم الكامل;الاسم الرباعي;اسم مقدم الطلب;Name;Full name",
        .should = "labels separated by ;",
        .sentence =
            "How the form labels the full name, in its languages, separated by ;"},
    {"national_id", VALUE_TEXT, IN(FormConfig, labels[1]),
        .standard = "رقم الهوية;رقم الهوية الوطنية;رقم الإقامة;السجل المدني;National "
                    "ID;ID number",
        .should = "labels separated by ;", .sentence = "The national ID or iqama."},
    {"mobile", VALUE_TEXT, IN(FormConfig, labels[2]),
        .standard = "الجوال;رقم الجوال;الهاتف;رقم الهاتف;Mobile;Phone",
        .should = "labels separated by ;", .sentence = "The mobile number."},
    {"email", VALUE_TEXT, IN(FormConfig, labels[3]),
        .standard = "البريد الإلكتروني;البريد;الإيميل;E-mail;Email;Email address",
        .should = "labels separated by ;",
        .sentence = "The person's own address: the one that is answered."},
    {"city", VALUE_TEXT, IN(FormConfig, labels[4]), .standard = "المدينة;City",
        .should = "labels separated by ;", .sentence = "The city."},
    {"birth_date", VALUE_TEXT, IN(FormConfig, labels[5]),
        .standard = "تاريخ الميلاد;Date of birth", .should = "labels separated by ;",
        .sentence = "The date of birth."},
    {"subject", VALUE_TEXT, IN(FormConfig, labels[6]),
        .standard = "الموضوع;عنوان الرسالة;نوع الطلب;Subject",
        .should = "labels separated by ;", .sentence = "What it is about."},
    {"message", VALUE_TEXT, IN(FormConfig, labels[7]),
        .standard = "الرسالة;نص الرسالة;تفاصيل الطلب;التفاصيل;Message;Comments",
        .should = "labels separated by ;", .sentence = "The letter itself."},
    {NULL},
};

static const Setting relay_settings[] = {
    {"host", VALUE_HOST, IN(Config, relay.host), .example = "smtp.charity.example",
        .should = "the name of the submission server",
        .sentence = "The server that answers are handed to."},
    {"port", VALUE_NUMBER, IN(Config, relay.port), .standard = "587",
        .should = "a whole number from 1 to 65535", .sentence = "Its port.", .least = 1,
        .most = 65535},
    {"user", VALUE_TEXT, IN(Config, relay.user), .example = "office@charity.example",
        .should = "the name to log in with",
        .sentence = "The name to log in with; without it nobody logs in."},
    {"password_file", VALUE_PATH, IN(Config, relay.password_file),
        .example = "secrets/relay", .should = "the path of a file",
        .sentence =
            "A file only the office's user can read; its first line is the password."},
    {"oauth", VALUE_TEXT, IN(Config, relay.oauth), .example = "provider",
        .should = "the NAME of an [oauth NAME]",
        .sentence = "Instead of a password: the [oauth NAME] that tokens come from."},
    {"from", VALUE_ADDRESS, IN(Config, relay.from), .example = "office@charity.example",
        .should = "a mail address",
        .sentence =
            "The address answers come from; the first of [mail] addresses if absent."},
    {"ca_file", VALUE_PATH, IN(Config, relay.ca_file), .example = "secrets/ca.pem",
        .should = "the path of a file",
        .sentence = "Authorities to trust (PEM) instead of the system's."},
    {"tls", VALUE_YES_NO, IN(Config, relay.tls), .standard = "yes", .should = "yes or no",
        .sentence =
            "Whether STARTTLS is required; no only for a server on this machine."},
    {"domain_per_minute", VALUE_NUMBER, IN(Config, relay.domain_per_minute),
        .standard = "0", .should = "a whole number from 0 to 100000",
        .sentence =
            "Most mails a minute to one domain, whose provider may take more for\n"
            "# spam; 0: any number, the relay sees to it.",
        .most = 100000},
    {"directory", VALUE_PATH, IN(Config, relay.directory), .example = "sent",
        .should = "the path of a folder",
        .sentence = "Write mails as files into this folder instead of sending them."},
    {NULL},
};

static const Setting read_settings[] = {
    {"models", VALUE_MODELS, IN(Config, models), .standard = "ara;eng",
        .should = "names of Tesseract models separated by ;",
        .sentence = "Tesseract models pages are read with, separated by ;\n"
                    "# eng beside another reads only what is in Latin script."},
    {"workers", VALUE_NUMBER, IN(Config, workers), .standard = "0",
        .should = "a whole number from 0 to 256",
        .sentence = "Processes that read, and as many that parse; 0: one for each core.",
        .least = 0, .most = 256},
    {"divide", VALUE_CHOICE, IN(Config, divide), .standard = "codes",
        .should = "codes, separators or no",
        .sentence = "Where a scan of several letters is divided: at separator sheets\n"
                    "# (diwan separators) and codes of our own letters; separators:\n"
                    "# at the sheets alone; no: every scan is one letter."},
    {NULL},
};

static const Setting match_settings[] = {
    {"level", VALUE_LEVEL, IN(Config, level), .standard = "0.999",
        .should = "a number from 0.9 to 0.999999",
        .sentence = "How sure a match must be to stand without a person."},
    {"kind_percent", VALUE_NUMBER, IN(Config, kind_percent), .standard = "80",
        .should = "a whole number from 50 to 100",
        .sentence = "How sure, of a hundred, the kind of a letter must be; below it the\n"
                    "# request is of the kind `other` until a person says which it is.",
        .least = 50, .most = 100},
    {NULL},
};

static const Setting request_settings[] = {
    {"earliest_days", VALUE_NUMBER, IN(Config, requests.earliest_days), .standard = "14",
        .should = "days, a whole number from 14 to 365",
        .sentence = "Days from a request's completion before which no outcome is given\n"
                    "# without a recorded reason; the policy says two weeks or more.",
        .least = 14, .most = 365},
    {"target_days", VALUE_NUMBER, IN(Config, requests.target_days), .standard = "30",
        .should = "days, a whole number from 14 to 730",
        .sentence = "Days from completion in which the committee is to have answered.",
        .least = 14, .most = 730},
    {"documents_days", VALUE_NUMBER, IN(Config, requests.documents_days),
        .standard = "14", .should = "days, a whole number from 3 to 365",
        .sentence = "Days an applicant is given for missing documents, and again when\n"
                    "# reminded; then the request rests.",
        .least = 3, .most = 365},
    {"shortest_days", VALUE_NUMBER, IN(Config, requests.shortest_days), .standard = "7",
        .should = "days, a whole number from 3 to 365",
        .sentence = "The shortest period anybody may give to an applicant.", .least = 3,
        .most = 365},
    {"soon_days", VALUE_NUMBER, IN(Config, requests.soon_days), .standard = "3",
        .should = "days, a whole number from 1 to 60",
        .sentence = "Working days before a day is due: it is listed as due soon, and a\n"
                    "# notice of delay goes out before the promise lapses.",
        .least = 1, .most = 60},
    {"delay_days", VALUE_NUMBER, IN(Config, requests.delay_days), .standard = "14",
        .should = "days, a whole number from 1 to 365",
        .sentence = "How many days later the day is that such a notice names.",
        .least = 1, .most = 365},
    {"reopen_days", VALUE_NUMBER, IN(Config, requests.reopen_days), .standard = "30",
        .should = "days, a whole number from 1 to 3650",
        .sentence = "Days in which an ended request may be opened again.", .least = 1,
        .most = 3650},
    {"weekend", VALUE_WEEKDAYS, IN(Config, requests.weekend),
        .standard = "friday;saturday", .should = "days of the week separated by ;",
        .sentence = "Days of the week on which nobody works."},
    {"holidays", VALUE_PATH, IN(Config, requests.holidays), .example = "holidays.conf",
        .should = "the path of a file",
        .sentence = "The table of holidays; without it the one that comes with Diwan."},
    {NULL},
};

static const Setting committee_settings[] = {
    {"hold_minutes", VALUE_NUMBER, IN(Config, committee.hold_minutes), .standard = "10",
        .should = "minutes, a whole number from 0 to 1440",
        .sentence = "Minutes in which a run of outcomes or of a circular can be called\n"
                    "# back before its first letter leaves.",
        .least = 0, .most = 1440},
    {"per_minute", VALUE_NUMBER, IN(Config, committee.per_minute), .standard = "600",
        .should = "a whole number from 0 to 1000000",
        .sentence = "Letters of a run that leave in a minute, as your provider allows;\n"
                    "# 0: as many as can.",
        .least = 0, .most = 1000000},
    {"appeal_days", VALUE_NUMBER, IN(Config, committee.appeal_days), .standard = "0",
        .should = "days, a whole number from 0 to 365",
        .sentence =
            "Days in which an objection is received, named in every refusal; with 0\n"
            "# no period is named.",
        .least = 0, .most = 365},
    {NULL},
};

static const Setting survey_settings[] = {
    {"after_days", VALUE_NUMBER, IN(Config, survey.after_days), .standard = "5",
        .should = "days, a whole number from 0 to 365",
        .sentence =
            "Days after a request was closed its applicant is asked how satisfied\n"
            "# they are; 0: nobody is asked.",
        .least = 0, .most = 365},
    {"open_days", VALUE_NUMBER, IN(Config, survey.open_days), .standard = "21",
        .should = "days, a whole number from 1 to 365",
        .sentence = "Days in which the question can be answered.", .least = 1,
        .most = 365},
    {NULL},
};

static const Setting report_settings[] = {
    {"acknowledged_minutes", VALUE_NUMBER, IN(Config, acknowledged_minutes),
        .standard = "60", .should = "minutes, a whole number from 1 to 10080",
        .sentence = "Minutes in which a letter is to be acknowledged; the report to the\n"
                    "# board tells of how many it was.",
        .least = 1, .most = 10080},
    {NULL},
};

static const Setting web_settings[] = {
    {"listen", VALUE_LISTEN, IN(Config, listen), .standard = "127.0.0.1:8480",
        .should = "address:port, as in 127.0.0.1:8480",
        .sentence = "Where the staff's window is served."},
    {"tls", VALUE_TLS, IN(Config, tls_cert), .example = "secrets/web.pem",
        .should = "one file with certificate and key, or two separated by ;",
        .sentence = "Certificate and key (PEM) in one file; needed beyond this machine."},
    {"tls_cert", VALUE_PATH, IN(Config, tls_cert), .example = "secrets/web-cert.pem",
        .should = "the path of a file",
        .sentence = "The same in two files: the certificate …"},
    {"tls_key", VALUE_PATH, IN(Config, tls_key), .example = "secrets/web-key.pem",
        .should = "the path of a file", .sentence = "… and its key."},
    {"public_url", VALUE_URL, IN(Config, public_url),
        .example = "https://diwan.charity.example",
        .should = "an address that begins with https:// or http://",
        .sentence = "What letters link to; without it they have no links."},
    {"privacy_url", VALUE_URL, IN(Config, privacy_url),
        .example = "https://charity.example/privacy",
        .should = "an address that begins with https:// or http://",
        .sentence = "Your notice about personal data, which acknowledgements name."},
    {NULL},
};

static const Setting keep_settings[] = {
    {"letters", VALUE_PATH, IN(Config, letters), .standard = "letters",
        .should = "the path of a folder",
        .sentence = "Where every letter is kept as it came."},
    {"backup", VALUE_PATH, IN(Config, backup), .example = "/srv/backup/diwan",
        .should = "the path of a folder", .sentence = "Where backups are written."},
    {NULL},
};

const SettingGroup setting_groups[] = {
    {"office", NULL, "Who we are.", office_settings},
    {"mail", NULL, "Which mail is ours, and whom we believe.", mail_settings},
    {"mailbox", "main", "One group for each mailbox; its name is your choice.",
        mailbox_settings},
    {"oauth", "provider",
        "One group for each provider that takes no passwords (Microsoft 365, Gmail).",
        oauth_settings},
    {"scan", "main", "One group for each folder a scanner writes to.", scan_settings},
    {"form", "website", "One group for each web form whose mails are read by field.",
        form_settings},
    {"relay", NULL, "How answers leave.", relay_settings},
    {"read", NULL, "How pages are read.", read_settings},
    {"match", NULL, "When a letter is somebody's.", match_settings},
    {"requests", NULL, "Days and periods of requests.", request_settings},
    {"committee", NULL, "What the committee decides, and how people hear of it.",
        committee_settings},
    {"survey", NULL, "The question how satisfied people are.", survey_settings},
    {"report", NULL, "What the report to the board measures against.", report_settings},
    {"web", NULL, "The staff's window.", web_settings},
    {"keep", NULL, "Where things are kept.", keep_settings},
    {NULL},
};

static int
typing_errors(const char *one, const char *other)
{
    gsize n = strlen(other);
    g_autofree int *row = g_new(int, n + 1);
    for (gsize i = 0; i <= n; i++)
        row[i] = i;
    for (gsize k = 1; one[k - 1] != '\0'; k++) {
        int diagonal = row[0];
        row[0] = k;
        for (gsize i = 1; i <= n; i++) {
            int changed = diagonal + (one[k - 1] != other[i - 1]);
            diagonal = row[i];
            row[i] = MIN(changed, MIN(row[i], row[i - 1]) + 1);
        }
    }
    return row[n];
}

char *
setting_meant(const char *name, const SettingGroup *group)
{
    const char *nearest = NULL;
    int least = MIN(MOST_TYPING_ERRORS, (int)strlen(name) - 1) + 1;
    g_autoptr(GString) all = g_string_new("one of ");
    for (int i = 0;; i++) {
        const char *known =
            group != NULL ? group->settings[i].key : setting_groups[i].name;
        if (known == NULL)
            break;
        int errors = strlen(name) < 64 ? typing_errors(name, known) : least;
        if (errors < least) {
            least = errors;
            nearest = known;
        }
        g_string_append_printf(all, "%s%s", i > 0 ? ", " : "", known);
    }
    return nearest != NULL ? g_strdup_printf("'%s'", nearest) : g_strdup(all->str);
}

static void
append_group(GString *text, const SettingGroup *group)
{
    g_string_append_printf(text, "\n# %s\n", group->sentence);
    if (group->instance != NULL)
        g_string_append_printf(text, "#[%s %s]\n", group->name, group->instance);
    else
        g_string_append_printf(text, "[%s]\n", group->name);
    for (const Setting *setting = group->settings; setting->key != NULL; setting++)
        g_string_append_printf(text, "# %s\n#%s = %s\n", setting->sentence, setting->key,
            setting->standard != NULL ? setting->standard : setting->example);
}

const char *
config_template(void)
{
    static char *template;
    if (template == NULL) {
        GString *text =
            g_string_new("# diwan.conf - the settings of an office.\n"
                         "#\n"
                         "# Every setting stands here behind a # with its standard, or "
                         "an example where there\n"
                         "# is none. Take the # away to set one. Paths are relative to "
                         "this file's folder.\n"
                         "# Secrets stand in files of their own: chmod 600 them.\n");
        for (const SettingGroup *group = setting_groups; group->name != NULL; group++)
            append_group(text, group);
        template = g_string_free(text, FALSE);
    }
    return template;
}
