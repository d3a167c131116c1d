/* pace.h - how many mails a minute go to one domain. Private to outbox/. */
#pragma once

#include "base/base.h"

typedef struct Pace Pace;
/* most: mails a minute to a domain; 0: any number. */
Pace *pace_new(int most);
void pace_free(Pace *pace);

/* 0: the mail may go now, and is counted; else the instant from which it may. */
gint64 pace_take(Pace *pace, const char *recipient, gint64 now);
