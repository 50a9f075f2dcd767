/* oom_log.h: --oom: a log with the tables of the OOM killer. */
/* SPDX-License-Identifier: MIT */
#ifndef OOM_LOG_H
#define OOM_LOG_H

#include <meminfo.h>

#include "options.h"

struct oom_log {
	struct options		*options;	/* for messages */
	const char		*file;		/* NULL: the kernel's own log */
	const char		*name;		/* of it, in messages */
	int			 fd;
	bool			 cut;		/* it was not read to its end */
	int64_t			 wanted;	/* --kill, 0: the last */
	int64_t			 kills;		/* so far; the caller counts */
	struct meminfo_oom	 it;
};

/*
 * Opens .file, which with .options and .wanted is set before; false, with a
 * message.
 */
bool	oom_log_open(struct oom_log *log);
/* Says why the log cannot be read, by errno. */
void	oom_log_complain(struct oom_log *log);
/*
 * Is there a kill to show? Says why not, or of several which it is.
 */
bool	oom_log_choose(const struct oom_log *log);
void	oom_log_close(struct oom_log *log);

#endif
