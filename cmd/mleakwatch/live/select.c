/* select.c: which of the living are watched. */
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

/* By its path in the hierarchy, or by that in the file system. */
static const char *
cgroup_resolve(const struct mleakwatch *watch)
{
	static struct meminfo_cgroup_at	at;

	if (meminfo_cgroup_named(watch->options.root, watch->cgroup, 0,
	    &at) == -1) {
		complain_errno(watch->cgroup);
		exit(ANSWER_TROUBLE);
	}
	return at.path + at.mount_length;
}

void
selection_resolve(const struct mleakwatch *watch, struct selection *selection)
{
	memset(selection, 0, sizeof(*selection));
	selection->any = watch->all || watch->users != NULL ||
	    watch->comms != NULL || watch->cgroup != NULL;
	selection->comms = watch->comms;
	users_resolve(selection, watch->users);
	if (watch->cgroup != NULL)
		selection->cgroup = cgroup_resolve(watch);
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
in_cgroup(const char *cgroup, int at)
{
	static struct meminfo_membership	in;

	return meminfo_membership_read(at, 0, &in) == 0 &&
	    ((in.v1[0] != '\0' && is_below(in.v1, cgroup)) ||
	    (in.v2[0] != '\0' && is_below(in.v2, cgroup)));
}

bool
selection_has(const struct selection *selection, int at,
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
	return selection->cgroup == NULL ||
	    in_cgroup(selection->cgroup, at);
}
