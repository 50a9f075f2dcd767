/* mtop.h: what the files of mtop-once share. */
#ifndef MTOP_H
#define MTOP_H

#include <meminfo.h>

#include "../common/options.h"
#include "../common/order.h"

/*
 * What a column, a selection or a key of the order needs.  The kernel tells
 * some things in two files; which of them is read is decided once all needs
 * are known (needs.c).
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
	/* No file: how a group of processes makes one cell of many. */
	GROUP_SUM = 4096
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
 */
struct row {
	uint64_t	time;		/* Unix milliseconds */
	const char	*host;
	uint64_t	pid;
	uint64_t	ppid;
	uint64_t	uid;
	const char	*user;
	int64_t		pri;
	int64_t		nice;
	uint64_t	virt;
	uint64_t	rss;
	uint64_t	shr;
	const char	*state;
	double		cpu_pct;	/* NAN: not known, as below */
	double		mem_pct;
	uint64_t	cputime;	/* milliseconds */
	uint64_t	start;		/* ticks since boot */
	const char	*comm;
	uint64_t	threads;
	uint64_t	majflt;
	uint64_t	minflt;
	uint64_t	oom_score;
	int64_t		oom_adj;
	uint64_t	swap;
	uint64_t	anon;
	uint64_t	file;
	uint64_t	shmem;
	uint64_t	pss;
	uint64_t	pss_anon;
	uint64_t	pss_file;
	uint64_t	pss_shmem;
	uint64_t	uss;
	uint64_t	swap_pss;
	uint64_t	locked;
	uint64_t	huge;
	uint64_t	count;
	const char	*wchan;
	const char	*tty;
	const char	*cgroup;
	const char	*unit;
	const char	*cmdline;
	const char	*exe;
	/* Not shown. */
	uint64_t	ticks;		/* of CPU time */
	char		comm_text[MEMINFO_COMM_MAX];
	char		state_text[2];
	char		tty_text[24];
	char		*text[TEXTS];	/* NULL or from malloc */
};

/* Rows do not move: their strings may be inside them. */
#define ROWS_PER_CHUNK 64

struct chunk {
	struct chunk	*next;
	size_t		 count;
	struct row	 row[ROWS_PER_CHUNK];
};

/* What could not be read, in how many processes. */
enum trouble {
	TROUBLE_PROCESS,	/* hidepid=1 */
	TROUBLE_FORMAT,
	TROUBLE_ROLLUP,
	TROUBLE_NO_ROLLUP,	/* not in this kernel or capture */
	TROUBLE_EXE,
	TROUBLES
};

struct rows {
	struct chunk	*chunk;
	size_t		 count;
	size_t		 trouble[TROUBLES];
};

/* A list of numbers, as -p and -u give. */
struct numbers {
	uint64_t	*value;
	size_t		 count;
};

struct selection {
	const char	*users;		/* -u, as given; NULL: any */
	const char	*any_users;	/* -U */
	const char	*cgroup;
	struct numbers	 effective;
	struct numbers	 any_uid;
	struct numbers	 pids;
	const char	*comms;		/* -C */
};

/* The system that the processes are on, live or recorded. */
struct machine {
	int		proc;
	bool		live;
	uint64_t	page_size;
	uint64_t	ticks;		/* in a second */
	uint64_t	total;		/* memory */
	uint64_t	uptime;		/* milliseconds */
	uint64_t	time;		/* Unix milliseconds */
	char		host[256];	/* "": not known */
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
	unsigned		 want;		/* files, as in meminfo.h */
	struct row		 blank;		/* nothing known */
	bool			 partly;
};

struct users;
struct cpu_sample;

/* Columns (columns.c) */
#define COLUMNS_MAX 64

/* Ended by one without a name. */
extern const struct column	columns[COLUMNS_MAX];

/* The default list of columns, as the options ask. */
const char *default_columns(const struct mtop *mtop);
/* What the rows of groups are called: sums that count memory twice say so. */
void	group_titles(struct column copy[COLUMNS_MAX]);

/* The machine (machine.c); they complain by themselves. */
void	machine_open(struct mtop *mtop);
/* What time it is: a capture's own. */
void	machine_clock(struct mtop *mtop);

/* Users (users.c) */
struct users *users_open(const struct mtop *mtop);
/* The name, or the number where it has none; lives until users_close(). */
const char *users_name(struct users *users, uint64_t uid);
bool	users_find(struct users *users, const char *name, size_t length,
	    uint64_t *uid);
void	users_close(struct users *users);

/* Selection (select.c) */
/* Look up what was named; exits where there is no such user. */
void	selection_resolve(struct mtop *mtop, struct users *users);
unsigned selection_need(const struct selection *selection);
/* By cheap things, before the texts are read; then by the cgroup. */
bool	selection_has(const struct selection *selection,
	    const struct row *row, const struct meminfo_process *process);
bool	selection_has_cgroup(const struct selection *selection,
	    const struct row *row);
/* False where an item is no pid. */
bool	selection_add_pids(struct selection *selection, const char *list);
void	selection_close(struct selection *selection);

/* Rows of processes (row.c, texts.c) */
/* Decide which files tell what is needed. */
void	need_resolve(struct mtop *mtop);
/* 1 and a row, 0 where there is none to show. */
int	row_read(const struct mtop *mtop, pid_t pid, struct row *row,
	    size_t trouble[TROUBLES]);
void	row_free(struct row *row);
/* 0, or -1 where the process has gone. */
int	texts_read(const struct mtop *mtop, int at, pid_t pid,
	    struct row *row, size_t trouble[TROUBLES]);

/* All of them (collect.c) */
void	rows_collect(struct mtop *mtop, struct rows *rows);
/* An array of the rows' addresses, to be freed. */
struct row **rows_list(const struct rows *rows);
void	rows_free(struct rows *rows);
struct row *rows_new(struct rows *rows);

/* CPU shares (cpu.c) */
/* With -d: look once, and wait.  NULL where the whole life counts. */
struct cpu_sample *cpu_first(const struct mtop *mtop);
double	cpu_share(const struct mtop *mtop, const struct cpu_sample *sample,
	    const struct row *row);
void	cpu_free(struct cpu_sample *sample);

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
