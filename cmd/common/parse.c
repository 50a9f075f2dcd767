/* parse.c: numbers as users type them. */
/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "parse.h"

#define SECONDS_MAX (100.0 * 366 * 24 * 60 * 60)

bool
parse_digits(const char *text, size_t length, uint64_t most, uint64_t *out)
{
	size_t	i;

	*out = 0;
	for (i = 0; i < length; i++) {
		if (!isdigit((unsigned char)text[i]))
			return false;
		*out = *out * 10 + (uint64_t)(text[i] - '0');
		if (*out > most)
			return false;
	}
	return length > 0;
}

static unsigned
hex_digit_of(char c)
{
	static const char	digits[] = "0123456789abcdef";
	const char		*at;

	at = memchr(digits, tolower((unsigned char)c), sizeof(digits) - 1);
	return at == NULL ? 16 : (unsigned)(at - digits);
}

bool
parse_hex(const char *text, size_t length, uint64_t *out)
{
	size_t	i = 0;

	if (length > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
		i = 2;
	if (length - i < 1 || length - i > 16)
		return false;
	for (*out = 0; i < length; i++) {
		if (hex_digit_of(text[i]) == 16)
			return false;
		*out = *out << 4 | hex_digit_of(text[i]);
	}
	return true;
}

bool
parse_count(const char *text, int64_t *out)
{
	char	*end;

	/* free(1) takes it. */
	if (*text == '+')
		text++;
	if (!isdigit((unsigned char)*text))
		return false;
	errno = 0;
	*out = strtoll(text, &end, 10);
	return errno == 0 && *end == '\0' && *out > 0;
}

/*
 * The digits at the start of a text, and those behind one of marks: how many
 * bytes they are, 0 where there is no digit.  Not strtod(3), which also takes
 * signs, hex, inf and nan.
 */
static size_t
parse_decimal(const char *text, size_t length, const char *marks,
    uint64_t *whole, double *fraction)
{
	size_t	i, digits = 0;
	double	place = 1;

	*whole = 0;
	*fraction = 0;
	for (i = 0; i < length && isdigit((unsigned char)text[i]); i++) {
		if (*whole > INT64_MAX / 10)
			return 0;
		*whole = *whole * 10 + (uint64_t)(text[i] - '0');
		digits++;
	}
	if (i < length && text[i] != '\0' && strchr(marks, text[i]) != NULL)
		for (i++; i < length && isdigit((unsigned char)text[i]); i++) {
			place /= 10;
			*fraction += place * (text[i] - '0');
			digits++;
		}
	return digits == 0 ? 0 : i;
}

/* 0 where the suffix is none. */
static uint64_t
suffix_scale(const char *suffix, size_t length)
{
	static const char	letter[] = "KMGTPE";
	const char		*at;
	uint64_t		 scale = 1, base = 1024;
	int			 power;

	if (length == 0 ||
	    (length == 1 && toupper((unsigned char)*suffix) == 'B'))
		return 1;
	at = strchr(letter, toupper((unsigned char)*suffix));
	if (at == NULL || length > 3)
		return 0;
	if (length == 2)
		base = 1000;
	if (length > 1 && toupper((unsigned char)suffix[length - 1]) != 'B')
		return 0;
	if (length == 3 && tolower((unsigned char)suffix[1]) != 'i')
		return 0;
	for (power = (int)(at - letter); power >= 0; power--)
		scale *= base;
	return scale;
}

static bool
parse_bytes(const char *text, size_t length, uint64_t *bytes)
{
	uint64_t	whole, scale, rest;
	double		fraction;
	size_t		used = parse_decimal(text, length, ".", &whole,
	    &fraction);

	scale = suffix_scale(text + used, length - used);
	if (used == 0 || scale == 0 || whole > INT64_MAX / scale)
		return false;
	rest = (uint64_t)(fraction * (double)scale);
	if (rest > INT64_MAX - whole * scale)
		return false;
	*bytes = whole * scale + rest;
	return true;
}

bool
parse_size(const char *text, uint64_t *bytes)
{
	return parse_bytes(text, strlen(text), bytes);
}

bool
parse_range(const char *text, uint64_t *offset, uint64_t *length)
{
	size_t	first = strcspn(text, ",");

	*length = 0;
	if (!parse_bytes(text, first, offset))
		return false;
	if (text[first] == '\0')
		return true;
	return parse_size(text + first + 1, length) && *length > 0 &&
	    *length <= INT64_MAX - *offset;
}

/* 0 where the unit is none. */
static double
unit_seconds(const char *name)
{
	static const struct {
		const char	*name;
		double		 seconds;
	} unit[] = {
		{ "s", 1 }, { "m", 60 }, { "min", 60 }, { "h", 3600 },
		{ "d", 86400 }, { "w", 604800 }
	};
	size_t	i;

	for (i = 0; i < sizeof(unit) / sizeof(unit[0]); i++)
		if (strcasecmp(unit[i].name, name) == 0)
			return unit[i].seconds;
	return 0;
}

bool
parse_duration(const char *text, int64_t *nanoseconds)
{
	uint64_t	whole;
	double		fraction, seconds;
	size_t		used = parse_decimal(text, strlen(text), ".,", &whole,
	    &fraction);

	if (used == 0)
		return false;
	seconds = (double)whole + fraction;
	if (text[used] != '\0')
		seconds *= unit_seconds(text + used);
	if (seconds > SECONDS_MAX)
		return false;
	*nanoseconds = (int64_t)(seconds * 1e9 + 0.5);
	return *nanoseconds > 0;
}

bool
parse_rate(const char *text, double *bytes_per_second)
{
	size_t		length = strcspn(text, "/");
	uint64_t	bytes;
	double		seconds = 3600;

	if (!parse_bytes(text, length, &bytes) || bytes == 0)
		return false;
	if (text[length] == '/')
		seconds = unit_seconds(text + length + 1);
	if (seconds == 0)
		return false;
	*bytes_per_second = (double)bytes / seconds;
	return true;
}

bool
parse_plain(const char *text)
{
	static const char	plain[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.:@+-/";

	return *text != '\0' && text[strspn(text, plain)] == '\0';
}
