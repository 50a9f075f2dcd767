/* stacks.c: calls are collected, and joined with what a scan found lost. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "common/tick.h"
#include "stacks.h"

/* 24 bytes each: 96 MiB at the most. */
#define ALLOCATIONS_MOST ((size_t)4 << 20)
/* Calls that are under way in posix_memalign. */
#define ENTRIES_MOST 4096
/* The time over which the cost is counted. */
#define BEAT_NS 100000000
/* The longest wait for calls, before the cost and the end are looked at. */
#define DRAIN_MS 10

struct allocation {
	uint64_t	address;
	uint64_t	time;
	uint64_t	group;
};

/* A thread is in posix_memalign: where the pointer will be put. */
struct entry {
	uint32_t	tid;
	uint64_t	where;
};

/* reallocarray(3) calls realloc. */
static const struct {
	const char	*name;
	enum probe_kind	 kind;
} functions[] = {
	{ "malloc", PROBE_RETURN },
	{ "calloc", PROBE_RETURN },
	{ "realloc", PROBE_RETURN },
	{ "memalign", PROBE_RETURN },
	{ "aligned_alloc", PROBE_RETURN },
	{ "valloc", PROBE_RETURN },
	{ "pvalloc", PROBE_RETURN },
	{ "posix_memalign", PROBE_ENTRY },
	{ "posix_memalign", PROBE_FILLED },
};

#define FUNCTIONS (sizeof(functions) / sizeof(functions[0]))

_Static_assert(FUNCTIONS <= PROBES_MOST, "each may be a probe");

static bool
begin_failed(struct stacks *stacks, const char *why)
{
	snprintf(stacks->why, sizeof(stacks->why), "%s", why);
	return false;
}

/* --- where the probes go --------------------------------------------------- */

/* A probe in such a file would hold up each fork(2) of the machine with it. */
static const char	served_reason[] = "its C library is on a file system "
    "that a user serves (FUSE), who may never answer";

/* The file that has malloc: the C library, by whatever name. */
static const struct module *
allocator_find(struct stacks *stacks)
{
	const struct module	*module = (const struct module *)
	    (const void *)stacks->modules.list.bytes;
	const struct elf	*elf;
	const char		*name;
	uint64_t		 address;
	size_t			 i;
	bool			 served = false;

	for (i = 0; i < stacks->modules.count; i++, module++) {
		name = mapped_name(module->file);
		elf = mapped_elf(module->file);
		if (strncmp(name, "libc.", 5) != 0 &&
		    strncmp(name, "libc-", 5) != 0 &&
		    strncmp(name, "ld-musl", 7) != 0)
			continue;
		if (elf != NULL && elf_exported(elf, "malloc", &address))
			return module;
		served |= mapped_is_served(module->file);
	}
	begin_failed(stacks, served ? served_reason : "no C library is "
	    "mapped: a static program, or another allocator");
	return NULL;
}

static void
functions_find(const struct elf *elf, struct probe_list *list)
{
	struct probe	*probe = list->probe;
	uint64_t	 address;
	size_t		 i, n, count = 0;

	for (i = 0; i < FUNCTIONS; i++) {
		if (!elf_exported(elf, functions[i].name, &address) ||
		    !elf_offset(elf, address, &probe[count].offset))
			continue;
		probe[count].kind = functions[i].kind;
		/* Up to glibc 2.37 aligned_alloc is memalign by another name. */
		for (n = 0; probe[n].offset != probe[count].offset ||
		    probe[n].kind != probe[count].kind; n++)
			;
		count += n == count;
	}
	list->count = count;
	list->machine = elf->machine;
}

/* Nanoseconds that a call costs here, tried on ourselves; 0: cannot be. */
static uint64_t
call_cost(void)
{
	struct modules		 modules = { .count = 0 };
	const struct module	*module;
	const struct elf	*elf;
	struct probe_list	 list = { .count = 1 };
	uint64_t		 address = (uint64_t)(uintptr_t)malloc;
	uint64_t		 cost = 0;

	if (modules_read(&modules, getpid()) == 0 &&
	    (module = modules_at(&modules, address)) != NULL &&
	    (elf = mapped_elf(module->file)) != NULL &&
	    elf_offset(elf, address - module->bias, &list.probe[0].offset) &&
	    (list.fd = module_pin(&modules, module)) != -1) {
		list.machine = elf->machine;
		cost = probes_cost(&list);
		close(list.fd);
	}
	modules_free(&modules);
	return cost;
}

/* --- calls ----------------------------------------------------------------- */

