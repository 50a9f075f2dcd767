/* cpu.h: shares of a CPU, over a process' life or an interval. */
/* SPDX-License-Identifier: MIT */
#ifndef CPU_H
#define CPU_H

#include "row.h"

struct mtop;
struct cpu_sample;

/* With -d: look once, and wait.  NULL where the whole life counts. */
struct cpu_sample *cpu_first(const struct mtop *mtop);
double	cpu_share(const struct mtop *mtop, const struct cpu_sample *sample,
	    const struct row *row);

#endif
