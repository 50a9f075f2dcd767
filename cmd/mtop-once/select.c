/* select.c: which processes were asked for. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/list.h"
#include "common/parse.h"
#include "mtop.h"

static void
append(struct numbers *numbers, uint64_t value)
{
	uint64_t	*grown = realloc(numbers->value,
	    (numbers->count + 1) * sizeof(*grown));

	if (grown == NULL) {
		complain_errno("list");
		exit(EXIT_PARTLY);
	}
	numbers->value = grown;
	numbers->value[numbers->count++] = value;
}

static bool
holds(const struct numbers *numbers, uint64_t value)
{
	size_t	i;

	for (i = 0; i < numbers->count; i++)
		if (numbers->value[i] == value)
			return true;
	return false;
}

static bool
pid_take(struct selection *selection, const char *text, size_t length)
{
	uint64_t	pid;

	if (!parse_digits(text, length, INT32_MAX, &pid) || pid == 0)
		return false;
	if (!holds(&selection->pids, pid))
		append(&selection->pids, pid);
	return true;
}

bool
selection_add_pids(struct selection *selection, const char *list)
{
	const char	*item;
	size_t		 length;

	while (list_next(&list, &item, &length))
		if (!pid_take(selection, item, length))
			return false;
	return true;
}

/* Options that are given twice add up, as in ps(1). */
void
selection_add(char **list, const char *more)
{
	size_t	used = *list == NULL ? 0 : strlen(*list) + 1;
	char	*joined = allocate(used + strlen(more) + 1);

	if (*list != NULL) {
		memcpy(joined, *list, used - 1);
		joined[used - 1] = ',';
	}
	memcpy(joined + used, more, strlen(more) + 1);
	free(*list);
	*list = joined;
}

static void
users_resolve(struct users *users, const char *list, struct numbers *to)
{
	const char	*name;
	size_t		 length;
	uint64_t	 uid;

	while (list_next(&list, &name, &length)) {
		if (!users_find(users, name, length, &uid)) {
			complain_part(name, length, "no such user");
			exit(EXIT_USAGE);
		}
		append(to, uid);
	}
}

/* No empty parts: /a//b/ is /a/b. */
static void
slashes_trim(char *path)
{
	const char	*from = path;
	char		*to = path;

	for (; *from != '\0'; from++)
		if (*from != '/' || (from[1] != '/' && from[1] != '\0'))
			*to++ = *from;
	*to = '\0';
}

/*
 * A cgroup may be named by its directory, or by its path in the hierarchy, as
 * /proc/PID/cgroup has it, with the first slash or without.  That nobody is
 * in it, nor it there, is no error: so is a service that does not run.  What
 * leads up (EINVAL) names one only behind a first slash, as the kernel has
 * those outside of the reader's namespace.
 */
static void
cgroup_resolve(struct mtop *mtop)
{
	const char			*name = mtop->selection.cgroup;
	struct meminfo_cgroup_name	*group = &mtop->selection.group;
	size_t				 length = strlen(name);
	char				 path[MEMINFO_PATH_MAX];

	if (length + 2 > sizeof(path))
		options_wrong(&mtop->options, "--cgroup",
		    "longer than any path");
	path[0] = '/';
	memcpy(path + (*name != '/'), name, length + 1);
	slashes_trim(path);
	if (meminfo_cgroup_name_read(mtop->options.root, path, group) == 0) {
		slashes_trim(group->path);
		return;
	}
	if (strncmp(path, "/sys/", 5) == 0 ||
	    (errno == EINVAL && strncmp(name, "/..", 3) != 0)) {
		complain(name, "in no cgroup hierarchy that counts memory");
		exit(EXIT_USAGE);
	}
	group->version = 0;
	memcpy(group->path, path, sizeof(path));
}

void
selection_resolve(struct mtop *mtop, struct users *users)
{
	struct selection	*selection = &mtop->selection;

	users_resolve(users, selection->users, &selection->effective);
	users_resolve(users, selection->any_users, &selection->any_uid);
	if (selection->cgroup != NULL)
		cgroup_resolve(mtop);
}

unsigned
selection_need(const struct selection *selection)
{
	return (selection->users != NULL ? NEED_OWNER | NEED_USER : 0) |
	    (selection->any_users != NULL ? NEED_STATUS | NEED_USER : 0) |
	    (selection->comms != NULL ? NEED_NAME : 0) |
	    (selection->cgroup != NULL ? NEED_CGROUP : 0);
}

/* The cgroup itself, or below it: /a is not above /ab. */
static bool
is_below(const char *path, const char *top)
{
	size_t	length = strlen(top);

	return *path != '\0' && strncmp(path, top, length) == 0 &&
	    (path[length] == '/' || path[length] == '\0');
}

/* Of several kinds of selection all must hold; of a list, one. */
bool
selection_has(const struct selection *selection, const struct row *row,
    const struct meminfo_process *process)
{
	const struct meminfo_status	*of = &process->status;
	const struct numbers		*any = &selection->any_uid;

	if (selection->users != NULL &&
	    !holds(&selection->effective, row->uid))
		return false;
	if (selection->any_users != NULL &&
	    !holds(any, of->uid) && !holds(any, of->effective_uid) &&
	    !holds(any, of->saved_uid) && !holds(any, of->fs_uid))
		return false;
	return selection->comms == NULL ||
	    list_has(selection->comms, row->comm);
}

/* path is that of the column. */
bool
selection_has_cgroup(const struct selection *selection, const char *path,
    const struct meminfo_membership *member)
{
	const char *const	by_version[] = { path, member->v1,
	    member->v2 };

	return selection->cgroup == NULL ||
	    is_below(by_version[selection->group.version],
	    selection->group.path);
}

void
selection_close(struct selection *selection)
{
	free(selection->users);
	free(selection->any_users);
	free(selection->comms);
	free(selection->effective.value);
	free(selection->any_uid.value);
	free(selection->pids.value);
}
