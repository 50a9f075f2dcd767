/* size_parse.c: sizes and ranges as users type them. */
/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "common/parse.h"

static const struct {
	const char	*text;
	uint64_t	 bytes;
} good[] = {
	{ "0", 0 },
	{ "1", 1 },
	{ "007", 7 },
	{ "12B", 12 },
	{ "1.5G", UINT64_C(3) << 29 },
	{ ".5K", 512 },
	{ "1.0001", 1 },
	{ "0.1KB", 100 },
	{ "12b", 12 },
	{ "500M", UINT64_C(500) << 20 },
	{ "500m", UINT64_C(500) << 20 },
	{ "4KiB", 4096 },
	{ "4kib", 4096 },
	{ "4KB", 4000 },
	{ "3G", UINT64_C(3) << 30 },
	{ "3GB", UINT64_C(3000000000) },
	{ "2T", UINT64_C(2) << 40 },
	{ "1P", UINT64_C(1) << 50 },
	{ "7E", UINT64_C(7) << 60 },
	{ "9EB", UINT64_C(9000000000000000000) },
	{ "9223372036854775807", INT64_MAX },
};

START_TEST(sizes_are_read)
{
	uint64_t	bytes = 99;

	ck_assert_msg(parse_size(good[_i].text, &bytes), "%s", good[_i].text);
	ck_assert_uint_eq(bytes, good[_i].bytes);
}
END_TEST

static const char *const bad[] = {
	"", " ", "M", "-1", "+1", " 1", "1 ", "1 M", "0x10", ".", "1.5.2G", "1e3",
	"12KX", "12Ki", "12KiBs", "12BB", "12iB", "12BK", "1,2", "K1", "1\n",
	"8E", "10EB", "9223372036854775808", "18446744073709551617",
	"99999999999999999999999", "9007199254740992K",
};

START_TEST(nonsense_is_no_size)
{
	uint64_t	bytes;

	ck_assert_msg(!parse_size(bad[_i], &bytes), "%s", bad[_i]);
}
END_TEST

START_TEST(ranges_are_read)
{
	uint64_t	offset = 9, length = 9;

	ck_assert(parse_range("0", &offset, &length));
	ck_assert_uint_eq(offset, 0);
	ck_assert_uint_eq(length, 0);
	ck_assert(parse_range("5G,1M", &offset, &length));
	ck_assert_uint_eq(offset, UINT64_C(5) << 30);
	ck_assert_uint_eq(length, 1 << 20);
	ck_assert(parse_range("9223372036854775806,1", &offset, &length));
	ck_assert_uint_eq(offset + length, INT64_MAX);
}
END_TEST

static const char *const bad_range[] = {
	"", ",", ",1", "1,", "1,0", "1,,2", "1,2,3", "1, 2", "x", "1,x",
	"-1,1", "9223372036854775807,1", "1,9223372036854775807",
};

START_TEST(nonsense_is_no_range)
{
	uint64_t	offset, length;

	ck_assert_msg(!parse_range(bad_range[_i], &offset, &length), "%s",
	    bad_range[_i]);
}
END_TEST

static const struct {
	const char	*text;
	int64_t		 milliseconds;	/* 0: refused */
} duration[] = {
	{ "90", 90000 }, { "1.5h", 5400000 }, { "7d", 604800000 },
	{ "1,5m", 90000 }, { "2min", 120000 }, { "1W", 604800000 },
	{ "0.001", 1 }, { "0", 0 }, { "5y", 0 }, { "-5", 0 }, { "1.2.3", 0 },
	{ "m", 0 }, { "5 m", 0 }, { "", 0 }, { "6000w", 0 },
};

START_TEST(durations_are_read)
{
	int64_t	ns = 0;

	ck_assert_int_eq(parse_duration(duration[_i].text, &ns),
	    duration[_i].milliseconds != 0);
	if (duration[_i].milliseconds != 0)
		ck_assert_int_eq(ns, duration[_i].milliseconds * 1000000);
}
END_TEST

static const struct {
	const char	*text;
	double		 rate;		/* 0: refused */
} rate[] = {
	{ "3600", 1 }, { "36KiB/h", 10.24 }, { "5/s", 5 }, { "1MB/h",
	    1e6 / 3600 }, { "1.5M/d", 1572864.0 / 86400 }, { "5/", 0 },
	{ "5/y", 0 }, { "0/h", 0 }, { "/h", 0 }, { "5h", 0 }, { "5/h/h", 0 },
};

START_TEST(rates_are_read)
{
	double	value = 0;

	ck_assert_int_eq(parse_rate(rate[_i].text, &value),
	    rate[_i].rate > 0);
	ck_assert_double_eq_tol(value, rate[_i].rate, 1e-9);
}
END_TEST

UNIT_SUITE(
	EACH(sizes_are_read, good),
	EACH(nonsense_is_no_size, bad),
	TEST(ranges_are_read),
	EACH(nonsense_is_no_range, bad_range),
	EACH(durations_are_read, duration),
	EACH(rates_are_read, rate))
