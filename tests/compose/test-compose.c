/* test-compose.c - the mails themselves: bytes, headers, what vanishes and what is refused.
 *
 * The golden mails stand in mails/; DIWAN_WRITE_GOLDEN=1 writes them anew, to be reviewed as any
 * other change. Their Date line is not compared.
 */
#include "trial.h"

#include <gmime/gmime.h>

#define RECEIVED_MS G_GINT64_CONSTANT(1795335600000) /* 2026-11-22 11:00 UTC */

typedef struct Mail4 {
    const char *template_, *language;
} Mail4;

static const Mail4 four[] = {{"acknowledgement-full", "ar"},
    {"acknowledgement-full", "en"}, {"acknowledgement-neutral", "ar"},
    {"acknowledgement-neutral", "en"}};

static JsonNode *
model_full(bool arabic)
{
    GError *error = NULL;
    JsonNode *model = json_from_string(
        arabic
            ? "{\"name\":\"سالم بن فهد العتيبي\",\"received_hijri\":"
              "\"الأحد ١٢ جمادى الآخرة ١٤٤٨هـ\",\"received_gregorian\":\"٢٢ نوفمبر "
              "٢٠٢٦م\","
              "\"request_no\":\"3/1448/000045/6\",\"opens\":true,\"to_committee\":true}"
            : "{\"name\":\"سالم العتيبي\",\"received_hijri\":"
              "\"Sunday 12 Jumada II 1448 AH\",\"received_gregorian\":\"22 November "
              "2026\","
              "\"request_no\":\"3/1448/000045/6\",\"opens\":false,\"to_committee\":true}",
        &error);
    g_assert_no_error(error);
    return model;
}

static Outgoing *
compose_one(Trial *trial, const Mail4 *which, GError **error)
{
    bool full = g_str_has_suffix(which->template_, "full");
    Letter letter = {.id = 42,
        .from_address = (char *)"Salem@example.org",
        .subject = (char *)"secret words of the writer",
        .message_id = (char *)"abc.1@mail.example.org",
        .in_no = (char *)"1/1448/000123/8",
        .received_at = RECEIVED_MS};
    g_autoptr(JsonNode) model = full ? model_full(*which->language == 'a') : NULL;
    Departure departure = {.letter = &letter,
        .request_id = 7,
        .party_id = 3,
        .purpose = "acknowledgement",
        .template_ = which->template_,
        .language = which->language,
        .recipient = "salem@example.org",
        .automatic = true,
        .neutral = !full,
        .model = model};
    return compose_mail(trial->compose, &departure, error);
}

static char *
bytes_without_date(const Outgoing *mail)
{
    gsize length;
    const char *bytes = g_bytes_get_data(mail->bytes, &length);
    g_assert_true(g_str_has_prefix(bytes, "Date: "));
    const char *rest = memchr(bytes, '\n', length);
    return g_strndup(rest + 1, length - (gsize)(rest + 1 - bytes));
}

static void
test_golden(gconstpointer data)
{
    const Mail4 *which = data;
    GError *error = NULL;
    Trial trial;
    trial_open(&trial);
    g_autoptr(Outgoing) mail = compose_one(&trial, which, &error);
    g_assert_no_error(error);
    g_autofree char *bytes = bytes_without_date(mail);
    g_autofree char *path = g_strdup_printf(
        "tests/compose/mails/%s.%s.eml", which->template_, which->language);
    if (g_getenv("DIWAN_WRITE_GOLDEN") != NULL)
        g_assert_true(g_file_set_contents(path, bytes, -1, NULL));
    g_autofree char *golden = NULL;
    g_assert_true(g_file_get_contents(path, &golden, NULL, NULL));
    g_assert_cmpstr(bytes, ==, golden);
    trial_close(&trial);
}

static GMimeMessage *
parse(const Outgoing *mail)
{
    gsize length;
    const char *bytes = g_bytes_get_data(mail->bytes, &length);
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes, length);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
    g_object_unref(parser);
    g_object_unref(stream);
    g_assert_nonnull(message);
    return message;
}

