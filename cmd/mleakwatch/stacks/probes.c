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
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "bytes.h"
#include "common/tick.h"
#include "modules.h"
#include "perf.h"
#include "probes.h"

/* All rings together; a CPU has a share of it, within these bounds. */
#define RINGS_BYTES	((size_t)64 << 20)
#define RING_LEAST	((size_t)512 << 10)
#define RING_MOST	((size_t)16 << 20)
#define RECORD_MOST	65536

struct probe_id {
	uint64_t	id;
	enum probe_kind	kind;
};

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
attribute_fill(struct perf_attribute *attr, const char *path,
    const struct probe *probe, const struct layout *layout, int type,
    int return_bit)
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
	attr->sample_stack_user = PROBES_STACK;
	attr->clock = CLOCK_MONOTONIC;
	attr->flags = PERF_DISABLED | PERF_INHERIT | PERF_WATERMARK |
	    PERF_USE_CLOCK;
}

static int
event_open(struct perf_attribute *attr, pid_t tid, int cpu)
{
	return (int)syscall(SYS_perf_event_open, attr, tid, cpu, -1,
	    PERF_OPEN_CLOEXEC);
}

/* The first event of a CPU has the ring, the others write into it. */
static int
ring_join(struct probes *probes, size_t cpu, int fd)
{
	void	*ring;

	if (probes->ring_fd[cpu] != -1)
		return ioctl(fd, PERF_SET_OUTPUT,
		    probes->ring_fd[cpu]);
	ring = mmap(NULL, probes->page + probes->ring_bytes,
	    PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (ring == MAP_FAILED)
		return -1;
	probes->ring[cpu] = ring;
	probes->ring_fd[cpu] = fd;
	return 0;
}

static int
event_add(struct probes *probes, struct perf_attribute *attr, pid_t tid,
    size_t cpu, enum probe_kind kind)
{
	struct probe_id	id = { .kind = kind };
	int		fd = event_open(attr, tid, (int)cpu);

	if (fd == -1) {
		/* A thread that has ended, or a CPU that is off. */
		return errno == ESRCH || errno == ENODEV ? 0 : -1;
	}
	if (!grow_copy(&probes->fds, &fd, sizeof(fd))) {
		close(fd);
		return -1;
	}
	if (ring_join(probes, cpu, fd) != 0 ||
	    /* musl's ioctl(2) takes an int, glibc's an unsigned long. */
	    syscall(SYS_ioctl, fd, PERF_ID, &id.id) != 0)
		return -1;
	if (kind != PROBE_RETURN &&
	    !grow_copy(&probes->ids, &id, sizeof(id)))
		return -1;
	return 0;
}

static int
thread_add(struct probes *probes, pid_t tid, struct perf_attribute *attr,
    const struct probe *list, size_t count)
{
	size_t	i, cpu;

	for (i = 0; i < count; i++)
		for (cpu = 0; cpu < probes->rings; cpu++)
			if (event_add(probes, &attr[i], tid, cpu,
			    list[i].kind) != 0)
				return -1;
	return 0;
}

static int
threads_add(struct probes *probes, pid_t pid, struct perf_attribute *attr,
    const struct probe *list, size_t count)
{
	char		 path[32];
	DIR		*directory;
	struct dirent	*entry;
	int		 result = 0;

	snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	directory = opendir(path);
	if (directory == NULL)
		return -1;
	while (result == 0 && (entry = readdir(directory)) != NULL)
		if (entry->d_name[0] != '.')
			result = thread_add(probes,
			    (pid_t)strtol(entry->d_name, NULL, 10), attr, list,
			    count);
	closedir(directory);
	return result;
}

/* Each thread, function and CPU is a descriptor. */
static void
descriptors_allow(void)
{
	struct rlimit	limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

static int
rings_make(struct probes *probes)
{
	long	cpus = sysconf(_SC_NPROCESSORS_CONF);
	size_t	i;

	probes->rings = cpus > 0 ? (size_t)cpus : 1;
	probes->page = (size_t)sysconf(_SC_PAGESIZE);
	probes->ring_bytes = RING_MOST;
	while (probes->ring_bytes > RING_LEAST &&
	    probes->ring_bytes * probes->rings > RINGS_BYTES)
		probes->ring_bytes /= 2;
	if (probes->ring_bytes < probes->page)
		probes->ring_bytes = probes->page;
	probes->ring = calloc(probes->rings, sizeof(probes->ring[0]));
	probes->ring_fd = calloc(probes->rings, sizeof(probes->ring_fd[0]));
	probes->record = malloc(RECORD_MOST);
	if (probes->ring == NULL || probes->ring_fd == NULL ||
	    probes->record == NULL)
		return -1;
	for (i = 0; i < probes->rings; i++)
		probes->ring_fd[i] = -1;
	return 0;
}

static int
events_enable(const struct probes *probes)
{
	const int	*fd = (const int *)(const void *)probes->fds.bytes;
	size_t		 i;

	for (i = 0; i < probes->fds.used / sizeof(*fd); i++)
		if (ioctl(fd[i], PERF_ENABLE, 0) != 0)
			return -1;
	return 0;
}

int
probes_open(struct probes *probes, pid_t pid, const char *path,
    const struct probe *list, size_t count, enum elf_machine machine)
{
	const struct layout	*layout = layout_of(machine);
	struct perf_attribute	 attr[16];
	int			 type, bit;
	size_t			 i;

	memset(probes, 0, sizeof(*probes));
	probes->machine = machine;
	type = pmu_number("type", "");
	bit = pmu_number("format/retprobe", "config:");
	if (type == -1 || bit == -1 || layout == NULL || count == 0 ||
	    count > sizeof(attr) / sizeof(attr[0])) {
		errno = ENOENT;
		return -1;
	}
	if (rings_make(probes) != 0)
		return -1;
	descriptors_allow();
	for (i = 0; i < count; i++) {
		attribute_fill(&attr[i], path, &list[i], layout, type, bit);
		attr[i].wakeup_watermark = (uint32_t)probes->ring_bytes / 4;
	}
	if (threads_add(probes, pid, attr, list, count) != 0)
		return -1;
	if (probes->fds.used == 0) {
		errno = ESRCH;
		return -1;
	}
	return events_enable(probes);
}

int
probes_wait(const struct probes *probes, int milliseconds)
{
	struct pollfd	*list = calloc(probes->rings, sizeof(*list));
	int		 result;
	size_t		 i;

	if (list == NULL)
		return -1;
	for (i = 0; i < probes->rings; i++) {
		list[i].fd = probes->ring_fd[i];
		list[i].events = POLLIN;
	}
	result = poll(list, probes->rings, milliseconds);
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

/* A sample, in the order of attribute_fill(); false: of a 32-bit thread. */
static bool
hit_read(const struct probes *probes, struct bytes *bytes,
    struct probe_hit *hit)
{
	const struct layout	*layout = layout_of(probes->machine);
	uint64_t		 value[64], size;
	unsigned		 i;

	hit->kind = kind_of(probes, bytes_number(bytes, 8));
	bytes_skip(bytes, 4);
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
	size = bytes_number(bytes, 8);
	hit->unwind.stack = bytes->at;
	bytes_skip(bytes, size);
	if (size > 0)
		size = bytes_number(bytes, 8);
	hit->unwind.stack_at = hit->unwind.reg[unwind_sp(probes->machine)];
	hit->unwind.stack_size = size;
	return !bytes->failed && size <= PROBES_STACK;
}

static void
record_take(struct probes *probes, const unsigned char *at, size_t size,
    void (*take)(void *context, const struct probe_hit *hit), void *context)
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
	case PERF_SAMPLE:
		probes->hits++;
		if (hit_read(probes, &bytes, &hit))
			take(context, &hit);
		break;
	default:
		break;
	}
}

/* The bytes at a place in a ring, in one piece. */
static const unsigned char *
ring_bytes(struct probes *probes, const unsigned char *data, uint64_t at,
    size_t size)
{
	size_t	offset = (size_t)(at & (probes->ring_bytes - 1)), first;

	if (offset + size <= probes->ring_bytes)
		return data + offset;
	first = probes->ring_bytes - offset;
	memcpy(probes->record, data + offset, first);
	memcpy(probes->record + first, data, size - first);
	return probes->record;
}

static void
ring_drain(struct probes *probes, unsigned char *ring,
    void (*take)(void *context, const struct probe_hit *hit), void *context)
{
	uint64_t		*tail_at = (uint64_t *)(void *)(ring + PERF_TAIL);
	const uint64_t		*head_at = (const uint64_t *)(const void *)
				    (ring + PERF_HEAD);
	const unsigned char	*data = ring + probes->page;
	struct perf_header	 header;
	uint64_t		 tail, end;

	end = __atomic_load_n(head_at, __ATOMIC_ACQUIRE);
	tail = *tail_at;
	while (end - tail >= sizeof(header)) {
		memcpy(&header, ring_bytes(probes, data, tail,
		    sizeof(header)), sizeof(header));
		if (header.size < sizeof(header) || header.size > end - tail)
			break;
		record_take(probes, ring_bytes(probes, data, tail,
		    header.size), header.size, take, context);
		tail += header.size;
		__atomic_store_n(tail_at, tail, __ATOMIC_RELEASE);
	}
}

void
probes_drain(struct probes *probes,
    void (*take)(void *context, const struct probe_hit *hit), void *context)
{
	size_t	i;

	for (i = 0; i < probes->rings; i++)
		if (probes->ring != NULL && probes->ring[i] != NULL)
			ring_drain(probes, probes->ring[i], take, context);
}

void
probes_close(struct probes *probes)
{
	const int	*fd = (const int *)(const void *)probes->fds.bytes;
	size_t		 i;

	for (i = 0; probes->ring != NULL && i < probes->rings; i++)
		if (probes->ring[i] != NULL)
			munmap(probes->ring[i],
			    probes->page + probes->ring_bytes);
	for (i = 0; i < probes->fds.used / sizeof(*fd); i++)
		close(fd[i]);
	grow_free(&probes->fds);
	grow_free(&probes->ids);
	free(probes->ring);
	free(probes->ring_fd);
	free(probes->record);
	probes->ring = NULL;
	probes->ring_fd = NULL;
	probes->record = NULL;
}

/* --- what a call costs ----------------------------------------------------- */

#define COST_CALLS 100
#define COST_LOOPS 8

/* Not inlined, and not known to do nothing. */
__attribute__((noinline)) static uint64_t
cost_target(uint64_t value)
{
	__asm__ volatile ("" : "+r" (value));
	return value;
}

/* The fastest loop counts: others had to wait for a processor. */
static int64_t
cost_loop(void)
{
	int64_t		begin = tick_now();
	unsigned	i;

	for (i = 0; i < COST_CALLS; i++)
		cost_target(i);
	return tick_now() - begin;
}

static void
hit_ignore(void *context, const struct probe_hit *hit)
{
	(void)context;
	(void)hit;
}

uint64_t
probes_cost(void)
{
	struct modules		 modules = { .pid = 0 };
	const struct module	*module;
	struct probe		 probe = { .kind = PROBE_RETURN };
	struct probes		 probes;
	uint64_t		 address = (uint64_t)(uintptr_t)cost_target;
	int64_t			 cost = 0, loop;
	unsigned		 i;
	enum elf_machine	 machine;

	if (modules_read(&modules, getpid()) == 0 &&
	    (module = modules_at(&modules, address)) != NULL &&
	    module_elf(module) != NULL && elf_offset(module_elf(module),
	    address - module->bias, &probe.offset)) {
		machine = module_elf(module)->machine;
		if (probes_open(&probes, getpid(), "/proc/self/exe", &probe, 1,
		    machine) == 0)
			for (i = 0; i < COST_LOOPS; i++) {
				loop = cost_loop() / COST_CALLS;
				if (cost == 0 || loop < cost)
					cost = loop;
				probes_drain(&probes, hit_ignore, NULL);
			}
		probes_close(&probes);
	}
	modules_free(&modules);
	return cost > 0 ? (uint64_t)cost : 0;
}
