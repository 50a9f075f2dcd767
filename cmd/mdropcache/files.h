/* files.h: rows of files, and how they are made. */
#ifndef FILES_H
#define FILES_H

#include <sys/stat.h>

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

struct files {
	struct mdropcache	*m;
	struct table		*table;
	struct file_row		 total;
	uint64_t		 rows;
	uint64_t		 unknown;	/* what is cached is not told */
	bool			 one_device;	/* at present */
	dev_t			 device;
	bool			 noticed;	/* of a syncfs */
	struct inodes		 linked;	/* files of several names */
};

/* Print the row of an open file, dropping its pages before if asked to. */
void	file_show(struct files *files, int fd, const char *path,
	    const struct stat *st);

/* Besides a row's figures, what tells why pages stay (stays.c). */
struct stays {
	bool	tried;		/* false: the sync failed, nothing was dropped */
	bool	memory;		/* the file is on tmpfs or ramfs */
	int	cut;		/* the range cuts a large folio: 1, 0; -1: not
				   known */
};

/* Sets row->stays, and row->why as its text. */
void	stays_say(const struct stays *stays, struct file_row *row);

/* For sums in which an unknown figure counts for nothing. */
static inline uint64_t
known(uint64_t value)
{
	return value == CELL_ABSENT ? 0 : value;
}

/* Cached, in per cent of the pages that the range touches (rows.c). */
double	row_percent(const struct mdropcache *m, const struct file_row *row);
void	row_show(struct files *files, struct file_row *row);
void	total_add(struct files *files, const struct file_row *row);
void	total_show(struct files *files);

#endif
