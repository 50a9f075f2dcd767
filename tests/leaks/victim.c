/*
 * victim.c: a process that notices if it was disturbed, for --scan.
 *
 * victim THREADS [MIB]: prints "ready" and works until SIGTERM.  Then it says
 * "unharmed", or what went wrong: a system call that ended early, a timer or
 * a queued signal that was lost, a child that is gone, a thread that stands.
 */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define THREADS_MAX 1000

static atomic_int	wrong;
static atomic_ulong	progress[THREADS_MAX];
static volatile sig_atomic_t asked, alarms, queued, out_of_order;
/* Not the handler's: threads end when main() says so, not before. */
static atomic_int	over;
static int		silence[2];

static void
harm(const char *what)
{
	if (atomic_exchange(&wrong, 1) == 0)
		fprintf(stderr, "victim: %s: %s\n", what, strerror(errno));
}

static void
on_alarm(int number)
{
	(void)number;
	alarms++;
}

static void
on_term(int number)
{
	(void)number;
	asked = 1;
}

/* Each queued signal carries the number of those before it. */
static void
on_queued(int number, siginfo_t *info, void *context)
{
	(void)number;
	(void)context;
	if (info->si_value.sival_int != queued)
		out_of_order = 1;
	queued++;
}

static void
sleep_once(void)
{
	const struct timespec	time = { 0, 3000000 };

	if (nanosleep(&time, NULL) == -1)
		harm("nanosleep");
}

/* These are interrupted by no signal: all are blocked in these threads. */
static void *
worker(void *argument)
{
	size_t		me = (size_t)argument;
	struct pollfd	fd = { silence[0], POLLIN, 0 };
	char		byte;
	unsigned long	sum = 0;
	int		i;

	while (!over) {
		switch (me % 4) {
		case 0:
			for (i = 0; i < 100000; i++)
				sum += (unsigned long)i * sum + 1;
			sleep_once();
			break;
		case 1:
			sleep_once();
			break;
		case 2:
			if (poll(&fd, 1, 5) != 0 && !over)
				harm("poll");
			break;
		default:
			/* Blocks to the end. */
			if (read(silence[0], &byte, 1) != 0)
				harm("read");
			break;
		}
		atomic_fetch_add(&progress[me], 1 + sum % 1);
	}
	return NULL;
}

/* The child sends until it is told to stop, then how many it has sent. */
static int
sender(pid_t parent, int told)
{
	const struct timespec	time = { 0, 500000 };
	union sigval		value = { 0 };

	signal(SIGTERM, on_term);
	while (!asked && getppid() == parent) {
		if (sigqueue(parent, SIGRTMIN, value) == 0)
			value.sival_int++;
		nanosleep(&time, NULL);
	}
	if (write(told, &value.sival_int, sizeof(int)) != sizeof(int))
		return 1;
	return 0;
}

static void
handle(int number, void (*handler)(int))
{
	struct sigaction	action = { .sa_handler = handler,
				    .sa_flags = SA_RESTART };

	sigaction(number, &action, NULL);
}

static void
handlers_set(void)
{
	struct sigaction	action = { .sa_sigaction = on_queued,
				    .sa_flags = SA_SIGINFO | SA_RESTART };
	struct itimerval	timer = { { 0, 10000 }, { 0, 10000 } };

	handle(SIGALRM, on_alarm);
	handle(SIGTERM, on_term);
	sigaction(SIGRTMIN, &action, NULL);
	setitimer(ITIMER_REAL, &timer, NULL);
}

/*
 * On a loaded machine it may take long until all have had their turn: ten
 * minutes are the end of it.  SIGALRM ends a pause early, so that turns tell no
 * time.
 */
#define LIMIT_S 600

static time_t
seconds_now(void)
{
	struct timespec	now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

static void
threads_check(size_t count)
{
	static unsigned long	before[THREADS_MAX];
	time_t			end = seconds_now() + LIMIT_S;
	size_t			i;

	for (i = 1; i < count; i++)
		before[i] = atomic_load(&progress[i]);
	for (i = 1; i < count; i++)
		while (i % 4 != 3 && atomic_load(&progress[i]) == before[i]) {
			nanosleep(&(struct timespec){ 0, 5000000 }, NULL);
			if (seconds_now() >= end) {
				errno = 0;
				harm("a thread stands still");
				return;
			}
		}
}

int
main(int argc, char **argv)
{
	size_t		count = argc > 1 ? (size_t)atoi(argv[1]) : 1, i, mib;
	static pthread_t	thread[THREADS_MAX];
	pthread_attr_t	attributes;
	sigset_t	all, none, pending;
	int		told[2], sent = -1, status;
	pid_t		child;
	time_t		end;
	char		*memory;

	mib = argc > 2 ? (size_t)atoi(argv[2]) : 8;
	memory = malloc(mib << 20);
	if (memory == NULL || count > THREADS_MAX || pipe(silence) == -1 ||
	    pipe(told) == -1)
		return 2;
	memset(memory, 1, mib << 20);
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &none);
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, 65536);
	for (i = 1; i < count; i++)
		if (pthread_create(&thread[i], &attributes, worker,
		    (void *)i) != 0)
			return 2;
	child = fork();
	if (child == 0) {
		sigprocmask(SIG_SETMASK, &none, NULL);
		return sender(getppid(), told[1]);
	}
	handlers_set();
	/* A signal stays blocked and pending. */
	sigaddset(&none, SIGUSR1);
	raise(SIGUSR1);
	sigprocmask(SIG_SETMASK, &none, NULL);
	printf("ready %d\n", (int)getpid());
	fflush(stdout);
	while (!asked)
		pause();
	threads_check(count);
	over = 1;
	close(silence[1]);
	kill(child, SIGTERM);
	if (read(told[0], &sent, sizeof(sent)) != sizeof(sent))
		harm("the child did not tell");
	if (waitpid(child, &status, 0) != child || status != 0)
		harm("the child failed");
	for (i = 1; i < count; i++)
		pthread_join(thread[i], NULL);
	sigpending(&pending);
	if (!sigismember(&pending, SIGUSR1))
		harm("the pending signal is lost");
	if (sent != queued || out_of_order)
		harm("queued signals were lost");
	/* It may not have lived for ten of them yet. */
	end = seconds_now() + LIMIT_S;
	while (alarms < 10 && seconds_now() < end)
		nanosleep(&(struct timespec){ 0, 5000000 }, NULL);
	errno = 0;
	if (alarms < 10)
		harm("the timer stands still");
	if (atomic_load(&wrong))
		return 1;
	printf("unharmed, %d signals, %d alarms\n", (int)queued,
	    (int)alarms);
	return 0;
}
