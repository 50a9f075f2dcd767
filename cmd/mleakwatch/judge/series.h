/* series.h: one value over time, in bounded room. */
/* SPDX-License-Identifier: MIT */
#ifndef SERIES_H
#define SERIES_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The most buckets of a series.  A bucket holds one sample until there are
 * more samples than this.  Then time is cut into cells of 2^k seconds, and
 * the samples of a cell share a bucket.  The same samples in another order
 * give the same buckets.
 */
#define SERIES_BUCKETS 1024


struct series_bucket {
	double		time;		/* seconds: mean of the samples */
	double		mean;		/* of the values */
	float		low, high;	/* extremes, above series.base */
	float		work;		/* the most, above series.work_base;
					 * NAN: not known */
	uint32_t	count;		/* samples */
};

struct series {
	double			 start;		/* time of the first sample */
	double			 first_value;
	double			 last_time;
	double			 last_value;
	double			 base, work_base;
	double			 width;		/* seconds of a cell; 0: each
						 * time is its own */
	double			 scale;		/* 1 / width */
	uint64_t		 count;		/* samples taken */
	uint16_t		 used, room;	/* buckets */
	struct series_bucket	*bucket;	/* by time; grows */
};

enum series_added {
	SERIES_NO_MEMORY = -1,
	SERIES_REFUSED,
	SERIES_TAKEN
};

/* Takes no memory until the first sample. */
void	series_begin(struct series *series);
void	series_free(struct series *series);
/*
 * time: seconds, any origin.  value: in any unit.  work: cumulative CPU
 * seconds, or any clock that stands still while nothing is done; NAN where it
 * is not known.  Samples may come in any order.  Nothing changes where the
 * sample is refused: time or value is no number, or the same time and value
 * were taken before.  That can be told of the last sample and of those that
 * have a bucket to themselves.
 */
enum series_added	series_add(struct series *series, double time,
	    double value, double work);
/* Pauses without a sample that are ten mean intervals long or more. */
uint64_t series_gaps(const struct series *series);

#endif
