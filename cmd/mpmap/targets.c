/* targets.c: which processes are shown. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/grow.h"
#include "common/parse.h"
#include "mpmap.h"

/* A shell that completes "/proc/12" appends a slash. */
bool
pid_parse(const char *text, pid_t *pid)
{
	char	digits[16] = "";
	size_t	length;
	int64_t	number;

	if (strncmp(text, "/proc/", 6) == 0) {
		text += 6;
		length = strcspn(text, "/");
		if (length >= sizeof(digits) ||
		    (text[length] == '/' && text[length + 1] != '\0'))
			return false;
		memcpy(digits, text, length);
		text = digits;
	}
	if (!parse_count(text, &number) || number > INT32_MAX)
		return false;
	*pid = (pid_t)number;
	return true;
}

static void
not_a_pid(struct mpmap *mpmap, const char *operand)
{
	char	hint[128];

	snprintf(hint, sizeof(hint), "not a pid (by name: -C %.64s)",
	    operand);
	/* A name that looks like a path or a number is none to look for. */
	options_complain(&mpmap->options, operand,
	    *operand == '\0' || strchr(operand, '/') != NULL ||
	    strspn(operand, "-0123456789") > 0 ? "not a pid" : hint);
}

static bool
operands_find(struct mpmap *mpmap, struct grow *pids)
{
	char	**operand = mpmap->operand;
	pid_t	pid;

	for (; *operand != NULL; operand++)
		if (!pid_parse(*operand, &pid))
			not_a_pid(mpmap, *operand);
		else if (!grow_copy(pids, &pid, sizeof(pid)))
			return false;
	return true;
}

static bool
processes_find(struct mpmap *mpmap, struct grow *pids)
{
	struct meminfo_pids	it;
	pid_t			pid;
	int			more;

	if (meminfo_pids_open(&it, mpmap->proc) == -1)
		return false;
	while ((more = meminfo_pids_next(&it, &pid)) == 1)
		if (!grow_copy(pids, &pid, sizeof(pid)))
			break;
	meminfo_pids_close(&it);
	return more == 0;
}

bool
targets_find(struct mpmap *mpmap, struct targets *targets)
{
	struct grow	pids = { NULL, 0, 0 };
	bool		good;

	targets->named = !mpmap->all;
	targets->pid = NULL;
	targets->count = 0;
	if (!proc_open(mpmap))
		return false;
	good = targets->named ? operands_find(mpmap, &pids) :
	    processes_find(mpmap, &pids);
	if (!good)
		options_complain_path(&mpmap->options, "/proc");
	targets->pid = (pid_t *)(void *)pids.bytes;
	targets->count = pids.used / sizeof(*targets->pid);
	return good;
}

void
targets_free(struct targets *targets)
{
	struct grow	pids = { (char *)targets->pid, 0, 0 };

	grow_free(&pids);
}

static void
unread_said(struct mpmap *mpmap, uint64_t count, const char *reason)
{
	char	subject[64];

	if (count == 0)
		return;
	snprintf(subject, sizeof(subject), "smaps of %llu process%s",
	    (unsigned long long)count, count == 1 ? "" : "es");
	options_complain(&mpmap->options, subject, reason);
}

void
targets_said(struct mpmap *mpmap)
{
	unread_said(mpmap, mpmap->denied,
	    "Permission denied (only root may)");
	unread_said(mpmap, mpmap->without_smaps, strerror(ENOENT));
}
