/* maps.c: /proc/PID/maps and smaps. */
/* SPDX-License-Identifier: MIT */
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"

static struct meminfo_maps	it;
static struct meminfo_map	map;
static struct meminfo_usage	usage;
static struct meminfo_field	field;

#define TEXT(text) meminfo_maps_text(&it, text, strlen(text))

#define ONE "00400000-00402000 r-xp 00001000 fe:0a 247498"
#define TWO "7f0000000000-7f0000001000 rw-p 00000000 00:00 0 "

static void
next(int expected)
{
	ck_assert_int_eq(meminfo_maps_next(&it, &map), expected);
}

START_TEST(a_mapping_has_its_numbers_and_path)
{
	TEXT(ONE "                     /usr/bin/head\n" TWO "\n");
	next(1);
	ck_assert_uint_eq(map.start, 0x400000);
	ck_assert_uint_eq(map.end, 0x402000);
	ck_assert_str_eq(map.perms, "r-xp");
	ck_assert_uint_eq(map.offset, 0x1000);
	ck_assert_uint_eq(map.device_major, 0xfe);
	ck_assert_uint_eq(map.device_minor, 0x0a);
	ck_assert_uint_eq(map.inode, 247498);
	ck_assert_str_eq(map.path, "/usr/bin/head");
	ck_assert_uint_eq(map.path_length, strlen("/usr/bin/head"));
	ck_assert_int_eq(map.path_cut, 0);
	next(1);
	ck_assert_uint_eq(map.start, UINT64_C(0x7f0000000000));
	ck_assert_str_eq(map.path, "");
	next(0);
	next(0);
}
END_TEST

/* No file is as no mappings: a kernel thread's. */
START_TEST(empty_has_none)
{
	TEXT("");
	next(0);
}
END_TEST

START_TEST(the_highest_address_is_read)
{
	TEXT("ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0"
	    "                  [vsyscall]\n");
	next(1);
	ck_assert_uint_eq(map.end, UINT64_C(0xffffffffff601000));
}
END_TEST

static const char *const malformed[] = {
	"\n",
	"nothing\n",
	"Size: 4 kB\n",					/* keys of what? */
	"00400000 r-xp 00000000 fe:00 1\n",
	"00400000-00402000 r-xp 00000000 fe:00 1",	/* may be cut */
	"00400000-00402000 r-xp 00000000 fe:00 1 /bin",
	"00402000-00400000 r-xp 00000000 fe:00 1\n",
	"00400000-00400000 r-xp 00000000 fe:00 1\n",
	"00400000-00402000 rwx 00000000 fe:00 1\n",
	"00400000-00402000 rwxq 00000000 fe:00 1\n",
	"00400000-00402000 wrxp 00000000 fe:00 1\n",
	"00400000-00402000 r-xp 00000000 fe00 1\n",
	"00400000-00402000 r-xp 00000000 1fe000000:00 1\n",
	"00400000-00402000 r-xp 00000000 fe:00\n",
	"00400000-00402000 r-xp 00000000 fe:00 \n",
	"00400000-00402000 r-xp 00000000 fe:00 1a\n",
	"00400000-00402000 r-xp 00000000 fe:00 99999999999999999999\n",
	"0040000G-00402000 r-xp 00000000 fe:00 1\n",
	"00000000000400000-00402000 r-xp 00000000 fe:00 1\n",	/* 17 */
	"0-ffffffffffffffff r-xp 00000000 fe:00 1\n",
	"-00402000 r-xp 00000000 fe:00 1\n",
};

START_TEST(malformed_is_an_error)
{
	TEXT(malformed[_i]);
	ASSERT_FAILS(meminfo_maps_next(&it, &map), EBADMSG);
}
END_TEST

START_TEST(a_path_is_kept_to_the_byte)
{
	TEXT(ONE " /a b\\012c\033 (deleted)  \n");
	next(1);
	ck_assert_str_eq(map.path, "/a b\\012c\033 (deleted)  ");
}
END_TEST

