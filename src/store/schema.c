/* schema.c - the tables, as numbered migrations: append, edit none.
 *
 * In the subset SQLite and PostgreSQL share. Instants are milliseconds UTC; words are those of
 * letter.h; an id that is none is NULL.
 */
#include "store/schema.h"

static const char *const migrations[] = {
    /* 1: the office */
    "CREATE TABLE party (" /* everybody the office writes with, of any kind */
    "  id INTEGER PRIMARY KEY,"
    "  file_no TEXT NOT NULL UNIQUE,"
    "  party_kind TEXT NOT NULL,"
    "  national_id TEXT, full_name TEXT NOT NULL, email TEXT, mobile TEXT, city TEXT, "
    "iban TEXT,"
    "  created_at BIGINT NOT NULL, changed_at BIGINT NOT NULL);"

    /* What a party can be found by: normalised identifiers and name keys. */
    "CREATE TABLE party_key ("
    "  kind TEXT NOT NULL, value TEXT NOT NULL,"
    "  party_id INTEGER NOT NULL REFERENCES party (id),"
    "  PRIMARY KEY (kind, value, party_id));"
    "CREATE INDEX party_key_party ON party_key (party_id);"

    /* A letter, once for its bytes; its row is the queue: state, due_at, attempts. */
    "CREATE TABLE letter ("
    "  id INTEGER PRIMARY KEY,"
    "  state TEXT NOT NULL, due_at BIGINT NOT NULL,"
    "  attempts INTEGER NOT NULL DEFAULT 0," /* claims without a result */
    "  deaths INTEGER NOT NULL DEFAULT 0,"   /* workers it ended */
    "  claim BIGINT NOT NULL DEFAULT 0,"     /* of whoever works on it */
    "  sha256 TEXT NOT NULL UNIQUE, size_bytes BIGINT NOT NULL,"
    "  medium TEXT NOT NULL, source TEXT NOT NULL, file_name TEXT, branch TEXT,"
    "  received_at BIGINT NOT NULL, taken_at BIGINT NOT NULL,"
    "  quiet INTEGER NOT NULL DEFAULT 0," /* old post: nothing is answered */
    "  kind TEXT NOT NULL DEFAULT 'letter', message_id TEXT, from_name TEXT, "
    "from_address TEXT,"
    "  subject TEXT, trusted INTEGER NOT NULL DEFAULT 0, dmarc TEXT, sent_at BIGINT,"
    "  fingerprint TEXT, duplicate_of INTEGER REFERENCES letter (id),"
    "  original_message_id TEXT," /* of a bounce: which of ours it speaks of */
    "  defects TEXT, unreadable_chars INTEGER NOT NULL DEFAULT 0,"
    "  outcome TEXT NOT NULL DEFAULT 'none', party_id INTEGER REFERENCES party (id),"
    "  probability DOUBLE PRECISION NOT NULL DEFAULT 0,"
    "  request_id INTEGER, in_no TEXT UNIQUE,"
    "  hold_reason TEXT, hold_note TEXT,"
    "  answered TEXT NOT NULL DEFAULT 'none', unanswered_why TEXT);"
    "CREATE INDEX letter_queue ON letter (state, due_at, id);"
    "CREATE INDEX letter_held ON letter (hold_reason, id) WHERE hold_reason IS NOT NULL;"
    "CREATE INDEX letter_fingerprint ON letter (fingerprint);"
    "CREATE INDEX letter_message_id ON letter (message_id);"
    "CREATE INDEX letter_party ON letter (party_id, id);"
    "CREATE INDEX letter_request ON letter (request_id, id);"

    /* Its words, apart, so that the queue's rows stay small. */
    "CREATE TABLE letter_text ("
    "  letter_id INTEGER PRIMARY KEY REFERENCES letter (id),"
    "  text TEXT NOT NULL, new_text TEXT NOT NULL);"

    /* Message-IDs it answers, nearest first. */
    "CREATE TABLE letter_reference ("
    "  letter_id INTEGER NOT NULL REFERENCES letter (id), position INTEGER NOT NULL,"
    "  message_id TEXT NOT NULL, PRIMARY KEY (letter_id, position));"

    /* Every time its bytes reached us. */
    "CREATE TABLE delivery ("
    "  id INTEGER PRIMARY KEY, letter_id INTEGER NOT NULL REFERENCES letter (id),"
    "  source TEXT NOT NULL, uid BIGINT NOT NULL, at BIGINT NOT NULL);"
    "CREATE INDEX delivery_letter ON delivery (letter_id);"

    /* Its parts: attachments, or the scanned file itself; bytes in the archive. */
    "CREATE TABLE part ("
    "  id INTEGER PRIMARY KEY, letter_id INTEGER NOT NULL REFERENCES letter (id),"
    "  position INTEGER NOT NULL, name TEXT, media_type TEXT NOT NULL, sha256 TEXT NOT "
    "NULL,"
    "  size_bytes BIGINT NOT NULL, inline INTEGER NOT NULL,"
    "  UNIQUE (letter_id, position));"

    /* Pages, the unit of reading; number 0 is a part whose pages are to be counted. */
    "CREATE TABLE page ("
    "  id INTEGER PRIMARY KEY, letter_id INTEGER NOT NULL REFERENCES letter (id),"
    "  part_id INTEGER NOT NULL REFERENCES part (id), number INTEGER NOT NULL,"
    "  state TEXT NOT NULL, due_at BIGINT NOT NULL, weight INTEGER NOT NULL," /* pages of its part */
    "  attempts INTEGER NOT NULL DEFAULT 0, deaths INTEGER NOT NULL DEFAULT 0,"
    "  claim BIGINT NOT NULL DEFAULT 0,"
    "  width INTEGER, height INTEGER, dpi INTEGER, rotation INTEGER, skew DOUBLE "
    "PRECISION,"
    "  source TEXT, text TEXT, confidence DOUBLE PRECISION, trouble TEXT,"
    "  image_sha256 TEXT, image_type TEXT,"
    "  UNIQUE (part_id, number));"
    "CREATE INDEX page_queue ON page (state, weight, due_at, id);"
    "CREATE INDEX page_letter ON page (letter_id);"

    /* Boxes of words and codes: columns of numbers, packed (store/pages.c). */
    "CREATE TABLE page_words ("
    "  page_id INTEGER PRIMARY KEY REFERENCES page (id), words BYTEA NOT NULL);"

    /* Whose it may be, best first; clues as JSON. */
    "CREATE TABLE candidate ("
    "  letter_id INTEGER NOT NULL REFERENCES letter (id), rank INTEGER NOT NULL,"
    "  party_id INTEGER NOT NULL REFERENCES party (id), probability DOUBLE PRECISION NOT "
    "NULL,"
    "  clues TEXT NOT NULL, PRIMARY KEY (letter_id, rank));"

    "CREATE TABLE request ("
    "  id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,"
    "  state TEXT NOT NULL, party_id INTEGER NOT NULL REFERENCES party (id),"
    "  opened_by INTEGER REFERENCES letter (id), opened_at BIGINT NOT NULL,"
    "  changed_at BIGINT NOT NULL, revision INTEGER NOT NULL DEFAULT 1);"
    "CREATE INDEX request_party ON request (party_id, id);"
    "CREATE INDEX request_state ON request (state, id);"

    /* The registers: the last serial of each kind and year, and every number given. */
    "CREATE TABLE register_serial ("
    "  kind INTEGER NOT NULL, year INTEGER NOT NULL, last BIGINT NOT NULL,"
    "  PRIMARY KEY (kind, year));"
    "CREATE TABLE register ("
    "  kind INTEGER NOT NULL, year INTEGER NOT NULL, serial BIGINT NOT NULL,"
    "  number TEXT NOT NULL UNIQUE, at BIGINT NOT NULL,"
    "  letter_id INTEGER REFERENCES letter (id), request_id INTEGER REFERENCES request "
    "(id),"
    "  void_reason TEXT," /* set: void, and still visible */
    "  PRIMARY KEY (kind, year, serial));"

    /* The obligation to answer a letter: one, made when it is filed. */
    "CREATE TABLE answer ("
    "  letter_id INTEGER PRIMARY KEY REFERENCES letter (id), flavour TEXT NOT NULL,"
    "  made_at BIGINT NOT NULL);"

    /* Mails that wait to leave or have left: recipient and bytes are frozen. */
    "CREATE TABLE outbox ("
    "  id INTEGER PRIMARY KEY, letter_id INTEGER REFERENCES letter (id),"
    "  request_id INTEGER REFERENCES request (id), party_id INTEGER REFERENCES party "
    "(id),"
    "  purpose TEXT NOT NULL, recipient TEXT NOT NULL, sender TEXT NOT NULL,"
    "  message_id TEXT NOT NULL UNIQUE, bytes BYTEA NOT NULL,"
    "  state TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,"
    "  created_at BIGINT NOT NULL, due_at BIGINT NOT NULL, sent_at BIGINT,"
    "  server_said TEXT, in_doubt INTEGER NOT NULL DEFAULT 0,"
    "  UNIQUE (letter_id, purpose, recipient));"
    "CREATE INDEX outbox_queue ON outbox (state, due_at, id);"
    "CREATE INDEX outbox_recipient ON outbox (recipient, created_at);"

    /* Everything that happened, for ever; an actor is a login or \"diwan\". */
    "CREATE TABLE journal ("
    "  id INTEGER PRIMARY KEY, at BIGINT NOT NULL, actor TEXT NOT NULL, act TEXT NOT "
    "NULL,"
    "  letter_id INTEGER, request_id INTEGER, party_id INTEGER, note TEXT);"
    "CREATE INDEX journal_letter ON journal (letter_id, id);"
    "CREATE INDEX journal_request ON journal (request_id, id);"

    "CREATE TABLE staff ("
    "  id INTEGER PRIMARY KEY, login TEXT NOT NULL UNIQUE, name TEXT NOT NULL,"
    "  role TEXT NOT NULL, password_hash TEXT NOT NULL, active INTEGER NOT NULL DEFAULT "
    "1);"
    "CREATE TABLE session (" /* token_hash: the cookie itself is never kept */
    "  token_hash TEXT PRIMARY KEY, staff_id INTEGER NOT NULL REFERENCES staff (id),"
    "  csrf TEXT NOT NULL, expires_at BIGINT NOT NULL);"

    /* Where each mailbox folder was read to, and how the last look at each source went. */
    "CREATE TABLE cursor ("
    "  mailbox TEXT NOT NULL, folder TEXT NOT NULL, uidvalidity BIGINT NOT NULL,"
    "  last_uid BIGINT NOT NULL, PRIMARY KEY (mailbox, folder));"
    "CREATE TABLE source ("
    "  source TEXT PRIMARY KEY, looked_at BIGINT NOT NULL, well_at BIGINT, problem "
    "TEXT);",

    /* 2: readings have versions. The page's own columns and page_words hold its current one. */
    "ALTER TABLE page ADD COLUMN method TEXT;" /* that read it; NULL: before it was noted */
    "ALTER TABLE page ADD COLUMN read_at BIGINT;"   /* likewise */
    "ALTER TABLE page ADD COLUMN verified_by TEXT;" /* login of who checked it by eye */
    "ALTER TABLE page ADD COLUMN verified_at BIGINT;"
    "DROP INDEX page_letter;"
    "CREATE INDEX page_letter ON page (letter_id, state);"

    /* A page's other readings, as they were or would be: earlier ones, and later ones of a page
     * whose current one a person verified. */
    "CREATE TABLE reading ("
    "  id INTEGER PRIMARY KEY, page_id INTEGER NOT NULL REFERENCES page (id),"
    "  method TEXT, read_at BIGINT, verified_by TEXT, verified_at BIGINT,"
    "  width INTEGER, height INTEGER, dpi INTEGER, rotation INTEGER, skew DOUBLE "
    "PRECISION,"
    "  source TEXT, text TEXT, confidence DOUBLE PRECISION, image_sha256 TEXT, "
    "image_type "
    "TEXT,"
    "  words BYTEA);"
    "CREATE INDEX reading_page ON reading (page_id, id);"

    /* Pages of letters at rest that are read again: due, then how it ended, until the letter's
     * last one is done and what came of it is told. */
    "CREATE TABLE reread ("
    "  page_id INTEGER PRIMARY KEY REFERENCES page (id),"
    "  letter_id INTEGER NOT NULL REFERENCES letter (id),"
    "  state TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,"
    "  earlier_id INTEGER REFERENCES reading (id));" /* what it replaced; NULL: nothing */
    "CREATE INDEX reread_queue ON reread (state, letter_id, page_id);"
    "CREATE INDEX reread_letter ON reread (letter_id, state);"

    /* What a person should know since its pages were read again, until somebody has seen it. */
    "ALTER TABLE letter ADD COLUMN reread_note TEXT;"
    "CREATE INDEX letter_reread ON letter (id) WHERE reread_note IS NOT NULL;",

    /* 3: the life of a request. Its days; NULL: not fixed (yet). */
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
    "  WHERE beneficiary_no IS NOT NULL;",

    /* 4: the registers print as a ledger. An entry says itself what no letter or request does. */
    "ALTER TABLE register ADD COLUMN party_id INTEGER REFERENCES party (id);"
    "ALTER TABLE register ADD COLUMN whom TEXT;"    /* from or to */
    "ALTER TABLE register ADD COLUMN subject TEXT;" /* as on the letter */
    "ALTER TABLE register ADD COLUMN enclosures INTEGER;"
    "ALTER TABLE register ADD COLUMN related TEXT;" /* the number it belongs to */
    "ALTER TABLE register ADD COLUMN void_by TEXT;" /* login */
    "ALTER TABLE register ADD COLUMN void_at BIGINT;"
    "CREATE INDEX register_at ON register (kind, at, year, serial);"
    "CREATE INDEX register_letter ON register (letter_id);"
    "CREATE INDEX register_request ON register (request_id);"

    /* When this office was made again from a backup, and how many mails were put in doubt then:
     * what reached it before may have been answered by the office that was lost. */
    "CREATE TABLE restoration ("
    "  at BIGINT PRIMARY KEY, made_at BIGINT NOT NULL, held INTEGER NOT NULL);"

    /* The library: documents that letters enclose, each in versions whose bytes are kept for ever. */
    "CREATE TABLE document ("
    "  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
    "  title_ar TEXT NOT NULL, title_en TEXT NOT NULL,"
    "  retired_at BIGINT, retired_by TEXT, retired_why TEXT);" /* set: enclosed no more */
    "CREATE TABLE document_version ("
    "  id INTEGER PRIMARY KEY, document_id INTEGER NOT NULL REFERENCES document (id),"
    "  version INTEGER NOT NULL," /* counts from 1 */
    "  sha256 TEXT NOT NULL, size_bytes BIGINT NOT NULL, media_type TEXT NOT NULL,"
    "  file_name TEXT NOT NULL, added_at BIGINT NOT NULL, added_by TEXT NOT NULL, note "
    "TEXT,"
    "  UNIQUE (document_id, version));"
    "CREATE TABLE enclosed (" /* which version went with which mail or number */
    "  id INTEGER PRIMARY KEY, version_id INTEGER NOT NULL REFERENCES document_version "
    "(id),"
    "  outbox_id INTEGER REFERENCES outbox (id), number TEXT, at BIGINT NOT NULL);"
    "CREATE INDEX enclosed_version ON enclosed (version_id);"
    "CREATE INDEX enclosed_outbox ON enclosed (outbox_id);",

    /* 5: the journal's rows hang together (store/chain.c). */
    "ALTER TABLE journal ADD COLUMN chain TEXT;", /* hash of the row and of the one before it */

    /* 6: letters on paper are rows of the outbox too. */
    "ALTER TABLE outbox ADD COLUMN channel TEXT NOT NULL DEFAULT 'mail';" /* or paper */
    "CREATE INDEX outbox_channel ON outbox (channel, state, id);"

    /* What one run of the printer took, and the archived PDF of all of it. */
    "CREATE TABLE print_run ("
    "  id INTEGER PRIMARY KEY, made_at BIGINT NOT NULL, actor TEXT NOT NULL,"
    "  letters INTEGER NOT NULL, sha256 TEXT NOT NULL);"

    /* What a letter on paper has and a mail has not. */
    "CREATE TABLE paper ("
    "  outbox_id INTEGER PRIMARY KEY REFERENCES outbox (id),"
    "  replaces INTEGER REFERENCES outbox (id)," /* the mail that did not arrive */
    "  language TEXT NOT NULL, number TEXT NOT NULL, name TEXT NOT NULL,"
    "  address TEXT NOT NULL," /* '': handed over by hand */
    "  run_id INTEGER REFERENCES print_run (id), place INTEGER," /* NULL: not printed */
    "  sha256 TEXT,"                                             /* of its archived PDF */
    "  tracking TEXT, returned_at BIGINT, returned_why TEXT);"
    "CREATE INDEX paper_run ON paper (run_id, place);"
    "CREATE INDEX paper_number ON paper (number);"
    "CREATE INDEX paper_tracking ON paper (tracking);"
    "CREATE UNIQUE INDEX paper_replaces ON paper (replaces) WHERE replaces IS NOT NULL;"

    /* Where a party's post goes, in lines. */
    "CREATE TABLE party_address ("
    "  party_id INTEGER PRIMARY KEY REFERENCES party (id), address TEXT NOT NULL,"
    "  changed_at BIGINT NOT NULL);"

    /* The fields of our forms as they were read on a page, and as a person confirmed them. */
    "CREATE TABLE form_field ("
    "  page_id INTEGER NOT NULL REFERENCES page (id), name TEXT NOT NULL,"
    "  position INTEGER NOT NULL, form TEXT NOT NULL, version INTEGER NOT NULL,"
    "  value TEXT NOT NULL, confidence INTEGER NOT NULL,"
    "  x INTEGER NOT NULL, y INTEGER NOT NULL, width INTEGER NOT NULL,"
    "  height INTEGER NOT NULL," /* pixels of the upright page */
    "  confirmed TEXT, confirmed_by TEXT, confirmed_at BIGINT,"
    "  PRIMARY KEY (page_id, name));",

    /* 7: of which kind a letter may be, and what people taught of that. */
    "ALTER TABLE request ADD COLUMN guess TEXT;"
    "ALTER TABLE request ADD COLUMN guess_percent INTEGER NOT NULL DEFAULT 0;"
    "CREATE TABLE kind_lesson ("
    "  letter_id INTEGER PRIMARY KEY REFERENCES letter (id), kind TEXT NOT NULL);"
    "CREATE INDEX kind_lesson_kind ON kind_lesson (kind);"
    "CREATE TABLE kind_word ("
    "  word TEXT NOT NULL, kind TEXT NOT NULL, letters INTEGER NOT NULL,"
    "  PRIMARY KEY (word, kind)) WITHOUT ROWID;",

    /* 8: two records of one person. */
    "ALTER TABLE party ADD COLUMN merged_into INTEGER REFERENCES party (id);"
    "CREATE TABLE party_merge ("
    "  id INTEGER PRIMARY KEY, kept_id INTEGER NOT NULL REFERENCES party (id),"
    "  gone_id INTEGER NOT NULL REFERENCES party (id), at BIGINT NOT NULL,"
    "  actor TEXT NOT NULL, reason TEXT, undone_at BIGINT, undone_by TEXT);"
    "CREATE INDEX party_merge_gone ON party_merge (gone_id, id);"
    "CREATE INDEX party_merge_kept ON party_merge (kept_id, id);"
    /* What the kept record had in a field before the other's value took its place. */
    "CREATE TABLE party_merge_field ("
    "  merge_id INTEGER NOT NULL REFERENCES party_merge (id), field TEXT NOT NULL,"
    "  former TEXT, PRIMARY KEY (merge_id, field)) WITHOUT ROWID;"
    "CREATE TABLE party_merge_row ("
    "  merge_id INTEGER NOT NULL REFERENCES party_merge (id), what TEXT NOT NULL,"
    "  row_id INTEGER NOT NULL, PRIMARY KEY (merge_id, what, row_id)) WITHOUT ROWID;"
    "CREATE TABLE party_merge_key ("
    "  merge_id INTEGER NOT NULL REFERENCES party_merge (id), kind TEXT NOT NULL,"
    "  value TEXT NOT NULL, shared INTEGER NOT NULL," /* the kept record had it as well */
    "  PRIMARY KEY (merge_id, kind, value)) WITHOUT ROWID;",

    /* 9: a mail knows its number, and that of the letter which goes on paper in its place. */
    "ALTER TABLE outbox ADD COLUMN number TEXT;" /* its own outgoing one; NULL: it bears none */
    "ALTER TABLE outbox ADD COLUMN paper_no TEXT;" /* given before that letter is composed */
    "UPDATE outbox SET number = (SELECT out_no FROM notice WHERE outbox_id = outbox.id);",

    /* 10: answers to the survey, without whose they are: mark is a keyed hash of the notice that asked, by
     * which an answer can be corrected and nobody be found; asked_at the beginning of the day it left. */
    "CREATE TABLE survey_answer ("
    "  mark TEXT PRIMARY KEY, asked_at BIGINT NOT NULL, rating INTEGER NOT NULL);"
    "CREATE INDEX survey_answer_asked ON survey_answer (asked_at, rating);"

    /* What the report to the board counts by period. */
    "CREATE INDEX request_change_to ON request_change (to_state, at);"
    "CREATE INDEX notice_ended ON notice (purpose, ended_at, state);"
    "CREATE INDEX letter_taken ON letter (taken_at);"
    "CREATE INDEX outbox_sent ON outbox (sent_at, channel, purpose)"
    "  WHERE sent_at IS NOT NULL;",

    /* 11: what is compared with a mailbox's server every day. A delivery's UID counts within its
     * UIDVALIDITY (0: from before it was kept); its size is the message's on the server where
     * that is not the kept bytes' (0: it is). */
    "ALTER TABLE delivery ADD COLUMN uidvalidity BIGINT NOT NULL DEFAULT 0;"
    "ALTER TABLE delivery ADD COLUMN size_bytes BIGINT NOT NULL DEFAULT 0;"
    "CREATE INDEX delivery_uid ON delivery (source, uid);"
    /* What came of the last comparison. */
    "CREATE TABLE comparison ("
    "  source TEXT PRIMARY KEY, at BIGINT NOT NULL,"
    "  server INTEGER NOT NULL," /* mails that are there, up to the cursor */
    "  gone INTEGER NOT NULL,"   /* kept here and no longer there */
    "  missing INTEGER NOT NULL, differing INTEGER NOT NULL,"
    "  words TEXT);", /* of what a person should look at; NULL: nothing */

    /* 12: what tells namesakes apart, and what persons decided of letters. */
    "ALTER TABLE party ADD COLUMN birth_date TEXT;" /* "1985-03-07", Gregorian */

    /* Whose a person found a letter to be: evidence for later ones, until it is undone. */
    "CREATE TABLE decision ("
    "  id INTEGER PRIMARY KEY, letter_id INTEGER NOT NULL REFERENCES letter (id),"
    "  kind TEXT NOT NULL,"                        /* applicant, new, nobody, guardian */
    "  party_id INTEGER REFERENCES party (id),"    /* whose; NULL: nobody's */
    "  guardian_id INTEGER REFERENCES party (id)," /* who wrote for him, when on record */
    "  address TEXT,"             /* the writer's, in lower case; NULL: on paper */
    "  trusted INTEGER NOT NULL," /* it was vouched for */
    "  actor TEXT NOT NULL, at BIGINT NOT NULL, reason TEXT,"
    "  undone_at BIGINT, undone_by TEXT, undone_why TEXT);"
    "CREATE INDEX decision_letter ON decision (letter_id, id);"
    "CREATE INDEX decision_address ON decision (address, id);"
    "CREATE INDEX decision_ward ON decision (kind, party_id, id);",

    /* 13: what people of the office write, and what they say of mails and letters. A reply is a draft
     * until it is sent; then it is due, can be taken back for a while, and is composed once. */
    "CREATE TABLE reply ("
    "  id INTEGER PRIMARY KEY, letter_id INTEGER NOT NULL REFERENCES letter (id)," /* answered */
    "  request_id INTEGER REFERENCES request (id),"
    "  party_id INTEGER NOT NULL REFERENCES party (id),"
    "  template TEXT NOT NULL, language TEXT NOT NULL, channel TEXT NOT NULL,"
    "  model TEXT NOT NULL,"      /* JSON: what its writer filled in */
    "  enclosures TEXT NOT NULL," /* names of the library, `;` between */
    "  seen_id BIGINT NOT NULL,"  /* the party's newest letter when it was written */
    "  actor TEXT NOT NULL, state TEXT NOT NULL," /* draft due sent refused dropped */
    "  made_at BIGINT NOT NULL, due_at BIGINT, why TEXT," /* it came back to its writer, or waits */
    "  out_no TEXT, outbox_id INTEGER REFERENCES outbox (id), ended_at BIGINT);"
    "CREATE INDEX reply_due ON reply (state, due_at, id);"
    "CREATE INDEX reply_letter ON reply (letter_id, id);"
    "CREATE INDEX reply_request ON reply (request_id, id);"

    /* A letter somebody rejected as no letter to the office; kept, and answered to nobody. */
    "ALTER TABLE letter ADD COLUMN rejected_at BIGINT;"
    "ALTER TABLE letter ADD COLUMN rejected_by TEXT;"
    "ALTER TABLE letter ADD COLUMN rejected_why TEXT;"
    "ALTER TABLE letter ADD COLUMN rejected_from TEXT;" /* the hold reason it had; NULL: none */
    "CREATE INDEX letter_rejected ON letter (id) WHERE rejected_at IS NOT NULL;"

    /* What did not arrive and needs nothing more; and what goes in its place to another address. */
    "ALTER TABLE outbox ADD COLUMN closed_at BIGINT;"
    "ALTER TABLE outbox ADD COLUMN closed_by TEXT;"
    "ALTER TABLE outbox ADD COLUMN closed_why TEXT;"
    "ALTER TABLE outbox ADD COLUMN replaces INTEGER REFERENCES outbox (id);"
    "CREATE INDEX outbox_replaces ON outbox (replaces) WHERE replaces IS NOT NULL;"
    "CREATE INDEX outbox_request ON outbox (request_id, id);",

    /* 14: the committee. A session and its minutes, which stand as they are once it is approved. */
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
    "  login TEXT PRIMARY KEY, failures INTEGER NOT NULL, last_at BIGINT NOT NULL);",
};

const char *const *
schema_migrations(int *count)
{
    *count = (int)G_N_ELEMENTS(migrations);
    return migrations;
}
