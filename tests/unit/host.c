/* host.c: what the machine is called. */
/* SPDX-License-Identifier: MIT */
#include <unistd.h>

#include "fixture.h"

START_TEST(without_the_newline)
{
	char	name[MEMINFO_HOST_MAX];

	ck_assert_int_eq(meminfo_host_read(fixture_open("processes"), name),
	    0);
	ck_assert_str_eq(name, "recorded");
}
END_TEST

START_TEST(as_gethostname_has_it)
{
	char	name[MEMINFO_HOST_MAX], own[MEMINFO_HOST_MAX];

	ck_assert_int_eq(gethostname(own, sizeof(own)), 0);
	ck_assert_int_eq(meminfo_host_read(MEMINFO_HOST, name), 0);
	ck_assert_str_eq(name, own);
}
END_TEST

START_TEST(a_capture_may_have_none)
{
	char	name[MEMINFO_HOST_MAX];

	ASSERT_FAILS(meminfo_host_read(fixture_open("article"), name),
	    ENOENT);
}
END_TEST

UNIT_SUITE(
	TEST(without_the_newline),
	TEST(as_gethostname_has_it),
	TEST(a_capture_may_have_none))
