/* choose.c: rows that a selection chooses, by the rows alone. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "choose.h"

bool
selection_is_any(const struct selection *selection)
{
	return selection->pids.count > 0 || selection_is_by_kind(selection);
}

bool
selection_has_pid(const struct selection *selection, uint64_t pid)
{
	size_t	i;

	for (i = 0; i < selection->pids.count; i++)
		if (selection->pids.value[i] == pid)
			return true;
	return selection->pids.count == 0;
}

/* The path of a row is that of the hierarchy with the memory controller. */
static bool
cgroup_is_chosen(const struct selection *selection, const char *path)
{
	struct meminfo_membership	member;
	size_t				length = path == NULL ? 0 :
	    strlen(path);

	if (selection->cgroup == NULL)
		return true;
	if (path == NULL || length >= sizeof(member.v1))
		return false;
	memcpy(member.v1, path, length + 1);
	memcpy(member.v2, path, length + 1);
	member.systemd[0] = '\0';
	return selection_has_cgroup(selection, &member);
}

/* A row knows one of the four users, the effective one. */
static bool
row_is_chosen(const struct selection *selection, const struct row *row)
{
	const struct meminfo_status	status = {
		.uid = row->uid, .effective_uid = row->uid,
		.saved_uid = row->uid, .fs_uid = row->uid
	};

	return selection_has_pid(selection, row->pid) &&
	    selection_has(selection, row->uid, &status, row->comm) &&
	    cgroup_is_chosen(selection, row->cgroup);
}

size_t
rows_choose(const struct selection *selection, bool keep, struct row **list,
    size_t count)
{
	size_t	to = 0, i;

	for (i = 0; i < count; i++) {
		list[i]->unselected = !row_is_chosen(selection, list[i]);
		if (keep || !list[i]->unselected)
			list[to++] = list[i];
	}
	return to;
}
