/* membership.c: which cgroups a process is in. */
/* SPDX-License-Identifier: MIT */
#include <unistd.h>

#include "fixture.h"

START_TEST(membership)
{
	struct meminfo_membership	m;

	ck_assert_int_eq(PARSE(meminfo_membership_parse,
	    "5:cpu,memory,x:/a:b\n1:name=memory:/no\n2:name=systemd:/d\n"
	    "0::/c\n", &m), 0);
	ck_assert_str_eq(m.v1, "/a:b");
	ck_assert_str_eq(m.v2, "/c");
	ck_assert_str_eq(m.systemd, "/d");
	ck_assert_int_eq(PARSE(meminfo_membership_parse, "", &m), 0);
	ck_assert_str_eq(m.v1, "");
	ASSERT_FAILS(PARSE(meminfo_membership_parse, "0:/x\n", &m), EBADMSG);
	ASSERT_FAILS(PARSE(meminfo_membership_parse, "0::/x", &m), EBADMSG);
	ASSERT_FAILS(PARSE(meminfo_membership_parse, "0::x\n", &m), EBADMSG);
}
END_TEST

START_TEST(files)
{
	struct meminfo_membership	m, own;
	int				proc;

	proc = meminfo_proc_open(fixture_open("cgroup-v2"));
	ck_assert_int_eq(meminfo_membership_read(proc, MEMINFO_SELF, &m), 0);
	ck_assert_str_eq(m.v1, "");
	ck_assert_str_eq(m.v2, "/system.slice/web.service");
	ASSERT_FAILS(meminfo_membership_read(proc, 7, &m), ENOENT);
	close(proc);

	proc = meminfo_proc_open(MEMINFO_HOST);
	ck_assert_int_eq(meminfo_membership_read(proc, MEMINFO_SELF, &own),
	    0);
	ck_assert_int_eq(meminfo_membership_read(proc, getpid(), &m), 0);
	ck_assert_str_eq(m.v1, own.v1);
	ck_assert_str_eq(m.v2, own.v2);
	close(proc);
}
END_TEST

UNIT_SUITE(
	TEST(membership),
	TEST(files))
