/*
 * capture.c: an image of a living process, taken while it stands still.
 *
 * A child of our own does the stopping: its waits meet nobody else's
 * children, and killing it lets the process go, whatever it hangs in.  It
 * copies into memory that both share.  All of that memory is touched before
 * the stop: page faults of our own were nine tenths of the time (128 MiB: 2.7
 * to 3.5 s into fresh memory, 0.13 to 0.27 s into touched).
 */
/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/descriptors.h"
#include "common/tick.h"
#include "capture.h"
#include "memory.h"
#include "stop.h"

/* The child's answer to its parent, at the beginning of the shared memory. */
struct capture_report {
	enum capture_state	 state;
	int			 error;
	int64_t			 stopped, copied;
	uint64_t		 bytes;
	struct image		 image;
};

/* The shared memory, in pieces. */
struct capture_plan {
	pid_t			 pid, task;
	struct capture_limits	 limits;
	struct memory_room	 room;
	size_t			 threads;
	struct capture_report	*report;
	struct image		 image;		/* the arrays' places */
	struct stop		 stop;
	struct memory_scratch	*scratch;
	int			 news;		/* pipe to the parent */
};

/* The first thread has no memory any more where it ended before others. */
static pid_t
task_with_memory(pid_t pid)
{
	char		 path[64], byte;
	struct dirent	*entry;
	DIR		*tasks;
	pid_t		 tid = pid, found = pid;
	int		 fd;

	snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	tasks = opendir(path);
	while (tasks != NULL && (entry = readdir(tasks)) != NULL) {
		tid = (pid_t)strtol(entry->d_name, NULL, 10);
		if (tid <= 0)
			continue;
		snprintf(path, sizeof(path), "/proc/%d/maps", (int)tid);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd == -1)
			continue;
		if (read(fd, &byte, 1) == 1) {
			found = tid;
			close(fd);
			break;
		}
		close(fd);
	}
	if (tasks != NULL)
		closedir(tasks);
	return found;
}

static size_t
capture_threads(pid_t pid)
{
	char	path[64];
	DIR	*tasks;
	size_t	count = 0;

	snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	tasks = opendir(path);
	while (tasks != NULL && readdir(tasks) != NULL)
		count++;
	if (tasks != NULL)
		closedir(tasks);
	return count;
}

/* AT_RANDOM of the process; 0: not told. */
static uint64_t
auxv_random(pid_t task)
{
	char		path[64];
	uint64_t	pair[2], found = 0;
	int		fd;

	snprintf(path, sizeof(path), "/proc/%d/auxv", (int)task);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	while (fd != -1 && read(fd, pair, sizeof(pair)) == sizeof(pair) &&
	    pair[0] != AT_NULL)
		if (pair[0] == AT_RANDOM)
			found = pair[1];
	if (fd != -1)
		close(fd);
	return found;
}

static enum capture_state
capture_fail(struct capture *capture, enum capture_state state,
    const char *why, int error)
{
	snprintf(capture->why, sizeof(capture->why), "%s%s%s", why,
	    error != 0 ? ": " : "", error != 0 ? strerror(error) : "");
	return state;
}

/* Memory that the system can spare, in bytes. */
static uint64_t
memory_to_spare(void)
{
	struct meminfo_system	system;

	return meminfo_system_read(MEMINFO_HOST, &system) == -1 ?
	    MEMINFO_ABSENT :
	    meminfo_system_available_read(MEMINFO_HOST, &system);
}

/* Bits for blocks are 4 % of the heap; a margin of as much again. */
static enum capture_state
copy_check(struct capture *capture, const struct capture_limits *limits,
    uint64_t bytes)
{
	uint64_t	need = bytes + bytes / 100 * 8, spare;

	if (limits->max_copy != 0 && need > limits->max_copy) {
		snprintf(capture->why, sizeof(capture->why),
		    "needs %llu MiB for a copy, more than --max-copy",
		    (unsigned long long)(need >> 20));
		return CAPTURE_REFUSED;
	}
	spare = memory_to_spare();
	if (limits->max_copy != 0 || need < spare / 4 * 3)
		return CAPTURE_TAKEN;
	snprintf(capture->why, sizeof(capture->why), "needs %llu MiB for a "
	    "copy, %llu MiB are available (--max-copy allows it)",
	    (unsigned long long)(need >> 20),
	    (unsigned long long)(spare >> 20));
	return CAPTURE_REFUSED;
}

