/* size.c: amounts of memory as people read them. */
/* SPDX-License-Identifier: MIT */
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
 * free -h, whose float decides how the decimal is rounded.  A minus sign takes
 * the place of the decimal there.
 */
static size_t
human(char *text, uint64_t bytes, bool si, bool decimal)
{
	static const char	letter[] = "BKMGTP";
	const char		*suffix = si ? "" : "i";
	int			 widest = si ? 4 : 5, length, power;
	double			 scale;

	length = snprintf(text, SIZE_TEXT - 1, "%lluB",
	    (unsigned long long)bytes);
	for (power = 1; length > (power == 1 ? 4 : widest) &&
	    letter[power] != '\0'; power++) {
		scale = (double)bytes / (double)unit(power, si);
		length = snprintf(text, SIZE_TEXT - 1, "%.1f%c%s",
		    (double)(float)scale, letter[power], suffix);
		if (length > widest || (length == widest && !decimal &&
		    text[1] == '.'))
			length = snprintf(text, SIZE_TEXT - 1, "%llu%c%s",
			    (unsigned long long)scale, letter[power], suffix);
	}
	return (size_t)length;
}

/* Not printf: a table of 64,000 rows has a million of them. */
size_t
decimal_text(char *text, uint64_t number)
{
	char	reversed[SIZE_TEXT];
	size_t	count = 0, length = 0;

	do {
		reversed[count++] = (char)('0' + number % 10);
		number /= 10;
	} while (number > 0);
	while (count > 0)
		text[length++] = reversed[--count];
	text[length] = '\0';
	return length;
}

size_t
hex_text(char *text, uint64_t number, size_t width)
{
	static const char	digit[] = "0123456789abcdef";
	size_t			length = width, i;

	while (length < 16 && number >> 4 * length != 0)
		length++;
	for (i = length; i > 1; i -= 2) {
		text[i - 1] = digit[number & 15];
		text[i - 2] = digit[number >> 4 & 15];
		number >>= 8;
	}
	if (i == 1)
		text[0] = digit[number & 15];
	text[length] = '\0';
	return length;
}

static size_t
signed_text(char text[SIZE_TEXT], int64_t number)
{
	if (number >= 0)
		return decimal_text(text, (uint64_t)number);
	text[0] = '-';
	return 1 + decimal_text(text + 1, -(uint64_t)number);
}

size_t
size_text(char text[SIZE_TEXT], int64_t bytes,
    const struct size_format *format)
{
	if (format->human && bytes >= 0)
		return human(text, (uint64_t)bytes, format->si, true);
	if (format->human) {
		text[0] = '-';
		return 1 + human(text + 1, -(uint64_t)bytes, format->si,
		    false);
	}
	if (format->power > 0)
		bytes /= unit(format->power, format->si);
	return signed_text(text, bytes);
}

/* In float and not double, as top rounds. */
size_t
size_scaled(char text[SIZE_TEXT], uint64_t bytes, size_t width)
{
	static const char	letter[] = "mgtp";
	float			amount = (float)(bytes / 1024);
	size_t			length, i;

	length = decimal_text(text, bytes / 1024);
	for (i = 0; length > width; i++) {
		if (letter[i] == '\0') {
			text[0] = '?';
			return 1;
		}
		amount /= 1024.0F;
		length = (size_t)snprintf(text, SIZE_TEXT, "%.1f%c",
		    (double)amount, letter[i]);
	}
	return length;
}

/* The two parts of a long time, and up to when it is told so. */
static const struct {
	uint64_t	 below;		/* minutes */
	uint64_t	 unit;		/* minutes in the first part */
	uint64_t	 part;		/* minutes in the second */
	const char	*format;
} cpu_time[] = {
	{ 96 * 60, 60, 1, "%llu,%02llu" },
	{ 14 * 24 * 60, 24 * 60, 60, "%llud+%lluh" },
	{ UINT64_MAX, 7 * 24 * 60, 24 * 60, "%lluw+%llud" },
};

static size_t
cpu_time_long(char text[SIZE_TEXT], uint64_t minutes)
{
	size_t	i = 0;

	while (minutes >= cpu_time[i].below)
		i++;
	return (size_t)snprintf(text, SIZE_TEXT, cpu_time[i].format,
	    (unsigned long long)(minutes / cpu_time[i].unit),
	    (unsigned long long)(minutes % cpu_time[i].unit /
	    cpu_time[i].part));
}

static size_t
two_digits(char *text, char before, uint64_t number)
{
	text[0] = before;
	text[1] = (char)('0' + number / 10 % 10);
	text[2] = (char)('0' + number % 10);
	return 3;
}

size_t
size_cpu_time(char text[SIZE_TEXT], uint64_t milliseconds, size_t width)
{
	uint64_t	minutes = milliseconds / 60000;
	size_t		length;

	if (minutes <= 6 * 60) {
		length = decimal_text(text, minutes);
		length += two_digits(text + length, ':',
		    milliseconds / 1000 % 60);
		length += two_digits(text + length, '.',
		    milliseconds / 10 % 100);
		if (length <= width)
			return length;
	}
	return cpu_time_long(text, minutes);
}

size_t
size_duration(char text[SIZE_TEXT], double seconds)
{
	static const struct {
		double	seconds;
		char	name;
	} span[] = { { 86400, 'd' }, { 3600, 'h' }, { 60, 'm' }, { 1, 's' } };
	size_t	i = 0;

	while (i < 3 && seconds < span[i].seconds)
		i++;
	seconds /= span[i].seconds;
	return (size_t)snprintf(text, SIZE_TEXT, seconds < 9.95 ?
	    "%.1f%c" : "%.0f%c", seconds, span[i].name);
}
