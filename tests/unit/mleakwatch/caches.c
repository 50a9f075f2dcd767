/* caches.c: other names of a cache of the kernel's. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mleakwatch/report/report.h"
#include "unit.h"

/* A root with these links in /sys/kernel/slab. */
static const char *const	links[][2] = {
	{ "signal_cache", ":A-0001152" }, { "UNIX", ":A-0001152" },
	{ "UNIX-STREAM", ":A-0001152" }, { "sigqueue", ":0000080" },
	{ "inotify_inode_mark", ":0000080" }, { "b_kind", ":0000080" },
	{ "a_kind", ":0000080" }, { "dnotify_mark", ":0000080" },
	{ "fanotify_mark", ":0000080" }, { "alone", ":0000096" },
	{ "e\nvil", ":0000024" }, { "ftrace_event_field", ":0000024" },
	{ "a_name_that_is_longer_than_any_of_the_kernel", ":0000048" },
	{ "short", ":0000048" }, { "c_kind", ":0000080" },
	{ "five_1", ":0000056" }, { "five_2", ":0000056" },
	{ "five_3", ":0000056" }, { "five_4", ":0000056" },
	{ "five_5", ":0000056" }, { "five_6", ":0000056" },
};
#define LINKS (sizeof(links) / sizeof(links[0]))

static const char *const	dirs[] = { "sys", "sys/kernel",
				    "sys/kernel/slab",
				    "sys/kernel/slab/task_struct" };
#define DIRS (sizeof(dirs) / sizeof(dirs[0]))

static char	place[] = "/tmp/caches.XXXXXX";
static int	root = -1;

static void
link_path(char path[128], size_t i)
{
	snprintf(path, 128, "sys/kernel/slab/%s", links[i][0]);
}

static void
root_make(void)
{
	char	path[128];
	size_t	i;

	ck_assert_ptr_nonnull(mkdtemp(place));
	root = open(place, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ck_assert_int_ge(root, 0);
	for (i = 0; i < DIRS; i++)
		ck_assert_int_eq(mkdirat(root, dirs[i], 0700), 0);
	for (i = 0; i < LINKS; i++) {
		link_path(path, i);
		ck_assert_int_eq(symlinkat(links[i][1], root, path), 0);
	}
}

static void
root_remove(void)
{
	char	path[128];
	size_t	i;

	for (i = 0; i < LINKS; i++) {
		link_path(path, i);
		unlinkat(root, path, 0);
	}
	for (i = DIRS; i-- > 0;)
		unlinkat(root, dirs[i], AT_REMOVEDIR);
	close(root);
	rmdir(place);
}

static const char *const	said[][2] = {
	{ "slab/signal_cache",
	    "; the kernel keeps UNIX and UNIX-STREAM in the same cache" },
	{ "slab/UNIX",
	    "; the kernel keeps UNIX-STREAM and signal_cache in the same "
	    "cache" },
	/* Kinds that programs gather come first, and four are enough. */
	{ "slab/sigqueue",
	    "; the kernel keeps dnotify_mark, fanotify_mark, "
	    "inotify_inode_mark, a_kind and 2 other kinds in the same "
	    "cache" },
	{ "slab/a_kind",
	    "; the kernel keeps dnotify_mark, fanotify_mark, "
	    "inotify_inode_mark, sigqueue and 2 other kinds in the same "
	    "cache" },
	/* Five at most: "1 other" is longer than its name. */
	{ "slab/five_1", "; the kernel keeps five_2, five_3, five_4, five_5 "
	    "and five_6 in the same cache" },
	{ "slab/alone", "" },
	{ "slab/task_struct", "" },		/* a folder: kept alone */
	{ "slab/nosuch", "" },
	{ "slab/", "" },
	{ "slab/../slab/UNIX", "" },
	{ "slab/ftrace_event_field", "" },	/* no name that a row breaks */
	{ "slab/short", "" },
	{ "anon", "" },
};

START_TEST(other_names)
{
	char	text[CACHES_TEXT];

	ck_assert_uint_eq(caches_text(text, root, said[_i][0]),
	    strlen(said[_i][1]));
	ck_assert_str_eq(text, said[_i][1]);
}
END_TEST

START_TEST(no_sys)
{
	char	text[CACHES_TEXT];

	ck_assert_uint_eq(caches_text(text, open("tests", O_RDONLY),
	    "slab/UNIX"), 0);
	ck_assert_str_eq(text, "");
}
END_TEST

UNIT_SUITE(
	tcase_add_checked_fixture(tc, root_make, root_remove),
	LOOP(other_names, sizeof(said) / sizeof(said[0])),
	TEST(no_sys))
