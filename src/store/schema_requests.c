/* schema_requests.c - the tables of a request's life: a migration of schema.c, never edited. */
#include "store/schema.h"

const char schema_requests[] =
    "ALTER TABLE request ADD COLUMN clocked INTEGER NOT NULL DEFAULT 0;" /* days were begun */
    "ALTER TABLE request ADD COLUMN completed_at BIGINT;"
    "ALTER TABLE request ADD COLUMN earliest_at BIGINT;" /* no outcome before */
    "ALTER TABLE request ADD COLUMN target_at BIGINT;"   /* the day promised */
    "ALTER TABLE request ADD COLUMN expected_at BIGINT;" /* the day last told of */
    "ALTER TABLE request ADD COLUMN paused_at BIGINT;"
    "ALTER TABLE request ADD COLUMN paused_why TEXT;"
    "ALTER TABLE request ADD COLUMN due_at BIGINT;"    /* the office has to act by then */
    "ALTER TABLE request ADD COLUMN assigned_to TEXT;" /* login */
    "ALTER TABLE request ADD COLUMN about_id INTEGER REFERENCES request (id);" /* appeal of, merged into */
    "ALTER TABLE request ADD COLUMN named_by TEXT;" /* who said whom a complaint is of */
    "CREATE INDEX request_unclocked ON request (id) WHERE clocked = 0;"
    "CREATE INDEX request_due ON request (due_at, id) WHERE due_at IS NOT NULL;"
    "CREATE INDEX request_expected ON request (expected_at) WHERE expected_at IS NOT "
    "NULL;"
    "CREATE INDEX request_paused ON request (paused_at) WHERE paused_at IS NOT NULL;"

    /* Every step of a request, with what its days were before it, so that it can be undone. */
    "CREATE TABLE request_change ("
    "  id INTEGER PRIMARY KEY, request_id INTEGER NOT NULL REFERENCES request (id),"
    "  at BIGINT NOT NULL, actor TEXT NOT NULL, move TEXT NOT NULL,"
    "  from_state TEXT NOT NULL, to_state TEXT NOT NULL,"
    "  reason TEXT, told TEXT," /* for the office; for the applicant */
    "  undoes INTEGER UNIQUE REFERENCES request_change (id),"
    "  was_completed_at BIGINT, was_earliest_at BIGINT, was_target_at BIGINT,"
    "  was_expected_at BIGINT, was_paused_at BIGINT, was_paused_why TEXT, was_due_at "
    "BIGINT);"
    "CREATE INDEX request_change_request ON request_change (request_id, id);"

    /* Who decided of a request, or is complained of in it. */
    "CREATE TABLE request_barred ("
    "  request_id INTEGER NOT NULL REFERENCES request (id), login TEXT NOT NULL,"
    "  why TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (request_id, login, why));"

    /* What became of a request's documents: appended, the newest row of each holds. */
    "CREATE TABLE request_document ("
    "  id INTEGER PRIMARY KEY, request_id INTEGER NOT NULL REFERENCES request (id),"
    "  document TEXT NOT NULL, state TEXT NOT NULL,"
    "  letter_id INTEGER REFERENCES letter (id)," /* that brought it */
    "  received_at BIGINT, expires_at BIGINT,"
    "  actor TEXT NOT NULL, at BIGINT NOT NULL, reason TEXT);"
    "CREATE INDEX request_document_request ON request_document (request_id, document, "
    "id);"

    /* Letters that asked for what is missing; one is open at a time. */
    "CREATE TABLE request_ask ("
    "  id INTEGER PRIMARY KEY, request_id INTEGER NOT NULL REFERENCES request (id),"
    "  actor TEXT NOT NULL, at BIGINT NOT NULL, documents TEXT NOT NULL," /* with `;` between */
    "  due_at BIGINT NOT NULL, reminded_at BIGINT,"
    "  ended_at BIGINT, ended_how TEXT);"
    "CREATE UNIQUE INDEX request_ask_open ON request_ask (request_id) WHERE ended_at IS "
    "NULL;"
    "CREATE INDEX request_ask_due ON request_ask (due_at) WHERE ended_at IS NULL;"

    /* A field of the party held against a document; the newest row of each field holds. */
    "CREATE TABLE request_field ("
    "  id INTEGER PRIMARY KEY, request_id INTEGER NOT NULL REFERENCES request (id),"
    "  field TEXT NOT NULL, value TEXT NOT NULL," /* as it stood on the record */
    "  agrees INTEGER NOT NULL, document TEXT NOT NULL,"
    "  actor TEXT NOT NULL, at BIGINT NOT NULL, note TEXT);"
    "CREATE INDEX request_field_request ON request_field (request_id, field, id);"

    "CREATE TABLE referral ("
    "  id INTEGER PRIMARY KEY, request_id INTEGER NOT NULL REFERENCES request (id),"
    "  actor TEXT NOT NULL, at BIGINT NOT NULL,"
    "  to_kind TEXT NOT NULL, to_name TEXT NOT NULL," /* researcher: a login; unit, branch: its name */
    "  purpose TEXT NOT NULL, instruction TEXT NOT NULL, due_at BIGINT,"
    "  ended_at BIGINT, ended_by TEXT, ended_how TEXT, answer TEXT);"
    "CREATE INDEX referral_request ON referral (request_id, id);"
    "CREATE INDEX referral_open ON referral (due_at, id) WHERE ended_at IS NULL;"

    /* What was said by another way than a letter. */
    "CREATE TABLE contact ("
    "  id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE,"
    "  party_id INTEGER REFERENCES party (id), request_id INTEGER REFERENCES request "
    "(id),"
    "  channel TEXT NOT NULL, direction TEXT NOT NULL, branch TEXT,"
    "  person TEXT," /* who spoke for the branch, or for the party */
    "  at BIGINT NOT NULL, summary TEXT NOT NULL,"
    "  actor TEXT NOT NULL, noted_at BIGINT NOT NULL);"
    "CREATE INDEX contact_request ON contact (request_id, id);"
    "CREATE INDEX contact_party ON contact (party_id, id);"

    /* The obligation to tell an applicant something: made with what it tells of, once. */
    "CREATE TABLE notice ("
    "  id INTEGER PRIMARY KEY, request_id INTEGER NOT NULL REFERENCES request (id),"
    "  purpose TEXT NOT NULL, mark BIGINT NOT NULL," /* what it tells of: a change, an ask, a day */
    "  actor TEXT NOT NULL, state TEXT NOT NULL, made_at BIGINT NOT NULL,"
    "  due_at BIGINT NOT NULL, why TEXT," /* it waits, or did not leave */
    "  word TEXT, told TEXT,"             /* the state or cause it tells */
    "  promised_at BIGINT, expected_at BIGINT,"
    "  out_no TEXT, outbox_id INTEGER REFERENCES outbox (id), ended_at BIGINT,"
    "  UNIQUE (request_id, purpose, mark));"
    "CREATE INDEX notice_due ON notice (state, due_at, id);"

    /* An applicant who was registered is a beneficiary. */
    "ALTER TABLE party ADD COLUMN beneficiary_no TEXT;"
    "ALTER TABLE party ADD COLUMN registered_at BIGINT;"
    "ALTER TABLE party ADD COLUMN registered_by TEXT;"
    "CREATE UNIQUE INDEX party_beneficiary ON party (beneficiary_no)"
    "  WHERE beneficiary_no IS NOT NULL;";
