/* drop.c: what is written to drop_caches and memory.reclaim of a copy. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit.h"

static char	dir[] = "/tmp/memutils-drop-XXXXXX";
static int	root;

#define DROP_CACHES "proc/sys/vm/drop_caches"
#define RECLAIM "sys/fs/cgroup/a/memory.reclaim"

static void
file_make(const char *path)
{
	int	fd = openat(root, path, O_CREAT | O_WRONLY, 0600);

	ck_assert_int_ge(fd, 0);
	close(fd);
}

static void
setup(void)
{
	static const char *const	part[] = { "proc", "proc/sys",
	    "proc/sys/vm", "sys", "sys/fs", "sys/fs/cgroup",
	    "sys/fs/cgroup/a" };
	size_t				i;

	ck_assert_ptr_nonnull(mkdtemp(dir));
	root = meminfo_root_open(dir);
	for (i = 0; i < sizeof(part) / sizeof(part[0]); i++)
		ck_assert_int_eq(mkdirat(root, part[i], 0700), 0);
}

static void
teardown(void)
{
	char	command[64];

	close(root);
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	ck_assert_int_eq(system(command), 0);
}

static const char *
written(const char *path)
{
	static char	text[64];
	int		fd = openat(root, path, O_RDONLY);
	ssize_t		n = read(fd, text, sizeof(text) - 1);

	ck_assert_int_ge(n, 0);
	text[n] = '\0';
	close(fd);
	return text;
}

START_TEST(a_level_is_one_digit)
{
	int	fd;

	file_make(DROP_CACHES);
	fd = meminfo_drop_open(root);
	ck_assert_int_ge(fd, 0);
	ck_assert_str_eq(written(DROP_CACHES), "");
	ck_assert_int_eq(meminfo_drop_write(fd,
	    MEMINFO_DROP_ALL | MEMINFO_DROP_QUIET), 0);
	ck_assert_str_eq(written(DROP_CACHES), "7\n");
	close(fd);
}
END_TEST

START_TEST(other_levels_are_refused)
{
	static const unsigned	level[] = { 0, MEMINFO_DROP_QUIET, 8, 9, 11 };
	int			fd;

	file_make(DROP_CACHES);
	fd = meminfo_drop_open(root);
	ASSERT_FAILS(meminfo_drop_write(fd, level[_i]), EINVAL);
	ck_assert_str_eq(written(DROP_CACHES), "");
	close(fd);
}
END_TEST

START_TEST(the_copy_must_be_what_it_should)
{
	ASSERT_FAILS(meminfo_drop_open(root), ENOENT);
	file_make("victim");
	ck_assert_int_eq(symlinkat("../../../victim", root, DROP_CACHES), 0);
	ASSERT_FAILS(meminfo_drop_open(root), ELOOP);
	ck_assert_int_eq(unlinkat(root, DROP_CACHES, 0), 0);
	ck_assert_int_eq(mkfifoat(root, DROP_CACHES, 0600), 0);
	ASSERT_FAILS(meminfo_drop_open(root), ENXIO);
}
END_TEST

static struct meminfo_cgroup_at	at = { 2, 14, "/sys/fs/cgroup/a" };

START_TEST(a_cgroup_is_asked_for_bytes)
{
	int	fd;

	at.version = 2;
	ASSERT_FAILS(meminfo_reclaim_open(root, &at), ENOENT);
	file_make(RECLAIM);
	fd = meminfo_reclaim_open(root, &at);
	ck_assert_int_ge(fd, 0);
	ck_assert_str_eq(written(RECLAIM), "");
	ck_assert_int_eq(meminfo_reclaim_write(fd, UINT64_C(5) << 32), 0);
	ck_assert_str_eq(written(RECLAIM), "21474836480\n");
	close(fd);
}
END_TEST

START_TEST(version_1_cannot)
{
	file_make(RECLAIM);
	at.version = 1;
	ASSERT_FAILS(meminfo_reclaim_open(root, &at), EOPNOTSUPP);
}
END_TEST

UNIT_SUITE(
	tcase_add_checked_fixture(tc, setup, teardown),
	TEST(a_level_is_one_digit),
	LOOP(other_levels_are_refused, 5),
	TEST(the_copy_must_be_what_it_should),
	TEST(a_cgroup_is_asked_for_bytes),
	TEST(version_1_cannot))
