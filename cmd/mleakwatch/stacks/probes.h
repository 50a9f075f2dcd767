/*
 * probes.h: each return of the allocating functions of one process.
 *
 * uprobes through perf_event_open(2): the kernel sets a breakpoint in that
 * process alone, and takes it out when the descriptors are closed, which it does
 * itself when we are killed.  A call costs a trap, 4 to 16 us on a virtual
 * machine; nothing is written into the process by us.
 */
/* SPDX-License-Identifier: MIT */
#ifndef STACKS_PROBES_H
#define STACKS_PROBES_H

#include <meminfo.h>

#include "common/grow.h"
#include "mleakwatch/elf/elf_file.h"
#include "unwind.h"

/*
 * Bytes of the stack, taken with each call.  8 KiB hold all frames of most
 * programs, but none of cppcheck's, which recurse, and a third of zsh's.
 * 16 KiB hold 97 to 100 % of each of the 17 that were tried.  A record has
 * room for 63.
 */
#define PROBES_STACK		16384
#define PROBES_STACK_MOST	64512

#define PROBES_MOST 16

/*
 * The kernel takes 10 to 30 ms to close an event, one after the other.  A
 * program that ends cannot be killed meanwhile: of 3,000 threads, for half an
 * hour.
 */
#define PROBES_EVENTS	4096

enum probe_kind {
	PROBE_RETURN,		/* the result is the pointer */
	PROBE_ENTRY,		/* posix_memalign: where the pointer will be */
	PROBE_FILLED		/* its return */
};

/* A function whose offset in the file is known. */
struct probe {
	enum probe_kind	 kind;
	uint64_t	 offset;
};

/* Samples have the number of their event; those of others are returns. */
struct probe_id {
	uint64_t	id;
	enum probe_kind	kind;
};

struct probe_hit {
	enum probe_kind		 kind;
	uint32_t		 tid;
	uint64_t		 time;		/* CLOCK_MONOTONIC, ns */
	uint64_t		 result;	/* or the first argument */
	struct unwind		 unwind;	/* but .find and .context */
};

/* Each is called in the order in which things happened. */
struct probe_taker {
	void	*context;
	void	(*hit)(void *context, const struct probe_hit *hit);
	/* A file was mapped to be run; path is valid for the call. */
	void	(*map)(void *context, const struct meminfo_map *map);
};

/* The ring of a CPU, or of a thread. */
struct probe_ring {
	int		 fd;		/* -1: none */
	pid_t		 tid;
	bool		 ended;		/* its thread has */
	unsigned char	*pages;		/* the kernel's and our place, data */
	uint64_t	 tail, end;	/* what is to be drained */
	size_t		 next;		/* size of the record there; 0: none */
	int64_t		 time;		/* of it */
};

struct probes {
	pid_t		 pid;
	struct probe_ring *ring;
	size_t		 rings, rings_most;
	size_t		 events_most;
	bool		 by_thread;	/* not one a CPU: rings_choose() */
	size_t		 ring_bytes;	/* without the first page */
	uint32_t	 stack;		/* bytes of it, taken with each call */
	size_t		 page;
	int		 process;	/* a pidfd; -1: none (before 5.3) */
	bool		 ended;		/* the process has */
	struct grow	 fds;		/* int: all events, to be closed */
	struct grow	 ids;		/* struct probe_id */
	enum elf_machine machine;
	int64_t		 begun;		/* the first is in: CLOCK_MONOTONIC, ns */
	int64_t		 since;		/* all are in */
	uint64_t	 hits, lost, throttled;
	uint64_t	 early;		/* hits before all were in */
	uint64_t	 born;		/* .by_thread: threads that began,
					   of which no call is known */
	bool		 overrun;	/* a ring was full at the end */
	unsigned char	 *record;	/* one that wraps around */
};

/* Functions of one file. */
struct probe_list {
	int			fd;		/* by O_PATH */
	enum elf_machine	machine;
	size_t			count;
	struct probe		probe[PROBES_MOST];
};

/*
 * Sets the probes in all threads of a process, with at most so many events.
 * Threads to come have them too, or are counted as .born.  stack is how many
 * bytes of it a call comes with, a multiple of 8.  -1 with errno: EACCES, EPERM
 * (not permitted), ENOSYS (a kernel without uprobes for perf), EMFILE or E2BIG
 * (too many threads).  probes_close() is owed in every case.
 */
int	probes_open(struct probes *probes, pid_t pid,
	    const struct probe_list *list, uint32_t stack,
	    size_t events_most);
/*
 * Waits until there is something, or the process ends, at most so long.  -1
 * with errno.
 */
int	probes_wait(struct probes *probes, int milliseconds);
/*
 * Hands over what is in the rings.  all: also that of the last instant, when a
 * ring may still lack what comes before something in another one.
 */
void	probes_drain(struct probes *probes, bool all,
	    const struct probe_taker *taker);
/* Unmaps the rings, then closes: a ring keeps its event, and its probe. */
void	probes_close(struct probes *probes);
/* Nanoseconds that a call of our own malloc costs; 0: it cannot be tried. */
uint64_t probes_cost(const struct probe_list *list);

#endif
