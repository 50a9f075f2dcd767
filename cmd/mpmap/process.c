/* process.c: a process while its mappings are read. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/stall.h"
#include "mpmap.h"

/* Like pmap.  A command line may have megabytes, and this is only a title. */
#define CMDLINE_MAX 131072

static void
path_of(const struct open_process *process, char path[64])
{
	snprintf(path, 64, "/proc/%ld/%s", (long)process->pid,
	    process->smaps ? "smaps" : "maps");
}

static void
file_said(struct open_process *process, const char *reason)
{
	char	path[64], name[OPTIONS_PATH];

	path_of(process, path);
	options_path(&process->mpmap->options, path, name);
	complain(name, reason);
}

/*
 * Processes that nobody named, and that we may not read, are counted.
 * One that ends is no failure.
 */
static void
process_complain(struct open_process *process, const char *reason)
{
	struct mpmap	*mpmap = process->mpmap;
	int		 error = errno;

	pthread_mutex_lock(&mpmap->lock);
	if (process->named) {
		mpmap->options.partly = true;
		file_said(process, reason == NULL ? refusal_reason(error) :
		    reason);
	} else if (error == EACCES || error == EPERM)
		mpmap->denied++;
	else if (error != ESRCH && error != ENOENT) {
		mpmap->options.partly = true;
		file_said(process, strerror(error));
	}
	pthread_mutex_unlock(&mpmap->lock);
	errno = error;
}

static void
no_process_said(struct open_process *process)
{
	struct mpmap	*mpmap = process->mpmap;

	if (!process->named)
		return;
	pthread_mutex_lock(&mpmap->lock);
	mpmap->no_process = true;
	file_said(process, strerror(ESRCH));
	pthread_mutex_unlock(&mpmap->lock);
}

static bool
maps_begin(const struct open_process *process)
{
	return stall_begin(process->pid, process->smaps ? "smaps" : "maps");
}

/* To open it reads as well. */
static bool
process_maps_open(struct open_process *process)
{
	bool	brief = process->memory == -1;
	int	at = brief ? process->mpmap->proc : process->memory;
	pid_t	pid = brief ? process->pid : 0;
	int	result;

	if (!maps_begin(process))
		return false;
	result = process->smaps ?
	    meminfo_smaps_open(&process->maps, at, pid) :
	    meminfo_maps_open(&process->maps, at, pid);
	stall_end();
	return result == 0;
}

static void
without_smaps_said(struct open_process *process, int error)
{
	errno = error;
	process->smaps = true;
	if (process->named)
		process_complain(process, NULL);
	else {
		pthread_mutex_lock(&process->mpmap->lock);
		process->mpmap->without_smaps++;
		pthread_mutex_unlock(&process->mpmap->lock);
	}
	process->smaps = false;
}

/* Where a kernel has no smaps, maps is better than nothing. */
static bool
either_open(struct open_process *process)
{
	int	error;

	if (process_maps_open(process))
		return true;
	if (!process->smaps)
		return false;
	error = errno;
	process->smaps = false;
	if (process_maps_open(process)) {
		without_smaps_said(process, error);
		return true;
	}
	process->smaps = true;
	errno = error;
	return false;
}

bool
proc_open(struct mpmap *mpmap)
{
	if (mpmap->proc == -1)
		mpmap->proc = meminfo_proc_open(mpmap->options.root);
	if (mpmap->proc == -1)
		options_complain_path(&mpmap->options, "/proc");
	return mpmap->proc != -1;
}

struct open_process *
process_new(struct mpmap *mpmap)
{
	struct open_process	*process = calloc(1, sizeof(*process));

	if (process != NULL)
		process->mpmap = mpmap;
	return process;
}

static void
process_begin(struct open_process *process, pid_t pid, bool named, bool smaps)
{
	process->pid = pid;
	process->named = named;
	process->dir = -1;
	process->smaps = smaps;
	process->any = false;
	process->low = process->mpmap->low;
	process->high = process->mpmap->high;
	process->identified = false;
	process->stack = NULL;
	process->stacks = 0;
	process->stacks_read = false;
	memset(&process->usage, 0xff, sizeof(process->usage));
	process->usage.flags = "";
	process->usage.flags_length = 0;
}

static bool
identify(struct open_process *process)
{
	bool	brief = process->dir == -1;

	if (!process->identified)
		process->identified = meminfo_stat_read(brief ?
		    process->mpmap->proc : process->dir,
		    brief ? process->pid : 0, &process->stat) == 0;
	return process->identified;
}

/* The directory of a process that has ended has no files (ENOENT). */
static void
process_missed(struct open_process *process)
{
	int	error = errno;

	if (process->dir == -1 ? error == ENOENT : !identify(process)) {
		no_process_said(process);
		return;
	}
	errno = error;
	process_complain(process, NULL);
}

