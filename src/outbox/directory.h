/* directory.h - mails as files instead of over SMTP. Private to outbox/. */
#pragma once

#include "outbox/outbox.h"

/* Writes the mail as ID.eml, the same file when it is written again. */
bool directory_write(const char *folder, const Outgoing *mail, GError **error);
