/* modules.c: code by its address, as mappings come and replace each other. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <unistd.h>

#include "mleakwatch/stacks/modules.h"
#include "unit.h"

#define PAGE 4096

/* Code in no file, as a program that compiles while it runs makes it. */
static struct meminfo_map
generated(uint64_t first, uint64_t pages)
{
	struct meminfo_map	map;

	memset(&map, 0, sizeof(map));
	map.start = first * PAGE;
	map.end = (first + pages) * PAGE;
	map.path = "//anon";
	map.path_length = strlen(map.path);
	return map;
}

/* A file that cannot be read: of an inode that is not at that path. */
static struct meminfo_map
of_file(uint64_t first, uint64_t pages, const char *path, uint64_t inode)
{
	struct meminfo_map	map = generated(first, pages);

	map.path = path;
	map.path_length = strlen(path);
	map.inode = inode;
	map.offset = 5 * PAGE;
	return map;
}

/* "a" and "b" by page, "-" for code in no file, "." for none. */
static void
modules_are(struct modules *modules, const char *expected)
{
	const struct module	*module;
	char			 found[32];
	size_t			 i, count = strlen(expected);

	for (i = 0; i < count; i++) {
		module = modules_at(modules, i * PAGE + 7);
		found[i] = module == NULL ? '.' : module->file == NULL ? '-' :
		    mapped_name(module->file)[0];
	}
	found[count] = '\0';
	ck_assert_str_eq(found, expected);
}

START_TEST(a_new_mapping_takes_the_place_of_others)
{
	struct modules		modules;
	struct meminfo_map	a = of_file(2, 6, "/nowhere/a", 1);
	struct meminfo_map	b = of_file(4, 2, "/nowhere/b", 2);
	struct meminfo_map	code = generated(7, 3);

	memset(&modules, 0, sizeof(modules));
	modules.files.pid = getpid();
	modules_are(&modules, "....");
	ck_assert_int_eq(modules_map(&modules, &a), 0);
	modules_are(&modules, "..aaaaaa....");
	ck_assert(!modules.generated);
	ck_assert_int_eq(modules_map(&modules, &b), 0);
	modules_are(&modules, "..aabbaa....");
	ck_assert_uint_eq(modules.count, 3);
	ck_assert_int_eq(modules_map(&modules, &code), 0);
	modules_are(&modules, "..aabba---..");
	ck_assert(modules.generated);
	a = of_file(0, 12, "/nowhere/a", 1);
	ck_assert_int_eq(modules_map(&modules, &a), 0);
	modules_are(&modules, "aaaaaaaaaaaa");
	ck_assert_uint_eq(modules.count, 1);
	modules_free(&modules);
}
END_TEST

START_TEST(what_is_known_or_no_code_changes_nothing)
{
	struct modules		modules;
	struct meminfo_map	code = generated(2, 4), vdso = generated(8, 1);

	memset(&modules, 0, sizeof(modules));
	modules.files.pid = getpid();
	vdso.path = "[vdso]";
	vdso.path_length = strlen(vdso.path);
	ck_assert_int_eq(modules_map(&modules, &vdso), 0);
	ck_assert_uint_eq(modules.count, 0);
	ck_assert_int_eq(modules_map(&modules, &code), 0);
	code = generated(3, 2);
	ck_assert_int_eq(modules_map(&modules, &code), 0);
	ck_assert_uint_eq(modules.count, 1);
	modules_are(&modules, "..----..");
	code = generated(5, 2);
	ck_assert_int_eq(modules_map(&modules, &code), 0);
	modules_are(&modules, "..-----.");
	modules_free(&modules);
}
END_TEST

/* A place in a file stays what it is, whatever is mapped there later. */
START_TEST(a_place_is_in_its_file)
{
	struct modules		modules;
	struct meminfo_map	a = of_file(2, 6, "/nowhere/a", 1);
	struct meminfo_map	b = of_file(0, 9, "/nowhere/b", 2);
	struct module_place	place;

	memset(&modules, 0, sizeof(modules));
	modules.files.pid = getpid();
	place = modules_place(&modules, 3 * PAGE);
	ck_assert_ptr_null(place.file);
	ck_assert_uint_eq(place.address, 3 * PAGE);
	ck_assert_int_eq(modules_map(&modules, &a), 0);
	place = modules_place(&modules, 3 * PAGE + 1);
	ck_assert_int_eq(modules_map(&modules, &b), 0);
	ck_assert_str_eq(mapped_name(place.file), "a");
	ck_assert_uint_eq(place.address, 6 * PAGE + 1);
	ck_assert_ptr_null(mapped_elf(place.file));
	modules_free(&modules);
}
END_TEST

/* This program and its libraries: code is found, in files that are read. */
START_TEST(own_mappings)
{
	struct modules		modules;
	struct unwind_module	found;
	void			*(*function)(size_t) = malloc;
	uint64_t		address = (uint64_t)(uintptr_t)function;

	memset(&modules, 0, sizeof(modules));
	ck_assert_int_eq(modules_read(&modules, getpid()), 0);
	ck_assert_uint_gt(modules.count, 0);
	ck_assert_ptr_nonnull(modules_at(&modules, address));
	ck_assert_ptr_null(modules_at(&modules, 0));
	if (modules_find(&modules, address, &found) && found.elf != NULL)
		ck_assert_uint_gt(found.elf->segments, 0);
	modules_free(&modules);
	ck_assert_int_eq(modules_read(&modules, 0x7fffffff), -1);
	modules_free(&modules);
}
END_TEST

UNIT_SUITE(
	TEST(a_new_mapping_takes_the_place_of_others),
	TEST(what_is_known_or_no_code_changes_nothing),
	TEST(a_place_is_in_its_file),
	TEST(own_mappings))
