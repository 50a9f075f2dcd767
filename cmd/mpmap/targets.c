/* targets.c: which processes are shown. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

	if (strspn(operand, "-0123456789") > 0 ||
	    strchr(operand, '/') != NULL || !parse_plain(operand)) {
		options_complain(&mpmap->options, operand, "not a pid");
		return;
	}
	snprintf(hint, sizeof(hint), "not a pid (by name: -C %.64s)",
	    operand);
	options_complain(&mpmap->options, operand, hint);
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

/* Where the files of a process are read to: 10 KiB. */
struct target_probe {
	struct meminfo_process		process;
	struct meminfo_membership	membership;
	unsigned			want;
};

/* The owner of a recorded file is whoever copied it. */
static unsigned
probe_want(const struct mpmap *mpmap)
{
	const struct selection	*selection = &mpmap->selection;
	unsigned		 want = 0;

	if (selection->pattern_count > 0)
		want |= MEMINFO_STAT;
	if (selection->users != NULL)
		want |= meminfo_proc_is_live(mpmap->proc) == 1 ?
		    MEMINFO_OWNER : MEMINFO_STATUS;
	return want;
}

static bool
target_selected(const struct mpmap *mpmap, struct target_probe *probe,
    int dir)
{
	const struct selection	*selection = &mpmap->selection;
	struct meminfo_process	*process = &probe->process;

	if (probe->want != 0 && meminfo_process_read(dir, 0, probe->want,
	    process, NULL) == -1)
		return false;
	if (!selection_has(selection, (probe->want & MEMINFO_OWNER) != 0 ?
	    process->owner : process->status.effective_uid, NULL,
	    process->stat.comm))
		return false;
	return selection->cgroup == NULL || (meminfo_membership_read(dir, 0,
	    &probe->membership) == 0 && selection_has_cgroup(selection,
	    &probe->membership));
}

static bool
pid_is_selected(const struct mpmap *mpmap, struct target_probe *probe,
    pid_t pid)
{
	int	dir;
	bool	selected;

	if (!selection_is_by_kind(&mpmap->selection))
		return true;
	dir = meminfo_process_open(mpmap->proc, pid);
	if (dir == -1)
		return false;
	selected = target_selected(mpmap, probe, dir);
	close(dir);
	return selected;
}

static bool
targets_list(struct mpmap *mpmap, struct target_probe *probe,
    struct grow *pids)
{
	struct meminfo_pids	it;
	pid_t			pid;
	int			more;

	if (meminfo_pids_open(&it, mpmap->proc) == -1)
		return false;
	while ((more = meminfo_pids_next(&it, &pid)) == 1)
		if (pid_is_selected(mpmap, probe, pid) &&
		    !grow_copy(pids, &pid, sizeof(pid)))
			break;
	meminfo_pids_close(&it);
	return more == 0;
}

static bool
processes_find(struct mpmap *mpmap, struct grow *pids)
{
	struct selection	*selection = &mpmap->selection;
	struct target_probe	*probe = calloc(1, sizeof(*probe));
	struct users		*users;
	bool			 good;

	if (probe == NULL)
		return false;
	users = users_open(&mpmap->options, selection->users != NULL);
	selection_resolve(selection, &mpmap->options, users);
	users_close(users);
	probe->want = probe_want(mpmap);
	good = targets_list(mpmap, probe, pids);
	free(probe);
	if (good && selection_is_by_kind(selection))
		selection_complain(selection, &mpmap->options);
	return good;
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
targets_free(struct mpmap *mpmap, struct targets *targets)
{
	struct grow	pids = { (char *)targets->pid, 0, 0 };

	grow_free(&pids);
	selection_close(&mpmap->selection);
}

void
targets_said(struct mpmap *mpmap)
{
	mpmap->options.partly |= complain_count("smaps of ", mpmap->denied,
	    "process", refusal_reason(EACCES));
	mpmap->options.partly |= complain_count("smaps of ",
	    mpmap->without_smaps, "process", strerror(ENOENT));
}
