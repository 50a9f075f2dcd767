/* oom.c: what the OOM killer wrote into the log, of kernels 2.6.18 to 6.18. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "unit.h"

#define NONE MEMINFO_ABSENT

/* The last kill of a log. */
struct seen {
	struct meminfo_oom_memory	memory;
	struct meminfo_oom_kill		kill;
	struct meminfo_oom_task		victim;
	uint64_t			resident;
	uint64_t			time_usec;
	unsigned			kills;
	unsigned			tasks;
	unsigned			torn;
	char				invoker[64];
	char				cgroup[512];
};

static void
text_copy(char *to, size_t size, const struct meminfo_oom_event *event)
{
	ck_assert_uint_lt(event->text_length, size);
	memcpy(to, event->text, event->text_length);
	to[event->text_length] = '\0';
}

static void
event_note(struct seen *seen, struct meminfo_oom_task *tasks,
    const struct meminfo_oom_event *event)
{
	unsigned	i;

	switch (event->kind) {
	case MEMINFO_OOM_INVOKED:
		text_copy(seen->invoker, sizeof(seen->invoker), event);
		break;
	case MEMINFO_OOM_CGROUP:
		text_copy(seen->cgroup, sizeof(seen->cgroup), event);
		break;
	case MEMINFO_OOM_TABLE:
		seen->tasks = 0;
		seen->resident = 0;
		break;
	case MEMINFO_OOM_TASK:
		ck_assert_uint_lt(seen->tasks, 64);
		tasks[seen->tasks++] = event->task;
		if (event->task.rss_pages != NONE)
			seen->resident += event->task.rss_pages;
		break;
	case MEMINFO_OOM_TORN:
		seen->torn++;
		break;
	case MEMINFO_OOM_KILLED:
		seen->kills++;
		seen->kill = event->kill;
		seen->time_usec = event->time_usec;
		for (i = 0; i < seen->tasks; i++)
			if (tasks[i].pid == event->kill.pid)
				seen->victim = tasks[i];
		break;
	case MEMINFO_OOM_MEMORY:
		break;
	}
}

