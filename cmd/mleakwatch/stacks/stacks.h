/*
 * stacks.h: who allocated what is lost.
 *
 * Only the join of two things tells: the calls that returned an address, and a
 * scan that says which addresses are lost.  A lost block cannot be freed, so the
 * last call that returned its address is its owner; no free needs to be seen.
 * A profile of page faults or of brk(2) blames whoever allocates next.
 */
/* SPDX-License-Identifier: MIT */
#ifndef STACKS_STACKS_H
#define STACKS_STACKS_H

#include <pthread.h>
#include <stdatomic.h>
#include <sys/types.h>

#include "modules.h"
#include "probes.h"

#define STACKS_DEPTH	512
#define STACKS_WHY	200

/* Why calls cannot be watched on this system; NULL: they can. */
const char *stacks_impossible(void);

/* A block is lost, or kept where something grows. */
enum stacks_kind {
	STACKS_LOST,
	STACKS_KEPT,
	STACKS_KINDS
};

/*
 * How far the thread is.  To open and close many events takes half a second,
 * on a busy machine ten, in which nobody else has to wait.
 */
enum stacks_state {
	STACKS_OPENING,
	STACKS_WATCHING,
	STACKS_OVER,		/* it cost too much, there is no room, or
				   the process has ended */
	STACKS_DRAINED,		/* or .failed, and .why */
	STACKS_CLOSED
};

/* A stretch of which the cost is counted. */
struct stacks_beat {
	int64_t		begin;		/* CLOCK_MONOTONIC, ns */
	uint64_t	calls;		/* before it */
};

struct stacks {
	struct modules	 modules;
	struct probes	 probes;
	struct grow	 allocations;	/* struct allocation */
	struct grow	 entries;	/* struct entry: of posix_memalign */
	struct grow	 chains;	/* struct stacks_chain */
	uint32_t	*slot;		/* of a chain: its group + 1; 0: free */
	size_t		 slots, groups;
	struct grow	 group;		/* struct stacks_group */
	pid_t		 pid;
	uint64_t	 cost;		/* nanoseconds a call */
	uint64_t	 busy;		/* of a core, per cent, until the end */
	uint64_t	 window;	/* nanoseconds, until stacks_end() */
	uint64_t	 complete;	/* chains to the outermost, of all */
	uint64_t	 cut;		/* that the piece of stack was too
					   small for, of all */
	uint64_t	 chained;
	uint64_t	 named[STACKS_KINDS];	/* blocks of stacks_add() */
	uint64_t	 asked[STACKS_KINDS];
	uint64_t	 missed;	/* calls since it was full */
	struct probe_list list;
	unsigned	 most_slow;	/* per cent */
	struct stacks_beat beat;
	pthread_t	 thread;	/* does all until it is drained */
	bool		 threaded;
	bool		 failed;
	atomic_int	 state;		/* enum stacks_state */
	atomic_bool	 ended;		/* the thread has to */
	atomic_bool	 gone;		/* the process has ended */
	bool		 sorted;
	bool		 narrowed;	/* more stack did not fit in rings */
	bool		 slow;		/* ended since it cost too much */
	bool		 full;		/* no memory for more */
	char		 why[STACKS_WHY];
};

/* Places of calls, the innermost first. */
struct stacks_chain {
	size_t			depth;
	struct module_place	place[];
};

struct stacks_group {
	size_t		chain;		/* offset in .chains */
	uint64_t	blocks[STACKS_KINDS], bytes[STACKS_KINDS];
};

/*
 * Starts a thread that sets the probes and takes part.  slow: per cent of a
 * processor that it may take.  Nothing but the state may be asked for until
 * stacks_end().  false: .why.  stacks_free() is owed in every case.
 */
bool	stacks_begin(struct stacks *stacks, pid_t pid, unsigned slow);
enum stacks_state stacks_state(const struct stacks *stacks);
/* Has the process ended meanwhile? */
bool	stacks_gone(const struct stacks *stacks);
/* It has to end; who waits for it is stacks_end() or stacks_free(). */
void	stacks_stop(struct stacks *stacks);
/* The process was stopped and copied with the probes in: they may go. */
void	stacks_end(struct stacks *stacks);
/* Was a block at this address allocated while calls were taken? */
bool	stacks_knows(struct stacks *stacks, uint64_t address);
/* Adds a block to its owner; false: it was allocated at another time. */
bool	stacks_add(struct stacks *stacks, enum stacks_kind kind,
	    uint64_t address, uint64_t size);
/* All calls until now; valid after stacks_end(), too. */
uint64_t stacks_calls(const struct stacks *stacks);
/* Calls that are not known: a block may be of another one. */
uint64_t stacks_missed(const struct stacks *stacks);
/* Were so many calls missed (over 1 %) that owners may be wrong?  Says why. */
bool	stacks_unsure(const struct stacks *stacks, char why[STACKS_WHY]);

/*
 * The group of a chain, made where it is new; false: no memory (chains.c).
 */
bool	stacks_group_find(struct stacks *stacks,
	    const struct module_place *place, size_t depth, uint64_t *group);
/*
 * Sorts the groups, most bytes of that kind first; how many have blocks of it.
 * No block is added after that.
 */
size_t	stacks_sort(struct stacks *stacks, enum stacks_kind kind);
struct stacks_group	*stacks_groups(const struct stacks *stacks);
/* Valid until another call is taken. */
const struct stacks_chain *stacks_chain(const struct stacks *stacks,
		    size_t i);
/*
 * The names of the calls, the outermost first, with ; between.  Valid until the
 * text is used again; NULL: no memory.
 */
const char	*stacks_folded(const struct stacks *stacks, size_t i,
		    struct grow *text);
void	stacks_free(struct stacks *stacks);

#endif
