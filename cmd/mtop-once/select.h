/* select.h: which processes were asked for. */
#ifndef SELECT_H
#define SELECT_H

#include <meminfo.h>

#include "common/options.h"
#include "users.h"

struct row;

/* A list of numbers, as -p and -u give. */
struct numbers {
	uint64_t	*value;
	size_t		 count;
};

/* A name of -C, maybe with wildcards. */
struct pattern {
	char		*text;
	bool		 found;		/* some process is called so */
};

struct selection {
	char		*users;		/* -u, as given; NULL: any */
	char		*any_users;	/* -U */
	const char	*cgroup;
	struct meminfo_cgroup_name group;	/* version 0: the column's */
	bool		 group_exists;
	bool		 group_found;	/* some process is in it */
	struct numbers	 effective;
	struct numbers	 any_uid;
	struct numbers	 pids;
	struct pattern	*patterns;	/* of -C */
	size_t		 pattern_count;
};

/* Lists that are given twice are one. */
void	selection_add(char **list, const char *more);
void	selection_add_names(struct selection *selection, const char *list);
/* False where an item is no pid. */
bool	selection_add_pids(struct selection *selection, const char *list);
bool	selection_is_any(const struct selection *selection);
/* Look up what was named, and say what does not exist. */
void	selection_resolve(struct selection *selection,
	    struct options *options, struct users *users);
/* By what is cheap to know; then by the cgroup. */
bool	selection_has(const struct selection *selection,
	    const struct row *row, const struct meminfo_process *process);
bool	selection_has_cgroup(const struct selection *selection,
	    const char *path, const struct meminfo_membership *member);
/* Say which names no process has, once all were read. */
void	selection_say(const struct selection *selection,
	    struct options *options);
void	selection_close(struct selection *selection);

#endif
