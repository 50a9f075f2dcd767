/* machine.c: the system that the processes are on, live or recorded. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

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
	if (machine->live ||
	    meminfo_auxv_read(mtop->options.root, &auxv) == -1)
		return;
	machine->page_size = auxv.page_size;
	machine->ticks = auxv.clock_ticks;
}

static void
host_read(struct machine *machine)
{
	int	fd = openat(machine->proc, "sys/kernel/hostname",
	    O_RDONLY | O_CLOEXEC);
	ssize_t	n;

	machine->host[0] = '\0';
	if (fd == -1)
		return;
	n = read(fd, machine->host, sizeof(machine->host) - 1);
	close(fd);
	machine->host[n > 0 ? n : 0] = '\0';
	machine->host[strcspn(machine->host, "\n")] = '\0';
}

static void
complain_about(struct mtop *mtop, const char *path)
{
	mtop->partly = true;
	options_complain(&mtop->options, path);
}

void
machine_open(struct mtop *mtop)
{
	struct machine		*machine = &mtop->machine;
	struct meminfo_system	 system;

	machine->proc = meminfo_proc_open(mtop->options.root);
	if (machine->proc == -1) {
		options_complain(&mtop->options, "/proc");
		exit(EXIT_PARTLY);
	}
	machine->live = meminfo_proc_is_live(machine->proc) == 1;
	machine->total = MEMINFO_ABSENT;
	machine->uptime = MEMINFO_ABSENT;
	machine->time = CELL_ABSENT;
	units_read(mtop, machine);
	host_read(machine);
	if (meminfo_system_read(mtop->options.root, &system) == 0)
		machine->total = system.total;
	else
		complain_about(mtop, "/proc/meminfo");
}

static uint64_t
now_msec(void)
{
	struct timespec	ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
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

	if (meminfo_uptime_read(mtop->options.root, &machine->uptime) == -1) {
		machine->uptime = MEMINFO_ABSENT;
		complain_about(mtop, "/proc/uptime");
	}
	if (machine->live)
		machine->time = now_msec();
	else if (machine->uptime != MEMINFO_ABSENT &&
	    meminfo_boot_read(mtop->options.root, &boot) == 0 &&
	    boot < UINT32_MAX)
		machine->time = boot * 1000 + machine->uptime;
}
