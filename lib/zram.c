/* zram.c: memory of compressed block devices, /sys/block/zram*. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "internal.h"

#define BLOCK_DIR "/sys/block"

/* The order in mm_stat (Documentation/admin-guide/blockdev/zram.rst). */
static const size_t zram_member[] = {
	offsetof(struct meminfo_zram, original),
	offsetof(struct meminfo_zram, compressed),
	offsetof(struct meminfo_zram, used),
	offsetof(struct meminfo_zram, limit),
	offsetof(struct meminfo_zram, peak),
};

static uint64_t *
zram_at(struct meminfo_zram *zram, size_t i)
{
	return (uint64_t *)(void *)((char *)zram + zram_member[i]);
}

/* A number that cannot be true takes away itself alone. */
int
meminfo_zram_parse(const char *text, size_t length, struct meminfo_zram *out)
{
	struct meminfo_word	rest = { text, length }, line, word;
	size_t			i;

	meminfo_word_cut(&rest, '\n', &line);
	for (i = 0; i < COUNT_OF(zram_member); i++) {
		if (!meminfo_word_next(&line, &word))
			return meminfo_fail(EBADMSG);
		*zram_at(out, i) = meminfo_word_amount(&word);
	}
	if (out->used == MEMINFO_ABSENT && out->original == MEMINFO_ABSENT)
		return meminfo_fail(EBADMSG);
	return 0;
}

static int
zram_device_read(int root, const char *name, struct meminfo_zram *out)
{
	char	path[sizeof(BLOCK_DIR) + NAME_MAX + 16], text[512];
	ssize_t	n;

	if (meminfo_format(path, sizeof(path), BLOCK_DIR "/%s/mm_stat",
	    name) == -1)
		return -1;
	n = meminfo_file_read(root, path, text, sizeof(text));
	return n == -1 ? -1 : meminfo_zram_parse(text, (size_t)n, out);
}

static int
zram_sum(struct meminfo_entries *entries, int root, struct meminfo_zram *out)
{
	struct meminfo_zram	one;
	const char		*name;
	bool			 any = false;
	size_t			 i;
	int			 more;

	memset(out, 0, sizeof(*out));
	while ((more = meminfo_entries_next(entries, &name)) == 1) {
		if (strncmp(name, "zram", 4) != 0)
			continue;
		/* A device may vanish while it is read. */
		if (zram_device_read(root, name, &one) == -1) {
			if (errno == ENOENT || errno == ENODEV)
				continue;
			return -1;
		}
		for (i = 0; i < COUNT_OF(zram_member); i++)
			*zram_at(out, i) = meminfo_both(*zram_at(out, i),
			    *zram_at(&one, i));
		any = true;
	}
	if (more == 0 && !any)
		errno = ENOENT;
	return more == 0 && any ? 0 : -1;
}

int
meminfo_zram_read(int root, struct meminfo_zram *out)
{
	struct meminfo_entries	entries;
	int			result;

	if (meminfo_entries_open(&entries, root, BLOCK_DIR) == -1)
		return -1;
	result = zram_sum(&entries, root, out);
	meminfo_entries_close(&entries);
	return result;
}
