/* safe.c: names as others chose them, made safe for terminals and TSV. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "out.h"

/* The length of the UTF-8 sequence at text, 0 where it is none. */
static size_t
sequence(const unsigned char *text, size_t length, uint32_t *point)
{
	static const uint32_t	least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t			n, i;

	if (text[0] < 0x80) {
		*point = text[0];
		return 1;
	}
	n = text[0] >= 0xf0 ? 4 : text[0] >= 0xe0 ? 3 : 2;
	if (text[0] < 0xc2 || text[0] > 0xf4 || n > length)
		return 0;
	*point = text[0] & (0x7fU >> n);
	for (i = 1; i < n; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
		*point = *point << 6 | (text[i] & 0x3f);
	}
	if (*point < least[n] || *point > 0x10ffff ||
	    (*point >= 0xd800 && *point <= 0xdfff))
		return 0;
	return n;
}

/*
 * Characters that cannot be seen, or that turn text around: with them, two
 * names that differ look alike.  These are control characters, those of
 * Unicode 15 in category Cf, Zl or Zp, and those that a font need not show
 * (Default_Ignorable_Code_Point in DerivedCoreProperties).  Blanks other than
 * U+0020 are among them, but U+3000 is not: it is twice as wide.
 */
static const struct {
	uint32_t	first;
	uint32_t	last;
} invisible[] = {
	{ 0x0000, 0x001f }, { 0x007f, 0x00a0 }, { 0x00ad, 0x00ad },
	{ 0x034f, 0x034f }, { 0x0600, 0x0605 }, { 0x061c, 0x061c },
	{ 0x06dd, 0x06dd }, { 0x070f, 0x070f }, { 0x0890, 0x0891 },
	{ 0x08e2, 0x08e2 }, { 0x115f, 0x1160 }, { 0x1680, 0x1680 },
	{ 0x17b4, 0x17b5 }, { 0x180b, 0x180f }, { 0x2000, 0x200f },
	{ 0x2028, 0x202f }, { 0x205f, 0x206f }, { 0x2800, 0x2800 },
	{ 0x3164, 0x3164 }, { 0xfe00, 0xfe0f }, { 0xfeff, 0xfeff },
	{ 0xffa0, 0xffa0 }, { 0xfff0, 0xfffb }, { 0x110bd, 0x110bd },
	{ 0x110cd, 0x110cd }, { 0x13430, 0x1343f }, { 0x1bca0, 0x1bca3 },
	{ 0x1d173, 0x1d17a }, { 0xe0000, 0xe0fff },
};

static bool
is_unsafe(uint32_t point)
{
	size_t	low = 0, high = sizeof(invisible) / sizeof(invisible[0]);
	size_t	middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (point < invisible[middle].first)
			high = middle;
		else if (point > invisible[middle].last)
			low = middle + 1;
		else
			return true;
	}
	return false;
}

static size_t
escape(struct out *out, const unsigned char *bytes, size_t count)
{
	static const char	digit[] = "0123456789abcdef";
	size_t			i;

	for (i = 0; i < count; i++) {
		out_text(out, "\\x");
		out_char(out, digit[bytes[i] >> 4]);
		out_char(out, digit[bytes[i] & 15]);
	}
	return 4 * count;
}

static size_t
escape_known(struct out *out, unsigned char c)
{
	static const char	from[] = "\\\t\n", to[] = "\\tn";
	const char		*at = c == '\0' ? NULL : strchr(from, c);

	if (at == NULL)
		return 0;
	out_char(out, '\\');
	out_char(out, to[at - from]);
	return 2;
}

/* Most names are nothing else: a tenth of the time that sequences take. */
static size_t
plain(const unsigned char *text, size_t length)
{
	size_t	i = 0;

	while (i < length && text[i] >= 0x20 && text[i] < 0x7f &&
	    text[i] != '\\')
		i++;
	return i;
}

/*
 * A lone "-" would read as absent in a table.
 */
size_t
out_safe(struct out *out, const char *text, size_t length)
{
	const unsigned char	*at = (const void *)text;
	size_t			 columns = 0, n, taken;
	uint32_t		 point;

	if (length == 1 && *text == '-')
		return escape(out, at, 1);
	while (length > 0) {
		n = plain(at, length);
		out_bytes(out, (const char *)at, n);
		columns += n;
		at += n;
		length -= n;
		if (length == 0)
			break;
		n = sequence(at, length, &point);
		taken = escape_known(out, *at);
		if (taken == 0 && (n == 0 || is_unsafe(point)))
			taken = escape(out, at, n == 0 ? 1 : n);
		if (taken == 0) {
			out_bytes(out, (const char *)at, n);
			taken = 1;
		}
		columns += taken;
		at += n == 0 ? 1 : n;
		length -= n == 0 ? 1 : n;
	}
	return columns;
}