START_TEST(a_path_may_be_huge)
{
	static char	text[4 * 4096 + 128];

	memset(text, 'x', sizeof(text));
	memcpy(text, ONE " /", sizeof(ONE " /") - 1);
	text[sizeof(text) - 1] = '\n';
	meminfo_maps_text(&it, text, sizeof(text));
	next(1);
	ck_assert_uint_eq(map.path_length, sizeof(text) - sizeof(ONE) - 1);
	ck_assert_int_eq(map.path_cut, 0);
	next(0);
}
END_TEST

START_TEST(a_path_beyond_the_limit_is_said_to_be_cut)
{
	static char	text[MEMINFO_MAPS_BUFFER + 256];

	memset(text, 'x', sizeof(text));
	memcpy(text, ONE " /", sizeof(ONE " /") - 1);
	text[sizeof(text) - 1] = '\n';
	meminfo_maps_text(&it, text, sizeof(text));
	next(1);
	ck_assert_uint_eq(map.path_length, MEMINFO_MAPS_BUFFER);
	ck_assert_int_eq(map.path_cut, 1);
	next(0);
}
END_TEST

#define KEYS "Size:                  8 kB\n" \
	"KernelPageSize:        4 kB\n" \
	"Rss:                   4 kB\n" \
	"Pss:                   2 kB\n" \
	"Shared_Clean:          1 kB\n" \
	"Private_Clean:         1 kB\n" \
	"Private_Dirty:  123456789 kB\n" \
	"Swap:                  0 kB\n" \
	"THPeligible:           1\n" \
	"VmFlags: rd ex mr \n"

static void
check_keys(void)
{
	ck_assert_uint_eq(usage.size, 8192);
	ck_assert_uint_eq(usage.kernel_page_size, 4096);
	ck_assert_uint_eq(usage.mmu_page_size, MEMINFO_ABSENT);
	ck_assert_uint_eq(usage.rss, 4096);
	ck_assert_uint_eq(usage.pss, 2048);
	ck_assert_uint_eq(usage.private_dirty, UINT64_C(123456789) * 1024);
	ck_assert_uint_eq(usage.swap, 0);
	ck_assert_uint_eq(usage.locked, MEMINFO_ABSENT);
	ck_assert_uint_eq(usage.thp_eligible, 1);
	ck_assert_str_eq(usage.flags, "rd ex mr");
	ck_assert_uint_eq(meminfo_usage_uss(&usage),
	    UINT64_C(123456790) * 1024);
	ck_assert_uint_eq(meminfo_usage_huge(&usage), MEMINFO_ABSENT);
}

START_TEST(keys_follow_their_mapping)
{
	TEXT(ONE " /a\n" KEYS TWO "[heap]\nRss: 12 kB\n");
	next(1);
	ck_assert_int_eq(meminfo_maps_usage(&it, &usage), 0);
	check_keys();
	ck_assert_str_eq(map.path, "/a");
	next(1);
	ck_assert_str_eq(map.path, "[heap]");
	ck_assert_int_eq(meminfo_maps_usage(&it, &usage), 0);
	ck_assert_uint_eq(usage.rss, 12 * 1024);
	ck_assert_uint_eq(usage.size, MEMINFO_ABSENT);
	ck_assert_str_eq(usage.flags, "");
	next(0);
}
END_TEST

START_TEST(keys_may_be_skipped_or_missing)
{
	TEXT(ONE " /a\n" KEYS TWO "\n" ONE " /b\n" KEYS);
	next(1);
	next(1);
	ck_assert_int_eq(meminfo_maps_usage(&it, &usage), 0);
	ck_assert_uint_eq(usage.rss, MEMINFO_ABSENT);
	next(1);
	ck_assert_str_eq(map.path, "/b");
	next(0);
}
END_TEST

