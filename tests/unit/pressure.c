/* pressure.c: pressure stall information. */
/* SPDX-License-Identifier: MIT */
#include "fixture.h"

START_TEST(pressure)
{
	struct meminfo_pressure	p;

	ck_assert_int_eq(PARSE(meminfo_pressure_parse,
	    "some avg10=1.25 avg60=100.00 avg300=0.01 total=12\n"
	    "full avg10=0.00 avg60=0.50 avg300=0.00 total=34\n"
	    "more avg10=9\n", &p), 0);
	ck_assert_uint_eq(p.some.avg10_centi, 125);
	ck_assert_uint_eq(p.some.avg60_centi, 10000);
	ck_assert_uint_eq(p.some.avg300_centi, 1);
	ck_assert_uint_eq(p.some.total_usec, 12);
	ck_assert_uint_eq(p.full.avg60_centi, 50);
	ck_assert_uint_eq(p.full.total_usec, 34);
}
END_TEST

START_TEST(pressure_without_full)
{
	struct meminfo_pressure	p;

	ck_assert_int_eq(PARSE(meminfo_pressure_parse,
	    "some avg10=0.00 total=12\n", &p), 0);
	ck_assert_uint_eq(p.some.avg60_centi, MEMINFO_ABSENT);
	ck_assert_uint_eq(p.full.total_usec, MEMINFO_ABSENT);
}
END_TEST

static const char *const	bad_pressure[] = {
	"", "some avg10=0\n", "some avg10=0.00 total=1", "none avg10=0.00\n",
	"some total=-1\n", "full\n",
};

static const char *const	wrong_average[] = {
	"some avg10=0 total=1\n", "some avg10=0.0 total=1\n",
	"some avg10=100.01 total=1\n", "some avg10=-1.00 total=1\n",
	"some avg10=.00 total=1\n",
	"some avg10=184467440737095516.16 total=1\n",
};

START_TEST(a_wrong_average_goes_alone)
{
	struct meminfo_pressure	p;

	ck_assert_int_eq(PARSE(meminfo_pressure_parse, wrong_average[_i],
	    &p), 0);
	ck_assert_uint_eq(p.some.avg10_centi, MEMINFO_ABSENT);
	ck_assert_uint_eq(p.some.total_usec, 1);
}
END_TEST

START_TEST(malformed_pressure)
{
	struct meminfo_pressure	p;

	ASSERT_FAILS(PARSE(meminfo_pressure_parse, bad_pressure[_i], &p),
	    EBADMSG);
}
END_TEST

START_TEST(a_file)
{
	struct meminfo_pressure	p;

	ck_assert_int_eq(meminfo_pressure_read(fixture_open("linux-6.18"), &p),
	    0);
	ck_assert_uint_eq(p.some.total_usec, 0);
	ck_assert_uint_eq(p.full.total_usec, 0);
	ASSERT_FAILS(meminfo_pressure_read(fixture_open("article"), &p),
	    ENOENT);
}
END_TEST

UNIT_SUITE(
	TEST(pressure),
	TEST(pressure_without_full),
	EACH(a_wrong_average_goes_alone, wrong_average),
	EACH(malformed_pressure, bad_pressure),
	TEST(a_file))
