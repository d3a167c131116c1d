/* schema_committee.c - the tables of the committee: a migration of schema.c, never edited. */
#include "store/schema.h"

const char schema_committee[] =
    "CREATE TABLE committee_session ("
    "  id INTEGER PRIMARY KEY, year INTEGER NOT NULL, serial INTEGER NOT NULL,"
    "  number TEXT NOT NULL UNIQUE, held_at BIGINT NOT NULL,"     /* its day */
    "  state TEXT NOT NULL, revision INTEGER NOT NULL DEFAULT 1," /* open, approved */
    "  opened_by TEXT NOT NULL, opened_at BIGINT NOT NULL,"
    "  accepted INTEGER, declined INTEGER, deferred INTEGER," /* in the minutes; NULL: not told */
    "  minutes TEXT, approved_by TEXT, approved_at BIGINT,"
    "  UNIQUE (year, serial));"
    "CREATE TABLE committee_member (" /* who was present */
    "  session_id INTEGER NOT NULL REFERENCES committee_session (id),"
    "  position INTEGER NOT NULL, login TEXT, name TEXT NOT NULL,"
    "  PRIMARY KEY (session_id, position));"
    "CREATE TABLE committee_item (" /* the agenda */
    "  session_id INTEGER NOT NULL REFERENCES committee_session (id),"
    "  request_id INTEGER NOT NULL REFERENCES request (id),"
    "  position INTEGER NOT NULL, actor TEXT NOT NULL, at BIGINT NOT NULL,"
    "  PRIMARY KEY (session_id, request_id));"
    "CREATE INDEX committee_item_request ON committee_item (request_id);"
    "CREATE INDEX committee_item_position ON committee_item (session_id, position);"

    /* What the committee decided of a request; lists have a line each. */
    "CREATE TABLE committee_decision ("
    "  id INTEGER PRIMARY KEY,"
    "  session_id INTEGER NOT NULL REFERENCES committee_session (id),"
    "  request_id INTEGER NOT NULL REFERENCES request (id),"
    "  outcome TEXT NOT NULL,"         /* accepted declined deferred */
    "  reason_code TEXT, reason TEXT," /* of the approved list; in words for the letter */
    "  conditions TEXT, next_step TEXT, contact_by BIGINT, amount TEXT,"
    "  alternatives TEXT, needed TEXT, next_at BIGINT," /* before the committee again */
    "  early_reason TEXT,"                              /* why before the earliest day */
    "  notes TEXT,"                                     /* for the office; in no letter */
    "  corrects INTEGER REFERENCES committee_decision (id),"
    "  actor TEXT NOT NULL, role TEXT NOT NULL, at BIGINT NOT NULL,"
    "  UNIQUE (session_id, request_id));"
    "CREATE INDEX committee_decision_request ON committee_decision (request_id, id);"

    /* The request was moved by an approved decision, or why it was not. */
    "CREATE TABLE committee_result ("
    "  decision_id INTEGER PRIMARY KEY REFERENCES committee_decision (id),"
    "  at BIGINT NOT NULL, change_id INTEGER REFERENCES request_change (id),"
    "  trouble TEXT);"

    "CREATE TRIGGER committee_session_kept BEFORE UPDATE ON committee_session"
    " WHEN OLD.state = 'approved' BEGIN"
    " SELECT RAISE(ABORT, 'an approved session is not changed'); END;"
    "CREATE TRIGGER committee_session_stays BEFORE DELETE ON committee_session"
    " WHEN OLD.state = 'approved' BEGIN"
    " SELECT RAISE(ABORT, 'an approved session is not deleted'); END;"
    "CREATE TRIGGER committee_decision_late BEFORE INSERT ON committee_decision"
    " WHEN (SELECT state FROM committee_session WHERE id = NEW.session_id) = 'approved'"
    " BEGIN SELECT RAISE(ABORT, 'an approved session has no further decision'); END;"
    "CREATE TRIGGER committee_decision_kept BEFORE UPDATE ON committee_decision"
    " WHEN (SELECT state FROM committee_session WHERE id = OLD.session_id) = 'approved'"
    " BEGIN SELECT RAISE(ABORT, 'an approved decision is not changed'); END;"
    "CREATE TRIGGER committee_decision_stays BEFORE DELETE ON committee_decision"
    " WHEN (SELECT state FROM committee_session WHERE id = OLD.session_id) = 'approved'"
    " BEGIN SELECT RAISE(ABORT, 'an approved decision is not deleted'); END;"
    "CREATE TRIGGER committee_member_late BEFORE INSERT ON committee_member"
    " WHEN (SELECT state FROM committee_session WHERE id = NEW.session_id) = 'approved'"
    " BEGIN SELECT RAISE(ABORT, 'who was present is approved'); END;"
    "CREATE TRIGGER committee_member_kept BEFORE UPDATE ON committee_member"
    " WHEN (SELECT state FROM committee_session WHERE id = OLD.session_id) = 'approved'"
    " BEGIN SELECT RAISE(ABORT, 'who was present is approved'); END;"
    "CREATE TRIGGER committee_member_stays BEFORE DELETE ON committee_member"
    " WHEN (SELECT state FROM committee_session WHERE id = OLD.session_id) = 'approved'"
    " BEGIN SELECT RAISE(ABORT, 'who was present is approved'); END;"

    /* A guarded run of letters: the outcomes of a session, or a circular. */
    "CREATE TABLE mailing ("
    "  id INTEGER PRIMARY KEY,"
    "  session_id INTEGER UNIQUE REFERENCES committee_session (id)," /* NULL: a circular */
    "  template TEXT, model TEXT, to_whom TEXT," /* of a circular; the model as JSON */
    "  state TEXT NOT NULL," /* prepared approved holding sending paused stopped recalled done */
    "  prepared_by TEXT NOT NULL, prepared_at BIGINT NOT NULL,"
    "  approved_by TEXT, approved_at BIGINT, started_by TEXT, started_at BIGINT,"
    "  due_at BIGINT," /* until then it can be called back */
    "  fed_at BIGINT," /* what the throttle allowed is used up to then */
    "  ended_at BIGINT, why TEXT);"
    "CREATE INDEX mailing_state ON mailing (state, id);"

    /* One letter of it, once by occasion, template and channel. */
    "CREATE TABLE mailing_letter ("
    "  id INTEGER PRIMARY KEY, mailing_id INTEGER NOT NULL REFERENCES mailing (id),"
    "  decision_id INTEGER REFERENCES committee_decision (id),"
    "  party_id INTEGER NOT NULL REFERENCES party (id),"
    "  request_id INTEGER REFERENCES request (id),"
    "  occasion TEXT NOT NULL, template TEXT NOT NULL, channel TEXT NOT NULL,"
    "  language TEXT NOT NULL,"
    "  state TEXT NOT NULL, why TEXT," /* due queued refused superseded */
    "  out_no TEXT, outbox_id INTEGER REFERENCES outbox (id),"
    "  UNIQUE (occasion, template, channel));"
    "CREATE INDEX mailing_letter_due ON mailing_letter (mailing_id, state, id);"
    "CREATE INDEX mailing_letter_decision ON mailing_letter (decision_id);"
    "CREATE INDEX mailing_letter_request ON mailing_letter (request_id);"
    "CREATE UNIQUE INDEX mailing_letter_outbox ON mailing_letter (outbox_id)"
    "  WHERE outbox_id IS NOT NULL;"
    /* Logins on the command line that failed, until they are forgotten. */
    "CREATE TABLE login_failure ("
    "  login TEXT PRIMARY KEY, failures INTEGER NOT NULL, last_at BIGINT NOT NULL);";
