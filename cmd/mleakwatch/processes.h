/* processes.h: the processes that are watched, by host, pid and start. */
/* SPDX-License-Identifier: MIT */
#ifndef PROCESSES_H
#define PROCESSES_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <meminfo.h>

#include "common/alloc.h"
#include "mleakwatch/judge/series.h"

#define VERDICT_NONE (-1)
#define CACHE_LINE 64

/* A reading of a process; the texts belong to others. */
struct sample {
	double		 time;		/* Unix seconds */
	uint64_t	 pid;
	uint64_t	 start;		/* ticks since boot, or absent */
	uint32_t	 boot;		/* which boot of its host; 0: not
					   known */
	uint64_t	 anon, rss, swap, shmem, virt, hugetlb;	/* bytes, or
					   absent */
	double		 cputime;	/* seconds; NAN: absent, as below */
	double		 work;		/* in any unit */
	double		 value;		/* of another series than memory */
	bool		 valued;	/* and it is of one */
	bool		 keyed;		/* no process: host is its key, behind
					   the host's name, or nothing where
					   that is not known, and a tab */
	signed char	 verdict;	/* enum judge_verdict, as it was
					   reported with the sample, or
					   VERDICT_NONE */
	const char	*host;
	size_t		 host_length;	/* 0: not known */
	const char	*comm;
	size_t		 comm_length;
};

/* The limit that is reached first (live/headroom.c) */
enum limit {
	LIMIT_NONE,
	LIMIT_CGROUP,
	LIMIT_AS,
	LIMIT_DATA,
	LIMIT_MEMORY
};

/* Did the OOM killer end it? (live/oom.c) */
enum oom_end {
	OOM_NONE,
	OOM_MAYBE,		/* it killed something at that time */
	OOM_KILLED		/* the kernel's log says so, or its cgroup */
};

/* Kinds of mappings that memory is in (live/mappings.c) */
enum mapping_kind {
	MAPPING_HEAP,
	MAPPING_ANON,
	MAPPING_STACK,
	MAPPING_SHMEM,
	MAPPING_FILE,		/* pages of files that it has written to */
	MAPPING_HUGETLB,	/* reserved huge pages, in no RSS */
	MAPPING_KINDS
};

/* Bytes of what the samples count: see process_add(). */
struct mappings {
	float	first[MAPPING_KINDS];
	float	last[MAPPING_KINDS];
};

/* A scan of a heap, its parts in bytes (live/heaps.c) */
struct lost_by;

struct heap_scan {
	double		at;		/* as the series has it: time, or
					   work */
	double		time;		/* Unix seconds */
	double		value;		/* of the curve, then */
	double		blocks;		/* that are lost */
	double		lost, reachable, held;
};

#define HEAP_SCANS_MAX 64

/* The good scans of one program, which exec(2) ends. */
struct heap_history {
	struct heap_scan scan[HEAP_SCANS_MAX];
	unsigned	 count;
	unsigned	 failures;	/* since the last good one */
	uint64_t	 program;	/* another number after exec(2) */
	bool		 renamed;	/* by exec(2), or by itself */
	double		 next;		/* Unix seconds: not before */
	double		 next_window;	/* of --stacks, the same */
	uint64_t	 next_judged;	/* for that, at so many samples */
	struct lost_by	*lost_by;	/* by that; NULL: not yet */
	char		 why[160];	/* the last one failed */
};

/* Memory that is not touched, in bytes (live/cold.c) */
struct cold_parts {
	struct mappings	memory;		/* that was there when the stretches of
					   the next two began */
	struct mappings	cold;		/* in the first stretch and the last */
	float		cleared_bytes[MAPPING_KINDS];	/* at the last look */
	double		cleared;	/* time of it, Unix seconds */
	double		next;		/* no look before that time */
	double		stretch_s;	/* how long the last stretch was */
	unsigned	clears, readings;
	bool		unknown;	/* it cannot be read */
	bool		denied;
	bool		collector;	/* it may have touched all */
};

/* Facts about a process that are known only while it lives. */
struct live {
	int		 status_fd;	/* of /proc/PID/status; -1: it is not
					   watched, or has ended */
	int		 stat_fd;	/* of /proc/PID/stat, or -1 */
	unsigned	 no_memory;	/* its last samples had no figures */
	bool		 headless;	/* its first thread has ended */
	enum oom_end	 oom_end;
	enum limit	 limit;
	double		 bytes_limit;	/* that it may come to */
	unsigned	 room;		/* of its cgroup, by number; 0: none */
	uint64_t	 oom_kills;	/* in that cgroup, with the limit */
	float		 limit_read_s;	/* when that was so */
	float		 next_scan_s;	/* of its mappings.  Both are seconds
					   after its first sample */
	float		 scanned_bytes;	/* it had at the last scan */
	struct mappings	*mappings;	/* NULL: never scanned */
	struct heap_history *heap;	/* NULL: never tried */
	struct cold_parts *cold;	/* NULL: never looked at */
};

