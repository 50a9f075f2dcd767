/* mfree.h: what the files of mfree share. */
/* SPDX-License-Identifier: MIT */
#ifndef MFREE_H
#define MFREE_H

#include <meminfo.h>

#include "common/options.h"

#define TREES_MAX 64

struct mfree {
	struct options		options;
	bool			si;
	bool			wide;
	bool			total;		/* -t */
	bool			low_high;	/* -l */
	bool			committed;	/* -v */
	bool			line;		/* -L */
	bool			classic;
	bool			numa;
	bool			cgroup;
	const char		*cgroup_name;	/* NULL: the own one */
	int64_t			lines;		/* -n; 0: not given */
	const char		*tree[TREES_MAX]; /* -r */
	size_t			tree_count;
	const char		*oom_file;	/* NULL: the kernel's log */
	int64_t			kill;		/* --kill; 0: the last */
	int64_t			interval;	/* nanoseconds; 0: only once */
	int64_t			count;		/* 0: for ever */
	uint64_t		time_msec;	/* Unix time of this reading */
};

/*
 * A view prints its reading of the moment as rows of its columns.  False
 * where there is nothing to print; header and rows come together, so that an
 * error leaves stdout empty.
 */
struct figure_view {
	const char		*option;	/* asks for it; or NULL */
	bool			 cgroup;	/* goes with --cgroup */
	bool			 opened;	/* a row of --where */
	const struct column	*columns;
	const char		*text_list;
	const char		*tsv_list;	/* NULL: the same */
	bool			(*show)(struct mfree *, struct table *);
};

extern const struct column	memory_columns[], classic_columns[];
extern const struct column	where_columns[], key_columns[];
extern const struct column	pressure_columns[];
extern const struct column	shmem_columns[], slab_columns[];
extern const struct column	hugepages_columns[], cgroups_columns[];
extern const struct column	file_cache_columns[], oom_columns[];
extern const struct figure_view	memory_view, wide_view, classic_view;
extern const struct figure_view	where_view, meminfo_view, pressure_view;
extern const struct figure_view	shmem_view, slab_view, hugepages_view;
extern const struct figure_view	cgroups_view, file_cache_view, oom_view;

/* free -L */
bool	line_show(struct mfree *mfree, struct out *out);

/* The cgroup that --cgroup names in that hierarchy; complains by itself. */
bool	cgroup_at(struct mfree *mfree, int version,
	    struct meminfo_cgroup_at *at);
void	cgroup_complain(struct mfree *mfree);

#endif
