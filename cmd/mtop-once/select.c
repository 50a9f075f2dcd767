/* select.c: which processes were asked for. */
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "common/list.h"
#include "common/parse.h"
#include "row.h"
#include "select.h"

static void *
list_grow(void *list, size_t size)
{
	void	*grown = realloc(list, size);

	if (grown == NULL) {
		complain_errno("list");
		exit(EXIT_PARTLY);
	}
	return grown;
}

static void
numbers_add(struct numbers *numbers, uint64_t value)
{
	numbers->value = list_grow(numbers->value,
	    (numbers->count + 1) * sizeof(*numbers->value));
	numbers->value[numbers->count++] = value;
}

static bool
numbers_have(const struct numbers *numbers, uint64_t value)
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
	if (!numbers_have(&selection->pids, pid))
		numbers_add(&selection->pids, pid);
	return true;
}

/* pidof(8) puts blanks between them, others a comma and a blank. */
static bool
pids_take(struct selection *selection, const char *item, size_t length)
{
	const char	*end = item + length, *word;
	bool		 any = false;

	while (item < end) {
		item += strspn(item, " \t\n");
		word = item;
		while (item < end && strchr(" \t\n", *item) == NULL)
			item++;
		if (word >= end || item == word)
			continue;
		any = true;
		if (!pid_take(selection, word, (size_t)(item - word)))
			return false;
	}
	return any;
}

bool
selection_add_pids(struct selection *selection, const char *list)
{
	const char	*item;
	size_t		 length;

	while (list_next(&list, &item, &length))
		if (!pids_take(selection, item, length))
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

void
selection_add_names(struct selection *selection, const char *list)
{
	struct pattern	*pattern;
	const char	*item;
	size_t		 length;

	while (list_next(&list, &item, &length)) {
		selection->patterns = list_grow(selection->patterns,
		    (selection->pattern_count + 1) * sizeof(*pattern));
		pattern = &selection->patterns[selection->pattern_count++];
		pattern->text = allocate(length + 1);
		memcpy(pattern->text, item, length);
		pattern->text[length] = '\0';
		pattern->found = false;
	}
}

bool
selection_is_any(const struct selection *selection)
{
	return selection->users != NULL || selection->any_users != NULL ||
	    selection->cgroup != NULL || selection->pids.count > 0 ||
	    selection->pattern_count > 0;
}

/* A name that nobody has selects no process, as in ps(1). */
static void
users_resolve(struct options *options, struct users *users, const char *list,
    struct numbers *to)
{
	const char	*name;
	size_t		 length;
	uint64_t	 uid;

	while (list_next(&list, &name, &length)) {
		if (users_find(users, name, length, &uid)) {
			numbers_add(to, uid);
			continue;
		}
		if (length == 0)
			options_wrong(options, "", "no such user");
		complain_part(name, length, "no such user");
		options->partly = true;
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
 * /proc/PID/cgroup has it, with the first slash or without.  A path with ".."
 * (EINVAL) is accepted only after a first slash: the kernel writes so what is
 * outside of the reader's namespace.
 */
static void
cgroup_resolve(struct selection *selection, struct options *options)
{
	const char			*name = selection->cgroup;
	struct meminfo_cgroup_name	*group = &selection->group;
	struct meminfo_cgroup_at	 at;
	size_t				 length = strlen(name);
	char				 path[MEMINFO_PATH_MAX];

	if (length + 2 > sizeof(path))
		options_wrong(options, "--cgroup", "longer than any path");
	path[0] = '/';
	memcpy(path + (*name != '/'), name, length + 1);
	slashes_trim(path);
	selection->group_exists = meminfo_cgroup_named(options->root, name, 0,
	    &at) == 0;
	if (meminfo_cgroup_name_read(options->root, path, group) == 0) {
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
selection_resolve(struct selection *selection, struct options *options,
    struct users *users)
{
	users_resolve(options, users, selection->users,
	    &selection->effective);
	users_resolve(options, users, selection->any_users,
	    &selection->any_uid);
	if (selection->cgroup != NULL)
		cgroup_resolve(selection, options);
}

/*
 * Threads note what they found by a plain store of true: the pattern is their
 * only common memory that changes.
 */
static bool
names_have(const struct selection *selection, const char *comm)
{
	struct pattern	*pattern;
	bool		 any = false;
	size_t		 i;

	for (i = 0; i < selection->pattern_count; i++) {
		pattern = &selection->patterns[i];
		if (strcmp(pattern->text, comm) != 0 &&
		    fnmatch(pattern->text, comm, 0) != 0)
			continue;
		__atomic_store_n(&pattern->found, true, __ATOMIC_RELAXED);
		any = true;
	}
	return any;
}

/* The cgroup itself, or below it: /a is not above /ab. */
static bool
path_is_below(const char *path, const char *top)
{
	size_t	length = strlen(top);

	return *path != '\0' && strncmp(path, top, length) == 0 &&
	    (path[length] == '/' || path[length] == '\0');
}

/* Different options are ANDed, items of a list ORed. */
bool
selection_has(const struct selection *selection, const struct row *row,
    const struct meminfo_process *process)
{
	const struct meminfo_status	*of = &process->status;
	const struct numbers		*any = &selection->any_uid;

	if (selection->pattern_count > 0 &&
	    !names_have(selection, row->comm))
		return false;
	if (selection->users != NULL &&
	    !numbers_have(&selection->effective, row->uid))
		return false;
	return selection->any_users == NULL || numbers_have(any, of->uid) ||
	    numbers_have(any, of->effective_uid) ||
	    numbers_have(any, of->saved_uid) || numbers_have(any, of->fs_uid);
}

/* path is that of the column. */
bool
selection_has_cgroup(const struct selection *selection, const char *path,
    const struct meminfo_membership *member)
{
	const char *const	by_version[] = { path, member->v1,
	    member->v2 };

	return selection->cgroup == NULL ||
	    path_is_below(by_version[selection->group.version],
	    selection->group.path);
}

void
selection_say(const struct selection *selection, struct options *options)
{
	size_t	i;

	/* Of -p, only those pids were looked at. */
	for (i = 0; selection->pids.count == 0 &&
	    i < selection->pattern_count; i++)
		if (!selection->patterns[i].found)
			options_complain(options, selection->patterns[i].text,
			    "no process is called so");
}

void
selection_close(struct selection *selection)
{
	size_t	i;

	for (i = 0; i < selection->pattern_count; i++)
		free(selection->patterns[i].text);
	free(selection->patterns);
	free(selection->users);
	free(selection->any_users);
	free(selection->effective.value);
	free(selection->any_uid.value);
	free(selection->pids.value);
}
