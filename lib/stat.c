/* stat.c: /proc/PID/stat. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "internal.h"

/* A comm of 63 bytes and 52 fields of 20 digits fit. */
#define STAT_TEXT_MAX 2048

/*
 * The name ends at the last ')'. It may hold some itself, and newlines; only
 * numbers follow it.
 */
static int
comm_parse(struct meminfo_word *rest, struct meminfo_stat *out)
{
	const char	*open, *close;
	size_t		 length;

	open = memchr(rest->text, '(', rest->length);
	close = memrchr(rest->text, ')', rest->length);
	if (open == NULL || close == NULL || close < open)
		return meminfo_fail(EBADMSG);
	length = (size_t)(close - open) - 1;
	if (length >= sizeof(out->comm))
		return meminfo_fail(EBADMSG);
	memcpy(out->comm, open + 1, length);
	out->comm[length] = '\0';
	rest->length -= (size_t)(close + 1 - rest->text);
	rest->text = close + 1;
	return 0;
}

/* The members for the fields, from the 4th on. */
struct field {
	bool	 is_signed;
	bool	 wanted;
	size_t	 offset;
};

#define SKIP { false, false, 0 }
#define PLAIN(member) { false, true, offsetof(struct meminfo_stat, member) }
#define SIGNED(member) { true, true, offsetof(struct meminfo_stat, member) }

static const struct field field[] = {
	PLAIN(ppid), SKIP, SKIP, SIGNED(terminal), SKIP, PLAIN(flags),
	PLAIN(minor_faults), SKIP, PLAIN(major_faults), SKIP,
	PLAIN(user_ticks), PLAIN(system_ticks), SKIP, SKIP,
	SIGNED(priority), SIGNED(nice), PLAIN(threads), SKIP,
	PLAIN(start_ticks), PLAIN(size)
};

/*
 * A blank stands before each field. A newline ends the text, so that no
 * check for the end is needed. Nineteen digits fit into 64 bits; a longer
 * number is larger than any field.
 */
static bool
field_next(const char **at, bool *minus, uint64_t *value)
{
	const char	*p = *at, *digits;
	uint64_t	 number = 0;
	unsigned	 digit;

	if (*p != ' ')
		return false;
	p++;
	*minus = *p == '-';
	p += *minus;
	for (digits = p; (digit = (unsigned char)*p - (unsigned)'0') <= 9; p++)
		number = number * 10 + digit;
	*value = p - digits > 19 ? UINT64_MAX : number;
	*at = p;
	return p > digits;
}

/*
 * A number that cannot be true is absent, alone. flags, which is no quantity,
 * is 0 then.
 */
static void
stat_store(const struct field *to, bool minus, uint64_t value,
    struct meminfo_stat *out)
{
	char	*member = (char *)out + to->offset;
	bool	 wrong = value > MEMINFO_COUNT_MAX ||
	    (minus && !to->is_signed);
	int64_t	 number;

	if (to->is_signed) {
		number = wrong ? MEMINFO_NO_NUMBER : (int64_t)value;
		if (minus && !wrong)
			number = -number;
		memcpy(member, &number, sizeof(number));
		return;
	}
	if (wrong)
		value = to->offset == offsetof(struct meminfo_stat, flags) ?
		    0 : MEMINFO_ABSENT;
	memcpy(member, &value, sizeof(value));
}

static int
fields_parse(const struct meminfo_word *rest, struct meminfo_stat *out)
{
	const char	*at = rest->text;
	uint64_t	 value;
	size_t		 i;
	bool		 minus;

	for (i = 0; i < COUNT_OF(field); i++) {
		if (!field_next(&at, &minus, &value))
			return meminfo_fail(EBADMSG);
		if (field[i].wanted)
			stat_store(&field[i], minus, value, out);
	}
	return 0;
}

int
meminfo_stat_parse(const char *text, size_t length, struct meminfo_stat *out)
{
	struct meminfo_word	rest = { text, length };

	if (length == 0 || text[length - 1] != '\n')
		return meminfo_fail(EBADMSG);
	if (comm_parse(&rest, out) == -1)
		return -1;
	if (rest.length < 3 || rest.text[0] != ' ' || rest.text[1] <= ' ' ||
	    rest.text[1] > '~' || rest.text[2] != ' ')
		return meminfo_fail(EBADMSG);
	out->state = rest.text[1];
	rest.text += 2;
	rest.length -= 2;
	return fields_parse(&rest, out);
}

int
meminfo_stat_take(int fd, void *stat)
{
	char	buffer[STAT_TEXT_MAX];
	ssize_t	n = meminfo_text_take(fd, buffer, sizeof(buffer), true);

	return n == -1 ? -1 : meminfo_stat_parse(buffer, (size_t)n, stat);
}

int
meminfo_stat_read(int at, pid_t pid, struct meminfo_stat *out)
{
	return meminfo_process_take(at, pid, "stat", meminfo_stat_take, out,
	    NULL);
}
