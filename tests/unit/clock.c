/* clock.c: uptime, boot time and the units of ticks and pages. */
/* SPDX-License-Identifier: MIT */
#include "unit.h"

START_TEST(uptime)
{
	uint64_t	msec;

	ck_assert_int_eq(PARSE(meminfo_uptime_parse, "3568.42 6000.00\n",
	    &msec), 0);
	ck_assert_uint_eq(msec, 3568420);
}
END_TEST

static const char *const bad_uptime[] = {
	"", "\n", "1\n", "1.5 2\n", ".50 2\n", "-1.50 2\n", "1.50",
	"99999999999999999999.00 1\n", "99999999999.00 1\n", "1.x0 1\n",
};

START_TEST(bad_uptime_is_an_error)
{
	uint64_t	msec;

	ASSERT_FAILS(PARSE(meminfo_uptime_parse, bad_uptime[_i], &msec),
	    EBADMSG);
}
END_TEST

START_TEST(boot)
{
	uint64_t	seconds;

	ck_assert_int_eq(PARSE(meminfo_boot_parse,
	    "cpu  1 2 3\nbtime 1700000000\nprocesses 1\n", &seconds), 0);
	ck_assert_uint_eq(seconds, 1700000000);
	ASSERT_FAILS(PARSE(meminfo_boot_parse, "cpu 1\n", &seconds), EBADMSG);
	ASSERT_FAILS(PARSE(meminfo_boot_parse, "btime x\n", &seconds),
	    EBADMSG);
}
END_TEST

START_TEST(auxv_of_either_width)
{
	const uint64_t		wide[] = { 33, 1, 6, 65536, 17, 100, 0, 0 };
	const uint32_t		narrow[] = { 6, 4096, 17, 250, 0, 0 };
	const uint64_t		odd[] = { 6, 4097, 17, 100, 0, 0 };
	struct meminfo_auxv	auxv;

	ck_assert_int_eq(meminfo_auxv_parse((const char *)wide, sizeof(wide),
	    &auxv), 0);
	ck_assert_uint_eq(auxv.page_size, 65536);
	ck_assert_uint_eq(auxv.clock_ticks, 100);
	ck_assert_int_eq(meminfo_auxv_parse((const char *)narrow,
	    sizeof(narrow), &auxv), 0);
	ck_assert_uint_eq(auxv.page_size, 4096);
	ck_assert_uint_eq(auxv.clock_ticks, 250);
	ASSERT_FAILS(meminfo_auxv_parse((const char *)odd, sizeof(odd), &auxv),
	    EBADMSG);
	ASSERT_FAILS(meminfo_auxv_parse("", 0, &auxv), EBADMSG);
}
END_TEST

START_TEST(this_machine_has_a_clock)
{
	struct meminfo_auxv	auxv;
	uint64_t		msec, seconds;

	ck_assert_int_eq(meminfo_uptime_read(MEMINFO_HOST, &msec), 0);
	ck_assert_int_eq(meminfo_boot_read(MEMINFO_HOST, &seconds), 0);
	ck_assert_int_eq(meminfo_auxv_read(MEMINFO_HOST, &auxv), 0);
	ck_assert_uint_gt(seconds, 1000000000);
}
END_TEST

UNIT_SUITE(
	TEST(uptime),
	EACH(bad_uptime_is_an_error, bad_uptime),
	TEST(boot),
	TEST(auxv_of_either_width),
	TEST(this_machine_has_a_clock))
