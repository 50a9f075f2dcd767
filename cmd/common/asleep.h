/* asleep.h: how long a task has slept in one piece. */
/* SPDX-License-Identifier: MIT */
#ifndef ASLEEP_H
#define ASLEEP_H

#include <stdint.h>
#include <sys/types.h>

/* All zero before the first look. */
struct asleep {
	uint64_t	switches;
	int64_t		slept;		/* nanoseconds without a switch */
};

/*
 * Nanoseconds that a process or thread has slept in one piece, pause being the
 * time since the last look.  One that does anything at all does not sleep long.
 * By looks and not by the clock: a machine that stands still ages nobody.
 */
int64_t	asleep_look(struct asleep *asleep, pid_t task, int64_t pause);

#endif
