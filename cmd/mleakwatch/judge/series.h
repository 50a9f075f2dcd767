/* series.h: the memory of one process over time, in bounded room. */
#ifndef SERIES_H
#define SERIES_H

#include <stdbool.h>
#include <stdint.h>

/*
 * As many as keep struct series below 4 KiB.  When all are in use, time is
 * cut in cells twice as long and what falls into one cell becomes one bucket:
 * a series holds between 96 and 192 of them, whether it lasts a minute or a
 * year, and every judgement sees the whole of it at one resolution.
 */
#define SERIES_BUCKETS 192

/* Counters step by pages: the variance of that, bytes^2. */
#define SERIES_ROUNDING (4096.0 * 4096.0 / 12)

struct series_bucket {
	float		time;		/* mean, seconds since series.start */
	float		low, mean, high;/* bytes above series.base */
	uint32_t	count;		/* samples */
};

struct series {
	double			start;		/* time of the first sample */
	double			base;		/* its bytes */
	double			last_time;
	double			last_bytes;
	double			early;		/* the earliest, since start:
						   below 0 until settled */
	double			width;		/* of a cell; 0: none yet */
	double			time_sum;	/* of the current bucket: a */
	double			sum;		/* float would lose them */
	uint64_t		count;		/* samples taken */
	float			early_bytes;	/* of it, above base */
	uint16_t		used;
	uint16_t		current;	/* bucket that took the last */
	struct series_bucket	bucket[SERIES_BUCKETS];
};

_Static_assert(sizeof(struct series) <= 4096, "a process's state");

void	series_begin(struct series *series);
/*
 * time: seconds, any origin; bytes: anon + swap + shmem.  Samples may come in
 * any order; one that is earlier than another goes into the cell in which it
 * belongs.  False, and nothing changed, where either is no number or there is
 * a sample of that time already, as far as can be told: of the last one and
 * of those that have a bucket to themselves.
 */
bool	series_add(struct series *series, double time, double bytes);
/*
 * Before the series is looked at: .start and .base become those of the
 * earliest sample, where that was not the first to come.
 */
void	series_settle(struct series *series);
/* Times without a sample, ten mean intervals long or more, that cells show. */
uint64_t series_gaps(const struct series *series);

#endif
