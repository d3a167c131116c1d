/* login.c - coming in and going out. */
#include "web/inside.h"

#include "office/office.h"

#include <string.h>

enum { MOST_PASSWORD_BYTES = 1024 };

/* Where to go after the login: a path of ours, never another site ("//…", "/\…"). */
static const char *
safe_path(const char *to)
{
    bool ours = to[0] == '/' && to[1] != '/' && strpbrk(to, "\\\r\n\t") == NULL;
    return ours ? to : "/";
}

static void
render(
    Visit *visit, unsigned status, const char *to, const char *login, char *take_trouble)
{
    JsonObject *model = json_object_new();
    show_text(model, "to", to);
    show_text(model, "login", login);
    show_take(model, "trouble", take_trouble);
    page_render(visit, status, "login", "login", model);
}

void
page_home(Visit *visit)
{
    answer_redirect(visit, "/q/all");
}

void
page_login(Visit *visit)
{
    g_autofree char *to = visit_query(visit, "to");
    if (visit->staff != NULL)
        answer_redirect(visit, "/");
    else
        render(visit, MHD_HTTP_OK, to, NULL, NULL);
}

/* NULL when login and password do not fit, or on error. */
static Staff *
staff_proven(Visit *visit, const char *login, const char *password, GError **error)
{
    GError *trouble = NULL;
    g_autoptr(Staff) staff =
        store_staff_by_login(visit->web->diwan->store, login, &trouble);
    if (trouble != NULL) {
        g_propagate_error(error, trouble);
        return NULL;
    }
    const char *hash = staff != NULL ? staff->password_hash : visit->web->nobody_hash;
    bool fits = strlen(password) <= MOST_PASSWORD_BYTES && password_is(hash, password);
    return staff != NULL && staff->active && fits ? g_steal_pointer(&staff) : NULL;
}

static void
refuse(Visit *visit, const char *login, const char *to)
{
    gint64 now = clock_now_ms();
    attempts_failed(visit->web->attempts, login, visit->peer, now);
    log_line("login=refused");
    render(visit, MHD_HTTP_FORBIDDEN, to, login,
        g_strdup(words_get(visit->words, "login", "wrong")));
}

void
page_login_post(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *login = g_ascii_strdown(visit_field(visit, "login"), -1);
    const char *to = visit_field(visit, "to");
    int wait_s =
        attempts_wait_s(visit->web->attempts, login, visit->peer, clock_now_ms());
    if (wait_s > 0) {
        render(visit, MHD_HTTP_TOO_MANY_REQUESTS, to, login,
            words_count(visit->words, "login", "wait", wait_s));
        return;
    }
    g_autoptr(Staff) staff =
        staff_proven(visit, login, visit_field(visit, "password"), &error);
    if (error == NULL && staff == NULL)
        refuse(visit, login, to);
    else if (error == NULL && session_begin(visit, staff, &error) &&
             store_journal(visit->web->diwan->store, staff->login, "logged_in", 0, 0, 0,
                 NULL, &error)) {
        attempts_forget(visit->web->attempts, login, visit->peer);
        answer_redirect(visit, safe_path(to));
    }
    if (error != NULL)
        page_error(visit, error);
}

void
page_logout_post(Visit *visit)
{
    g_autoptr(GError) error = NULL;
    if (session_end(visit, &error))
        answer_redirect(visit, "/login");
    else
        page_error(visit, error);
}
