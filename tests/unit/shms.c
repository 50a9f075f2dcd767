/* shms.c: segments of System V shared memory. */
/* SPDX-License-Identifier: MIT */
#include "fixture.h"

/* Recorded on 6.18: shmget(IPC_PRIVATE) removed, shmget(0xdeadbeef). */
START_TEST(segments)
{
	struct meminfo_shms	it;
	struct meminfo_shm	shm;

	ck_assert_int_eq(meminfo_shms_open(&it, fixture_open("holders")), 0);
	ck_assert_int_eq(meminfo_shms_next(&it, &shm), 1);
	ck_assert_uint_eq(shm.key, 0);
	ck_assert_uint_eq(shm.mode, 01600);
	ck_assert_uint_eq(shm.size, 1048576);
	ck_assert_uint_eq(shm.attached, 1);
	ck_assert_uint_eq(shm.rss, 524288);
	ck_assert_uint_eq(shm.swap, 0);
	ck_assert_int_eq(meminfo_shms_next(&it, &shm), 1);
	ck_assert_uint_eq(shm.key, 0xdeadbeef);
	ck_assert_uint_eq(shm.mode, 0640);
	ck_assert_uint_eq(shm.size, 12345);
	ck_assert_uint_eq(shm.attach_time, 0);
	ck_assert_int_eq(meminfo_shms_next(&it, &shm), 0);
	meminfo_shms_close(&it);
	ASSERT_FAILS(meminfo_shms_open(&it, fixture_open("numa")), ENOENT);
}
END_TEST

START_TEST(columns_go_by_their_titles)
{
	static const char	text[] = "size new shmid key\n1 x 2 -1\n"
	    "18446744073709551615 y z 2147483648\n3\n5 6 7 8";
	struct meminfo_shms	it;
	struct meminfo_shm	shm;

	meminfo_shms_text(&it, text, strlen(text));
	ck_assert_int_eq(meminfo_shms_next(&it, &shm), 1);
	ck_assert_uint_eq(shm.size, 1);
	ck_assert_uint_eq(shm.id, 2);
	ck_assert_uint_eq(shm.key, 0xffffffff);
	ck_assert_uint_eq(shm.rss, MEMINFO_ABSENT);
	ck_assert_int_eq(meminfo_shms_next(&it, &shm), 1);
	ck_assert_uint_eq(shm.size, MEMINFO_ABSENT);
	ck_assert_uint_eq(shm.id, MEMINFO_ABSENT);
	ck_assert_uint_eq(shm.key, 0x80000000);
	ASSERT_FAILS(meminfo_shms_next(&it, &shm), EBADMSG);
	ASSERT_FAILS(meminfo_shms_next(&it, &shm), EBADMSG);
	ck_assert_int_eq(meminfo_shms_next(&it, &shm), 0);
}
END_TEST

START_TEST(another_text_is_malformed)
{
	static const char	text[] = "root:x:0:0\n";
	struct meminfo_shms	it;
	struct meminfo_shm	shm;

	meminfo_shms_text(&it, text, strlen(text));
	ASSERT_FAILS(meminfo_shms_next(&it, &shm), EBADMSG);
}
END_TEST

UNIT_SUITE(
	TEST(segments),
	TEST(columns_go_by_their_titles),
	TEST(another_text_is_malformed))
