/* sample.h - the sample post of config/sample: letters with blanks, and what should become of
 * each.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* What should become of a letter, or became. Words of letter.h; NULL: none. */
typedef struct Fate {
    char *state, *kind, *outcome, *file_no;
    char *request; /* "opens", "continues:ID" of the sample, or "none" */
    char *hold_reason;
    char *answered;
    bool numbered; /* it has a register number */
    int seen;      /* answers to it in its writer's mailbox */
} Fate;
void fate_free(Fate *fate);
bool fate_equal(const Fate *one, const Fate *other);

/* The acknowledgement that came back, as its mail says it: header values unfolded. */
typedef struct Ack {
    char *message_id; /* without angle brackets */
    char *subject;    /* encoded words and all */
    char *reply_to;   /* an address */
} Ack;
Ack *ack_copy(const Ack *ack);
void ack_free(Ack *ack);

typedef struct SampleLetter {
    char *id, *what, *file;
    bool scan;       /* goes into the watched folder, as it is */
    char *from;      /* envelope sender; "" is the null sender */
    char *to;        /* may be a blank; NULL: the office's address */
    char *again;     /* id of the letter that is delivered once more; NULL: none */
    char **after;    /* ids of letters whose acknowledgements it needs */
    char *answer_in; /* the mailbox where an answer is looked for; NULL: none */
    Fate *expected;

    /* what became of it */
    bool sent;
    GBytes *mail;     /* as it was handed in */
    char *message_id; /* NULL for a scan */
    gint64 letter_id; /* in the office; 0: not seen yet */
    char *in_no, *request_no;
    Ack *ack; /* the first seen */
    Fate *found;
} SampleLetter;

typedef struct Sample {
    char *folder;
    char *address; /* the office's */
    char *authserv_id, *scanner, *office_name, *office_name_en;
    GPtrArray *letters; /* of SampleLetter, owned, in the order of expected.json */
} Sample;
void sample_free(Sample *sample);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sample, sample_free)

/* Reads expected.json. CONFIG names what is wrong in it. */
Sample *sample_load(const char *folder, GError **error);

SampleLetter *sample_find(const Sample *sample, const char *id); /* NULL: none */

/* Every mailbox the sample needs: the office's and all answers are looked for in. */
char **sample_users(const Sample *sample);

/* The letter's bytes, line ends as in SMTP, with every blank filled; *to (owned by the caller) is
 * who it goes to. Sets mail and message_id. Needs what its `after` brought. */
GBytes *
sample_fill(const Sample *sample, SampleLetter *letter, char **to, GError **error);

/* The value of a header field of a mail, unfolded; NULL when absent. */
char *mail_header(const char *mail, const char *name);
/* The first message id in a value, without brackets; NULL when none. */
char *mail_first_id(const char *value);
