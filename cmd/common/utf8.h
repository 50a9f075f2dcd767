/* utf8.h: whether text may be more than ASCII. */
/* SPDX-License-Identifier: MIT */
#ifndef UTF8_H
#define UTF8_H

#include <stdbool.h>

/* Does the environment ask for UTF-8?  Names alone: no setlocale(3). */
bool	utf8_wanted(void);

#endif
