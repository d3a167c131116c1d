/* holdings.c - all that the office holds of one party, row by row, as the law lets people ask for it.
 *
 * Of the party's own record and of those merged into it. Left out, by table: candidate (clues to others;
 * those to the party itself come through store_candidates_of), party_key, letter_reference, page_words,
 * reading, reread, kind_lesson, answer and committee_result (made from what is told), delivery (the
 * mailbox's counting), party_merge_field, party_merge_row and party_merge_key (how a merge is undone),
 * request_barred and committee_item (who of the staff may not act; the agenda), reply and mailing_letter
 * (drafts; what left of them stands in the outbox), notes of the committee and the words that staff wrote
 * for each other (change, referral, journal).
 */
#include "store/tables.h"

#define MINE \
    OWN_RECORDS \
    ", mine (id) AS (SELECT letter.id FROM letter JOIN own ON letter.party_id = " \
    "own.id)"
#define ASKED \
    OWN_RECORDS \
    ", asked (id, number) AS (SELECT request.id, request.number FROM request" \
    " JOIN own ON request.party_id = own.id)"
#define WROTE_OTHER \
    " EXISTS (SELECT 1 FROM party_key k WHERE k.kind = 'email'" \
    "  AND k.value = LOWER(l.from_address) AND k.party_id NOT IN (SELECT id FROM own))" \
    " AND NOT EXISTS (SELECT 1 FROM party_key k JOIN own ON own.id = k.party_id" \
    "  WHERE k.kind = 'email' AND k.value = LOWER(l.from_address))"

