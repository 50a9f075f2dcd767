/* statm.c: /proc/PID/statm. */
/* SPDX-License-Identifier: MIT */
#include "internal.h"

/* 2^58 bytes in the smallest pages. */
#define PAGES_MAX (MEMINFO_BYTES_MAX >> 12)

/*
 * The next number, absent if no machine has so many pages; -1 if it is no
 * number.
 */
static int
pages_next(struct meminfo_word *rest, uint64_t *out)
{
	const char	*at = rest->text, *end = rest->text + rest->length;
	const char	*digits;
	uint64_t	 value = 0;

	while (at < end && *at == ' ')
		at++;
	for (digits = at; at < end && *at >= '0' && *at <= '9'; at++)
		if (value <= PAGES_MAX)
			value = value * 10 + (uint64_t)(*at - '0');
	if (at == digits || (at < end && *at != ' '))
		return meminfo_fail(EBADMSG);
	rest->text = at;
	rest->length = (size_t)(end - at);
	*out = value > PAGES_MAX ? MEMINFO_ABSENT : value;
	return 0;
}

int
meminfo_statm_parse(const char *text, size_t length,
    struct meminfo_statm *out)
{
	struct meminfo_word	rest = { text, length };

	if (length == 0 || text[length - 1] != '\n')
		return meminfo_fail(EBADMSG);
	rest.length--;
	if (pages_next(&rest, &out->size_pages) == -1 ||
	    pages_next(&rest, &out->rss_pages) == -1)
		return -1;
	return pages_next(&rest, &out->shared_pages);
}

int
meminfo_statm_take(int fd, void *statm)
{
	char	buffer[256];
	ssize_t	n = meminfo_text_take(fd, buffer, sizeof(buffer), true);

	return n == -1 ? -1 : meminfo_statm_parse(buffer, (size_t)n, statm);
}

int
meminfo_statm_read(int at, pid_t pid, struct meminfo_statm *out)
{
	return meminfo_process_take(at, pid, "statm", meminfo_statm_take, out,
	    NULL);
}
