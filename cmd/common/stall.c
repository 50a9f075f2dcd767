/* stall.c: reads of /proc/PID that may never end. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <meminfo.h>

#include "asleep.h"
#include "out.h"
#include "stall.h"
#include "tick.h"

/* Threads beyond are not watched. */
#define SLOTS 256
#define STALL_STACK ((size_t)128 * 1024)
/* A machine that swaps may hold the lock for seconds. */
#define STALL_FIRST ((int64_t)30 * SECOND)
/* Where one was found, others are waited for less. */
#define STALL_NEXT ((int64_t)5 * SECOND)
/* A user of whom so many are left out is left out whole. */
#define LEFT_OUT_USER 4
#define LEFT_OUT_MOST 256

/* A read of a thread. */
struct stall_slot {
	_Atomic unsigned	 reads;		/* odd: it reads */
	_Atomic pid_t		 pid;
	_Atomic(const char *)	 file;
	pid_t			 thread;
	/* The watching thread's own. */
	unsigned		 seen;
	struct asleep		 asleep;
};

static struct stall_slot	slots[SLOTS];
static atomic_uint		slots_used;
static _Thread_local struct stall_slot *own_slot;

static struct {
	bool			 on;
	struct stall_way	 way;
	sigset_t		 signals;	/* of the other threads */
} watch;

/* A child does the rest: a read that ends after all must not do it as well. */
static atomic_bool	handed_over;

/* Written while no other thread runs. */
static struct {
	pid_t		pid;
	uint64_t	user;
} left_out[LEFT_OUT_MOST];
static size_t		left_out_count;

/* The user who runs it, whoever the files in /proc belong to. */
static uint64_t
user_of(pid_t pid)
{
	struct meminfo_status	status;
	int			proc = meminfo_proc_open(MEMINFO_HOST);
	int			result = -1;

	if (proc != -1) {
		result = meminfo_status_read(proc, pid, &status);
		close(proc);
	}
	return result == -1 ? MEMINFO_ABSENT : status.uid;
}

static bool
is_left_out(pid_t pid)
{
	uint64_t	user;
	size_t		i, same = 0;

	for (i = 0; i < left_out_count; i++)
		if (left_out[i].pid == pid)
			return true;
	if (left_out_count < LEFT_OUT_USER)
		return false;
	user = user_of(pid);
	for (i = 0; i < left_out_count; i++)
		same += left_out[i].user == user && user != MEMINFO_ABSENT;
	return same >= LEFT_OUT_USER;
}

/* This thread alone goes on, in the child. */
static void
child_run(pid_t pid)
{
	left_out[left_out_count].pid = pid;
	left_out[left_out_count++].user = user_of(pid);
	slots_used = 0;
	handed_over = false;
	watch.on = false;
	pthread_sigmask(SIG_SETMASK, &watch.signals, NULL);
	_exit(watch.way.again(watch.way.argument));
}

/* The child's exit is ours; it ends with us. */
static void
go_again(pid_t pid)
{
	pid_t	parent = getpid(), child;
	int	status;

	if (watch.way.again == NULL || left_out_count == LEFT_OUT_MOST)
		_exit(watch.way.status);
	child = fork();
	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		if (getppid() == parent)
			child_run(pid);
		_exit(watch.way.status);
	}
	if (child == -1 || waitpid(child, &status, 0) != child)
		_exit(watch.way.status);
	if (WIFSIGNALED(status)) {
		signal(WTERMSIG(status), SIG_DFL);
		pthread_sigmask(SIG_SETMASK, &watch.signals, NULL);
		raise(WTERMSIG(status));
	}
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : watch.way.status);
}

static void
stall_say(const struct stall_slot *slot, int64_t time)
{
	char	subject[64], reason[128];

	snprintf(subject, sizeof(subject), "/proc/%d/%s",
	    (int)atomic_load(&slot->pid), atomic_load(&slot->file));
	snprintf(reason, sizeof(reason), "not read in %g s: that process "
	    "holds its memory locked; %s", (double)time / SECOND,
	    watch.way.advice);
	complain(subject, reason);
}

/* Does it read for too long?  Clears *still where it does anything. */
static bool
slot_stalls(struct stall_slot *slot, int64_t time, bool *still)
{
	unsigned	reads = atomic_load(&slot->reads);

	if (reads % 2 == 0 || reads != slot->seen) {
		*still &= reads == slot->seen;
		slot->seen = reads;
		slot->asleep = (struct asleep){ 0, 0 };
		return false;
	}
	return asleep_look(&slot->asleep, slot->thread, SECOND) >= time &&
	    atomic_load(&slot->reads) == reads;
}

/* A thread that goes on may hold what a child would wait for. */
static void *
stall_run(void *argument)
{
	struct timespec		 second = { 1, 0 };
	int64_t			 time = watch.way.time;
	struct stall_slot	*found;
	unsigned		 i, count;
	bool			 still;

	(void)argument;
	if (time == 0)
		time = left_out_count > 0 ? STALL_NEXT : STALL_FIRST;
	for (;;) {
		nanosleep(&second, NULL);
		count = atomic_load(&slots_used);
		found = NULL;
		still = true;
		for (i = 0; i < count && i < SLOTS; i++)
			if (slot_stalls(&slots[i], time, &still))
				found = &slots[i];
		if (found == NULL || (watch.way.again != NULL && !still))
			continue;
		atomic_store(&handed_over, true);
		if (atomic_load(&found->reads) == found->seen) {
			stall_say(found, time);
			go_again(atomic_load(&found->pid));
		}
		atomic_store(&handed_over, false);
	}
	return NULL;
}

/* Signals are for the other threads.  Without a thread, nothing is watched. */
void
stall_watch(const struct stall_way *way)
{
	pthread_attr_t	attr;
	pthread_t	thread;
	sigset_t	all;

	if (watch.on || pthread_attr_init(&attr) != 0)
		return;
	watch.way = *way;
	pthread_attr_setstacksize(&attr, STALL_STACK);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &watch.signals);
	watch.on = pthread_create(&thread, &attr, stall_run, NULL) == 0;
	pthread_sigmask(SIG_SETMASK, &watch.signals, NULL);
	pthread_attr_destroy(&attr);
}

bool
stall_begin(pid_t pid, const char *file)
{
	unsigned	number;

	if (left_out_count > 0 && is_left_out(pid)) {
		errno = EBUSY;
		return false;
	}
	if (!watch.on)
		return true;
	if (own_slot == NULL) {
		number = atomic_load(&slots_used);
		do
			if (number >= SLOTS)
				return true;
		while (!atomic_compare_exchange_weak(&slots_used, &number,
		    number + 1));
		own_slot = &slots[number];
		own_slot->thread = (pid_t)syscall(SYS_gettid);
	}
	atomic_store(&own_slot->pid, pid);
	atomic_store(&own_slot->file, file);
	atomic_fetch_add(&own_slot->reads, 1);
	return true;
}

void
stall_end(void)
{
	static const struct timespec	moment = { .tv_nsec = 10000000 };

	if (own_slot == NULL)
		return;
	atomic_fetch_add(&own_slot->reads, 1);
	while (atomic_load(&handed_over))
		nanosleep(&moment, NULL);
}
