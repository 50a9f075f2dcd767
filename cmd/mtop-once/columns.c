/* columns.c: the table of columns, and how each is filled: columns.def. */
/* SPDX-License-Identifier: MIT */
#include "fill.h"
#include "row.h"

const struct column columns[COLUMN_NUMBERS + 1] = {
#define COLUMN(name, title, width, type, files, filling, sum, help) \
	{ #name, title, width, COLUMN_##type, offsetof(struct row, name), \
	    help, COLUMN_##name },
#include "columns.def"
#undef COLUMN
	{ .name = NULL }
};

#define MEMBER(member) offsetof(struct meminfo_process, member)
#define SET SET_FROM(pid)
#define SET_FROM(base) WAY_SET, 0, 0, NULL, NULL, COLUMN_##base
#define FROM(member) WAY_MEMBER, MEMBER(member), 0, NULL, NULL, COLUMN_pid
#define EITHER(stat, status) WAY_MEMBER, MEMBER(stat), MEMBER(status), NULL, \
	NULL, COLUMN_pid
#define BY(function) WAY_FILL, 0, 0, function, NULL, COLUMN_pid
#define AFTER(function, base) WAY_FINISH, 0, 0, NULL, function, COLUMN_##base
#define FILLING(files, sum, ...) FILLING_IN_ORDER(files, sum, __VA_ARGS__)
#define FILLING_IN_ORDER(files, sum, way, member, other, fill, finish, base) \
	{ way, files, member, other, fill, finish, base, sum }

const struct filling fillings[COLUMN_NUMBERS] = {
#define COLUMN(name, title, width, type, files, filling, sum, help) \
	FILLING(files, sum, filling),
#include "columns.def"
#undef COLUMN
};

bool
column_is_sum(size_t number)
{
	return fillings[number].sum == SUM || fillings[number].sum == TWICE;
}
