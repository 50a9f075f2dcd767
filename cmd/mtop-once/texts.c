/* texts.c: cells that have a file of their own, and are texts but for two. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>

#include "common/alloc.h"
#include "common/stall.h"
#include "fill.h"

/*
 * Any process makes its command line of any length, at no cost to itself
 * (prctl(2), PR_SET_MM_MAP over pages that it never touches), and root's
 * command has to keep it.  The library cuts each at MEMINFO_CMDLINE_MAX; from
 * TEXTS_FULL in one thread on, each is cut at CMDLINE_SHORT.
 */
#define TEXTS_FULL ((size_t)32 * 1024 * 1024)
#define CMDLINE_SHORT 1024

typedef ssize_t	text_reader(int, pid_t, char *, size_t);

/* The length of what scratch then holds, with a NUL; -1 with errno. */
static ssize_t
text_take(struct attempt *attempt, text_reader *read, size_t most)
{
	struct rows	*rows = attempt->rows;
	ssize_t		 n;

	if (rows->scratch == NULL)
		rows->scratch = alloc(MEMINFO_CMDLINE_MAX + 1);
	n = read(attempt->at, attempt->pid, rows->scratch, most);
	if (n != -1)
		rows->scratch[n] = '\0';
	return n;
}

/* ps and top show the name in brackets where there is no command line. */
static void
cmdline_bracket(struct attempt *attempt, struct row *row)
{
	char	text[MEMINFO_COMM_MAX + 2];
	size_t	length = strlen(row->comm);

	text[0] = '[';
	memcpy(text + 1, row->comm, length);
	text[length + 1] = ']';
	row->cmdline = rows_text(attempt->rows, text, length + 2);
}

int
cmdline_fill(struct attempt *attempt, struct row *row)
{
	struct rows	*rows = attempt->rows;
	size_t		 most = rows->texts.total > TEXTS_FULL ?
	    CMDLINE_SHORT : MEMINFO_CMDLINE_MAX, length;
	ssize_t		 n;

	if (!stall_begin((pid_t)row->pid, "cmdline"))
		return errno;
	n = text_take(attempt, meminfo_cmdline_read, most);
	stall_end();
	if (n == -1) {
		attempt->vanished |= !row->empty && errno == ENOENT;
		return errno;
	}
	attempt->vanished |= n == 0 && !row->empty;
	attempt->cut = (size_t)n == most;
	length = meminfo_cmdline_parse(rows->scratch, (size_t)n);
	if (length > 0)
		row->cmdline = rows_text(rows, rows->scratch, length);
	else if (!attempt->mtop->options.tsv && row->comm != NULL)
		cmdline_bracket(attempt, row);
	return 0;
}

int
exe_fill(struct attempt *attempt, struct row *row)
{
	ssize_t	n = text_take(attempt, meminfo_exe_read,
	    MEMINFO_CMDLINE_MAX);

	if (n == -1) {
		attempt->vanished |= !row->empty && errno == ENOENT;
		return errno;
	}
	row->exe = rows_text(attempt->rows, attempt->rows->scratch,
	    (size_t)n);
	return 0;
}

int
wchan_fill(struct attempt *attempt, struct row *row)
{
	ssize_t		 n = text_take(attempt, meminfo_wchan_read, 256);
	const char	*text = attempt->rows->scratch;

	if (n == -1)
		return errno;
	if (n > 0 && strcmp(text, "0") != 0)
		row->wchan = rows_text(attempt->rows, text, (size_t)n);
	return 0;
}

int
oom_score_fill(struct attempt *attempt, struct row *row)
{
	if (meminfo_oom_score_read(attempt->at, attempt->pid,
	    &row->oom_score) == 0)
		return 0;
	row->oom_score = CELL_ABSENT;
	return errno;
}

int
oom_adj_fill(struct attempt *attempt, struct row *row)
{
	if (meminfo_oom_adjust_read(attempt->at, attempt->pid,
	    &row->oom_adj) == 0)
		return 0;
	row->oom_adj = CELL_NO_NUMBER;
	return errno;
}
