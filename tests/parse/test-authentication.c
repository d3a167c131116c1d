/* test-authentication.c - only the topmost word of a server we believe counts. */
#include <string.h>

#include "parse/inside.h"

static const struct {
    const char *what, *headers, *result; /* trusted spf dkim dmarc */
} CASES[] = {
    {"nobody said", "", "no - - -"},
    {"dmarc passed",
        "Authentication-Results: mx.charity.example; spf=pass "
        "smtp.mailfrom=example.org;\n"
        " dkim=pass header.d=example.org; dmarc=pass (p=REJECT) "
        "header.from=example.org\n",
        "yes pass pass pass"},
    {"version and comments",
        "Authentication-Results: MX.charity.example (our (own) border) 1; dmarc (x) = "
        "pass\n",
        "yes - - pass"},
    {"not one of ours", "Authentication-Results: mx.thief.example; dmarc=pass\n",
        "no - - -"},
    {"forged below",
        "Authentication-Results: mx.charity.example; spf=fail; dkim=none; dmarc=fail\n"
        "Received: from thief\n"
        "Authentication-Results: mx.charity.example; dmarc=pass; dkim=pass "
        "header.d=example.org\n",
        "no fail none fail"},
    {"ours below a stranger's",
        "Authentication-Results: mx.thief.example; dmarc=pass\n"
        "Authentication-Results: mx.charity.example; dmarc=pass\n",
        "no - - -"},
    {"aligned dkim",
        "Authentication-Results: mx.charity.example; dkim=pass header.d=example.org\n",
        "yes - pass -"},
    {"aligned through header.i",
        "Authentication-Results: mx.charity.example; dkim=pass header.i=@example.org\n",
        "yes - pass -"},
    {"header.d outranks header.i",
        "Authentication-Results: mx.charity.example; dkim=pass header.d=thief.example "
        "header.i=@example.org\n",
        "no - pass -"},
    {"dkim of somebody else",
        "Authentication-Results: mx.charity.example; dkim=pass header.d=thief.example\n",
        "no - pass -"},
    {"dkim of a longer name",
        "Authentication-Results: mx.charity.example; dkim=pass header.d=notexample.org\n",
        "no - pass -"},
    {"dkim of the end of our name",
        "Authentication-Results: mx.charity.example; dkim=pass header.d=ample.org\n",
        "no - pass -"},
    {"dkim of a whole top level",
        "Authentication-Results: mx.charity.example; dkim=pass header.d=org\n",
        "no - pass -"},
    {"the second signature is aligned",
        "Authentication-Results: mx.charity.example; dkim=fail header.d=list.example; "
        "dkim=pass header.d=example.org\n",
        "yes - pass -"},
    {"dmarc of another From",
        "Authentication-Results: mx.charity.example; dmarc=pass "
        "header.from=thief.example\n",
        "no - - pass"},
    {"spf alone proves the envelope only",
        "Authentication-Results: mx.charity.example; spf=pass "
        "smtp.mailfrom=m@example.org\n",
        "no pass - -"},
    {"a word in a comment or quotation",
        "Authentication-Results: mx.charity.example; spf=fail (dmarc=pass) reason=\"; "
        "dmarc=pass\"\n",
        "no fail - -"},
    {"none", "Authentication-Results: mx.charity.example; none\n", "no - - -"},
    {"cut off", "Authentication-Results: mx.charity.example; dmarc=\n", "no - - -"},
    {"cut off in a property",
        "Authentication-Results: mx.charity.example; dkim=pass header.d=\n",
        "no - pass -"},
    {"without a name, not believed unless configured",
        "Authentication-Results: spf=pass smtp.mailfrom=x; dmarc=pass action=none "
        "header.from=example.org;compauth=pass reason=100\n",
        "no - - -"},
};

static char *
results(const char *block, char **believed)
{
    g_autoptr(Mail) mail = mail_new();
    mail->from = address_new(NULL, "m@example.org");
    g_autoptr(Headers) headers = headers_parse(block, strlen(block));
    authentication_read(mail, headers, believed);
    return g_strdup_printf("%s %s %s %s", mail->trusted ? "yes" : "no",
        mail->spf ? mail->spf : "-", mail->dkim ? mail->dkim : "-",
        mail->dmarc ? mail->dmarc : "-");
}

static void
test_results(void)
{
    char *believed[] = {(char *)"other.example", (char *)"mx.charity.example", NULL};
    for (gsize i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autofree char *result = results(CASES[i].headers, believed);
        g_test_message("%s", CASES[i].what);
        g_assert_cmpstr(result, ==, CASES[i].result);
    }
}

static void
test_without_id(void)
{
    char *believed[] = {(char *)"without-id", NULL};
    g_autofree char *nameless =
        results("Authentication-Results: spf=pass smtp.mailfrom=x; dmarc=pass "
                "header.from=example.org\n",
            believed);
    g_assert_cmpstr(nameless, ==, "yes pass - pass");
    g_autofree char *named =
        results("Authentication-Results: mx.example; dmarc=pass\n", believed);
    g_assert_cmpstr(named, ==, "no - - -");
    g_autofree char *nobody =
        results("Authentication-Results: mx.example; dmarc=pass\n", NULL);
    g_assert_cmpstr(nobody, ==, "no - - -");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    parse_open();
    g_test_add_func("/authentication/results", test_results);
    g_test_add_func("/authentication/without-id", test_without_id);
    return g_test_run();
}