static void
entry_note(struct stacks *stacks, uint32_t tid, uint64_t where)
{
	struct entry	*entry = (struct entry *)(void *)stacks->entries.bytes;
	struct entry	 made = { tid, where };
	size_t		 i, count = stacks->entries.used / sizeof(*entry);

	for (i = 0; i < count; i++)
		if (entry[i].tid == tid) {
			entry[i].where = where;
			return;
		}
	if (count < ENTRIES_MOST)
		grow_copy(&stacks->entries, &made, sizeof(made));
}

/* The pointer that posix_memalign left where it was told: on the stack. */
static uint64_t
filled_pointer(const struct stacks *stacks, const struct probe_hit *hit)
{
	const struct entry	*entry = (const struct entry *)
	    (const void *)stacks->entries.bytes;
	size_t			 i;
	uint64_t		 pointer = 0, offset;

	for (i = 0; i < stacks->entries.used / sizeof(*entry); i++) {
		if (entry[i].tid != hit->tid)
			continue;
		offset = entry[i].where - hit->unwind.stack_at;
		if (offset < hit->unwind.stack_size &&
		    hit->unwind.stack_size - offset >= sizeof(pointer))
			memcpy(&pointer, hit->unwind.stack + offset,
			    sizeof(pointer));
		break;
	}
	return pointer;
}

/*
 * The group of a call.  The place of each is the byte before the address that
 * it returns to.
 */
static bool
hit_group(struct stacks *stacks, const struct probe_hit *hit,
    uint64_t *group)
{
	struct unwind		 unwind = hit->unwind;
	struct module_place	 place[STACKS_DEPTH];
	uint64_t		 pc[STACKS_DEPTH];
	size_t			 depth, i;
	enum unwind_end		 end;

	unwind.find = modules_find;
	unwind.context = &stacks->modules;
	unwind.frame_pointers = stacks->modules.generated;
	depth = unwind_walk(&unwind, pc, STACKS_DEPTH, &end);
	stacks->chained++;
	stacks->complete += end == UNWIND_COMPLETE;
	stacks->cut += end == UNWIND_CUT;
	for (i = 0; i < depth; i++)
		place[i] = modules_place(&stacks->modules, pc[i] - 1);
	return stacks_group_find(stacks, place, depth, group);
}

static void
hit_take(void *context, const struct probe_hit *hit)
{
	struct stacks		*stacks = context;
	struct allocation	 made = { hit->result, hit->time, 0 };

	if (hit->kind == PROBE_ENTRY) {
		entry_note(stacks, hit->tid, hit->result);
		return;
	}
	if (hit->kind == PROBE_FILLED)
		made.address = filled_pointer(stacks, hit);
	if (made.address == 0)
		return;
	if (stacks->full) {
		stacks->missed++;
		return;
	}
	stacks->full = !hit_group(stacks, hit, &made.group) ||
	    stacks->allocations.used >= ALLOCATIONS_MOST * sizeof(made) ||
	    !grow_copy(&stacks->allocations, &made, sizeof(made));
}

static void
mapping_take(void *context, const struct meminfo_map *map)
{
	struct stacks	*stacks = context;

	if (modules_map(&stacks->modules, map) != 0)
		stacks->full = true;
}

/* How many there were, known or not. */
uint64_t
stacks_calls(const struct stacks *stacks)
{
	return stacks->probes.hits + stacks->probes.lost;
}

static struct probe_taker
stacks_taker(struct stacks *stacks)
{
	struct probe_taker	taker = { stacks, hit_take, mapping_take };

	return taker;
}

static const char *
open_reason(void)
{
	switch (errno) {
	case ENOENT:
	case ESRCH:
		return "it has just ended";
	case ENOSYS:
		return "this kernel has no uprobes for perf (Linux 4.17)";
	case EACCES:
	case EPERM:
		return "not permitted (only root may)";
	case EMFILE:
		return "too many threads for the limit of open files";
	case E2BIG:
		return "too many threads: to set, and take out, the probes of "
		    "all would take minutes";
	default:
		return strerror(errno);
	}
}

const char *
stacks_impossible(void)
{
	errno = 0;
	return call_cost() > 0 ? NULL : open_reason();
}

/* Read again then, as from now on the kernel tells of new mappings. */
static bool
probes_set(struct stacks *stacks, uint32_t stack)
{
	if (probes_open(&stacks->probes, stacks->pid, &stacks->list,
	    stack, PROBES_EVENTS) != 0)
		return begin_failed(stacks, open_reason());
	return modules_read(&stacks->modules, stacks->pid) == 0 ||
	    begin_failed(stacks, strerror(errno));
}

