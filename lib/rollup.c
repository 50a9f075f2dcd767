/* rollup.c: /proc/PID/smaps_rollup, or smaps summed up. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "internal.h"

struct rollup_sums {
	unsigned	seen[MEMINFO_USAGE_KEYS];
	unsigned	most;		/* of seen: as many mappings */
	size_t		kinds;		/* keys that were seen */
	bool		any;		/* number that can be true */
};

/* These say nothing about a process as a whole. */
static bool
rollup_leaves_out(const struct meminfo_key *key)
{
	return key->unit != MEMINFO_BYTES ||
	    key->offset == offsetof(struct meminfo_usage, size) ||
	    key->offset == offsetof(struct meminfo_usage, kernel_page_size) ||
	    key->offset == offsetof(struct meminfo_usage, mmu_page_size);
}

static void
rollup_add(struct rollup_sums *sums, const struct meminfo_key *key,
    uint64_t value, struct meminfo_usage *out)
{
	unsigned	*seen = &sums->seen[key - meminfo_usage_keys.key];

	if (value == MEMINFO_ABSENT)
		meminfo_wrong_add(&out->wrong, key->name);
	else
		sums->any = true;
	sums->kinds += *seen == 0;
	if (++*seen > sums->most)
		sums->most = *seen;
	if (!rollup_leaves_out(key))
		meminfo_sum_add(meminfo_keys_member(out, key), value);
}

/* A key that some mappings lack makes a sum that is less than the whole. */
static void
rollup_end(const struct rollup_sums *sums, struct meminfo_usage *out)
{
	const struct meminfo_key	*key = meminfo_usage_keys.key;
	size_t				 i;

	for (i = 0; i < meminfo_usage_keys.count; i++) {
		if (sums->seen[i] < sums->most)
			*meminfo_keys_member(out, &key[i]) = MEMINFO_ABSENT;
		meminfo_sum_end(meminfo_keys_member(out, &key[i]));
	}
}

/* smaps has five keys more than a rollup: three sizes, two numbers. */
#define ROLLUP_KEYS (MEMINFO_USAGE_KEYS - 5)

/*
 * The line before each mapping's keys has a "key" that no table knows. In a
 * rollup each key comes once: when all known keys are found, a read that finds
 * nothing more is spared (since 6.7, which has them all).
 */
static int
rollup_fill(struct meminfo_lines *lines, bool once, struct meminfo_usage *out)
{
	const struct meminfo_key	*key;
	struct rollup_sums		 sums = { 0 };
	struct meminfo_line		 line;
	size_t				 hint = 0;
	uint64_t			 value;
	int				 more = 0;

	meminfo_usage_absent(out);
	while ((!once || sums.kinds < ROLLUP_KEYS) &&
	    (more = meminfo_lines_next(lines, &line)) == 1)
		if (meminfo_keys_match(&meminfo_usage_keys, &line, &hint,
		    &key, &value))
			rollup_add(&sums, key, value, out);
	if (more == -1)
		return -1;
	rollup_end(&sums, out);
	if (sums.any)
		return 0;
	return meminfo_fail(EBADMSG);
}

int
meminfo_rollup_parse(const char *text, size_t length,
    struct meminfo_usage *out)
{
	struct meminfo_lines	lines;

	meminfo_lines_text(&lines, text, length);
	return rollup_fill(&lines, false, out);
}

static int
rollup_named_read(int at, pid_t pid, const char *file, bool once,
    struct meminfo_usage *out, struct meminfo_reader *reader)
{
	struct meminfo_lines	lines;
	char			buffer[4096];
	int			fd, result;

	fd = meminfo_process_file(at, pid, file);
	if (fd == -1)
		return -1;
	meminfo_lines_fd(&lines, fd, buffer, sizeof(buffer));
	if (!once)
		lines.left = MEMINFO_MAPS_MOST;
	result = rollup_fill(&lines, once, out);
	meminfo_reader_close(reader, fd);
	return result;
}

/* The file of the process, or of a thread that lives on without the first. */
static int
rollup_file_read(int at, pid_t pid, bool once, struct meminfo_usage *out,
    struct meminfo_reader *reader)
{
	const char	*name = once ? "smaps_rollup" : "smaps";
	int		 dir, result;

	if (rollup_named_read(at, pid, name, once, out, reader) == 0)
		return 0;
	if (errno == EBADMSG && !once && out->rss == MEMINFO_ABSENT &&
	    out->wrong.count == 0)
		errno = ESRCH;
	if (errno != ESRCH)
		return -1;
	dir = meminfo_living_open(at, pid);
	if (dir == -1)
		return -1;
	result = rollup_named_read(dir, 0, name, once, out, reader);
	meminfo_reader_close(reader, dir);
	return result;
}

/*
 * smaps is empty for processes whose rollup is ESRCH. (A process has at least
 * one mapping, or it is ending.)
 */
int
meminfo_rollup_read(int at, pid_t pid, struct meminfo_usage *out,
    struct meminfo_reader *reader)
{
	if (rollup_file_read(at, pid, true, out, reader) == 0)
		return 0;
	if (errno != ENOENT)
		return -1;
	return rollup_file_read(at, pid, false, out, reader);
}
