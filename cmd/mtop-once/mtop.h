/* mtop.h: what the files of mtop-once share. */
#ifndef MTOP_H
#define MTOP_H

#include <meminfo.h>

#include "common/options.h"
#include "common/order.h"

/*
 * What a column, a selection or a key of the order needs.  The kernel tells
 * some things in two files; which of them is read is decided once all needs
 * are known (need.c).
 */
enum need {
	NEED_STAT = 1,
	NEED_STATUS = 2,
	NEED_ROLLUP = 4,
	NEED_MEMORY = 8,	/* statm, or status */
	NEED_NAME = 16,		/* stat, or status: state, parent too */
	NEED_OWNER = 32,	/* the directory, or status */
	NEED_CMDLINE = 64,
	NEED_EXE = 128,
	NEED_CGROUP = 256,
	NEED_WCHAN = 512,
	NEED_OOM_SCORE = 1024,
	NEED_OOM_ADJUST = 2048,
	/* Not of the process: the system's, and the clock. */
	NEED_TOTAL = 4096,	/* MemTotal */
	NEED_HOST = 8192,
	NEED_TIME = 16384,
	NEED_SHARE = 32768,	/* of a CPU */
	NEED_USER = 65536,	/* names */
	/* No file: how a group of processes makes one cell of many. */
	GROUP_SUM = 131072
};

/* Texts of any length. */
enum text {
	TEXT_CMDLINE,
	TEXT_EXE,
	TEXT_WCHAN,
	TEXT_CGROUP,
	TEXT_UNIT,
	TEXTS
};

/*
 * Memory in bytes; CELL_ABSENT as in table.h.  Strings are the row's own, or
 * live as long as the system's.
 *
 * Of a row that is kept only so much is there as reaches to the last cell
 * that is shown or sorted by: what stands first is what is worked with, then
 * come the usual columns, and the rare ones last.  (A page that is touched
 * costs as much as half a statm, and whole rows of pid and rss took one for
 * every eight processes.)
 */
struct row {
	uint64_t	pid;
	uint64_t	uid;
	uint64_t	rss;
	uint64_t	start;		/* ticks since boot */
	uint64_t	ticks;		/* of CPU time */
	double		when;		/* they were read, seconds since boot */
	bool		empty;		/* without memory: a kernel thread or
					   a zombie */
	uint64_t	count;		/* here ROW_HEAD ends */
	uint64_t	virt;
	uint64_t	shr;
	double		cpu_pct;	/* NAN: not known, as below */
	double		mem_pct;
	uint64_t	cputime;	/* milliseconds */
	const char	*user;
	uint64_t	ppid;
	int64_t		pri;
	int64_t		nice;
	char		state_text[8];
	const char	*state;
	char		comm_text[MEMINFO_COMM_MAX];
	const char	*comm;
	uint64_t	pss;
	uint64_t	uss;
	uint64_t	swap_pss;
	uint64_t	time;		/* Unix milliseconds */
	const char	*host;
	uint64_t	anon;
	uint64_t	shmem;
	uint64_t	swap;
	uint64_t	file;
	uint64_t	threads;
	uint64_t	majflt;
	uint64_t	minflt;
	uint64_t	oom_score;
	int64_t		oom_adj;
	uint64_t	pss_anon;
	uint64_t	pss_file;
	uint64_t	pss_shmem;
	uint64_t	locked;
	uint64_t	huge;
	char		tty_text[24];
	const char	*tty;
	const char	*wchan;
	const char	*cgroup;
	const char	*unit;
	const char	*cmdline;
	const char	*exe;
	char		*text[TEXTS];	/* NULL or from malloc */
};

#define ROW_HEAD offsetof(struct row, count)

/* Rows do not move: their strings may be inside them. */
struct chunk {
	struct chunk	*next;
	size_t		 count;
	uint64_t	 bytes[4096];
};

/* What could not be read. */
enum trouble {
	TROUBLE_PROCESS,	/* hidepid=1 */
	TROUBLE_FORMAT,
	TROUBLE_OTHER,		/* as no descriptor left */
	TROUBLE_ROLLUP,
	TROUBLE_NO_ROLLUP,	/* not in this kernel or capture */
	TROUBLE_EXE,
	TROUBLES
};

struct troubles {
	size_t	count[TROUBLES];	/* of processes */
	int	error;			/* errno of the first other one */
};

struct rows {
	struct chunk		*chunk;
	size_t			 count;
	size_t			 size;	/* of each: what is kept of it */
	/* Of the thread that reads them. */
	struct troubles		troubles;
	struct meminfo_closing	closing;
};

/* A list of numbers, as -p and -u give. */
struct numbers {
	uint64_t	*value;
	size_t		 count;
};

struct selection {
	char		*users;		/* -u, as given; NULL: any */
	char		*any_users;	/* -U */
	char		*comms;		/* -C */
	const char	*cgroup;
	struct meminfo_cgroup_name group;	/* version 0: the column's */
	struct numbers	 effective;
	struct numbers	 any_uid;
	struct numbers	 pids;
};

/* The system that the processes are on, live or recorded. */
struct machine {
	int		proc;
	bool		live;
	uint64_t	page_size;
	uint64_t	ticks;		/* in a second */
	uint64_t	total;		/* memory */
	uint64_t	uptime;		/* milliseconds; of a capture */
	uint64_t	time;		/* Unix milliseconds */
	char		host[MEMINFO_HOST_MAX];	/* "": not known */
};

