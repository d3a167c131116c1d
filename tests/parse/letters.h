/* letters.h - small mails for the tests of parse: made from C strings, taken apart again. */
#pragma once

#include <string.h>

#include "parse/inside.h"

static const char *const OWN_ADDRESSES[] = {"diwan@charity.example", NULL};
static const char *const BELIEVED[] = {"mx.charity.example", NULL};

static inline Mail *
letter_parse_bytes(const void *bytes, gsize length)
{
    ParseSettings settings = {
        .addresses = (char **)OWN_ADDRESSES,
        .authserv_id = (char **)BELIEVED,
    };
    return parse_mail(bytes, length, &settings);
}

static inline Mail *
letter_parse(const char *text)
{
    return letter_parse_bytes(text, strlen(text));
}

static inline bool
letter_has_defect(const Mail *mail, const char *name)
{
    for (guint i = 0; i < mail->defects->len; i++)
        if (strcmp(g_ptr_array_index(mail->defects, i), name) == 0)
            return true;
    return false;
}

static inline Part *
letter_part(const Mail *mail, guint i)
{
    g_assert_cmpuint(i, <, mail->parts->len);
    return g_ptr_array_index(mail->parts, i);
}

/* A usual head; the test adds fields and a body. */
#define HEAD \
    "From: Mona Saleh <mona@example.org>\nTo: diwan@charity.example\n" \
    "Date: Sun, 22 Nov 2026 10:00:00 +0300\nMessage-ID: <1@example.org>\nSubject: " \
    "Request\n" \
    "MIME-Version: 1.0\n"

/* A mail of one text, as a program would send it. */
static inline Mail *
letter_of(const char *type, const char *body, bool answers)
{
    g_autofree char *text = g_strconcat(HEAD,
        answers ? "In-Reply-To: <2.1448@charity.example>\n" : "", "Content-Type: ", type,
        "; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n", body, NULL);
    return letter_parse(text);
}
