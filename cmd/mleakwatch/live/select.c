/* select.c: processes by user, name and cgroup. */
#include <pwd.h>
#include <stdlib.h>
#include <string.h>

#include "common/list.h"
#include "common/parse.h"
#include "live.h"

/* A name goes before a number: 1000 may be somebody's name. */
static bool
user_find(const char *text, size_t length, uint64_t *uid)
{
	const struct passwd	*entry;
	char			 name[256];

	if (length >= sizeof(name))
		return false;
	memcpy(name, text, length);
	name[length] = '\0';
	entry = getpwnam(name);
	if (entry != NULL)
		*uid = entry->pw_uid;
	return entry != NULL ||
	    parse_digits(text, length, UINT32_MAX, uid);
}

static void
users_resolve(struct selection *selection, const char *list)
{
	const char	*name;
	size_t		 length;
	uint64_t	 uid;

	while (list_next(&list, &name, &length)) {
		if (!user_find(name, length, &uid)) {
			complain_part(name, length, "no such user");
			exit(ANSWER_TROUBLE);
		}
		selection->uid = allocate(selection->uid,
		    (selection->uids + 1) * sizeof(*selection->uid));
		selection->uid[selection->uids++] = uid;
	}
}

/* Named by its path in the hierarchy, or in the file system. */
static void
cgroup_resolve(const struct config *config, struct selection *selection)
{
	struct meminfo_cgroup_at	*at = &selection->at;

	if (meminfo_cgroup_named(config->options.root, config->cgroup, 0,
	    at) == -1) {
		complain_errno(config->cgroup);
		exit(ANSWER_TROUBLE);
	}
	selection->cgroup = at->path + at->mount_length;
}

void
selection_resolve(const struct config *config, struct selection *selection)
{
	memset(selection, 0, sizeof(*selection));
	selection->any = config->all || config->users != NULL ||
	    config->comms != NULL || config->cgroup != NULL;
	selection->comms = config->comms;
	users_resolve(selection, config->users);
	if (config->cgroup != NULL)
		cgroup_resolve(config, selection);
}

unsigned
selection_want(const struct selection *selection)
{
	return MEMINFO_STAT | (selection->uids > 0 ? MEMINFO_OWNER : 0);
}

/* The cgroup itself, or below it: /a is not above /ab. */
static bool
is_below(const char *path, const char *top)
{
	size_t	length = strlen(top);

	while (length > 0 && top[length - 1] == '/')
		length--;
	return strncmp(path, top, length) == 0 &&
	    (path[length] == '/' || path[length] == '\0');
}

static bool
in_cgroup(struct selection *selection, int at)
{
	struct meminfo_membership	*in = &selection->membership;

	return meminfo_membership_read(at, 0, in) == 0 &&
	    ((in->v1[0] != '\0' && is_below(in->v1, selection->cgroup)) ||
	    (in->v2[0] != '\0' && is_below(in->v2, selection->cgroup)));
}

bool
selection_has(struct selection *selection, int at,
    const struct meminfo_process *process)
{
	size_t	i;

	for (i = 0; i < selection->uids; i++)
		if (selection->uid[i] == process->owner)
			break;
	if (selection->uids > 0 && i == selection->uids)
		return false;
	if (selection->comms != NULL &&
	    !list_has(selection->comms, process->stat.comm))
		return false;
	return selection->cgroup == NULL || in_cgroup(selection, at);
}
