/* probes.c: uprobes of one process, and the rings they write to. */
/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "mleakwatch/elf/bytes.h"
#include "common/descriptors.h"
#include "common/tick.h"
#include "perf.h"
#include "probes.h"

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

/* All rings together; each has a share of it, within these bounds. */
#define RINGS_BYTES	((size_t)64 << 20)
#define RING_LEAST	((size_t)128 << 10)
#define RING_MOST	((size_t)32 << 20)
/* More samples than that are not needed in one. */
#define RING_SAMPLES	2048
#define RECORD_MOST	65536
/* A sample is so much larger than its piece of the stack. */
#define RECORD_REST	1000
/* A record has its time before it is in the ring. */
#define SETTLE_NS	1000000

/*
 * Registers as perf numbers them, for each of DWARF's: the kernel's
 * uapi/asm/perf_regs.h of each architecture.
 */
static const struct layout {
	enum elf_machine	machine;
	uint64_t		mask;
	unsigned		pc, result, argument;
	unsigned		registers;	/* of DWARF's numbers */
	unsigned char		reg[UNWIND_REGISTERS];
} layouts[] = {
	{ ELF_X86_64, 0xff01ff, 8, 0, 5, 16,
	    { 0, 3, 2, 1, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23 } },
	{ ELF_AARCH64, 0x1ffffffff, 32, 0, 0, 32,
	    { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17,
	    18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31 } },
};

static const struct layout *
layout_of(enum elf_machine machine)
{
	size_t	i;

	for (i = 0; i < sizeof(layouts) / sizeof(layouts[0]); i++)
		if (layouts[i].machine == machine)
			return &layouts[i];
	return NULL;
}

