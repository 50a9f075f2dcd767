/* headroom.c: how much more memory a process can have. */
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
system_least(int root, const struct meminfo_system *system, uint64_t swap,
    struct process *process)
{
	uint64_t	available = meminfo_system_available_read(root,
			    system);

	if (available != MEMINFO_ABSENT)
		least(process, available + swap, LIMIT_MEMORY);
}

/* Of the swap that is free, what the cgroup may have. */
static uint64_t
swap_left(const struct meminfo_cgroup *cgroup, uint64_t swap)
{
	uint64_t	left;

	if (cgroup->swap_limit == MEMINFO_ABSENT)
		return 0;
	if (cgroup->swap_limit == MEMINFO_UNLIMITED)
		return swap;
	left = above(cgroup->swap_limit,
	    cgroup->swap_usage == MEMINFO_ABSENT ? 0 : cgroup->swap_usage);
	return left < swap ? left : swap;
}

static void
cgroup_least(int root, uint64_t swap, struct process *process)
{
	static struct meminfo_cgroup_at	at;
	static struct meminfo_cgroup	cgroup;

	if (meminfo_cgroup_find(root, (pid_t)process->pid, 0, &at) == -1 ||
	    meminfo_cgroup_read(root, &at, &cgroup) == -1 ||
	    cgroup.effective_available == MEMINFO_ABSENT ||
	    cgroup.effective_available == MEMINFO_UNLIMITED)
		return;
	least(process, cgroup.effective_available + swap_left(&cgroup, swap),
	    LIMIT_CGROUP);
}

static void
limit_least(struct process *process, uint64_t limit, uint64_t used,
    enum limit which)
{
	if (limit != MEMINFO_ABSENT && limit != MEMINFO_UNLIMITED &&
	    used != MEMINFO_ABSENT)
		least(process, above(limit, used), which);
}

static void
limits_least(int proc, const struct meminfo_status *status,
    struct process *process)
{
	struct meminfo_limits	limits;

	if (meminfo_limits_read(proc, (pid_t)process->pid, &limits) == -1)
		return;
	limit_least(process, limits.address_space, status->size, LIMIT_AS);
	limit_least(process, limits.data, status->data, LIMIT_DATA);
}

void
headroom_read(const struct watching *watching, struct process *process,
    const struct meminfo_status *status)
{
	int			root = watching->watch->options.root;
	struct meminfo_system	system;
	uint64_t		swap = 0;

	process->live.at_time = process->series.last_time;
	process->live.limit = LIMIT_NONE;
	if (meminfo_system_read(root, &system) == 0) {
		if (system.swap_free != MEMINFO_ABSENT)
			swap = system.swap_free;
		system_least(root, &system, swap, process);
	}
	cgroup_least(root, swap, process);
	limits_least(watching->proc, status, process);
}
