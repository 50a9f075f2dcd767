/* mleakwatch.h: what the files of mleakwatch share. */
#ifndef MLEAKWATCH_H
#define MLEAKWATCH_H

#include "common/options.h"
#include "mleakwatch/judge/judge.h"
#include "mleakwatch/report/outcome.h"
#include "processes.h"

/* An answer, as grep(1) gives one; options.h' own are of other commands. */
enum answer {
	ANSWER_NO_LEAK,
	ANSWER_LEAK,
	ANSWER_TROUBLE,
	ANSWER_UNDECIDED
};

struct mleakwatch {
	struct options		 options;
	struct judge_options	 judge;
	struct processes	 processes;
	struct outcome		*outcome;	/* of those that have ended */
	size_t			 outcomes;
	struct table		 table;
	bool			 files;		/* -f */
	bool			 all;		/* -a */
	bool			 quiet;		/* -q */
	const char		*users;		/* -u, as given; NULL: any */
	const char		*comms;		/* -C */
	const char		*cgroup;
	const char		*record;
	const char		*state;
	int64_t			 keep;		/* samples a process */
	int64_t			 interval;	/* nanoseconds */
	int64_t			 duration;	/* 0: to the end */
	int64_t			 every;		/* 0: at the end only */
	char			**operand;	/* files, or pids */
	int			 operands;
	char			**command;	/* after --, or NULL */
	uint64_t		 unjudged;	/* ended too soon for it */
	size_t			 judged;	/* by the last table */
	bool			 listed;	/* a table is out already */
	bool			 leaks, undecided;
	bool			 trouble;	/* something was not done */
};

/* The table of verdicts (rows.c) */
#define ROW_COLUMNS 40

extern const struct column	columns[ROW_COLUMNS];
extern const char		columns_tsv[], columns_text[];

void	rows_print(struct mleakwatch *watch, const struct outcome *outcome);

/*
 * Judges every process that is known, and prints what is asked for
 * (verdicts.c).
 */
void	verdicts_show(struct mleakwatch *watch);

/* curve.c */
/* One of eight heights for each eighth of the time. */
void	curve_text(char text[CURVE_TEXT], const struct series *series,
	    bool utf8);
/* Does the environment ask for UTF-8? */
bool	curve_utf8(void);

/* Recorded samples (files.c): of all files, and of one that is open. */
void	files_watch(struct mleakwatch *watch);
void	files_read(struct mleakwatch *watch, const char *name, int fd);

/*
 * Sets .ended of recorded processes of which that can be told (ended.c); the
 * array is put in another order.
 */
void	ended_mark(struct process **list, size_t count);

/* Living processes (watch.c), a command (child.c), one call (state.c) */
void	live_watch(struct mleakwatch *watch);
void	state_watch(struct mleakwatch *watch);

#endif