/* All that was taken so far is of another window. */
static void
calls_forget(struct stacks *stacks)
{
	stacks->allocations.used = stacks->entries.used = 0;
	stacks->chained = stacks->complete = stacks->cut = 0;
	stacks->missed = 0;
	stacks->full = false;
}

/* A ring is to hold the calls of so long, where others have the processor. */
#define DELAY_S 0.03
/* One chain in a hundred may be cut, when there are so many. */
#define CUT_CHAINS 50

/*
 * The piece of stack to go on with; 0: the same.  Twice as much where stacks
 * are cut and a ring can bear it; half where calls are missed then.
 */
static uint32_t
stack_wanted(struct stacks *stacks, int64_t time)
{
	const struct probes	*probes = &stacks->probes;
	uint32_t		 twice = probes->stack * 2;
	double			 seconds;

	if (probes->stack > PROBES_STACK && stacks_missed(stacks) * 100 >
	    stacks_calls(stacks)) {
		stacks->narrowed = true;
		return probes->stack / 2;
	}
	if (stacks->narrowed || probes->stack == PROBES_STACK_MOST ||
	    stacks->chained < CUT_CHAINS ||
	    stacks->cut * 100 <= stacks->chained)
		return 0;
	if (twice > PROBES_STACK_MOST)
		twice = PROBES_STACK_MOST;
	seconds = (double)(time - probes->since) / SECOND;
	return (double)stacks_calls(stacks) * twice * DELAY_S <=
	    (double)probes->ring_bytes * seconds ? twice : 0;
}

/* The window begins once more. */
static void
stack_widen(struct stacks *stacks, uint32_t stack)
{
	probes_close(&stacks->probes);
	calls_forget(stacks);
	stacks->full |= !probes_set(stacks, stack);
	stacks->beat.begin = tick_now();
	stacks->beat.calls = 0;
}

/* It is over when all that a tenth of a second may cost is spent. */
static void
beat_look(struct stacks *stacks)
{
	struct stacks_beat	*beat = &stacks->beat;
	int64_t			 time = tick_now(), length;
	uint64_t		 taken;
	uint32_t		 stack;

	taken = (stacks_calls(stacks) - beat->calls) * stacks->cost;
	length = time - beat->begin > BEAT_NS ? time - beat->begin : BEAT_NS;
	stacks->slow = taken * 100 >
	    stacks->most_slow * (uint64_t)length;
	if (!stacks->slow && time - beat->begin < BEAT_NS)
		return;
	stack = stack_wanted(stacks, time);
	if (stack > 0) {
		stacks->slow = false;
		stack_widen(stacks, stack);
		return;
	}
	beat->begin = time;
	beat->calls = stacks_calls(stacks);
}

static bool
stacks_open(struct stacks *stacks)
{
	const struct module	*module;

	if (modules_read(&stacks->modules, stacks->pid) != 0)
		return begin_failed(stacks, strerror(errno));
	module = allocator_find(stacks);
	if (module == NULL)
		return false;
	stacks->list.fd = module_pin(&stacks->modules, module);
	if (stacks->list.fd == -1)
		return begin_failed(stacks, errno == ENOENT ?
		    "its mappings have just changed: try again" :
		    errno == EREMOTE ? served_reason :
		    "not permitted (only root may)");
	stacks->cost = call_cost();
	functions_find(mapped_elf(module->file), &stacks->list);
	return probes_set(stacks, PROBES_STACK);
}

/* The name is seen in /proc/PID/task: it says that all probes are in. */
static void
stacks_watch(struct stacks *stacks)
{
	struct probe_taker	taker = stacks_taker(stacks);
	int64_t			now;

	prctl(PR_SET_NAME, "taking calls", 0, 0, 0);
	/* This thread alone: a ring that is not emptied in time misses calls. */
	setpriority(PRIO_PROCESS, 0, -15);
	stacks->beat.begin = tick_now();
	atomic_store(&stacks->state, STACKS_WATCHING);
	while (!atomic_load(&stacks->ended) &&
	    probes_wait(&stacks->probes, DRAIN_MS) == 0) {
		probes_drain(&stacks->probes, false, &taker);
		if (atomic_load(&stacks->state) != STACKS_OVER)
			beat_look(stacks);
		if (stacks->probes.ended)
			atomic_store(&stacks->gone, true);
		if (stacks->slow || stacks->full || stacks->probes.ended)
			atomic_store(&stacks->state, STACKS_OVER);
	}
	probes_drain(&stacks->probes, true, &taker);
	prctl(PR_SET_NAME, "calls taken", 0, 0, 0);
	now = tick_now() + 1;
	stacks->window = (uint64_t)(now - stacks->probes.since);
	stacks->busy = stacks_calls(stacks) * stacks->cost * 100 /
	    (uint64_t)(now - stacks->probes.begun);
}

