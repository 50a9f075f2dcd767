/* stays.c: why pages of a file stay, in per cent, and their total. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <unistd.h>

#include "mdropcache/files.h"
#include "unit.h"

static struct file_row
figures(uint64_t dirty, uint64_t mapped, uint64_t locked)
{
	return (struct file_row){ .dirty = dirty, .writeback = 0,
	    .mapped = mapped, .locked = locked };
}

static const char *
reasons(struct file_row row, struct stays stays)
{
	static char	text[sizeof(row.why)];

	stays_say(&stays, &row);
	if (row.stays == NULL)
		return "none";
	strcpy(text, row.stays);
	return text;
}

static const struct stays	tried = { true, false, 0 };

START_TEST(each_reason)
{
	struct stays	stays = tried;

	ck_assert_str_eq(reasons(figures(0, 0, 0), tried), "in use");
	ck_assert_str_eq(reasons(figures(4096, 0, 0), tried), "dirty");
	ck_assert_str_eq(reasons(figures(0, 4096, 0), tried), "mapped");
	ck_assert_str_eq(reasons(figures(0, 4096, CELL_ABSENT), tried),
	    "mapped");
	ck_assert_str_eq(reasons(figures(0, 4096, 4096), tried), "locked");
	ck_assert_str_eq(reasons(figures(0, 8192, 4096), tried),
	    "locked,mapped");
	stays.memory = true;
	ck_assert_str_eq(reasons(figures(4096, 0, 0), stays), "tmpfs");
}
END_TEST

/* "In use" is said only where nothing else can be the reason. */
START_TEST(unknown_figures_are_no_reason)
{
	struct stays	stays = tried;

	ck_assert_str_eq(reasons(figures(CELL_ABSENT, 0, 0), tried), "none");
	ck_assert_str_eq(reasons(figures(0, CELL_ABSENT, 0), tried), "none");
	stays.cut = -1;
	ck_assert_str_eq(reasons(figures(0, 0, 0), stays), "none");
	stays.cut = 1;
	ck_assert_str_eq(reasons(figures(0, 0, 0), stays), "large folio");
}
END_TEST

/* After a failed sync nothing was dropped: pages are not "in use". */
START_TEST(failed_sync_is_the_reason)
{
	const struct stays	failed = { .tried = false };

	ck_assert_str_eq(reasons(figures(0, 0, 0), failed),
	    "not tried: sync failed");
	ck_assert_str_eq(reasons(figures(4096, 4096, 0), failed),
	    "not tried: sync failed");
}
END_TEST

/* The longest text: every reason at once. */
START_TEST(all_reasons_fit)
{
	struct file_row	row = figures(4096, 8192, 4096);

	row.writeback = 4096;
	ck_assert_str_eq(reasons(row, (struct stays){ true, false, 1 }),
	    "dirty,writeback,locked,mapped,large folio");
}
END_TEST

START_TEST(percent_is_of_the_range)
{
	const uint64_t		page = (uint64_t)sysconf(_SC_PAGESIZE);
	struct mdropcache	m = { .offset = 0, .length = 0 };
	struct file_row		row = { .size = 3 * page + 1,
				    .before = 2 * page };

	ck_assert_double_eq(row_percent(&m, &row), 50);
	m.offset = page;
	m.length = 2 * page;
	ck_assert_double_eq(row_percent(&m, &row), 100);
	m.offset = 4 * page;
	ck_assert(isnan(row_percent(&m, &row)));
	m.offset = 0;
	row.before = CELL_ABSENT;
	ck_assert(isnan(row_percent(&m, &row)));
}
END_TEST

START_TEST(total_leaves_out_the_unknown)
{
	struct files	files = { .rows = 0 };
	struct file_row	row;

	memset(&files.total, 0xff, sizeof(files.total));
	memset(&row, 0xff, sizeof(row));
	row.size = 10;
	total_add(&files, &row);
	ck_assert_uint_eq(files.total.size, 10);
	ck_assert_uint_eq(files.total.before, CELL_ABSENT);
	row.before = 4096;
	total_add(&files, &row);
	ck_assert_uint_eq(files.total.size, 20);
	ck_assert_uint_eq(files.total.before, 4096);
	ck_assert_uint_eq(files.total.locked, CELL_ABSENT);
}
END_TEST

UNIT_SUITE(
	TEST(each_reason),
	TEST(unknown_figures_are_no_reason),
	TEST(failed_sync_is_the_reason),
	TEST(all_reasons_fit),
	TEST(percent_is_of_the_range),
	TEST(total_leaves_out_the_unknown))