/* Each row of a log needs what stands before .next: three cache lines. */
struct process {
	_Alignas(CACHE_LINE)
	struct process	*follower;	/* had the next row, the last time */
	struct process	*later;		/* had the row ROWS_AHEAD behind it */
	const char	*host;		/* ends in NUL, "": not known */
	uint64_t	 pid;
	uint64_t	 start;
	uint32_t	 era;		/* follower and later hold as long as
					   the table has the same */
	uint32_t	 boot;		/* 0: not known, or not yet */
	bool		 by_rss;	/* no anon was told */
	bool		 keyed;		/* as in struct sample */
	bool		 ended;
	signed char	 reported;	/* the verdict of its newest sample */
	signed char	 verdict;	/* of now.  VERDICT_NONE where there
					   is none */
	double		 from, to;	/* Unix seconds */
	struct series	 series;
	char		 comm[MEMINFO_COMM_MAX];	/* "": not known */
	struct process	*next;		/* of the same slot */
	uint32_t	 hash;
	uint32_t	 order;		/* of its first sample */
	struct series	*reads;		/* of --work auto: the same values by
					   reads, beside series by CPU time */
	struct series	*times;		/* of any --work: by time, idle where
					   no work is done */
	struct live	 live;
};

/* A name that many processes share is kept once, until processes_free(). */
struct host {
	struct host	*next;
	uint32_t	 hash;
	uint32_t	 length;
	char		 name[];	/* ends in NUL */
};

/* The memory for a sample is fetched so many rows before (process_follow()) */
#define ROWS_AHEAD 8

/* A row of a log.  NULL: none, or not known. */
struct row {
	struct process	*had;
	struct process	*awaited;	/* ROWS_AHEAD rows later */
};

struct processes {
	struct process	**slot;
	struct row	  row[ROWS_AHEAD];	/* a ring of the latest */
	unsigned	  rows;
	uint32_t	  era;		/* processes were removed so often */
	size_t		  slots;	/* a power of 2 */
	size_t		  count;
	uint32_t	  made;
	struct host	**host_slot;
	size_t		  host_slots;	/* a power of 2 */
	size_t		  host_count;
	uint64_t	  seed;
	struct host	 *recent;	/* NULL: none yet */
	bool		  by_work;	/* series are over work, not time */
	bool		  work_auto;	/* over CPU time, and over work */
	bool		  work_is_cpu;	/* finer than what a process burns that
					   only waits */
	size_t		  bytes;	/* that all this takes */
	atomic_size_t	 *shared;	/* and what other threads have;
					   NULL: there are none */
	uint64_t	  bytes_max;	/* all may take; exits beyond */
};

enum add_result {
	SAMPLE_ADDED,
	SAMPLE_BESIDE,		/* at the time of the last one */
	SAMPLE_LATE,		/* out of order, put where it belongs */
	SAMPLE_AGAIN,		/* left out: there is one of that time */
	SAMPLE_MIXED,		/* left out: rss, where others have anon */
	SAMPLE_NO_MEMORY,	/* left out: a kernel thread, a zombie */
	SAMPLE_NO_WORK,		/* left out: no clock of work */
	ADD_RESULTS
};

/* bytes_max: of --max-memory; UINT64_MAX is no limit. */
void	processes_begin(struct processes *processes, uint64_t bytes_max);
/* The process of the sample; a new one is added. */
struct process	*processes_get(struct processes *processes,
	    const struct sample *sample);
/*
 * The memory of a process is what is private to it or shared and written:
 * anonymous, swapped out, shmem and hugetlb, of which RSS has but a part.
 */
enum add_result	process_add(struct processes *processes,
	    struct process *process, const struct sample *sample);
void	processes_remove(struct processes *processes,
	    struct process *process);
/*
 * Moves all into so many sets, and leaves none.  processes_share() tells the
 * number of the set for a pid.
 */
void	processes_deal(struct processes *from, struct processes *to,
	    size_t shares);
size_t	processes_share(uint64_t pid, size_t shares);
/* Ordered by first sample, NULL at the end; free(3) it. */
struct process	**processes_list(const struct processes *processes);
void	processes_free(struct processes *processes);

#endif
