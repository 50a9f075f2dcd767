/* headroom.c: how much more memory a process can have. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "live.h"

static void
least(struct live *live, uint64_t bytes, const char *limit)
{
	if (live->headroom >= 0 && (double)bytes >= live->headroom)
		return;
	live->headroom = (double)bytes;
	live->limit = limit;
}

static uint64_t
above(uint64_t limit, uint64_t used)
{
	return limit > used ? limit - used : 0;
}

static void
system_least(int root, struct live *live)
{
	struct meminfo_system	system;
	uint64_t		available;

	if (meminfo_system_read(root, &system) == -1)
		return;
	available = meminfo_system_available_read(root, &system);
	if (available == MEMINFO_ABSENT)
		return;
	if (system.swap_free != MEMINFO_ABSENT)
		available += system.swap_free;
	least(live, available, "memory");
}

static void
cgroup_least(int root, pid_t pid, struct live *live)
{
	static struct meminfo_cgroup_at	at;
	static struct meminfo_cgroup	cgroup;

	if (meminfo_cgroup_find(root, pid, 0, &at) == -1 ||
	    meminfo_cgroup_read(root, &at, &cgroup) == -1 ||
	    cgroup.effective_free == MEMINFO_ABSENT ||
	    cgroup.effective_free == MEMINFO_UNLIMITED)
		return;
	least(live, cgroup.effective_free, "cgroup");
}

/* The soft limit of a line of /proc/PID/limits; absent where it has none. */
static uint64_t
limit_find(const char *text, const char *name)
{
	const char	*at = strstr(text, name);
	char		*end;
	uint64_t	 value;

	if (at == NULL)
		return MEMINFO_ABSENT;
	at += strlen(name);
	at += strspn(at, " ");
	if (*at < '0' || *at > '9')
		return MEMINFO_ABSENT;
	value = strtoull(at, &end, 10);
	return *end == ' ' ? value : MEMINFO_ABSENT;
}

static void
limits_least(int directory, const struct meminfo_status *status,
    struct live *live)
{
	char		text[4096];	/* 16 lines of 80 */
	int		fd = openat(directory, "limits", O_RDONLY | O_CLOEXEC);
	ssize_t		n;
	uint64_t	limit;

	if (fd == -1)
		return;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (n <= 0)
		return;
	text[n] = '\0';
	limit = limit_find(text, "\nMax address space ");
	if (limit != MEMINFO_ABSENT && status->size != MEMINFO_ABSENT)
		least(live, above(limit, status->size), "as");
	limit = limit_find(text, "\nMax data size ");
	if (limit != MEMINFO_ABSENT && status->data != MEMINFO_ABSENT)
		least(live, above(limit, status->data), "data");
}

void
headroom_read(const struct watching *watching, struct process *process,
    const struct meminfo_status *status)
{
	int		root = watching->watch->options.root, directory;
	struct live	*live = &process->live;

	live->headroom = -1;
	live->at_bytes = process->series.last_bytes;
	live->at_time = process->series.last_time;
	live->limit = NULL;
	cgroup_least(root, (pid_t)process->pid, live);
	directory = meminfo_process_open(watching->proc,
	    (pid_t)process->pid);
	if (directory != -1) {
		limits_least(directory, status, live);
		close(directory);
	}
	system_least(root, live);
}
