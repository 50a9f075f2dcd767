/* scan.c: a scan of the heap of a living process. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "recognise.h"
#include "scan.h"

/* A thread in the allocator leaves it within microseconds. */
#define TRIES	6
#define PAUSE	7000000		/* nanoseconds */

#define ALLOCATOR_ROW(name) &name##_allocator,
static const struct allocator *const	allocators[] = {
	ALLOCATORS(ALLOCATOR_ROW)
};

/*
 * Untouched memory in a heap is not copied, and may be large; but a heap that
 * lies must not cost more than its real size allows.
 */
static uint64_t
heap_limit(const struct image *image)
{
	return 64 * image_resident(image, 0, UINT64_MAX) +
	    ((uint64_t)1 << 30);
}

enum heap_state
heap_walk(struct heap *heap, const struct image *image)
{
	enum heap_state	state = HEAP_NONE;
	size_t		i;

	for (i = 0; i < sizeof(allocators) / sizeof(allocators[0]); i++) {
		memset(heap, 0, sizeof(*heap));
		heap->image = image;
		heap->allocator = allocators[i];
		heap->blocks.limit = heap_limit(image);
		state = allocators[i]->walk(heap);
		if (state != HEAP_NONE)
			break;
		heap_free(heap);
	}
	return state;
}

static enum scan_state
scan_say(struct scan *scan, enum scan_state state, const char *why)
{
	snprintf(scan->why, sizeof(scan->why), "%s", why);
	return state;
}

/* Frees the memory of a try that was in vain. */
static void
scan_drop(struct scan *scan)
{
	heap_free(&scan->heap);
	capture_free(&scan->capture);
}

static enum scan_state
scan_refused(struct scan *scan, enum capture_state state)
{
	const char	*more = "";

	if (state == CAPTURE_GIVEN_UP || state == CAPTURE_REFUSED)
		return scan_say(scan, SCAN_UNKNOWN, scan->capture.why);
	if (errno == EPERM || errno == EACCES)
		more = " (as root or with CAP_SYS_PTRACE, and no other "
		    "tracer at it)";
	snprintf(scan->why, sizeof(scan->why), "%s%s", scan->capture.why,
	    more);
	return SCAN_FAILED;
}

static enum scan_state
scan_unreadable(struct scan *scan, enum heap_state state)
{
	if (scan->capture.image.swapped > 0) {
		snprintf(scan->why, sizeof(scan->why), "unreliable: %llu MiB "
		    "are swapped out, and are not read back for this",
		    (unsigned long long)(scan->capture.image.swapped >> 20) +
		    1);
		return SCAN_UNKNOWN;
	}
	if (state == HEAP_NONE)
		return scan_say(scan, SCAN_UNKNOWN, "allocator: not known: "
		    "heap blocks not visible");
	if (state == HEAP_NO_MEMORY)
		return scan_say(scan, SCAN_FAILED, "no memory");
	snprintf(scan->why, sizeof(scan->why), "unreliable: %s",
	    scan->heap.why);
	return SCAN_UNKNOWN;
}

/*
 * One stop, and the blocks that it shows.  Room for a copy is made before the
 * stop; a process that has outgrown it meanwhile is measured again.
 */
static enum scan_state
scan_try(struct scan *scan, const struct scan_options *options, bool last,
    bool *again)
{
	enum capture_state	taken;
	enum heap_state		state;

	*again = false;
	taken = capture_take(&scan->capture, scan->pid, &options->limits);
	if (taken == CAPTURE_FAILED && errno == ENOSPC) {
		*again = !last;
		return scan_say(scan, SCAN_UNKNOWN, "it grew too fast for "
		    "its memory to be copied");
	}
	if (taken != CAPTURE_TAKEN)
		return scan_refused(scan, taken);
	if (scan->capture.image.swapped > 0)
		return scan_unreadable(scan, HEAP_GOOD);
	state = heap_walk(&scan->heap, &scan->capture.image);
	if (state == HEAP_GOOD && (!scan->heap.busy || last))
		return SCAN_DONE;
	*again = !last && (state == HEAP_GOOD || state == HEAP_TORN);
	return scan_unreadable(scan, state);
}

static void
lost_take(void *context, const struct leader *leader)
{
	struct scan	*scan = context;

	groups_add(&scan->lost, leader->address, leader->size,
	    &leader->indirect);
}

static bool
kept_collect(struct scan *scan)
{
	const struct heap_sum	none = { 0, 0 };
	uint64_t		id = 0, address, size;

	scan->has_kept = groups_begin(&scan->kept, &scan->heap,
	    scan->is_python ? &scan->python : NULL);
	while (scan->has_kept && reach_next(&scan->reach, false, &id,
	    &address, &size))
		groups_add(&scan->kept, address, size, &none);
	if (scan->has_kept)
		groups_sort(&scan->kept);
	return scan->has_kept && !scan->kept.failed;
}

static enum scan_state
scan_sort(struct scan *scan, const struct scan_options *options)
{
	if (python_is(&scan->capture.image))
		scan->is_python = python_begin(&scan->python,
		    &scan->capture.image);
	if (!groups_begin(&scan->lost, &scan->heap,
	    scan->is_python ? &scan->python : NULL) ||
	    !reach_mark(&scan->reach, &scan->heap))
		return scan_say(scan, SCAN_FAILED, "no memory");
	reach_lost(&scan->reach, lost_take, scan);
	groups_sort(&scan->lost);
	if (scan->is_python && options->reachable)
		python_count(&scan->python);
	if (scan->lost.failed || (options->reachable && !kept_collect(scan)))
		return scan_say(scan, SCAN_FAILED, "no memory");
	return SCAN_DONE;
}

/*
 * Layouts, registers and red zone are those of x86-64.  glibc's heap is the
 * same on 64-bit ARM, but that was never tried, and musl's is not.
 */
#if defined(__x86_64__) && UINTPTR_MAX > UINT32_MAX
#define SCAN_MACHINE	true
#else
#define SCAN_MACHINE	false
#endif

enum scan_state
scan_take(struct scan *scan, pid_t pid, const struct scan_options *options)
{
	const struct timespec	 pause = { .tv_nsec = PAUSE };
	const char		*allocator;
	enum scan_state		 state;
	bool			 again;

	memset(scan, 0, sizeof(*scan));
	scan->pid = pid;
	if (!SCAN_MACHINE)
		return scan_say(scan, SCAN_UNKNOWN, "heaps can be read on "
		    "x86-64 only, by a program of 64 bits");
	allocator = recognise(pid);
	if (allocator != NULL) {
		snprintf(scan->why, sizeof(scan->why), "allocator: %s: heap "
		    "blocks not visible", allocator);
		return SCAN_UNKNOWN;
	}
	for (;;) {
		scan->tries++;
		state = scan_try(scan, options, scan->tries == TRIES, &again);
		if (!again)
			break;
		scan_drop(scan);
		nanosleep(&pause, NULL);
	}
	if (options->copied != NULL)
		options->copied(options->context);
	return state == SCAN_DONE ? scan_sort(scan, options) : state;
}

uint64_t
scan_lost_bytes(const struct scan *scan)
{
	return scan->reach.direct.bytes + scan->reach.indirect.bytes;
}

void
scan_free(struct scan *scan)
{
	groups_free(&scan->lost);
	if (scan->has_kept)
		groups_free(&scan->kept);
	if (scan->is_python)
		python_free(&scan->python);
	reach_free(&scan->reach);
	scan_drop(scan);
}
