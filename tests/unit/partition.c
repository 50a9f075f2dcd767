/* partition.c: where all the memory is. */
#include "fixture.h"

static struct meminfo_system	s;
static struct meminfo_partition	p;

#define KIB UINT64_C(1024)

static const struct meminfo_extra	nothing = {
	NULL, NULL, MEMINFO_ABSENT
};

static void
partition(const char *text)
{
	ck_assert_int_eq(PARSE(meminfo_system_parse, text, &s), 0);
	ck_assert_int_eq(meminfo_partition_make(&s, &nothing, &p), 0);
}

START_TEST(shmem_counts_once)
{
	partition("MemTotal: 1000 kB\nMemFree: 100 kB\nCached: 300 kB\n"
	    "Shmem: 50 kB\n");
	ck_assert_uint_eq(p.file_cache, 250 * KIB);
	ck_assert_uint_eq(p.shmem, 50 * KIB);
	ck_assert_int_eq(p.unaccounted, 600 * 1024);
	ck_assert_uint_eq(p.anon, MEMINFO_ABSENT);
}
END_TEST

/* 30 of the 100 in the swap cache are mapped and so in AnonPages as well. */
START_TEST(swap_cache_counts_once)
{
	partition("MemTotal: 1000 kB\nCached: 200 kB\nSwapCached: 100 kB\n"
	    "Active: 300 kB\nInactive: 360 kB\nUnevictable: 20 kB\n"
	    "AnonPages: 400 kB\nBuffers: 10 kB\n");
	ck_assert_uint_eq(p.swap_cache, 70 * KIB);
	partition("MemTotal: 1000 kB\nCached: 200 kB\nSwapCached: 100 kB\n"
	    "Active: 1 kB\nInactive: 1 kB\nAnonPages: 400 kB\n");
	ck_assert_uint_eq(p.swap_cache, 0);
	partition("MemTotal: 1000 kB\nSwapCached: 100 kB\n");
	ck_assert_uint_eq(p.swap_cache, 100 * KIB);
}
END_TEST

START_TEST(stacks_are_not_vmalloc_too)
{
	partition("MemTotal: 1000 kB\nKernelStack: 30 kB\n"
	    "VmallocUsed: 50 kB\nPercpu: 1 kB\n");
	ck_assert_uint_eq(p.kernel_stack, 30 * KIB);
	ck_assert_uint_eq(p.vmalloc, 20 * KIB);
	/* 5.0 to 5.2 have Percpu, and a VmallocUsed that is always 0. */
	partition("MemTotal: 1000 kB\nKernelStack: 30 kB\n"
	    "VmallocUsed: 0 kB\nPercpu: 1 kB\n");
	ck_assert_uint_eq(p.vmalloc, MEMINFO_ABSENT);
	/* Before Percpu, it was address space, or nothing. */
	partition("MemTotal: 1000 kB\nVmallocUsed: 50 kB\n");
	ck_assert_uint_eq(p.vmalloc, MEMINFO_ABSENT);
	ck_assert_int_eq(p.unaccounted, 1000 * 1024);
}
END_TEST

START_TEST(slab_of_old_kernels)
{
	partition("MemTotal: 1000 kB\nSlab: 30 kB\n");
	ck_assert_uint_eq(p.slab_reclaimable, MEMINFO_ABSENT);
	ck_assert_uint_eq(p.slab_unreclaimable, 30 * KIB);
}
END_TEST

START_TEST(overlap_shows_as_negative)
{
	partition("MemTotal: 1000 kB\nMemFree: 900 kB\nAnonPages: 104 kB\n");
	ck_assert_int_eq(p.unaccounted, -4 * 1024);
}
END_TEST

START_TEST(total_is_needed)
{
	ck_assert_int_eq(PARSE(meminfo_system_parse, "MemFree: 1 kB\n", &s),
	    0);
	ASSERT_FAILS(meminfo_partition_make(&s, &nothing, &p), EBADMSG);
}
END_TEST

static const char *const	whole_root[] = {
	"linux-2.6.18", "linux-2.6.32", "linux-3.10", "linux-4.14",
	"linux-5.15", "zfs", "numa", "petabytes",
};

START_TEST(parts_add_up_to_the_total)
{
	struct meminfo_arc	arc;
	const uint64_t		*part = &p.free;
	const uint64_t		*end = (const uint64_t *)&p.unaccounted;
	int64_t			sum;
	int			root = fixture_open(whole_root[_i]);
	bool			zfs = meminfo_arc_read(root, &arc) == 0;
	struct meminfo_extra	extra = nothing;

	ck_assert_int_eq(meminfo_system_read(root, &s), 0);
	extra.arc = zfs ? &arc : NULL;
	extra.free_percpu = 123 * KIB;
	ck_assert_int_eq(meminfo_partition_make(&s, &extra, &p), 0);
	for (sum = p.unaccounted; part < end; part++)
		if (*part != MEMINFO_ABSENT)
			sum += (int64_t)*part;
	ck_assert_int_eq(sum, (int64_t)p.total);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite	*suite = suite_create("partition");
	TCase	*tc = tcase_create("partition");

	tcase_add_test(tc, shmem_counts_once);
	tcase_add_test(tc, swap_cache_counts_once);
	tcase_add_test(tc, stacks_are_not_vmalloc_too);
	tcase_add_test(tc, slab_of_old_kernels);
	tcase_add_test(tc, overlap_shows_as_negative);
	tcase_add_test(tc, total_is_needed);
	tcase_add_loop_test(tc, parts_add_up_to_the_total, 0,
	    (int)(sizeof(whole_root) / sizeof(whole_root[0])));
	suite_add_tcase(suite, tc);
	return suite;
}
