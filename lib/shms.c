/* shms.c: System V shared memory, /proc/sysvipc/shm. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "internal.h"

/* The title names the columns: rss and swap came in 2.6.37. */
static const struct {
	const char	*name;
	size_t		 offset;
} shm_column[] = {
	{ "key", offsetof(struct meminfo_shm, key) },
	{ "shmid", offsetof(struct meminfo_shm, id) },
	{ "perms", offsetof(struct meminfo_shm, mode) },
	{ "size", offsetof(struct meminfo_shm, size) },
	{ "cpid", offsetof(struct meminfo_shm, creator) },
	{ "lpid", offsetof(struct meminfo_shm, last) },
	{ "nattch", offsetof(struct meminfo_shm, attached) },
	{ "uid", offsetof(struct meminfo_shm, uid) },
	{ "gid", offsetof(struct meminfo_shm, gid) },
	{ "cuid", offsetof(struct meminfo_shm, creator_uid) },
	{ "cgid", offsetof(struct meminfo_shm, creator_gid) },
	{ "atime", offsetof(struct meminfo_shm, attach_time) },
	{ "dtime", offsetof(struct meminfo_shm, detach_time) },
	{ "ctime", offsetof(struct meminfo_shm, change_time) },
	{ "rss", offsetof(struct meminfo_shm, rss) },
	{ "swap", offsetof(struct meminfo_shm, swap) },
};

_Static_assert(COUNT_OF(shm_column) <= MEMINFO_SHM_COLUMNS,
    "a column for each member");

int
meminfo_shms_open(struct meminfo_shms *it, int root)
{
	it->columns = 0;
	return meminfo_lines_open(&it->lines, root, "/proc/sysvipc/shm",
	    it->buffer, sizeof(it->buffer));
}

void
meminfo_shms_text(struct meminfo_shms *it, const char *text, size_t length)
{
	it->columns = 0;
	meminfo_lines_text(&it->lines, text, length);
}

void
meminfo_shms_close(struct meminfo_shms *it)
{
	meminfo_lines_close(&it->lines);
}

/* The member for a column with that title; COUNT_OF if there is none. */
static size_t
shm_member(const struct meminfo_word *title)
{
	size_t	i;

	for (i = 0; i < COUNT_OF(shm_column); i++)
		if (meminfo_word_is(title, shm_column[i].name))
			break;
	return i;
}

/* 0, or -1 if the first line has no known title. */
static int
shm_title_parse(struct meminfo_shms *it, const struct meminfo_line *line)
{
	struct meminfo_word	rest = { line->text, line->length }, word;
	bool			any = false;
	size_t			member;

	while (it->columns < MEMINFO_SHM_COLUMNS &&
	    meminfo_word_next(&rest, &word)) {
		member = shm_member(&word);
		any |= member < COUNT_OF(shm_column);
		it->member[it->columns++] = (unsigned char)member;
	}
	if (any)
		return 0;
	return meminfo_fail(EBADMSG);
}

/* The mode is octal; a key may be printed with a sign. */
static uint64_t
shm_value(const struct meminfo_word *word, size_t member)
{
	struct meminfo_word	digits = *word;
	uint64_t		value, mode = 0;
	size_t			i;
	bool			minus;

	minus = member == 0 && digits.length > 0 && *digits.text == '-';
	digits.text += minus;
	digits.length -= minus;
	if (strcmp(shm_column[member].name, "perms") != 0) {
		value = meminfo_word_amount(&digits);
		return minus && value <= (uint64_t)INT32_MAX + 1 ?
		    (uint32_t)(0 - value) : value;
	}
	for (i = 0; i < digits.length && i < 7; i++) {
		if (digits.text[i] < '0' || digits.text[i] > '7')
			return MEMINFO_ABSENT;
		mode = mode * 8 + (uint64_t)(digits.text[i] - '0');
	}
	return mode;
}

static int
shm_parse(const struct meminfo_shms *it, const struct meminfo_line *line,
    struct meminfo_shm *out)
{
	struct meminfo_word	rest = { line->text, line->length }, word;
	size_t			i, member;

	memset(out, 0xff, sizeof(*out));	/* MEMINFO_ABSENT */
	for (i = 0; i < it->columns && meminfo_word_next(&rest, &word); i++) {
		member = it->member[i];
		if (member < COUNT_OF(shm_column))
			*(uint64_t *)(void *)((char *)out +
			    shm_column[member].offset) =
			    shm_value(&word, member);
	}
	if (i == it->columns && line->whole)
		return 1;
	return meminfo_fail(EBADMSG);
}

int
meminfo_shms_next(struct meminfo_shms *it, struct meminfo_shm *out)
{
	struct meminfo_line	line;
	int			more = meminfo_lines_next(&it->lines, &line);

	if (more == 1 && it->columns == 0) {
		if (shm_title_parse(it, &line) == -1)
			return -1;
		more = meminfo_lines_next(&it->lines, &line);
	}
	return more == 1 ? shm_parse(it, &line, out) : more;
}
