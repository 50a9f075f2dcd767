/* failures.c: what could not be read, and of how many processes. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/out.h"
#include "failures.h"

void
failures_note(struct failures *failures, int error)
{
	if (error == ENOENT || error == ESRCH)
		return;
	if (error == EACCES || error == EPERM)
		failures->count[FAILURE_PROCESS]++;
	else if (error == EBADMSG)
		failures->count[FAILURE_FORMAT]++;
	else if (failures->count[FAILURE_OTHER]++ == 0)
		failures->error = error;
}

/* Too many open files, or no memory, is not for want of that file. */
void
failures_note_file(struct failures *failures, int error, long pid,
    const char *file)
{
	size_t	before = failures->count[FAILURE_FORMAT] +
	    failures->count[FAILURE_OTHER];

	failures_note(failures, error);
	if (before == failures->count[FAILURE_FORMAT] +
	    failures->count[FAILURE_OTHER] || failures->file != NULL ||
	    error == EMFILE || error == ENFILE || error == ENOMEM)
		return;
	failures->pid = pid;
	failures->file = file;
}

void
failures_note_wrong(struct failures *failures, const char *key)
{
	if (failures->wrong++ == 0)
		failures->wrong_key = key;
}

void
failures_join(struct failures *to, const struct failures *from)
{
	size_t	i;

	if (to->count[FAILURE_OTHER] == 0)
		to->error = from->error;
	for (i = 0; i < FAILURES; i++)
		to->count[i] += from->count[i];
	to->rollups += from->rollups;
	if (to->wrong == 0)
		to->wrong_key = from->wrong_key;
	to->wrong += from->wrong;
	if (to->file == NULL) {
		to->pid = from->pid;
		to->file = from->file;
	}
}

static const struct {
	const char	*file;
	int		 error;		/* 0: as noted */
	const char	*reason;	/* instead of the error's */
} said[FAILURES] = {
	[FAILURE_PROCESS] = { "", EACCES, NULL },
	[FAILURE_FORMAT] = { "", EBADMSG, NULL },
	[FAILURE_OTHER] = { "", 0, NULL },
	[FAILURE_ROLLUP] = { "smaps_rollup of ", EACCES, NULL },
	[FAILURE_NO_ROLLUP] = { "smaps_rollup of ", ENOENT, NULL },
	[FAILURE_EXE] = { "exe of ", EACCES, NULL },
	[FAILURE_CUT] = { "cmdline of ", 0, "too long, cut" },
};

/*
 * In a container root needs the capability.  Where others were read, root has
 * it: a few processes are closed to everybody.
 */
static const char *
failure_reason(const struct failures *failures, size_t kind)
{
	if (said[kind].reason != NULL)
		return said[kind].reason;
	if (kind == FAILURE_ROLLUP && failures->rollups <= 1 && geteuid() == 0)
		return "Permission denied "
		    "(in a container, CAP_SYS_PTRACE is needed)";
	return said[kind].error == EACCES ? refusal_reason(EACCES) : NULL;
}

static void
failure_say(const struct failures *failures, size_t kind)
{
	size_t	count = failures->count[kind];
	char	subject[128];
	int	length;

	length = snprintf(subject, sizeof(subject), "%s%zu process%s",
	    said[kind].file, count, count == 1 ? "" : "es");
	if ((kind == FAILURE_FORMAT || kind == FAILURE_OTHER) &&
	    failures->file != NULL)
		snprintf(subject + length, sizeof(subject) - (size_t)length,
		    " (/proc/%ld/%s)", failures->pid, failures->file);
	errno = said[kind].error == 0 ? failures->error : said[kind].error;
	if (failure_reason(failures, kind) != NULL)
		complain(subject, failure_reason(failures, kind));
	else
		complain_errno(subject);
}

static void
wrong_say(const struct failures *failures)
{
	char	of[96];

	snprintf(of, sizeof(of), "%s of ", failures->wrong_key);
	complain_count(of, failures->wrong, "process",
	    "a number that cannot be true, taken as unknown");
}

bool
failures_say(const struct failures *failures)
{
	bool	any = failures->wrong > 0;
	size_t	i;

	if (any)
		wrong_say(failures);
	for (i = 0; i < FAILURES; i++)
		if (failures->count[i] > 0) {
			failure_say(failures, i);
			any = true;
		}
	return any;
}
