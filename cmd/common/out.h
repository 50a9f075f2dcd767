/* out.h: output that is checked, and made safe to look at. */
/* SPDX-License-Identifier: MIT */
#ifndef OUT_H
#define OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct out {
	int	fd;
	int	error;		/* errno of the first write that failed, or 0 */
	size_t	limit;		/* of a line, in columns; 0: none.  Longer
				   lines are cut, for terminals */
	size_t	column;
	size_t	used;
	size_t	done;		/* bytes of the buffer that the last flush
				   wrote: fewer than were used if it failed */
	char	buffer[12288];	/* one fits into the frame of a function */
};

void	out_begin(struct out *out, int fd);
void	out_fill(struct out *out, char c, size_t count);
/* 0, or -1 with errno once anything could not be written. */
int	out_flush(struct out *out);
void	out_more(struct out *out, const char *bytes, size_t length);

/*
 * In place: most pieces are a few bytes that the compiler knows the length
 * of, and calls for them were a third of the time that a line takes.
 */
static inline void
out_bytes(struct out *out, const char *bytes, size_t length)
{
	if (out->limit > 0 || length > sizeof(out->buffer) - out->used) {
		out_more(out, bytes, length);
		return;
	}
	memcpy(out->buffer + out->used, bytes, length);
	out->used += length;
}

static inline void
out_char(struct out *out, char c)
{
	out_bytes(out, &c, 1);
}

static inline void
out_text(struct out *out, const char *text)
{
	out_bytes(out, text, strlen(text));
}

/* Right-aligned in width: decimal with blanks, hex with zeroes. */
void	out_number(struct out *out, uint64_t number, size_t width);
void	out_hex(struct out *out, uint64_t number, size_t width);
/*
 * Text that another user could have chosen: valid printable UTF-8 passes,
 * the rest is written as \xHH, \t, \n or \\.  Returns the columns it takes.
 */
size_t	out_safe(struct out *out, const char *text, size_t length);
/* Flush; says what was lost.  False where anything was. */
bool	out_end(struct out *out);

/* A line on stderr that begins "mfree: "; err is the caller's. */
void	complain_begin(struct out *err);
void	complain_end(struct out *err);
/*
 * "mfree: subject: reason" on stderr, the subject made safe, and '' where it
 * is empty; keeps errno.
 */
void	complain(const char *subject, const char *reason);
void	complain_part(const char *subject, size_t length, const char *reason);
/* The reason is errno's. */
void	complain_errno(const char *subject);
/* "smaps of 3 processes: reason", of the noun "process"; false for none. */
bool	complain_count(const char *of, uint64_t count, const char *noun,
	    const char *reason);
/* The words for an errno; a refusal says that root may, unless we are root. */
const char *refusal_reason(int error);

#endif
