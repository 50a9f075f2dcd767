/* parts.c: trees, containers, tests of --only, and what has changed. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>

#include "common/table.h"
#include "mtop-once/containers.h"
#include "mtop-once/diff.h"
#include "mtop-once/only.h"
#include "mtop-once/trees.h"

#include "unit.h"

static struct row	blank;

static void
blank_make(void)
{
	const struct column	*column;

	memset(&blank, 0, sizeof(blank));
	for (column = columns; column->name != NULL; column++)
		column_blank(column, &blank);
}

static struct row
process(uint64_t pid, uint64_t ppid, uint64_t start)
{
	struct row	row = blank;

	row.pid = pid;
	row.ppid = ppid;
	row.start = start;
	return row;
}

#define TREES 16

static void
trees_of(struct row *row, size_t count)
{
	struct row	*list[TREES];
	size_t		 i;

	ck_assert_uint_le(count, TREES);
	for (i = 0; i < count; i++)
		list[i] = &row[i];
	trees_make(list, count);
}

START_TEST(trees_begin_below_1)
{
	struct row	row[] = { process(5, 4, 9), process(1, 0, 1),
	    process(2, 0, 1), process(3, 1, 2), process(4, 3, 5),
	    process(6, 77, 5) };

	trees_of(row, COUNT_OF(row));
	ck_assert_uint_eq(row[0].tree, 3);
	ck_assert_uint_eq(row[1].tree, 1);
	ck_assert_uint_eq(row[2].tree, 2);
	ck_assert_uint_eq(row[3].tree, 3);
	ck_assert_uint_eq(row[4].tree, 3);
	/* The parent is not to be seen. */
	ck_assert_uint_eq(row[5].tree, 6);
}
END_TEST

START_TEST(trees_of_the_selected)
{
	struct row	row[] = { process(3, 1, 2), process(4, 3, 5),
	    process(5, 4, 9), process(6, 5, 9), process(7, 3, 9) };

	row[0].unselected = true;
	row[2].unselected = true;
	row[3].unselected = true;
	row[4].unselected = true;
	trees_of(row, COUNT_OF(row));
	ck_assert_uint_eq(row[0].tree, CELL_ABSENT);
	ck_assert_uint_eq(row[1].tree, 4);
	ck_assert_uint_eq(row[2].tree, 4);
	ck_assert_uint_eq(row[3].tree, 4);
	ck_assert_uint_eq(row[4].tree, CELL_ABSENT);
}
END_TEST

/* A pid that went to a younger process, a circle, no parent known. */
START_TEST(parents_that_are_none)
{
	struct row	row[] = { process(3, 1, 100), process(4, 3, 5),
	    process(8, 9, 1), process(9, 8, 1), process(7, 7, 1),
	    process(6, CELL_ABSENT, CELL_ABSENT) };

	trees_of(row, COUNT_OF(row));
	ck_assert_uint_eq(row[1].tree, 4);
	ck_assert_uint_eq(row[2].tree, row[3].tree);
	ck_assert_uint_eq(row[4].tree, 7);
	ck_assert_uint_eq(row[5].tree, 6);
}
END_TEST

/* A chain of forks is as deep as there are processes. */
START_TEST(a_deep_tree)
{
	enum { DEEP = 200000 };
	struct row	*row = calloc(DEEP, sizeof(*row));
	struct row	**list = calloc(DEEP, sizeof(*list));
	size_t		 i;

	for (i = 0; i < DEEP; i++) {
		row[i] = process(i + 2, i + 1, i);
		list[DEEP - 1 - i] = &row[i];
	}
	trees_make(list, DEEP);
	ck_assert_uint_eq(row[DEEP - 1].tree, 2);
	free(list);
	free(row);
}
END_TEST

#define ID "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define OTHER "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210"
#define UID_ "94eb36cd_29e1_478b_b365_4cb5dfc7d6fb"
#define UID "94eb36cd-29e1-478b-b365-4cb5dfc7d6fb"

