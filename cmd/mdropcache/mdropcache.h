/* mdropcache.h: what the files of mdropcache share. */
/* SPDX-License-Identifier: MIT */
#ifndef MDROPCACHE_H
#define MDROPCACHE_H

#include <meminfo.h>

#include "common/options.h"
#include "common/order.h"

struct mdropcache {
	struct options		options;
	bool			drop;		/* -f */
	bool			list;		/* -l */
	bool			recursive;
	bool			one_device;	/* -x */
	bool			null;		/* -0 */
	bool			dry_run;
	struct order		order;		/* -s */
	int64_t			lines;		/* -l -n; 0: all */
	bool			no_sync;
	bool			quiet_log;
	int64_t			sync_timeout;	/* nanoseconds; 0: none */
	const char		*cgroup;	/* NULL: none */
	const char		*ranges;	/* NULL: all of a file */
	uint64_t		offset;		/* of a page; with length */
	uint64_t		length;		/* of pages; 0: to the end */
	char			**operand;	/* NULL ends them */
};

/* Why a file below --root is not written: ELOOP, EMLINK. */
#define COPY_LINK	"a link in a copy is not followed"
#define COPY_NAMES	"the file has another name, outside of the copy perhaps"

enum {
	FORM_REPORT = 1,
	FORM_SYSTEM = 2,
	FORM_CGROUP = 4,
	FORM_LIST = 8,
	FORM_DROP = 16
};

/*
 * A form of the command does its work and prints rows of its columns.  It
 * complains by itself, through the options.
 */
struct form {
	unsigned		 bit;
	const struct column	*columns;
	const char		*text_list;
	const char		*tsv_list;
	void			(*run)(struct mdropcache *, struct table *);
};

extern const struct column	report_columns[], change_columns[];
extern const struct column	list_columns[], drop_columns[];
extern const struct form	report_form, system_form, cgroup_form;
extern const struct form	list_form, drop_form;

/*
 * Write all that is dirty to disk, in a process of its own: one that waits
 * for a broken disk cannot be ended.  False, with a message, where it failed
 * or took longer than --sync-timeout; SIGINT and SIGTERM end the command.
 */
bool	sync_system(struct mdropcache *m);

/* How a figure changed: rows of the system-wide form and of --cgroup. */
struct change_row {
	const char	*kind;
	uint64_t	before;
	uint64_t	after;
	uint64_t	freed;
};

/* after is CELL_ABSENT in a dry run. */
void	change_show(struct table *table, const char *kind, uint64_t before,
	    uint64_t after);
/* The same for memory that grows as other memory is freed. */
void	growth_show(struct table *table, const char *kind, uint64_t before,
	    uint64_t after);

#endif
