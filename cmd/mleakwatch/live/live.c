/* live.c: which living processes are watched. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/descriptors.h"
#include "common/parse.h"
#include "live.h"

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
	if (meminfo_host_read(watch->options.root, watching->host) == -1)
		watching->host[0] = '\0';
	selection_resolve(watch, &watching->selection);
	/* One descriptor a process. */
	if (watching->selection.any || watch->command != NULL)
		descriptors_raise();
}

void
watching_end(struct watching *watching)
{
	size_t	i;

	for (i = 0; i < watching->count; i++)
		close(watching->alive[i]->live.status);
	headroom_free(&watching->headroom);
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

/* Children whose parent has ended are ours: see child_start(). */
static bool
is_descendant(const struct watching *watching,
    const struct meminfo_process *process)
{
	pid_t	parent = (pid_t)process->stat.ppid;

	return parent == getpid() || is_watched(watching, parent);
}

static bool
is_meant(const struct watching *watching, pid_t pid, int at,
    const struct meminfo_process *process)
{
	if (watching->command != 0)
		return pid == watching->command ||
		    is_descendant(watching, process);
	return !watching->selection.any ||
	    selection_has(&watching->selection, at, process);
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
	    selection_want(&watching->selection), &process, NULL) == -1)
		return -1;
	errno = ESRCH;
	if ((process.stat.flags & MEMINFO_KERNEL_THREAD) != 0 ||
	    process.stat.state == 'Z' || process.stat.state == 'X' ||
	    !is_meant(watching, pid, at, &process))
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
			if (process->pid == pid &&
			    strcmp(process->host, watching->host) == 0)
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

/*
 * To look at all processes costs as much as hundreds of samples: it may take
 * a tenth of the time.
 */
#define SHARE 10

static bool
newborn_once(struct watching *watching)
{
	struct meminfo_pids	it;
	pid_t			pid;
	bool			any = false;

	if (meminfo_pids_open(&it, watching->proc) == -1)
		return false;
	while (meminfo_pids_next(&it, &pid) == 1) {
		if (is_watched(watching, pid) || pid == getpid())
			continue;
		if (watching_admit(watching, pid) == 0)
			any = true;
		else if (errno == EMFILE) {
			complain("processes", "too many to watch them all");
			watching->watch->trouble = true;
			any = false;
			break;
		}
	}
	meminfo_pids_close(&it);
	return any;
}

/* A child whose pid is lower than its parent's is found at the next look. */
void
watching_newborn(struct watching *watching)
{
	double	begun = watching_now();
	bool	any;

	if (begun < watching->look)
		return;
	do {
		any = newborn_once(watching);
	} while (any && watching->command != 0);
	watching->look = begun + SHARE * (watching_now() - begun);
}
