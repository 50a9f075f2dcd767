/* coldness.c: the share of the growth that is cold. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "mleakwatch/report/report.h"
#include "unit.h"

#define MIB 1048576.0F

/* 10 MiB before, 2 of them cold; then 8 more. */
static struct cold_parts
cold_of(float cold_then)
{
	struct cold_parts	cold;

	memset(&cold, 0, sizeof(cold));
	cold.memory.first[MAPPING_HEAP] = 10 * MIB;
	cold.cold.first[MAPPING_HEAP] = 2 * MIB;
	cold.memory.last[MAPPING_HEAP] = 10 * MIB;
	cold.memory.last[MAPPING_ANON] = 8 * MIB;
	cold.cold.last[MAPPING_HEAP] = 2 * MIB;
	cold.cold.last[MAPPING_ANON] = cold_then;
	cold.stretch_s = 130;
	cold.readings = 2;
	return cold;
}

START_TEST(growth_alone_has_a_share)
{
	struct cold_parts	cold = cold_of(6 * MIB);
	char			text[COLD_TEXT];

	ck_assert(fabs(cold_share(&cold) - 0.75) < 1e-9);
	cold_text(text, &cold);
	ck_assert_str_eq(text, "; for 2 min, 75 % of its growth was not "
	    "touched, in anonymous 100 %");
	cold = cold_of(0);
	ck_assert(cold_share(&cold) <= 0);
}
END_TEST

/* Memory of the start-up may cool as well. */
START_TEST(a_share_is_one_at_most)
{
	struct cold_parts	cold = cold_of(8 * MIB);

	cold.cold.last[MAPPING_HEAP] = 5 * MIB;
	ck_assert(fabs(cold_share(&cold) - 1) < 1e-9);
	cold.cold.last[MAPPING_HEAP] = cold.cold.last[MAPPING_ANON] = 0;
	ck_assert(cold_share(&cold) >= 0);
}
END_TEST

START_TEST(a_collector_that_touches_all_tells_nothing)
{
	struct cold_parts	cold = cold_of(2 * MIB);
	char			text[COLD_TEXT];

	cold.collector = true;
	ck_assert(isnan(cold_share(&cold)));
	cold_text(text, &cold);
	ck_assert_ptr_nonnull(strstr(text, "garbage collection"));
	cold = cold_of(6 * MIB);
	cold.collector = true;
	ck_assert(fabs(cold_share(&cold) - 0.75) < 1e-9);
}
END_TEST

START_TEST(too_little_is_not_known)
{
	struct cold_parts	cold = cold_of(6 * MIB);
	char			text[COLD_TEXT];

	cold.readings = 1;
	ck_assert(isnan(cold_share(&cold)));
	ck_assert_uint_eq(cold_text(text, &cold), 0);
	ck_assert_str_eq(text, "");
	cold = cold_of(6 * MIB);
	cold.memory.last[MAPPING_ANON] = 32768;
	ck_assert(isnan(cold_share(&cold)));
	cold.memory.last[MAPPING_ANON] = -2 * MIB;
	ck_assert(isnan(cold_share(&cold)));
}
END_TEST

UNIT_SUITE(
	TEST(growth_alone_has_a_share),
	TEST(a_share_is_one_at_most),
	TEST(a_collector_that_touches_all_tells_nothing),
	TEST(too_little_is_not_known))
