/* inside.h - what the office's files on requests share. Private to office/. */
#pragma once

#include "language/language.h"
#include "office/office.h"

/* What a person sets going leaves after this time, in which it can be taken back. */
#define NOTICE_HOLD_MS (30 * 1000)

/* One act on one request, inside a transaction. */
typedef struct Step {
    const Desk *desk;
    const Act *act;
    gint64 now;
    Request *request;
    const KindRule *kind;
    GPtrArray *changes; /* of RequestChange, owned */
    RequestClock clock; /* as it will be */
    bool mine;          /* the transaction is this step's, and open */
} Step;

/* Begins, reads the request and refuses whoever is barred from it. */
bool step_begin(
    Step *step, const Desk *desk, gint64 request_id, const Act *act, GError **error);
/* Whether the person is not barred from a request (0: none), nor so from its letters. */
bool step_may_touch(const Desk *desk, gint64 request_id, const Act *act, GError **error);
/* Whether the role may do what [acts staff] of kinds.conf names. */
bool step_allowed(const Step *step, const char *what, GError **error);
/* Makes a move after asking for all it asks for, MOVE_ASKS too. */
bool step_move(Step *step, const Move *move, gint64 other_id, GError **error);
/* Whether it may be made: who makes it, and all it asks for; other_id as of request_move. */
bool move_may(const Step *step, const Move *move, gint64 other_id, GError **error);
/* The step by which the request ended; NULL: it has not. */
const RequestChange *move_newest_end(const Step *step);
/* Writes a step with step->clock. */
bool step_change(Step *step, const char *move, const char *to, gint64 undoes, gint64 *id,
    GError **error);
/* Owes a notice of progress. */
bool step_tell(const Step *step, const char *word, gint64 mark, GError **error);
/* True after saying why, when the login may do nothing with the request (or it cannot be known). */
bool step_is_barred(const Step *step, const char *login, GError **error);
bool step_is_decider(const Step *step, const char *login, bool *is, GError **error);
/* The survey that follows a closing, made by the step of that id. */
bool survey_owe(const Step *step, gint64 change_id, GError **error);
/* A survey that is due leaves, or it is noted why not (yet). */
bool survey_send(const Desk *desk, Compose *compose, const Notice *notice,
    const Request *request, const Party *party, const char *language, gint64 now,
    int *sent, GError **error);
bool step_end(Step *step, GError **error); /* commits */
void step_clear(Step *step);               /* takes everything back that was not ended */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Step, step_clear)

/* The last moment of a period of days (0: the setting's) given to an applicant, which ends on a day that
 * is worked. */
gint64 ask_ends(const Desk *desk, gint64 now, int days);

/* What was asked for: its days begin, applicants are reminded, requests rest, or a person sees to it. */
bool asks_see_to(const Desk *desk, gint64 now, ClockRound *round, GError **error);

/* REFUSED, "…: nothing was changed"; false. */
bool refuse(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);
