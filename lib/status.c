/* status.c: /proc/PID/status. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "internal.h"

#define KB(name, member) \
	{ name, MEMINFO_BYTES, MEMINFO_MEMBER(struct meminfo_status, member) }
#define COUNT(name, member) \
	{ name, MEMINFO_COUNT, MEMINFO_MEMBER(struct meminfo_status, member) }

/* The order is that of fs/proc/array.c, which makes the look-up one step. */
static const struct meminfo_key key[] = {
	COUNT("PPid", ppid),
	COUNT("Kthread", kernel_thread),
	KB("VmPeak", peak_size),
	KB("VmSize", size),
	KB("VmLck", locked),
	KB("VmHWM", peak_rss),
	KB("VmRSS", rss),
	KB("RssAnon", anon),
	KB("RssFile", file),
	KB("RssShmem", shmem),
	KB("VmData", data),
	KB("VmStk", stack),
	KB("VmPTE", page_tables),
	KB("VmSwap", swap),
	KB("HugetlbPages", hugetlb),
	COUNT("Threads", threads),
};

/* The name, the state and the four user ids are read by hand. */
_Static_assert((COUNT_OF(key) - 1) * sizeof(uint64_t) ==
    offsetof(struct meminfo_status, wrong) -
    offsetof(struct meminfo_status, kernel_thread), "a member has no row");

static const struct meminfo_keys keys = {
	key, COUNT_OF(key), offsetof(struct meminfo_status, wrong)
};

/* The kernel escapes only newline and backslash (since 2.6, array.c). */
static int
name_parse(struct meminfo_word rest, struct meminfo_status *out)
{
	size_t	used = 0;
	char	c;

	if (rest.length > 0 && *rest.text == '\t') {
		rest.text++;
		rest.length--;
	}
	for (; rest.length > 0; rest.text++, rest.length--) {
		c = *rest.text;
		if (c == '\\' && rest.length > 1 &&
		    (rest.text[1] == 'n' || rest.text[1] == '\\')) {
			c = rest.text[1] == 'n' ? '\n' : '\\';
			rest.text++;
			rest.length--;
		}
		if (used + 1 == sizeof(out->comm) || c == '\0')
			return meminfo_fail(EBADMSG);
		out->comm[used++] = c;
	}
	out->comm[used] = '\0';
	return 0;
}

/* "S (sleeping)" */
static int
state_parse(struct meminfo_word rest, struct meminfo_status *out)
{
	struct meminfo_word	word;

	if (!meminfo_word_next(&rest, &word) || word.length != 1 ||
	    *word.text <= ' ' || *word.text > '~')
		return meminfo_fail(EBADMSG);
	out->state = *word.text;
	return 0;
}

static int
uid_parse(struct meminfo_word rest, struct meminfo_status *out)
{
	uint64_t *const		to[] = { &out->uid, &out->effective_uid,
	    &out->saved_uid, &out->fs_uid };
	struct meminfo_word	word;
	bool			wrong = false;
	size_t			i;

	for (i = 0; i < COUNT_OF(to); i++) {
		meminfo_word_next(&rest, &word);
		*to[i] = meminfo_word_amount(&word);
		if (*to[i] <= UINT32_MAX)
			continue;
		*to[i] = MEMINFO_ABSENT;
		wrong = true;
	}
	if (wrong)
		meminfo_wrong_add(&out->wrong, "Uid");
	return 0;
}

static const struct {
	const char	*name;
	size_t		 length;
	int		 (*parse)(struct meminfo_word, struct meminfo_status *);
} special[] = {
	{ "Name:", 5, name_parse },
	{ "State:", 6, state_parse },
	{ "Uid:", 4, uid_parse },
};

/* 1 if the line is one of those, 0, -1. */
static int
special_parse(const struct meminfo_line *line, struct meminfo_status *out)
{
	struct meminfo_word	rest;
	size_t			i, length;

	for (i = 0; i < COUNT_OF(special); i++) {
		length = special[i].length;
		if (line->length < length ||
		    memcmp(line->text, special[i].name, length) != 0)
			continue;
		if (!line->whole)
			return meminfo_fail(EBADMSG);
		rest.text = line->text + length;
		rest.length = line->length - length;
		return special[i].parse(rest, out) == -1 ? -1 : 1;
	}
	return 0;
}

static void
begin(struct meminfo_status *out)
{
	meminfo_keys_absent(&keys, out);
	out->comm[0] = '\0';
	out->state = '\0';
	out->uid = MEMINFO_ABSENT;
	out->effective_uid = MEMINFO_ABSENT;
	out->saved_uid = MEMINFO_ABSENT;
	out->fs_uid = MEMINFO_ABSENT;
}

/*
 * Threads is the last line of use, among some sixty. The order is not relied
 * upon, but nothing comes twice: all found is the end.
 */
static int
status_lines_parse(struct meminfo_lines *lines, struct meminfo_status *out)
{
	const struct meminfo_key	*found;
	struct meminfo_line		 line;
	size_t				 hint = 0, left = COUNT_OF(key),
	    special_left = COUNT_OF(special);
	uint64_t			 value;
	int				 more, hit = 0;

	begin(out);
	while (left + special_left > 0 &&
	    (more = meminfo_lines_next(lines, &line)) != 0) {
		if (more == -1)
			return -1;
		hit = special_left == 0 ? 0 : special_parse(&line, out);
		if (hit == 1) {
			special_left--;
			continue;
		}
		if (hit == -1)
			return -1;
		if (left > 0 && meminfo_keys_match(&keys, &line, &hint,
		    &found, &value)) {
			meminfo_keys_store(&keys, found, value, out);
			left--;
		}
	}
	if (special_left < COUNT_OF(special))
		return 0;
	return meminfo_fail(EBADMSG);
}

int
meminfo_status_parse(const char *text, size_t length,
    struct meminfo_status *out)
{
	struct meminfo_lines	lines;

	meminfo_lines_text(&lines, text, length);
	return status_lines_parse(&lines, out);
}

int
meminfo_status_take(int fd, void *status)
{
	struct meminfo_lines	lines;
	char			buffer[4096];

	meminfo_lines_fd(&lines, fd, buffer, sizeof(buffer));
	return status_lines_parse(&lines, status);
}

int
meminfo_status_read(int at, pid_t pid, struct meminfo_status *out)
{
	return meminfo_process_take(at, pid, "status", meminfo_status_take, out,
	    NULL);
}

/* A missing or wrong line does not make a process a kernel thread. */
int
meminfo_status_has_memory(const struct meminfo_status *status)
{
	const void	*member;
	size_t		 i;

	if (status->wrong.count > 0)
		return 1;
	for (i = 0; i < COUNT_OF(key); i++) {
		member = (const char *)status + key[i].offset;
		if (key[i].unit == MEMINFO_BYTES &&
		    *(const uint64_t *)member != MEMINFO_ABSENT)
			return 1;
	}
	return 0;
}
