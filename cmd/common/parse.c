/* parse.c: numbers as users type them. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "parse.h"

#define SECONDS_MAX (100.0 * 366 * 24 * 60 * 60)

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