static const struct {
	const char	*path;
	const char	*id;		/* its beginning, or NULL */
	const char	*uid;		/* of the pod, or NULL */
} cgroups[] = {
	{ "/docker/" ID, "0123456789ab", NULL },
	{ "/system.slice/docker-" ID ".scope", "0123456789ab", NULL },
	{ "/machine.slice/libpod-" ID ".scope/container", "0123456789ab",
	    NULL },
	{ "/libpod_parent/libpod-" ID, "0123456789ab", NULL },
	{ "/machine.slice/libpod-conmon-" ID ".scope", NULL, NULL },
	{ "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod"
	    UID_ ".slice/cri-containerd-" ID ".scope", "0123456789ab", UID },
	{ "/kubepods.slice/kubepods-pod" UID_ ".slice/crio-" ID ".scope",
	    "0123456789ab", UID },
	{ "/kubepods.slice/kubepods-pod" UID_ ".slice/crio-conmon-" ID
	    ".scope", NULL, UID },
	{ "/kubepods/besteffort/pod" UID "/" ID, "0123456789ab", UID },
	{ "/kubepods/besteffort/pod0123456789abcdef0123456789abcdef/" ID,
	    "0123456789ab", "0123456789abcdef0123456789abcdef" },
	{ "/system.slice/containerd.service/kubepods-burstable-pod" UID_
	    ".slice:cri-containerd:" ID, "0123456789ab", UID },
	/* A container in a container: the inner one. */
	{ "/docker/" OTHER "/kubelet/kubepods/pod" UID "/" ID,
	    "0123456789ab", UID },
	{ "/docker/" ID "0", NULL, NULL },
	{ "/docker/0123456789abcdef", NULL, NULL },
	{ "/user.slice/podman-1.scope", NULL, NULL },
	{ "/", NULL, NULL },
	{ "", NULL, NULL },
};

START_TEST(containers_by_their_cgroups)
{
	const char	*id = container_of(cgroups[_i].path);
	char		 uid[POD_UID_MAX + 1];
	bool		 pod = pod_of(cgroups[_i].path, uid);

	if (cgroups[_i].id == NULL)
		ck_assert_ptr_null(id);
	else
		ck_assert_mem_eq(id, cgroups[_i].id, CONTAINER_ID);
	ck_assert_int_eq(pod, cgroups[_i].uid != NULL);
	if (pod)
		ck_assert_str_eq(uid, cgroups[_i].uid);
}
END_TEST

static const struct {
	const char	*test;
	bool		 below, at, above;	/* passes 99, 100, 101 KiB */
} tests[] = {
	{ "rss>100K", false, false, true },
	{ "rss >= 100K", false, true, true },
	{ "RES<102400", true, false, false },
	{ "rss<=100KiB", true, true, false },
	{ "rss=102400", false, true, false },
	{ "rss==100k", false, true, false },
	{ "rss!=100k", true, false, true },
};

START_TEST(tests_of_a_column)
{
	struct only	only;
	struct row	row = blank;
	bool		passes[3];
	size_t		i;

	ck_assert_ptr_null(only_parse(&only, tests[_i].test));
	ck_assert(!only_has(&only, &row));
	for (i = 0; i < 3; i++) {
		row.rss = (99 + i) * 1024;
		passes[i] = only_has(&only, &row);
	}
	ck_assert_int_eq(passes[0], tests[_i].below);
	ck_assert_int_eq(passes[1], tests[_i].at);
	ck_assert_int_eq(passes[2], tests[_i].above);
}
END_TEST

START_TEST(tests_of_other_types)
{
	struct only	only;
	struct row	row = blank;

	row.nice = -5;
	ck_assert_ptr_null(only_parse(&only, "nice<0"));
	ck_assert(only_has(&only, &row));
	row.cpu_pct = 99.5;
	ck_assert_ptr_null(only_parse(&only, "%cpu>99.4"));
	ck_assert(only_has(&only, &row));
	row.cputime = 1500;
	ck_assert_ptr_null(only_parse(&only, "cputime=1.5"));
	ck_assert(only_has(&only, &row));
	row.count = 3;
	ck_assert_ptr_null(only_parse(&only, "count>2"));
	ck_assert(only_has(&only, &row));
}
END_TEST

