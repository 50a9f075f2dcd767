/* progress.h: a line on a terminal that says how far a long work has got. */
/* SPDX-License-Identifier: MIT */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdbool.h>

/* Columns that the line may take. */
#define PROGRESS_WIDTH 60
/* Bytes of such a text: a character has up to four. */
#define PROGRESS_TEXT (4 * PROGRESS_WIDTH)

/* Is standard error a terminal? */
bool	progress_seen(void);
/* Puts the text in the place of the one before; "" clears the line. */
void	progress_put(const char *text);

#endif
