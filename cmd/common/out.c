/* out.c: output that is checked. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "out.h"

void
out_begin(struct out *out, int fd)
{
	out->fd = fd;
	out->error = 0;
	out->limit = 0;
	out->column = 0;
	out->used = 0;
}

int
out_flush(struct out *out)
{
	size_t	done = 0;
	ssize_t	n;

	while (out->error == 0 && done < out->used) {
		n = write(out->fd, out->buffer + done, out->used - done);
		if (n >= 0)
			done += (size_t)n;
		else if (errno != EINTR)
			out->error = errno;
	}
	out->used = 0;
	errno = out->error;
	return out->error == 0 ? 0 : -1;
}

static void
put(struct out *out, char c)
{
	if (out->used == sizeof(out->buffer))
		out_flush(out);
	out->buffer[out->used++] = c;
}

/* The bytes of a UTF-8 sequence behind its first take no column. */
static void
put_limited(struct out *out, char c)
{
	if (c == '\n')
		out->column = 0;
	else if (((unsigned char)c & 0xc0) != 0x80)
		out->column++;
	if (out->column <= out->limit)
		put(out, c);
}

void
out_bytes(struct out *out, const char *bytes, size_t length)
{
	size_t	part;

	for (; out->limit > 0 && length > 0; length--)
		put_limited(out, *bytes++);
	while (length > 0) {
		if (out->used == sizeof(out->buffer))
			out_flush(out);
		part = sizeof(out->buffer) - out->used;
		if (part > length)
			part = length;
		memcpy(out->buffer + out->used, bytes, part);
		out->used += part;
		bytes += part;
		length -= part;
	}
}

void
out_text(struct out *out, const char *text)
{
	out_bytes(out, text, strlen(text));
}

void
out_char(struct out *out, char c)
{
	if (out->limit > 0)
		put_limited(out, c);
	else
		put(out, c);
}

void
out_fill(struct out *out, char c, size_t count)
{
	if (out->limit == 0 && count < sizeof(out->buffer) - out->used) {
		memset(out->buffer + out->used, c, count);
		out->used += count;
		return;
	}
	while (count-- > 0)
		out_char(out, c);
}

bool
out_end(struct out *out)
{
	if (out_flush(out) == 0)
		return true;
	complain("standard output", strerror(out->error));
	return false;
}

void
complain(const char *subject, const char *reason)
{
	struct out	err;
	int		saved = errno;

	out_begin(&err, STDERR_FILENO);
	out_text(&err, program_invocation_short_name);
	out_text(&err, ": ");
	out_safe(&err, subject, strlen(subject));
	out_text(&err, ": ");
	out_text(&err, reason);
	out_char(&err, '\n');
	out_flush(&err);
	errno = saved;
}

void
complain_errno(const char *subject)
{
	complain(subject, errno == EBADMSG ?
	    "not in the format that the kernel documents" : strerror(errno));
}
