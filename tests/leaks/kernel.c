/*
 * kernel.c: kernel KIND RATE SECONDS [FOLDER]: memory that the kernel holds
 * and no process has grows by RATE units a second.  The end gives it back.
 *
 * FOLDER: one in a tmpfs for tmpfs and deleted, a memory cgroup for cgroups,
 * for inotify a file with the names of files to watch.  As root.
 */
/* SPDX-License-Identifier: MIT */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/msg.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "leaks.h"

#define PAGE 4096

static const char		*folder = ".";
static unsigned long		 made;		/* units, so far */
static volatile sig_atomic_t	 stopped;

static const char *
name_of(unsigned long number)
{
	static char	name[PATH_MAX];

	snprintf(name, sizeof(name), "%s/leak.%ld.%lu", folder,
	    (long)getpid(), number);
	return name;
}

static int	*queue;
static size_t	 queues;

/* Messages of a KiB that nobody receives: 15 fit into a queue. */
static void
messages(void)
{
	struct {
		long	type;
		char	text[976];
	} message = { .type = 1 };

	if (made % 15 == 0) {
		queue = realloc(queue, (queues + 1) * sizeof(*queue));
		queue[queues] = msgget(IPC_PRIVATE, 0600);
		if (queue[queues++] == -1)
			err(1, "msgget");
	}
	if (msgsnd(queue[queues - 1], &message, sizeof(message.text),
	    IPC_NOWAIT) == -1)
		err(1, "msgsnd");
}

static void
messages_end(void)
{
	while (queues > 0)
		msgctl(queue[--queues], IPC_RMID, NULL);
}

/* Each holds a page. */
static void
pipes(void)
{
	char	page[PAGE] = { 1 };
	int	end[2];

	if (pipe2(end, O_CLOEXEC) == -1 ||
	    write(end[1], page, sizeof(page)) != sizeof(page))
		err(1, "pipe");
}

/* A watch pins the inode of its file. */
static void
watches(void)
{
	static FILE	*names;
	static int	 watcher;
	char		 name[PATH_MAX];

	if (names == NULL) {
		watcher = inotify_init1(IN_CLOEXEC);
		names = fopen(folder, "re");
		if (names == NULL)
			err(1, "%s", folder);
	}
	errno = 0;
	do {
		if (fgets(name, sizeof(name), names) == NULL)
			errx(1, "%s: no more files", folder);
		name[strcspn(name, "\n")] = '\0';
	} while (inotify_add_watch(watcher, name, IN_MODIFY) == -1 &&
	    errno != ENOSPC);
	if (errno == ENOSPC)
		err(1, "max_user_watches");
}

static void
namespaces(void)
{
	if (unshare(CLONE_NEWNET) == -1 ||
	    open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC) == -1)
		err(1, "network namespace");
}

/* A cgroup is removed while a page in a file is charged to it. */
static void
cgroups(void)
{
	char	procs[PATH_MAX], command[4 * PATH_MAX];

	snprintf(procs, sizeof(procs), "%s", name_of(made));
	snprintf(command, sizeof(command), "mkdir %s && "
	    "sh -c 'echo $$ >%s/cgroup.procs && "
	    "echo a >/dev/shm/leak.%ld.%lu' && rmdir %s", procs, procs,
	    (long)getpid(), made, procs);
	if (system(command) != 0)
		errx(1, "%s: no cgroup", procs);
}

static void
cgroups_end(void)
{
	folder = "/dev/shm";
	while (made > 0)
		unlink(name_of(--made));
}

