/* cgroup_mount.c: where the cgroup hierarchies are mounted. */
#include "internal.h"
#include "unit.h"

START_TEST(mounts)
{
	struct meminfo_cgroup_mount	m;

	ck_assert_int_eq(PARSE(meminfo_cgroup_mount_parse,
	    "1 2 0:3 / /a rw - tmpfs cgroup2 rw,memory\n"
	    "1 2 0:3 / /b rw - cgroup cgroup rw,memory_x\n"
	    "1 2 0:3 /top\\134 /c\\040d rw shared:1 - cgroup x rw,memory\n",
	    1, "", NULL, &m), 0);
	ck_assert_str_eq(m.top, "/top\\");
	ck_assert_str_eq(m.point, "/c d");
	ASSERT_FAILS(PARSE(meminfo_cgroup_mount_parse, "1 2 0:3\n", 2, "",
	    NULL, &m),
	    ENOENT);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite	*suite = suite_create("cgroup_mount");
	TCase	*tc = tcase_create("cgroup_mount");

	tcase_add_test(tc, mounts);
	suite_add_tcase(suite, tc);
	return suite;
}
