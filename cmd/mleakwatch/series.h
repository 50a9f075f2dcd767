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
	double			width;		/* of a cell; 0: none yet */
	double			time_sum;	/* of the newest bucket: a */
	double			sum;		/* float would lose them */
	uint64_t		count;		/* samples taken */
	uint64_t		refused;	/* not later than the last */
	uint32_t		used;
	struct series_bucket	bucket[SERIES_BUCKETS];
};

_Static_assert(sizeof(struct series) <= 4096, "a process's state");

void	series_begin(struct series *series);
/*
 * time: seconds, any origin; bytes: anon + swap + shmem.  False, and nothing
 * changed but .refused, where time is not later than the last one's or either
 * is no number.
 */
bool	series_add(struct series *series, double time, double bytes);

#endif