static int
page_file(void)
{
	char	page[PAGE] = { 1 };
	int	fd = open(name_of(made), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	if (fd == -1 || write(fd, page, sizeof(page)) != sizeof(page))
		err(1, "%s", name_of(made));
	return fd;
}

static void
files(void)
{
	close(page_file());
}

static void
files_end(void)
{
	while (made > 0)
		unlink(name_of(--made));
}

static void
deleted(void)
{
	page_file();
	unlink(name_of(made));
}

static void
descriptor_send(int to, int fd)
{
	union {
		struct cmsghdr	header;
		char		space[CMSG_SPACE(sizeof(int))];
	} control = { .header = {
		.cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET,
		.cmsg_type = SCM_RIGHTS
	} };
	char		byte = 0;
	struct iovec	part = { &byte, 1 };
	struct msghdr	message = { .msg_iov = &part, .msg_iovlen = 1,
	    .msg_control = &control, .msg_controllen = sizeof(control) };

	memcpy(CMSG_DATA(&control.header), &fd, sizeof(fd));
	if (sendmsg(to, &message, MSG_DONTWAIT) == -1)
		err(1, "sendmsg");
}

/* Pairs of which one end is on its way through the other. */
static void
sockets(void)
{
	int	end[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, end) == -1)
		err(1, "socketpair");
	descriptor_send(end[0], end[1]);
	close(end[1]);
}

/* Each instance watches the same pipes. */
static void
epolls(void)
{
	static int	 end[64][2], instance;
	struct epoll_event event = { .events = EPOLLIN };
	size_t		 i = made % 64;

	if (end[i][0] == 0 && pipe2(end[i], O_CLOEXEC) == -1)
		err(1, "pipe");
	if (i == 0)
		instance = epoll_create1(EPOLL_CLOEXEC);
	if (epoll_ctl(instance, EPOLL_CTL_ADD, end[i][0], &event) == -1)
		err(1, "epoll_ctl");
}

#define KEYRING_NEW_SESSION 1		/* KEYCTL_JOIN_SESSION_KEYRING */

static void
keys(void)
{
	char	name[32], text[900] = { 1 };

	if (made == 0)
		syscall(SYS_keyctl, KEYRING_NEW_SESSION, NULL);
	snprintf(name, sizeof(name), "leak.%lu", made);
	if (syscall(SYS_add_key, "user", name, text, sizeof(text),
	    -3 /* the session's */) == -1)
		err(1, "add_key");
}

static const struct kind {
	const char	*name;
	void		(*more)(void);
	void		(*end)(void);	/* where exit(2) is not enough */
} kinds[] = {
	{ "messages", messages, messages_end },
	{ "pipes", pipes, NULL },
	{ "inotify", watches, NULL },
	{ "namespaces", namespaces, NULL },
	{ "cgroups", cgroups, cgroups_end },
	{ "tmpfs", files, files_end },
	{ "deleted", deleted, NULL },
	{ "sockets", sockets, NULL },
	{ "epoll", epolls, NULL },
	{ "keys", keys, NULL },
	{ NULL, NULL, NULL }
};

static void
stop(int number)
{
	(void)number;
	stopped = 1;
}

static void
limits_raise(void)
{
	struct rlimit	most = { 1 << 20, 1 << 20 };

	setrlimit(RLIMIT_NOFILE, &most);
}

/* Counts from its start on, so that no wait adds up. */
static double
seconds_since(const struct timespec *start)
{
	struct timespec	now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - start->tv_sec) +
	    (double)(now.tv_nsec - start->tv_nsec) / 1e9;
}

int
main(int argc, char **argv)
{
	const struct kind	*kind = kinds;
	struct timespec		 start;
	double			 rate, seconds;

	if (argc < 4)
		errx(2, "usage: kernel kind rate seconds [folder]");
	while (kind->name != NULL && strcmp(kind->name, argv[1]) != 0)
		kind++;
	if (kind->name == NULL)
		errx(2, "%s: no such kind", argv[1]);
	rate = strtod(argv[2], NULL);
	seconds = strtod(argv[3], NULL);
	folder = argc > 4 ? argv[4] : folder;
	signal(SIGTERM, stop);
	signal(SIGINT, stop);
	limits_raise();
	clock_gettime(CLOCK_MONOTONIC, &start);
	while (!stopped && seconds_since(&start) < seconds) {
		for (; !stopped && (double)made < rate * seconds_since(&start);
		    made++)
			kind->more();
		leaks_wait();
	}
	if (kind->end != NULL)
		kind->end();
	return 0;
}