/* The number in a file of /sys; -1: it is not there. */
static int
pmu_number(const char *name, const char *format)
{
	char	path[96], text[32];
	int	fd, number = -1;
	ssize_t	length;

	snprintf(path, sizeof(path),
	    "/sys/bus/event_source/devices/uprobe/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd == -1)
		return -1;
	length = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (length <= 0)
		return -1;
	text[length] = '\0';
	if (strncmp(text, format, strlen(format)) == 0)
		number = (int)strtol(text + strlen(format), NULL, 10);
	return number;
}

static void
attribute_fill(struct perf_attribute *attr, const struct probes *probes,
    const struct layout *layout, const char *path, const struct probe *probe,
    int type, int return_bit)
{
	memset(attr, 0, sizeof(*attr));
	attr->size = sizeof(*attr);
	attr->type = (uint32_t)type;
	if (probe->kind != PROBE_ENTRY)
		attr->config = (uint64_t)1 << return_bit;
	attr->uprobe_path = (uint64_t)(uintptr_t)path;
	attr->probe_offset = probe->offset;
	attr->sample_period = 1;
	attr->sample_type = PERF_IDENTIFIER | PERF_TID | PERF_TIME |
	    PERF_REGS_USER | PERF_STACK_USER;
	attr->sample_regs_user = layout->mask;
	attr->sample_stack_user = probes->stack;
	attr->wakeup_watermark = (uint32_t)probes->ring_bytes / 4;
	attr->clock = CLOCK_MONOTONIC;
	attr->flags = PERF_DISABLED | PERF_WATERMARK | PERF_USE_CLOCK |
	    PERF_TIME_ALWAYS | (probes->by_thread ? 0 : PERF_INHERIT);
}

static int
event_open(struct perf_attribute *attr, pid_t tid, int cpu)
{
	return (int)syscall(SYS_perf_event_open, attr, tid, cpu, -1,
	    PERF_OPEN_CLOEXEC);
}

/* The first event of a ring has it, the others write into it. */
static int
ring_join(struct probes *probes, struct probe_ring *ring, int fd)
{
	void	*pages;

	if (ring->fd != -1)
		return ioctl(fd, PERF_SET_OUTPUT, ring->fd);
	pages = mmap(NULL, probes->page + probes->ring_bytes,
	    PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (pages == MAP_FAILED)
		return -1;
	ring->pages = pages;
	ring->fd = fd;
	return 0;
}

static int
event_add(struct probes *probes, struct probe_ring *ring,
    struct perf_attribute *attr, pid_t tid, enum probe_kind kind)
{
	struct probe_id	id = { .kind = kind };
	int		fd;

	if (probes->fds.used / sizeof(fd) == probes->events_most) {
		errno = E2BIG;
		return -1;
	}
	fd = event_open(attr, tid, probes->by_thread ? -1 :
	    (int)(ring - probes->ring));
	if (fd == -1) {
		/* A thread that has ended, or a CPU that is off. */
		return errno == ESRCH || errno == ENODEV ? 0 : -1;
	}
	if (!grow_copy(&probes->fds, &fd, sizeof(fd))) {
		close(fd);
		return -1;
	}
	if (ring_join(probes, ring, fd) != 0 ||
	    /* musl's ioctl(2) takes an int, glibc's an unsigned long. */
	    syscall(SYS_ioctl, fd, PERF_ID, &id.id) != 0)
		return -1;
	if (kind != PROBE_RETURN &&
	    !grow_copy(&probes->ids, &id, sizeof(id)))
		return -1;
	return 0;
}

static int
thread_watch(struct probes *probes, pid_t tid, struct perf_attribute *attr,
    const struct probe_list *list)
{
	size_t	i, at;

	for (i = 0; i < list->count; i++)
		for (at = 0; at < probes->rings; at++)
			if ((!probes->by_thread ||
			    probes->ring[at].tid == tid) &&
			    event_add(probes, &probes->ring[at], &attr[i],
			    tid, list->probe[i].kind) != 0)
				return -1;
	return 0;
}

/* Room for a thread of its own; 1: it has one already. */
static int
thread_ring(struct probes *probes, pid_t tid)
{
	size_t	i;

	for (i = 0; i < probes->rings; i++)
		if (probes->ring[i].tid == tid)
			return 1;
	if (probes->rings == probes->rings_most) {
		errno = E2BIG;
		return -1;
	}
	probes->ring[probes->rings++].tid = tid;
	return 0;
}

static DIR *
threads_open(pid_t pid)
{
	char	path[32];

	snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	return opendir(path);
}

static size_t
task_count(pid_t pid)
{
	DIR		*directory = threads_open(pid);
	struct dirent	*entry;
	size_t		 threads = 0;

	while (directory != NULL && (entry = readdir(directory)) != NULL)
		threads += entry->d_name[0] != '.';
	if (directory != NULL)
		closedir(directory);
	return threads;
}

/* How many threads were new; -1 with errno. */
static int
threads_watch(struct probes *probes, struct perf_attribute *attr,
    const struct probe_list *list)
{
	DIR		*directory = threads_open(probes->pid);
	struct dirent	*entry;
	pid_t		 tid;
	int		 added = 0, known = 0;

	if (directory == NULL)
		return -1;
	while (known != -1 && (entry = readdir(directory)) != NULL) {
		tid = (pid_t)strtol(entry->d_name, NULL, 10);
		if (tid <= 0)
			continue;
		if (probes->by_thread)
			known = thread_ring(probes, tid);
		if (known != 0)
			continue;
		known = thread_watch(probes, tid, attr, list);
		added++;
	}
	closedir(directory);
	return known == -1 ? -1 : added;
}

/*
 * Events that a thread to come inherits must be of one CPU: threads that run
 * at once cannot write into one ring (perf_mmap() refuses it).  Where that
 * would be too many, each thread has its own, and one to come has none.
 */
static bool
rings_choose(struct probes *probes, size_t threads, size_t functions)
{
	long	cpus = sysconf(_SC_NPROCESSORS_CONF);
	size_t	most = probes->events_most / functions;

	probes->rings_most = cpus > 0 ? (size_t)cpus : 1;
	probes->by_thread = threads * probes->rings_most > most;
	if (!probes->by_thread)
		return true;
	probes->rings_most = most;
	return threads <= most;
}

static int
rings_make(struct probes *probes, size_t rings)
{
	size_t	i;

	probes->page = (size_t)sysconf(_SC_PAGESIZE);
	probes->ring_bytes = RING_MOST;
	while (probes->ring_bytes > RING_LEAST &&
	    (probes->ring_bytes * rings > RINGS_BYTES ||
	    probes->ring_bytes > (size_t)RING_SAMPLES * probes->stack))
		probes->ring_bytes /= 2;
	if (probes->ring_bytes < probes->page)
		probes->ring_bytes = probes->page;
	probes->ring = calloc(probes->rings_most, sizeof(probes->ring[0]));
	probes->record = malloc(RECORD_MOST);
	if (probes->ring == NULL || probes->record == NULL)
		return -1;
	probes->rings = probes->by_thread ? 0 : rings;
	for (i = 0; i < probes->rings_most; i++)
		probes->ring[i].fd = -1;
	return 0;
}

static int
events_enable(const struct probes *probes, size_t from)
{
	const int	*fd = (const int *)(const void *)probes->fds.bytes;
	size_t		 i;

	for (i = from; i < probes->fds.used / sizeof(*fd); i++)
		if (ioctl(fd[i], PERF_ENABLE, 0) != 0)
			return -1;
	return 0;
}

/*
 * Until no thread is new.  One that begins after .since is told of by the one
 * that made it.
 */
static int
threads_watch_all(struct probes *probes, struct perf_attribute *attr,
    const struct probe_list *list)
{
	int	added;
	size_t	enabled;

	do {
		enabled = probes->fds.used / sizeof(int);
		probes->since = tick_now();
		added = threads_watch(probes, attr, list);
		if (probes->begun == 0)
			probes->begun = tick_now();
		if (added == -1 || events_enable(probes, enabled) != 0)
			return -1;
	} while (probes->by_thread && added > 0);
	if (!probes->by_thread)
		probes->since = tick_now();
	return 0;
}

static int
attributes_fill(struct probes *probes, struct perf_attribute *attr,
    const struct probe_list *list, const char *path)
{
	int	type = pmu_number("type", "");
	int	bit = pmu_number("format/retprobe", "config:");
	const struct layout *layout = layout_of(list->machine);
	size_t	threads = task_count(probes->pid), i;

	if (type == -1 || bit == -1 || list->count == 0 || layout == NULL) {
		errno = ENOSYS;
		return -1;
	}
	if (!rings_choose(probes, threads, list->count)) {
		errno = E2BIG;
		return -1;
	}
	if (rings_make(probes, probes->by_thread ? threads :
	    probes->rings_most) != 0)
		return -1;
	for (i = 0; i < list->count; i++)
		attribute_fill(&attr[i], probes, layout, path,
		    &list->probe[i], type, bit);
	/* One event of each thread tells of mappings. */
	attr[0].flags |= PERF_MAPPINGS | PERF_MAPPINGS_2;
	return 0;
}

int
probes_open(struct probes *probes, pid_t pid, const struct probe_list *list,
    uint32_t stack, size_t events_most)
{
	struct perf_attribute	attr[PROBES_MOST];
	char			path[32];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", list->fd);
	memset(probes, 0, sizeof(*probes));
	probes->pid = pid;
	probes->machine = list->machine;
	probes->stack = stack;
	probes->events_most = events_most;
	probes->process = (int)syscall(SYS_pidfd_open, pid, 0);
	if (attributes_fill(probes, attr, list, path) != 0)
		return -1;
	descriptors_raise();
	if (threads_watch_all(probes, attr, list) != 0)
		return -1;
	if (probes->fds.used == 0) {
		errno = ESRCH;
		return -1;
	}
	return 0;
}

/* A ring whose thread has ended is always ready. */
int
probes_wait(struct probes *probes, int milliseconds)
{
	struct pollfd	*list = calloc(probes->rings + 1, sizeof(*list));
	int		 result;
	size_t		 i;

	if (list == NULL)
		return -1;
	for (i = 0; i < probes->rings; i++) {
		list[i].fd = probes->ring[i].ended ? -1 : probes->ring[i].fd;
		list[i].events = POLLIN;
	}
	list[i].fd = probes->ended ? -1 : probes->process;
	list[i].events = POLLIN;
	result = poll(list, probes->rings + 1, milliseconds);
	probes->ended |= list[i].revents != 0;
	for (i = 0; i < probes->rings; i++)
		probes->ring[i].ended |= list[i].fd != -1 &&
		    (list[i].revents & POLLHUP) != 0;
	free(list);
	return result == -1 && errno != EINTR ? -1 : 0;
}

static enum probe_kind
kind_of(const struct probes *probes, uint64_t id)
{
	const struct probe_id	*list = (const struct probe_id *)
	    (const void *)probes->ids.bytes;
	size_t			 i;

	for (i = 0; i < probes->ids.used / sizeof(*list); i++)
		if (list[i].id == id)
			return list[i].kind;
	return PROBE_RETURN;
}

/*
 * A sample, in the order of attribute_fill(); false: of a 32-bit thread, or of
 * a child, which inherits the events and has other blocks at the same addresses.
 */
static bool
hit_read(const struct probes *probes, struct bytes *bytes,
    struct probe_hit *hit)
{
	const struct layout	*layout = layout_of(probes->machine);
	uint64_t		 value[64], room, size = 0;
	unsigned		 i;

	hit->kind = kind_of(probes, bytes_number(bytes, 8));
	if ((pid_t)bytes_number(bytes, 4) != probes->pid)
		return false;
	hit->tid = (uint32_t)bytes_number(bytes, 4);
	hit->time = bytes_number(bytes, 8);
	if (bytes_number(bytes, 8) != PERF_ABI_64)
		return false;
	memset(value, 0, sizeof(value));
	for (i = 0; i < 64; i++)
		if ((layout->mask >> i & 1) != 0)
			value[i] = bytes_number(bytes, 8);
	hit->unwind.machine = probes->machine;
	hit->unwind.pc = value[layout->pc];
	memset(hit->unwind.reg, 0, sizeof(hit->unwind.reg));
	for (i = 0; i < layout->registers; i++)
		hit->unwind.reg[i] = value[layout->reg[i]];
	hit->result = value[hit->kind == PROBE_ENTRY ? layout->argument :
	    layout->result];
	room = bytes_number(bytes, 8);
	hit->unwind.stack = bytes->at;
	bytes_skip(bytes, room);
	if (room > 0)
		size = bytes_number(bytes, 8);
	hit->unwind.stack_at = hit->unwind.reg[elf_sp(probes->machine)];
	hit->unwind.stack_size = size;
	return !bytes->failed && size <= room && size <= probes->stack;
}

static void
mapping_read(const struct probes *probes, struct bytes *bytes,
    const struct probe_taker *taker)
{
	struct meminfo_map	map;
	bool			own;

	memset(&map, 0, sizeof(map));
	own = (pid_t)bytes_number(bytes, 4) == probes->pid;
	bytes_skip(bytes, 4);
	map.start = bytes_number(bytes, 8);
	map.end = map.start + bytes_number(bytes, 8);
	map.offset = bytes_number(bytes, 8);
	map.device_major = (uint32_t)bytes_number(bytes, 4);
	map.device_minor = (uint32_t)bytes_number(bytes, 4);
	map.inode = bytes_number(bytes, 8);
	bytes_skip(bytes, 16);
	if (bytes->failed || !own || map.end <= map.start)
		return;
	map.path = (const char *)bytes->at;
	map.path_length = strnlen(map.path, (size_t)(bytes->end - bytes->at));
	if (bytes->at + map.path_length < bytes->end)
		taker->map(taker->context, &map);
}

/* A thread that began, and was not to be watched. */
static void
birth_read(struct probes *probes, struct bytes *bytes)
{
	bool		own = (pid_t)bytes_number(bytes, 4) == probes->pid;
	uint64_t	time;

	bytes_skip(bytes, 12);
	time = bytes_number(bytes, 8);
	if (probes->by_thread && own && time >= (uint64_t)probes->since)
		probes->born++;
}

static void
record_take(struct probes *probes, const unsigned char *at, size_t size,
    const struct probe_taker *taker)
{
	struct perf_header	header;
	struct probe_hit	hit;
	struct bytes		bytes = bytes_part(at, size, sizeof(header),
				    size);

	memcpy(&header, at, sizeof(header));
	switch (header.type) {
	case PERF_LOST:
		bytes_skip(&bytes, 8);
		probes->lost += bytes_number(&bytes, 8);
		break;
	case PERF_THROTTLE:
		probes->throttled++;
		break;
	case PERF_FORK:
		birth_read(probes, &bytes);
		break;
	case PERF_SAMPLE:
		probes->hits++;
		if (taker == NULL || !hit_read(probes, &bytes, &hit))
			break;
		if (hit.time >= (uint64_t)probes->since)
			taker->hit(taker->context, &hit);
		else
			probes->early++;
		break;
	case PERF_MAPPING_2:
		if (taker != NULL)
			mapping_read(probes, &bytes, taker);
		break;
	default:
		break;
	}
}

/* The bytes at a place in a ring, in one piece. */
static const unsigned char *
ring_bytes(struct probes *probes, const struct probe_ring *ring, uint64_t at,
    size_t size)
{
	const unsigned char	*data = ring->pages + probes->page;
	size_t			 offset = (size_t)(at &
				     (probes->ring_bytes - 1)), first;

	if (offset + size <= probes->ring_bytes)
		return data + offset;
	first = probes->ring_bytes - offset;
	memcpy(probes->record, data + offset, first);
	memcpy(probes->record + first, data, size - first);
	return probes->record;
}

/* The size of the next record of a ring, and when it was; 0: there is none. */
static void
ring_next(struct probes *probes, struct probe_ring *ring)
{
	struct perf_header	header;
	size_t			time_at;

	ring->next = 0;
	if (ring->end - ring->tail < sizeof(header))
		return;
	memcpy(&header, ring_bytes(probes, ring, ring->tail, sizeof(header)),
	    sizeof(header));
	if (header.size < PERF_SAMPLE_TIME + sizeof(ring->time) ||
	    header.size > ring->end - ring->tail)
		return;
	time_at = header.type == PERF_SAMPLE ? PERF_SAMPLE_TIME :
	    header.size - PERF_OTHER_TIME;
	memcpy(&ring->time, ring_bytes(probes, ring, ring->tail + time_at,
	    sizeof(ring->time)), sizeof(ring->time));
	ring->next = header.size;
}

static void
ring_look(struct probes *probes, struct probe_ring *ring)
{
	const uint64_t	*head = (const uint64_t *)(const void *)
			    (ring->pages + PERF_HEAD);

	ring->end = __atomic_load_n(head, __ATOMIC_ACQUIRE);
	ring->tail = *(uint64_t *)(void *)(ring->pages + PERF_TAIL);
	ring_next(probes, ring);
}

/* The first record of all rings is taken; false: none is from before. */
static bool
record_drain(struct probes *probes, int64_t before,
    const struct probe_taker *taker)
{
	struct probe_ring	*ring, *first = NULL;
	size_t			 i;

	for (i = 0; i < probes->rings; i++) {
		ring = &probes->ring[i];
		if (ring->next > 0 && ring->time < before &&
		    (first == NULL || ring->time < first->time))
			first = ring;
	}
	if (first == NULL)
		return false;
	record_take(probes, ring_bytes(probes, first, first->tail,
	    first->next), first->next, taker);
	first->tail += first->next;
	__atomic_store_n((uint64_t *)(void *)(first->pages + PERF_TAIL),
	    first->tail, __ATOMIC_RELEASE);
	ring_next(probes, first);
	return true;
}

void
probes_drain(struct probes *probes, bool all,
    const struct probe_taker *taker)
{
	int64_t	before = all ? INT64_MAX : tick_now() - SETTLE_NS;
	size_t	i;

	for (i = 0; probes->ring != NULL && i < probes->rings; i++)
		if (probes->ring[i].pages != NULL) {
			ring_look(probes, &probes->ring[i]);
			/* The kernel says how many it lost with the next
			   record that it writes: none comes any more. */
			probes->overrun |= all && probes->ring_bytes <
			    probes->ring[i].end - probes->ring[i].tail +
			    probes->stack + RECORD_REST;
		}
	while (record_drain(probes, before, taker))
		;
}

void
probes_close(struct probes *probes)
{
	const int	*fd = (const int *)(const void *)probes->fds.bytes;
	size_t		 i;

	for (i = 0; probes->ring != NULL && i < probes->rings; i++)
		if (probes->ring[i].pages != NULL)
			munmap(probes->ring[i].pages,
			    probes->page + probes->ring_bytes);
	for (i = 0; i < probes->fds.used / sizeof(*fd); i++)
		close(fd[i]);
	if (probes->process > 0)
		close(probes->process);
	grow_free(&probes->fds);
	grow_free(&probes->ids);
	free(probes->ring);
	free(probes->record);
	probes->ring = NULL;
	probes->rings = 0;
	probes->record = NULL;
	probes->process = -1;
}

/* --- what a call costs ----------------------------------------------------- */

#define COST_CALLS 100
#define COST_LOOPS 8
#define COST_STACK 1024

/*
 * The fastest loop counts: others had to wait for a processor.  It is malloc
 * that is tried: a trap costs three times as much where the kernel cannot do
 * the first instruction of a function by itself.
 */
static int64_t
cost_loop(void)
{
	void *volatile	block[COST_CALLS];
	int64_t		begin = tick_now(), end;
	unsigned	i;

	for (i = 0; i < COST_CALLS; i++)
		block[i] = malloc(64);
	end = tick_now();
	for (i = 0; i < COST_CALLS; i++)
		free(block[i]);
	return end - begin;
}

uint64_t
probes_cost(const struct probe_list *list)
{
	struct probes	 probes;
	int64_t		 cost = 0, loop;
	unsigned	 i;

	if (probes_open(&probes, getpid(), list, COST_STACK,
	    PROBES_EVENTS) == 0)
		for (i = 0; i < COST_LOOPS; i++) {
			loop = cost_loop() / COST_CALLS;
			if (cost == 0 || loop < cost)
				cost = loop;
			probes_drain(&probes, true, NULL);
		}
	probes_close(&probes);
	return cost > 0 ? (uint64_t)cost : 0;
}