/* Lengths of the pieces, each at a multiple of 64. */
static size_t
piece_place(size_t *used, size_t count, size_t size)
{
	size_t	at = *used;

	*used += (count * size + 63) / 64 * 64;
	return at;
}

/* Room for what was counted, and for what comes until the stop. */
static bool
plan_map(struct capture_plan *plan, struct capture *capture,
    const struct image *counted, uint64_t bytes)
{
	size_t	used = 0, report, range, map, thread, word, data;
	char	*at;

	plan->room.ranges = counted->ranges + counted->ranges / 4 + 1024;
	plan->room.maps = counted->maps + counted->maps / 8 + 256;
	plan->room.size = bytes + bytes / 64 + ((uint64_t)1 << 20);
	plan->threads = capture_threads(plan->pid) * 5 / 4 + 16;
	report = piece_place(&used, 1, sizeof(struct capture_report));
	range = piece_place(&used, plan->room.ranges,
	    sizeof(struct image_range));
	map = piece_place(&used, plan->room.maps, sizeof(struct image_map));
	thread = piece_place(&used, plan->threads,
	    sizeof(struct image_thread));
	word = piece_place(&used, plan->threads, STOP_WORDS * 8);
	used = (used + 65535) / 65536 * 65536;
	data = used;
	capture->length = data + (size_t)plan->room.size;
	at = mmap(NULL, capture->length, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (at == MAP_FAILED)
		return false;
	capture->at = at;
	plan->report = (struct capture_report *)(void *)(at + report);
	plan->image.range = (struct image_range *)(void *)(at + range);
	plan->image.map = (struct image_map *)(void *)(at + map);
	plan->image.thread = (struct image_thread *)(void *)(at + thread);
	plan->image.word = (uint64_t *)(void *)(at + word);
	plan->room.bytes = (unsigned char *)at + data;
	return true;
}

/* Before the stop, in the child. */

/* It is all zero already: only its pages are made. */
static void
memory_touch(void *at, size_t length)
{
#ifdef MADV_POPULATE_WRITE
	if (madvise(at, length, MADV_POPULATE_WRITE) == 0)
		return;
#endif
	memset(at, 0, length);
}

static int
child_fail(struct capture_report *report)
{
	report->error = errno;
	report->state = errno == ETIMEDOUT ? CAPTURE_GIVEN_UP :
	    CAPTURE_FAILED;
	return -1;
}

/* Would it stand still for longer than allowed?  0.1 ms a thread: measured. */
static int
child_foresee(struct capture_plan *plan, uint64_t bytes)
{
	double	rate = memory_rate(plan->room.bytes, plan->room.size);
	double	seconds = (double)bytes / (rate > 0 ? rate : 1e9) +
		    (double)capture_threads(plan->pid) * 1e-4;

	plan->report->stopped = (int64_t)(seconds * 1e9);
	if (plan->report->stopped <= plan->limits.max_stop)
		return 0;
	plan->report->state = CAPTURE_REFUSED;
	return -1;
}

static int
child_prepare(struct capture_plan *plan, size_t length)
{
	uint64_t	bytes;

	plan->stop.thread = calloc(plan->threads,
	    sizeof(*plan->stop.thread));
	plan->scratch = malloc(sizeof(*plan->scratch));
	if (plan->stop.thread == NULL || plan->scratch == NULL)
		return child_fail(plan->report);
	plan->stop.size = plan->threads;
	plan->stop.pid = plan->pid;
	memset(plan->scratch, 0, sizeof(*plan->scratch));
	memory_touch(plan->report, length);
	plan->report->state = CAPTURE_FAILED;
	/* Once in vain: its time is not that of the process. */
	if (memory_list(plan->task, &plan->image, &plan->room,
	    plan->scratch, &bytes) == -1)
		return child_fail(plan->report);
	return child_foresee(plan, bytes);
}

/* A thread that stands still, by whose name memory is read. */
static pid_t
child_task(const struct capture_plan *plan)
{
	size_t	i;

	for (i = 0; i < plan->stop.count; i++)
		if (plan->stop.thread[i].stopped)
			return plan->stop.thread[i].tid;
	return plan->task;
}

static void
child_registers(struct capture_plan *plan)
{
	struct image	*image = &plan->image;
	size_t		 i;

	image->threads = image->words = 0;
	for (i = 0; i < plan->stop.count; i++) {
		if (!plan->stop.thread[i].stopped)
			continue;
		image->words += stop_registers(plan->stop.thread[i].tid,
		    image->word + image->words,
		    &image->thread[image->threads]);
		image->threads++;
	}
}

/* While the process stands still. */
static int
child_copy(struct capture_plan *plan)
{
	pid_t	task = child_task(plan);
	int64_t	began = tick_now();

	child_registers(plan);
	plan->image.random = auxv_random(task);
	if (memory_list(task, &plan->image, &plan->room, plan->scratch,
	    &plan->report->bytes) == -1 ||
	    memory_copy(task, &plan->image, plan->stop.deadline) == -1)
		return child_fail(plan->report);
	plan->report->copied = tick_now() - began;
	return 0;
}

static void
child_stop(struct capture_plan *plan)
{
	struct capture_report	*report = plan->report;
	ssize_t			 n;
	int			 result;

	/* From now on the parent looks at the clock. */
	do {
		n = write(plan->news, "", 1);
	} while (n == -1 && errno == EINTR);
	plan->stop.began = tick_now();
	plan->stop.deadline = plan->stop.began + plan->limits.max_stop;
	result = stop_all(&plan->stop);
	if (result == -1)
		child_fail(report);
	else
		result = child_copy(plan);
	stop_release(&plan->stop);
	report->stopped = tick_now() - plan->stop.began;
	if (result == -1)
		return;
	report->image = plan->image;
	report->state = CAPTURE_TAKEN;
}

static _Noreturn void
child_run(struct capture_plan *plan, size_t length, pid_t parent)
{
	sigset_t	signals;

	sigemptyset(&signals);
	sigaddset(&signals, SIGCHLD);
	sigprocmask(SIG_SETMASK, &signals, NULL);
	descriptors_close(plan->news);
	signal(SIGCHLD, SIG_DFL);
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	if (getppid() != parent)
		_exit(1);
	if (child_prepare(plan, length) == 0)
		child_stop(plan);
	_exit(0);
}

/* In the parent. */

/* The child's end, or the time that it has for it; true: it ended. */
static bool
parent_wait(int news, int milliseconds)
{
	struct pollfd	poll_news = { news, POLLIN, 0 };
	char		byte;
	ssize_t		n;
	int		ready;

	for (;;) {
		ready = poll(&poll_news, 1, milliseconds);
		if (ready == -1 && errno == EINTR)
			continue;
		if (ready <= 0)
			return false;
		n = read(news, &byte, 1);
		if (n == 1)
			return false;
		if (n == 0 || errno != EINTR)
			return true;
	}
}

/*
 * pagemap shows guard pages inside a mapping (Linux 6.13; stacks of glibc
 * 2.42) as swapped.
 */
static bool
swap_is_used(pid_t task)
{
	struct meminfo_status	status;
	int			proc = meminfo_proc_open(MEMINFO_HOST);
	bool			used;

	used = proc == -1 || meminfo_status_read(proc, task, &status) == -1 ||
	    status.swap != 0;
	if (proc != -1)
		close(proc);
	return used;
}

static enum capture_state
parent_result(struct capture *capture, struct capture_plan *plan,
    int64_t max_stop)
{
	struct capture_report	*report = plan->report;

	capture->stopped = report->stopped;
	capture->copied = report->copied;
	capture->bytes = report->bytes;
	switch (report->state) {
	case CAPTURE_TAKEN:
		capture->image = report->image;
		if (report->image.swapped > 0 && !swap_is_used(plan->task))
			capture->image.swapped = 0;
		return CAPTURE_TAKEN;
	case CAPTURE_REFUSED:
		snprintf(capture->why, sizeof(capture->why), "would stand "
		    "still for about %lld ms, more than --max-stop",
		    (long long)(report->stopped / 1000000));
		return CAPTURE_REFUSED;
	case CAPTURE_GIVEN_UP:
		snprintf(capture->why, sizeof(capture->why), "let go after "
		    "%lld ms (--max-stop)", (long long)(max_stop / 1000000));
		return CAPTURE_GIVEN_UP;
	case CAPTURE_FAILED:
		break;
	}
	errno = report->error;
	return capture_fail(capture, report->state, "cannot stop and copy",
	    report->error);
}

/* However the child hangs, its end lets the process go. */
#define GRACE 500		/* milliseconds */

/*
 * A child that copies from a file whose server does not answer (FUSE) cannot be
 * killed: it is left behind.  false: so it is.
 */
static bool
child_reap(pid_t child, bool ended)
{
	pid_t	reaped;
	int	i;

	for (i = 0; i < GRACE; i++) {
		reaped = waitpid(child, NULL, ended ? 0 : WNOHANG);
		if (reaped == child || (reaped == -1 && errno != EINTR))
			return true;
		poll(NULL, 0, 1);
	}
	return false;
}

static enum capture_state
parent_watch(struct capture *capture, struct capture_plan *plan,
    pid_t child, int news)
{
	int64_t	most = plan->limits.max_stop / 1000000 + GRACE;
	bool	ended = parent_wait(news, -1) ||
		    parent_wait(news, most > 1000000000 ? -1 : (int)most);

	if (!ended)
		kill(child, SIGKILL);
	if (!child_reap(child, ended))
		return capture_fail(capture, CAPTURE_GIVEN_UP, "a file that "
		    "it has mapped does not answer; it stands still until "
		    "that does", 0);
	if (!ended)
		plan->report->state = CAPTURE_GIVEN_UP;
	return parent_result(capture, plan, plan->limits.max_stop);
}

static enum capture_state
parent_run(struct capture *capture, struct capture_plan *plan)
{
	enum capture_state	state;
	pid_t			parent = getpid(), child;
	int			news[2];

	if (pipe2(news, O_CLOEXEC) == -1)
		return capture_fail(capture, CAPTURE_FAILED, "pipe", errno);
	plan->news = news[1];
	plan->report->state = CAPTURE_FAILED;
	child = fork();
	if (child == 0)
		child_run(plan, capture->length, parent);
	close(news[1]);
	if (child == -1)
		state = capture_fail(capture, CAPTURE_FAILED, "fork", errno);
	else
		state = parent_watch(capture, plan, child, news[0]);
	close(news[0]);
	return state;
}

static enum capture_state
capture_plan(struct capture *capture, struct capture_plan *plan,
    struct memory_scratch *scratch)
{
	struct image		counted;
	enum capture_state	state;
	uint64_t		bytes;

	memset(&counted, 0, sizeof(counted));
	plan->task = task_with_memory(plan->pid);
	if (memory_list(plan->task, &counted, NULL, scratch, &bytes) == -1)
		return capture_fail(capture, CAPTURE_FAILED,
		    "cannot read its memory map", errno);
	if (bytes == 0)
		return capture_fail(capture, CAPTURE_FAILED,
		    "has no memory of its own", 0);
	state = copy_check(capture, &plan->limits, bytes);
	if (state != CAPTURE_TAKEN)
		return state;
	if (!plan_map(plan, capture, &counted, bytes))
		return capture_fail(capture, CAPTURE_FAILED,
		    "no memory for a copy", errno);
	return parent_run(capture, plan);
}

enum capture_state
capture_take(struct capture *capture, pid_t pid,
    const struct capture_limits *limits)
{
	struct capture_plan	plan = { .pid = pid, .limits = *limits };
	struct memory_scratch	*scratch = malloc(sizeof(*scratch));
	enum capture_state	state;

	memset(capture, 0, sizeof(*capture));
	if (scratch == NULL)
		return capture_fail(capture, CAPTURE_FAILED, "memory", errno);
	state = capture_plan(capture, &plan, scratch);
	free(scratch);
	return state;
}

void
capture_free(struct capture *capture)
{
	if (capture->at != NULL)
		munmap(capture->at, capture->length);
	memset(capture, 0, sizeof(*capture));
}