static char *
part_text(GMimeMessage *message, int i)
{
    GMimeMultipart *body = GMIME_MULTIPART(g_mime_message_get_mime_part(message));
    return g_mime_text_part_get_text(GMIME_TEXT_PART(g_mime_multipart_get_part(body, i)));
}

static void
assert_seven_bits(const Outgoing *mail)
{
    gsize length, line = 0;
    const guint8 *bytes = g_bytes_get_data(mail->bytes, &length);
    for (gsize i = 0; i < length; i++) {
        g_assert_cmpuint(bytes[i], <, 127);
        g_assert_true(bytes[i] >= ' ' || bytes[i] == '\r' || bytes[i] == '\n');
        g_assert_true((bytes[i] == '\n') == (i > 0 && bytes[i - 1] == '\r'));
        line = bytes[i] == '\n' ? 0 : line + 1;
        g_assert_cmpuint(line, <=, 998);
    }
}

/* What another program reads in our mail. */
static void
test_read_back(void)
{
    GError *error = NULL;
    Trial trial;
    trial_open(&trial);
    trial.config.phone = (char *)"+966 11 000 0000";
    for (guint i = 0; i < G_N_ELEMENTS(four); i++) {
        g_autoptr(Outgoing) mail = compose_one(&trial, &four[i], &error);
        g_assert_no_error(error);
        assert_seven_bits(mail);
        GMimeMessage *message = parse(mail);
        GMimeObject *object = GMIME_OBJECT(message);
        const char *subject = g_mime_message_get_subject(message);
        g_assert_nonnull(strstr(subject, "[1/1448/000123/8]"));
        g_assert_null(strstr(subject, "secret"));
        g_assert_cmpstr(
            g_mime_object_get_header(object, "Auto-Submitted"), ==, "auto-replied");
        g_assert_cmpstr(g_mime_object_get_header(object, "In-Reply-To"), ==,
            "<abc.1@mail.example.org>");
        g_assert_cmpstr(g_mime_message_get_message_id(message), ==, mail->message_id);
        g_assert_cmpstr(mail->sender, ==, "");
        g_autofree char *plain = part_text(message, 0);
        g_autofree char *html = part_text(message, 1);
        g_assert_nonnull(strstr(plain, "1/1448/000123/8"));
        g_assert_nonnull(strstr(html, "1/1448/000123/8"));
        g_assert_nonnull(strstr(html, "000 0000"));
        g_assert_null(strstr(html, "http"));
        g_assert_null(strstr(plain, "secret"));
        bool arabic = *four[i].language == 'a';
        g_assert_true(!arabic == (strstr(html, "dir=\"rtl\" lang=\"ar\"") == NULL));
        if (arabic)
            g_assert_nonnull(strstr(plain, "\u2066"
                                           "1/1448/000123/8\u2069"));
        bool full = g_str_has_suffix(four[i].template_, "full");
        g_assert_true(full == (strstr(plain, "000045") != NULL));
        g_assert_true(full == (strstr(plain, "العتيبي") != NULL));
        bool clause = strstr(plain, "خلال مدة لا تقل عن أسبوعين") != NULL ||
                      strstr(plain, "not less than two weeks") != NULL;
        g_assert_true(full == clause);
        g_object_unref(message);
    }
    trial_close(&trial);
}

/* A neutral mail's token names the letter and no request; the same mail twice is the same. */
static void
test_message_id(void)
{
    Trial trial;
    trial_open(&trial);
    ReferenceKey key;
    g_assert_true(reference_key_load(trial.folder, &key, NULL));
    for (guint i = 0; i < G_N_ELEMENTS(four); i++) {
        g_autoptr(Outgoing) one = compose_one(&trial, &four[i], NULL);
        g_autoptr(Outgoing) other = compose_one(&trial, &four[i], NULL);
        gint64 letter = 0, request = -1;
        g_assert_cmpstr(one->message_id, ==, other->message_id);
        g_assert_true(reference_read(&key, one->message_id, &letter, &request));
        g_assert_cmpint(letter, ==, 42);
        g_assert_cmpint(request, ==, g_str_has_suffix(four[i].template_, "full") ? 7 : 0);
    }
    trial_close(&trial);
}

