/* machine.c: the system that the processes are on, live or recorded. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "common/tick.h"
#include "mtop.h"

/*
 * A capture may have been taken on a machine with other pages; this one's
 * stand in where it does not say.
 */
static void
units_read(const struct mtop *mtop, struct machine *machine)
{
	struct meminfo_auxv	auxv;

	machine->page_size = (uint64_t)sysconf(_SC_PAGESIZE);
	machine->ticks = (uint64_t)sysconf(_SC_CLK_TCK);
	if (machine->live || (mtop->need & (NEED_STAT | NEED_STATUS |
	    NEED_MEMORY)) == 0 ||
	    meminfo_auxv_read(mtop->options.root, &auxv) == -1)
		return;
	machine->page_size = auxv.page_size;
	machine->ticks = auxv.clock_ticks;
}

void
machine_open(struct mtop *mtop)
{
	struct machine	*machine = &mtop->machine;

	machine->proc = meminfo_proc_open(mtop->options.root);
	if (machine->proc == -1) {
		options_complain_path(&mtop->options, "/proc");
		exit(EXIT_PARTLY);
	}
	machine->live = meminfo_proc_is_live(machine->proc) == 1;
}

static void
total_read(struct mtop *mtop)
{
	struct meminfo_system	system;

	if (meminfo_system_read(mtop->options.root, &system) == 0)
		mtop->machine.total = system.total;
	else
		options_complain_path(&mtop->options, "/proc/meminfo");
}

static void
uptime_read(struct mtop *mtop)
{
	struct machine	*machine = &mtop->machine;

	if (meminfo_uptime_read(mtop->options.root, &machine->uptime) == 0)
		return;
	machine->uptime = MEMINFO_ABSENT;
	options_complain_path(&mtop->options, "/proc/uptime");
}

void
machine_read(struct mtop *mtop)
{
	struct machine	*machine = &mtop->machine;

	machine->total = MEMINFO_ABSENT;
	machine->uptime = MEMINFO_ABSENT;
	machine->time = CELL_ABSENT;
	units_read(mtop, machine);
	if ((mtop->need & NEED_HOST) == 0 ||
	    meminfo_host_read(mtop->options.root, machine->host) == -1)
		machine->host[0] = '\0';
	if ((mtop->need & NEED_TOTAL) != 0)
		total_read(mtop);
	if (!machine->live && (mtop->need & (NEED_TIME | NEED_SHARE)) != 0)
		uptime_read(mtop);
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
machine_clock(struct mtop *mtop)
{
	struct machine	*machine = &mtop->machine;
	uint64_t	 boot;

	if ((mtop->need & NEED_TIME) == 0)
		return;
	if (machine->live)
		machine->time = tick_unix_msec();
	else if (meminfo_boot_read(mtop->options.root, &boot) == -1)
		options_complain_path(&mtop->options, "/proc/stat");
	else if (machine->uptime != MEMINFO_ABSENT && boot < UINT32_MAX)
		machine->time = boot * 1000 + machine->uptime;
}
