/* owners.h: what the programs and libraries share that say who lost a block. */
/* SPDX-License-Identifier: MIT */
#ifndef OWNERS_H
#define OWNERS_H

#include <stddef.h>
#include <stdio.h>

/* A function of its own on each stack. */
#ifdef __clang__
#define APART __attribute__((noinline))
#else
#define APART __attribute__((noipa))
#endif

#define WAYS_MOST 9

static volatile unsigned	lost[WAYS_MOST];
static void			*volatile seen;

/* Nothing of the block is left in a variable. */
APART static void
forget(void *block, unsigned way)
{
	seen = block;
	seen = NULL;
	lost[way]++;
}

/* How many blocks each way has lost. */
static void
losses_say(const char *const *name, size_t count)
{
	size_t	i;

	for (i = 0; i < count; i++)
		printf("%s %u\n", name[i], lost[i]);
}

#endif
