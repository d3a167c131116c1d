/* utf7.h - folder names as IMAP writes them. */
#pragma once

/* UTF-8 → the modified UTF-7 of RFC 3501 section 5.1.3; NULL when name is not UTF-8. */
char *utf7_from_name(const char *name);
