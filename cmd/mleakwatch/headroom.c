/* headroom.c: how much more memory a process can have. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "live.h"

/* What it has and may have more: as it grows, that stays. */
static void
least(struct process *process, uint64_t bytes, enum limit limit)
{
	struct live	*live = &process->live;
	double		 most = process->series.last_bytes + (double)bytes;

	if (live->limit != LIMIT_NONE && most >= live->most)
		return;
	live->most = most;
	live->limit = limit;
}

static uint64_t
above(uint64_t limit, uint64_t used)
{
	return limit > used ? limit - used : 0;
}

static void
system_least(int root, struct process *process)
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
	least(process, available, LIMIT_MEMORY);
}

/* What the cgroup may still have of it, where the kernel counts that. */
static uint64_t
swap_left(int root, const struct meminfo_cgroup *cgroup)
{
	struct meminfo_system	system;
	uint64_t		left;

	if (meminfo_system_read(root, &system) == -1 ||
	    system.swap_free == MEMINFO_ABSENT ||
	    cgroup->swap_limit == MEMINFO_ABSENT)
		return 0;
	if (cgroup->swap_limit == MEMINFO_UNLIMITED)
		return system.swap_free;
	left = above(cgroup->swap_limit,
	    cgroup->swap_usage == MEMINFO_ABSENT ? 0 : cgroup->swap_usage);
	return left < system.swap_free ? left : system.swap_free;
}

static void
cgroup_least(int root, struct process *process)
{
	static struct meminfo_cgroup_at	at;
	static struct meminfo_cgroup	cgroup;

	if (meminfo_cgroup_find(root, (pid_t)process->pid, 0, &at) == -1 ||
	    meminfo_cgroup_read(root, &at, &cgroup) == -1 ||
	    cgroup.effective_available == MEMINFO_ABSENT ||
	    cgroup.effective_available == MEMINFO_UNLIMITED)
		return;
	least(process, cgroup.effective_available + swap_left(root, &cgroup),
	    LIMIT_CGROUP);
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
    struct process *process)
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
		least(process, above(limit, status->size), LIMIT_AS);
	limit = limit_find(text, "\nMax data size ");
	if (limit != MEMINFO_ABSENT && status->data != MEMINFO_ABSENT)
		least(process, above(limit, status->data), LIMIT_DATA);
}

void
headroom_read(const struct watching *watching, struct process *process,
    const struct meminfo_status *status)
{
	int		root = watching->watch->options.root, directory;

	process->live.at_time = process->series.last_time;
	process->live.limit = LIMIT_NONE;
	cgroup_least(root, process);
	directory = meminfo_process_open(watching->proc,
	    (pid_t)process->pid);
	if (directory != -1) {
		limits_least(directory, status, process);
		close(directory);
	}
	system_least(root, process);
}