/* Whatever a letter brings, it opens no header and no element. */
static void
test_hostile(void)
{
    GError *error = NULL;
    Trial trial;
    trial_open(&trial);
    trial.config.office_name = (char *)"جمعية\r\nBcc: x@evil.example";
    g_autoptr(JsonNode) model = model_full(true);
    json_object_set_string_member(
        json_node_get_object(model), "name", "<script>\u202Ex\u2069</bdi>\r\n- y");
    Letter letter = {.id = 1,
        .from_address = (char *)"a@example.org",
        .message_id = (char *)"x>\r\nBcc: y@evil.example",
        .in_no = (char *)"1/1448/000001/2"};
    Departure departure = {.letter = &letter,
        .purpose = "acknowledgement",
        .template_ = "acknowledgement-full",
        .language = "ar",
        .recipient = "a@example.org",
        .automatic = true,
        .model = model};
    g_autoptr(Outgoing) mail = compose_mail(trial.compose, &departure, &error);
    g_assert_no_error(error);
    assert_seven_bits(mail);
    GMimeMessage *message = parse(mail);
    g_assert_null(g_mime_object_get_header(GMIME_OBJECT(message), "Bcc"));
    g_assert_null(g_mime_object_get_header(GMIME_OBJECT(message), "In-Reply-To"));
    g_autofree char *plain = part_text(message, 0);
    g_autofree char *html = part_text(message, 1);
    g_assert_null(strstr(plain, "\u202E"));
    g_assert_null(strstr(html, "<script>"));
    g_assert_null(strstr(html, "</bdi></bdi>"));
    g_object_unref(message);
    trial_close(&trial);
}

static void
test_refused(void)
{
    Trial trial;
    trial_open(&trial);
    Letter letter = {.id = 1, .from_address = (char *)"a@example.org"};
    Departure good = {.letter = &letter,
        .purpose = "acknowledgement",
        .template_ = "acknowledgement-neutral",
        .language = "ar",
        .recipient = "a@example.org",
        .automatic = true,
        .neutral = true};
    Departure bad[] = {good, good, good, good};
    bad[1].template_ = "layout.html";
    bad[2].purpose = "outcome";
    bad[3].recipient = "a@example.org\r\nBcc: x";
    static const char *const words[] = {
        "in_no", "layout.html.ar", "outcome", "malformed"};
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Outgoing) mail = compose_mail(trial.compose, &bad[i], &error);
        g_assert_null(mail);
        g_assert_error(error, DIWAN_ERROR, DIWAN_ERROR_REFUSED);
        g_assert_nonnull(strstr(error->message, words[i]));
    }
    trial_close(&trial);
}

static void
test_speed(void)
{
    enum { MAILS = 2000 };
    Trial trial;
    trial_open(&trial);
    gint64 began = g_get_monotonic_time();
    for (int i = 0; i < MAILS; i++) {
        g_autoptr(Outgoing) mail = compose_one(&trial, &four[0], NULL);
        g_assert_nonnull(mail);
    }
    double each_ms = (double)(g_get_monotonic_time() - began) / 1000 / MAILS;
    g_test_message("%.3f ms a mail", each_ms);
    g_assert_cmpfloat(each_ms, <, 20); /* a gross mistake only: machines differ */
    trial_close(&trial);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_mime_init();
    for (guint i = 0; i < G_N_ELEMENTS(four); i++) {
        g_autofree char *path =
            g_strdup_printf("/mail/golden %s.%s", four[i].template_, four[i].language);
        g_test_add_data_func(path, &four[i], test_golden);
    }
    g_test_add_func("/mail/read back", test_read_back);
    g_test_add_func("/mail/message id", test_message_id);
    g_test_add_func("/mail/hostile", test_hostile);
    g_test_add_func("/mail/refused", test_refused);
    g_test_add_func("/mail/speed", test_speed);
    return g_test_run();
}
