/* ledger.h - the register of a period as a book: for printing (PDF) and for spreadsheets (CSV).
 *
 * Entries pass through in portions, however many there are; nothing of them is kept. Void ones stand in
 * their place. What a period holds when it is begun to be written is what is written.
 */
#pragma once

#include "filing/filing.h"

#include <stdio.h>

typedef struct Ledger {
    Store *store;
    const Kinds *kinds;   /* for what requests are called */
    const char *language; /* "ar" or "en"; of the PDF */
    const char *office;   /* its name, on each page */
    int kind;             /* REGISTER_INCOMING … REGISTER_BENEFICIARY */
    gint64 from, to;      /* registered at from or later, before to */
    gint64 printed_at;
    const char *reader; /* who is to read it, as of RegisterFilter; NULL: anyone */
    int most;           /* entries; more are REFUSED. 0: as many as there are */
} Ledger;

/* What the register of a kind is called, "سجل الوارد". A literal. */
const char *ledger_name(int kind, const char *language);
/* What an entry is about, as its row shows it: its subject, else its request's kind. "" for nothing. */
const char *
ledger_subject(const Ledger *ledger, const RegisterRow *row, const char *language);

/* Calls each for every entry in the order of numbers; false from it ends the walk and is returned. */
typedef bool (*LedgerFunc)(const RegisterRow *row, gpointer user_data, GError **error);
bool
ledger_walk(const Ledger *ledger, LedgerFunc each, gpointer user_data, GError **error);

/* A table for spreadsheets (RFC 4180): UTF-8 with its mark, English names of columns that stay the
 * same, no cell that a spreadsheet would take for a formula. entries counts the rows; NULL allowed. */
bool ledger_csv(const Ledger *ledger, FILE *to, int *entries, GError **error);

/* Pages of A4 on their side: head with office, period in both calendars and columns, "page n of m",
 * lines for signatures at the end. Arabic runs from right to left. */
bool ledger_pdf(const Ledger *ledger, FILE *to, int *entries, GError **error);