static void *
stacks_run(void *argument)
{
	struct stacks	*stacks = argument;

	stacks->failed = !stacks_open(stacks);
	if (!stacks->failed)
		stacks_watch(stacks);
	atomic_store(&stacks->state, STACKS_DRAINED);
	probes_close(&stacks->probes);
	if (stacks->list.fd != -1)
		close(stacks->list.fd);
	atomic_store(&stacks->state, STACKS_CLOSED);
	return NULL;
}

bool
stacks_begin(struct stacks *stacks, pid_t pid, unsigned slow)
{
	memset(stacks, 0, sizeof(*stacks));
	stacks->pid = pid;
	stacks->list.fd = -1;
	stacks->most_slow = slow;
	atomic_init(&stacks->state, STACKS_OPENING);
	atomic_init(&stacks->ended, false);
	atomic_init(&stacks->gone, false);
	stacks->threaded = pthread_create(&stacks->thread, NULL, stacks_run,
	    stacks) == 0;
	stacks->failed = !stacks->threaded;
	return stacks->threaded ||
	    begin_failed(stacks, "no thread can be made");
}

enum stacks_state
stacks_state(const struct stacks *stacks)
{
	return (enum stacks_state)atomic_load(&stacks->state);
}

bool
stacks_gone(const struct stacks *stacks)
{
	return atomic_load(&stacks->gone);
}

void
stacks_stop(struct stacks *stacks)
{
	atomic_store(&stacks->ended, true);
}

void
stacks_end(struct stacks *stacks)
{
	const struct timespec	pause = { .tv_nsec = 1000000 };

	stacks_stop(stacks);
	while (stacks->threaded && stacks_state(stacks) < STACKS_DRAINED)
		nanosleep(&pause, NULL);
}

/* --- the join -------------------------------------------------------------- */

static int
allocation_compare(const void *a, const void *b)
{
	const struct allocation	*one = a, *other = b;

	if (one->address != other->address)
		return one->address < other->address ? -1 : 1;
	return (one->time > other->time) - (one->time < other->time);
}

/* The last call that returned an address; NULL: none in the window. */
static const struct allocation *
allocation_last(struct stacks *stacks, uint64_t address)
{
	struct allocation	*list = (struct allocation *)
	    (void *)stacks->allocations.bytes;
	size_t			 low = 0, middle;
	size_t			 high = stacks->allocations.used /
				     sizeof(*list);

	if (!stacks->sorted && high > 0)
		qsort(list, high, sizeof(*list), allocation_compare);
	stacks->sorted = true;
	while (low < high) {
		middle = low + (high - low) / 2;
		if (list[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 && list[low - 1].address == address ?
	    list + low - 1 : NULL;
}

bool
stacks_knows(struct stacks *stacks, uint64_t address)
{
	return allocation_last(stacks, address) != NULL;
}

bool
stacks_add(struct stacks *stacks, enum stacks_kind kind, uint64_t address,
    uint64_t size)
{
	const struct allocation	*owner = allocation_last(stacks, address);
	struct stacks_group	*group;

	stacks->asked[kind]++;
	if (owner == NULL)
		return false;
	group = stacks_groups(stacks) + owner->group;
	group->blocks[kind]++;
	group->bytes[kind] += size;
	stacks->named[kind]++;
	return true;
}

uint64_t
stacks_missed(const struct stacks *stacks)
{
	return stacks->probes.lost + stacks->missed;
}

bool
stacks_unsure(const struct stacks *stacks, char why[STACKS_WHY])
{
	const struct probes	*probes = &stacks->probes;

	if (probes->born > 0)
		snprintf(why, STACKS_WHY, "%" PRIu64 " of its threads began "
		    "meanwhile; with so many threads the calls of new ones "
		    "cannot be watched", probes->born);
	else if (probes->throttled > 0 || probes->overrun ||
	    stacks_missed(stacks) * 100 > stacks_calls(stacks))
		snprintf(why, STACKS_WHY, "%" PRIu64 " of %" PRIu64 " calls "
		    "were missed", stacks_missed(stacks),
		    stacks_calls(stacks));
	else
		return false;
	return true;
}

void
stacks_free(struct stacks *stacks)
{
	if (stacks->threaded) {
		stacks_stop(stacks);
		pthread_join(stacks->thread, NULL);
		stacks->threaded = false;
	}
	modules_free(&stacks->modules);
	grow_free(&stacks->allocations);
	grow_free(&stacks->entries);
	grow_free(&stacks->chains);
	grow_free(&stacks->group);
	free(stacks->slot);
	stacks->slot = NULL;
}
