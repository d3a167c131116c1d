/* test-config.c - diwan.conf: standards, every setting, and what is said of a wrong one. */
#include "base/base.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>

static char *folder;

static Config *
load_text(const char *text, gssize length, GError **error)
{
    g_autofree char *path = g_build_filename(folder, "diwan.conf", NULL);
    g_assert_true(g_file_set_contents(path, text, length, NULL));
    return config_load(path, error);
}

static void
test_standards(void)
{
    static const char *const texts[] = {"", "\n# nothing\n", "\xEF\xBB\xBF[office]\r\n"};
    for (gsize i = 0; i < G_N_ELEMENTS(texts) + 1; i++) {
        g_autoptr(GError) error = NULL;
        const char *text = i < G_N_ELEMENTS(texts) ? texts[i] : config_template();
        g_autoptr(Config) config = load_text(text, -1, &error);
        g_assert_no_error(error);
        g_autofree char *letters = g_build_filename(folder, "letters", NULL);
        g_assert_cmpstr(config->office, ==, folder);
        g_assert_cmpstr(config->letters, ==, letters);
        g_assert_cmpstr(config->language, ==, "ar");
        g_assert_cmpint(config->calendar, ==, CALENDAR_HIJRI);
        g_assert_cmpstr(config->listen, ==, "127.0.0.1:8480");
        g_assert_cmpfloat(config->level, ==, 0.999);
        g_assert_cmpint(config->workers, ==, g_get_num_processors());
        g_assert_cmpint(config->relay.port, ==, 587);
        g_assert_true(config->relay.tls);
        g_assert_null(config->relay.host);
        g_assert_null(config->relay.from);
        g_assert_null(config->user);
        g_assert_null(config->phone);
        g_assert_null(config->public_url);
        g_assert_null(config->backup);
        g_assert_nonnull(config->office_name);
        g_assert_nonnull(config->office_name_en);
        g_assert_cmpuint(g_strv_length(config->addresses), ==, 0);
        g_assert_cmpuint(g_strv_length(config->domains), ==, 0);
        g_assert_cmpuint(g_strv_length(config->authserv_id), ==, 0);
        g_assert_cmpuint(g_strv_length(config->scanners), ==, 0);
        g_assert_cmpstr(config->models[0], ==, "ara");
        g_assert_cmpuint(config->mailboxes->len, ==, 0);
        g_assert_cmpuint(config->scans->len, ==, 0);
    }
}

static void
test_everything(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Config) config =
        load_text("[office]\nname = جمعية البر\nlanguage=en\n"
                  "calendar=gregorian\nphone=920 000 000\nuser=diwan\n"
                  "[mail]\naddresses=Office@Charity.Example, a@b.example;\n"
                  "domains=Charity.example\nauthserv_id=mx.example\n"
                  "scanners=scan@charity.example\n"
                  "[mailbox main]\nhost=imap.example\nuser=u\n"
                  "password_file=secrets/m\nafter=move:Kept letters\n"
                  "ca_file=/etc/ca.pem\nport=1993\npoll_s=5\n"
                  "[mailbox two]\nhost=h\nuser=u\npassword_file=p\n"
                  "after=flag\nfolder=Post\n"
                  "[scan riyadh]\npath=scans\nbranch=الرياض\n"
                  "[relay]\nhost=127.0.0.1\ntls=no\nport=25\n"
                  "[read]\nmodels=ara;eng\nworkers=3\n[match]\nlevel=0.99\n"
                  "[web]\nlisten=0.0.0.0:443\ntls=web.pem\n"
                  "public_url=https://d.example/\n"
                  "[keep]\nletters=/srv/letters\nbackup=../b\n"
                  "[mailbox main]\nport=2993\n",
            -1, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(config->office_name, ==, "جمعية البر");
    g_assert_cmpint(config->calendar, ==, CALENDAR_GREGORIAN);
    g_assert_cmpstr(config->addresses[0], ==, "office@charity.example");
    g_assert_cmpstr(config->addresses[1], ==, "a@b.example");
    g_assert_null(config->addresses[2]);
    g_assert_cmpstr(config->domains[0], ==, "charity.example");
    g_assert_cmpuint(config->mailboxes->len, ==, 2);
    const MailboxConfig *main_box = config->mailboxes->pdata[0];
    const MailboxConfig *two = config->mailboxes->pdata[1];
    g_autofree char *secret = g_build_filename(folder, "secrets", "m", NULL);
    g_assert_cmpstr(main_box->name, ==, "main");
    g_assert_cmpstr(main_box->password_file, ==, secret);
    g_assert_cmpint(main_box->after, ==, AFTER_MOVE);
    g_assert_cmpstr(main_box->move_to, ==, "Kept letters");
    g_assert_cmpstr(main_box->folder, ==, "INBOX");
    g_assert_cmpint(main_box->port, ==, 2993);
    g_assert_cmpint(main_box->poll_s, ==, 5);
    g_assert_cmpint(two->after, ==, AFTER_FLAG);
    g_assert_null(two->move_to);
    g_assert_cmpint(two->port, ==, 993);
    g_assert_cmpint(two->poll_s, ==, 60);
    g_assert_cmpstr(((ScanConfig *)config->scans->pdata[0])->branch, ==, "الرياض");
    g_assert_false(config->relay.tls);
    g_assert_cmpstr(config->relay.from, ==, "office@charity.example");
    g_assert_cmpint(config->workers, ==, 3);
    g_assert_cmpstr(config->models[1], ==, "eng");
    g_assert_cmpstr(config->tls_cert, ==, config->tls_key);
    g_assert_cmpstr(config->public_url, ==, "https://d.example");
    g_assert_cmpstr(config->letters, ==, "/srv/letters");

    config_forget_mailboxes(config);
    config_forget_relay(config);
    g_assert_null(main_box->password_file);
    g_assert_null(config->relay.password_file);
}

