/* lines.c: the lines of a text, or of a file read piece by piece. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "internal.h"

void
meminfo_lines_text(struct meminfo_lines *lines, const char *text,
    size_t length)
{
	lines->fd = -1;
	lines->text = text;
	lines->start = 0;
	lines->end = length;
	lines->buffer = NULL;
	lines->size = 0;
	lines->piece = SIZE_MAX;
	lines->left = 0;
	lines->cut = 0;
	lines->log = 0;
}

void
meminfo_lines_fd(struct meminfo_lines *lines, int fd, char *buffer,
    size_t size)
{
	meminfo_lines_text(lines, buffer, 0);
	lines->buffer = buffer;
	lines->size = size;
	lines->fd = fd;
	lines->left = MEMINFO_PROCESS_MOST;
}

int
meminfo_lines_open(struct meminfo_lines *lines, int root, const char *path,
    char *buffer, size_t size)
{
	meminfo_lines_fd(lines, meminfo_file_open(root, path, O_RDONLY),
	    buffer, size);
	lines->left = MEMINFO_FILE_MOST;
	return lines->fd == -1 ? -1 : 0;
}

/* Fail now; the next call finds the end. */
static int
lines_fail(struct meminfo_lines *lines)
{
	lines->start = lines->end = lines->size = 0;
	lines->cut = 0;
	return -1;
}

int
meminfo_lines_more(struct meminfo_lines *lines)
{
	size_t	kept = lines->end - lines->start, room = lines->size - kept;
	ssize_t	n;

	if (lines->fd == -1 || kept == lines->size)
		return 0;
	if (lines->left == 0) {
		errno = EFBIG;
		return lines_fail(lines);
	}
	if (lines->start > 0 && kept > 0)
		memmove(lines->buffer, lines->buffer + lines->start, kept);
	lines->start = 0;
	lines->end = kept;
	do {
		n = read(lines->fd, lines->buffer + kept,
		    room < lines->piece ? room : lines->piece);
	} while (n == -1 && errno == EINTR);
	if (n <= 0)
		return n == -1 ? lines_fail(lines) : 0;
	lines->end += (size_t)n;
	lines->left -= meminfo_smaller((uint64_t)n, lines->left);
	return 1;
}

/*
 * Throw away the rest of a line that the buffer could not hold (a status'
 * Groups may have 65,536 of them). This waits for the next call: until then
 * the caller looks at the first part.
 */
static int
discard(struct meminfo_lines *lines)
{
	const char	*newline;
	int		 more;

	lines->cut = 0;
	do {
		lines->start = lines->end;
		more = meminfo_lines_more(lines);
		if (more != 1)
			return more;
		newline = memchr(lines->text + lines->start, '\n',
		    lines->end - lines->start);
	} while (newline == NULL);
	lines->start = (size_t)(newline - lines->text) + 1;
	return 0;
}

/*
 * No line of the kernel's files begins with a NUL; a file of holes, which may
 * be of any length, has nothing else.  A log has NULs where the machine was
 * switched off while it was written.
 */
static int
lines_check(struct meminfo_lines *lines, const struct meminfo_line *line)
{
	if (lines->log || line->length == 0 || *line->text != '\0')
		return 1;
	errno = EBADMSG;
	return lines_fail(lines);
}

static int
cut_line(struct meminfo_lines *lines, struct meminfo_line *line)
{
	line->text = lines->text + lines->start;
	line->length = lines->end - lines->start;
	line->whole = false;
	if (line->length == 0)
		return 0;
	lines->cut = line->length == lines->size;
	lines->start = lines->end;
	return lines_check(lines, line);
}

int
meminfo_lines_next(struct meminfo_lines *lines, struct meminfo_line *line)
{
	const char	*begin, *newline;
	size_t		 seen = 0;
	int		 more;

	/* A log may be long, but no line of it is. */
	if (lines->log)
		lines->left = MEMINFO_LINE_MOST;
	if (lines->cut && discard(lines) == -1)
		return -1;
	for (;;) {
		begin = lines->text + lines->start;
		newline = NULL;
		if (lines->end - lines->start > seen)
			newline = memchr(begin + seen, '\n',
			    lines->end - lines->start - seen);
		if (newline != NULL)
			break;
		seen = lines->end - lines->start;
		more = meminfo_lines_more(lines);
		if (more == -1)
			return -1;
		if (more == 0)
			return cut_line(lines, line);
	}
	line->text = begin;
	line->length = (size_t)(newline - begin);
	line->whole = true;
	lines->start += line->length + 1;
	return lines_check(lines, line);
}

int
meminfo_lines_row(struct meminfo_lines *lines, struct meminfo_line *line,
    bool (*is_title)(const struct meminfo_line *line))
{
	int	more;

	do
		more = meminfo_lines_next(lines, line);
	while (more == 1 && is_title(line));
	return more;
}

void
meminfo_lines_close(struct meminfo_lines *lines)
{
	if (lines->fd != -1)
		meminfo_file_close(lines->fd);
	lines->fd = -1;
}
