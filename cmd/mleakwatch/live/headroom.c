/* headroom.c: how much more memory a process can have. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "live.h"

/* Keeps usage plus headroom: the sum stays the same as it grows. */
static void
limit_lower(struct process *process, uint64_t bytes, enum limit limit)
{
	struct live	*live = &process->live;
	double		 bytes_limit = process->series.last_value + (double)bytes;

	if (live->limit != LIMIT_NONE && bytes_limit >= live->bytes_limit)
		return;
	live->bytes_limit = bytes_limit;
	live->limit = limit;
}

static uint64_t
limit_left(uint64_t limit, uint64_t used)
{
	return limit > used ? limit - used : 0;
}

/* The part of the free swap that the cgroup may use. */
static uint64_t
swap_left(const struct meminfo_cgroup *cgroup, uint64_t swap)
{
	if (cgroup->swap_limit == MEMINFO_ABSENT)
		return 0;
	return cgroup->effective_swap < swap ? cgroup->effective_swap : swap;
}

/* Seconds for which figures hold that processes share. */
#define ROOM_HOLDS_S 1

static void
system_room(const struct session *session, struct headroom *headroom)
{
	int			root = session->config->options.root;
	double			now = session_now(session);
	struct meminfo_system	system;

	if (now < headroom->until)
		return;
	headroom->until = now + ROOM_HOLDS_S;
	headroom->available = MEMINFO_ABSENT;
	headroom->swap = 0;
	if (meminfo_system_read(root, &system) == -1)
		return;
	headroom->available = meminfo_system_available_read(root, &system);
	if (system.swap_free != MEMINFO_ABSENT)
		headroom->swap = system.swap_free;
}

/* Reads the cgroup of the membership that was read. */
static void
room_read(int root, struct headroom *headroom, struct cgroup_room *room)
{
	const struct meminfo_cgroup	*cgroup = &headroom->cgroup;

	room->bytes = room->oom_kills = MEMINFO_ABSENT;
	if (meminfo_cgroup_member(root, &headroom->membership, 0,
	    &headroom->at) == -1 ||
	    meminfo_cgroup_read(root, &headroom->at, &headroom->cgroup) == -1)
		return;
	room->oom_kills = cgroup->events.oom_kill;
	if (cgroup->effective_available != MEMINFO_ABSENT &&
	    cgroup->effective_available != MEMINFO_UNLIMITED)
		room->bytes = cgroup->effective_available +
		    swap_left(cgroup, headroom->swap);
}

static char *
copy_text(const char *text)
{
	return strcpy(alloc(strlen(text) + 1), text);
}

static void
room_free(struct cgroup_room *room)
{
	free(room->v1);
	free(room->v2);
	memset(room, 0, sizeof(*room));
}

/* The room of a cgroup; a new one takes the place of the oldest. */
static struct cgroup_room *
room_find(struct headroom *headroom, const struct meminfo_membership *in)
{
	struct cgroup_room	*room;

	for (room = headroom->room; room < headroom->room + CGROUP_ROOMS; room++)
		if (room->v1 != NULL && strcmp(room->v1, in->v1) == 0 &&
		    strcmp(room->v2, in->v2) == 0)
			return room;
	room = &headroom->room[headroom->next++ % CGROUP_ROOMS];
	room_free(room);
	room->number = headroom->next;
	room->v1 = copy_text(in->v1);
	room->v2 = copy_text(in->v2);
	return room;
}

static void
cgroup_lower(struct session *session, struct process *process)
{
	struct headroom		*headroom = &session->headroom;
	int			 root = session->config->options.root;
	struct cgroup_room	*room;
	double			 now = session_now(session);

	if (meminfo_membership_read(session->proc, (pid_t)process->pid,
	    &headroom->membership) == -1)
		return;
	room = room_find(headroom, &headroom->membership);
	if (now >= room->until) {
		room->until = now + ROOM_HOLDS_S;
		room_read(root, headroom, room);
	}
	process->live.room = room->number;
	process->live.oom_kills = room->oom_kills;
	if (room->bytes != MEMINFO_ABSENT)
		limit_lower(process, room->bytes, LIMIT_CGROUP);
}

static void
rlimit_lower(struct process *process, uint64_t limit, uint64_t used,
    enum limit which)
{
	if (limit != MEMINFO_ABSENT && limit != MEMINFO_UNLIMITED &&
	    used != MEMINFO_ABSENT)
		limit_lower(process, limit_left(limit, used), which);
}

static void
rlimits_lower(int proc, const struct meminfo_status *status,
    struct process *process)
{
	struct meminfo_rlimits	limits;

	if (meminfo_rlimits_read(proc, (pid_t)process->pid, &limits) == -1)
		return;
	rlimit_lower(process, limits.address_space, status->size, LIMIT_AS);
	rlimit_lower(process, limits.data, status->data, LIMIT_DATA);
}

void
headroom_read(struct session *session, struct process *process,
    const struct meminfo_status *status)
{
	struct headroom	*headroom = &session->headroom;

	process->live.limit_read_s = (float)(process->series.last_time -
	    process->series.start);
	process->live.limit = LIMIT_NONE;
	system_room(session, headroom);
	if (headroom->available != MEMINFO_ABSENT)
		limit_lower(process, headroom->available + headroom->swap,
		    LIMIT_MEMORY);
	cgroup_lower(session, process);
	rlimits_lower(session->proc, status, process);
}

bool
headroom_oom_killed(struct session *session, const struct process *process)
{
	struct headroom		*headroom = &session->headroom;
	struct cgroup_room	*room = headroom->room;

	while (room < headroom->room + CGROUP_ROOMS &&
	    room->number != process->live.room)
		room++;
	if (process->live.room == 0 ||
	    room == headroom->room + CGROUP_ROOMS)
		return false;
	strcpy(headroom->membership.v1, room->v1);
	strcpy(headroom->membership.v2, room->v2);
	room_read(session->config->options.root, headroom, room);
	return room->oom_kills != MEMINFO_ABSENT &&
	    process->live.oom_kills != MEMINFO_ABSENT &&
	    room->oom_kills > process->live.oom_kills;
}

void
headroom_free(struct headroom *headroom)
{
	size_t	i;

	for (i = 0; i < CGROUP_ROOMS; i++)
		room_free(&headroom->room[i]);
}
