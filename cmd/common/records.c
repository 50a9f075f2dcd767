/* records.c: records that end in a newline or a NUL, read with a bound. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "records.h"

/* Twice as much falls out of the second cache: 5 % slower. */
#define RECORDS_BLOCK ((size_t)128 * 1024)

void
records_begin(struct records *records, int fd, char separator, size_t most)
{
	memset(records, 0, sizeof(*records));
	records->fd = fd;
	records->separator = separator;
	records->most = most;
}

void
records_text(struct records *records, const char *text, size_t length,
    char separator)
{
	records_begin(records, -1, separator, length);
	records->text = (char *)(uintptr_t)text;
	records->end = length;
}

void
records_free(struct records *records)
{
	if (records->fd != -1)
		free(records->text);
	records->text = NULL;
}

bool
records_take(struct records *records, char **text, size_t *length)
{
	char	*begin, *end;
	size_t	 left = records->end - records->start;

	/* Before the first read there is no text. */
	if (left == records->seen)
		return false;
	begin = records->text + records->start;
	end = memchr(begin + records->seen, records->separator,
	    left - records->seen);
	if (end == NULL) {
		records->seen = left;
		return false;
	}
	records->start += (size_t)(end - begin) + 1;
	records->seen = 0;
	if (records->skip) {
		records->skip = false;
		return records_take(records, text, length);
	}
	*text = begin;
	*length = (size_t)(end - begin);
	records->number++;
	return true;
}

/* Room for more: 1; -1 with errno where the record is too long. */
static int
records_grow(struct records *records)
{
	size_t	 size = records->size > 0 ? records->size * 2 : RECORDS_BLOCK;
	char	*text;

	if (records->size == records->most) {
		records->start = records->end = records->seen = 0;
		records->skipped += records->most;
		if (records->skip && records->skipped < RECORDS_SKIP)
			return 1;
		if (records->skip) {
			errno = EFBIG;
			return -1;
		}
		records->skip = true;
		records->skipped = 0;
		records->number++;
		errno = EMSGSIZE;
		return -1;
	}
	if (size > records->most)
		size = records->most;
	text = realloc(records->text, size + 1);
	if (text == NULL)
		return -1;
	records->text = text;
	records->size = size;
	return 1;
}

static ssize_t
records_read(struct records *records)
{
	char	*to = records->text + records->end;
	size_t	 room = records->size - records->end;
	ssize_t	 n;

	if (records->stop > 0 &&
	    room > (uint64_t)(records->stop - records->at))
		room = (size_t)(records->stop - records->at);
	do
		n = records->stop > 0 ?
		    pread(records->fd, to, room, records->at) :
		    read(records->fd, to, room);
	while (n == -1 && errno == EINTR);
	if (n > 0) {
		records->end += (size_t)n;
		records->at += n;
	}
	return n;
}

int
records_fill(struct records *records)
{
	size_t	kept = records->end - records->start;
	ssize_t	n;

	if (records->fd == -1)
		return 0;
	if (kept > 0 && records->start > 0)
		memmove(records->text, records->text + records->start, kept);
	records->start = 0;
	records->end = kept;
	if (records->end == records->size && records_grow(records) == -1)
		return -1;
	n = records_read(records);
	return n > 0 ? 1 : (int)n;
}

int
records_next(struct records *records, char **text, size_t *length)
{
	int	more;

	while (!records_take(records, text, length))
		if ((more = records_fill(records)) != 1)
			return more;
	return 1;
}

bool
records_rest(struct records *records, char **text, size_t *length)
{
	*length = records->end - records->start;
	if (*length == 0 || records->skip)
		return false;
	*text = records->text + records->start;
	if (records->fd != -1)
		(*text)[*length] = '\0';
	records->start = records->end;
	records->seen = 0;
	records->number++;
	return true;
}