struct mtop {
	struct options		 options;
	struct machine		 machine;
	struct selection	 selection;
	struct order		 order;
	const char		*keys;		/* -s */
	const char		*group;		/* -g */
	bool			 reverse;
	bool			 pss;
	bool			 total;
	bool			 command_line;	/* -c */
	bool			 kernel;
	bool			 wide;
	int64_t			 first;		/* -n; 0: all */
	int64_t			 interval;	/* -d, nanoseconds; 0: life */
	int64_t			 jobs;		/* -j; 0: as it pays */
	unsigned		 need;
	unsigned		 want;		/* files, as in meminfo.h, but
						   for rollup */
	bool			 rollup_alone;	/* and no other file */
	bool			 directory;	/* held open: what is read in
						   steps is of one process */
	size_t			 row_size;	/* what is kept of each */
	struct row		 blank;		/* nothing known */
};

/* Of a row no more is there than what is kept: else it is another's. */
static inline bool
row_keeps(const struct mtop *mtop, size_t offset)
{
	return offset < mtop->row_size;
}

static inline bool
row_wants(const struct mtop *mtop, size_t offset, unsigned need)
{
	return (mtop->need & need) != 0 && row_keeps(mtop, offset);
}

struct users;
struct cpu_sample;

/* Columns (columns.c) */
#define COLUMNS_MAX 64

/* Ended by one without a name. */
extern const struct column	columns[COLUMNS_MAX];

/* The default list of columns, as the options ask. */
const char *default_columns(const struct mtop *mtop);
/* What sums are called: those that count memory twice say so. */
void	sum_titles(struct column copy[COLUMNS_MAX]);

/* The command line (arguments.c) */
void	arguments_read(struct mtop *mtop, int argc, char **argv);

/* What is needed (need.c) */
/* For the columns, selection and order that were chosen. */
void	need_gather(struct mtop *mtop, const struct table *table);
/* Decide which files tell it. */
void	need_resolve(struct mtop *mtop);

/* The machine (machine.c); they complain by themselves. */
void	machine_open(struct mtop *mtop);
/* What is needed of it. */
void	machine_read(struct mtop *mtop);
/* What time it is: a capture's own. */
void	machine_clock(struct mtop *mtop);
/* Seconds since boot, as processes' starts are told; NAN: not known. */
double	machine_now(const struct machine *machine);

/* Users (users.c) */
struct users *users_open(struct mtop *mtop);
/* The name, or the number where it has none; lives until users_close(). */
const char *users_name(struct users *users, uint64_t uid);
bool	users_find(struct users *users, const char *name, size_t length,
	    uint64_t *uid);
void	users_close(struct users *users);

/* Selection (select.c) */
/* Look up what was named; exits where there is no such user or cgroup. */
void	selection_resolve(struct mtop *mtop, struct users *users);
unsigned selection_need(const struct selection *selection);
/* By what is cheap to know; then by the cgroup. */
bool	selection_has(const struct selection *selection,
	    const struct row *row, const struct meminfo_process *process);
bool	selection_has_cgroup(const struct selection *selection,
	    const char *path, const struct meminfo_membership *member);
/* Lists that are given twice are one. */
void	selection_add(char **list, const char *more);
/* False where an item is no pid. */
bool	selection_add_pids(struct selection *selection, const char *list);
void	selection_close(struct selection *selection);

/* Rows of processes (row.c), and what is in them (fill.c, texts.c) */
/* 1 and a row, 0 where there is none to show; it is to be one of rows. */
int	row_read(const struct mtop *mtop, pid_t pid, struct row *row,
	    struct rows *rows);
void	row_free(struct row *row);
/* 0, -1. */
int	row_fill(const struct mtop *mtop, int at, pid_t pid,
	    const struct meminfo_process *process, struct row *row);
void	rollup_fill(const struct meminfo_usage *rollup, struct row *row);
/*
 * 0, or errno of the last that could not be read.  *vanished: there was no
 * memory any more to read one from.
 */
int	texts_read(const struct mtop *mtop, int at, pid_t pid,
	    struct row *row, bool *vanished);
/* 1; 0 where another cgroup was asked for; -1. */
int	cgroup_read(const struct mtop *mtop, int at, pid_t pid,
	    struct row *row);

/* What could not be read (trouble.c) */
void	trouble_note(struct troubles *troubles, int error);
void	trouble_join(struct troubles *to, const struct troubles *from);
/* One line for each kind; true where there was any. */
bool	trouble_say(const struct troubles *troubles);

/* All of them (collect.c) */
void	rows_collect(struct mtop *mtop, struct rows *rows);
/* An array of the rows' addresses, to be freed. */
struct row **rows_list(const struct rows *rows);
void	rows_free(struct rows *rows);
void	rows_begin(struct rows *rows, size_t size);
struct row *rows_new(struct rows *rows);

/* CPU shares (cpu.c) */
/* With -d: look once, and wait.  NULL where the whole life counts. */
struct cpu_sample *cpu_first(const struct mtop *mtop);
double	cpu_share(const struct mtop *mtop, const struct cpu_sample *sample,
	    const struct row *row);

/* Groups (group.c) */
const struct column *group_column(const char *name);
/* A row of sums for each value of the key, of rows in any order. */
void	groups_make(const struct mtop *mtop, struct row **list,
	    size_t count, struct rows *groups);
void	total_make(const struct mtop *mtop, struct row *const *list,
	    size_t count, struct row *out);

/* Memory or exit (collect.c). */
void	*allocate(size_t size);

#endif
