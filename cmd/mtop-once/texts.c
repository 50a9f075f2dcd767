/* texts.c: texts of a process: its command line, file, cgroup and others. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "mtop.h"

typedef ssize_t	text_reader(int, pid_t, char *, size_t);

/* The whole of a text, however long; NULL with errno. */
static char *
whole(text_reader *read, int at, pid_t pid, size_t *length)
{
	size_t	size = 512;
	char	*text = allocate(size);
	ssize_t	n;

	while ((n = read(at, pid, text, size)) == (ssize_t)size) {
		free(text);
		size *= 4;
		text = allocate(size);
	}
	if (n == -1) {
		free(text);
		return NULL;
	}
	*length = (size_t)n;
	text[n] = '\0';
	return text;
}

static const struct {
	unsigned	 need;
	enum text	 text;
	size_t		 offset;	/* of the row's string */
	text_reader	*read;
} source[] = {
	{ NEED_CMDLINE, TEXT_CMDLINE, offsetof(struct row, cmdline),
	    meminfo_cmdline_read },
	{ NEED_EXE, TEXT_EXE, offsetof(struct row, exe), meminfo_exe_read },
	{ NEED_WCHAN, TEXT_WCHAN, offsetof(struct row, wchan),
	    meminfo_wchan_read },
};

/* What ps and top show where there is no command line. */
static void
bracket(struct row *row)
{
	size_t	length = strlen(row->comm);
	char	*text = allocate(length + 3);

	text[0] = '[';
	memcpy(text + 1, row->comm, length);
	memcpy(text + 1 + length, "]", 2);
	row->text[TEXT_CMDLINE] = text;
	row->cmdline = text;
}

static void
cmdline_trim(const struct mtop *mtop, struct row *row, size_t length)
{
	char	*text = row->text[TEXT_CMDLINE];

	length = meminfo_cmdline_parse(text, length);
	text[length] = '\0';
	if (length > 0)
		return;
	free(text);
	row->text[TEXT_CMDLINE] = NULL;
	row->cmdline = NULL;
	if (!mtop->options.tsv && row->comm != NULL)
		bracket(row);
}

/*
 * systemd names a unit's cgroup after it: the first one on the path that is
 * no slice.  (Below a user's manager stand that user's own units.)
 */
static const char *
unit_of(const char *path, size_t *length)
{
	static const char *const	suffix[] = { ".service", ".scope",
	    ".socket", ".mount", ".swap" };
	size_t				i, tail;

	for (; *path != '\0'; path += *length) {
		path += *path == '/';
		*length = strcspn(path, "/");
		for (i = 0; i < COUNT_OF(suffix); i++) {
			tail = strlen(suffix[i]);
			if (*length > tail && memcmp(path + *length - tail,
			    suffix[i], tail) == 0)
				return path;
		}
	}
	return NULL;
}

static char *
copy(const char *text, size_t length)
{
	char	*to = allocate(length + 1);

	memcpy(to, text, length);
	to[length] = '\0';
	return to;
}

/*
 * Units are told apart in v2, in systemd's own hierarchy beside v1, and else
 * where the memory is.
 */
static void
unit_fill(const struct meminfo_membership *member, struct row *row)
{
	const char *const	path[] = { member->v2, member->systemd,
	    member->v1 };
	const char		*unit;
	size_t			 length, i;

	for (i = 0; i < COUNT_OF(path); i++) {
		unit = unit_of(path[i], &length);
		if (unit == NULL)
			continue;
		row->text[TEXT_UNIT] = copy(unit, length);
		row->unit = row->text[TEXT_UNIT];
		return;
	}
}

/* v2 stands in where memory is no controller of v1. */
int
cgroup_read(const struct mtop *mtop, int at, pid_t pid, struct row *row)
{
	struct meminfo_membership	 member;
	const char			*path;

	if (meminfo_membership_read(at, pid, &member) == -1)
		return -1;
	path = member.v1[0] != '\0' ? member.v1 : member.v2;
	if (!selection_has_cgroup(&mtop->selection, path, &member))
		return 0;
	unit_fill(&member, row);
	if (path[0] == '\0')
		return 1;
	row->text[TEXT_CGROUP] = copy(path, strlen(path));
	row->cgroup = row->text[TEXT_CGROUP];
	return 1;
}

static void
wchan_trim(struct row *row)
{
	if (row->wchan != NULL && (strcmp(row->wchan, "0") == 0 ||
	    *row->wchan == '\0'))
		row->wchan = NULL;
}

/* 0, or errno of the last that could not be read. */
static int
strings_read(const struct mtop *mtop, int at, pid_t pid, struct row *row,
    bool *vanished)
{
	size_t	i, length;
	int	error = 0;
	char	*text;

	for (i = 0; i < COUNT_OF(source); i++) {
		if ((mtop->need & source[i].need) == 0)
			continue;
		text = whole(source[i].read, at, pid, &length);
		if (text == NULL) {
			error = errno;
			*vanished |= !row->empty && error == ENOENT;
			continue;
		}
		*vanished |= length == 0 && !row->empty &&
		    source[i].need == NEED_CMDLINE;
		row->text[source[i].text] = text;
		*(const char **)(void *)((char *)row + source[i].offset) =
		    text;
		if (source[i].need == NEED_CMDLINE)
			cmdline_trim(mtop, row, length);
	}
	wchan_trim(row);
	return error;
}

int
texts_read(const struct mtop *mtop, int at, pid_t pid, struct row *row,
    bool *vanished)
{
	int	error = strings_read(mtop, at, pid, row, vanished);

	if ((mtop->need & NEED_OOM_SCORE) != 0 &&
	    meminfo_oom_score_read(at, pid, &row->oom_score) == -1) {
		row->oom_score = CELL_ABSENT;
		error = errno;
	}
	if ((mtop->need & NEED_OOM_ADJUST) != 0 &&
	    meminfo_oom_adjust_read(at, pid, &row->oom_adj) == -1) {
		row->oom_adj = CELL_NO_NUMBER;
		error = errno;
	}
	return error;
}
