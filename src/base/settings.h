/* settings.h - the table of every setting of diwan.conf; private to base. */
#pragma once

#include "base/config.h"

typedef enum {
    VALUE_TEXT,
    VALUE_CHOICE, /* one of the words of should; kept as text */
    VALUE_CALENDAR,
    VALUE_AFTER,
    VALUE_YES_NO,
    VALUE_NUMBER, /* int, least … most */
    VALUE_LEVEL,  /* double */
    VALUE_PATH,   /* relative to the folder of diwan.conf */
    VALUE_HOST,
    VALUE_LISTEN, /* host:port */
    VALUE_URL,
    VALUE_ACCOUNT, /* of the system */
    VALUE_ADDRESS,
    VALUE_ADDRESSES, /* lists: separated by ; or , */
    VALUE_DOMAINS,
    VALUE_MODELS,
    VALUE_WEEKDAYS, /* guint, bit 0: Sunday; separated by ; or , */
    VALUE_TLS,      /* certificate and key, one file or two; sets tls_cert and tls_key */
} ValueKind;

typedef struct Setting {
    const char *key;
    ValueKind kind;
    gsize offset;         /* in Config, MailboxConfig or ScanConfig */
    const char *standard; /* as it would be written; NULL: none */
    const char *example;  /* shown in the template when there is no standard */
    const char *should;   /* what a value should be */
    const char *sentence;
    int least, most; /* of VALUE_NUMBER */
    bool required;   /* in a group that has a name */
} Setting;

typedef struct SettingGroup {
    const char *name;
    const char *instance; /* NAME of the template's [mailbox NAME]; NULL: stands alone */
    const char *sentence;
    const Setting *settings; /* ends with a NULL key */
} SettingGroup;

extern const SettingGroup setting_groups[]; /* ends with a NULL name */

/* The known name nearest to an unknown one, quoted, or all of them when none is near; of the keys
 * of group, or of the groups when group is NULL. Owned by the caller. */
char *setting_meant(const char *name, const SettingGroup *group);

/* Checks a value and puts it into its place in object, freeing what stood there; false when it
 * is not what it should be. Paths are relative to folder. */
bool
setting_put(const Setting *setting, void *object, const char *folder, const char *value);

/* Whether host names this machine only. */
bool host_is_loopback(const char *host);
