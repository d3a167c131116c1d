/* scan.c - a file from a scanner as a letter of one part. */
#include "parse/inside.h"

Mail *
parse_scan(const char *name, GBytes *bytes)
{
    Mail *mail = mail_new();
    Part *part = part_from_bytes(name, NULL, g_bytes_ref(bytes));
    g_ptr_array_add(mail->parts, part);
    mail->fingerprint = g_strdup(part->sha256);
    if (part->size_bytes == 0)
        mail_add_defect(mail, "empty");
    return mail;
}
