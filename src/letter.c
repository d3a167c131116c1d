/* letter.c - the words for what stands in a letter, and its structures' beginning and end. */
#include "letter.h"

#include <string.h>

static const char *const state_names[] = {"taken", "parsed", "dividing", "read",
    "identified", "filed", "answered", "done", "held", "duplicate", "batch", NULL};
static const char *const kind_names[] = {"letter", "auto_reply", "bounce",
    "delivery_notice", "feedback_report", "list", "read_receipt", "own", "survey_answer",
    NULL};
static const char *const medium_names[] = {"email", "scan", NULL};
static const char *const match_names[] = {"none", "match", "several", "conflict", NULL};
static const char *const answer_names[] = {"none", "neutral", "full", NULL};
static const char *const hold_names[] = {"unknown_sender", "several", "conflict",
    "unproven", "unreadable", "crashed", "unparsed", "undivided", "too_large",
    "by_person", "failed", NULL};
static const char *const source_names[] = {"ocr", "text_layer", "document", NULL};
static const char *const part_names[] = {
    "header", "subject", "new_text", "text", "page", "code", NULL};

static const char *
name_of(const char *const *names, guint value)
{
    g_assert(value < g_strv_length((char **)names));
    return names[value];
}

/* The position of a name, or -1. */
static int
find_name(const char *const *names, const char *name)
{
    for (int i = 0; name != NULL && names[i] != NULL; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    return -1;
}

const char *
letter_state_name(LetterState state)
{
    return name_of(state_names, state);
}

bool
letter_state_from_name(const char *name, LetterState *state)
{
    int i = find_name(state_names, name);
    if (i >= 0)
        *state = i;
    return i >= 0;
}

const char *
mail_kind_name(MailKind kind)
{
    return name_of(kind_names, kind);
}

bool
mail_kind_from_name(const char *name, MailKind *kind)
{
    int i = find_name(kind_names, name);
    if (i >= 0)
        *kind = i;
    return i >= 0;
}

const char *
medium_name(Medium medium)
{
    return name_of(medium_names, medium);
}

bool
medium_from_name(const char *name, Medium *medium)
{
    int i = find_name(medium_names, name);
    if (i >= 0)
        *medium = i;
    return i >= 0;
}

const char *
match_outcome_name(MatchOutcome outcome)
{
    return name_of(match_names, outcome);
}

bool
match_outcome_from_name(const char *name, MatchOutcome *outcome)
{
    int i = find_name(match_names, name);
    if (i >= 0)
        *outcome = i;
    return i >= 0;
}

const char *
answer_flavour_name(AnswerFlavour flavour)
{
    return name_of(answer_names, flavour);
}

bool
answer_flavour_from_name(const char *name, AnswerFlavour *flavour)
{
    int i = find_name(answer_names, name);
    if (i >= 0)
        *flavour = i;
    return i >= 0;
}

const char *
hold_reason_name(HoldReason reason)
{
    return reason == HOLD_NOT ? NULL : name_of(hold_names, reason - 1);
}

bool
hold_reason_from_name(const char *name, HoldReason *reason)
{
    int i = find_name(hold_names, name);
    if (i >= 0)
        *reason = i + 1;
    return i >= 0;
}

const char *
page_source_name(PageSource source)
{
    return name_of(source_names, source);
}

bool
page_source_from_name(const char *name, PageSource *source)
{
    int i = find_name(source_names, name);
    if (i >= 0)
        *source = i;
    return i >= 0;
}

Address *
address_new(const char *name, const char *address)
{
    Address *new = g_new0(Address, 1);
    new->name = g_strdup(name);
    new->address = g_strdup(address);
    char *at = strrchr(new->address, '@');
    for (char *c = at; c != NULL && *c != '\0'; c++)
        *c = g_ascii_tolower(*c);
    return new;
}

void
address_free(Address *address)
{
    if (address == NULL)
        return;
    g_free(address->name);
    g_free(address->address);
    g_free(address);
}

Part *
part_new(void)
{
    return g_new0(Part, 1);
}

void
part_free(Part *part)
{
    if (part == NULL)
        return;
    g_free(part->name);
    g_free(part->media_type);
    g_free(part->sha256);
    g_clear_pointer(&part->bytes, g_bytes_unref);
    g_free(part);
}

BounceRecipient *
bounce_recipient_new(void)
{
    return g_new0(BounceRecipient, 1);
}

void
bounce_recipient_free(BounceRecipient *recipient)
{
    if (recipient == NULL)
        return;
    g_free(recipient->address);
    g_free(recipient->action);
    g_free(recipient->status);
    g_free(recipient->reason);
    g_free(recipient->diagnostic);
    g_free(recipient);
}

WebField *
web_field_new(const char *name, const char *label, const char *value)
{
    WebField *field = g_new0(WebField, 1);
    field->name = g_strdup(name);
    field->label = g_strdup(label);
    field->value = g_strdup(value);
    return field;
}

void
web_field_free(WebField *field)
{
    if (field == NULL)
        return;
    g_free(field->name);
    g_free(field->label);
    g_free(field->value);
    g_free(field);
}

Mail *
mail_new(void)
{
    Mail *mail = g_new0(Mail, 1);
    mail->in_reply_to = g_ptr_array_new_with_free_func(g_free);
    mail->references = g_ptr_array_new_with_free_func(g_free);
    mail->reply_to = g_ptr_array_new_with_free_func((GDestroyNotify)address_free);
    mail->to = g_ptr_array_new_with_free_func((GDestroyNotify)address_free);
    mail->cc = g_ptr_array_new_with_free_func((GDestroyNotify)address_free);
    mail->subject = g_strdup("");
    mail->text = g_strdup("");
    mail->new_text = g_strdup("");
    mail->parts = g_ptr_array_new_with_free_func((GDestroyNotify)part_free);
    mail->bounce_recipients =
        g_ptr_array_new_with_free_func((GDestroyNotify)bounce_recipient_free);
    mail->defects = g_ptr_array_new_with_free_func(g_free);
    mail->form_fields = g_ptr_array_new_with_free_func((GDestroyNotify)web_field_free);
    return mail;
}

void
mail_free(Mail *mail)
{
    if (mail == NULL)
        return;
    g_free(mail->message_id);
    address_free(mail->from);
    address_free(mail->forwarded_from);
    GPtrArray *arrays[] = {mail->in_reply_to, mail->references, mail->reply_to, mail->to,
        mail->cc, mail->parts, mail->bounce_recipients, mail->defects, mail->form_fields};
    for (gsize i = 0; i < G_N_ELEMENTS(arrays); i++)
        g_clear_pointer(&arrays[i], g_ptr_array_unref);
    g_free(mail->subject);
    g_free(mail->text);
    g_free(mail->new_text);
    g_free(mail->html);
    g_free(mail->original_message_id);
    g_free(mail->form);
    g_free(mail->spf);
    g_free(mail->dkim);
    g_free(mail->dmarc);
    g_free(mail->fingerprint);
    g_free(mail);
}

void
word_free(Word *word)
{
    if (word == NULL)
        return;
    g_free(word->text);
    g_free(word);
}

void
code_free(Code *code)
{
    if (code == NULL)
        return;
    g_free(code->type);
    g_free(code->text);
    g_free(code);
}

void
form_field_free(FormField *field)
{
    if (field == NULL)
        return;
    g_free(field->name);
    g_free(field->value);
    g_free(field);
}

FormReading *
form_reading_new(const char *name, int version, const char *token)
{
    FormReading *form = g_new0(FormReading, 1);
    form->name = g_strdup(name);
    form->version = version;
    form->token = g_strdup(token);
    form->fields = g_ptr_array_new_with_free_func((GDestroyNotify)form_field_free);
    return form;
}

void
form_reading_free(FormReading *form)
{
    if (form == NULL)
        return;
    g_free(form->name);
    g_free(form->token);
    g_ptr_array_unref(form->fields);
    g_free(form);
}

Reading *
reading_new(int number)
{
    Reading *reading = g_new0(Reading, 1);
    reading->number = number;
    reading->sheet = (PagePart){0, 0, 1, 1};
    reading->text = g_strdup("");
    reading->legible = true;
    reading->words = g_ptr_array_new_with_free_func((GDestroyNotify)word_free);
    reading->codes = g_ptr_array_new_with_free_func((GDestroyNotify)code_free);
    return reading;
}

void
reading_free(Reading *reading)
{
    if (reading == NULL)
        return;
    g_free(reading->text);
    g_clear_pointer(&reading->words, g_ptr_array_unref);
    g_clear_pointer(&reading->codes, g_ptr_array_unref);
    g_clear_pointer(&reading->image, g_bytes_unref);
    g_free(reading->image_type);
    g_free(reading->trouble);
    form_reading_free(reading->form);
    g_free(reading);
}

const char *
place_part(const char *name)
{
    int i = find_name(part_names, name);
    return i >= 0 ? part_names[i] : NULL;
}

Clue *
clue_new(const char *kind, const char *seen, const char *on_record, double weight)
{
    Clue *clue = g_new0(Clue, 1);
    clue->kind = g_strdup(kind);
    clue->seen = g_strdup(seen);
    clue->on_record = g_strdup(on_record);
    clue->weight = weight;
    clue->place.confidence = -1;
    return clue;
}

void
clue_free(Clue *clue)
{
    if (clue == NULL)
        return;
    g_free(clue->kind);
    g_free(clue->level);
    g_free(clue->seen);
    g_free(clue->value);
    g_free(clue->on_record);
    g_free(clue);
}

Candidate *
candidate_new(gint64 party_id)
{
    Candidate *candidate = g_new0(Candidate, 1);
    candidate->party_id = party_id;
    candidate->clues = g_ptr_array_new_with_free_func((GDestroyNotify)clue_free);
    return candidate;
}

void
candidate_free(Candidate *candidate)
{
    if (candidate == NULL)
        return;
    g_free(candidate->file_no);
    g_free(candidate->full_name);
    g_ptr_array_unref(candidate->clues);
    g_free(candidate);
}
