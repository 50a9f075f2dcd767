/* nodes.c: NUMA nodes. */
/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#define KIB UINT64_C(1024)

START_TEST(nodes_in_order_with_gaps)
{
	struct meminfo_nodes	it;
	int			node, root = fixture_open("numa");

	ck_assert_int_eq(meminfo_nodes_open(&it, root), 0);
	ck_assert_int_eq(meminfo_nodes_next(&it, &node), 1);
	ck_assert_int_eq(node, 0);
	ck_assert_int_eq(meminfo_nodes_next(&it, &node), 1);
	ck_assert_int_eq(node, 2);
	ck_assert_int_eq(meminfo_nodes_next(&it, &node), 1);
	ck_assert_int_eq(node, 10);
	ck_assert_int_eq(meminfo_nodes_next(&it, &node), 0);
	ASSERT_FAILS(meminfo_nodes_open(&it, fixture_open("article")), ENOENT);
}
END_TEST

START_TEST(node)
{
	struct meminfo_node	n;
	int			root = fixture_open("numa");

	ck_assert_int_eq(meminfo_node_read(root, 2, &n), 0);
	ck_assert_uint_eq(n.total, 33012164 * KIB);
	ck_assert_uint_eq(n.file, 10604308 * KIB);
	ck_assert_uint_eq(n.swap_cached, MEMINFO_ABSENT);
	ck_assert_uint_eq(n.numa_miss_pages, 2000);
	/* low is 16600 pages of 4 KiB: free + files + slab, each less that */
	ck_assert_uint_eq(meminfo_node_available_read(root, 2, &n),
	    (16000000 + 10000000 + 1000000 - 3 * 16600 * 4) * KIB);
	ck_assert_int_eq(meminfo_node_read(root, 10, &n), 0);
	ck_assert_uint_eq(n.total, 0);
	ck_assert_uint_eq(n.numa_hit_pages, MEMINFO_ABSENT);
	ASSERT_FAILS(meminfo_node_read(root, 1, &n), ENOENT);
}
END_TEST

START_TEST(node_texts)
{
	struct meminfo_node	n;

	ck_assert_int_eq(PARSE(meminfo_node_parse,
	    "Node 3 MemFree: 1 kB\nNode 3 Strange: x\n", &n), 0);
	ck_assert_uint_eq(n.free, KIB);
	ck_assert_uint_eq(n.numa_hit_pages, MEMINFO_ABSENT);
	ck_assert_int_eq(PARSE(meminfo_numastat_parse, "numa_hit 5\n", &n), 0);
	ck_assert_uint_eq(n.numa_hit_pages, 5);
	ck_assert_uint_eq(n.free, MEMINFO_ABSENT);
	ASSERT_FAILS(PARSE(meminfo_numastat_parse, "numa_hit 5 kB\n", &n),
	    EBADMSG);
}
END_TEST

UNIT_SUITE(
	TEST(nodes_in_order_with_gaps),
	TEST(node),
	TEST(node_texts))
