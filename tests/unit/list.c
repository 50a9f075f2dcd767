/* list.c: lists with commas. */
/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "common/list.h"

static const struct {
	const char	*list;
	const char	*items;		/* each in brackets */
} sample[] = {
	{ NULL, "" },
	{ "", "[]" },
	{ "a", "[a]" },
	{ "a,bc", "[a][bc]" },
	{ ",a,,b,", "[][a][][b][]" },
};

START_TEST(every_item_comes)
{
	const char	*list = sample[_i].list, *item;
	char		 items[64] = "";
	size_t		 length;

	while (list_next(&list, &item, &length)) {
		strcat(items, "[");
		strncat(items, item, length);
		strcat(items, "]");
	}
	ck_assert_str_eq(items, sample[_i].items);
	ck_assert_ptr_null(list);
	ck_assert(!list_next(&list, &item, &length));
}
END_TEST

START_TEST(items_are_whole)
{
	ck_assert(list_has("ab,c", "ab"));
	ck_assert(list_has("ab,c", "c"));
	ck_assert(!list_has("ab,c", "a"));
	ck_assert(!list_has("ab,c", "ab,c"));
	ck_assert(!list_has("ab,c", ""));
	ck_assert(list_has("ab,", ""));
	ck_assert(!list_has(NULL, ""));
}
END_TEST

UNIT_SUITE(
	EACH(every_item_comes, sample),
	TEST(items_are_whole))
