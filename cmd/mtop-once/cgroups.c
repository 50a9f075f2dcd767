/* cgroups.c: what the cgroup of a process tells. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "containers.h"
#include "fill.h"

/* v2 stands in where memory is no controller of v1. */
const char *
member_path(const struct meminfo_membership *member)
{
	return member->v1[0] != '\0' ? member->v1 : member->v2;
}

int
cgroup_fill(struct attempt *attempt, struct row *row)
{
	const char	*path;

	if (attempt->member == NULL)
		return 0;
	path = member_path(attempt->member);
	if (path[0] != '\0')
		row->cgroup = rows_text(attempt->rows, path, strlen(path));
	return 0;
}

/*
 * systemd names a unit's cgroup after it: the first one on the path that is
 * no slice.  (Below a user's manager stand that user's own units.)
 */
static const char *
unit_of(const char *path, size_t *length)
{
	static const char *const	suffix[] = { ".service", ".scope",
	    ".socket", ".mount", ".swap" };
	size_t				i, tail;

	for (; *path != '\0'; path += *length) {
		path += *path == '/';
		*length = strcspn(path, "/");
		for (i = 0; i < COUNT_OF(suffix); i++) {
			tail = strlen(suffix[i]);
			if (*length > tail && memcmp(path + *length - tail,
			    suffix[i], tail) == 0)
				return path;
		}
	}
	return NULL;
}

/*
 * Units are told apart in v2, in systemd's own hierarchy beside v1, and else
 * where the memory is.
 */
int
unit_fill(struct attempt *attempt, struct row *row)
{
	const struct meminfo_membership	*member = attempt->member;
	const char			*unit = NULL;
	size_t				 length = 0;

	if (member == NULL)
		return 0;
	unit = unit_of(member->v2, &length);
	if (unit == NULL)
		unit = unit_of(member->systemd, &length);
	if (unit == NULL)
		unit = unit_of(member->v1, &length);
	if (unit != NULL)
		row->unit = rows_text(attempt->rows, unit, length);
	return 0;
}

/* Each hierarchy has the same containers; a process may be in one alone. */
int
container_fill(struct attempt *attempt, struct row *row)
{
	const struct meminfo_membership	*member = attempt->member;
	const char			*id = NULL;

	if (member == NULL)
		return 0;
	id = container_of(member_path(member));
	if (id == NULL)
		id = container_of(member->v2);
	if (id == NULL)
		id = container_of(member->systemd);
	if (id != NULL)
		row->container = rows_text(attempt->rows, id, CONTAINER_ID);
	return 0;
}

int
pod_uid_fill(struct attempt *attempt, struct row *row)
{
	const struct meminfo_membership	*member = attempt->member;
	char				 uid[POD_UID_MAX + 1];

	if (member != NULL && (pod_of(member_path(member), uid) ||
	    pod_of(member->v2, uid) || pod_of(member->systemd, uid)))
		row->pod_uid = rows_text(attempt->rows, uid, strlen(uid));
	return 0;
}
