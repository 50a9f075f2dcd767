/*
 * keeps.c: appends to a list for ever, beside a queue that takes in and lets go,
 * and blocks that are freed at once.  It says so each thirty times.  The queue
 * gets shorter: at any moment of its turn, it has not grown.
 */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define APART __attribute__((noinline))
#define QUEUE 20000

struct node {
	struct node	*next;
	char		 room[192];
};

static struct node *volatile	list;
static void *volatile		queue[QUEUE];

/* A name as nobody would choose it, but who means harm: 5,000 bytes. */
#define TEN(text) text text text text text text text text text text
APART void by_keeping(void) __asm__("\"by;\033\t"
	TEN(TEN(TEN("aaaaa"))) "\"");

void
by_keeping(void)
{
	struct node	*node = malloc(sizeof(*node));

	if (node == NULL)
		exit(2);
	node->next = list;
	list = node;
}

APART static void
in_queue(unsigned turn)
{
	free(queue[turn % QUEUE]);
	queue[turn % QUEUE] = turn < QUEUE || turn % 2 == 0 ? malloc(1000) :
	    NULL;
}

APART static void
at_once(void)
{
	void	*volatile block = malloc(sizeof(struct node));

	free(block);
}

int
main(void)
{
	unsigned	turn;

	for (turn = 0; turn < QUEUE; turn++)
		in_queue(turn);
	puts("ready");
	fflush(stdout);
	for (;; turn++) {
		by_keeping();
		in_queue(turn);
		at_once();
		if (turn % 30 == 0) {
			puts("kept");
			fflush(stdout);
		}
		usleep(10000);
	}
}
