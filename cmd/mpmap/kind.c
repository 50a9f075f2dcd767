/* kind.c: what a mapping is for. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/grow.h"
#include "mpmap.h"

static int
stack_compare(const void *a, const void *b)
{
	uint64_t	x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static void
stacks_fill(int task, struct grow *stacks)
{
	struct meminfo_pids	tasks;
	uint64_t		pointer;
	pid_t			tid;

	if (meminfo_pids_open(&tasks, task) == -1)
		return;
	while (meminfo_pids_next(&tasks, &tid) == 1)
		if (meminfo_stack_pointer_read(task, tid, &pointer) == 0 &&
		    pointer != MEMINFO_ABSENT &&
		    !grow_copy(stacks, &pointer, sizeof(pointer)))
			break;
	meminfo_pids_close(&tasks);
}

/* Stacks that cannot be told stay anonymous: threads that run, old kernels. */
static void
stacks_read(struct open_process *process)
{
	struct grow	stacks = { NULL, 0, 0 };
	int		task = -1;

	process->stacks_read = true;
	if (process_has_threads(process))
		task = meminfo_tasks_open(process->dir, 0);
	if (task == -1)
		return;
	stacks_fill(task, &stacks);
	close(task);
	process->stack = (uint64_t *)(void *)stacks.bytes;
	process->stacks = stacks.used / sizeof(*process->stack);
	if (process->stacks > 0)
		qsort(process->stack, process->stacks,
		    sizeof(*process->stack), stack_compare);
}

static bool
has_stack(struct open_process *process)
{
	size_t		low = 0, high, middle;
	uint64_t	pointer;

	if (!process->stacks_read)
		stacks_read(process);
	for (high = process->stacks; low < high;) {
		middle = low + (high - low) / 2;
		pointer = process->stack[middle];
		if (pointer >= process->map.start &&
		    pointer < process->map.end)
			return true;
		if (pointer < process->map.start)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

enum meminfo_map_kind
process_kind(struct open_process *process)
{
	enum meminfo_map_kind	kind = process->smaps ?
	    meminfo_usage_kind(&process->map, &process->usage) :
	    meminfo_map_kind(&process->map);

	if (kind == MEMINFO_MAP_ANON && process->mpmap->stacks &&
	    has_stack(process))
		return MEMINFO_MAP_THREAD_STACK;
	return kind;
}

const char *
kind_text(struct open_process *process, char text[KIND_TEXT])
{
	static const char *const	word[] = {
		[MEMINFO_MAP_ANON] = "anon",
		[MEMINFO_MAP_HEAP] = "heap",
		[MEMINFO_MAP_STACK] = "stack",
		[MEMINFO_MAP_FILE] = "file",
		[MEMINFO_MAP_SHMEM] = "shmem",
		[MEMINFO_MAP_MEMFD] = "memfd",
		[MEMINFO_MAP_SHM] = "shm",
		[MEMINFO_MAP_HUGETLB] = "hugetlb",
		[MEMINFO_MAP_VDSO] = "vdso",
		[MEMINFO_MAP_VVAR] = "vvar",
		[MEMINFO_MAP_VSYSCALL] = "vsyscall",
		[MEMINFO_MAP_THREAD_STACK] = "thread-stack",
	};
	enum meminfo_map_kind		kind = process_kind(process);
	const char			*name;
	size_t				length;

	if (kind != MEMINFO_MAP_NAMED)
		return word[kind];
	name = meminfo_map_name(&process->map, &length);
	if (length >= KIND_TEXT)
		length = KIND_TEXT - 1;
	memcpy(text, name, length);
	text[length] = '\0';
	return text;
}
