/* rlimits.c: /proc/PID/limits, those of memory. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "internal.h"

static const struct limit {
	const char	*name;
	size_t		 offset;	/* of the member */
} limit[] = {
	{ "Max data size", offsetof(struct meminfo_rlimits, data) },
	{ "Max stack size", offsetof(struct meminfo_rlimits, stack) },
	{ "Max locked memory", offsetof(struct meminfo_rlimits, locked) },
	{ "Max address space",
	    offsetof(struct meminfo_rlimits, address_space) },
};

static uint64_t *
rlimit_member(struct meminfo_rlimits *limits, const struct limit *which)
{
	return (uint64_t *)(void *)((char *)limits + which->offset);
}

/* A name may hold single blanks; two or more of them end it. */
static const struct limit *
limit_find(const struct meminfo_line *line, struct meminfo_word *rest)
{
	size_t	i, length;

	for (i = 0; i < COUNT_OF(limit); i++) {
		length = strlen(limit[i].name);
		if (line->length > length &&
		    memcmp(line->text, limit[i].name, length) == 0 &&
		    line->text[length] == ' ') {
			rest->text = line->text + length;
			rest->length = line->length - length;
			return &limit[i];
		}
	}
	return NULL;
}

/* A value that no machine has is no limit, as for a cgroup. */
static int
soft_take(struct meminfo_word *rest, uint64_t *out)
{
	struct meminfo_word	word;

	if (!meminfo_word_next(rest, &word))
		return meminfo_fail(EBADMSG);
	*out = MEMINFO_UNLIMITED;
	if (meminfo_word_is(&word, "unlimited"))
		return 0;
	if (meminfo_word_number(&word, out) == -1)
		return -1;
	if (*out >= MEMINFO_BYTES_MAX)
		*out = MEMINFO_UNLIMITED;
	return 0;
}

static int
limits_fill(struct meminfo_lines *lines, struct meminfo_rlimits *out)
{
	const struct limit	*which;
	struct meminfo_line	 line;
	struct meminfo_word	 rest;
	size_t			 i;
	int			 more;

	for (i = 0; i < COUNT_OF(limit); i++)
		*rlimit_member(out, &limit[i]) = MEMINFO_ABSENT;
	while ((more = meminfo_lines_next(lines, &line)) == 1) {
		which = limit_find(&line, &rest);
		if (which != NULL &&
		    soft_take(&rest, rlimit_member(out, which)) == -1)
			return -1;
	}
	return more;
}

int
meminfo_rlimits_parse(const char *text, size_t length,
    struct meminfo_rlimits *out)
{
	struct meminfo_lines	lines;

	meminfo_lines_text(&lines, text, length);
	return limits_fill(&lines, out);
}

int
meminfo_rlimits_read(int at, pid_t pid, struct meminfo_rlimits *out)
{
	char			buffer[4096];
	struct meminfo_lines	lines;
	int			fd = meminfo_process_file(at, pid, "limits");
	int			result;

	if (fd == -1)
		return -1;
	meminfo_lines_fd(&lines, fd, buffer, sizeof(buffer));
	result = limits_fill(&lines, out);
	meminfo_file_close(fd);
	return result;
}
