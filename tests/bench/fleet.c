/*
 * fleet.c: samples of a fleet, as one log of all hosts holds them.
 *
 *	fleet PROCESSES SAMPLES
 *
 * A host has 500 processes, each with a sample every ten minutes.  30 of 100
 * stand still, as idle daemons do.  30 are level with noise.  12 follow a load,
 * with a cycle of a day or of hours.  10 are heaps that a collector sweeps.  8
 * warm up, 4 wander within bounds, 3 take one step, 3 leak.  A tenth of all
 * begins later than the log.
 */
/* SPDX-License-Identifier: MIT */
#include <err.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define PAGE 4096.0
#define TAU 6.28318530717958647693
#define HOST_PROCESSES 500
#define INTERVAL 600

enum kind {
	STILL, NOISE, LOAD, HEAP, WARM, WANDER, STEP, LEAK, KINDS
};

static const int	share[KINDS] = { 30, 30, 12, 10, 8, 4, 3, 3 };

struct process {
	enum kind	kind;
	int		begins;		/* first sample */
	double		base, size;	/* bytes; of noise, load, growth */
	double		memory;		/* of the noise: rho */
	double		pace, phase;	/* of a wave, a saw, a warm-up */
	double		state, saw;
};

static uint64_t	seed = 1;

/* splitmix64 */
static double
unit(void)
{
	uint64_t	z = seed += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return (double)((z ^ (z >> 31)) >> 11) / 9007199254740992.0;
}

/* The sum of four has nearly a normal distribution, of deviation 1. */
static double
noise(void)
{
	return (unit() + unit() + unit() + unit() - 2) * 1.7320508;
}

static enum kind
kind_draw(void)
{
	int	at = (int)(unit() * 100), kind = 0;

	while (at >= share[kind])
		at -= share[kind++];
	return (enum kind)kind;
}

static void
process_draw(struct process *process, int samples)
{
	static const double	cycle[] = { 0, 0, 0.5, 0.9, 0.99 };

	process->kind = kind_draw();
	process->begins = unit() < 0.1 ? (int)(unit() * samples / 2) : 0;
	process->base = 2e6 * pow(1000, unit());
	process->size = process->base * 0.002 * pow(50, unit());
	process->memory = cycle[(int)(unit() * 5)];
	process->phase = unit();
	process->pace = 1.0 / (12 + 132 * unit());
	process->state = noise();
	process->saw = unit();
	if (process->kind == LOAD && unit() < 0.5)
		process->pace = 1.0 / 144;
}

static double
process_shape(struct process *process, double place)
{
	double	at = place - process->begins;

	switch (process->kind) {
	case LOAD:
		return 3 * sin(TAU * (process->phase + place *
		    process->pace));
	case HEAP:
		process->saw += (0.5 + unit()) * process->pace;
		if (process->saw > 1)
			process->saw = 0.1 * unit();
		return 5 * process->saw;
	case WARM:
		return 20 * (1 - exp(-at * process->pace));
	case STEP:
		return at > 160 * process->phase ? 10 : 0;
	case LEAK:
		return at * (0.05 + process->phase);
	default:
		return 0;
	}
}

/* Bytes, whole pages. */
static double
process_value(struct process *process, int place)
{
	double	memory = process->kind == WANDER ? 0.99 : process->memory;
	double	left = sqrt(1 - memory * memory), value;

	if (process->kind == STILL)
		return floor(process->base / PAGE) * PAGE;
	process->state = memory * process->state + left * noise();
	value = process->base + process->size * (4 + process->state +
	    process_shape(process, place));
	return value > 0 ? floor(value / PAGE) * PAGE : 0;
}

int
main(int argc, char **argv)
{
	int		count = argc == 3 ? atoi(argv[1]) : 0;
	int		samples = argc == 3 ? atoi(argv[2]) : 0, i, t;
	struct process	*process = calloc((size_t)count + 1, sizeof(*process));
	double		value;

	if (count <= 0 || samples <= 0 || process == NULL)
		errx(2, "usage: fleet PROCESSES SAMPLES");
	for (i = 0; i < count; i++)
		process_draw(&process[i], samples);
	puts("time\thost\tpid\tstart\tcomm\trss\tanon\tshmem\tswap\tvirt");
	for (t = 0; t < samples; t++)
		for (i = 0; i < count; i++) {
			if (t < process[i].begins)
				continue;
			value = process_value(&process[i], t);
			printf("%lld.%03d\thost%d\t%d\t%d\tserver%d\t%.0f"
			    "\t%.0f\t0\t0\t-\n",
			    1700000000 + (long long)t * INTERVAL,
			    i % HOST_PROCESSES, i / HOST_PROCESSES,
			    1000 + i % HOST_PROCESSES * 7,
			    5000 + i % HOST_PROCESSES * 3, i % 17,
			    value + 4e6, value);
		}
	free(process);
	return 0;
}
