/* slabs.c: the kernel's caches of small objects. */
/* SPDX-License-Identifier: MIT */
#include "fixture.h"

START_TEST(caches)
{
	struct meminfo_slabs	it;
	struct meminfo_slab	slab;
	int			root = fixture_open("holders"), count = 0;

	ck_assert_int_eq(meminfo_slabs_open(&it, root), 0);
	while (meminfo_slabs_next(&it, &slab) == 1) {
		count++;
		if (slab.name_length != 6 ||
		    memcmp(slab.name, "dentry", 6) != 0)
			continue;
		ck_assert_uint_eq(slab.active_objects, 36561);
		ck_assert_uint_eq(slab.object_size, 192);
		ck_assert_uint_eq(slab.pages_per_slab, 1);
		ck_assert_uint_eq(slab.slabs, 1741);
		ck_assert_uint_eq(meminfo_slab_bytes(&slab, 4096),
		    1741 * 4096);
		ck_assert_uint_eq(meminfo_slab_active_bytes(&slab),
		    36561 * 192);
		ck_assert_int_eq(meminfo_slab_is_reclaimable(root, &slab), 1);
	}
	ck_assert_int_eq(count, 6);
	meminfo_slabs_close(&it);
	ASSERT_FAILS(meminfo_slabs_open(&it, fixture_open("numa")), ENOENT);
}
END_TEST

START_TEST(reclaimable_or_not)
{
	struct meminfo_slab	slab = { .name = "task_struct",
				    .name_length = 11 };
	int			root = fixture_open("holders");

	ck_assert_int_eq(meminfo_slab_is_reclaimable(root, &slab), 0);
	slab.name_length = 4;
	ASSERT_FAILS(meminfo_slab_is_reclaimable(root, &slab), ENOENT);
	slab.name = "../../etc";
	slab.name_length = 9;
	ASSERT_FAILS(meminfo_slab_is_reclaimable(root, &slab), ENOENT);
	slab.name = "..";
	slab.name_length = 2;
	ASSERT_FAILS(meminfo_slab_is_reclaimable(root, &slab), ENOENT);
}
END_TEST

#define REST " : tunables 0 0 0 : slabdata 6 7 0\n"

START_TEST(names_of_cgroups_hold_blanks)
{
	static const char	text[] = "slabinfo - version: 2.1\n"
	    "dentry(5:my job 7)  1 2 3 4 5" REST
	    "x 18446744073709551615 2 y 4 5" REST;
	struct meminfo_slabs	it;
	struct meminfo_slab	slab;

	meminfo_slabs_text(&it, text, strlen(text));
	ck_assert_int_eq(meminfo_slabs_next(&it, &slab), 1);
	ck_assert_uint_eq(slab.name_length, 18);
	ck_assert_mem_eq(slab.name, "dentry(5:my job 7)", 18);
	ck_assert_uint_eq(slab.active_objects, 1);
	ck_assert_uint_eq(slab.objects_per_slab, 4);
	ck_assert_uint_eq(slab.active_slabs, 6);
	ck_assert_int_eq(meminfo_slabs_next(&it, &slab), 1);
	ck_assert_uint_eq(slab.active_objects, MEMINFO_ABSENT);
	ck_assert_uint_eq(slab.objects, 2);
	ck_assert_uint_eq(slab.object_size, MEMINFO_ABSENT);
	ck_assert_uint_eq(meminfo_slab_active_bytes(&slab), MEMINFO_ABSENT);
	ck_assert_uint_eq(meminfo_slab_bytes(&slab, 4096), 35 * 4096);
	ck_assert_int_eq(meminfo_slabs_next(&it, &slab), 0);
}
END_TEST

static const char *const	malformed[] = {
	"x\n", "x 1 2 3 4 5\n", "1 2 3 4 5" REST,
	"x 1 2 3 4 5 : tunables 0 0 0\n",
	"x 1 2 3 4 5 : tunables 0 0 0 : slabdata 6\n",
	"x 1 2 3 4 5 : tunables 0 0 0 : slabdata 6 7 0",
};

START_TEST(malformed_lines)
{
	struct meminfo_slabs	it;
	struct meminfo_slab	slab;

	meminfo_slabs_text(&it, malformed[_i], strlen(malformed[_i]));
	ASSERT_FAILS(meminfo_slabs_next(&it, &slab), EBADMSG);
	ck_assert_int_eq(meminfo_slabs_next(&it, &slab), 0);
}
END_TEST

UNIT_SUITE(
	TEST(caches),
	TEST(reclaimable_or_not),
	TEST(names_of_cgroups_hold_blanks),
	LOOP(malformed_lines, 6))
