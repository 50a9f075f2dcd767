/* files.h: rows of files, and how they are made. */
/* SPDX-License-Identifier: MIT */
#ifndef FILES_H
#define FILES_H

#include <sys/stat.h>

#include "common/known.h"
#include "common/grow.h"
#include "common/inodes.h"
#include "mdropcache.h"

/* Memory in bytes; CELL_ABSENT where the kernel does not tell. */
struct file_row {
	const char	*kind;		/* "file", "total" */
	const char	*path;
	uint64_t	 size;
	uint64_t	 before;	/* cached */
	uint64_t	 after;
	uint64_t	 freed;
	double		 percent;	/* cached, of the size */
	uint64_t	 dirty;		/* -l: before; -f: of what stays */
	uint64_t	 writeback;
	uint64_t	 evicted;
	uint64_t	 recently_evicted;
	uint64_t	 mapped;
	uint64_t	 locked;
	const char	*stays;		/* why; NULL: nothing does */
	char		 why[48];
};

/* A row, and what the totals need to know of its file. */
struct found {
	struct file_row	 row;
	bool		 unknown;	/* what is cached is not told */
	bool		 memory;	/* on tmpfs */
	dev_t		 device;
	ino_t		 inode;
	nlink_t		 links;
};

struct files {
	struct mdropcache	*m;
	struct table		*table;
	struct file_row		 total;
	uint64_t		 rows;
	uint64_t		 unknown;	/* files */
	bool			 noticed;	/* of a syncfs */
	struct grow		 kept;		/* struct file_row, for -s and
						   -n: printed at the end */
	uint64_t		 shmem;		/* of the total, on tmpfs */
	struct inodes		 linked;	/* files of several names */
	/* For the worker (worker.c), which has its own copy of all this. */
	const char		*from, *to;	/* names, each ended by NUL */
	pid_t			 parent;
	int			 worker;	/* where it writes to */
	struct worker_mark	*mark;
	int64_t			 answer_time;	/* nanoseconds */
	unsigned		 hung;		/* workers */
};

/* In the worker: what an operand or a name of -0 names. */
void	path_take(struct files *files, const char *path);
/* The row of a file that the worker found. */
void	found_take(struct files *files, struct found *found);
/* Make the row of an open file, dropping its pages before if asked to. */
void	file_show(struct files *files, int fd, const char *path,
	    const struct stat *st);

/* Besides a row's figures, what tells why pages stay (stays.c). */
struct stays {
	bool	tried;		/* false: the sync failed */
	bool	memory;		/* the file is on tmpfs or ramfs */
	int	cut;		/* the range cuts a large folio: 1, 0; -1: not
				   known */
};

/* Sets row->stays, and row->why as its text. */
void	stays_say(const struct stays *stays, struct file_row *row);

/* Cached, in per cent of the pages that the range touches (rows.c). */
double	row_percent(const struct mdropcache *m, const struct file_row *row);
/* With -s or -n, rows are kept until all are known (top.c). */
bool	files_are_kept(const struct files *files);
/* Takes a copy of the row and its path. */
void	row_keep(struct files *files, const struct file_row *row);
/* Prints the rows kept, sorted; the total and the rest come behind them. */
void	kept_show(struct files *files);
/* The last row: cached pages of other files.  False where it is not known. */
bool	rest_make(struct files *files, struct file_row *rest);

void	row_show(struct files *files, struct file_row *row);
void	total_add(struct files *files, const struct file_row *row);
void	total_show(struct files *files);

#endif
