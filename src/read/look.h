/* look.h - between the files that read with networks of our own. */
#pragma once

#include "image/image.h"
#include "net/net.h"

/* The network in a file beside the program ("ocr/print.net"); CONFIG, naming what it reads, when it is missing. */
Net *look_open(const char *file, const char *reads, GError **error);

/* A grey piece of a page as the network sees it; *scale is the network's pixels for one of the piece. NULL when memory ends. */
NetLine *look_at(const Net *net, PIX *piece, double *scale);