START_TEST(order_and_unknown_keys_do_not_matter)
{
	TEXT(ONE "\nFuture_Thing: lots of it\nanon_future:  3 kB\nno colon\n"
	    "\nSwap: 1 kB\nRss:\t7 kB\nSizeless: 9 kB\nSize:   5 kB\n");
	next(1);
	ck_assert_int_eq(meminfo_maps_usage(&it, &usage), 0);
	ck_assert_uint_eq(usage.swap, 1024);
	ck_assert_uint_eq(usage.rss, 7 * 1024);
	ck_assert_uint_eq(usage.size, 5 * 1024);
	next(0);
}
END_TEST

static const char *const bad_key[] = {
	"Rss:\n",
	"Rss:                     kB\n",
	"Rss:                   4\n",
	"Rss:                   4 MB\n",
	"Rss:                 4 4 kB\n",
	"Rss:                  -4 kB\n",
	"Rss:            4        kB kB\n",
	"Rss:                   4",
	"THPeligible:           1 kB\n",
	"Rss: 9223372036854775808 kB\n",
};

START_TEST(a_bad_value_goes_alone)
{
	char	text[256];

	snprintf(text, sizeof(text), ONE "\nPss: 8 kB\n%s", bad_key[_i]);
	TEXT(text);
	next(1);
	ck_assert_int_eq(meminfo_maps_usage(&it, &usage), 0);
	ck_assert_uint_eq(usage.pss, 8192);
	ck_assert_uint_eq(usage.rss, MEMINFO_ABSENT);
	ck_assert_uint_eq(usage.thp_eligible, MEMINFO_ABSENT);
	ck_assert_uint_eq(usage.wrong.count, 1);
	ck_assert_str_eq(usage.wrong.key[0],
	    bad_key[_i][0] == 'R' ? "Rss" : "THPeligible");
}
END_TEST

START_TEST(a_huge_unknown_line_is_skipped)
{
	static char	text[3 * MEMINFO_MAPS_BUFFER];
	size_t		length = strlen(ONE "\nFuture: ");

	memset(text, 'x', sizeof(text));
	memcpy(text, ONE "\nFuture: ", length);
	strcpy(text + 2 * MEMINFO_MAPS_BUFFER, "\nRss: 4 kB\n");
	TEXT(text);
	next(1);
	ck_assert_int_eq(meminfo_maps_usage(&it, &usage), 0);
	ck_assert_uint_eq(usage.rss, 4096);
}
END_TEST

START_TEST(every_key_comes_by_iteration)
{
	TEXT(ONE "\nFuture:   3\nRss:   4 kB\nVmFlags: rd \n" TWO "\n");
	next(1);
	ck_assert_int_eq(meminfo_maps_field(&it, &field), 1);
	ck_assert_mem_eq(field.key, "Future", field.key_length);
	ck_assert_uint_eq(field.value, 3);
	ck_assert_int_eq(field.unit, MEMINFO_COUNT);
	ck_assert_int_eq(meminfo_maps_field(&it, &field), 1);
	ck_assert_uint_eq(field.value, 4096);
	ck_assert_int_eq(field.unit, MEMINFO_BYTES);
	ck_assert_int_eq(meminfo_maps_field(&it, &field), 1);
	ck_assert_uint_eq(field.value, MEMINFO_ABSENT);
	ck_assert_uint_eq(field.text_length, 2);
	ck_assert_int_eq(meminfo_maps_field(&it, &field), 0);
	next(1);
	ck_assert_int_eq(meminfo_maps_field(&it, &field), 0);
	next(0);
}
END_TEST