/* Each role keeps the secrets of its own grants alone. */
static void
test_oauth(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Config) config =
        load_text("[mailbox m]\nhost=h\nuser=u\noauth=in\n"
                  "[oauth in]\nprovider=microsoft\ntenant=t.example\nclient_id=c\n"
                  "client_secret_file=secrets/in\n"
                  "[oauth out]\nprovider=google\nservice_account_file=sa.json\n"
                  "[relay]\nhost=s\nuser=u\noauth=out\nfrom=a@b.example\n",
            -1, &error);
    g_assert_no_error(error);
    const MailboxConfig *mailbox = config->mailboxes->pdata[0];
    g_autofree char *secret = g_build_filename(folder, "secrets", "in", NULL);
    const OauthConfig *in = mailbox->grant, *out = config->relay.grant;
    g_assert_cmpstr(in->client_secret_file, ==, secret);
    g_assert_cmpstr(out->name, ==, "out");
    g_assert_nonnull(out->service_account_file);
    config_forget_relay(config);
    g_assert_null(config->relay.grant);
    g_assert_null(out->service_account_file);
    g_assert_nonnull(in->client_secret_file);
    config_forget_mailboxes(config);
    g_assert_null(mailbox->grant);
    g_assert_null(in->client_secret_file);
}

#define MAILBOX "[mailbox m]\nhost=h\nuser=u\npassword_file=p\n"

