/* report.h - the report to the board: each clause of the policy with its figures for a period.
 *
 * The figures are gathered once and then written for people (text, PDF) or programs (JSON, CSV), with the
 * same words and the same keys everywhere. No figure leads to a person.
 */
#pragma once

#include "filing/filing.h"

#include <json-glib/json-glib.h>
#include <stdio.h>

typedef enum {
    FIGURE_COUNT,
    FIGURE_TIME,  /* milliseconds */
    FIGURE_SHARE, /* 0 … 1 */
    FIGURE_MEAN,  /* of ratings */
} FigureUnit;

typedef struct Figure {
    char *group; /* what it is a part of, "outcomes"; NULL: it stands alone */
    char *key;   /* stays the same for ever */
    char *label; /* as people read it */
    FigureUnit unit;
    bool known; /* false: there is nothing to tell it from, or it is hidden */
    double value;
} Figure;

typedef struct ReportSection {
    const char *key;    /* "committee" */
    const char *title;  /* the clause */
    const char *note;   /* what the figures mean; NULL: they say so themselves */
    char *said;         /* what else there is to say of this period; NULL */
    GPtrArray *figures; /* of Figure, owned; those of a group stand together */
} ReportSection;

typedef struct Report {
    const char *language; /* a literal; likewise what sections borrow */
    char *office;
    gint64 from, to, made_at; /* [from, to) */
    GPtrArray *sections;      /* of ReportSection, owned */
} Report;

typedef struct ReportWish {
    const Config *config;
    Store *store;
    const Kinds *kinds;
    const char *language; /* "ar" or "en" */
    gint64 from, to, now;
} ReportWish;

Report *report_new(const ReportWish *wish, GError **error);
void report_free(Report *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Report, report_free)

/* "98%", "12 minutes", "–": a figure as people read it. Owned. */
char *figure_shown(const Figure *figure, const char *language);
/* What a group of figures is called, "Decisions by outcome". A literal. */
const char *report_group_title(const char *group, const char *language);
/* Whether a group is drawn as a chart of bars. */
bool report_group_is_chart(const char *group);
const char *report_title(const char *language); /* a literal */
char *report_period(const Report *report);      /* in both calendars; owned */

/* {"from", "to", "made_at", SECTION: {KEY: number or null, GROUP: {KEY: number}}}: times in seconds, shares
 * from 0 to 1. Owned by the caller. */
JsonNode *report_json(const Report *report);
/* A table for spreadsheets (RFC 4180), UTF-8 with its mark: section, group, figure, value, unit, label. */
bool report_csv(const Report *report, FILE *to, GError **error);
/* Sheets of A4 with tables and charts. */
bool report_pdf(const Report *report, FILE *to, GError **error);
/* Lines for a terminal. */
bool report_text(const Report *report, FILE *to, GError **error);