static const struct {
    const char *section, *sql;
} holdings[] = {
    {"record", OWN_RECORDS
        " SELECT p.file_no, p.party_kind, p.full_name, p.national_id, p.birth_date,"
        " p.email, p.mobile, p.city, p.iban, a.address, p.beneficiary_no,"
        " p.registered_at, p.created_at, p.changed_at FROM party p"
        " JOIN own ON own.id = p.id LEFT JOIN party_address a ON a.party_id = p.id"
        " ORDER BY p.id"},
    {"merged",
        OWN_RECORDS " SELECT g.file_no, m.at AS merged_at FROM party_merge m"
                    " JOIN own ON own.id = m.kept_id JOIN party g ON g.id = m.gone_id"
                    " WHERE m.undone_at IS NULL ORDER BY m.id"},
    {"letters", OWN_RECORDS
        " SELECT l.id AS letter_id, l.in_no AS number, r.number AS request,"
        " l.medium, l.kind, l.state, l.received_at, l.sent_at, l.branch, l.from_name,"
        " l.from_address, l.subject, l.file_name, l.size_bytes, l.sha256, l.outcome,"
        " l.answered, l.rejected_at, t.text,"
        " EXISTS (SELECT 1 FROM decision d WHERE d.letter_id = l.id"
        "  AND d.kind = 'guardian' AND d.undone_at IS NULL) AS by_guardian," WROTE_OTHER
        " AS by_other"
        " FROM letter l JOIN own ON own.id = l.party_id"
        " LEFT JOIN request r ON r.id = l.request_id"
        " LEFT JOIN letter_text t ON t.letter_id = l.id ORDER BY l.id"},
    {"attachments",
        MINE " SELECT a.letter_id, a.position, a.name, a.media_type, a.size_bytes,"
             " a.sha256 FROM part a JOIN mine ON mine.id = a.letter_id"
             " ORDER BY a.letter_id, a.position"},
    {"pages",
        MINE " SELECT p.letter_id, a.position AS attachment, p.number AS page, p.source,"
             " p.confidence, p.read_at, p.verified_at, p.text FROM page p"
             " JOIN mine ON mine.id = p.letter_id JOIN part a ON a.id = p.part_id"
             " WHERE p.state = 'read' ORDER BY p.letter_id, a.position, p.number"},
    {"form_fields",
        MINE " SELECT p.letter_id, f.form, f.name AS field,"
             " COALESCE(f.confirmed, f.value) AS value, f.confirmed_at FROM form_field f"
             " JOIN page p ON p.id = f.page_id JOIN mine ON mine.id = p.letter_id"
             " ORDER BY p.letter_id, f.page_id, f.position"},
    {"web_fields",
        MINE " SELECT f.letter_id, f.form, COALESCE(f.label, f.name) AS field, f.value"
             " FROM web_field f JOIN mine ON mine.id = f.letter_id"
             " ORDER BY f.letter_id, f.position"},
    {"decided",
        MINE " SELECT d.letter_id, d.kind AS decided_as, d.at AS decided_at, d.undone_at"
             " FROM decision d JOIN mine ON mine.id = d.letter_id ORDER BY d.id"},
    {"sent",
        MINE " SELECT o.id AS outbox_id, o.letter_id, r.number AS request, o.purpose,"
             " o.channel, COALESCE(o.number, p.number) AS number, o.recipient,"
             " p.address, o.state AS delivery, o.created_at, o.sent_at, p.tracking,"
             " p.returned_at FROM outbox o LEFT JOIN request r ON r.id = o.request_id"
             " LEFT JOIN paper p ON p.outbox_id = o.id"
             " WHERE o.party_id IN (SELECT id FROM own)"
             "  OR (o.party_id IS NULL AND o.letter_id IN (SELECT id FROM mine))"
             " ORDER BY o.id"},
    {"enclosed", MINE " SELECT e.outbox_id, o.letter_id, d.name AS document, v.version, "
                      "e.at AS enclosed_at"
                      " FROM enclosed e JOIN outbox o ON o.id = e.outbox_id"
                      " JOIN document_version v ON v.id = e.version_id"
                      " JOIN document d ON d.id = v.document_id"
                      " WHERE o.party_id IN (SELECT id FROM own)"
                      "  OR (o.party_id IS NULL AND o.letter_id IN (SELECT id FROM mine))"
                      " ORDER BY e.id"},
    {"requests", OWN_RECORDS
        " SELECT r.number, r.kind AS request_kind, r.state AS request_state,"
        " r.opened_at, r.changed_at, r.completed_at, r.earliest_at, r.target_at,"
        " r.expected_at, b.number AS about FROM request r"
        " JOIN own ON own.id = r.party_id LEFT JOIN request b ON b.id = r.about_id"
        " AND b.party_id IN (SELECT id FROM own) ORDER BY r.id"},
    {"steps",
        ASKED " SELECT asked.number AS request, c.at AS made_at, c.move, c.from_state,"
              " c.to_state, c.told, c.actor, EXISTS (SELECT 1 FROM request_change u"
              "  WHERE u.undoes = c.id) AS undone FROM request_change c"
              " JOIN asked ON asked.id = c.request_id ORDER BY c.request_id, c.id"},
    {"documents",
        ASKED " SELECT asked.number AS request, d.document, d.state AS document_state,"
              " d.received_at, d.expires_at, d.reason, d.at AS noted_at"
              " FROM request_document d JOIN asked ON asked.id = d.request_id"
              " ORDER BY d.request_id, d.id"},
    {"confirmed", ASKED
        " SELECT asked.number AS request, f.field, f.value, f.agrees, f.document,"
        " f.at AS noted_at FROM request_field f JOIN asked ON asked.id = f.request_id"
        " ORDER BY f.request_id, f.id"},
    {"asked",
        ASKED " SELECT asked.number AS request, k.at AS made_at, k.documents, k.due_at,"
              " k.reminded_at, k.ended_at FROM request_ask k"
              " JOIN asked ON asked.id = k.request_id ORDER BY k.request_id, k.id"},
    {"referrals", ASKED
        " SELECT asked.number AS request, f.at AS made_at, f.to_kind,"
        " CASE WHEN f.to_kind = 'researcher' THEN NULL ELSE f.to_name END AS to_name,"
        " f.purpose AS referred_for, f.due_at, f.ended_at FROM referral f"
        " JOIN asked ON asked.id = f.request_id ORDER BY f.request_id, f.id"},
    {"contacts",
        OWN_RECORDS " SELECT c.number, r.number AS request, c.channel AS contact_channel,"
                    " c.direction, c.branch, c.at AS made_at, c.summary FROM contact c"
                    " LEFT JOIN request r ON r.id = c.request_id"
                    " WHERE c.party_id IN (SELECT id FROM own)"
                    "  OR (c.party_id IS NULL AND r.party_id IN (SELECT id FROM own))"
                    " ORDER BY c.id"},
    {"notices", ASKED
        " SELECT asked.number AS request, n.purpose AS notice, n.state AS notice_state,"
        " n.out_no AS number, n.told, n.promised_at, n.expected_at, n.made_at,"
        " n.ended_at FROM notice n JOIN asked ON asked.id = n.request_id"
        " ORDER BY n.request_id, n.id"},
    {"decisions",
        ASKED " SELECT asked.number AS request, s.number AS session, s.held_at, "
              "d.outcome AS decision,"
              " d.reason, d.conditions, d.next_step, d.amount, d.alternatives, d.needed,"
              " d.contact_by AS contact_until_at, d.next_at FROM committee_decision d"
              " JOIN asked ON asked.id = d.request_id"
              " JOIN committee_session s ON s.id = d.session_id"
              " WHERE s.state = 'approved' ORDER BY d.request_id, d.id"},
    {"registers", OWN_RECORDS
        " SELECT g.number, g.at AS registered_at, g.subject, g.related, g.void_reason"
        " FROM register g LEFT JOIN letter l ON l.id = g.letter_id"
        " LEFT JOIN request r ON r.id = g.request_id"
        " WHERE COALESCE(g.party_id, l.party_id, r.party_id) IN (SELECT id FROM own)"
        " ORDER BY g.kind, g.year, g.serial"},
    {"journal", OWN_RECORDS
        " SELECT j.at AS done_at, j.act, j.actor, l.in_no AS number, r.number AS request"
        " FROM journal j LEFT JOIN letter l ON l.id = j.letter_id"
        " LEFT JOIN request r ON r.id = j.request_id WHERE j.party_id IN (SELECT id FROM "
        "own)"
        "  OR j.letter_id IN (SELECT letter.id FROM letter"
        "   WHERE letter.party_id IN (SELECT id FROM own))"
        "  OR j.request_id IN (SELECT request.id FROM request"
        "   WHERE request.party_id IN (SELECT id FROM own))"
        " ORDER BY j.id"},
};

