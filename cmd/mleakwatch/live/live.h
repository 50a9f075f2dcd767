/* live.h: a session of watching processes that run. */
/* SPDX-License-Identifier: MIT */
#ifndef LIVE_H
#define LIVE_H

#include <signal.h>
#include <sys/types.h>

#include "mleakwatch/report/report.h"
#include "mleakwatch/samples/samples.h"

/* How much more a cgroup may get, until the time given (headroom.c) */
struct cgroup_room {
	char		*v1, *v2;	/* its names; NULL: none */
	unsigned	 number;	/* of all that were made, from 1 */
	double		 until;
	uint64_t	 bytes;		/* absent: without limit */
	uint64_t	 oom_kills;	/* in it, so far; absent: not known */
};

#define CGROUP_ROOMS 64

/* Figures that many processes share. */
struct headroom {
	double				until;
	uint64_t			available, swap;	/* bytes */
	unsigned			next;
	struct cgroup_room		room[CGROUP_ROOMS];
	/* Too large for a stack. */
	struct meminfo_membership	membership;
	struct meminfo_cgroup_at	at;
	struct meminfo_cgroup		cgroup;
};

#define OOM_KILLED_KEPT 64

struct oom_killed {
	uint64_t	pid;
	double		time;		/* Unix seconds, or NAN */
	char		comm[MEMINFO_COMM_MAX];
};

/* The deeds of the OOM killer (oom.c) */
struct oom {
	uint64_t	kills;		/* since boot, at the last look;
					   absent: not known */
	double		next_look;	/* 0: there was none yet */
	double		rose;		/* the time of a look that found
					   more; 0: none */
	struct meminfo_oom *log;	/* the kernel's; NULL: not allowed */
	bool		whole;		/* and that is read from its start */
	struct oom_killed killed[OOM_KILLED_KEPT];	/* that it named */
	size_t		killed_count;	/* so far */
};

struct child;
struct owners;
struct window;

struct session {
	const struct config	 *config;
	struct processes	 *processes;
	struct report		 *report;
	int			  proc;
	char			  host[MEMINFO_HOST_MAX];
	uint32_t		  boot;		/* 0: not known */
	double			  clock_offset;	/* of CLOCK_BOOTTIME, to Unix
						   seconds */
	double			  tick_s;	/* seconds a clock tick */
	bool			  any;		/* they are selected, or all */
	bool			  recorded;	/* a copy: its directories are
						   of whoever made it */
	bool			  own_pids;	/* they are those of our system
						   calls as well */
	struct meminfo_membership membership;	/* too large for a stack */
	struct record		  record;
	struct sample		 *pending;	/* for the state file, which
						   gets verdicts with them */
	size_t			  pending_count;
	bool			  scan;		/* mappings */
	bool			  cold_denied;	/* and that was said */
	double			  work;		/* of a file */
	bool			  work_said;	/* that it has none */
	bool			  cgroups_said;	/* that there are too many */
	struct process		**alive;	/* by pid, ascending */
	size_t			  count, size;
	struct process		**gone;		/* have ended, as the last poll
						   has found */
	size_t			  gone_count;
	uint64_t		  seen;		/* ever watched */
	pid_t			  command;	/* it and its descendants; 0:
						   none */
	const struct child	 *child;	/* the command; NULL: none */
	uint64_t		  command_samples;
	double			  next_search;	/* for new processes */
	double			  next_scan;	/* of mappings */
	double			  next_heap;	/* scan of one */
	bool			  windows;	/* of --stacks, are possible */
	struct window		 *window;	/* the one that is open */
	struct lost_by		 *lost_by;	/* of all processes */
	struct headroom		  headroom;
	struct oom		  oom;
	struct meminfo_maps	  maps;
	struct meminfo_slabs	  slabs;
	struct meminfo_mounts	  mounts;
	double			  system_time;
};

/* --- targets.c: which processes are watched --- */

/* It is large.  Exits where what was asked for cannot be watched. */
struct session	*session_begin(const struct config *config,
	    struct processes *processes, struct report *report);
void	session_end(struct session *session);
/* Adds a process; -1 with errno. */
int	session_admit(struct session *session, pid_t pid);
/* Adds the processes that were named by pid. */
void	session_pids(struct session *session);
/* Adds new processes that are meant, at most as often as that may cost. */
void	session_search(struct session *session);

/* --- poll.c: samples --- */

/* A process whose first thread has ended lives on with its others. */
bool	process_lives_on(char state, uint64_t threads);
/* The status file that stays open tells whether its pid is another's now. */
bool	process_is_same(const struct process *process);
/* Closes its files. */
void	process_close(struct process *process);
/* Takes a sample of each process; those that have ended go to .gone. */
void	session_poll(struct session *session);
/*
 * Writes it to --record, or keeps it for the state file: its texts must stay.
 */
void	session_keep_sample(struct session *session,
	    const struct sample *sample);
/* The same for a part of the system: its key is kind and name. */
void	session_part_sample(struct session *session, const char *kind,
	    const char *name, size_t length, uint64_t bytes);
/* Records the pending samples, with their verdicts where reported. */
void	session_record_pending(struct session *session, bool reported);
/*
 * Scans the heaps for which it is time; last: all whose memory has changed,
 * before a verdict (heaps.c).  heap_scan() does it now; with owners, their
 * probes are taken out then, and false means that no call has a name.
 */
