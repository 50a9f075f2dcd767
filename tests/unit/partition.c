/* partition.c: where all the memory is. */
/* SPDX-License-Identifier: MIT */
#include "fixture.h"

static struct meminfo_system	s;
static struct meminfo_partition	p;

#define KIB UINT64_C(1024)

static const struct meminfo_extra	nothing = {
	NULL, NULL, MEMINFO_ABSENT, MEMINFO_ABSENT, MEMINFO_ABSENT,
	MEMINFO_ABSENT, MEMINFO_ABSENT, MEMINFO_ABSENT
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
	/* 2.6.28 has a list more, which is missing here. */
	partition("MemTotal: 1000 kB\nCached: 200 kB\nSwapCached: 100 kB\n"
	    "Active: 300 kB\nInactive: 260 kB\nInactive(anon): 9 kB\n"
	    "AnonPages: 400 kB\n");
	ck_assert_uint_eq(p.swap_cache, MEMINFO_ABSENT);
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

/* The sum of all that meminfo_partition_part() has, unaccounted included. */
static int64_t
parts_sum(void)
{
	struct meminfo_part	part;
	int64_t			sum = 0;
	size_t			i;

	for (i = 0; meminfo_partition_part(&p, i, &part) == 1; i++)
		if (part.size != MEMINFO_ABSENT)
			sum += (int64_t)part.size;
	return sum;
}

START_TEST(parts_add_up_to_the_total)
{
	struct meminfo_arc	arc;
	int			root = fixture_open(whole_root[_i]);
	bool			zfs = meminfo_arc_read(root, &arc) == 0;
	struct meminfo_extra	extra = nothing;

	ck_assert_int_eq(meminfo_system_read(root, &s), 0);
	extra.arc = zfs ? &arc : NULL;
	extra.free_percpu = 123 * KIB;
	ck_assert_int_eq(meminfo_partition_make(&s, &extra, &p), 0);
	ck_assert_int_eq(parts_sum(), (int64_t)p.total);
	ck_assert_uint_eq(p.contradicts, 0);
}
END_TEST

/* Without any one line, no part that was not 0 becomes 0. */
START_TEST(a_missing_line_makes_no_zero)
{
	static char	text[16384], less[16384];
	char		path[128];
	FILE		*file;
	size_t		length, i, begin, end;
	struct meminfo_partition	whole;
	struct meminfo_part		before, after;

	snprintf(path, sizeof(path), "tests/fixtures/%s/proc/meminfo",
	    whole_root[_i]);
	file = fopen(path, "r");
	ck_assert_ptr_nonnull(file);
	length = fread(text, 1, sizeof(text) - 1, file);
	fclose(file);
	text[length] = '\0';
	partition(text);
	whole = p;
	for (begin = 0; begin < length; begin = end) {
		end = begin + strcspn(text + begin, "\n") + 1;
		memcpy(less, text, begin);
		memcpy(less + begin, text + end, length - end + 1);
		ck_assert_int_eq(PARSE(meminfo_system_parse, less, &s), 0);
		if (meminfo_partition_make(&s, &nothing, &p) == -1)
			continue;
		for (i = 0; meminfo_partition_part(&p, i, &after) == 1; i++) {
			meminfo_partition_part(&whole, i, &before);
			ck_assert_msg(after.size != 0 || before.size == 0,
			    "%s is 0 without %.20s", after.name,
			    text + begin);
		}
	}
}
END_TEST

/* A container of 4 GiB in whose meminfo LXCFS leaves keys of the host. */
START_TEST(parts_of_the_host_are_left_out)
{
	struct meminfo_extra	extra = nothing;

	partition("MemTotal: 4000 kB\nMemFree: 2900 kB\nCached: 800 kB\n"
	    "AnonPages: 200 kB\nSReclaimable: 40 kB\nKReclaimable: 40 kB\n"
	    "PageTables: 900 kB\nPercpu: 300 kB\nBounce: 0 kB\n");
	ck_assert_uint_eq(p.page_tables, MEMINFO_ABSENT);
	ck_assert_uint_eq(p.percpu, MEMINFO_ABSENT);
	ck_assert_uint_eq(p.bounce, 0);
	ck_assert_uint_eq(p.free, 2900 * KIB);
	ck_assert_int_eq(p.unaccounted, 60 * 1024);
	ck_assert_uint_ne(p.contradicts, 0);
	/* They fit, but the zones are another machine's. */
	ck_assert_int_eq(PARSE(meminfo_system_parse, "MemTotal: 4000 kB\n"
	    "MemFree: 2900 kB\nPageTables: 90 kB\n", &s), 0);
	extra.managed = 16000 * KIB;
	ck_assert_int_eq(meminfo_partition_make(&s, &extra, &p), 0);
	ck_assert_uint_eq(p.page_tables, MEMINFO_ABSENT);
	ck_assert_int_eq(p.unaccounted, 1100 * 1024);
}
END_TEST

/* A part above the total is left out; what is left may still be too much. */
START_TEST(no_part_exceeds_the_total)
{
	partition("MemTotal: 1000 kB\nMemFree: 100 kB\nCached: 5000 kB\n");
	ck_assert_uint_eq(p.file_cache, MEMINFO_ABSENT);
	ck_assert_int_eq(p.unaccounted, 900 * 1024);
	partition("MemTotal: 1000 kB\nMemFree: 700 kB\nCached: 700 kB\n"
	    "Percpu: 1 kB\n");
	ck_assert_int_eq(p.unaccounted, (int64_t)MEMINFO_ABSENT);
}
END_TEST

/* A number that cannot be true takes the sum away, if it is of a part. */
START_TEST(wrong_numbers_leave_no_sum)
{
	partition("MemTotal: 1000 kB\nMemFree: 18446744073709551488 kB\n"
	    "AnonPages: 10 kB\n");
	ck_assert_uint_eq(p.free, MEMINFO_ABSENT);
	ck_assert_uint_eq(p.anon, 10 * KIB);
	ck_assert_int_eq(p.unaccounted, (int64_t)MEMINFO_ABSENT);
	partition("MemTotal: 1000 kB\nCached: 300 kB\n"
	    "Shmem: 18446744073709551488 kB\n");
	ck_assert_uint_eq(p.file_cache, MEMINFO_ABSENT);
	ck_assert_int_eq(p.unaccounted, (int64_t)MEMINFO_ABSENT);
	partition("MemTotal: 1000 kB\nMemFree: 100 kB\n"
	    "SwapFree: 18446744073709551488 kB\n");
	ck_assert_int_eq(p.unaccounted, 900 * 1024);
}
END_TEST

START_TEST(iommu_is_no_page_table_too)
{
	struct meminfo_extra	extra = nothing;

	ck_assert_int_eq(PARSE(meminfo_system_parse, "MemTotal: 1000 kB\n"
	    "PageTables: 30 kB\nSecPageTables: 20 kB\n", &s), 0);
	extra.iommu = 12 * KIB;
	extra.zram = 100 * KIB + 1;
	ck_assert_int_eq(meminfo_partition_make(&s, &extra, &p), 0);
	ck_assert_uint_eq(p.page_tables, 38 * KIB);
	ck_assert_uint_eq(p.iommu, 12 * KIB);
	ck_assert_uint_eq(p.zram, 100 * KIB);
	ck_assert_int_eq(parts_sum(), 1000 * 1024);
}
END_TEST

/* 500 KiB have no name: nearly all, with batches of counters, or too much. */
START_TEST(memmap_fits_or_is_of_a_device)
{
	static const struct {
		uint64_t	told, said;
		int64_t		unaccounted;
	} memmap[] = {
		{ 0, 0, 500 * 1024 },
		{ 480 * KIB, 480 * KIB, 20 * 1024 },
		{ 520 * KIB, 520 * KIB, -20 * 1024 },
		{ 1001 * KIB, MEMINFO_ABSENT, 500 * 1024 },
		{ 1 << 30, MEMINFO_ABSENT, 500 * 1024 },
		{ MEMINFO_ABSENT, MEMINFO_ABSENT, 500 * 1024 },
	};
	struct meminfo_extra	extra = nothing;

	ck_assert_int_eq(PARSE(meminfo_system_parse, "MemTotal: 100000 kB\n"
	    "MemFree: 99500 kB\n", &s), 0);
	extra.memmap = memmap[_i].told;
	ck_assert_int_eq(meminfo_partition_make(&s, &extra, &p), 0);
	ck_assert_uint_eq(p.memmap, memmap[_i].said);
	ck_assert_int_eq(p.unaccounted, memmap[_i].unaccounted);
	ck_assert_uint_eq(p.contradicts, 0);
}
END_TEST

START_TEST(hugetlb_has_every_size)
{
	partition("MemTotal: 9000000 kB\nHugePages_Total: 2\n"
	    "HugePages_Free: 2\nHugepagesize: 1048576 kB\n"
	    "Hugetlb: 4194304 kB\n");
	ck_assert_uint_eq(p.hugepages_free, 2097152 * KIB);
	ck_assert_uint_eq(p.hugepages_used, 2097152 * KIB);
}
END_TEST

UNIT_SUITE(
	TEST(shmem_counts_once),
	TEST(swap_cache_counts_once),
	TEST(stacks_are_not_vmalloc_too),
	TEST(slab_of_old_kernels),
	TEST(overlap_shows_as_negative),
	TEST(total_is_needed),
	TEST(parts_of_the_host_are_left_out),
	TEST(no_part_exceeds_the_total),
	TEST(wrong_numbers_leave_no_sum),
	TEST(iommu_is_no_page_table_too),
	LOOP(memmap_fits_or_is_of_a_device, 6),
	TEST(hugetlb_has_every_size),
	EACH(a_missing_line_makes_no_zero, whole_root),
	EACH(parts_add_up_to_the_total, whole_root))