static const struct {
	const char		*rest;		/* device, inode, path */
	enum meminfo_map_kind	 kind;
} kinds[] = {
	{ "00:00 0", MEMINFO_MAP_ANON },
	{ "00:00 0 [heap]", MEMINFO_MAP_HEAP },
	{ "00:00 0 [stack]", MEMINFO_MAP_STACK },
	{ "00:00 0 [stack:12]", MEMINFO_MAP_THREAD_STACK },
	{ "00:00 0 [anon: glibc: pthread stack: 12]",
	    MEMINFO_MAP_THREAD_STACK },
	{ "00:00 0 [anon: glibc: pthread user stack: 12]",
	    MEMINFO_MAP_THREAD_STACK },
	{ "00:00 0 [anon:stack_and_tls:12]", MEMINFO_MAP_THREAD_STACK },
	{ "00:00 0 [anon: glibc: malloc arena]", MEMINFO_MAP_NAMED },
	{ "00:00 0 [anon:heap]", MEMINFO_MAP_NAMED },
	{ "00:01 5 [anon_shmem:x]", MEMINFO_MAP_NAMED },
	{ "00:00 0 [anon:]", MEMINFO_MAP_ANON },
	{ "00:01 5 [anon_shmem:]", MEMINFO_MAP_SHMEM },
	{ "00:00 0 [vdso]", MEMINFO_MAP_VDSO },
	{ "00:00 0 [vvar]", MEMINFO_MAP_VVAR },
	{ "00:00 0 [vvar_vclock]", MEMINFO_MAP_VVAR },
	{ "00:00 0 [vsyscall]", MEMINFO_MAP_VSYSCALL },
	{ "00:00 0 [uprobes]", MEMINFO_MAP_ANON },
	{ "fe:00 7 /usr/bin/x", MEMINFO_MAP_FILE },
	{ "00:1f 7 /x (deleted)", MEMINFO_MAP_FILE },
	{ "00:0e 7 anon_inode:[perf_event]", MEMINFO_MAP_FILE },
	{ "00:01 7 /memfd:a (deleted)", MEMINFO_MAP_MEMFD },
	{ "fe:00 7 /memfd:a (deleted)", MEMINFO_MAP_FILE },
	{ "00:0e 7 /secretmem (deleted)", MEMINFO_MAP_MEMFD },
	{ "00:01 7 /SYSV00000000 (deleted)", MEMINFO_MAP_SHM },
	{ "fe:00 7 /SYSV00000000 (deleted)", MEMINFO_MAP_FILE },
	{ "00:01 7 /SYSV00000000", MEMINFO_MAP_FILE },
	{ "00:01 7 /dev/zero (deleted)", MEMINFO_MAP_SHMEM },
	{ "00:05 7 /dev/zero", MEMINFO_MAP_FILE },
	{ "00:1a 7 /dev/shm/a", MEMINFO_MAP_SHMEM },
	{ "00:1a 7 /dev/shm/a (deleted)", MEMINFO_MAP_SHMEM },
	{ "00:10 7 /anon_hugepage (deleted)", MEMINFO_MAP_HUGETLB },
};

START_TEST(kinds_are_told_by_name_and_device)
{
	char	text[256];

	snprintf(text, sizeof(text), "1000-2000 rw-p 00000000 %s\n",
	    kinds[_i].rest);
	TEXT(text);
	next(1);
	ck_assert_int_eq(meminfo_map_kind(&map), kinds[_i].kind);
}
END_TEST

START_TEST(a_hugetlb_file_is_told_by_its_flag)
{
	TEXT(ONE " /mnt/huge/a\nVmFlags: rd wr ht \n"
	    ONE " /mnt/huge/a\nVmFlags: rd wr hg \n");
	next(1);
	ck_assert_int_eq(meminfo_maps_usage(&it, &usage), 0);
	ck_assert_int_eq(meminfo_usage_kind(&map, &usage),
	    MEMINFO_MAP_HUGETLB);
	ck_assert_int_eq(meminfo_map_kind(&map), MEMINFO_MAP_FILE);
	next(1);
	ck_assert_int_eq(meminfo_maps_usage(&it, &usage), 0);
	ck_assert_int_eq(meminfo_usage_kind(&map, &usage), MEMINFO_MAP_FILE);
}
END_TEST

START_TEST(a_name_is_what_the_process_gave)
{
	const char	*name;
	size_t		 length;

	TEXT(TWO "[anon:glibc: malloc]\n");
	next(1);
	name = meminfo_map_name(&map, &length);
	ck_assert_uint_eq(length, strlen("glibc: malloc"));
	ck_assert_mem_eq(name, "glibc: malloc", length);
}
END_TEST

