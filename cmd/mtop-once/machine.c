/* machine.c: the system that the processes are on, live or recorded. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "common/tick.h"
#include "machine.h"
#include "plan.h"

/* Files whose figures are in pages or ticks. */
#define FILES_IN_UNITS (FILE_STAT | FILE_STATM | FILE_STATUS)

/*
 * A capture may have been taken on a machine with other pages; this one's
 * stand in where it does not say.
 */
static void
units_read(struct machine *machine, const struct options *options,
    const struct plan *plan)
{
	struct meminfo_auxv	auxv;

	machine->page_size = (uint64_t)sysconf(_SC_PAGESIZE);
	machine->ticks = (uint64_t)sysconf(_SC_CLK_TCK);
	if (machine->live || (plan->files & FILES_IN_UNITS) == 0 ||
	    meminfo_auxv_read(options->root, &auxv) == -1)
		return;
	machine->page_size = auxv.page_size;
	machine->ticks = auxv.clock_ticks;
}

/* Digits of the default, 32768, and of PID_MAX_LIMIT, 4194304. */
#define PID_WIDTH_MIN 5
#define PID_WIDTH_MAX 7

/* A capture that does not say may have the largest pids. */
static int
pid_width_read(const struct options *options)
{
	char	text[16];
	int	fd = meminfo_root_file(options->root,
	    "/proc/sys/kernel/pid_max");
	ssize_t	length;

	if (fd == -1)
		return PID_WIDTH_MAX;
	length = read(fd, text, sizeof(text));
	close(fd);
	if (length < 2)
		return PID_WIDTH_MAX;
	length--;
	return length < PID_WIDTH_MIN ? PID_WIDTH_MIN :
	    length > PID_WIDTH_MAX ? PID_WIDTH_MAX : (int)length;
}

void
machine_open(struct machine *machine, struct options *options)
{
	machine->proc = meminfo_proc_open(options->root);
	if (machine->proc == -1) {
		options_complain_path(options, "/proc");
		exit(EXIT_PARTLY);
	}
	machine->live = meminfo_proc_is_live(machine->proc) == 1;
	machine->pid_width = pid_width_read(options);
}

static void
total_read(struct machine *machine, struct options *options)
{
	struct meminfo_system	system;

	if (options_system_read(options, &system))
		machine->total = system.total;
}

static void
uptime_read(struct machine *machine, struct options *options)
{
	if (meminfo_uptime_read(options->root, &machine->uptime) == 0)
		return;
	machine->uptime = MEMINFO_ABSENT;
	options_complain_path(options, "/proc/uptime");
}

void
machine_read(struct machine *machine, struct options *options,
    const struct plan *plan)
{
	machine->total = MEMINFO_ABSENT;
	machine->uptime = MEMINFO_ABSENT;
	machine->time = CELL_ABSENT;
	units_read(machine, options, plan);
	if ((plan->files & SYSTEM_HOST) == 0 ||
	    meminfo_host_read(options->root, machine->host) == -1)
		machine->host[0] = '\0';
	if ((plan->files & SYSTEM_TOTAL) != 0)
		total_read(machine, options);
	if (!machine->live &&
	    (plan->files & (SYSTEM_CLOCK | SYSTEM_CPU)) != 0)
		uptime_read(machine, options);
}

/*
 * The clock that a process' start is told by, in this time namespace too; a
 * container's /proc/uptime may be another one's (LXCFS).
 */
double
machine_now(const struct machine *machine)
{
	struct timespec	ts;

	if (machine->live && clock_gettime(CLOCK_BOOTTIME, &ts) == 0)
		return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
	return machine->uptime == MEMINFO_ABSENT ? (double)NAN :
	    (double)machine->uptime / 1000;
}

/*
 * A capture's time is that of its making, and the same whenever it is looked
 * at: its boot and how long it had been up.
 */
void
machine_clock(struct machine *machine, struct options *options,
    const struct plan *plan)
{
	uint64_t	boot;

	if ((plan->files & SYSTEM_CLOCK) == 0)
		return;
	if (machine->live)
		machine->time = tick_unix_msec();
	else if (meminfo_boot_read(options->root, &boot) == -1)
		options_complain_path(options, "/proc/stat");
	else if (machine->uptime != MEMINFO_ABSENT && boot < UINT32_MAX)
		machine->time = boot * 1000 + machine->uptime;
}
