/* processes.h: who is watched, told apart by host, pid and start. */
#ifndef PROCESSES_H
#define PROCESSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <meminfo.h>

#include "mleakwatch/judge/series.h"
#include "mleakwatch/live/where.h"

/* One reading of one process; the texts are not the sample's own. */
struct sample {
	double		 time;		/* Unix seconds */
	uint64_t	 pid;
	uint64_t	 start;		/* ticks since boot, or absent */
	uint64_t	 anon, rss, swap, shmem, virt;	/* bytes, or absent */
	const char	*host;
	size_t		 host_length;	/* 0: not known */
	const char	*comm;
	size_t		 comm_length;
};

/* Whose limit ends it (headroom.c) */
enum limit {
	LIMIT_NONE,
	LIMIT_CGROUP,
	LIMIT_AS,
	LIMIT_DATA,
	LIMIT_MEMORY
};

/* Of a living process. */
struct live {
	int		 status;	/* open; -1: not, or not any more */
	enum limit	 limit;
	double		 most;		/* bytes that it may come to */
	float		 at_time;	/* when this was so: seconds after
					   its first sample */
	float		 located;	/* bytes at the last look where */
	struct where	*where;		/* NULL: never looked */
};

struct process {
	struct process	*next;		/* of the same slot */
	const char	*host;		/* ends in NUL, "": not known */
	char		*comm;		/* NULL: not known */
	uint64_t	 pid;
	uint64_t	 start;
	uint32_t	 hash;
	uint32_t	 order;		/* of its first sample */
	bool		 by_rss;	/* no anon was told */
	bool		 ended;
	float		 look;		/* where it is, is due so many seconds
					   after its first sample */
	struct live	 live;
	struct series	 series;
};

/* With its name, two looks at where its memory is, and the heap's own. */
_Static_assert(sizeof(struct process) + sizeof(struct where) + 48 <= 4096,
    "a process's state");

/* A name that many processes have is kept once, until processes_free(). */
struct host {
	struct host	*next;
	uint32_t	 hash;
	uint32_t	 length;
	char		 name[];	/* ends in NUL */
};

#define HOST_SLOTS 256

struct processes {
	struct process	**slot;
	size_t		  slots;	/* a power of 2 */
	size_t		  count;
	uint32_t	  made;
	struct host	 *host[HOST_SLOTS];
	struct host	 *recent;	/* NULL: none yet */
};

enum taken {
	TAKEN,
	TAKEN_LATE,		/* out of order, put where it belongs */
	TAKEN_AGAIN,		/* not taken: of that time there was one */
	TAKEN_MIXED,		/* rss where others have anon */
	TAKEN_NOTHING,		/* no memory: a kernel thread, a zombie */
	TAKEN_KINDS
};

void	processes_begin(struct processes *processes);
/* The process that the sample is of, made where it is new. */
struct process	*processes_get(struct processes *processes,
	    const struct sample *sample);
enum taken	process_take(struct process *process,
	    const struct sample *sample);
void	processes_remove(struct processes *processes,
	    struct process *process);
/* When all samples are taken that may come out of order. */
void	processes_settle(struct processes *processes);
/* All of them as they came, in an array to be freed. */
struct process	**processes_list(const struct processes *processes);
void	processes_free(struct processes *processes);

/* Ends the command with a message where there is no memory. */
void	*allocate(void *old, size_t size);

#endif
