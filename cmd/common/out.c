/* out.c: output that is checked. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "out.h"
#include "size.h"

void
out_begin(struct out *out, int fd)
{
	out->fd = fd;
	out->error = 0;
	out->limit = 0;
	out->column = 0;
	out->used = 0;
	out->done = 0;
}

int
out_flush(struct out *out)
{
	ssize_t	n;

	out->done = 0;
	while (out->error == 0 && out->done < out->used) {
		n = write(out->fd, out->buffer + out->done,
		    out->used - out->done);
		if (n >= 0)
			out->done += (size_t)n;
		else if (errno != EINTR)
			out->error = errno;
	}
	out->used = 0;
	errno = out->error;
	return out->error == 0 ? 0 : -1;
}

/* The bytes of a UTF-8 sequence behind its first take no column. */
static bool
is_within(struct out *out, char c)
{
	if (c == '\n')
		out->column = 0;
	else if (((unsigned char)c & 0xc0) != 0x80)
		out->column++;
	return out->limit == 0 || out->column <= out->limit;
}

void
out_more(struct out *out, const char *bytes, size_t length)
{
	for (; length > 0; bytes++, length--) {
		if (!is_within(out, *bytes))
			continue;
		if (out->used == sizeof(out->buffer))
			out_flush(out);
		out->buffer[out->used++] = *bytes;
	}
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

void
out_number(struct out *out, uint64_t number, size_t width)
{
	char	text[SIZE_TEXT];
	size_t	length = decimal_text(text, number);

	if (length < width)
		out_fill(out, ' ', width - length);
	out_bytes(out, text, length);
}

void
out_hex(struct out *out, uint64_t number, size_t width)
{
	char	text[SIZE_TEXT];
	size_t	length = hex_text(text, number, width);

	out_bytes(out, text, length);
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
complain_begin(struct out *err)
{
	out_begin(err, STDERR_FILENO);
	out_text(err, program_invocation_short_name);
	out_text(err, ": ");
}

void
complain_end(struct out *err)
{
	out_char(err, '\n');
	out_flush(err);
}

void
complain_part(const char *subject, size_t length, const char *reason)
{
	struct out	err;
	int		saved = errno;

	complain_begin(&err);
	if (length == 0)
		out_text(&err, "''");
	out_safe(&err, subject, length);
	out_text(&err, ": ");
	out_text(&err, reason);
	complain_end(&err);
	errno = saved;
}

void
complain(const char *subject, const char *reason)
{
	complain_part(subject, strlen(subject), reason);
}

void
complain_errno(const char *subject)
{
	complain(subject, errno == EBADMSG ?
	    "not in the format that the kernel documents" : strerror(errno));
}

const char *
refusal_reason(int error)
{
	if ((error == EACCES || error == EPERM) && geteuid() != 0)
		return "Permission denied (only root may)";
	return strerror(error);
}

bool
complain_count(const char *of, uint64_t count, const char *noun,
    const char *reason)
{
	char	subject[128];

	if (count > 0) {
		snprintf(subject, sizeof(subject), "%s%" PRIu64 " %s%s", of,
		    count, noun, count == 1 ? "" :
		    noun[strlen(noun) - 1] == 's' ? "es" : "s");
		complain(subject, reason);
	}
	return count > 0;
}
