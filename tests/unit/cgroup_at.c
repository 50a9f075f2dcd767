/* cgroup_at.c: where a memory cgroup is. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "fixture.h"
#include "internal.h"

static struct meminfo_cgroup_at	at;
static const char		*root_dir;
static struct meminfo_cgroup	g;

/* A root with a v2 hierarchy of these mounts; own is the caller's cgroup. */
static int
root_make(const char *mounts, const char *own)
{
	static char	dir[] = "/tmp/memutils-cgroup-XXXXXX";
	char		text[2048];

	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(text, sizeof(text), "cd %s && mkdir -p proc/self "
	    "'sys/fs/cgroup/a\\x2db.slice/c' 'sys/fs/cgroup/new\nline' && "
	    "printf '0::%s\\n' >proc/self/cgroup && "
	    "printf '%s' >proc/self/mountinfo", dir, own, mounts);
	ck_assert_int_eq(system(text), 0);
	snprintf(text, sizeof(text), "%s", dir);
	root_dir = dir;
	return meminfo_root_open(dir);
}

static void
root_remove(int root)
{
	char	text[64];

	close(root);
	snprintf(text, sizeof(text), "rm -rf %s", root_dir);
	ck_assert_int_eq(system(text), 0);
}

#define MOUNT "1 2 0:3 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\\n"

/* The latest is hidden; the one before it has a directory that is not there. */
START_TEST(every_mount_is_tried)
{
	int	root = root_make(MOUNT
	    "1 2 0:3 / /mnt/gone rw - cgroup2 cgroup2 rw\\n"
	    "1 2 0:3 / /proc/self rw - cgroup2 cgroup2 rw\\n", "/");

	ck_assert_int_eq(meminfo_cgroup_named(root, "/a\\x2db.slice", 0, &at),
	    0);
	ck_assert_str_eq(at.path, "/sys/fs/cgroup/a\\x2db.slice");
	root_remove(root);
}
END_TEST

/* Names that mtop-once escapes, beside the names themselves. */
static const char *const	escaped[] = {
	"/a\\x2db.slice", "a\\\\x2db.slice", "/a\\\\x2db.slice/c",
	"/sys/fs/cgroup/a\\\\x2db.slice", "/new\\nline", "/new\\x0aline",
};

START_TEST(escaped_names)
{
	int	root = root_make(MOUNT, "/");

	ck_assert_int_eq(meminfo_cgroup_named(root, escaped[_i], 0, &at), 0);
	ASSERT_FAILS(meminfo_cgroup_named(root, "/a\\x2", 0, &at), ENOENT);
	ASSERT_FAILS(meminfo_cgroup_named(root, "/\\x2e.", 0, &at), ENOENT);
	ASSERT_FAILS(meminfo_cgroup_named(root, "/a-b.slice", 0, &at), ENOENT);
	root_remove(root);
}
END_TEST

/*
 * The caller's cgroup is outside of its namespace: the namespace's root is
 * another cgroup, unless the mount was made outside as well.
 */
START_TEST(outside_of_the_namespace)
{
	int	root = root_make(MOUNT, "/../new\\\\nline");

	ASSERT_FAILS(meminfo_cgroup_find(root, MEMINFO_SELF, 0, &at), ENOENT);
	ASSERT_FAILS(meminfo_cgroup_named(root, "/../x", 0, &at), ENOENT);
	root_remove(root);
}
END_TEST

START_TEST(a_mount_from_outside_of_the_namespace)
{
	int	root = root_make(
	    "1 2 0:3 /.. /sys/fs/cgroup rw - cgroup2 cgroup2 rw\\n",
	    "/../new\\\\nline");

	ASSERT_FAILS(meminfo_cgroup_find(root, MEMINFO_SELF, 0, &at), ENOENT);
	ck_assert_int_eq(meminfo_cgroup_named(root, "/../a\\x2db.slice", 0,
	    &at), 0);
	ck_assert_str_eq(at.path, "/sys/fs/cgroup/a\\x2db.slice");
	root_remove(root);
}
END_TEST

/* Both hierarchies are there: the memory controller is in v1. */
START_TEST(as_a_membership_says)
{
	int				root = fixture_open("cgroup-hybrid"), proc;
	struct meminfo_membership	in;

	proc = meminfo_proc_open(root);
	ck_assert_int_eq(meminfo_membership_read(proc, MEMINFO_SELF, &in), 0);
	close(proc);
	ck_assert_int_eq(meminfo_cgroup_member(root, &in, 0, &at), 0);
	ck_assert_int_eq(at.version, 1);
	ck_assert_str_eq(at.path,
	    "/sys/fs/cgroup/v1 memory/batch jobs/one:two");
	ck_assert_int_eq(meminfo_cgroup_member(root, &in, 2, &at), 0);
	ck_assert_str_eq(at.path, "/sys/fs/cgroup/unified/user.slice");
	in.v1[0] = '\0';
	in.v2[0] = '\0';
	ASSERT_FAILS(meminfo_cgroup_member(root, &in, 0, &at), ENOENT);
	ASSERT_FAILS(meminfo_cgroup_member(root, &in, 1, &at), ENOENT);
}
END_TEST

static const char *const	name_of_slice[] = {
	"/system.slice", "system.slice", "/system.slice/", "//system.slice",
	"/sys/fs/cgroup/system.slice", "/sys/fs/cgroup/system.slice/",
};

START_TEST(names_by_hierarchy_or_file_system)
{
	int	root = fixture_open("cgroup-v2");

	ck_assert_int_eq(meminfo_cgroup_named(root, name_of_slice[_i], 0, &at),
	    0);
	ck_assert_int_eq(meminfo_cgroup_read(root, &at, &g), 0);
	ck_assert_uint_eq(g.usage, 1052770304);
}
END_TEST

static const char *const	name_of_none[] = {
	"/nope", "/system", "/../../../proc", "..", "/system.slice/..",
};

START_TEST(names_of_no_cgroup)
{
	int	root = fixture_open("cgroup-v2");

	ASSERT_FAILS(meminfo_cgroup_named(root, name_of_none[_i], 0, &at),
	    ENOENT);
}
END_TEST

START_TEST(no_controller_no_cgroup)
{
	int	root = fixture_open("article");

	ASSERT_FAILS(meminfo_cgroup_find(root, MEMINFO_SELF, 0, &at), ENOENT);
	ASSERT_FAILS(meminfo_cgroup_named(root, "/", 0, &at), ENOENT);
}
END_TEST

UNIT_SUITE(
	TEST(every_mount_is_tried),
	EACH(escaped_names, escaped),
	TEST(outside_of_the_namespace),
	TEST(a_mount_from_outside_of_the_namespace),
	TEST(as_a_membership_says),
	EACH(names_by_hierarchy_or_file_system, name_of_slice),
	EACH(names_of_no_cgroup, name_of_none),
	TEST(no_controller_no_cgroup))