bool	heap_scan(struct session *session, struct process *process,
	    struct owners *owners);
void	heaps_look(struct session *session);
void	heaps_look_last(struct session *session);
/* Says which heaps could not be read. */
void	heaps_say(const struct session *session);
/* --stacks (windows.c).  Says whether that is possible. */
void	windows_begin(struct session *session);
/* Does a window wait for the verdict on a process?  last: of this watch. */
bool	windows_want(struct session *session, struct process *process,
	    bool last);
/* Opens one if that is a leak of lost blocks. */
void	windows_judged(struct session *session, struct process *process,
	    const struct outcome *outcome);
/* Is one open? */
bool	windows_open(const struct session *session);
/* Is it time to close it? */
bool	windows_due(struct session *session);
/* How long to wait until the next look at it, at most left. */
int64_t	windows_wait(const struct session *session, int64_t left);
/*
 * Closes it: the process whose heap is to be scanned now, with these owners, or
 * NULL.  windows_named() tells what came of that.
 */
struct process *windows_close(struct session *session,
	    struct owners **owners);
void	windows_named(struct session *session, bool named);
/* Closes it without a scan: the process has ended. */
void	windows_drop(struct session *session, const struct process *process);
void	windows_end(struct session *session);
/* Counts the last samples of those that live, which had no figures. */
void	session_no_memory(struct session *session);
/* Scans the mappings of all processes a last time. */
void	session_scan_last(struct session *session);
/* Is it of the host that is watched? */
bool	session_is_of(const struct session *session,
	    const struct process *process);
/* Unix seconds that neither steps of the clock nor suspension disturb. */
double	session_now(const struct session *session);
/*
 * Seconds of the processor that this thread has used.  They tell what a look
 * costs: time in which other programs have the processor is no cost of it, and
 * on a busy machine the next look would be put off for minutes.
 */
double	session_used(void);

/*
 * The clock of --work (work.c), NAN where it cannot be read: what all share is
 * read once, before the processes are.
 */
void	work_begin(struct session *session);
/* Processor seconds, finer than those of ticks where work is to be told. */
double	work_cputime(const struct session *session,
	    const struct process *process, double ticks);
double	work_of(const struct session *session,
	    const struct process *process, double cputime);

/*
 * Adds up PID/smaps; false where it cannot be read, or the process has ended
 * (mappings.c).
 */
struct mappings_now {
	float	bytes[MAPPING_KINDS];
	float	cold[MAPPING_KINDS];	/* not touched, as --cold has it */
	bool	collector;		/* it has code that touches all */
};

bool	mappings_read_process(struct session *session,
	    const struct process *process, struct mappings_now *now);

/*
 * Looks which memory a process has not touched, if it has been sampled often
 * enough; last: all processes, before the verdict (cold.c).
 */
void	cold_look(struct session *session, struct process *process);
void	colds_look_last(struct session *session);

/* Time to exhaustion: sets live.bytes_limit and .limit (headroom.c). */
void	headroom_read(struct session *session, struct process *process,
	    const struct meminfo_status *status);
/*
 * Has the OOM killer ended something in its cgroup since headroom_read()? It
 * may have ended itself.
 */
bool	headroom_oom_killed(struct session *session,
	    const struct process *process);
void	headroom_free(struct headroom *headroom);

/* A sample of each part of the system: --system (system.c). */
void	system_poll(struct session *session);
/* Marks the parts that are not there any more, as of now. */
void	system_mark_gone(const struct session *session);
/* Adds a sample of each memory cgroup (cgroups.c) */
void	cgroups_sample(struct session *session);

/* Opens the kernel's log, where that is allowed (oom.c). */
void	oom_begin(struct oom *oom);
void	oom_close(struct oom *oom);
/* Notes how many processes the OOM killer has ended. */
void	oom_look(struct session *session);
/* For a process that has ended between two calls of --state. */
enum oom_end oom_end_between(struct session *session,
	    const struct process *process);
/* For a process that has ended since the last sample. */
enum oom_end oom_end_of(struct session *session,
	    const struct process *process);

/* How far the watching has got, on a terminal (progress.c) */
bool	progress_wanted(const struct config *config);
void	progress_show(const struct session *session, int64_t elapsed);
void	progress_clear(void);

/* A command that is started (child.c) */
struct child {
	pid_t		 pid;		/* 0: none */
	bool		 ended;
	int		 wait_status;	/* of wait(2), once it has ended */
	const char	*name;
};

/* mask: its blocked signals.  Exits where it cannot run. */
void	child_start(struct child *child, char **command,
	    const sigset_t *mask);
/* Says how it ended, once it has. */
void	child_reap(struct child *child);
/* The exit status that a shell reports; 0 where it still runs. */
int	child_exit_status(const struct child *child);
/* Passes a signal on that the child has not got by itself. */
void	child_signal(const struct child *child, const siginfo_t *info);

/* --- the two ways to watch --- */

/* Sample after sample (loop.c) */
void	live_watch(const struct config *config, struct processes *processes,
	    struct report *report);
/* Adds a sample to a file of earlier ones: --state (once.c) */
void	live_once(const struct config *config, struct processes *processes,
	    struct report *report);

#endif
