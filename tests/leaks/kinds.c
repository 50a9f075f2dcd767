/*
 * kinds.c KIND BESIDE [TURNS [FILE]]: one of the four kinds of leaks, or none,
 * beside something that looks like one.
 *
 * A turn takes 10 ms.  The process id is printed first.  With FILE, the turns
 * begin when it is there; then "done" is printed, and it waits to be killed.
 */
/* SPDX-License-Identifier: MIT */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include "leaks.h"

#define SMALL 112
#define LARGE ((size_t)512 * 1024)	/* malloc maps these one by one */

/* Each begins with a pointer, so that they can be chained. */
struct chained {
	struct chained *volatile	next;
};

static struct chained *volatile	kept;		/* implicit */
static size_t			block = 4096;
static bool			ring;		/* lost blocks lead round */
static unsigned			seed = 1;

static unsigned
random_below(unsigned limit)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 16) % limit;
}

static struct chained *__attribute__((noipa))
block_make(size_t size)
{
	struct chained	*made = malloc(size);

	memset(made, 1, size);
	made->next = NULL;
	return made;
}

/* --- the leaks --- */

static void __attribute__((noipa))
lose(size_t bytes)
{
	struct chained	*first = block_make(block), *one = first, *next;
	size_t		 done;

	for (done = block; done < bytes; done += block) {
		next = block_make(block);
		if (ring)
			one->next = next;
		one = next;
	}
	if (ring)
		one->next = first;
}

/* Deep in the stack: a dead frame that is in use again would keep a ring. */
static void __attribute__((noipa))
lose_cleanly(size_t bytes)
{
	volatile char	gap[4096];

	gap[0] = 0;
	lose(bytes);
	gap[1] = gap[0];
}

static void __attribute__((noipa))
keep(size_t bytes)
{
	struct chained	*next;
	size_t		 done;

	for (done = 0; done < bytes; done += block) {
		next = block_make(block);
		next->next = kept;
		kept = next;
	}
}

static void
turn_recurring(int turn, int turns)
{
	(void)turns;
	if (block < LARGE || turn % 32 == 0)
		lose_cleanly(16384);
}

static void
turn_sporadic(int turn, int turns)
{
	static int	due = 20;

	(void)turns;
	if (turn < due)
		return;
	lose_cleanly(((size_t)random_below(4) + 1) << 18);
	due = turn + 15 + (int)(random_below(3) == 0 ? random_below(200) :
	    random_below(30));
}

static void
turn_onetime(int turn, int turns)
{
	if (turn == turns / 2)
		lose_cleanly((size_t)4 << 20);
}

static void
turn_implicit(int turn, int turns)
{
	(void)turns;
	if (block < LARGE || turn % 32 == 0)
		keep(16384);
}

static void
turn_none(int turn, int turns)
{
	(void)turn;
	(void)turns;
}

/* --- what looks like one --- */

#define ENTRIES 128

/* A cache of chance keys, which fills more and more slowly. */
static void
beside_warm(int turn, int turns)
{
	static struct chained	*volatile entry[ENTRIES];
	unsigned		 key = random_below(ENTRIES);

	(void)turn;
	(void)turns;
	if (entry[key] == NULL)
		entry[key] = block_make(32768);
}

/* A pool that doubles until it is large enough. */
static void
beside_pool(int turn, int turns)
{
	static struct chained	*volatile pool;
	static unsigned		 pieces;
	struct chained		*piece;

	if (pieces < 6 && turn >= (turns / 16) << (pieces / 2)) {
		piece = block_make((size_t)65536 << pieces++);
		piece->next = pool;
		pool = piece;
	}
}

#define ALIVE 64

/* A thread with an arena of its own, in which blocks of all sizes churn. */
static void *
arena_churn(void *argument)
{
	struct chained	*alive[ALIVE] = { NULL };
	unsigned	 random = (unsigned)(uintptr_t)argument, which;

	for (;;) {
		random = random * 1103515245 + 12345;
		which = (random >> 16) % ALIVE;
		free(alive[which]);
		random = random * 1103515245 + 12345;
		alive[which] = block_make((random >> 16) % 16384 + 16);
		if (which == 0)
			leaks_wait();
	}
	return NULL;
}

static void
beside_arenas(int turn, int turns)
{
	pthread_t	thread;

	if (turn % (turns / 16 + 1) == 0 && turn < turns / 4)
		pthread_create(&thread, NULL, arena_churn,
		    (void *)(uintptr_t)(turn + 7));
}

/* --- all together --- */

typedef void	turn_of(int turn, int turns);

static const struct named {
	const char	*name;
	turn_of		*turn;
	size_t		 block;
	bool		 ring;
} kind[] = {
	{ "recurring", turn_recurring, 0, false },
	{ "sporadic", turn_sporadic, 0, false },
	{ "onetime", turn_onetime, 0, false },
	{ "implicit", turn_implicit, 0, false },
	{ "none", turn_none, 0, false },
	{ NULL, NULL, 0, false }
}, beside[] = {
	{ "alone", turn_none, 4096, false },
	{ "small", turn_none, SMALL, true },
	{ "large", turn_none, LARGE, false },
	{ "warm", beside_warm, 4096, false },
	{ "pool", beside_pool, 4096, true },
	{ "arenas", beside_arenas, 4096, false },
	{ NULL, NULL, 0, false }
};

static const struct named *
named_find(const struct named *list, const char *name)
{
	while (list->name != NULL && strcmp(list->name, name) != 0)
		list++;
	return list;
}

int
main(int argc, char **argv)
{
	const struct named	*leak, *other;
	int			 turns, turn;

	if (argc < 3)
		return 2;
	leak = named_find(kind, argv[1]);
	other = named_find(beside, argv[2]);
	turns = leaks_turns(argc - 2, argv + 2);
	if (leak->name == NULL || other->name == NULL)
		return 2;
	block = other->block;
	ring = other->ring;
	dprintf(STDOUT_FILENO, "%d\n", (int)getpid());
	while (argc > 4 && access(argv[4], F_OK) != 0)
		leaks_wait();
	for (turn = 0; turn < turns; turn++) {
		other->turn(turn, turns);
		leak->turn(turn, turns);
		leaks_wait();
	}
	if (argc > 4)
		dprintf(STDOUT_FILENO, "done\n");
	while (argc > 4)
		pause();
	return 0;
}
