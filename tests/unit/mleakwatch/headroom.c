/* headroom.c: what a process may come to, in a recorded cgroup. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <unistd.h>

#include "fixture.h"
#include "mleakwatch/live/live.h"

/*
 * The parent has 20 MiB below its limit and 1 MiB that it would give back
 * (see cgroup.c), and 924 MiB of swap left of the 7,204,360 KiB that are free.
 */
START_TEST(cache_and_swap_count_as_free)
{
	static struct config		config;
	static struct session		session = { .config = &config };
	static struct process		process = { .pid = (uint64_t)MEMINFO_SELF };
	struct meminfo_status		status;

	config.options.root = fixture_open("cgroup-v2");
	session.proc = meminfo_proc_open(config.options.root);
	memset(&status, 0xff, sizeof(status));
	ck_assert_int_eq(series_add(&process.series, 100, 4e6, (double)NAN),
	    SERIES_TAKEN);
	ck_assert_int_eq(series_add(&process.series, 130, 5e6, (double)NAN),
	    SERIES_TAKEN);
	headroom_read(&session, &process, &status);
	ck_assert_int_eq(process.live.limit, LIMIT_CGROUP);
	ck_assert(fabs(process.live.bytes_limit -
	    (5e6 + 22020096 + 1073741824 - 104857600)) < 1);
	ck_assert(fabs(process.live.limit_read_s - 30) < 1e-3);
	/* The cgroup counts kills: is there one more since? */
	ck_assert_uint_ne(process.live.oom_kills, MEMINFO_ABSENT);
	ck_assert(!headroom_oom_killed(&session, &process));
	process.live.oom_kills--;
	ck_assert(headroom_oom_killed(&session, &process));
	process.live.room++;
	ck_assert(!headroom_oom_killed(&session, &process));
	headroom_free(&session.headroom);
	close(session.proc);
	close(config.options.root);
}
END_TEST

UNIT_SUITE(
	TEST(cache_and_swap_count_as_free))
