/* shares.c: a large file, read by several threads. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "common/threads.h"
#include "samples.h"

/*
 * A line takes 40 ns to read, which each thread does, and a sample 120 ns to
 * put in its place.  So more threads than a few gain nothing.
 */
#define SHARES_MAX 8
#define SHARE_MIB 8
#define MIB (1024 * 1024)

struct share {
	int			 fd;
	struct samples		 samples;
	struct recording	 recording;
	pthread_t		 thread;
	bool			 started;
	int			 error;
};

size_t
shares_count(int fd, off_t *size)
{
	struct stat	st;
	size_t		count;

	if (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode) || st.st_size < MIB)
		return 1;
	count = threads_count(0, (size_t)(st.st_size / MIB), SHARE_MIB, 0);
	if (count < 2)
		return 1;
	/* All stop where the file ends now: it may grow meanwhile. */
	*size = st.st_size;
	return count > SHARES_MAX ? SHARES_MAX : count;
}

static void *
share_read(void *argument)
{
	struct share	*share = argument;

	share->error = samples_read(&share->samples, share->fd) ? 0 : errno;
	return NULL;
}

/* A sample's order is that of its row, of whatever share. */
static void
share_begin(struct share *share, const struct samples *samples,
    const struct recording *recording, struct processes *part)
{
	samples_begin(&share->samples, samples->take, &share->recording);
	share->samples.stop = samples->stop;
	share->samples.rows = recording->processes->made;
	share->recording = (struct recording){ part, { 0 } };
	part->by_work = recording->processes->by_work;
	part->work_auto = recording->processes->work_auto;
}

static void
share_end(struct share *share, struct samples *samples,
    struct recording *recording)
{
	struct processes	*part = share->recording.processes;
	int			 i;

	samples->count += share->samples.count;
	samples->malformed += share->samples.malformed;
	samples->cut |= share->samples.cut;
	samples->headed |= share->samples.headed;
	samples->named |= share->samples.named;
	for (i = 0; i < ADD_RESULTS; i++)
		recording->count[i] += share->recording.count[i];
	recording->processes->made = (uint32_t)share->samples.rows;
	processes_deal(part, recording->processes, 1);
	processes_free(part);
}

/* Where the system gives no thread, this one reads that share too. */
static int
shares_run(struct share *share, size_t count)
{
	int	error = 0;
	size_t	i;

	for (i = 1; i < count; i++)
		share[i].started = pthread_create(&share[i].thread, NULL,
		    share_read, &share[i]) == 0;
	for (i = 0; i < count; i++) {
		if (share[i].started)
			pthread_join(share[i].thread, NULL);
		else
			share_read(&share[i]);
		if (share[i].error != 0)
			error = share[i].error;
	}
	return error;
}

bool
shares_read(struct recording *recording, struct samples *samples, int fd,
    size_t count)
{
	struct processes	part[SHARES_MAX];
	struct share		*share = calloc(count, sizeof(*share));
	atomic_size_t		 bytes = recording->processes->bytes;
	size_t			 i;
	int			 error;

	if (share == NULL)
		alloc_failed();
	for (i = 0; i < count; i++) {
		processes_begin(&part[i], recording->processes->bytes_max);
		part[i].shared = &bytes;
		share_begin(&share[i], samples, recording, &part[i]);
		share[i].fd = fd;
		share[i].samples.share = i;
		share[i].samples.shares = count;
	}
	processes_deal(recording->processes, part, count);
	error = shares_run(share, count);
	for (i = 0; i < count; i++)
		share_end(&share[i], samples, recording);
	free(share);
	errno = error;
	return error == 0;
}
