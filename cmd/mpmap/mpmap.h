/* mpmap.h: what the parts of mpmap share. */
/* SPDX-License-Identifier: MIT */
#ifndef MPMAP_H
#define MPMAP_H

#include <pthread.h>

#include <meminfo.h>

#include "common/known.h"
#include "common/options.h"
#include "common/select.h"

/* The keys of -g (keys.c). */
enum key {
	KEY_NONE,
	KEY_PATH,
	KEY_KIND,
	KEY_NAME,
	KEY_PERMS
};

struct mpmap {
	struct options	 options;
	int		 proc;		/* -1 until needed */
	bool		 all;		/* -a, or a selection */
	struct selection selection;
	size_t		 digits;	/* of addresses in pmap's layouts */
	bool		 device;	/* -d */
	bool		 extended;	/* -x */
	bool		 kernel;	/* -X */
	bool		 everything;	/* -XX */
	bool		 quiet;
	bool		 show_path;
	bool		 kernel_names;
	bool		 total;
	bool		 stacks;	/* tell the stacks of threads */
	uint64_t	 low;		/* addresses, the last one included */
	uint64_t	 high;
	enum key	 group;
	const char	*sort;		/* NULL: the default */
	int64_t		 limit;		/* 0: none */
	int64_t		 jobs;		/* 0: as many as pay */
	const char	*diff;		/* NULL: none */
	int64_t		 touched;	/* nanoseconds; 0: not asked for */
	char		**operand;	/* NULL ends them */
	/* Guards these, and messages about processes, which any thread has. */
	pthread_mutex_t	 lock;
	bool		 no_process;	/* a pid that was named is not there */
	uint64_t	 denied;	/* of those that nobody named */
	uint64_t	 without_smaps;
};

/* Like pmap: this bit of the exit status says that a process is not there. */
#define STATUS_NO_PROCESS 42

/* Exits where the command line is wrong (arguments.c). */
void	mpmap_arguments_read(struct mpmap *mpmap, int argc, char **argv);
/* A table of columns, not one of pmap's layouts? */
bool	mpmap_is_table(const struct mpmap *mpmap);
/* "12" or "/proc/12"; false where it is neither. */
bool	pid_parse(const char *text, pid_t *pid);

/* The processes that were asked for (targets.c). */
struct targets {
	pid_t	*pid;
	size_t	 count;
	bool	 named;		/* each by its pid: report each failure */
};

/* False, with a message, where there is no list. */
bool	targets_find(struct mpmap *mpmap, struct targets *targets);
void	targets_free(struct mpmap *mpmap, struct targets *targets);
/* Says how many of the processes that nobody named could not be read. */
void	targets_said(struct mpmap *mpmap);

/*
 * --touched: have the kernel forget which memory the targets have used, and
 * wait.  Targets that it does not forget are removed (touched.c).
 */
void	touched_wait(struct mpmap *mpmap, struct targets *targets);

/* A process that is being read (process.c) */
struct open_process {
	struct mpmap		*mpmap;
	pid_t			 pid;
	bool			 named;		/* failures are said */
	/*
	 * A process that nobody named is read from one file alone: no
	 * directory holds it.  To open one takes 5 % of the time.
	 */
	bool			 brief;
	int			 dir;		/* its own: no later process;
						   -1: none, it is brief */
	int			 memory;	/* the same, or of a thread */
	bool			 smaps;		/* else maps */
	bool			 any;
	uint64_t		 low;		/* as mpmap's */
	uint64_t		 high;
	struct meminfo_stat	 stat;
	bool			 identified;
	uint64_t		*stack;		/* of each thread, in order */
	size_t			 stacks;
	bool			 stacks_read;
	struct meminfo_maps	 maps;
	struct meminfo_map	 map;		/* the present mapping */
	struct meminfo_usage	 usage;		/* all absent without smaps */
};

/* Once, before any process; false with a message. */
bool	proc_open(struct mpmap *mpmap);
/* 64 KiB on the heap, for free(3); NULL with ENOMEM. */
struct open_process *process_new(struct mpmap *mpmap);
/*
 * False, with a message, where it cannot be read; otherwise
 * process_files_close() is owed.  smaps: it is wanted; where only maps can be
 * read, a message says so.
 */
bool	process_open(struct open_process *process, pid_t pid, bool named,
	    bool smaps);
/*
 * The next mapping in the range that was asked for: 1, or 0 at the end; -1,
 * with a message, if not all could be read.
 */
int	process_next(struct open_process *process);
/* After that: fill in usage.  0, or -1 with a message. */
int	process_usage(struct open_process *process);
/* Or each of its keys: as meminfo_maps_field(); 0 without smaps. */
int	process_field(struct open_process *process, struct meminfo_field *field);
/* Says that its file is not what the kernel writes. */
void	process_malformed(struct open_process *process);
void	process_files_close(struct open_process *process);
/* Ticks since boot, MEMINFO_ABSENT where unknown. */
uint64_t process_start(struct open_process *process);
/* More than one thread, as far as is known? */
bool	process_has_threads(struct open_process *process);
/* "PID:   cmdline", pmap's first line. */
void	process_title(struct open_process *process, struct out *out);

