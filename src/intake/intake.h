/* intake.h - post is taken in: kept in the archive, recorded, then acknowledged to the server, in
 * that order.
 */
#pragma once

#include "archive/archive.h"
#include "store/store.h"

typedef struct Intake Intake;

/* Starts one fetcher process for each mailbox; none is waited for. */
Intake *intake_open(const Config *config, Store *store, Archive *archive, GError **error);
void intake_close(Intake *intake);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Intake, intake_close)

/* Takes what fetchers hand over and what lies finished in the scan folders, for at most
 * timeout_ms; taken counts new letters. It returns sooner with what was taken. idle is set when
 * every mailbox has been read to its end since intake_open, or has failed three times in a row,
 * and no file is being watched. A mailbox in trouble is noted in the store (store_source_note)
 * and tried again with back-off; it never stops the others. An error is the archive's or the
 * store's: nothing is lost, the next round fetches again. */
bool intake_round(Intake *intake, int timeout_ms, int *taken, bool *idle, GError **error);

/* Files named on the command line: .eml, mbox, Maildir folders, scans; as the poller takes them.
 * quiet: old post, nothing is answered. refused (of char, owned) gets a line for each file that
 * was not taken, with the reason. */
bool intake_take(Store *store, Archive *archive, char **paths, bool quiet, int *taken,
    GPtrArray *refused, GError **error);

/* Logs in to a mailbox and out again: for `diwan check`. */
bool intake_check_mailbox(const MailboxConfig *mailbox, GError **error);

/* `diwan fetcher`: the inside of a mailbox's process, for intake_open alone. */
int fetcher_main(int argc, char **argv);
