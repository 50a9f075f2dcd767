/* below.c: a root that somebody else has made is never left. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "deny.h"
#include "internal.h"
#include "unit.h"

#ifndef SYS_openat2
#define SYS_openat2 437
#endif

static char	dir[] = "/tmp/memutils-below-XXXXXX";
static int	root;

/* Like Linux before 5.6 (ENOSYS), or in older containers (EPERM). */
static const unsigned	denied[] = { 0, ENOSYS, EPERM };

static bool
kernel_choose(int which)
{
	return denied[which] == 0 || unit_deny(SYS_openat2, denied[which]);
}

static void
file_make(const char *path, const char *text)
{
	int	fd = openat(root, path, O_CREAT | O_EXCL | O_WRONLY, 0600);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, strlen(text)), (int)strlen(text));
	close(fd);
}

static void
link_make(const char *to, const char *path)
{
	ck_assert_int_eq(symlinkat(to, root, path), 0);
}

static void
setup(void)
{
	static const char *const	part[] = { "in", "in/proc",
	    "in/proc/1", "in/proc/sys", "in/proc/sys/vm", "in/deep",
	    "in/deep/er", "out" };
	int				outside;
	size_t				i;

	ck_assert_ptr_nonnull(mkdtemp(dir));
	outside = root = meminfo_root_open(dir);
	for (i = 0; i < COUNT_OF(part); i++)
		ck_assert_int_eq(mkdirat(root, part[i], 0700), 0);
	file_make("out/meminfo", "MemTotal: 1 kB\n");
	file_make("in/deep/er/meminfo", "MemTotal: 2 kB\n");
	root = openat(outside, "in", O_RDONLY | O_DIRECTORY);
	close(outside);
}

static void
teardown(void)
{
	char	command[64];

	close(root);
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	ck_assert_int_eq(system(command), 0);
}

/* MemTotal in KiB, or -1. */
static int
total_of(const char *link)
{
	struct meminfo_system	system;

	link_make(link, "proc/meminfo");
	if (meminfo_system_read(root, &system) == -1)
		return -1;
	return (int)(system.total / 1024);
}

static const struct {
	const char	*link;
	int		 total, error;
} link_case[] = {
	{ "../deep/er/meminfo", 2, 0 },
	{ "/deep/er/meminfo", 2, 0 },
	{ "/deep/./er/../er//meminfo", 2, 0 },
	{ "../../../../../deep/er/meminfo", 2, 0 },
	{ "../../out/meminfo", -1, ENOENT },
	{ "/../out/meminfo", -1, ENOENT },
	{ "/proc/self/meminfo", -1, ENOENT },
	{ "meminfo", -1, ELOOP },
	{ "../deep/er/meminfo/x", -1, ENOTDIR },
	{ "/deep/link/meminfo", 2, 0 },
	{ "/deep/up/out/meminfo", -1, ENOENT },
};

START_TEST(links_stay_inside)
{
	size_t	i = (size_t)_i / COUNT_OF(denied);

	if (!kernel_choose(_i % (int)COUNT_OF(denied)))
		return;
	link_make("er", "deep/link");
	link_make("../..", "deep/up");
	errno = 0;
	ck_assert_int_eq(total_of(link_case[i].link), link_case[i].total);
	if (link_case[i].error != 0)
		ck_assert_int_eq(errno, link_case[i].error);
}
END_TEST

START_TEST(processes_are_no_links)
{
	struct meminfo_stat	stat;
	struct meminfo_status	status;
	struct meminfo_process	process;
	char			text[64];
	int			proc, at;

	if (!kernel_choose(_i))
		return;
	proc = meminfo_proc_open(root);
	link_make("/proc/1", "proc/2");
	link_make("/proc/1/stat", "proc/1/stat");
	link_make("../../proc/1/../../../out/meminfo", "proc/1/status");
	ck_assert_int_eq(mkfifoat(root, "proc/1/statm", 0600), 0);
	ASSERT_FAILS(meminfo_stat_read(proc, 1, &stat), ELOOP);
	ASSERT_FAILS(meminfo_stat_read(proc, 2, &stat), ELOOP);
	ASSERT_FAILS(meminfo_status_read(proc, 1, &status), ELOOP);
	ASSERT_FAILS(meminfo_process_open(proc, 2), ELOOP);
	ASSERT_FAILS((int)meminfo_exe_read(proc, 2, text, 64), ELOOP);
	ASSERT_FAILS(meminfo_process_read(proc, 1, MEMINFO_STATM, &process,
	    NULL), EBADMSG);
	at = meminfo_process_open(proc, 1);
	ASSERT_FAILS(meminfo_stat_read(at, 0, &stat), ELOOP);
	close(at);
	close(proc);
}
END_TEST