static const char *const	no_tests[] = {
	"", "rss", "rss>", ">1", "nothing>1", "comm>1", "rss>x", "rss>1Q",
	"cpu_pct>1%", "rss><1", "nice>1e99", "rss>-1",
};

START_TEST(no_test_of_a_column)
{
	struct only	only;

	ck_assert_ptr_nonnull(only_parse(&only, no_tests[_i]));
}
END_TEST

static struct row
sample(uint64_t pid, uint64_t start, uint64_t rss)
{
	struct row	row = process(pid, 1, start);

	row.rss = rss;
	return row;
}

START_TEST(what_has_changed)
{
	struct row	now[] = { sample(1, 1, 10), sample(2, 1, 20),
	    sample(3, 1, 5), sample(4, 9, 7), sample(6, 1, CELL_ABSENT) };
	struct row	old[] = { sample(4, 1, 7), sample(1, 1, 10),
	    sample(2, 1, 15), sample(3, 1, 6), sample(5, 1, 3),
	    sample(6, 1, 4) };
	struct row	*now_list[] = { &now[4], &now[0], &now[1], &now[2],
	    &now[3] };
	struct row	*old_list[] = { &old[0], &old[1], &old[2], &old[3],
	    &old[4], &old[5] };
	size_t		 count;
	struct row	**list = diff_make(COLUMN_rss, NULL, now_list, 5,
	    old_list, 6, &count);

	/* In order of pids: 2, 3, 4 (new), 4 (gone), 5; 1 is as it was. */
	ck_assert_uint_eq(count, 5);
	ck_assert_str_eq(list[0]->change, "grown");
	ck_assert_double_eq(list[0]->growth, 5);
	ck_assert_str_eq(list[1]->change, "shrunk");
	ck_assert_double_eq(list[1]->growth, -1);
	ck_assert_str_eq(list[2]->change, "new");
	ck_assert_double_eq(list[2]->growth, 7);
	ck_assert_str_eq(list[3]->change, "gone");
	ck_assert_double_eq(list[3]->growth, -7);
	ck_assert_str_eq(list[4]->change, "gone");
	ck_assert_uint_eq(list[4]->pid, 5);
	free(list);
}
END_TEST

START_TEST(groups_that_have_changed)
{
	struct row	now[] = { blank, blank }, old[] = { blank, blank };
	struct row	*now_list[] = { &now[0], &now[1] };
	struct row	*old_list[] = { &old[0], &old[1] };
	struct row	**list;
	size_t		 count;

	now[0].user = "a";
	now[0].rss = 3;
	now[1].user = NULL;
	now[1].rss = 2;
	old[0].user = "b";
	old[0].rss = 1;
	old[1].user = NULL;
	old[1].rss = 1;
	list = diff_make(COLUMN_rss, &columns[COLUMN_user], now_list, 2,
	    old_list, 2, &count);
	ck_assert_uint_eq(count, 3);
	ck_assert_str_eq(list[0]->change, "new");
	ck_assert_str_eq(list[1]->change, "gone");
	ck_assert_str_eq(list[2]->change, "grown");
	ck_assert_double_eq(list[2]->growth, 1);
	free(list);
}
END_TEST

START_TEST(whose_growth_counts)
{
	ck_assert_uint_eq(diff_basis(NULL), COLUMN_rss);
	ck_assert_uint_eq(diff_basis("comm,+pss,anon"), COLUMN_pss);
	ck_assert_uint_eq(diff_basis("-swap"), COLUMN_swap);
	ck_assert_uint_eq(diff_basis("pid"), COLUMN_rss);
}
END_TEST

UNIT_SUITE(
	tcase_add_unchecked_fixture(tc, blank_make, NULL),
	TEST(trees_begin_below_1),
	TEST(trees_of_the_selected),
	TEST(parents_that_are_none),
	TEST(a_deep_tree),
	EACH(containers_by_their_cgroups, cgroups),
	EACH(tests_of_a_column, tests),
	TEST(tests_of_other_types),
	EACH(no_test_of_a_column, no_tests),
	TEST(what_has_changed),
	TEST(groups_that_have_changed),
	TEST(whose_growth_counts))
