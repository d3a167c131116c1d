/* config.h - diwan.conf: every setting, its default and its check.
 *
 * A GLib key file. A missing or wrong setting is reported as file, line and what it should be.
 * Relative paths are relative to the folder of the file. A group given twice is merged, the
 * later value holds. Unknown groups and keys are refused, with the nearest known name.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef enum { CALENDAR_HIJRI, CALENDAR_GREGORIAN } CalendarKind;

/* What is done to a mail on the server once it is safely kept. */
typedef enum { AFTER_LEAVE, AFTER_FLAG, AFTER_MOVE } AfterKeeping;

/* How access tokens are had from a provider that takes no passwords: with a refresh token, a
 * service account's key, or else in the program's own name. */
typedef struct OauthConfig {
    char *name;     /* of the group: [oauth NAME] */
    char *provider; /* "microsoft" or "google" */
    char *tenant;   /* of Microsoft 365 */
    char *client_id;
    char *client_secret_file;
    char *refresh_token_file;   /* as it was issued; sealed once it has been used */
    char *service_account_file; /* of Google Workspace, JSON */
    char *scope, *token_url;    /* the provider's unless given */
    char *ca_file;              /* NULL: the system's authorities */
    char *key_file;             /* what refresh tokens are sealed with */
} OauthConfig;

typedef struct MailboxConfig {
    char *name;  /* of the group: [mailbox NAME]; of a further folder "NAME/FOLDER" */
    char *group; /* NAME */
    char *host;
    int port;
    char *user;
    char *password_file;      /* NULL with oauth */
    char *oauth;              /* NULL: a password is used */
    const OauthConfig *grant; /* which oauth names; borrowed; NULL without */
    char *folder;             /* "INBOX" */
    bool polled; /* a further folder: not watched, looked at in turn every poll_s */
    AfterKeeping after;
    char *move_to; /* folder for AFTER_MOVE, else NULL */
    char *ca_file; /* NULL: the system's authorities */
    int most_mb;   /* of a mail that is taken whole */
    int poll_s;    /* seconds between polls when IDLE says nothing */
} MailboxConfig;

typedef struct ScanConfig {
    char *name; /* of the group: [scan NAME] */
    char *path;
    char *branch;     /* NULL when not given */
    char *subfolders; /* what the folders below it name: "branch", "scanner", or "none" */
} ScanConfig;

/* What a web form asks for, by the names under which it is known here. */
enum { FORM_FIELDS = 8 };
extern const char *const form_field_names[FORM_FIELDS];

/* A web form whose mails are read field by field. */
typedef struct FormConfig {
    char *name;   /* of the group: [form NAME] */
    char **from;  /* the addresses its service writes from, lower case */
    char *layout; /* "any", "lines", "table" or "json" */
    char *labels
        [FORM_FIELDS]; /* of form_field_names: how the form calls it, separated by ; */
} FormConfig;

typedef struct RelayConfig {
    char *host; /* NULL when directory is set, or when no relay is configured */
    int port;
    char *user;               /* NULL: no AUTH */
    char *password_file;      /* NULL: no AUTH, or oauth */
    char *oauth;              /* NULL: a password is used */
    const OauthConfig *grant; /* which oauth names; borrowed; NULL without */
    char *from;               /* the address answers come from */
    char *ca_file;            /* NULL: the system's authorities */
    char *directory;          /* write mails as files here instead */
    bool tls; /* require STARTTLS (default); false only for a loopback host */
    int domain_per_minute; /* mails to one domain; 0: any number */
} RelayConfig;

/* Periods of requests, in days. */
typedef struct RequestConfig {
    int earliest_days;  /* from completion to the first day of an outcome */
    int target_days;    /* from completion to the day promised */
    int documents_days; /* an applicant has for missing documents */
    int shortest_days;  /* the least an applicant is ever given */
    int soon_days;      /* working days before a day is due */
    int delay_days;     /* what a notice of delay adds */
    int reopen_days;    /* an ended request may be opened again */
    guint weekend;      /* days nobody works, bit 0: Sunday */
    char *holidays;     /* table of holidays; NULL: the one installed with the program */
} RequestConfig;

/* The committee's runs of letters. */
typedef struct CommitteeConfig {
    int hold_minutes; /* in which a run can be called back */
    int per_minute;   /* letters handed to the outbox; 0: no limit */
    int appeal_days;  /* in which an objection is received; 0: letters name no period */
} CommitteeConfig;

typedef struct SurveyConfig {
    int after_days; /* from a request's closing to the question; 0: nobody is asked */
    int open_days;  /* in which it can be answered */
} SurveyConfig;

typedef struct Config {
    char *path;   /* of diwan.conf */
    char *office; /* folder of diwan.conf: letters/, office.db, secrets/ */
    char *user;   /* roles drop to this user when started as root; NULL: stay */

    char *office_name;    /* in the office's language */
    char *office_name_en; /* in English */
    char *language;       /* "ar" or "en": of the web and of letters to unknown writers */
    CalendarKind calendar;
    char *phone;   /* printed in letters; NULL: the sentence vanishes */
    char *address; /* where people find the office; likewise */

    char **addresses;    /* ours, lower case */
    char **domains;      /* ours, lower case */
    char **authserv_id;  /* whose Authentication-Results are believed; empty: nobody's */
    bool tagged_replies; /* our server delivers letters+tag@… to letters@… */
    char **scanners;     /* From addresses of scan-to-mail devices, lower case */

    GPtrArray *mailboxes; /* of MailboxConfig, owned */
    GPtrArray *oauths;    /* of OauthConfig, owned */
    GPtrArray *scans;     /* of ScanConfig, owned */
    GPtrArray *forms;     /* of FormConfig, owned */
    RelayConfig relay;

    char **models; /* Tesseract models, default ara */
    int workers;   /* reading and parsing processes each; default: cores */
    char *divide;  /* scans of several letters: "codes", "separators" or "no" */

    RequestConfig requests;
    CommitteeConfig committee;
    SurveyConfig survey;
    int acknowledged_minutes; /* the report: a letter is to be acknowledged within */

    double level;     /* posterior above which a match may stand; default 0.999 */
    int kind_percent; /* below it a person is asked for a letter's kind; default 80 */

    char *listen;   /* "127.0.0.1:8480" */
    char *tls_cert; /* NULL: plain HTTP, loopback only */
    char *tls_key;
    char *public_url;  /* NULL: sections that need one are left out */
    char *privacy_url; /* of the notice about personal data; likewise */

    char *letters; /* folder of raw letters; default letters */
    char *backup;  /* NULL */
} Config;

/* Loads and checks; error is CONFIG with "file:line: …". */
Config *config_load(const char *path, GError **error);
void config_free(Config *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Config, config_free)

/* The commented text of a new office's diwan.conf, every setting with its default. */
const char *config_template(void);

/* Drops what a role does not need: secrets' paths of mailboxes for all but intake, the relay's
 * for all but outbox. */
void config_forget_mailboxes(Config *config);
void config_forget_relay(Config *config);
