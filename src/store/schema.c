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
    schema_requests,

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
    schema_committee,

    /* 15: since when a mail waits that a person sent again or let go on; NULL: since it was made. */
    "ALTER TABLE outbox ADD COLUMN waits_since BIGINT;",

    /* 16: what somebody is barred from is asked once a visit. */
    "CREATE INDEX request_barred_login ON request_barred (login, why, request_id);",

    /* 17: when a letter was acknowledged and a decision told, without the bytes of what told it. */
    "CREATE INDEX outbox_acknowledged ON outbox (letter_id, sent_at)"
    "  WHERE purpose = 'acknowledgement';"
    "CREATE INDEX outbox_told ON outbox (request_id, purpose, sent_at)"
    "  WHERE sent_at IS NOT NULL;",

    /* 18: the letters of a scan of several: which of its pages each is made of. */
    "CREATE TABLE batch_piece ("
    "  batch_id INTEGER NOT NULL REFERENCES letter (id)," /* the scan as it came */
    "  position INTEGER NOT NULL,"
    "  letter_id INTEGER NOT NULL REFERENCES letter (id),"
    "  first_page INTEGER NOT NULL, last_page INTEGER NOT NULL,"
    "  PRIMARY KEY (batch_id, position)) WITHOUT ROWID;"
    "CREATE INDEX batch_piece_letter ON batch_piece (letter_id);",

    /* 19: since when the days of what was asked for run: its letter has left; NULL: not yet. */
    "ALTER TABLE request_ask ADD COLUMN reached_at BIGINT;"
    "CREATE INDEX notice_request ON notice (request_id, purpose, mark);"
    /* Who has had how many acknowledgements. */
    "DROP INDEX outbox_recipient;"
    "CREATE INDEX outbox_acknowledged_to ON outbox (LOWER(recipient), created_at)"
    "  WHERE purpose = 'acknowledgement';",

    /* 20: what two records have, or had once, is marked when the second gets it, so that pairs are looked for
     * among those alone. */
    "ALTER TABLE party_key ADD COLUMN shared INTEGER NOT NULL DEFAULT 0;"
    "UPDATE party_key SET shared = 1 WHERE kind <> 'file_no' AND (kind, value) IN"
    " (SELECT kind, value FROM party_key GROUP BY kind, value HAVING COUNT(*) > 1);"
    "CREATE INDEX party_key_shared ON party_key (party_id) WHERE shared = 1;"
    "CREATE TRIGGER party_key_twin AFTER INSERT ON party_key"
    " WHEN NEW.shared = 0 AND NEW.kind <> 'file_no' AND EXISTS (SELECT 1 FROM party_key k"
    "  WHERE k.kind = NEW.kind AND k.value = NEW.value AND k.party_id <> NEW.party_id)"
    " BEGIN UPDATE party_key SET shared = 1 WHERE kind = NEW.kind AND value = NEW.value"
    "  AND party_id IN (NEW.party_id, (SELECT k.party_id FROM party_key k"
    "   WHERE k.kind = NEW.kind AND k.value = NEW.value AND k.party_id <> NEW.party_id"
    "   ORDER BY k.party_id LIMIT 1)); END;",

    /* 21: what a web form's mail says by field. name: what the office calls the field; NULL: it does not. */
    "CREATE TABLE web_field ("
    "  letter_id INTEGER NOT NULL REFERENCES letter (id), position INTEGER NOT NULL,"
    "  form TEXT NOT NULL, name TEXT, label TEXT, value TEXT,"
    "  PRIMARY KEY (letter_id, position)) WITHOUT ROWID;",

    /* 22: which pages of the batch a letter's are, for what was read on them. NULL: made before, read anew. */
    "ALTER TABLE batch_piece ADD COLUMN part_id INTEGER REFERENCES part (id);"
    "ALTER TABLE batch_piece ADD COLUMN first_number INTEGER;",
};

const char *const *
schema_migrations(int *count)
{
    *count = (int)G_N_ELEMENTS(migrations);
    return migrations;
}
