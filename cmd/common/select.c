/* select.c: which processes were asked for: by user, name, cgroup or pid. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "list.h"
#include "parse.h"
#include "select.h"

/* --- as they are typed ---------------------------------------------------- */

static void
select_number(struct numbers *numbers, uint64_t value)
{
	numbers->value = alloc_resize(numbers->value,
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
select_pid(struct selection *selection, const char *text, size_t length)
{
	uint64_t	pid;

	if (!parse_digits(text, length, INT32_MAX, &pid) || pid == 0)
		return false;
	if (!numbers_have(&selection->pids, pid))
		select_number(&selection->pids, pid);
	return true;
}

#define BLANKS " \t\n"

/* Words of one item; an item without any is none. */
static bool
select_pids(struct selection *selection, const char *item, size_t length)
{
	const char	*end = item + length;
	size_t		 word;
	bool		 any = false;

	while (item += strspn(item, BLANKS), item < end) {
		word = strcspn(item, BLANKS ",");
		if (!select_pid(selection, item, word))
			return false;
		item += word;
		any = true;
	}
	return any;
}

bool
selection_add_pids(struct selection *selection, const char *list)
{
	const char	*item;
	size_t		 length;

	while (list_next(&list, &item, &length))
		if (!select_pids(selection, item, length))
			return false;
	return true;
}

void
selection_add(char **list, const char *more)
{
	size_t	used = *list == NULL ? 0 : strlen(*list) + 1;

	*list = alloc_resize(*list, used + strlen(more) + 1);
	if (used > 0)
		(*list)[used - 1] = ',';
	memcpy(*list + used, more, strlen(more) + 1);
}

void
selection_add_names(struct selection *selection, const char *list)
{
	struct pattern	*pattern;
	const char	*item;
	size_t		 length;

	while (list_next(&list, &item, &length)) {
		selection->patterns = alloc_resize(selection->patterns,
		    (selection->pattern_count + 1) * sizeof(*pattern));
		pattern = &selection->patterns[selection->pattern_count++];
		pattern->text = alloc_text(item, length);
		atomic_init(&pattern->found, false);
	}
}

bool
selection_is_by_kind(const struct selection *selection)
{
	return selection->users != NULL || selection->any_users != NULL ||
	    selection->pattern_count > 0 || selection->cgroup != NULL;
}

/* --- what they name -------------------------------------------------------- */

static void
select_users(struct users *users, const char *list, struct numbers *to,
    struct options *options)
{
	const char	*name;
	size_t		 length;
	uint64_t	 uid;

	while (list_next(&list, &name, &length)) {
		if (users_find(users, name, length, &uid)) {
			select_number(to, uid);
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
select_slashes_trim(char *path)
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
 * /proc/PID/cgroup has it, with the first slash or without.  A path with a
 * part ".." (EINVAL) is one only behind a first slash: so the kernel shows
 * cgroups outside of the reader's namespace.
 */
static void
cgroup_name_resolve(const char *name, const struct options *options,
    struct meminfo_cgroup_name *group)
{
	size_t	length = strlen(name);
	char	path[MEMINFO_PATH_MAX];

	if (length + 2 > sizeof(path))
		options_wrong(options, "--cgroup", "longer than any path");
	path[0] = '/';
	memcpy(path + (*name != '/'), name, length + 1);
	select_slashes_trim(path);
	if (meminfo_cgroup_name_read(options->root, path, group) == 0) {
		select_slashes_trim(group->path);
		return;
	}
	if (strncmp(path, "/sys/", 5) == 0 ||
	    (errno == EINVAL && strncmp(name, "/..", 3) != 0))
		options_wrong(options, name,
		    "in no cgroup hierarchy that counts memory");
	group->version = 0;
	memcpy(group->path, path, sizeof(path));
}

/* A name is taken as it stands and as the column cgroup shows it, escaped. */
static void
select_cgroup(struct selection *selection, const struct options *options)
{
	char	plain[MEMINFO_PATH_MAX];

	selection->group_found = alloc(sizeof(*selection->group_found));
	atomic_init(selection->group_found, false);
	cgroup_name_resolve(selection->cgroup, options, &selection->group);
	if (meminfo_cgroup_unescape(selection->cgroup, plain) == 1)
		cgroup_name_resolve(plain, options, &selection->plain);
	else
		selection->plain = selection->group;
}

void
selection_resolve(struct selection *selection, struct options *options,
    struct users *users)
{
	select_users(users, selection->users, &selection->effective, options);
	select_users(users, selection->any_users, &selection->any_uid,
	    options);
	if (selection->cgroup != NULL)
		select_cgroup(selection, options);
}

bool
selection_can_match(const struct selection *selection)
{
	return (selection->users == NULL || selection->effective.count > 0) &&
	    (selection->any_users == NULL || selection->any_uid.count > 0);
}

/* --- which processes they select ------------------------------------------- */

/* The kernel keeps so much of a name; of a longer one, that is compared. */
#define COMM_CUT 15

static bool
pattern_fits(const char *text, const char *comm)
{
	if (strcmp(text, comm) == 0 || fnmatch(text, comm, 0) == 0)
		return true;
	return strlen(text) > COMM_CUT && strlen(comm) == COMM_CUT &&
	    strncmp(text, comm, COMM_CUT) == 0;
}

/* Written once: threads do not take the line from each other for each row. */
static void
select_note(atomic_bool *seen)
{
	if (!atomic_load_explicit(seen, memory_order_relaxed))
		atomic_store_explicit(seen, true, memory_order_relaxed);
}

static bool
select_names_have(const struct selection *selection, const char *comm)
{
	size_t	i;
	bool	any = false;

	for (i = 0; comm != NULL && i < selection->pattern_count; i++) {
		if (!pattern_fits(selection->patterns[i].text, comm))
			continue;
		any = true;
		select_note(&selection->patterns[i].found);
	}
	return any;
}

bool
selection_has(const struct selection *selection, uint64_t uid,
    const struct meminfo_status *status, const char *comm)
{
	const struct numbers	*any = &selection->any_uid;

	/* First, so that a name is found whoever has it. */
	if (selection->pattern_count > 0 && !select_names_have(selection, comm))
		return false;
	if (selection->users != NULL &&
	    !numbers_have(&selection->effective, uid))
		return false;
	return selection->any_users == NULL ||
	    numbers_have(any, status->uid) ||
	    numbers_have(any, status->effective_uid) ||
	    numbers_have(any, status->saved_uid) ||
	    numbers_have(any, status->fs_uid);
}

/* The cgroup itself, or below it: /a is not above /ab. */
static bool
select_is_below(const char *path, const char *top)
{
	size_t	length = strlen(top);

	return *path != '\0' && strncmp(path, top, length) == 0 &&
	    (path[length] == '/' || path[length] == '\0');
}

/* Where no hierarchy was named, v2 stands in where v1 has no memory. */
bool
selection_has_cgroup(const struct selection *selection,
    const struct meminfo_membership *member)
{
	const char *const	by_version[] = {
		member->v1[0] != '\0' ? member->v1 : member->v2,
		member->v1, member->v2
	};

	if (selection->cgroup == NULL)
		return true;
	if (!select_is_below(by_version[selection->group.version],
	    selection->group.path) &&
	    !select_is_below(by_version[selection->plain.version],
	    selection->plain.path))
		return false;
	select_note(selection->group_found);
	return true;
}

static void
select_cgroup_complain(const struct selection *selection,
    struct options *options)
{
	struct meminfo_cgroup_at	at;

	if (selection->cgroup == NULL || *selection->group_found)
		return;
	if (meminfo_cgroup_named(options->root, selection->cgroup, 0,
	    &at) == -1 && errno == ENOENT)
		options_complain(options, selection->cgroup,
		    "no such memory cgroup "
		    "(mfree --where=cgroups lists them)");
}

void
selection_complain(const struct selection *selection,
    struct options *options)
{
	size_t	i;

	/* With -p, only those pids were looked at. */
	for (i = 0; selection->pids.count == 0 &&
	    i < selection->pattern_count; i++)
		if (!selection->patterns[i].found)
			options_complain(options, selection->patterns[i].text,
			    "no process is called so");
	select_cgroup_complain(selection, options);
}

void
selection_close(struct selection *selection)
{
	size_t	i;

	for (i = 0; i < selection->pattern_count; i++)
		free(selection->patterns[i].text);
	free(selection->patterns);
	free(selection->group_found);
	free(selection->users);
	free(selection->any_users);
	free(selection->effective.value);
	free(selection->any_uid.value);
	free(selection->pids.value);
}
