/* bench.h: what the files of leakbench share. */
/* SPDX-License-Identifier: MIT */
#ifndef BENCH_H
#define BENCH_H

#include <stdbool.h>
#include <stdint.h>

#include "mleakwatch/judge/judge.h"

/* work: NULL where it is not known. */
void	bench_judge(const double *time, const double *value,
	    const double *work, int n, double seasonal,
	    struct judge_result *result);
/* The same over a clock of work. */
void	bench_judge_work(const double *work, const double *value, int n,
	    struct judge_result *result);
/* The reasons for a verdict, step by step. */
void	trace_show(const struct series *series,
	    const struct judge_options *options);
void	family_trace(const char *name, uint64_t seed);
/* Changes that must not change a verdict; verdicts of longer prefixes. */
void	properties_show(uint64_t seed, int count, bool verbose);
void	prefixes_show(uint64_t seed, int count, bool verbose);
/* Load that shifts, by time and by work; counts; parts of a system. */
void	loads_show(uint64_t seed, int count, bool verbose);
/* Does the time left hold?  verbose: families where it always does, too. */
void	left_show(uint64_t seed, int count, bool verbose);
/* Families of curves: all, or one; verbose: each that is wrong. */
void	families_show(uint64_t seed, int count, const char *only,
	    bool verbose);

/*
 * Times and anon + swap + shmem of a TSV of samples, at most
 * so many; their number.  Exits where it cannot be read.
 */
int	samples_file(const char *path, double *when, double *bytes, int most);

/* False alarms on noise without growth, of so many curves for each cell. */
void	alarms_show(int repeats);

#endif
