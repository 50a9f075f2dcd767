/* machine.h: the system that the processes are on, live or recorded. */
/* SPDX-License-Identifier: MIT */
#ifndef MACHINE_H
#define MACHINE_H

#include <meminfo.h>

#include "common/options.h"

struct machine {
	int		proc;
	bool		live;
	uint64_t	page_size;
	uint64_t	ticks;		/* in a second */
	uint64_t	total;		/* memory */
	uint64_t	uptime;		/* milliseconds; of a capture */
	uint64_t	time;		/* Unix milliseconds */
	int		pid_width;	/* digits of the largest pid */
	char		host[MEMINFO_HOST_MAX];	/* "": not known */
};

struct plan;

/* They complain by themselves. */
void	machine_open(struct machine *machine, struct options *options);
/* Read what the plan needs. */
void	machine_read(struct machine *machine, struct options *options,
	    const struct plan *plan);
/* Set the time; a capture has its own. */
void	machine_clock(struct machine *machine, struct options *options,
	    const struct plan *plan);
/* Seconds since boot, as processes' starts are told; NAN: not known. */
double	machine_now(const struct machine *machine);

#endif