START_TEST(nothing_is_endless)
{
	struct meminfo_system	system;
	struct meminfo_zones	zones;
	struct meminfo_status	status;
	int			proc, fd;

	if (!kernel_choose(_i))
		return;
	proc = meminfo_proc_open(root);
	ck_assert_int_eq(mkfifoat(root, "proc/meminfo", 0600), 0);
	ASSERT_FAILS(meminfo_system_read(root, &system), EBADMSG);
	file_make("proc/zoneinfo", "");
	fd = openat(root, "proc/zoneinfo", O_WRONLY);
	ck_assert_int_eq(ftruncate(fd, (off_t)1 << 40), 0);
	close(fd);
	ASSERT_FAILS(meminfo_zones_read(root, -1, &zones), EBADMSG);
	file_make("proc/1/status", "Name: x\nState: S\n");
	fd = openat(root, "proc/1/status", O_WRONLY);
	ck_assert_int_eq(ftruncate(fd, (off_t)1 << 40), 0);
	close(fd);
	ASSERT_FAILS(meminfo_status_read(proc, 1, &status), EBADMSG);
	close(proc);
}
END_TEST

/* A live /proc below a root, as a container sees its host's. */
START_TEST(the_live_machine)
{
	struct meminfo_membership	own, in;
	struct meminfo_system		system;
	struct meminfo_process		process;
	int				slash, proc;

	if (!kernel_choose(_i))
		return;
	slash = meminfo_root_open("/");
	ck_assert_int_eq(meminfo_system_read(slash, &system), 0);
	proc = meminfo_proc_open(slash);
	ck_assert_int_eq(meminfo_membership_read(proc, MEMINFO_SELF, &own),
	    0);
	ck_assert_int_eq(meminfo_membership_read(proc, getpid(), &in), 0);
	ck_assert_str_eq(own.v2, in.v2);
	ck_assert_int_eq(meminfo_process_read(proc, getpid(), MEMINFO_STAT |
	    MEMINFO_OWNER, &process, NULL), 0);
	ck_assert_uint_eq(process.owner, geteuid());
	close(proc);
	close(slash);
}
END_TEST

#define DROP_CACHES "proc/sys/vm/drop_caches"

START_TEST(writing_follows_nothing)
{
	if (!kernel_choose(_i))
		return;
	file_make("victim", "1");
	link_make("/victim", DROP_CACHES);
	ASSERT_FAILS(meminfo_drop_open(root), ELOOP);
	ck_assert_int_eq(unlinkat(root, DROP_CACHES, 0), 0);
	ck_assert_int_eq(linkat(root, "victim", root, DROP_CACHES, 0), 0);
	ASSERT_FAILS(meminfo_drop_open(root), EMLINK);
	ck_assert_int_eq(unlinkat(root, DROP_CACHES, 0), 0);
	ck_assert_int_eq(mkdirat(root, DROP_CACHES, 0700), 0);
	ASSERT_FAILS(meminfo_drop_open(root), EISDIR);
	ck_assert_int_eq(unlinkat(root, DROP_CACHES, AT_REMOVEDIR), 0);
	ck_assert_int_eq(unlinkat(root, "proc/sys/vm", AT_REMOVEDIR), 0);
	ck_assert_int_eq(unlinkat(root, "proc/sys", AT_REMOVEDIR), 0);
	link_make("/proc/sys", "proc/sys");
	ASSERT_FAILS(meminfo_drop_open(root), ELOOP);
}
END_TEST

UNIT_SUITE(
	tcase_add_checked_fixture(tc, setup, teardown),
	LOOP(links_stay_inside, (int)(COUNT_OF(link_case) * COUNT_OF(denied))),
	EACH(processes_are_no_links, denied),
	EACH(nothing_is_endless, denied),
	EACH(the_live_machine, denied),
	EACH(writing_follows_nothing, denied))
