/* cgroup.c: what a memory cgroup of either version has. */
/* SPDX-License-Identifier: MIT */
#include "fixture.h"

static struct meminfo_cgroup_at	at;
static struct meminfo_cgroup	g;

START_TEST(v2_with_tighter_parent)
{
	int	root = fixture_open("cgroup-v2");

	ck_assert_int_eq(meminfo_cgroup_find(root, MEMINFO_SELF, 0, &at), 0);
	ck_assert_int_eq(at.version, 2);
	ck_assert_str_eq(at.path, "/sys/fs/cgroup/system.slice/web.service");
	ck_assert_int_eq(meminfo_cgroup_read(root, &at, &g), 0);
	ck_assert_uint_eq(g.usage, 268435456);
	ck_assert_uint_eq(g.limit, 536870912);
	ck_assert_uint_eq(g.high, 503316480);
	ck_assert_uint_eq(g.low, 16777216);
	ck_assert_uint_eq(g.peak, 300000000);
	ck_assert_uint_eq(g.swap_usage, 4096);
	ck_assert_uint_eq(g.swap_limit, MEMINFO_UNLIMITED);
	ck_assert_uint_eq(g.stat.anon, 104857600);
	ck_assert_uint_eq(g.stat.slab_reclaimable, 3145728);
	ck_assert_uint_eq(g.stat.hierarchical_limit, MEMINFO_ABSENT);
	ck_assert_uint_eq(g.events.high, 22);
	ck_assert_uint_eq(g.events.oom_kill, 5);
	/* The parent's 1 GiB has 20 MiB left, 21 with its slab. */
	ck_assert_uint_eq(g.effective_limit, 536870912);
	ck_assert_uint_eq(g.effective_free, 20971520);
	ck_assert_uint_eq(g.effective_available, 22020096);
	/* Its own swap has no limit, that of the parent 1 GiB. */
	ck_assert_uint_eq(g.effective_swap, 1073741824 - 104857600);
}
END_TEST

START_TEST(the_root_cgroup_has_no_limit)
{
	int	root = fixture_open("cgroup-v2");

	ck_assert_int_eq(meminfo_cgroup_named(root, "/", 0, &at), 0);
	ck_assert_int_eq(meminfo_cgroup_read(root, &at, &g), 0);
	ck_assert_uint_eq(g.usage, MEMINFO_ABSENT);
	ck_assert_uint_eq(g.effective_limit, MEMINFO_UNLIMITED);
	ck_assert_uint_eq(g.effective_available, MEMINFO_UNLIMITED);
	ck_assert_uint_eq(g.effective_swap, MEMINFO_UNLIMITED);
	ck_assert_int_eq(meminfo_cgroup_parent(&at), 0);
}
END_TEST

START_TEST(v1_limit_of_ancestors_out_of_sight)
{
	int	root = fixture_open("cgroup-v1-container");

	ck_assert_int_eq(meminfo_cgroup_find(root, MEMINFO_SELF, 0, &at), 0);
	ck_assert_int_eq(at.version, 1);
	ck_assert_str_eq(at.path, "/sys/fs/cgroup/memory");
	ck_assert_int_eq(meminfo_cgroup_read(root, &at, &g), 0);
	ck_assert_uint_eq(g.limit, MEMINFO_UNLIMITED);
	ck_assert_uint_eq(g.effective_limit, 536870912);
	ck_assert_uint_eq(g.swap_usage, 10000000);
	ck_assert_uint_eq(g.stat.anon, 73400320);
	ck_assert_uint_eq(g.stat.file, 125829120);
}
END_TEST

START_TEST(hybrid_with_a_blank_and_a_colon)
{
	struct meminfo_pressure	p;
	int			root = fixture_open("cgroup-hybrid");

	ck_assert_int_eq(meminfo_cgroup_find(root, MEMINFO_SELF, 0, &at), 0);
	ck_assert_str_eq(at.path,
	    "/sys/fs/cgroup/v1 memory/batch jobs/one:two");
	ck_assert_int_eq(meminfo_cgroup_read(root, &at, &g), 0);
	ck_assert_uint_eq(g.effective_limit, 209715200);
	/* batch jobs: 314572800 - 300000000, and its 40000000 of cache */
	ck_assert_uint_eq(g.effective_free, 14572800);
	ck_assert_uint_eq(g.effective_available, 54572800);
	ASSERT_FAILS(meminfo_cgroup_pressure_read(root, &at, &p), EINVAL);
	ck_assert_int_eq(meminfo_cgroup_find(root, MEMINFO_SELF, 2, &at), 0);
	ck_assert_str_eq(at.path, "/sys/fs/cgroup/unified/user.slice");
	ck_assert_int_eq(meminfo_cgroup_pressure_read(root, &at, &p), 0);
	ck_assert_uint_eq(p.some.avg60_centi, 1234);
}
END_TEST

START_TEST(stat_and_events)
{
	struct meminfo_cgroup_stat	stat;
	struct meminfo_cgroup_events	events;

	ck_assert_int_eq(PARSE(meminfo_cgroup_stat_parse,
	    "cache 1\nrss 2\ntotal_cache 3\ntotal_rss 4\n", 1, &stat), 0);
	ck_assert_uint_eq(stat.file, 3);
	ck_assert_uint_eq(stat.anon, 4);
	ck_assert_uint_eq(stat.sock, MEMINFO_ABSENT);
	ASSERT_FAILS(PARSE(meminfo_cgroup_stat_parse, "anon -3\n", 2, &stat),
	    EBADMSG);
	ck_assert_int_eq(PARSE(meminfo_cgroup_events_parse, "oom 3\n",
	    &events), 0);
	ck_assert_uint_eq(events.oom, 3);
	ck_assert_uint_eq(events.max, MEMINFO_ABSENT);
}
END_TEST

START_TEST(a_wrong_number_goes_alone)
{
	struct meminfo_cgroup_stat	stat;

	ck_assert_int_eq(PARSE(meminfo_cgroup_stat_parse,
	    "anon 18446744073709547520\nfile 5\n", 2, &stat), 0);
	ck_assert_uint_eq(stat.anon, MEMINFO_ABSENT);
	ck_assert_uint_eq(stat.file, 5);
	ck_assert_uint_eq(stat.wrong.count, 1);
	ck_assert_str_eq(stat.wrong.key[0], "anon");
}
END_TEST

UNIT_SUITE(
	TEST(v2_with_tighter_parent),
	TEST(the_root_cgroup_has_no_limit),
	TEST(v1_limit_of_ancestors_out_of_sight),
	TEST(hybrid_with_a_blank_and_a_colon),
	TEST(stat_and_events),
	TEST(a_wrong_number_goes_alone))
