/* cgroup_mount.c: where the cgroup hierarchies are mounted. */
/* SPDX-License-Identifier: MIT */
#include "internal.h"
#include "unit.h"

START_TEST(mounts)
{
	struct meminfo_cgroup_mount	m;
	struct meminfo_mount_rank	rank = MEMINFO_RANK_FIRST;

	ck_assert_int_eq(PARSE(meminfo_cgroup_mount_parse,
	    "1 2 0:3 / /a rw - tmpfs cgroup2 rw,memory\n"
	    "1 2 0:3 / /b rw - cgroup cgroup rw,memory_x\n"
	    "1 2 0:3 /top\\134 /c\\040d rw shared:1 - cgroup x rw,memory\n",
	    1, "", NULL, &rank, &m), 0);
	ck_assert_str_eq(m.top, "/top\\");
	ck_assert_str_eq(m.point, "/c d");
	ASSERT_FAILS(PARSE(meminfo_cgroup_mount_parse, "1 2 0:3\n", 2, "",
	    NULL, &rank, &m), ENOENT);
}
END_TEST

/* The nearest above the cgroup, then the latest. */
START_TEST(every_mount_has_its_turn)
{
	static const char		text[] =
	    "1 2 0:3 / /first rw - cgroup2 cgroup2 rw\n"
	    "1 2 0:3 /a /near rw - cgroup2 cgroup2 rw\n"
	    "1 2 0:3 / /v1 rw - cgroup cgroup rw,memory\n"
	    "1 2 0:3 / /last rw - cgroup2 cgroup2 rw\n";
	static const char *const	point[] = { "/near", "/last",
	    "/first" };
	struct meminfo_cgroup_mount	m;
	struct meminfo_mount_rank	rank = MEMINFO_RANK_FIRST;
	size_t				i;

	for (i = 0; i < COUNT_OF(point); i++) {
		ck_assert_int_eq(PARSE(meminfo_cgroup_mount_parse, text, 2,
		    "", "/a/b", &rank, &m), 0);
		ck_assert_str_eq(m.point, point[i]);
	}
	ASSERT_FAILS(PARSE(meminfo_cgroup_mount_parse, text, 2, "", "/a/b",
	    &rank, &m), ENOENT);
}
END_TEST

/* Several mounts of one hierarchy, one of a part of it, and others. */
#define MOUNTS \
	"1 2 0:3 / /sys/fs/cgroup rw - tmpfs tmpfs rw\n" \
	"1 2 0:3 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n" \
	"1 2 0:3 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n" \
	"1 2 0:3 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n" \
	"1 2 0:3 /docker/1 /mnt rw - cgroup cgroup rw,memory\n" \
	"1 2 0:3 / /host/sys/fs/cgroup rw - cgroup2 cgroup2 rw\n"

static const struct {
	const char	*prefix;
	const char	*directory;
	int		 version;
	const char	*path;
} directory[] = {
	{ "", "/sys/fs/cgroup/memory", 1, "/" },
	{ "", "/sys/fs/cgroup/memory/", 1, "/" },
	{ "", "/sys/fs/cgroup/memory/a b/c", 1, "/a b/c" },
	{ "", "/sys/fs/cgroup/unified/user.slice", 2, "/user.slice" },
	{ "", "/mnt", 1, "/docker/1" },
	{ "", "/mnt/x", 1, "/docker/1/x" },
	{ "", "/host/sys/fs/cgroup/x", 2, "/x" },
	{ "/host", "/sys/fs/cgroup/x", 2, "/x" },
	{ "", "/sys/fs/cgroup/cpu/x", ENOENT, NULL },
	{ "", "/sys/fs/cgroup/memoryx", ENOENT, NULL },
	{ "", "/x", ENOENT, NULL },
	{ "", "/sys/fs/cgroup/memory/../x", EINVAL, NULL },
};

START_TEST(directories)
{
	struct meminfo_cgroup_name	name;

	if (directory[_i].path == NULL) {
		ASSERT_FAILS(PARSE(meminfo_cgroup_name_parse, MOUNTS, "",
		    directory[_i].directory, &name), directory[_i].version);
		return;
	}
	ck_assert_int_eq(PARSE(meminfo_cgroup_name_parse, MOUNTS,
	    directory[_i].prefix, directory[_i].directory, &name), 0);
	ck_assert_int_eq(name.version, directory[_i].version);
	ck_assert_str_eq(name.path, directory[_i].path);
}
END_TEST

UNIT_SUITE(
	TEST(mounts),
	TEST(every_mount_has_its_turn),
	EACH(directories, directory))
