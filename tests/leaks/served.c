/*
 * served.c: served [TURNS [LOAD]]: a server that loses 208 bytes a request,
 * each of which is a read(2); the load shifts in one of eight ways.
 */
/* SPDX-License-Identifier: MIT */
#include <err.h>
#include <fcntl.h>
#include <math.h>
#include <unistd.h>

#include "leaks.h"

/* glibc takes 208 bytes of a block of this size. */
#define REQUEST 200
#define MOST 40			/* requests in a turn */
#define PERIOD 800		/* turns */

static unsigned	seed = 1;

static double
chance(void)
{
	seed = seed * 1103515245 + 12345;
	return (double)(seed >> 16 & 0x7fff) / 0x8000;
}

/* The load of a turn, 0 to 1. */
static double
load_of(int load, int turn)
{
	static double	level = 0.5;
	double		part = (double)(turn % PERIOD) / PERIOD;

	switch (load) {
	case 0:		/* bursts at any time */
		if (turn % 50 == 0)
			level = chance() < 0.3 ? chance() : 0.02;
		return level;
	case 1:		/* day and night */
		return 0.5 - 0.5 * cos(2 * acos(-1) * part);
	case 2:		/* pauses */
		return part < 0.4 ? 0.6 : 0;
	case 3:		/* steps */
		if (turn % 300 == 0)
			level = chance();
		return level;
	case 4:		/* it walks */
		level += 0.1 * (chance() - 0.5);
		level = level < 0 ? 0 : level > 1 ? 1 : level;
		return level;
	case 5:		/* less and less, again and again */
		return (1 - part) * (1 - part);
	case 6:		/* rare spikes */
		return turn % 400 < 12 ? 1 : 0.03;
	default:	/* each day differs */
		if (turn % PERIOD == 0)
			level = 0.1 + 0.9 * chance();
		return part < 0.5 ? level : 0.05;
	}
}

int
main(int argc, char **argv)
{
	int	 turns = leaks_turns(argc, argv), turn, number, fd;
	int	 load = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 0;
	double	 due = 0;
	char	*lost, byte;

	fd = open("/dev/zero", O_RDONLY | O_CLOEXEC);
	for (turn = 0; turn < turns; turn++) {
		due += MOST * load_of(load, turn);
		for (number = 0; number + 1 <= due; number++) {
			lost = malloc(REQUEST);
			if (read(fd, &byte, 1) != 1)
				err(1, "/dev/zero");
			memset(lost, 1, REQUEST);
		}
		due -= number;
		leaks_wait();
	}
	return 0;
}
