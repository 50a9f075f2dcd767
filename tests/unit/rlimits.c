/* rlimits.c: /proc/PID/limits. */
/* SPDX-License-Identifier: MIT */
#include <sys/resource.h>
#include <unistd.h>

#include "unit.h"

static struct meminfo_rlimits	limits;

START_TEST(soft_limits)
{
	ck_assert_int_eq(PARSE(meminfo_rlimits_parse,
	    "Limit                     Soft Limit           Hard Limit"
	    "           Units     \n"
	    "Max file size             5                    6"
	    "                    bytes     \n"
	    "Max data size             unlimited            unlimited"
	    "            bytes     \n"
	    "Max stack size            8388608              unlimited"
	    "            bytes     \n"
	    "Max address space         9223372036854775808  unlimited"
	    "            bytes     \n", &limits), 0);
	ck_assert_uint_eq(limits.data, MEMINFO_UNLIMITED);
	ck_assert_uint_eq(limits.stack, 8388608);
	ck_assert_uint_eq(limits.address_space, MEMINFO_UNLIMITED);
	ck_assert_uint_eq(limits.locked, MEMINFO_ABSENT);
}
END_TEST

static const char *const malformed[] = {
	"Max data size x\n", "Max data size -1 2 bytes\n",
	"Max data size \n", "Max data size 99999999999999999999 1 bytes\n",
};

START_TEST(malformed_is_an_error)
{
	ASSERT_FAILS(PARSE(meminfo_rlimits_parse, malformed[_i], &limits),
	    EBADMSG);
}
END_TEST

START_TEST(own_limits)
{
	struct rlimit	stack;
	int		proc = meminfo_proc_open(MEMINFO_HOST);

	ck_assert_int_ge(proc, 0);
	ck_assert_int_eq(getrlimit(RLIMIT_STACK, &stack), 0);
	ck_assert_int_eq(meminfo_rlimits_read(proc, getpid(), &limits), 0);
	ck_assert_uint_eq(limits.stack, stack.rlim_cur == RLIM_INFINITY ?
	    MEMINFO_UNLIMITED : stack.rlim_cur);
	ASSERT_FAILS(meminfo_rlimits_read(proc, 99999999, &limits), ENOENT);
	close(proc);
}
END_TEST

UNIT_SUITE(
	TEST(soft_limits),
	EACH(malformed_is_an_error, malformed),
	TEST(own_limits))
