/* cgroup_at.c: where a memory cgroup is. */
#include <unistd.h>

#include "fixture.h"
#include "internal.h"

static struct meminfo_cgroup_at	at;
static struct meminfo_cgroup	g;

START_TEST(a_namespace_shows_its_mount)
{
	int	root = fixture_open("cgroup-namespace");

	ck_assert_int_eq(meminfo_cgroup_find(root, MEMINFO_SELF, 0, &at), 0);
	ck_assert_str_eq(at.path, "/sys/fs/cgroup");
}
END_TEST

/* Both hierarchies are there: the memory controller is in v1. */
START_TEST(as_a_membership_says)
{
	int				root = fixture_open("cgroup-hybrid"), proc;
	struct meminfo_membership	in;

	proc = meminfo_proc_open(root);
	ck_assert_int_eq(meminfo_membership_read(proc, MEMINFO_SELF, &in), 0);
	close(proc);
	ck_assert_int_eq(meminfo_cgroup_member(root, &in, 0, &at), 0);
	ck_assert_int_eq(at.version, 1);
	ck_assert_str_eq(at.path,
	    "/sys/fs/cgroup/v1 memory/batch jobs/one:two");
	ck_assert_int_eq(meminfo_cgroup_member(root, &in, 2, &at), 0);
	ck_assert_str_eq(at.path, "/sys/fs/cgroup/unified/user.slice");
	in.v1[0] = '\0';
	in.v2[0] = '\0';
	ASSERT_FAILS(meminfo_cgroup_member(root, &in, 0, &at), ENOENT);
	ASSERT_FAILS(meminfo_cgroup_member(root, &in, 1, &at), ENOENT);
}
END_TEST

static const char *const	name_of_slice[] = {
	"/system.slice", "system.slice", "/system.slice/", "//system.slice",
	"/sys/fs/cgroup/system.slice", "/sys/fs/cgroup/system.slice/",
};

START_TEST(names_by_hierarchy_or_file_system)
{
	int	root = fixture_open("cgroup-v2");

	ck_assert_int_eq(meminfo_cgroup_named(root, name_of_slice[_i], 0, &at),
	    0);
	ck_assert_int_eq(meminfo_cgroup_read(root, &at, &g), 0);
	ck_assert_uint_eq(g.usage, 1052770304);
}
END_TEST

static const char *const	name_of_none[] = {
	"/nope", "/system", "/../../../proc", "..", "/system.slice/..",
};

START_TEST(names_of_no_cgroup)
{
	int	root = fixture_open("cgroup-v2");

	ASSERT_FAILS(meminfo_cgroup_named(root, name_of_none[_i], 0, &at),
	    ENOENT);
}
END_TEST

START_TEST(no_controller_no_cgroup)
{
	int	root = fixture_open("article");

	ASSERT_FAILS(meminfo_cgroup_find(root, MEMINFO_SELF, 0, &at), ENOENT);
	ASSERT_FAILS(meminfo_cgroup_named(root, "/", 0, &at), ENOENT);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite	*suite = suite_create("cgroup_at");
	TCase	*tc = tcase_create("cgroup_at");

	tcase_add_test(tc, a_namespace_shows_its_mount);
	tcase_add_test(tc, as_a_membership_says);
	tcase_add_loop_test(tc, names_by_hierarchy_or_file_system, 0,
	    COUNT_OF(name_of_slice));
	tcase_add_loop_test(tc, names_of_no_cgroup, 0, COUNT_OF(name_of_none));
	tcase_add_test(tc, no_controller_no_cgroup);
	suite_add_tcase(suite, tc);
	return suite;
}