bool
process_open(struct open_process *process, pid_t pid, bool named, bool smaps)
{
	process_begin(process, pid, named, smaps);
	if (!process->brief)
		process->dir = meminfo_process_open(process->mpmap->proc, pid);
	process->memory = process->dir;
	if ((process->brief || process->dir != -1) && either_open(process))
		return true;
	process_missed(process);
	if (process->dir != -1)
		close(process->dir);
	return false;
}

/* For failures after the process could be opened. */
static void
failure_said(struct open_process *process)
{
	process_complain(process, errno != ESRCH ? NULL :
	    "ended, or executed another program, while it was read");
}

/*
 * Once the first thread of a process has ended, only the files of its other
 * threads have its mappings.
 */
static bool
living_open(struct open_process *process)
{
	int	task;

	if (process->memory != process->dir || !identify(process) ||
	    process->stat.state != 'Z' || process->stat.threads < 2)
		return false;
	task = process->dir != -1 ? meminfo_tasks_open(process->dir, 0) :
	    meminfo_tasks_open(process->mpmap->proc, process->pid);
	if (task == -1)
		return false;
	meminfo_maps_close(&process->maps);
	process->memory = meminfo_tasks_living(task);
	close(task);
	if (process->memory != -1 && process_maps_open(process))
		return true;
	return false;
}

/*
 * maps is empty for a kernel thread and a zombie.  It also is for a process
 * that is ending, and the old one is for one that executes another program.
 */
static int
nothing_said(struct open_process *process)
{
	const struct meminfo_stat	*stat = &process->stat;
	const char			*why = "a zombie, which has no mappings";

	if (!process->named)
		return 0;
	if (process_start(process) == MEMINFO_ABSENT ||
	    ((stat->flags & MEMINFO_KERNEL_THREAD) == 0 &&
	    stat->state != 'Z')) {
		errno = ESRCH;
		failure_said(process);
		return -1;
	}
	if (stat->flags & MEMINFO_KERNEL_THREAD)
		why = "a kernel thread, which has no mappings";
	else if (stat->threads > 1) {
		process_complain(process, "its first thread has ended, and "
		    "the files of the others cannot be read");
		return -1;
	}
	file_said(process, why);
	return 0;
}

static void
cut_said(struct open_process *process)
{
	if (!process->map.path_cut)
		return;
	errno = ENAMETOOLONG;
	process_complain(process, NULL);
}

/* A mapping behind the range ends the table: all before it was whole. */
int
process_next(struct open_process *process)
{
	struct meminfo_map	*map = &process->map;
	int			 more;

	for (;;) {
		more = -1;
		if (maps_begin(process)) {
			more = meminfo_maps_next(&process->maps, map);
			stall_end();
		}
		if (more == 0 && !process->any && living_open(process))
			continue;
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

void
process_malformed(struct open_process *process)
{
	errno = EBADMSG;
	failure_said(process);
}

static void
wrong_said(struct open_process *process)
{
	char	path[64];

	path_of(process, path);
	pthread_mutex_lock(&process->mpmap->lock);
	options_complain_wrong(&process->mpmap->options, path,
	    &process->usage.wrong);
	pthread_mutex_unlock(&process->mpmap->lock);
}

int
process_usage(struct open_process *process)
{
	int	result = -1;

	if (!process->smaps)
		return 0;
	if (maps_begin(process)) {
		result = meminfo_maps_usage(&process->maps, &process->usage);
		stall_end();
	}
	if (result == -1) {
		failure_said(process);
		return -1;
	}
	if (process->usage.wrong.count > 0)
		wrong_said(process);
	return 0;
}

int
process_field(struct open_process *process, struct meminfo_field *field)
{
	int	more = process->smaps ? -1 : 0;

	if (process->smaps && maps_begin(process)) {
		more = meminfo_maps_field(&process->maps, field);
		stall_end();
	}
	if (more == -1)
		failure_said(process);
	return more;
}

void
process_files_close(struct open_process *process)
{
	meminfo_maps_close(&process->maps);
	if (process->memory != process->dir && process->memory != -1)
		close(process->memory);
	if (process->dir != -1)
		close(process->dir);
	free(process->stack);
}

uint64_t
process_start(struct open_process *process)
{
	return identify(process) ? process->stat.start_ticks :
	    MEMINFO_ABSENT;
}

bool
process_has_threads(struct open_process *process)
{
	return identify(process) && process->stat.threads > 1;
}

static void
name_title(struct open_process *process, struct out *out)
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
title_read(const struct open_process *process, char *text)
{
	ssize_t	length;

	if (!stall_begin(process->pid, "cmdline"))
		return 0;
	length = meminfo_cmdline_read(process->memory, 0, text, CMDLINE_MAX);
	stall_end();
	return length <= 0 ? 0 : meminfo_cmdline_parse(text, (size_t)length);
}

void
process_title(struct open_process *process, struct out *out)
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
