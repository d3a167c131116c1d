/* mail_again.h - a kept mail taken apart once more in the locked room: its words in a charset that a person names, or its
 * HTML as it may be shown. */
#pragma once

#include "diwan.h"

typedef struct MailAgain {
    const char *charset; /* of its words; NULL: by the rule */
    bool wants_html;
    int most_s; /* how long it may take, of the clock; half of it of the processor */
} MailAgain;

/* Owned by the caller. REFUSED: it is a scan, or its worker ended; nothing was changed. */
Mail *mail_parse_again(
    Diwan *diwan, const Letter *letter, const MailAgain *how, GError **error);

/* Subject, words, writer's name and form's fields are what that charset says, and the search knows them. The file
 * itself, who wrote it and where the letter stands are as they were, so that another charset may be tried. */
bool mail_decode_again(Diwan *diwan, Search *search, gint64 letter_id,
    const MailAgain *how, const char *by, GError **error);
