/* oom_log.c: --oom: a log with the tables of the OOM killer. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "input.h"
#include "oom_log.h"

bool
oom_log_open(struct oom_log *log)
{
	bool	good;

	log->kills = 0;
	log->cut = false;
	log->fd = -1;
	log->name = log->file == NULL ? "/dev/kmsg" : input_name(log->file);
	if (log->file == NULL)
		good = meminfo_oom_open(&log->it) == 0;
	else {
		log->fd = input_open(log->file);
		good = log->fd != -1;
		meminfo_oom_fd(&log->it, log->fd);
	}
	if (!good)
		oom_log_complain(log);
	return good;
}

void
oom_log_complain(struct oom_log *log)
{
	char	reason[160];

	log->cut = true;
	if (errno == EFBIG) {
		options_complain(log->options, log->name, "no newline in "
		    "64 MiB: not a kernel's log");
		return;
	}
	if (log->file != NULL || (errno != EPERM && errno != EACCES)) {
		options_complain_errno(log->options, log->name);
		return;
	}
	snprintf(reason, sizeof(reason), "%s (only root may; or name a file "
	    "with the log: --oom FILE)", strerror(errno));
	options_complain(log->options, log->name, reason);
}

bool
oom_log_choose(const struct oom_log *log)
{
	char	text[96];

	/* Then it has been said why it is not there. */
	if (log->cut && (log->kills == 0 || log->wanted > log->kills))
		return false;
	if (log->kills == 0) {
		options_complain(log->options, log->name,
		    "tells of no kill by the OOM killer");
		return false;
	}
	if (log->wanted > log->kills) {
		snprintf(text, sizeof(text), "has no kill %lld: --kill takes "
		    "1 to %lld", (long long)log->wanted,
		    (long long)log->kills);
		options_complain(log->options, log->name, text);
		return false;
	}
	if (log->wanted == 0 && log->kills > 1) {
		snprintf(text, sizeof(text), "%lld kills; this is the last "
		    "(--kill 1 is the first)", (long long)log->kills);
		complain(log->name, text);
	}
	return true;
}

void
oom_log_close(struct oom_log *log)
{
	if (log->file == NULL)
		meminfo_oom_close(&log->it);
	input_close(log->fd);
}
