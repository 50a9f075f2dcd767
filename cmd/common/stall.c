/* stall.c: reads of /proc/PID that may never end. */
/* SPDX-License-Identifier: MIT */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "asleep.h"
#include "out.h"
#include "stall.h"
#include "tick.h"

/* Threads beyond are not watched. */
#define SLOTS 256
#define STALL_STACK ((size_t)128 * 1024)

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
static bool			watched;
static int			exit_status;
static int64_t			stall_time;
static _Thread_local struct stall_slot *own_slot;

static void
slot_look(struct stall_slot *slot)
{
	unsigned	reads = atomic_load(&slot->reads);
	char		subject[64], reason[128];

	if (reads % 2 == 0 || reads != slot->seen) {
		slot->seen = reads;
		slot->asleep = (struct asleep){ 0, 0 };
		return;
	}
	if (asleep_look(&slot->asleep, slot->thread, SECOND) < stall_time ||
	    atomic_load(&slot->reads) != reads)
		return;
	snprintf(subject, sizeof(subject), "/proc/%d/%s",
	    (int)atomic_load(&slot->pid), atomic_load(&slot->file));
	snprintf(reason, sizeof(reason), "not read in %g s: that process "
	    "holds its memory locked; leave it out, or end it",
	    (double)stall_time / SECOND);
	complain(subject, reason);
	_exit(exit_status);
}

static void *
stall_run(void *argument)
{
	struct timespec	second = { 1, 0 };
	unsigned	i, count;

	(void)argument;
	for (;;) {
		nanosleep(&second, NULL);
		count = atomic_load(&slots_used);
		for (i = 0; i < count && i < SLOTS; i++)
			slot_look(&slots[i]);
	}
	return NULL;
}

/* Signals are for the other threads.  Without a thread, nothing is watched. */
void
stall_watch(int status, int64_t time)
{
	pthread_attr_t	attr;
	pthread_t	thread;
	sigset_t	all, before;

	if (watched || pthread_attr_init(&attr) != 0)
		return;
	exit_status = status;
	stall_time = time;
	pthread_attr_setstacksize(&attr, STALL_STACK);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	watched = pthread_create(&thread, &attr, stall_run, NULL) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attr);
}

void
stall_begin(pid_t pid, const char *file)
{
	unsigned	number;

	if (!watched)
		return;
	if (own_slot == NULL) {
		number = atomic_load(&slots_used);
		do
			if (number >= SLOTS)
				return;
		while (!atomic_compare_exchange_weak(&slots_used, &number,
		    number + 1));
		own_slot = &slots[number];
		own_slot->thread = (pid_t)syscall(SYS_gettid);
	}
	atomic_store(&own_slot->pid, pid);
	atomic_store(&own_slot->file, file);
	atomic_fetch_add(&own_slot->reads, 1);
}

void
stall_end(void)
{
	if (own_slot != NULL)
		atomic_fetch_add(&own_slot->reads, 1);
}
