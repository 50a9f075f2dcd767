/* clock.c: how long the system has been up, and the units of its figures. */
/* SPDX-License-Identifier: MIT */
#include <elf.h>
#include <string.h>

#include "internal.h"

/* A century, which keeps products with ticks far from 2^64. */
#define UPTIME_MAX ((uint64_t)100 * 366 * 24 * 60 * 60)

/* "3568.42 6000.00": always two decimals. */
int
meminfo_uptime_parse(const char *text, size_t length, uint64_t *milliseconds)
{
	struct meminfo_word	rest = { text, length }, word, part;
	uint64_t		seconds, hundredths;

	if (!meminfo_word_next(&rest, &word) || rest.length == 0 ||
	    word.length < 4 || word.text[word.length - 3] != '.')
		return meminfo_fail(EBADMSG);
	part.text = word.text;
	part.length = word.length - 3;
	if (meminfo_word_number(&part, &seconds) == -1)
		return -1;
	part.text = word.text + word.length - 2;
	part.length = 2;
	if (meminfo_word_number(&part, &hundredths) == -1)
		return -1;
	if (seconds > UPTIME_MAX)
		return meminfo_fail(EBADMSG);
	*milliseconds = seconds * 1000 + hundredths * 10;
	return 0;
}

int
meminfo_uptime_read(int root, uint64_t *milliseconds)
{
	char	buffer[128];
	ssize_t	n = meminfo_file_read(root, "/proc/uptime", buffer,
	    sizeof(buffer));

	if (n == -1)
		return -1;
	return meminfo_uptime_parse(buffer, (size_t)n, milliseconds);
}

static const struct meminfo_key boot_key[] = {
	{ "btime", MEMINFO_COUNT, 0 },
};

static const struct meminfo_keys boot_keys = {
	boot_key, COUNT_OF(boot_key), 0
};

int
meminfo_boot_parse(const char *text, size_t length, uint64_t *seconds)
{
	return meminfo_keys_parse(&boot_keys, text, length, seconds);
}

int
meminfo_boot_read(int root, uint64_t *seconds)
{
	return meminfo_keys_read(&boot_keys, root, "/proc/stat", seconds);
}

static uint64_t
word_at(const char *text, size_t size)
{
	uint64_t	wide;
	uint32_t	narrow;

	if (size == sizeof(wide)) {
		memcpy(&wide, text, sizeof(wide));
		return wide;
	}
	memcpy(&narrow, text, sizeof(narrow));
	return narrow;
}

static bool
plausible(const struct meminfo_auxv *auxv)
{
	uint64_t	page = auxv->page_size;

	return page >= 1024 && page <= 1 << 20 && (page & (page - 1)) == 0 &&
	    auxv->clock_ticks > 0 && auxv->clock_ticks <= 1000000;
}

static bool
auxv_of(const char *text, size_t length, size_t size,
    struct meminfo_auxv *out)
{
	size_t		at;
	uint64_t	type, value;

	out->page_size = MEMINFO_ABSENT;
	out->clock_ticks = MEMINFO_ABSENT;
	for (at = 0; at + 2 * size <= length; at += 2 * size) {
		type = word_at(text + at, size);
		value = word_at(text + at + size, size);
		if (type == AT_NULL)
			break;
		if (type == AT_PAGESZ)
			out->page_size = value;
		else if (type == AT_CLKTCK)
			out->clock_ticks = value;
	}
	return plausible(out);
}

int
meminfo_auxv_parse(const char *text, size_t length, struct meminfo_auxv *out)
{
	if (auxv_of(text, length, sizeof(uint64_t), out) ||
	    auxv_of(text, length, sizeof(uint32_t), out))
		return 0;
	return meminfo_fail(EBADMSG);
}

int
meminfo_auxv_read(int root, struct meminfo_auxv *out)
{
	char	buffer[4096];
	ssize_t	n = meminfo_file_read(root, "/proc/self/auxv", buffer,
	    sizeof(buffer));

	if (n == -1)
		return -1;
	return meminfo_auxv_parse(buffer, (size_t)n, out);
}
