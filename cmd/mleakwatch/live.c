/* live.c: samples of living processes. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "../common/parse.h"
#include "live.h"

/*
 * Seconds for which a headroom holds but for the process' own growth: to read
 * it costs as much as twenty samples.
 */
#define HEADROOM_EVERY 10

static void
host_read(struct watching *watching)
{
	int	fd = openat(watching->proc, "sys/kernel/hostname",
	    O_RDONLY | O_CLOEXEC);
	ssize_t	n = 0;

	if (fd != -1) {
		n = read(fd, watching->host, sizeof(watching->host) - 1);
		close(fd);
	}
	watching->host[n > 0 ? n : 0] = '\0';
	watching->host[strcspn(watching->host, "\n")] = '\0';
}

/* One descriptor a process: as many as may be. */
static void
descriptors_raise(void)
{
	struct rlimit	limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == -1)
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

void
watching_begin(struct watching *watching, struct mleakwatch *watch)
{
	memset(watching, 0, sizeof(*watching));
	watching->watch = watch;
	watching->proc = meminfo_proc_open(watch->options.root);
	if (watching->proc == -1) {
		options_complain(&watch->options, "/proc");
		exit(ANSWER_TROUBLE);
	}
	host_read(watching);
	selection_resolve(watch, &watching->selection);
	if (watching->selection.any)
		descriptors_raise();
}

void
watching_end(struct watching *watching)
{
	size_t	i;

	for (i = 0; i < watching->count; i++)
		close(watching->alive[i]->live.status);
	free(watching->alive);
	free(watching->selection.uid);
	close(watching->proc);
}

