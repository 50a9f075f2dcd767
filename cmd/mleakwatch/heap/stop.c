/*
 * stop.c: all threads of a process held still, and let go.
 *
 * PTRACE_SEIZE and PTRACE_INTERRUPT send no signal.  When the tracer dies,
 * by SIGKILL too, the kernel lets all threads go.
 *
 * A thread may stop at a signal that is about to be delivered.  wait(2) would
 * take the signal out of the kernel's hands, and it would be lost if the
 * tracer died then (wait_task_stopped() clears exit_code).  So WNOWAIT is
 * used throughout: the signal stays where it is, and PTRACE_DETACH hands it
 * on.
 *
 * Only a process without other children may use this: SIGCHLD must be blocked
 * in it.
 */
/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/tick.h"
#include "stop.h"

static struct stop_thread *
thread_find(const struct stop *stop, pid_t tid)
{
	size_t	i;

	/* Tasks are listed in the order in which they are known already. */
	for (i = stop->count; i > 0; i--)
		if (stop->thread[i - 1].tid == tid)
			return &stop->thread[i - 1];
	return NULL;
}

/* A thread that has ended, and is not reaped yet, cannot be seized. */
static bool
thread_has_ended(pid_t pid, pid_t tid)
{
	char	path[64], text[512], *end;
	ssize_t	n;
	int	fd;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/stat", (int)pid,
	    (int)tid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd == -1)
		return true;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (n <= 0)
		return true;
	text[n] = '\0';
	end = strrchr(text, ')');
	return end != NULL && (end[1] == '\0' || end[2] == 'Z' ||
	    end[2] == 'X');
}

/* 1: seized, 0: it has ended, -1 with errno. */
static int
thread_seize(const struct stop *stop, pid_t tid)
{
	int	error;

	if (ptrace(PTRACE_SEIZE, tid, NULL, NULL) == 0)
		return ptrace(PTRACE_INTERRUPT, tid, NULL, NULL) == 0 ||
		    errno == ESRCH ? 1 : -1;
	error = errno;
	if (error == ESRCH || thread_has_ended(stop->pid, tid))
		return 0;
	errno = error;
	return -1;
}

static int
thread_add(struct stop *stop, pid_t tid)
{
	int	seized;

	if (stop->count == stop->size) {
		errno = ENOSPC;
		return -1;
	}
	seized = thread_seize(stop, tid);
	if (seized == 1)
		stop->thread[stop->count++] = (struct stop_thread){
		    tid, 0, false, false };
	return seized;
}

/* Seizes all threads that are not yet: how many; -1 with errno. */
static int
threads_seize(struct stop *stop)
{
	char		 path[64];
	struct dirent	*entry;
	DIR		*tasks;
	pid_t		 tid;
	int		 added = 0, one = 0;

	snprintf(path, sizeof(path), "/proc/%d/task", (int)stop->pid);
	tasks = opendir(path);
	if (tasks == NULL) {
		errno = errno == ENOENT ? ESRCH : errno;
		return -1;
	}
	while (one != -1 && (entry = readdir(tasks)) != NULL) {
		tid = (pid_t)strtol(entry->d_name, NULL, 10);
		if (tid <= 0 || thread_find(stop, tid) != NULL)
			continue;
		one = thread_add(stop, tid);
		added += one == 1;
	}
	closedir(tasks);
	return one == -1 ? -1 : added;
}

/* Has it stopped or ended?  Nothing is reaped: see above. */
static void
thread_look(struct stop_thread *thread)
{
	siginfo_t	info;

	info.si_pid = 0;
	if (waitid(P_PID, (id_t)thread->tid, &info,
	    WSTOPPED | WEXITED | WNOWAIT | WNOHANG | __WALL) == -1) {
		thread->gone = errno == ECHILD;
		return;
	}
	if (info.si_pid == 0)
		return;
	if (info.si_code == CLD_TRAPPED || info.si_code == CLD_STOPPED) {
		thread->stopped = true;
		/* Others than signals have an event in the upper bits. */
		if (info.si_status >> 8 == 0)
			thread->signal = info.si_status;
	} else
		thread->gone = true;
}

/* Sleeps until a thread reports, or for a while; false: time is over. */
static bool
threads_sleep(const struct stop *stop)
{
	int64_t		left = stop->deadline - tick_now();
	struct timespec	time;
	sigset_t	child;

	if (left <= 0) {
		errno = ETIMEDOUT;
		return false;
	}
	/* One SIGCHLD may stand for several: do not rely on it. */
	if (left > 2000000)
		left = 2000000;
	time.tv_sec = 0;
	time.tv_nsec = (long)left;
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigtimedwait(&child, NULL, &time);
	return true;
}

/* Until all have stopped that were seized; -1 with ETIMEDOUT. */
static int
threads_wait(struct stop *stop, size_t first)
{
	size_t	i;

	for (i = first; i < stop->count; i++)
		for (;;) {
			thread_look(&stop->thread[i]);
			if (stop->thread[i].stopped || stop->thread[i].gone)
				break;
			if (!threads_sleep(stop))
				return -1;
		}
	return 0;
}

/* A thread that was not stopped yet may have made another one. */
int
stop_all(struct stop *stop)
{
	size_t	first;
	int	added;

	stop->count = 0;
	do {
		first = stop->count;
		added = threads_seize(stop);
		if (added == -1 || threads_wait(stop, first) == -1)
			return -1;
	} while (added > 0);
	for (first = 0; first < stop->count; first++)
		if (stop->thread[first].stopped)
			return 0;
	errno = ESRCH;
	return -1;
}

/* Threads that did not stop in time are let go when the tracer exits. */
void
stop_release(struct stop *stop)
{
	size_t	i;

	for (i = 0; i < stop->count; i++)
		if (stop->thread[i].stopped)
			ptrace(PTRACE_DETACH, stop->thread[i].tid, NULL,
			    (void *)(intptr_t)stop->thread[i].signal);
}

/* Which words of NT_PRSTATUS are which. */
#if defined(__x86_64__)
enum { REGISTER_PC = 16, REGISTER_SP = 19, REGISTER_TLS = 21 };
#define EXTENDED_SET NT_X86_XSTATE
#elif defined(__aarch64__)
enum { REGISTER_PC = 32, REGISTER_SP = 31, REGISTER_TLS = -1 };
#define EXTENDED_SET NT_PRFPREG
#else
enum { REGISTER_PC = -1, REGISTER_SP = -1, REGISTER_TLS = -1 };
#define EXTENDED_SET NT_PRFPREG
#endif

static uint64_t
register_at(const uint64_t *word, size_t count, int which)
{
	return which >= 0 && (size_t)which < count ? word[which] : 0;
}

static size_t
registers_read(pid_t tid, int set, uint64_t *word, size_t most)
{
	struct iovec	into = { word, most * sizeof(*word) };

	if (ptrace(PTRACE_GETREGSET, tid, (void *)(intptr_t)set, &into) == -1)
		return 0;
	return into.iov_len / sizeof(*word);
}

/* A copy in progress may hold a pointer in a vector register alone. */
size_t
stop_registers(pid_t tid, uint64_t *word, struct image_thread *thread)
{
	size_t	count = registers_read(tid, NT_PRSTATUS, word, STOP_WORDS);

	thread->tid = (uint64_t)tid;
	thread->pc = register_at(word, count, REGISTER_PC);
	thread->sp = register_at(word, count, REGISTER_SP);
	thread->tls = register_at(word, count, REGISTER_TLS);
	return count + registers_read(tid, EXTENDED_SET, word + count,
	    STOP_WORDS - count);
}
