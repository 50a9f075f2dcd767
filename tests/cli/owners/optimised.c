/*
 * optimised.c: a library for tests/leaks/owners.c: ways to lose a block that an
 * optimiser, and the layout of frames, make hard to follow.
 */
/* SPDX-License-Identifier: MIT */
#include <alloca.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../leaks/owners.h"

void	owners_turn(void);
void	owners_said(void);

/* A jump to malloc: its caller is the function before. */
APART static void *
jumps(size_t size)
{
	return malloc(size);
}

APART static void *
jumps_twice(size_t size)
{
	return jumps(size + 8);
}

APART static void
by_sibling(void)
{
	forget(jumps_twice(144), 0);
}

/* libc calls back: its frames stand between. */
APART static int
by_callback(const void *a, const void *b)
{
	forget(malloc(248), 1);
	return *(const int *)a - *(const int *)b;
}

APART static void
sort_two(void)
{
	int	pair[2] = { 2, 1 };

	qsort(pair, 2, sizeof(pair[0]), by_callback);
}

/* The size of the frame is known when it runs. */
APART static void
by_room(size_t size)
{
	volatile char	*room = alloca(size);

	room[size - 1] = 1;
	forget(malloc(344), 2);
	room[0] = 2;
}

/* The frame is aligned: the way up is an expression. */
APART static void
by_aligned(void)
{
	volatile char	room[64] __attribute__((aligned(64)));

	room[0] = 1;
	forget(malloc(440), 3);
	room[1] = room[0];
}

APART static int
by_deep(int depth)
{
	if (depth == 0) {
		forget(malloc(536), 4);
		return 0;
	}
	return by_deep(depth - 1) + 1;
}

/* The child's memory is another, with blocks at the same addresses. */
APART static void
in_child(void)
{
	void	*volatile block[16];
	size_t	 i;

	for (i = 0; i < 16; i++)
		block[i] = malloc(632);
	_exit(block[0] == NULL);
}

APART static void
by_fork(void)
{
	void	*block = malloc(632);
	pid_t	 child = fork();

	if (child == 0) {
		free(block);
		in_child();
	}
	if (child > 0)
		waitpid(child, NULL, 0);
	forget(block, 5);
}

#ifdef __x86_64__
APART static void
by_generated(void)
{
	forget(malloc(728), 6);
}

/* Through code that is made now and keeps a frame pointer, as V8's does. */
APART static void
generate(void)
{
	/* push rbp; mov rbp,rsp; sub rsp,32; call rdi; leave; ret */
	static const unsigned char	code[] = { 0x55, 0x48, 0x89, 0xe5,
		0x48, 0x83, 0xec, 0x20, 0xff, 0xd7, 0xc9, 0xc3 };
	static void			*made;
	void	(*run)(void (*call)(void));

	if (made == NULL) {
		made = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (made == MAP_FAILED)
			exit(2);
		memcpy(made, code, sizeof(code));
	}
	memcpy(&run, &made, sizeof(run));
	run(by_generated);
}
#endif

static const char *const	name[] = { "by_sibling", "by_callback",
	"by_room", "by_aligned", "by_deep", "by_fork",
#ifdef __x86_64__
	"by_generated",
#endif
};

void
owners_turn(void)
{
	static volatile size_t	sizes[] = { 100, 300, 4000 };

	by_sibling();
	sort_two();
	by_room(sizes[lost[2] % 3]);
	by_aligned();
	by_deep(40);
	by_fork();
#ifdef __x86_64__
	generate();
#endif
}

void
owners_said(void)
{
	losses_say(name, sizeof(name) / sizeof(name[0]));
}
