/* process.c: the process whose mappings are shown. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mpmap.h"

/* As pmap: a command line may be megabytes, and this is a title. */
#define CMDLINE_MAX 131072

static void
path_of(const struct process *process, char path[64])
{
	snprintf(path, 64, "/proc/%ld/%s", (long)process->pid,
	    process->smaps ? "smaps" : "maps");
}

static void
process_complain(struct process *process)
{
	char	path[64];
	int	saved = errno;

	path_of(process, path);
	errno = saved;
	options_complain_path(&process->mpmap->options, path);
}

static void
process_say(struct process *process, const char *what)
{
	char	path[64], name[OPTIONS_PATH];

	path_of(process, path);
	options_path(&process->mpmap->options, path, name);
	complain(name, what);
}

static bool
open_maps(struct process *process)
{
	if (process->smaps)
		return meminfo_smaps_open(&process->maps, process->dir,
		    0) == 0;
	return meminfo_maps_open(&process->maps, process->dir, 0) == 0;
}

/* What maps says is better than nothing, where that is all there is. */
static bool
open_either(struct process *process)
{
	int	saved;

	if (open_maps(process))
		return true;
	if (!process->smaps)
		return false;
	saved = errno;
	process->smaps = false;
	if (open_maps(process)) {
		process->smaps = true;
		errno = saved;
		process_complain(process);
		process->smaps = false;
		return true;
	}
	process->smaps = true;
	errno = saved;
	return false;
}

static void
process_begin(struct process *process, struct mpmap *mpmap, pid_t pid,
    bool smaps)
{
	process->mpmap = mpmap;
	process->pid = pid;
	process->dir = -1;
	process->smaps = smaps;
	process->low = mpmap->low;
	process->high = mpmap->high;
	memset(&process->usage, 0xff, sizeof(process->usage));
	process->usage.flags = "";
	process->usage.flags_length = 0;
}

static bool
process_read(struct process *process)
{
	struct mpmap	*mpmap = process->mpmap;

	if (mpmap->proc == -1)
		mpmap->proc = meminfo_proc_open(mpmap->options.root);
	if (mpmap->proc == -1)
		return false;
	process->dir = meminfo_process_open(mpmap->proc, process->pid);
	if (process->dir != -1 && open_either(process))
		return true;
	if (errno == ENOENT)
		errno = ESRCH;
	return false;
}

struct process *
process_open(struct mpmap *mpmap, pid_t pid, bool smaps)
{
	/* 64 KiB, which is much for a stack. */
	struct process	*process = calloc(1, sizeof(*process));

	if (process == NULL) {
		options_complain_errno(&mpmap->options, "memory");
		return NULL;
	}
	process_begin(process, mpmap, pid, smaps);
	if (process_read(process))
		return process;
	process_complain(process);
	if (process->dir != -1)
		close(process->dir);
	free(process);
	return NULL;
}

/* What has begun to be read is no longer there. */
static void
failure_said(struct process *process)
{
	if (errno != ESRCH) {
		process_complain(process);
		return;
	}
	process->mpmap->options.partly = true;
	process_say(process,
	    "ended, or executed another program, while it was read");
}

/*
 * A kernel thread's and a zombie's maps are empty.  So are those of one that
 * is ending, and the old ones of one that executes another program.
 */
static int
nothing_said(struct process *process)
{
	const struct meminfo_stat	*stat = &process->stat;
	const char			*why = "a zombie, which has no mappings";

	if (process_start(process) == MEMINFO_ABSENT ||
	    ((stat->flags & MEMINFO_KERNEL_THREAD) == 0 &&
	    stat->state != 'Z')) {
		errno = ESRCH;
		failure_said(process);
		return -1;
	}
	if (stat->flags & MEMINFO_KERNEL_THREAD)
		why = "a kernel thread, which has no mappings";
	else if (stat->threads > 1)
		why = "its first thread has ended: another's id shows them";
	process_say(process, why);
	return 0;
}

static void
cut_said(struct process *process)
{
	if (!process->map.path_cut)
		return;
	errno = ENAMETOOLONG;
	process_complain(process);
}

/*
 * One that begins behind the range ends the table: what came before it was
 * whole.
 */
int
process_next(struct process *process)
{
	struct meminfo_map	*map = &process->map;
	int			 more;

	for (;;) {
		more = meminfo_maps_next(&process->maps, map);
		if (more == 0)
			return process->any ? 0 : nothing_said(process);
		if (more == -1) {
			failure_said(process);
			return -1;
		}
		process->any = true;
		if (map->start > process->high)
			return 0;
		if (map->end - 1 < process->low)
			continue;
		cut_said(process);
		return 1;
	}
}

int
process_usage(struct process *process)
{
	if (!process->smaps)
		return 0;
	if (meminfo_maps_usage(&process->maps, &process->usage) == 0)
		return 0;
	failure_said(process);
	return -1;
}

int
process_field(struct process *process, struct meminfo_field *field)
{
	int	more = 0;

	if (process->smaps)
		more = meminfo_maps_field(&process->maps, field);
	if (more == -1)
		failure_said(process);
	return more;
}

void
process_close(struct process *process)
{
	meminfo_maps_close(&process->maps);
	close(process->dir);
	free(process);
}

static bool
identify(struct process *process)
{
	if (!process->identified)
		process->identified = meminfo_stat_read(process->dir, 0,
		    &process->stat) == 0;
	return process->identified;
}

uint64_t
process_start(struct process *process)
{
	return identify(process) ? process->stat.start_ticks :
	    MEMINFO_ABSENT;
}

enum meminfo_map_kind
process_kind(const struct process *process)
{
	return process->smaps ?
	    meminfo_usage_kind(&process->map, &process->usage) :
	    meminfo_map_kind(&process->map);
}

static void
name_title(struct process *process, struct out *out)
{
	if (!identify(process)) {
		out_char(out, '?');
		return;
	}
	out_char(out, '[');
	out_safe(out, process->stat.comm, strlen(process->stat.comm));
	out_char(out, ']');
	if (process->stat.state == 'Z')
		out_text(out, " <defunct>");
}

/* The length of the command line in text, or 0 where there is none. */
static size_t
title_read(const struct process *process, char *text)
{
	ssize_t	length = meminfo_cmdline_read(process->dir, 0, text,
	    CMDLINE_MAX);

	return length <= 0 ? 0 : meminfo_cmdline_parse(text, (size_t)length);
}

void
process_title(struct process *process, struct out *out)
{
	char	*cmdline = malloc(CMDLINE_MAX);
	size_t	 length = 0;

	if (cmdline == NULL)
		options_complain_errno(&process->mpmap->options, "memory");
	else
		length = title_read(process, cmdline);
	out_number(out, (uint64_t)process->pid, 0);
	out_text(out, ":   ");
	if (length > 0)
		out_safe(out, cmdline, length);
	else
		name_title(process, out);
	out_char(out, '\n');
	free(cmdline);
}
