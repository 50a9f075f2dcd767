/* cgroup_value.c: a file that is one number, or "max". */
/* SPDX-License-Identifier: MIT */
#include "unit.h"

START_TEST(limits)
{
	uint64_t	value;

	ck_assert_int_eq(PARSE(meminfo_cgroup_value_parse, "max\n", &value), 0);
	ck_assert_uint_eq(value, MEMINFO_UNLIMITED);
	ck_assert_int_eq(PARSE(meminfo_cgroup_value_parse, "9223372036854771712\n",
	    &value), 0);
	ck_assert_uint_eq(value, MEMINFO_UNLIMITED);
	ck_assert_int_eq(PARSE(meminfo_cgroup_value_parse, "0\n", &value), 0);
	ck_assert_uint_eq(value, 0);
	ASSERT_FAILS(PARSE(meminfo_cgroup_value_parse, "", &value), EBADMSG);
	ASSERT_FAILS(PARSE(meminfo_cgroup_value_parse, "maxi\n", &value), EBADMSG);
	ASSERT_FAILS(PARSE(meminfo_cgroup_value_parse, "1 2\n", &value), EBADMSG);
}
END_TEST

UNIT_SUITE(
	TEST(limits))
