/* parse.c: numbers as users type them. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

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

	if (!isdigit((unsigned char)*text))
		return false;
	errno = 0;
	*out = strtoll(text, &end, 10);
	return errno == 0 && *end == '\0' && *out > 0;
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
size_of(const char *text, size_t length, uint64_t *bytes)
{
	uint64_t	value = 0, scale;
	size_t		i;

	for (i = 0; i < length && isdigit((unsigned char)text[i]); i++) {
		if (value > INT64_MAX / 10)
			return false;
		value = value * 10 + (uint64_t)(text[i] - '0');
	}
	scale = suffix_scale(text + i, length - i);
	if (i == 0 || scale == 0 || value > INT64_MAX / scale)
		return false;
	*bytes = value * scale;
	return true;
}

bool
parse_size(const char *text, uint64_t *bytes)
{
	return size_of(text, strlen(text), bytes);
}

bool
parse_range(const char *text, uint64_t *offset, uint64_t *length)
{
	size_t	first = strcspn(text, ",");

	*length = 0;
	if (!size_of(text, first, offset))
		return false;
	if (text[first] == '\0')
		return true;
	return parse_size(text + first + 1, length) && *length > 0 &&
	    *length <= INT64_MAX - *offset;
}

/* Digits and one mark only: strtod also takes signs, hex, inf and nan. */
bool
parse_seconds(const char *text, int64_t *nanoseconds)
{
	char	copy[64], *mark, *end;
	size_t	length = strlen(text);
	double	seconds;

	if (length >= sizeof(copy) ||
	    strspn(text, "0123456789.,") != length)
		return false;
	memcpy(copy, text, length + 1);
	mark = strchr(copy, ',');
	if (mark != NULL)
		*mark = '.';
	seconds = strtod(copy, &end);
	if (end == copy || *end != '\0' || seconds > SECONDS_MAX)
		return false;
	*nanoseconds = (int64_t)(seconds * 1e9 + 0.5);
	return *nanoseconds > 0;
}
