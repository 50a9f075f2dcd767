/* mounts.c: the mounts of this process, and which one a file is on. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <unistd.h>

#include "unit.h"

static struct meminfo_mounts	it;
static struct meminfo_mount	m;

#define TEXT(text) meminfo_mounts_text(&it, text, sizeof(text) - 1)

START_TEST(a_line_is_a_mount)
{
	TEXT("24 1 8:1 / / rw,relatime - ext4 /dev/root rw\n"
	    "100 24 0:52 /top /a\\040b\\134 ro shared:1 master:2 - "
	    "fuse.sshfs me@there: ro,user_id=0\n");
	ck_assert_int_eq(meminfo_mounts_next(&it, &m), 1);
	ck_assert_uint_eq(m.id, 24);
	ck_assert_uint_eq(m.device_major, 8);
	ck_assert_uint_eq(m.device_minor, 1);
	ck_assert_str_eq(m.type, "ext4");
	ck_assert_str_eq(m.point, "/");
	ck_assert_int_eq(meminfo_mounts_next(&it, &m), 1);
	ck_assert_uint_eq(m.id, 100);
	ck_assert_str_eq(m.type, "fuse.sshfs");
	ck_assert_str_eq(m.point, "/a b\\");
	ck_assert_int_eq(meminfo_mounts_next(&it, &m), 0);
}
END_TEST

START_TEST(what_is_no_mount_is_an_error)
{
	TEXT("24 1 8:1 / / rw,relatime - ext4\n");
	ASSERT_FAILS(meminfo_mounts_next(&it, &m), EBADMSG);
	TEXT("x 1 8:1 / / rw,relatime - ext4 /dev/root rw\n");
	ASSERT_FAILS(meminfo_mounts_next(&it, &m), EBADMSG);
	TEXT("24 1 8 / / rw,relatime - ext4 /dev/root rw\n");
	ASSERT_FAILS(meminfo_mounts_next(&it, &m), EBADMSG);
	TEXT("24 1 8:4294967296 / / rw,relatime - ext4 /dev/root rw\n");
	ASSERT_FAILS(meminfo_mounts_next(&it, &m), EBADMSG);
}
END_TEST

START_TEST(a_file_is_on_one_of_them)
{
	uint64_t	id;
	int		fd = open("/proc", O_RDONLY | O_DIRECTORY), more;

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(meminfo_mount_id(fd, &id), 0);
	ck_assert_int_eq(meminfo_mounts_open(&it), 0);
	while ((more = meminfo_mounts_next(&it, &m)) == 1)
		if (m.id == id)
			break;
	meminfo_mounts_close(&it);
	ck_assert_int_eq(more, 1);
	ck_assert_str_eq(m.type, "proc");
	ck_assert_str_eq(m.point, "/proc");
	close(fd);
	ASSERT_FAILS(meminfo_mount_id(fd, &id), ENOENT);
}
END_TEST

UNIT_SUITE(
	TEST(a_line_is_a_mount),
	TEST(what_is_no_mount_is_an_error),
	TEST(a_file_is_on_one_of_them))
