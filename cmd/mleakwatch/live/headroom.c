/* headroom.c: how much more memory a process can have. */
#include <stdlib.h>
#include <string.h>

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

/* Of the swap that is free, what the cgroup may have. */
static uint64_t
swap_left(const struct meminfo_cgroup *cgroup, uint64_t swap)
{
	if (cgroup->swap_limit == MEMINFO_ABSENT)
		return 0;
	return cgroup->effective_swap < swap ? cgroup->effective_swap : swap;
}

/* What is the same for all processes is read for all, once a second. */
#define HOLDS 1

static void
system_look(const struct watching *watching, struct headroom *headroom)
{
	int			root = watching->watch->options.root;
	double			now = watching_now();
	struct meminfo_system	system;

	if (now < headroom->until)
		return;
	headroom->until = now + HOLDS;
	headroom->available = MEMINFO_ABSENT;
	headroom->swap = 0;
	if (meminfo_system_read(root, &system) == -1)
		return;
	headroom->available = meminfo_system_available_read(root, &system);
	if (system.swap_free != MEMINFO_ABSENT)
		headroom->swap = system.swap_free;
}

static uint64_t
cgroup_room(int root, const struct meminfo_membership *in, uint64_t swap)
{
	static struct meminfo_cgroup_at	at;
	static struct meminfo_cgroup	cgroup;

	if (meminfo_cgroup_member(root, in, 0, &at) == -1 ||
	    meminfo_cgroup_read(root, &at, &cgroup) == -1 ||
	    cgroup.effective_available == MEMINFO_ABSENT ||
	    cgroup.effective_available == MEMINFO_UNLIMITED)
		return MEMINFO_ABSENT;
	return cgroup.effective_available + swap_left(&cgroup, swap);
}

static char *
keep(const char *text)
{
	return strcpy(allocate(NULL, strlen(text) + 1), text);
}

static void
room_free(struct room *room)
{
	free(room->v1);
	free(room->v2);
	memset(room, 0, sizeof(*room));
}

/* That of a cgroup, or one to be filled in: the oldest goes. */
static struct room *
room_find(struct headroom *headroom, const struct meminfo_membership *in)
{
	struct room	*room;

	for (room = headroom->room; room < headroom->room + ROOMS; room++)
		if (room->v1 != NULL && strcmp(room->v1, in->v1) == 0 &&
		    strcmp(room->v2, in->v2) == 0)
			return room;
	room = &headroom->room[headroom->next++ % ROOMS];
	room_free(room);
	room->v1 = keep(in->v1);
	room->v2 = keep(in->v2);
	return room;
}

static void
cgroup_least(const struct watching *watching, struct headroom *headroom,
    struct process *process)
{
	static struct meminfo_membership	 in;
	struct room				*room;
	double					 now = watching_now();

	if (meminfo_membership_read(watching->proc, (pid_t)process->pid,
	    &in) == -1)
		return;
	room = room_find(headroom, &in);
	if (now >= room->until) {
		room->until = now + HOLDS;
		room->bytes = cgroup_room(watching->watch->options.root,
		    &in, headroom->swap);
	}
	if (room->bytes != MEMINFO_ABSENT)
		least(process, room->bytes, LIMIT_CGROUP);
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
	struct meminfo_rlimits	limits;

	if (meminfo_rlimits_read(proc, (pid_t)process->pid, &limits) == -1)
		return;
	limit_least(process, limits.address_space, status->size, LIMIT_AS);
	limit_least(process, limits.data, status->data, LIMIT_DATA);
}

void
headroom_read(struct watching *watching, struct process *process,
    const struct meminfo_status *status)
{
	struct headroom	*headroom = &watching->headroom;

	process->live.at_time = (float)(process->series.last_time -
	    process->series.start);
	process->live.limit = LIMIT_NONE;
	system_look(watching, headroom);
	if (headroom->available != MEMINFO_ABSENT)
		least(process, headroom->available + headroom->swap,
		    LIMIT_MEMORY);
	cgroup_least(watching, headroom, process);
	limits_least(watching->proc, status, process);
}

void
headroom_free(struct headroom *headroom)
{
	size_t	i;

	for (i = 0; i < ROOMS; i++)
		room_free(&headroom->room[i]);
}
