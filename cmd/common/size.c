/* size.c: amounts of memory as people read them. */
#include <stdio.h>

#include "size.h"

static int64_t
unit(int power, bool si)
{
	int64_t	value = 1;

	while (power-- > 0)
		value *= si ? 1000 : 1024;
	return value;
}

/*
 * The first unit in which it takes three digits, or one and a decimal: as
 * free -h, whose float decides how the decimal is rounded.
 */
static int
human(char text[SIZE_TEXT], int64_t bytes, bool si)
{
	static const char	letter[] = "BKMGTP";
	const char		*suffix = si ? "" : "i";
	int			 widest = si ? 4 : 5, length, power;
	double			 scale;

	length = snprintf(text, SIZE_TEXT, "%lldB", (long long)bytes);
	if (length <= 4)
		return length;
	for (power = 1; letter[power] != '\0'; power++) {
		scale = (double)unit(power, si);
		length = snprintf(text, SIZE_TEXT, "%.1f%c%s",
		    (double)(float)((double)bytes / scale), letter[power],
		    suffix);
		if (length <= widest)
			return length;
		length = snprintf(text, SIZE_TEXT, "%lld%c%s",
		    (long long)((double)bytes / scale), letter[power],
		    suffix);
		if (length <= widest)
			return length;
	}
	return length;
}

static size_t
digits(char text[SIZE_TEXT], int64_t number)
{
	uint64_t	rest = (uint64_t)number;
	char		reversed[SIZE_TEXT];
	size_t		count = 0, length = 0;

	if (number < 0) {
		rest = -rest;
		text[length++] = '-';
	}
	do {
		reversed[count++] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	while (count > 0)
		text[length++] = reversed[--count];
	text[length] = '\0';
	return length;
}

size_t
size_text(char text[SIZE_TEXT], int64_t bytes,
    const struct size_format *format)
{
	if (format->human)
		return (size_t)human(text, bytes, format->si);
	return digits(text, bytes / unit(format->power, format->si));
}