static const struct {
    const char *text;
    const char *message; /* after the path */
} wrong_cases[] = {
    {"[offise]\n", ":1: [offise] is no group, should be 'office'"},
    {"[x]\n",
        ":1: [x] is no group, should be one of office, mail, mailbox, oauth, scan, form, "
        "relay, read, match, requests, committee, survey, report, web, keep"},
    {"\n[relay]\npasword_file=x\n",
        ":3: 'pasword_file' is no setting of [relay], should be 'password_file'"},
    {"[match]\ncolour=x\n",
        ":2: 'colour' is no setting of [match], should be one of level, kind_percent"},
    {"[mailbox m]\ncolour_=x\n",
        ":2: 'colour_' is no setting of [mailbox m], should be one of host, port, user, "
        "password_file, oauth, folder, after, ca_file, most_mb, poll_s"},
    {"[mailbox m]\nhost=h\nuser=u\n",
        ":1: [mailbox m] has no password_file, should be password_file = "
        "secrets/mailbox, or oauth = NAME"},
    {MAILBOX "oauth=x\n",
        ":1: [mailbox m] has password_file and oauth, should be one of them"},
    {"[mailbox m]\nhost=h\nuser=u\noauth=x\n",
        ":1: oauth = x in [mailbox m], should be the NAME of an [oauth NAME]"},
    {"[relay]\nhost=h\nfrom=a@b.example\nuser=u\noauth=x\n",
        ":1: oauth = x in [relay], should be the NAME of an [oauth NAME]"},
    {"[oauth o]\nclient_id=x\n",
        ":1: [oauth o] has no provider, should be provider = microsoft"},
    {"[oauth o]\nprovider=yahoo\n",
        ":2: provider = yahoo in [oauth o], should be microsoft or google"},
    {"[oauth o]\nprovider=microsoft\n", ":1: [oauth o] needs tenant"},
    {"[oauth o]\nprovider=microsoft\ntenant=t\nclient_id=c\n",
        ":1: [oauth o] needs client_secret_file, or refresh_token_file"},
    {"[oauth o]\nprovider=google\nclient_id=c\n",
        ":1: [oauth o] needs service_account_file, or refresh_token_file"},
    {"[oauth o]\nprovider=google\nclient_id=c\nrefresh_token_file=r\n",
        ":1: [oauth o] needs client_secret_file"},
    {"[oauth o]\nprovider=microsoft\nservice_account_file=s\n",
        ":1: [oauth o] needs provider = google with service_account_file"},
    {"[oauth o]\nprovider=microsoft\nclient_id=c\nclient_secret_file=s\n"
     "token_url=http://a.example/t\n",
        ":1: [oauth o] needs a token_url that begins with https://"},
    {"[office\n", ":1: '[office' is not a group, should be [name]"},
    {"[office]\nhello\n", ":2: 'hello' sets nothing, should be 'name = value'"},
    {"name=x\n", ":1: 'name=x' stands in no group, should be below one such as [office]"},
    {"[office]\n\n\xff\n", ":3: the line is not UTF-8, should be saved as UTF-8"},
    {"[office]\nlanguage=fr\n", ":2: language = fr in [office], should be ar or en"},
    {"[office]\ncalendar=lunar\n",
        ":2: calendar = lunar in [office], should be hijri or gregorian"},
    {"[office]\nname=\n", ":2: name =  in [office], should be the office's name"},
    {"[office]\nname=a\\q\n",
        ":2: name in [office] has a \\ that says nothing, should be \\\\"},
    {"[mailbox]\n", ":1: [mailbox] has no name, should be [mailbox main]"},
    {"[office x]\n", ":1: [office x] takes no name, should be [office]"},
    {"#\n[mailbox m]\nhost=h\n", ":2: [mailbox m] has no user, should be user = "
                                 "office@charity.example"},
    {"[scan m]\n", ":1: [scan m] has no path, should be path = /srv/scans/riyadh"},
    {MAILBOX "port=0\n",
        ":5: port = 0 in [mailbox m], should be a whole number from 1 to 65535"},
    {MAILBOX "port=993 # x\n",
        ":5: port = 993 # x in [mailbox m], should be a whole number from 1 to 65535"},
    {MAILBOX "port=1e3\n",
        ":5: port = 1e3 in [mailbox m], should be a whole number from 1 to 65535"},
    {MAILBOX "after=move:\n",
        ":5: after = move: in [mailbox m], should be leave, flag or move:FOLDER"},
    {MAILBOX "after=delete\n",
        ":5: after = delete in [mailbox m], should be leave, flag or move:FOLDER"},
    {MAILBOX "port=1\n[office]\n[mailbox m]\nport=x\n",
        ":8: port = x in [mailbox m], should be a whole number from 1 to 65535"},
    {"[mail]\naddresses=a@b.example;nobody\n",
        ":2: addresses = a@b.example;nobody in [mail], "
        "should be mail addresses separated by ;"},
    {"[mail]\naddresses=a b@c.example\n", ":2: addresses = a b@c.example in [mail], "
                                          "should be mail addresses separated by ;"},
    {"[match]\nlevel=1\n",
        ":2: level = 1 in [match], should be a number from 0.9 to 0.999999"},
    {"[match]\nlevel=nan\n",
        ":2: level = nan in [match], should be a number from 0.9 to 0.999999"},
    {"[read]\nmodels=../x\n",
        ":2: models = ../x in [read], should be names of Tesseract models "
        "separated by ;"},
    {"[read]\nmodels=;\n",
        ":2: models = ; in [read], should be names of Tesseract models separated by ;"},
    {"[relay]\nhost=smtp.example\nfrom=a@b.example\ntls=no\n",
        ":4: tls = no in [relay] with another machine, should be yes"},
    {"[relay]\nhost=h\nfrom=a@b.example\ndirectory=d\n",
        ":4: [relay] has host and directory, should be one of them"},
    {"[relay]\nhost=h\nfrom=a@b.example\nuser=u\n",
        ":1: [relay] has user alone, should be user and password_file"},
    {"[relay]\nhost=h\n",
        ":1: [relay] has no from, should be from = office@charity.example"},
    {"[relay]\nfrom=a@b.example\\nBcc: c@d.example\n",
        ":2: from = a@b.example\nBcc: c@d.example in [relay], should be a mail address"},
    {"[web]\nlisten=0.0.0.0:80\n",
        ":2: listen = 0.0.0.0:80 in [web] is open to others without tls, should be "
        "127.0.0.1:PORT or have tls"},
    {"[web]\nlisten=8480\n",
        ":2: listen = 8480 in [web], should be address:port, as in 127.0.0.1:8480"},
    {"[web]\ntls_cert=x\n",
        ":1: [web] has tls_cert alone, should be tls_cert and tls_key"},
    {"[web]\ntls=x\ntls_key=y\n",
        ":2: [web] has tls beside tls_cert or tls_key, should be one or the other"},
    {"[requests]\ndocuments_days=3\n",
        ":2: documents_days = 3 in [requests] is shorter than shortest_days in "
        "[requests], "
        "should be 7 or more"},
    {"[committee]\nappeal_days=3\n",
        ":2: appeal_days = 3 in [committee] is shorter than shortest_days in [requests], "
        "should be 7 or more"},
    {"[requests]\nshortest_days=20\n",
        ":2: documents_days = 14 in [requests] is shorter than shortest_days in "
        "[requests], "
        "should be 20 or more"},
    {"[web]\npublic_url=javascript:x\n", ":2: public_url = javascript:x in [web], should "
                                         "be an address that begins with https:// "
                                         "or http://"},
};

