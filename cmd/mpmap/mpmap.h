/* mpmap.h: what the parts of mpmap share. */
#ifndef MPMAP_H
#define MPMAP_H

#include <meminfo.h>

#include "common/options.h"

struct mpmap {
	struct options	 options;
	int		 proc;		/* -1 until needed */
	bool		 device;	/* -d */
	bool		 extended;	/* -x */
	bool		 kernel;	/* -X */
	bool		 everything;	/* -XX */
	bool		 quiet;
	bool		 show_path;
	bool		 kernel_names;
	bool		 total;
	uint64_t	 low;		/* addresses, the last one included */
	uint64_t	 high;
	const char	*group;		/* NULL: none */
	const char	*sort;		/* NULL: the default */
	int64_t		 limit;		/* 0: none */
	const char	*diff;		/* NULL: none */
};

/* Exits where the command line is wrong (arguments.c). */
void	arguments_read(struct mpmap *mpmap, int argc, char **argv);
/* A table of columns, not one of pmap's layouts? */
bool	mpmap_is_table(const struct mpmap *mpmap);
/* "12" or "/proc/12"; false where it is neither. */
bool	pid_parse(const char *text, pid_t *pid);

/* A process that is being read (process.c) */
struct process {
	struct mpmap		*mpmap;
	pid_t			 pid;
	int			 dir;		/* its own: no later process */
	bool			 smaps;		/* else maps */
	bool			 any;
	uint64_t		 low;		/* as mpmap's */
	uint64_t		 high;
	struct meminfo_stat	 stat;
	bool			 identified;
	struct meminfo_maps	 maps;
	struct meminfo_map	 map;		/* the present mapping */
	struct meminfo_usage	 usage;		/* all absent without smaps */
};

/*
 * NULL, with a message, where it cannot be read; otherwise process_close() is
 * owed.  smaps: it is wanted; where only maps can be read, a message says so.
 */
struct process *process_open(struct mpmap *mpmap, pid_t pid, bool smaps);
/*
 * The next mapping in the range that was asked for: 1, 0 at the end; -1,
 * with a message, where what was read is not the whole.
 */
int	process_next(struct process *process);
/* After that: fill in usage.  0, or -1 with a message. */
int	process_usage(struct process *process);
/* Or each of its keys: as meminfo_maps_field(); 0 without smaps. */
int	process_field(struct process *process, struct meminfo_field *field);
void	process_close(struct process *process);
/* Ticks since boot, MEMINFO_ABSENT where unknown. */
uint64_t process_start(struct process *process);
enum meminfo_map_kind process_kind(const struct process *process);
/* "PID:   cmdline", pmap's first line. */
void	process_title(struct process *process, struct out *out);

/* pmap's layouts (views.c, extended.c); false as above. */
void	view_show(struct process *process, struct out *out);
void	extended_show(struct process *process, struct out *out);

/* What is summed: of a mapping, a group, a process (figures.c). */
struct figures {
	uint64_t size;
	uint64_t rss;
	uint64_t pss;
	uint64_t uss;
	uint64_t shared_clean;
	uint64_t shared_dirty;
	uint64_t private_clean;
	uint64_t private_dirty;
	uint64_t swap;
	uint64_t swap_pss;
	uint64_t locked;
	uint64_t anon;
	uint64_t huge;
};

#define FIGURES (sizeof(struct figures) / sizeof(uint64_t))

void	figures_absent(struct figures *figures);
void	figures_of(const struct process *process, struct figures *out);
/* Of no mappings at all: nothing, as far as it was asked for. */
void	figures_none(const struct process *process, struct figures *out);
/* What is known of either; absent where neither says. */
void	figures_add(struct figures *sum, const struct figures *more);
/* By number, 0 to FIGURES - 1, in the order above. */
uint64_t *figures_at(struct figures *figures, size_t number);
uint64_t known_sum(uint64_t a, uint64_t b);

/* The kind as a word, or the name that the process gave; valid as the map. */
#define KIND_TEXT 256
const char *kind_text(const struct process *process, char text[KIND_TEXT]);
/* "fd:01", as in maps; text has room for 2 * SIZE_TEXT. */
const char *device_text(const struct meminfo_map *map, char *text);

/* What a column needs that maps does not have. */
enum {
	SMAPS = 1
};

/* One row a mapping (rows.c) */
extern const struct column row_columns[];
void	rows_table(struct mpmap *mpmap, struct table *table, struct out *out,
	    bool *smaps);
void	rows_show(struct process *process, struct table *table);

/* One row a group (sums.c) */
extern const struct column sum_columns[];
void	sums_table(struct mpmap *mpmap, struct table *table,
	    struct out *out, bool *smaps);
void	sums_show(struct process *process, struct table *table);
/*
 * The column of numbers to sort by: -s without its sign, with the suffix if
 * that is not its whole name, or else the fallback; exits where -s is wrong.
 */
const struct column *sort_column(const struct mpmap *mpmap,
	    const struct column *columns, const char *suffix,
	    const char *fallback);
/* Of a row, by -s: MEMINFO_ABSENT ranks last. */
int64_t	rank_of(const struct mpmap *mpmap, const struct column *column,
	    const void *row);
/* Which of them -g sums by. */
const char *group_key(const struct mpmap *mpmap, const char *path,
	    const char *kind, const char *perms);

/* What changed (diff.c) */
extern const struct column diff_columns[];
void	diff_table(struct mpmap *mpmap, struct table *table, struct out *out);
/* Each operand is a process or a file. */
void	diff_show(struct mpmap *mpmap, struct table *table, char **operand);

#endif
