/* store_report.h - what the report to the board counts. A section of store.h, which includes it. */
#pragma once

#include "store/store.h"

/* ---- the report (report.c) ----
 *
 * Each figure is one question over all rows of a period, [from, to). What is counted of requests stands
 * in their steps; steps that were taken back do not count, nor do decisions that were corrected. */

typedef enum {
    COUNT_TAKEN,          /* letters that reached the office: kind of mail, medium */
    COUNT_HELD,           /* of them, those on the hold list: reason */
    COUNT_REGISTERED,     /* letters of people: kind of their request, medium */
    COUNT_UNACKNOWLEDGED, /* of them, those of which no acknowledgement left: why */
    COUNT_OPENED,         /* requests: kind */
    COUNT_ANSWERED,       /* enquiries, complaints …: kind, "late" or "" */
    COUNT_DECIDED,        /* by the committee: kind, outcome */
    COUNT_TIMELY, /* of acceptances and refusals, by when the letter left: "early" "window" "late",
                             or "untold" */
    COUNT_EARLY, /* reasons of the early ones, the most frequent first */
    COUNT_OVERDUE, /* requests on which the office had to act by a day of the period: kind */
    COUNT_MOVED,         /* requests: state they came to */
    COUNT_DOCUMENTS,     /* what became of documents: state, document */
    COUNT_FIELDS,        /* fields held against documents: "agrees" or "differs" */
    COUNT_REFERRALS,     /* to_kind, "in_time" "late" "open" "recalled" */
    COUNT_REFERRALS_DUE, /* open, to be returned by a day of the period: to_kind */
    COUNT_CONTACTS,      /* channel, branch */
    COUNT_ENCLOSED,      /* documents of the library: title in Arabic, in English */
    COUNT_BENEFICIARIES, /* registered */
    COUNT_NOTICES,       /* that ended: purpose, state */
    COUNT_SENT,          /* "mail" or "paper", purpose */
    COUNT_FAILED,  /* "mail" or "paper", "returned" or "refused"; made in the period */
    COUNT_DOUBT,   /* nobody knows whether they left; likewise */
    COUNT_PARTIES, /* put on record in the period: kind */
} ReportCounting;

typedef struct ReportCount {
    char *key, *part; /* never NULL */
    gint64 n;
} ReportCount;
GPtrArray *store_report_count(Store *store, ReportCounting what, gint64 from, gint64 to,
    GError **error); /* of ReportCount, by key and part */

typedef enum {
    SPREAD_ACKNOWLEDGED, /* from a letter's receipt to its acknowledgement's leaving */
    SPREAD_COMPLETE,     /* from opening to completion */
    SPREAD_DECIDED, /* from completion to the leaving of the letter that accepts or refuses */
    SPREAD_ANSWERED, /* from opening to the answer, where no committee decides */
} ReportSpreading;

/* Of n times, by nearest rank; 0 when n is. */
typedef struct ReportSpread {
    int n, within;              /* of them, those not longer than the target */
    gint64 median_ms, ninth_ms; /* half, and nine of ten, took no longer */
} ReportSpread;
bool store_report_spread(Store *store, ReportSpreading what, gint64 target_ms,
    gint64 from, gint64 to, ReportSpread *spread, GError **error);