/* The kind of the present mapping (kind.c). */
#define KIND_TEXT 256
enum meminfo_map_kind process_kind(struct open_process *process);
/* A word, or the name that the process gave; valid as the map. */
const char *kind_text(struct open_process *process, char text[KIND_TEXT]);

/* pmap's layouts (views.c, extended.c) */
void	mapping_view_show(struct open_process *process, struct out *out);
void	extended_show(struct open_process *process, struct out *out);

/* The need of a column (struct column). */
enum {
	NEED_SMAPS = 1,
	NEED_STACKS = 2		/* those of threads, for kind */
};

/*
 * The memory of a mapping, a group or a process (figures.c): the name, what
 * tells it, what the column needs, and its help.
 */
#define FIGURES_EACH(FIGURE) \
	FIGURE(size, map->end - map->start, 0, "end - start") \
	FIGURE(rss, usage->rss, NEED_SMAPS, "Rss: resident") \
	FIGURE(pss, usage->pss, NEED_SMAPS, \
	    "Pss: resident, shared pages divided by their users") \
	FIGURE(uss, meminfo_usage_uss(usage), NEED_SMAPS, \
	    "Private_Clean + Private_Dirty + Private_Hugetlb") \
	FIGURE(shared_clean, usage->shared_clean, NEED_SMAPS, "Shared_Clean") \
	FIGURE(shared_dirty, usage->shared_dirty, NEED_SMAPS, "Shared_Dirty") \
	FIGURE(private_clean, usage->private_clean, NEED_SMAPS, \
	    "Private_Clean") \
	FIGURE(private_dirty, usage->private_dirty, NEED_SMAPS, \
	    "Private_Dirty") \
	FIGURE(swap, usage->swap, NEED_SMAPS, "Swap: swapped out") \
	FIGURE(swap_pss, usage->swap_pss, NEED_SMAPS, \
	    "SwapPss: that, divided by its users") \
	FIGURE(locked, usage->locked, NEED_SMAPS, "Locked by mlock(2)") \
	FIGURE(anon, usage->anon, NEED_SMAPS, "Anonymous: no page of a file") \
	FIGURE(huge, meminfo_usage_huge(usage), NEED_SMAPS, \
	    "in huge pages of any sort") \
	FIGURE(touched, usage->referenced, NEED_SMAPS, \
	    "Referenced: used lately; see --touched") \
	FIGURE(cold, meminfo_usage_cold(usage), NEED_SMAPS, "Rss - Referenced")

#define FIGURE_MEMBER(name, value, need, help) uint64_t name;
struct figures {
	FIGURES_EACH(FIGURE_MEMBER)
};

#define FIGURES (sizeof(struct figures) / sizeof(uint64_t))

void	figures_absent(struct figures *figures);
void	figures_of(const struct open_process *process, struct figures *out);
/* The sums of no mappings: 0, as far as smaps was read. */
void	figures_none(bool smaps, struct figures *out);
/* The sum of what is known; absent where neither is. */
void	figures_add(struct figures *sum, const struct figures *more);
/* Indexed by number, 0 to FIGURES - 1, in the order above. */
uint64_t *figures_at(struct figures *figures, size_t number);
/* A bit for each that is absent. */
unsigned figures_unknown(const struct figures *figures);
/*
 * Is the column one of the figures, which begin there in its row, and has
 * partly its bit?
 */
bool	figure_is_partly(const struct column *column, size_t figures,
	    unsigned partly);

/* "fd:01", as in maps; text has room for 2 * SIZE_TEXT. */
const char *device_text(const struct meminfo_map *map, char *text);

/* Keys of groups (keys.c). */
#define KEY_TEXT_MAX (MEMINFO_MAPS_BUFFER + 1)
/* KEY_NONE where it is none. */
enum key key_parse(const char *text);
const char *key_column(enum key key);
/*
 * The key of a mapping: one of its texts, or its name, for which buffer has
 * KEY_TEXT_MAX bytes.  A text that is NULL is not known.
 */
const char *key_of(enum key key, const char *path, const char *kind,
	    const char *perms, char *buffer);

/* A row for each mapping (rows.c) */
extern const struct column row_columns[];
void	mappings_show(struct mpmap *mpmap, const struct targets *targets,
	    struct out *out);

/* A row for each group, of all processes together (sums.c) */
extern const struct column sum_columns[];
void	sums_show(struct mpmap *mpmap, const struct targets *targets,
	    struct out *out);

/* --diff (diff.c) */
extern const struct column diff_columns[];
/* Each operand is a process or a file. */
void	mappings_diff_show(struct mpmap *mpmap, struct out *out);

#endif
