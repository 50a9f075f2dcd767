/* select.h: which processes were asked for: by user, name, cgroup or pid. */
/* SPDX-License-Identifier: MIT */
#ifndef SELECT_H
#define SELECT_H

#include <meminfo.h>
#include <stdatomic.h>

#include "users.h"

struct numbers {
	uint64_t	*value;
	size_t		 count;
};

/* A name of -C, maybe with wildcards. */
struct pattern {
	char		*text;
	atomic_bool	 found;		/* some process is called so */
};

struct selection {
	/* The text of the option; NULL: any. */
	char			*users;		/* -u */
	char			*any_users;	/* -U */
	const char		*cgroup;
	struct numbers		 pids;		/* -p */
	struct pattern		*patterns;	/* -C */
	size_t			 pattern_count;
	/* Once resolved. */
	struct numbers		 effective;
	struct numbers		 any_uid;
	struct meminfo_cgroup_name group;	/* version 0: either */
	struct meminfo_cgroup_name plain;	/* without escapes */
	atomic_bool		*group_found;	/* some process is in it */
};

/* A list that is given again adds to the first, as with ps(1). */
void	selection_add(char **list, const char *more);
void	selection_add_names(struct selection *selection, const char *list);
/*
 * Pids with commas or blanks between, as pidof(8) prints them.  False where
 * one is none.
 */
bool	selection_add_pids(struct selection *selection, const char *list);
/* Is anything asked for but pids? */
bool	selection_is_by_kind(const struct selection *selection);
/*
 * Looks up what was named.  A user that does not exist is said, and is then
 * nobody; exits where a cgroup can be none.
 */
void	selection_resolve(struct selection *selection,
	    struct options *options, struct users *users);
/* False where none of the users exists: no process will ever be selected. */
bool	selection_can_match(const struct selection *selection);
/*
 * Different options must all hold; of the items of a list, one.  status may be
 * NULL where -U is not given.
 */
bool	selection_has(const struct selection *selection, uint64_t uid,
	    const struct meminfo_status *status, const char *comm);
/* The second part, which costs more to know. */
bool	selection_has_cgroup(const struct selection *selection,
	    const struct meminfo_membership *member);
/* Says which names no process had, and whether the cgroup exists. */
void	selection_complain(const struct selection *selection,
	    struct options *options);
void	selection_close(struct selection *selection);

#endif
