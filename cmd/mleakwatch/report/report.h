/* report.h: what is said of processes. */
/* SPDX-License-Identifier: MIT */
#ifndef REPORT_H
#define REPORT_H

#include "mleakwatch/mleakwatch.h"
#include "mleakwatch/processes.h"

#define SPARKLINE_CELLS 8
#define SPARKLINE_TEXT (3 * SPARKLINE_CELLS + 1)

/* The kind of memory that a process has gathered (reachability.c) */
enum reachability {
	REACHABILITY_NONE,	/* not scanned, or nothing grew */
	REACHABILITY_UNKNOWN,	/* it cannot be read, or did not grow so */
	REACHABILITY_LOST,
	REACHABILITY_REACHABLE,
	REACHABILITY_HELD	/* free, in the allocator's hands */
};

/* The growth of a heap, in bytes, from the scan that fits the verdict. */
struct heap_growth {
	double		lost, reachable, held;	/* 0 where one shrank */
	double		curve;		/* growth of all memory meanwhile */
	double		lost_ever, all_ever;	/* since the first scan, */
	double		curve_ever;		/* as well */
	double		lost_blocks;	/* in .lost, and in how much time */
	double		seconds;
	unsigned	lost_rises;	/* scans that found more lost */
	bool		known;		/* there are two scans */
	bool		failed;		/* there are not: no heap to read */
};

/* The verdict on a process; it outlives the samples. */
struct outcome {
	const char		*host;		/* of the processes */
	char			 comm[MEMINFO_COMM_MAX];
	uint64_t		 pid;
	uint64_t		 start;
	uint32_t		 order;
	bool			 by_rss;
	bool			 keyed;
	bool			 by_work;	/* rates are by it, not time */
	enum work_clock		 work_clock;	/* that one */
	bool			 work_denied;	/* over time it is no leak */
	bool			 ended;
	enum oom_end		 oom_end;
	signed char		 reported;	/* as in struct process */
	bool			 scanned;	/* .mappings is known */
	enum limit		 limit;
	double			 left;		/* bytes, to that limit */
	uint64_t		 samples;
	double			 from, to;	/* Unix seconds */
	double			 first, last;	/* bytes */
	double			 span;		/* of time, or of work */
	struct mappings		 mappings;
	struct judge_result	 result;
	struct heap_growth	 heap;
	const struct lost_by	*lost_by;	/* NULL: not known */
	enum reachability	 reachability;
	bool			 scan_decided;	/* against the curve */
	bool			 cold_looked;	/* .cold is known */
	struct cold_parts	 cold;
	char			 curve[SPARKLINE_TEXT];
};

struct report {
	const struct config	*config;
	struct processes	*processes;
	struct outcome		*ended;		/* of those that have ended */
	size_t			 ended_count;
	struct table		 table;
	struct judge_words	 words;		/* for what is judged */
	uint64_t		 unjudged;	/* ended too soon for it */
	uint64_t		 parts_unjudged; /* of the system, the same */
	uint64_t		 no_memory;	/* samples without figures */
	size_t			 judged;	/* in the last table */
	bool			 needs_mappings; /* it tells where memory grew */
	bool			 listed;	/* a table is out already */
	bool			 leaks, undecided;	/* in the last table */
	bool			 trouble;	/* something was not done */
	struct judge_room	*room;	/* of the first thread */
	int			 command_status;	/* of the command; 0:
						   none, or it did not fail */
};

/* --- verdicts.c --- */
void	report_begin(struct report *report, const struct config *config,
	    struct processes *processes, struct out *out);
/* Is that column of bytes?  NULL: memory is, which is judged without one. */
bool	value_is_bytes(const char *name);
/* For a table of bytes, or of counts. */
void	table_unit(struct table *table, bool bytes);
/* Judges one process, so that its samples can go. */
void	outcome_make(struct outcome *outcome, const struct process *process,
	    const struct config *config, struct judge_room *room);
/* Keeps the verdict on a process that has ended. */
void	report_ended(struct report *report, const struct outcome *outcome);
/* Judges all processes that are known, and prints what is asked for. */
void	report_print(struct report *report);
/* The exit status: an answer, or the command's own. */
int	report_answer(struct report *report);
void	report_free(struct report *report);

/* --- chances.c --- */
/* A leak that something else speaks against. */
void	leak_undecided(struct judge_result *result, enum judge_reason reason);
/* A leak whose log odds are lower is undecided. */
void	leak_by_chance(struct judge_result *result, double needs);
/* The leaks among parts of a system must outweigh the number of chances. */
void	chances_pay(struct outcome *outcome, size_t count);

/* The table of verdicts (table.c) */
#define REPORT_COLUMNS 53
/* Each part of the list fits a screen of --help. */
#define REPORT_RATES 20
#define REPORT_WHERE 39

/* The column needs the mappings of living processes. */
#define NEED_MAPPINGS 1u

extern const struct column	report_columns[REPORT_COLUMNS];
extern const char		report_columns_tsv[], report_columns_text[],
				report_columns_keys[], report_columns_work[],
				report_columns_keys_work[];

void	report_row(struct report *report, const struct outcome *outcome);

#define KEY_TEXT 512		/* SAMPLES_TEXT of samples.h */
/* A key without the host that stands before it, its cells with commas. */
void	key_text(char text[KEY_TEXT], const char *host);

#define MAPPINGS_TEXT 96	/* holds every kind */

/* Growth of a kind; negative where it shrank. */
double	mapping_growth(const struct mappings *mappings, int kind);
/*
 * "[heap] 97 %, anonymous 3 %": the share of each kind in all growth, largest
 * first; shares below half a per cent are left out.  Returns the length, 0
 * where nothing grew.
 */
size_t	mappings_text(char text[MAPPINGS_TEXT],
	    const struct mappings *mappings);

/* Which part of the heap grew, and what that makes of the verdict. */
void	reachability_judge(struct outcome *outcome,
	    const struct heap_history *history, double min_growth);
/* NULL: not known. */
const char *reachability_name(enum reachability reachability);
#define REACHABILITY_TEXT 192
/* "; the heap grew by ..."; empty where it was not scanned twice. */
void	reachability_text(char text[REACHABILITY_TEXT],
	    const struct outcome *outcome);

/* The share of the growth that is cold; NAN: not known (coldness.c) */
double	cold_share(const struct cold_parts *cold);
#define COLD_TEXT (MAPPINGS_TEXT + 96)
/* "; for 2 min, 97 % of its growth was not touched"; returns the length. */
size_t	cold_text(char text[COLD_TEXT], const struct cold_parts *cold);

#define CACHES_TEXT 256		/* holds the names of a few caches */
/*
 * "; the kernel keeps UNIX and TCP in the same cache": of the key "slab/NAME",
 * on the machine of root (caches.c).  Returns the length.
 */
size_t	caches_text(char text[CACHES_TEXT], int root, const char *key);

/* Prints beneath a verdict who lost it (losers.c) */
void	losers_put(struct out *out, const struct outcome *outcome);

extern const struct column	against_columns[];

/* Prints whether the newer samples leak more than the older (against.c). */
enum answer report_against(const struct config *config, struct out *out,
	    const struct processes *old, const struct processes *new);

/* A process's memory over time in eight characters (sparkline.c) */
void	sparkline_text(char text[SPARKLINE_TEXT], const struct series *series,
	    bool utf8);

#endif
