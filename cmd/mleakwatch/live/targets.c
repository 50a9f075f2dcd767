/* targets.c: which living processes are watched. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/descriptors.h"
#include "common/parse.h"
#include "live.h"

/*
 * The first eight digits of boot_id (2.3.16): a process of another boot may
 * have the same pid and start.  0 where it cannot be read.
 */
static uint32_t
boot_read(int proc)
{
	char		 text[9] = "", *end;
	int		 fd = openat(proc, "sys/kernel/random/boot_id",
			    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	uint32_t	 boot;

	if (fd == -1 || read(fd, text, 8) != 8)
		text[0] = '\0';
	if (fd != -1)
		close(fd);
	boot = (uint32_t)strtoul(text, &end, 16);
	return end == text + 8 ? boot : 0;
}

/* The pids of another pid namespace's /proc name other processes here. */
static bool
pids_are_own(int proc)
{
	char	text[32] = "";

	return readlinkat(proc, "self", text, sizeof(text) - 1) > 0 &&
	    strtol(text, NULL, 10) == getpid();
}

struct session *
session_begin(const struct config *config, struct processes *processes,
    struct report *report)
{
	struct session	*session = alloc(sizeof(*session));
	struct timespec	 unix_time, up;
	char		 name[OPTIONS_PATH];

	memset(session, 0, sizeof(*session));
	session->config = config;
	session->processes = processes;
	session->report = report;
	/* A single sample shows no growth. */
	session->scan = config->state == NULL && report->needs_mappings;
	session->proc = meminfo_proc_open(config->options.root);
	if (session->proc == -1) {
		options_path(&config->options, "/proc", name);
		complain_errno(name);
		exit(ANSWER_TROUBLE);
	}
	if (meminfo_host_read(config->options.root, session->host) == -1)
		session->host[0] = '\0';
	session->boot = boot_read(session->proc);
	session->tick_s = 1 / (double)sysconf(_SC_CLK_TCK);
	clock_gettime(CLOCK_BOOTTIME, &up);
	clock_gettime(CLOCK_REALTIME, &unix_time);
	session->clock_offset = (double)(unix_time.tv_sec - up.tv_sec) +
	    (double)(unix_time.tv_nsec - up.tv_nsec) / 1e9;
	session->recorded = meminfo_proc_is_live(session->proc) != 1;
	session->own_pids = pids_are_own(session->proc);
	session->any = config->all ||
	    selection_is_by_kind(&config->selection);
	/* Each process takes a descriptor. */
	if (session->any)
		descriptors_raise();
	oom_begin(&session->oom);
	oom_look(session);
	return session;
}

void
session_end(struct session *session)
{
	size_t	i;

	for (i = 0; i < session->count; i++)
		process_close(session->alive[i]);
	headroom_free(&session->headroom);
	oom_close(&session->oom);
	free(session->alive);
	free(session->gone);
	free(session->pending);
	close(session->proc);
	free(session);
}

/* The index of pid, or where it would be. */
static size_t
target_place(const struct session *session, uint64_t pid)
{
	size_t	low = 0, high = session->count, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (session->alive[middle]->pid < pid)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool
target_is_watched(const struct session *session, pid_t pid)
{
	size_t	at = target_place(session, (uint64_t)pid);

	return at < session->count &&
	    session->alive[at]->pid == (uint64_t)pid;
}

static void
target_insert(struct session *session, struct process *process)
{
	size_t	at = target_place(session, process->pid);

	if (session->count == session->size) {
		session->size = session->size * 2 + 16;
		session->alive = alloc_resize(session->alive,
		    session->size * sizeof(*session->alive));
	}
	memmove(session->alive + at + 1, session->alive + at,
	    (session->count - at) * sizeof(*session->alive));
	session->alive[at] = process;
	session->count++;
	session->seen++;
}

/* Children whose parent has ended become ours: see child_start(). */
static bool
target_is_descendant(const struct session *session,
    const struct meminfo_process *process)
{
	pid_t	parent = (pid_t)process->stat.ppid;

	return parent == getpid() || target_is_watched(session, parent);
}

static bool
target_is_selected(struct session *session, int at,
    const struct meminfo_process *process)
{
	const struct selection	*selection = &session->config->selection;

	if (!selection_has(selection, session->recorded ?
	    process->status.effective_uid : process->owner, NULL,
	    process->stat.comm))
		return false;
	return selection->cgroup == NULL ||
	    (meminfo_membership_read(at, 0, &session->membership) == 0 &&
	    selection_has_cgroup(selection, &session->membership));
}

static bool
target_is_meant(struct session *session, pid_t pid, int at,
    const struct meminfo_process *process)
{
	if (session->command != 0)
		return pid == session->command ||
		    target_is_descendant(session, process);
	return !session->any || target_is_selected(session, at, process);
}

/* An orphan of the command that has ended is waited for by nobody else. */
static void
orphan_reap(const struct session *session, pid_t pid,
    const struct meminfo_process *process)
{
	if (session->command != 0 && process->stat.state == 'Z' &&
	    process->stat.ppid == (uint64_t)getpid() &&
	    pid != session->command)
		waitpid(pid, NULL, WNOHANG);
}

/* The open status file speaks of this process alone, also when its pid is
   used again. */
static int
target_add(struct session *session, pid_t pid, int at)
{
	struct meminfo_process	 process;
	struct sample		 sample = { .pid = (uint64_t)pid };
	struct process		*taken;
	int			 status_fd;

	unsigned		 want = MEMINFO_STAT;

	if (session->config->selection.users != NULL)
		want |= session->recorded ? MEMINFO_STATUS : MEMINFO_OWNER;
	if (meminfo_process_read(at, 0, want, &process, NULL) == -1)
		return -1;
	orphan_reap(session, pid, &process);
	errno = ESRCH;
	if ((process.stat.flags & MEMINFO_KERNEL_THREAD) != 0 ||
	    !process_lives_on(process.stat.state, process.stat.threads) ||
	    !target_is_meant(session, pid, at, &process))
		return -1;
	status_fd = meminfo_process_file(at, 0, "status");
	if (status_fd == -1)
		return -1;
	sample.start = process.stat.start_ticks;
	sample.boot = session->boot;
	sample.host = session->host;
	sample.host_length = strlen(session->host);
	taken = processes_get(session->processes, &sample);
	taken->live.status_fd = status_fd;
	/* Without it there is no cputime. */
	taken->live.stat_fd = meminfo_process_file(at, 0, "stat");
	target_insert(session, taken);
	return 0;
}

int
session_admit(struct session *session, pid_t pid)
{
	int	at = meminfo_process_open(session->proc, pid), result, saved;

	if (at == -1)
		return -1;
	result = target_add(session, pid, at);
	saved = errno;
	close(at);
	errno = saved;
	return result;
}

static bool
target_was_watched(const struct session *session, uint64_t pid)
{
	const struct processes	*processes = session->processes;
	const struct process	*process;
	size_t			 i;

	for (i = 0; i < processes->slots; i++)
		for (process = processes->slot[i]; process != NULL;
		    process = process->next)
			if (process->pid == pid &&
			    strcmp(process->host, session->host) == 0)
				return true;
	return false;
}

static _Noreturn void
pid_wrong(const struct session *session, const char *text)
{
	const char	*name = strrchr(text, '/');
	char		 reason[512];

	snprintf(reason, sizeof(reason), "not a pid; by name: -C %.64s, to "
	    "start it: -- %s%.300s", name == NULL ? text : name + 1,
	    name == NULL ? "./" : "", text);
	if (!parse_plain(text) || (text[0] >= '0' && text[0] <= '9'))
		options_wrong(&session->config->options, text, "not a pid");
	options_wrong(&session->config->options, text, reason);
}

static void
pid_add(struct session *session, const char *text)
{
	int64_t	pid;

	if (!parse_count(text, &pid) || pid > INT32_MAX)
		pid_wrong(session, text);
	if (target_is_watched(session, (pid_t)pid) ||
	    session_admit(session, (pid_t)pid) == 0)
		return;
	if (errno == ENOENT)
		errno = ESRCH;
	/* Its last verdict, from earlier samples, is due. */
	if (errno == ESRCH && target_was_watched(session, (uint64_t)pid))
		return;
	complain_errno(text);
	session->report->trouble = true;
}

void
session_pids(struct session *session)
{
	int	i;

	for (i = 0; i < session->config->operands; i++)
		pid_add(session, session->config->operand[i]);
}

/*
 * A search of all processes costs as much as hundreds of samples: it may take
 * one part in so many of the time.
 */
#define SEARCH_SHARE 10

static bool
search_once(struct session *session)
{
	struct meminfo_pids	it;
	pid_t			pid;
	bool			any = false;

	if (meminfo_pids_open(&it, session->proc) == -1)
		return false;
	while (meminfo_pids_next(&it, &pid) == 1) {
		if (target_is_watched(session, pid) || pid == getpid())
			continue;
		if (session_admit(session, pid) == 0)
			any = true;
		else if (errno == EMFILE) {
			complain("processes", "too many to watch them all");
			session->report->trouble = true;
			any = false;
			break;
		}
	}
	meminfo_pids_close(&it);
	return any;
}

/* Repeats for children whose pid is below that of their new parent. */
void
session_search(struct session *session)
{
	double	begun = session_now(session);
	bool	any;

	if (session->config->system ||
	    (!session->any && session->command == 0) ||
	    begun < session->next_search)
		return;
	do {
		any = search_once(session);
	} while (any && session->command != 0);
	session->next_search = begun + SEARCH_SHARE * (session_now(session) - begun);
}
