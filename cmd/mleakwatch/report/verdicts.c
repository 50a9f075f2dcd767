/* verdicts.c: all processes judged, and told in order. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mleakwatch/mleakwatch.h"

/* Judging one takes half a millisecond: more than reading its samples. */
#define THREADS_MAX 16

struct judging {
	const struct mleakwatch	*watch;
	struct process		**list;
	struct outcome		*outcome;
	size_t			 count;
	atomic_size_t		 next;
};

static void *
judging_work(void *argument)
{
	struct judging	*judging = argument;
	size_t		 i;

	while ((i = atomic_fetch_add(&judging->next, 1)) < judging->count)
		outcome_make(&judging->outcome[i], judging->list[i],
		    &judging->watch->judge);
	return NULL;
}

static void
judge_all(struct judging *judging)
{
	pthread_t	thread[THREADS_MAX];
	long		processors = sysconf(_SC_NPROCESSORS_ONLN);
	size_t		wanted = judging->count / 8, made = 0;

	if (wanted > THREADS_MAX)
		wanted = THREADS_MAX;
	if (processors > 0 && wanted > (size_t)processors - 1)
		wanted = (size_t)processors - 1;
	while (made < wanted && pthread_create(&thread[made], NULL,
	    judging_work, judging) == 0)
		made++;
	judging_work(judging);
	while (made > 0)
		pthread_join(thread[--made], NULL);
}

/* Leaks first, then what may be one; the faster before the slower. */
static int
compare(const void *a, const void *b)
{
	static const int	place[] = { [JUDGE_LEAK] = 0,
				    [JUDGE_UNDECIDED] = 1,
				    [JUDGE_NO_LEAK] = 2 };
	const struct outcome	*x = a, *y = b;
	int			 by = place[x->result.verdict] -
				    place[y->result.verdict];

	if (by == 0)
		by = (x->result.rate < y->result.rate) -
		    (x->result.rate > y->result.rate);
	if (by == 0)
		by = (x->order > y->order) - (x->order < y->order);
	return by;
}

static void
print_all(struct mleakwatch *watch, const struct outcome *outcome,
    size_t count)
{
	size_t	i;

	if (!watch->listed || !watch->options.tsv)
		table_header(&watch->table);
	watch->listed = true;
	watch->leaks = watch->undecided = false;
	for (i = 0; i < count; i++) {
		watch->leaks |= outcome[i].result.verdict == JUDGE_LEAK;
		watch->undecided |=
		    outcome[i].result.verdict == JUDGE_UNDECIDED;
		if (!watch->quiet || outcome[i].result.verdict == JUDGE_LEAK)
			rows_print(watch, &outcome[i]);
	}
}

void
verdicts_show(struct mleakwatch *watch)
{
	struct judging	judging = { .watch = watch, .count = 0 };
	size_t		i;

	judging.list = processes_list(&watch->processes);
	for (i = 0; i < watch->processes.count; i++)
		if (judging.list[i]->series.count > 0)
			judging.list[judging.count++] = judging.list[i];
	watch->judged = judging.count + watch->outcomes;
	judging.outcome = allocate(NULL,
	    (watch->judged + 1) * sizeof(*judging.outcome));
	judge_all(&judging);
	if (watch->outcomes > 0)
		memcpy(judging.outcome + judging.count, watch->outcome,
		    watch->outcomes * sizeof(*watch->outcome));
	qsort(judging.outcome, watch->judged, sizeof(*judging.outcome),
	    compare);
	print_all(watch, judging.outcome, watch->judged);
	free(judging.outcome);
	free(judging.list);
}
