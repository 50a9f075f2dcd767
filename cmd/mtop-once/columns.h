/* columns.h: the columns by number, and how each is filled. */
/* SPDX-License-Identifier: MIT */
#ifndef COLUMNS_H
#define COLUMNS_H

#include <meminfo.h>

#include "common/column.h"

/* The files of a process; the first ones are read together. */
enum file {
	FILE_STAT = MEMINFO_STAT,
	FILE_STATM = MEMINFO_STATM,
	FILE_STATUS = MEMINFO_STATUS,
	FILE_ROLLUP = MEMINFO_ROLLUP,
	FILE_OWNER = MEMINFO_OWNER,	/* the directory itself */
	FILE_CGROUP = 32,
	FILE_CMDLINE = 64,
	FILE_EXE = 128,
	FILE_WCHAN = 256,
	FILE_OOM_SCORE = 512,
	FILE_OOM_ADJUST = 1024,
	/* No file of a process: the system's, and the clock. */
	SYSTEM_TOTAL = 4096,		/* MemTotal */
	SYSTEM_HOST = 8192,
	SYSTEM_CLOCK = 16384,
	SYSTEM_CPU = 32768,		/* the share of a CPU */
	SYSTEM_USERS = 65536,		/* names */
	SYSTEM_PODS = 131072		/* names */
};

#define FILES_FIRST (FILE_STAT | FILE_STATM | FILE_STATUS | FILE_OWNER)
/* Read after the selection: they cost more. */
#define FILES_TEXT (FILE_CMDLINE | FILE_EXE | FILE_WCHAN | FILE_OOM_SCORE | \
	FILE_OOM_ADJUST)
#define FILES_ALL (FILES_FIRST | FILES_TEXT | FILE_ROLLUP | FILE_CGROUP)

/* COLUMN_rss is the number of the column rss. */
enum column_number {
#define COLUMN(name, title, width, type, files, filling, sum, help) \
	COLUMN_##name,
#include "columns.def"
#undef COLUMN
	COLUMN_NUMBERS
};

/* Sets of columns are bits. */
#define COLUMN_BIT(number) ((uint64_t)1 << (number))
_Static_assert(COLUMN_NUMBERS <= 64, "a set of columns is a uint64_t");

enum sum {
	APART,
	SAME,
	SUM,
	TWICE
};

struct row;
struct attempt;
struct finish;

/* 0, or the errno of a file that could not be read. */
typedef int	column_fill(struct attempt *attempt, struct row *row);
typedef void	column_finish(const struct finish *finish, struct row *row);

enum filling_way {
	WAY_SET = 1,	/* for all rows together */
	WAY_MEMBER,	/* copied from struct meminfo_process */
	WAY_FILL,
	WAY_FINISH
};

struct filling {
	enum filling_way	 way;
	unsigned		 files;
	size_t			 member;
	size_t			 other;		/* of status, not of stat */
	column_fill		*fill;
	column_finish		*finish;
	enum column_number	 base;
	enum sum		 sum;
};

/* Ended by one without a name; need is its number. */
extern const struct column	columns[COLUMN_NUMBERS + 1];
extern const struct filling	fillings[COLUMN_NUMBERS];

/* Is it one that a group adds up? */
bool	column_is_sum(size_t number);

#endif
