/* where.h: in which kinds of mappings the memory of a process is. */
#ifndef WHERE_H
#define WHERE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum where_kind {
	WHERE_HEAP,
	WHERE_ANON,
	WHERE_STACK,
	WHERE_SHMEM,
	WHERE_FILE,		/* pages of files that it has written to */
	WHERE_KINDS
};

/* Bytes of what the samples count: anonymous, swapped out, shared memory. */
struct where {
	float	first[WHERE_KINDS];
	float	last[WHERE_KINDS];
};

/*
 * Adds up /proc/PID/smaps; at and pid as in meminfo.h.  False where it cannot
 * be read.
 */
bool	where_read(int at, pid_t pid, float bytes[WHERE_KINDS]);
/* Growth between the looks; it may be negative. */
double	where_growth(const struct where *where, enum where_kind kind);

#define WHERE_TEXT 96		/* holds every kind */

/*
 * "[heap] 97 %, anonymous 3 %": the share of each kind in what grew, the
 * greatest first; those below half of a per cent are left out.  The length, 0
 * where nothing grew.
 */
size_t	where_text(char text[WHERE_TEXT], const struct where *where);

#endif
