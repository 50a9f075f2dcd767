/* walk.c: the files below a directory. */
/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit.h"

#include "common/walk.h"

/*
 * More levels than the test leaves itself descriptors, and a path longer than
 * PATH_MAX.  Long names do that with few folders: 6,000 of them took a busy
 * disk more than a minute.
 */
#define DEEP 100
#define DESCRIPTORS 64
#define FOLDER "a-folder-whose-name-alone-makes-a-path-long-in-a-hundred-levels"

static char	dir[] = "/tmp/memutils-walk-XXXXXX";
static struct walk walk;

static void
setup(void)
{
	ck_assert_ptr_nonnull(mkdtemp(dir));
	ck_assert_int_eq(chdir(dir), 0);
}

static void
teardown(void)
{
	char	command[64];

	snprintf(command, sizeof(command), "rm -rf %s", dir);
	ck_assert_int_eq(chdir("/"), 0);
	ck_assert_int_eq(system(command), 0);
}

static void
touch(const char *name)
{
	int	fd = open(name, O_CREAT | O_WRONLY, 0600);

	ck_assert_int_ge(fd, 0);
	close(fd);
}

/* The number of entries; the regular ones must open below their directory. */
static int
count(const char *top, const char *last)
{
	struct walk_entry	entry;
	int			more, files = 0, fd;

	ck_assert_int_eq(walk_begin(&walk, top, false), 0);
	while ((more = walk_next(&walk, &entry)) != 0) {
		ck_assert_int_eq(more, 1);
		files++;
		if (!entry.regular)
			continue;
		fd = openat(entry.dir, entry.name, O_RDONLY);
		ck_assert_int_ge(fd, 0);
		close(fd);
		if (last != NULL)
			ck_assert_str_eq(walk_path(&walk), last);
	}
	walk_end(&walk);
	return files;
}

static int
descriptors(void)
{
	DIR	*self = opendir("/proc/self/fd");
	int	 found = 0;

	while (readdir(self) != NULL)
		found++;
	closedir(self);
	return found;
}

START_TEST(files_of_all_levels_come_once)
{
	mkdir("a", 0700);
	mkdir("a/b", 0700);
	mkdir("a/c", 0700);
	mkdir("empty", 0700);
	touch("1");
	touch("a/2");
	touch("a/b/3");
	touch("a/c/4");
	mkfifo("a/fifo", 0600);
	ck_assert_int_eq(symlink("a", "link"), 0);
	ck_assert_int_eq(count(".", NULL), 6);
	ck_assert_int_eq(count("a/b", "a/b/3"), 1);
	ck_assert_int_eq(count("a/b/", "a/b/3"), 1);
}
END_TEST

START_TEST(a_deep_tree_needs_few_descriptors)
{
	struct rlimit	limit;
	int		before = descriptors(), i;

	ck_assert_int_gt(DEEP * sizeof(FOLDER), PATH_MAX);
	ck_assert_int_gt(DEEP, DESCRIPTORS);
	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
	limit.rlim_cur = DESCRIPTORS;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	for (i = 0; i < DEEP; i++) {
		ck_assert_int_eq(mkdir(FOLDER, 0700), 0);
		ck_assert_int_eq(mkdir("e", 0700), 0);
		touch("f");
		ck_assert_int_eq(chdir(FOLDER), 0);
	}
	ck_assert_int_eq(count(dir, NULL), DEEP);
	ck_assert_int_eq(descriptors(), before);
}
END_TEST

START_TEST(many_files_need_no_memory)
{
	char	name[32];
	int	i;

	for (i = 0; i < 5000; i++) {
		snprintf(name, sizeof(name), "file%d", i);
		touch(name);
	}
	ck_assert_int_eq(count(".", NULL), 5000);
	ck_assert_uint_eq(walk.names.size, 0);
	ck_assert_uint_le(walk.path.size, 4096);
}
END_TEST

START_TEST(no_directory_is_an_error)
{
	touch("file");
	ck_assert_int_eq(symlink(".", "link"), 0);
	ASSERT_FAILS(walk_begin(&walk, "gone", false), ENOENT);
	walk_end(&walk);
	ASSERT_FAILS(walk_begin(&walk, "file", false), ENOTDIR);
	walk_end(&walk);
	ck_assert_int_eq(walk_begin(&walk, "link", false), -1);
	walk_end(&walk);
}
END_TEST

START_TEST(what_cannot_be_read_is_said_and_passed_over)
{
	struct walk_entry	entry;
	int			more, files = 0, errors = 0;

	mkdir("a", 0700);
	mkdir("no", 0000);
	mkdir("unsearchable", 0400);
	touch("a/1");
	touch("2");
	ck_assert_int_eq(chmod(dir, 0755), 0);
	ck_assert_int_eq(chmod("a", 0755), 0);
	if (geteuid() == 0)
		ck_assert_int_eq(seteuid(65534), 0);
	ck_assert_int_eq(walk_begin(&walk, ".", false), 0);
	while ((more = walk_next(&walk, &entry)) != 0)
		if (more == 1)
			files++;
		else {
			ck_assert_int_eq(errno, EACCES);
			errors++;
		}
	walk_end(&walk);
	ck_assert_int_eq(files, 2);
	ck_assert_int_ge(errors, 1);
	if (getuid() == 0)
		ck_assert_int_eq(seteuid(0), 0);
}
END_TEST

/* A directory is moved away while the walk is far below it. */
START_TEST(a_moved_directory_ends_the_walk)
{
	struct walk_entry	entry;
	int			more, i, files = 0;

	mkdir("other", 0700);
	mkdir("top", 0700);
	ck_assert_int_eq(chdir("top"), 0);
	for (i = 0; i < 2 * WALK_OPEN; i++) {
		mkdir("d", 0700);
		ck_assert_int_eq(chdir("d"), 0);
	}
	touch("f");
	ck_assert_int_eq(chdir(dir), 0);
	ck_assert_int_eq(walk_begin(&walk, "top", false), 0);
	ck_assert_int_eq(walk_next(&walk, &entry), 1);
	ck_assert_int_eq(rename("top/d/d", "other/d"), 0);
	while ((more = walk_next(&walk, &entry)) == 1)
		files++;
	ck_assert_int_eq(more, -1);
	ck_assert_int_eq(errno, ESTALE);
	ck_assert_int_eq(files, 0);
	ck_assert_int_eq(walk_next(&walk, &entry), 0);
	walk_end(&walk);
}
END_TEST

UNIT_SUITE(
	tcase_add_checked_fixture(tc, setup, teardown),
	TEST(files_of_all_levels_come_once),
	TEST(a_deep_tree_needs_few_descriptors),
	TEST(many_files_need_no_memory),
	TEST(no_directory_is_an_error),
	TEST(what_cannot_be_read_is_said_and_passed_over),
	TEST(a_moved_directory_ends_the_walk))