static void
log_read(const char *name, struct seen *seen)
{
	struct meminfo_oom		it;
	struct meminfo_oom_event	event;
	struct meminfo_oom_task		tasks[64];
	char				path[128];
	int				fd, more;

	memset(seen, 0, sizeof(*seen));
	snprintf(path, sizeof(path), "tests/fixtures/oom/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	ck_assert_msg(fd != -1, "%s: %s", path, strerror(errno));
	meminfo_oom_fd(&it, fd);
	while ((more = meminfo_oom_next(&it, &event)) == 1)
		event_note(seen, tasks, &event);
	ck_assert_int_eq(more, 0);
	seen->memory = it.memory;
	meminfo_oom_close(&it);
	close(fd);
}

static const struct {
	const char	*name;
	unsigned	 kills;
	unsigned	 tasks;
	uint64_t	 resident;	/* of all, in pages */
	uint64_t	 pid;		/* of the last one killed */
	uint64_t	 page_size;	/* 0: not told */
	uint64_t	 free_pages;
	uint64_t	 ram_pages;
	uint64_t	 swap_total;
	uint64_t	 limit;		/* of the cgroup */
	const char	*comm;
	const char	*invoker;
	const char	*cgroup;
} known[] = {
	{ "linux-2.6.18.txt", 1, 0, 0, 4711, 0, 1568, 245696, NONE, NONE,
	    "httpd", "", "" },
	{ "linux-2.6.32.txt", 1, 4, 118118, 2101, 4096, 1180, 131068,
	    240960 * 1024ULL, NONE, "mysqld", "mysqld", "" },
	{ "rhel6-2.6.32.txt", 1, 3, 874808, 28656, 4096, 14010, 524255, 0,
	    NONE, "java", "java", "" },
	{ "linux-2.6.36.txt", 1, 3, 57155, 311, 4096, 611, 65520, 0, NONE,
	    "[ 1] 0 1 2 3 4 ", "x invoked oom-ki", "" },
	{ "linux-3.2.txt", 1, 3, 286431, 1047, 4096, 120034, 6291439, NONE,
	    409600 * 1024ULL, "apache2", "apache2", "/1066" },
	{ "linux-3.10.txt", 1, 4, 880953, 2101, 4096, 21022, 1048445,
	    2097148 * 1024ULL, NONE, "node", "node", "" },
	{ "linux-4.4.txt", 1, 2, 239002, 12906, 4096, NONE, NONE, NONE,
	    1048576 * 1024ULL, "stress", "stress", "/system.slice/docker-"
	    "1da1ac35179e4a431244118025a4806f88ca172ffdba9e035076add006e912e6"
	    ".scope" },
	{ "linux-4.14-ppc64le.txt", 1, 2, 57040, 1200, 65536, 1022, 65536, 0,
	    NONE, "python", "python", "" },
	{ "linux-4.19.txt", 1, 3, 810742, 40211, 4096, 31022, 2086010,
	    2097148 * 1024ULL, NONE, "chrome", "chrome", "" },
	{ "linux-5.4.txt", 3, 3, 64033, 9051, 4096, NONE, NONE, NONE,
	    262144 * 1024ULL, "worker", "worker",
	    "/kubepods/burstable/pod7/c1" },
	{ "linux-5.15.txt", 1, 3, 1250056, 1822, 4096, 40122, 4194164, 0, NONE,
	    "postgres", "postgres", "" },
	{ "linux-6.1.txt", 1, 4, 451242, 3311, 4096, 12301, 524158, 0, NONE,
	    "cc1plus", "cc1plus", "" },
	{ "linux-6.8.txt", 1, 1, 14530, 483880, 4096, NONE, NONE, NONE,
	    51200 * 1024ULL, "python3", "python3", "/user.slice/user-1000.slice"
	    "/user@1000.service/app.slice/run-u820.service" },
	{ "linux-6.18.txt", 1, 3, 18651, 26785, 4096, NONE, NONE, NONE,
	    65536 * 1024ULL, "python3", "python3", "/mtopoom" },
	{ "kmsg-6.18.txt", 1, 3, 18651, 26785, 4096, NONE, NONE, NONE,
	    65536 * 1024ULL, "python3", "python3", "/mtopoom" },
	/* The kernels of tests/kernels, whose tasks awk(1) has summed. */
	{ "booted-5.10.txt", 1, 3, 79225, 98, 4096, 864, 98174, 0, NONE,
	    "hold", "hold", "" },
	{ "booted-6.1.txt", 1, 3, 76210, 109, 4096, 853, 98174, 0, NONE,
	    "hold", "hold", "" },
	{ "booted-6.12.txt", 1, 3, 78526, 159, 4096, 775, 98174, 0, NONE,
	    "hold", "hold", "" },
	{ "booted-7.2.txt", 1, 3, 76261, 123, 4096, 580, 98174, 0, NONE,
	    "hold", "hold", "" },
	{ "booted-i386.txt", 1, 3, 86475, 108, 4096, 933, 98174, 0, NONE,
	    "hold", "hold", "" },
	{ "booted-arm64.txt", 1, 3, 81523, 108, 4096, 518, 98304, 0, NONE,
	    "hold", "hold", "" },
	{ "booted-arm64-16k.txt", 1, 3, 19844, 153, 16384, 112, 24576, 0, NONE,
	    "hold", "hold", "" },
};

START_TEST(logs_of_many_kernels)
{
	struct seen	seen;

	log_read(known[_i].name, &seen);
	ck_assert_uint_eq(seen.kills, known[_i].kills);
	ck_assert_uint_eq(seen.tasks, known[_i].tasks);
	ck_assert_uint_eq(seen.torn, 0);
	ck_assert_uint_eq(seen.resident, known[_i].resident);
	ck_assert_uint_eq(seen.kill.pid, known[_i].pid);
	ck_assert_str_eq(seen.kill.comm, known[_i].comm);
	if (known[_i].tasks > 0)
		ck_assert_str_eq(seen.victim.comm, known[_i].comm);
	ck_assert_str_eq(seen.invoker, known[_i].invoker);
	ck_assert_str_eq(seen.cgroup, known[_i].cgroup);
	ck_assert_uint_eq(known[_i].tasks == 0 ? 0 :
	    meminfo_oom_page_size(&seen.victim, &seen.kill),
	    known[_i].page_size);
	ck_assert_uint_eq(seen.memory.free_pages, known[_i].free_pages);
	ck_assert_uint_eq(seen.memory.ram_pages, known[_i].ram_pages);
	ck_assert_uint_eq(seen.memory.swap_total, known[_i].swap_total);
	ck_assert_uint_eq(seen.memory.cgroup_limit, known[_i].limit);
}
END_TEST

START_TEST(every_column_by_its_header)
{
	struct seen	seen;

	log_read("linux-6.18.txt", &seen);
	ck_assert_uint_eq(seen.victim.uid, 0);
	ck_assert_uint_eq(seen.victim.size_pages, 18751);
	ck_assert_uint_eq(seen.victim.rss_pages, 17883);
	ck_assert_uint_eq(seen.victim.anon_pages, 16238);
	ck_assert_uint_eq(seen.victim.file_pages, 1645);
	ck_assert_uint_eq(seen.victim.shmem_pages, 0);
	ck_assert_uint_eq(seen.victim.table_bytes, 188416);
	ck_assert_uint_eq(seen.victim.table_pages, NONE);
	ck_assert_uint_eq(seen.victim.swap_pages, 0);
	ck_assert_int_eq(seen.victim.oom_adjust, 0);
	log_read("linux-2.6.32.txt", &seen);
	ck_assert_uint_eq(seen.victim.uid, 104);
	ck_assert_uint_eq(seen.victim.rss_pages, 118034);
	ck_assert_uint_eq(seen.victim.anon_pages, NONE);
	ck_assert_uint_eq(seen.victim.swap_pages, NONE);
	ck_assert_int_eq(seen.victim.oom_adjust, MEMINFO_OOM_NO_ADJUST);
	log_read("linux-4.4.txt", &seen);
	ck_assert_uint_eq(seen.victim.table_pages, 1031);
	ck_assert_uint_eq(seen.victim.swap_pages, 284061);
	log_read("linux-4.14-ppc64le.txt", &seen);
	ck_assert_int_eq(seen.victim.oom_adjust, 300);
}
END_TEST

START_TEST(the_figures_of_a_kill)
{
	struct seen	seen;

	log_read("linux-5.15.txt", &seen);
	ck_assert_uint_eq(seen.kill.size, 7600884 * 1024ULL);
	ck_assert_uint_eq(seen.kill.anon, 2040088 * 1024ULL);
	ck_assert_uint_eq(seen.kill.file, 0);
	ck_assert_uint_eq(seen.kill.shmem, 1200000 * 1024ULL);
	ck_assert_uint_eq(seen.kill.uid, 112);
	ck_assert_uint_eq(seen.kill.page_tables, 11720 * 1024ULL);
	ck_assert_int_eq(seen.kill.oom_adjust, 0);
	log_read("linux-2.6.18.txt", &seen);
	ck_assert_uint_eq(seen.kill.size, NONE);
	ck_assert_uint_eq(seen.kill.anon, NONE);
	ck_assert_uint_eq(seen.kill.uid, NONE);
	ck_assert_int_eq(seen.kill.oom_adjust, MEMINFO_OOM_NO_ADJUST);
	log_read("linux-2.6.32.txt", &seen);
	ck_assert_uint_eq(seen.kill.size, 604800 * 1024ULL);
	ck_assert_uint_eq(seen.kill.shmem, NONE);
	log_read("linux-4.4.txt", &seen);
	ck_assert_uint_eq(seen.kill.shmem, NONE);
}
END_TEST

START_TEST(the_memory_of_the_system)
{
	struct seen	seen;

	log_read("linux-6.1.txt", &seen);
	ck_assert_uint_eq(seen.memory.active_anon_pages, 301);
	ck_assert_uint_eq(seen.memory.inactive_anon_pages, 480122);
	ck_assert_uint_eq(seen.memory.isolated_file_pages, 0);
	ck_assert_uint_eq(seen.memory.slab_unreclaimable_pages, 5023);
	ck_assert_uint_eq(seen.memory.sec_page_table_pages, 12);
	ck_assert_uint_eq(seen.memory.page_table_pages, 2012);
	ck_assert_uint_eq(seen.memory.reserved_pages, 20110);
	ck_assert_uint_eq(seen.memory.high_pages, 0);
	ck_assert_uint_eq(seen.memory.swap_free, 0);
	ck_assert_uint_eq(seen.memory.slab_pages, NONE);
	ck_assert_uint_eq(seen.memory.cma_pages, NONE);
	log_read("linux-2.6.18.txt", &seen);
	ck_assert_uint_eq(seen.memory.active_pages, 114533);
	ck_assert_uint_eq(seen.memory.inactive_pages, 115210);
	ck_assert_uint_eq(seen.memory.slab_pages, 6120);
	ck_assert_uint_eq(seen.memory.high_pages, 16320);
	ck_assert_uint_eq(seen.memory.reserved_pages, 5921);
	ck_assert_uint_eq(seen.memory.swap_free, 0);
	ck_assert_uint_eq(seen.memory.shmem_pages, NONE);
	log_read("linux-4.4.txt", &seen);
	ck_assert_uint_eq(seen.memory.cgroup_usage, 1048576 * 1024ULL);
	ck_assert_uint_eq(seen.memory.cgroup_swap_limit, 2097152 * 1024ULL);
	log_read("linux-6.18.txt", &seen);
	ck_assert_uint_eq(seen.memory.cgroup_usage, 65536 * 1024ULL);
	ck_assert_uint_eq(seen.memory.cgroup_swap_limit, MEMINFO_UNLIMITED);
}
END_TEST

START_TEST(times_where_the_log_has_them)
{
	struct seen	seen;

	log_read("kmsg-6.18.txt", &seen);
	ck_assert_uint_eq(seen.time_usec, 724489386);
	log_read("linux-6.18.txt", &seen);
	ck_assert_uint_eq(seen.time_usec, 724489386);
	log_read("linux-6.8.txt", &seen);
	ck_assert_uint_eq(seen.time_usec, NONE);
}
END_TEST

/* Lines that are cut or lost, and others between. */
START_TEST(a_torn_log)
{
	struct seen	seen;

	log_read("torn.txt", &seen);
	ck_assert_uint_eq(seen.kills, 2);
	ck_assert_uint_eq(seen.tasks, 2);
	ck_assert_uint_eq(seen.torn, 2);
	ck_assert_str_eq(seen.invoker, "bash");
	ck_assert_uint_eq(seen.kill.pid, 77);
	ck_assert_uint_eq(seen.kill.size, 8192 * 1024);
	ck_assert_uint_eq(seen.memory.free_pages, NONE);
}
END_TEST

/* The last row of a text, after "[ pid ] uid tgid rss name". */
static void
row_parse(const char *row, struct meminfo_oom_event *out)
{
	struct meminfo_oom	it;
	char			text[512];
	int			length;

	length = snprintf(text, sizeof(text),
	    "[ pid ]   uid  tgid rss news name\n%s\n", row);
	meminfo_oom_text(&it, text, (size_t)length);
	ck_assert_int_eq(meminfo_oom_next(&it, out), 1);
	ck_assert_int_eq(out->kind, MEMINFO_OOM_TABLE);
	if (meminfo_oom_next(&it, out) != 1)
		out->kind = MEMINFO_OOM_TABLE;
	meminfo_oom_close(&it);
}

static const struct {
	const char	*row;
	bool		 whole;
	uint64_t	 resident;
	const char	*comm;
} rows[] = {
	{ "[ 1] 0 1 9 5 a", true, 9, "a" },
	{ "[ 1] 0 1 9 5 ", true, 9, "" },
	{ "[ 1] 0 1 9 5", false, 0, "" },
	{ "[ 1] 0 1 -9 5 a", true, NONE, "a" },
	{ "[ 1] 0 1 18446744073709551000 5 a", true, NONE, "a" },
	{ "[ 1] 0 1 9x 5 a", false, 0, "" },
	{ "[ 1] 0 1 9 5  two blanks ", true, 9, " two blanks " },
	{ "[ 1] 0 1 9 5 Killed process 4", true, 9, "Killed process 4" },
	{ "[ 1] 0 1 9 5 x invoked oom-killer", true, 9,
	    "x invoked oom-killer" },
	{ "kernel: [    1] 0 1 9 5 a\r", true, 9, "a" },
	{ "<4>[    1.000000][    C1] [  1] 0 1 9 5 a", true, 9, "a" },
	{ "6,7,8,-;[  1] 0 1 9 5 a", true, 9, "a" },
};

START_TEST(rows_of_a_table)
{
	struct meminfo_oom_event	event;

	row_parse(rows[_i].row, &event);
	ck_assert_int_eq(event.kind, rows[_i].whole ? MEMINFO_OOM_TASK :
	    MEMINFO_OOM_TORN);
	if (!rows[_i].whole)
		return;
	ck_assert_uint_eq(event.task.pid, 1);
	ck_assert_uint_eq(event.task.rss_pages, rows[_i].resident);
	ck_assert_str_eq(event.task.comm, rows[_i].comm);
}
END_TEST

static const char *const	no_rows[] = {
	"", "[", "[]", "[ 0] 0 1 9 5 a", "[ 4294967296] 0 1 9 5 a",
	"systemd[1]: started", "usb: device [ 12] found", "[ 1 2] 0 1 9 5 a",
	"[ 12]x 0 1 9 5 a",
};

START_TEST(lines_that_are_no_rows)
{
	struct meminfo_oom_event	event;

	row_parse(no_rows[_i], &event);
	ck_assert_int_eq(event.kind, MEMINFO_OOM_TABLE);
}
END_TEST

START_TEST(page_sizes)
{
	struct meminfo_oom_task	task = { .size_pages = 10 };
	struct meminfo_oom_kill	kill = { .size = 163840 };

	ck_assert_uint_eq(meminfo_oom_page_size(&task, &kill), 16384);
	kill.size = 163841;
	ck_assert_uint_eq(meminfo_oom_page_size(&task, &kill), 0);
	kill.size = NONE;
	ck_assert_uint_eq(meminfo_oom_page_size(&task, &kill), 0);
	kill.size = 30 * 4096;
	ck_assert_uint_eq(meminfo_oom_page_size(&task, &kill), 0);
	task.size_pages = 0;
	ck_assert_uint_eq(meminfo_oom_page_size(&task, &kill), 0);
}
END_TEST

/* After a crash a log has a block of NULs in it; and it may be long. */
START_TEST(a_log_with_holes)
{
	static const char	kill[] = "Out of memory: Killed process 7 (x) "
	    "total-vm:4kB, anon-rss:0kB, file-rss:0kB, shmem-rss:0kB\n";
	struct meminfo_oom		it;
	struct meminfo_oom_event	event;
	char				path[] = "/tmp/oom.XXXXXX";
	int				fd = mkstemp(path);

	ck_assert_int_ne(fd, -1);
	unlink(path);
	ck_assert_int_eq(ftruncate(fd, 64 << 20), 0);
	ck_assert_int_eq(pwrite(fd, "\n", 1, 5), 1);
	ck_assert_int_eq(pwrite(fd, "\n", 1, (64 << 20) - 1), 1);
	ck_assert_int_eq(pwrite(fd, kill, sizeof(kill) - 1, 64 << 20),
	    sizeof(kill) - 1);
	meminfo_oom_fd(&it, fd);
	ck_assert_int_eq(meminfo_oom_next(&it, &event), 1);
	ck_assert_int_eq(event.kind, MEMINFO_OOM_KILLED);
	ck_assert_uint_eq(event.kill.pid, 7);
	ck_assert_int_eq(meminfo_oom_next(&it, &event), 0);
	meminfo_oom_close(&it);
	close(fd);
}
END_TEST

UNIT_SUITE(
	EACH(logs_of_many_kernels, known),
	TEST(every_column_by_its_header),
	TEST(the_figures_of_a_kill),
	TEST(the_memory_of_the_system),
	TEST(times_where_the_log_has_them),
	TEST(a_torn_log),
	EACH(rows_of_a_table, rows),
	EACH(lines_that_are_no_rows, no_rows),
	TEST(page_sizes),
	TEST(a_log_with_holes))