/* Where pid is, or would be. */
static size_t
place(const struct watching *watching, uint64_t pid)
{
	size_t	low = 0, high = watching->count, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (watching->alive[middle]->pid < pid)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool
is_watched(const struct watching *watching, pid_t pid)
{
	size_t	at = place(watching, (uint64_t)pid);

	return at < watching->count &&
	    watching->alive[at]->pid == (uint64_t)pid;
}

static void
insert(struct watching *watching, struct process *process)
{
	size_t	at = place(watching, process->pid);

	if (watching->count == watching->size) {
		watching->size = watching->size * 2 + 16;
		watching->alive = allocate(watching->alive,
		    watching->size * sizeof(*watching->alive));
	}
	memmove(watching->alive + at + 1, watching->alive + at,
	    (watching->count - at) * sizeof(*watching->alive));
	watching->alive[at] = process;
	watching->count++;
	watching->seen++;
}

/* From here on the status that is open speaks of this process alone. */
static int
take_in(struct watching *watching, pid_t pid, int at)
{
	struct meminfo_process	 process;
	struct sample		 sample = { .pid = (uint64_t)pid };
	struct process		*taken;
	int			 status;

	if (meminfo_process_read(at, 0,
	    selection_want(&watching->selection), &process) == -1)
		return -1;
	errno = ESRCH;
	if ((process.stat.flags & MEMINFO_KERNEL_THREAD) != 0 ||
	    process.stat.state == 'Z' || process.stat.state == 'X' ||
	    (watching->selection.any &&
	    !selection_has(&watching->selection, at, &process)))
		return -1;
	status = openat(at, "status", O_RDONLY | O_CLOEXEC);
	if (status == -1)
		return -1;
	sample.start = process.stat.start_ticks;
	sample.host = watching->host;
	sample.host_length = strlen(watching->host);
	taken = processes_get(&watching->watch->processes, &sample);
	taken->live.status = status;
	insert(watching, taken);
	return 0;
}

int
watching_admit(struct watching *watching, pid_t pid)
{
	int	at = meminfo_process_open(watching->proc, pid), result, saved;

	if (at == -1)
		return -1;
	result = take_in(watching, pid, at);
	saved = errno;
	close(at);
	errno = saved;
	return result;
}

static bool
was_watched(const struct watching *watching, uint64_t pid)
{
	const struct processes	*processes = &watching->watch->processes;
	const struct process	*process;
	size_t			 i;

	for (i = 0; i < processes->slots; i++)
		for (process = processes->slot[i]; process != NULL;
		    process = process->next)
			if (process->pid == pid && strcmp(process->host,
			    watching->host) == 0)
				return true;
	return false;
}

static void
pid_add(struct watching *watching, const char *text)
{
	int64_t	pid;

	if (!parse_count(text, &pid) || pid > INT32_MAX)
		options_wrong(&watching->watch->options, text, "not a pid");
	if (is_watched(watching, (pid_t)pid) ||
	    watching_admit(watching, (pid_t)pid) == 0)
		return;
	if (errno == ENOENT)
		errno = ESRCH;
	/* Its last verdict is due, from the samples of before. */
	if (errno == ESRCH && was_watched(watching, (uint64_t)pid))
		return;
	complain_errno(text);
	watching->watch->trouble = true;
}

void
watching_pids(struct watching *watching)
{
	int	i;

	for (i = 0; i < watching->watch->operands; i++)
		pid_add(watching, watching->watch->operand[i]);
}

/* --- one sample of each --- */

static double
now(void)
{
	struct timespec	unix_time, up;
	static double	offset;

	/* Steps of the wall clock are no steps of the samples'. */
	clock_gettime(CLOCK_BOOTTIME, &up);
	if (offset == 0) {
		clock_gettime(CLOCK_REALTIME, &unix_time);
		offset = (double)(unix_time.tv_sec - up.tv_sec) +
		    (double)(unix_time.tv_nsec - up.tv_nsec) / 1e9;
	}
	return (double)up.tv_sec + (double)up.tv_nsec / 1e9 + offset;
}

/*
 * pread(2) of a file that stays open: two of three system calls are saved,
 * and there is no path to look up.  What is longer (65,536 groups) is read
 * once more, piece by piece.
 */
static int
status_read(const struct watching *watching, const struct process *process,
    struct meminfo_status *status)
{
	char	text[8192];
	ssize_t	n;

	do {
		n = pread(process->live.status, text, sizeof(text), 0);
	} while (n == -1 && errno == EINTR);
	if (n == -1)
		return -1;
	if (n < (ssize_t)sizeof(text))
		return meminfo_status_parse(text, (size_t)n, status);
	if (meminfo_status_read(watching->proc, (pid_t)process->pid,
	    status) == -1)
		return -1;
	return pread(process->live.status, text, 1, 0) == 1 ? 0 : -1;
}

static bool
sample_one(struct watching *watching, struct process *process)
{
	struct meminfo_status	status;
	struct sample		sample = { .pid = process->pid,
				    .start = process->start,
				    .host = process->host,
				    .host_length = process->host_length };

	if (status_read(watching, process, &status) == -1 ||
	    status.state == 'Z' || status.state == 'X')
		return false;
	sample.time = now();
	sample.anon = status.anon;
	sample.rss = status.resident;
	sample.swap = status.swap;
	sample.shmem = status.shmem;
	sample.virt = status.size;
	sample.comm = status.comm;
	sample.comm_length = strlen(status.comm);
	if (process_take(process, &sample) > TAKEN_LATE)
		return true;
	if (process->series.count == 1 || watching->watch->state != NULL ||
	    sample.time - process->live.at_time >= HEADROOM_EVERY)
		headroom_read(watching, process, &status);
	if (watching->record.name != NULL)
		record_sample(&watching->record, &sample);
	return true;
}

/*
 * What ended before it could be judged is not held up for all to see where
 * it was not asked for by name: a shell starts a hundred such a minute.
 */
static void
let_go(struct watching *watching, struct process *process)
{
	struct mleakwatch	*watch = watching->watch;
	struct judge_result	 result;

	close(process->live.status);
	process->live.status = -1;
	process->ended = true;
	if (!watching->selection.any)
		return;
	judge_series(&process->series, &watch->judge, &result);
	if (result.reason != JUDGE_TOO_SHORT)
		return;
	processes_remove(&watch->processes, process);
	watch->unjudged++;
}

static void
newborn(struct watching *watching)
{
	struct meminfo_pids	it;
	pid_t			pid;

	if (meminfo_pids_open(&it, watching->proc) == -1)
		return;
	while (meminfo_pids_next(&it, &pid) == 1)
		if (!is_watched(watching, pid) && pid != getpid() &&
		    watching_admit(watching, pid) == -1 && errno == EMFILE) {
			complain("processes", "too many to watch them all");
			watching->watch->trouble = true;
			break;
		}
	meminfo_pids_close(&it);
}

void
watching_sample(struct watching *watching)
{
	struct process	*process;
	size_t		 i, kept = 0;

	if (watching->selection.any)
		newborn(watching);
	for (i = 0; i < watching->count; i++) {
		process = watching->alive[i];
		if (sample_one(watching, process))
			watching->alive[kept++] = process;
		else
			let_go(watching, process);
	}
	watching->count = kept;
	if (watching->record.name != NULL &&
	    !record_flush(&watching->record)) {
		watching->watch->trouble = true;
		watching->record.name = NULL;
	}
}
