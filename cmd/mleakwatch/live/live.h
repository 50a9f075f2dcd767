/* live.h: what watching living processes takes. */
#ifndef LIVE_H
#define LIVE_H

#include <signal.h>
#include <sys/types.h>

#include "mleakwatch/mleakwatch.h"

/* Samples as TSV to a file (record.c) */
struct record {
	struct out	 out;
	const char	*name;		/* NULL: not asked for */
};

extern const char	record_columns[];	/* the line of their names */

/* Opens to append; false with errno. */
bool	record_open(struct record *record, const char *name);
void	record_sample(struct record *record, const struct sample *sample);
/* What was taken reaches the file; false where not, once said. */
bool	record_flush(struct record *record);

/* Who is watched, besides those named by pid (select.c) */
struct selection {
	bool		 any;		/* somebody may match */
	uint64_t	*uid;
	size_t		 uids;		/* 0: any */
	const char	*comms;
	const char	*cgroup;
};

/* Looks up what was named; exits where there is no such user. */
void	selection_resolve(const struct mleakwatch *watch,
	    struct selection *selection);
/* at: of the process. */
bool	selection_has(const struct selection *selection, int at,
	    const struct meminfo_process *process);
unsigned selection_want(const struct selection *selection);

/* What a cgroup may still get, until then (headroom.c) */
struct room {
	char		*v1, *v2;	/* its names; NULL: none */
	double		 until;
	uint64_t	 bytes;		/* absent: without limit */
};

#define ROOMS 64

/* What is the same for many processes. */
struct headroom {
	double		until;
	uint64_t	available, swap;	/* bytes */
	unsigned	next;
	struct room	room[ROOMS];
};

/* Those that are watched (live.c) */
struct watching {
	struct mleakwatch	 *watch;
	int			  proc;
	char			  host[MEMINFO_HOST_MAX];
	struct selection	  selection;
	struct record		  record;
	struct process		**alive;	/* by pid, ascending */
	size_t			  count, size;
	uint64_t		  seen;		/* ever watched */
	pid_t			  command;	/* it and those below it; 0:
						   none */
	double			  look;		/* for the newly born, next, */
	double			  locate;	/* and where memory is */
	struct headroom		  headroom;
};

void	watching_begin(struct watching *watching, struct mleakwatch *watch);
/* Takes in a process; -1 with errno. */
int	watching_admit(struct watching *watching, pid_t pid);
/* Takes in those that were born and match, at most so often. */
void	watching_newborn(struct watching *watching);
void	watching_end(struct watching *watching);
/* Those that are named by pid; false where none could be. */
void	watching_pids(struct watching *watching);

/* One sample of each (sampling.c); the ended are let go. */
void	watching_sample(struct watching *watching);
/* Unix seconds, in which steps of the clock and sleep do not matter. */
double	watching_now(void);
/* Looks where its memory is; and that of all, at the end. */
void	watching_locate(struct watching *watching, struct process *process);
void	watching_last_look(struct watching *watching);

/* Time to exhaustion (headroom.c): fills live.most and .limit. */
void	headroom_read(struct watching *watching, struct process *process,
	    const struct meminfo_status *status);
void	headroom_free(struct headroom *headroom);

/* How far it has got, on a terminal (progress.c) */
bool	progress_wanted(const struct mleakwatch *watch);
void	progress_show(const struct watching *watching, int64_t elapsed);
void	progress_clear(void);

/* A command that is started (child.c) */
struct child {
	pid_t		 pid;		/* 0: none */
	bool		 ended;
	const char	*name;
};

/* Signals that are not to be blocked in it; exits where it cannot run. */
void	child_start(struct child *child, char **command,
	    const sigset_t *mask);
/* Says how it ended, if it has. */
void	child_reap(struct child *child);
/* Passes a signal on that the child has not got by itself. */
void	child_signal(const struct child *child, const siginfo_t *info);

#endif