/* However the file comes in pieces, what it says is the same. */
START_TEST(a_piece_may_end_anywhere)
{
	int		root = fixture_open("mappings");
	int		proc = meminfo_proc_open(root), more;
	size_t		piece;
	uint64_t	rss, size;

	for (piece = 1; piece < 128; piece++) {
		ck_assert_int_eq(meminfo_smaps_open(&it, proc, 42), 0);
		it.lines.piece = piece;
		rss = size = 0;
		while ((more = meminfo_maps_next(&it, &map)) == 1) {
			ck_assert_int_eq(meminfo_maps_usage(&it, &usage), 0);
			rss += usage.rss;
			size += usage.size;
		}
		ck_assert_int_eq(more, 0);
		ck_assert_uint_eq(rss, 144 * 1024);
		ck_assert_uint_eq(size, 4372 * 1024);
		meminfo_maps_close(&it);
	}
	close(proc);
	close(root);
}
END_TEST

START_TEST(this_process_has_mappings)
{
	int	count = 0;
	int	proc = meminfo_proc_open(MEMINFO_HOST);

	ck_assert_int_eq(meminfo_smaps_open(&it, proc, getpid()), 0);
	while (meminfo_maps_next(&it, &map) == 1) {
		count++;
		ck_assert_int_eq(meminfo_maps_usage(&it, &usage), 0);
		if (meminfo_map_kind(&map) != MEMINFO_MAP_VSYSCALL)
			ck_assert_uint_eq(usage.size, map.end - map.start);
	}
	ck_assert_int_gt(count, 5);
	meminfo_maps_close(&it);
	close(proc);
}
END_TEST

/* Neighbours that differ: more than the kernel gives at one read. */
static void
mappings_make(void)
{
	size_t	page = (size_t)sysconf(_SC_PAGESIZE), i;
	char	*at = mmap(NULL, 1000 * page, PROT_READ,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	ck_assert_ptr_ne(at, MAP_FAILED);
	for (i = 0; i < 1000; i += 2)
		ck_assert_int_eq(mprotect(at + i * page, page, PROT_NONE), 0);
}

/* The mappings of a process that ended meanwhile are no whole table. */
START_TEST(a_process_that_ends_is_an_error)
{
	int	proc = meminfo_proc_open(MEMINFO_HOST);
	pid_t	child;

	mappings_make();
	child = fork();
	ck_assert_int_ne(child, -1);
	if (child == 0)
		for (;;)
			pause();
	ck_assert_int_eq(meminfo_maps_open(&it, proc, child), 0);
	next(1);
	kill(child, SIGKILL);
	ck_assert_int_eq(waitpid(child, NULL, 0), child);
	while (meminfo_maps_next(&it, &map) == 1)
		continue;
	ASSERT_FAILS(meminfo_maps_next(&it, &map), ESRCH);
	meminfo_maps_close(&it);
	close(proc);
}
END_TEST

UNIT_SUITE(
	TEST(a_mapping_has_its_numbers_and_path),
	TEST(empty_has_none),
	TEST(the_highest_address_is_read),
	EACH(malformed_is_an_error, malformed),
	TEST(a_path_is_kept_to_the_byte),
	TEST(a_path_may_be_huge),
	TEST(a_path_beyond_the_limit_is_said_to_be_cut),
	TEST(keys_follow_their_mapping),
	TEST(keys_may_be_skipped_or_missing),
	TEST(order_and_unknown_keys_do_not_matter),
	EACH(a_bad_value_goes_alone, bad_key),
	TEST(a_huge_unknown_line_is_skipped),
	TEST(every_key_comes_by_iteration),
	EACH(kinds_are_told_by_name_and_device, kinds),
	TEST(a_hugetlb_file_is_told_by_its_flag),
	TEST(a_name_is_what_the_process_gave),
	TEST(a_piece_may_end_anywhere),
	TEST(this_process_has_mappings),
	TEST(a_process_that_ends_is_an_error))