static bool
section_each(Store *store, gint64 party_id, guint i, HoldingFunc each, void *user_data,
    GError **error)
{
    RowField found[SQL_MOST_FIELDS];
    HoldingField fields[SQL_MOST_FIELDS];
    g_autoptr(Rows) rows = sql_rows(store->sql, holdings[i].sql, BIND(party_id));
    for (int n; (n = rows_next_fields(rows, found)) > 0;) {
        for (int k = 0; k < n; k++)
            fields[k] = (HoldingField){.name = found[k].name,
                .kind = found[k].kind == 'i'   ? HOLDING_NUMBER
                        : found[k].kind == 'd' ? HOLDING_REAL
                        : found[k].kind == 's' ? HOLDING_TEXT
                                               : HOLDING_NOTHING,
                .number = found[k].number,
                .real = found[k].real,
                .text = found[k].text};
        if (!each(holdings[i].section, fields, n, user_data, error))
            return false;
    }
    return rows_done(rows, error);
}

bool
store_holdings_each(
    Store *store, gint64 party_id, HoldingFunc each, void *user_data, GError **error)
{
    for (guint i = 0; i < G_N_ELEMENTS(holdings); i++)
        if (!section_each(store, party_id, i, each, user_data, error))
            return false;
    return true;
}

bool
store_party_is_own(Store *store, gint64 party_id, gint64 other_id)
{
    bool found = false;
    gint64 id;
    return sql_one(store->sql, NULL, &found,
               OWN_RECORDS " SELECT id FROM own WHERE id = ?", BIND(party_id, other_id),
               INTO(&id)) &&
           found;
}