static void
test_wrong(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(wrong_cases); i++) {
        g_autoptr(GError) error = NULL;
        g_test_message("%s", wrong_cases[i].message);
        g_assert_null(load_text(wrong_cases[i].text, -1, &error));
        g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG);
        g_autofree char *message =
            g_strdup_printf("%s/diwan.conf%s", folder, wrong_cases[i].message);
        g_assert_cmpstr(error->message, ==, message);
    }
}

static void
test_hostile(void)
{
    g_autoptr(GError) zero = NULL;
    g_assert_null(load_text("[office]\0x", 10, &zero));
    g_assert_error(zero, DIWAN_ERROR, DIWAN_ERROR_CONFIG);

    g_autoptr(GError) missing = NULL;
    g_assert_null(config_load("/nonexistent/diwan.conf", &missing));
    g_assert_error(missing, DIWAN_ERROR, DIWAN_ERROR_CONFIG);

    g_autofree char *large = g_strnfill(2 * 1024 * 1024, '#');
    g_autoptr(GError) too_large = NULL;
    g_assert_null(load_text(large, -1, &too_large));
    g_assert_error(too_large, DIWAN_ERROR, DIWAN_ERROR_CONFIG);

    g_autofree char *long_key = g_strnfill(500000, 'k');
    g_autofree char *text = g_strdup_printf("[office]\n%s=1\n", long_key);
    g_autoptr(GError) unknown = NULL;
    g_assert_null(load_text(text, -1, &unknown));
    g_assert_error(unknown, DIWAN_ERROR, DIWAN_ERROR_CONFIG);
}

/* Every setting of the template, its # taken away, is one that loads. */
static void
test_template(void)
{
    g_autofree char *here = g_path_get_dirname(__FILE__);
    g_autofree char *path =
        g_build_filename(here, "..", "..", "config", "diwan.conf", NULL);
    g_autofree char *kept = NULL;
    if (g_file_get_contents(path, &kept, NULL, NULL))
        g_assert_cmpstr(kept, ==, config_template());
    else
        g_test_message("config/diwan.conf is not beside the tests: not compared");

    g_autoptr(GString) live = g_string_new(NULL);
    g_auto(GStrv) lines = g_strsplit(config_template(), "\n", -1);
    for (char **line = lines; *line != NULL; line++) {
        bool is_setting = (*line)[0] == '#' && (*line)[1] != ' ' && (*line)[1] != '\0';
        /* Two ways of saying one thing. */
        if (g_str_has_prefix(*line, "#directory") || g_str_has_prefix(*line, "#tls_") ||
            g_str_has_prefix(*line, "#oauth") || g_str_has_prefix(*line, "#service_"))
            continue;
        g_string_append_printf(live, "%s\n", is_setting ? *line + 1 : *line);
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(Config) config = load_text(live->str, -1, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(config->mailboxes->len, ==, 1);
    g_assert_cmpuint(config->scans->len, ==, 1);
}

int
main(int argc, char **argv)
{
    setlocale(LC_ALL, "C.UTF-8");
    g_test_init(&argc, &argv, NULL);
    folder = g_dir_make_tmp("diwan-config-XXXXXX", NULL);
    g_test_add_func("/config/standards", test_standards);
    g_test_add_func("/config/everything", test_everything);
    g_test_add_func("/config/oauth", test_oauth);
    g_test_add_func("/config/wrong", test_wrong);
    g_test_add_func("/config/hostile", test_hostile);
    g_test_add_func("/config/template", test_template);
    int result = g_test_run();
    file_remove_tree(folder, NULL);
    g_free(folder);
    return result;
}
