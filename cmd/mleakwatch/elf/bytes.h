/*
 * bytes.h: reading a file that somebody else wrote, never past its end.
 *
 * A reader that runs out, or meets what it does not know, has failed: all that
 * it returns from then on is 0.  Little endian, as both architectures are.
 */
/* SPDX-License-Identifier: MIT */
#ifndef ELF_BYTES_H
#define ELF_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct bytes {
	const unsigned char	*at;
	const unsigned char	*end;
	bool			 failed;
};

/* A part of length bytes, as far as there are so many. */
static inline struct bytes
bytes_part(const unsigned char *data, uint64_t size, uint64_t offset,
    uint64_t length)
{
	struct bytes	part = { NULL, NULL, true };

	if (offset > size)
		return part;
	part.at = data + offset;
	part.end = part.at + (length < size - offset ? length : size - offset);
	part.failed = false;
	return part;
}

static inline uint64_t
bytes_number(struct bytes *bytes, size_t width)
{
	uint64_t	number = 0;

	if (bytes->failed || (size_t)(bytes->end - bytes->at) < width) {
		bytes->failed = true;
		return 0;
	}
	memcpy(&number, bytes->at, width);
	bytes->at += width;
	return number;
}

static inline void
bytes_skip(struct bytes *bytes, uint64_t length)
{
	if (bytes->failed || (uint64_t)(bytes->end - bytes->at) < length)
		bytes->failed = true;
	else
		bytes->at += length;
}

/* Seven bits in each byte, the last has its high bit clear. */
static inline uint64_t
bytes_uleb(struct bytes *bytes)
{
	uint64_t	number = 0, byte;
	unsigned	shift;

	for (shift = 0; shift < 70; shift += 7) {
		byte = bytes_number(bytes, 1);
		if (shift < 64)
			number |= (byte & 0x7f) << shift;
		if ((byte & 0x80) == 0)
			return number;
	}
	bytes->failed = true;
	return 0;
}

static inline int64_t
bytes_sleb(struct bytes *bytes)
{
	uint64_t	number = 0, byte;
	unsigned	shift;

	for (shift = 0; shift < 70;) {
		byte = bytes_number(bytes, 1);
		if (shift < 64)
			number |= (byte & 0x7f) << shift;
		shift += 7;
		if ((byte & 0x80) == 0) {
			if ((byte & 0x40) != 0 && shift < 64)
				number |= ~(uint64_t)0 << shift;
			return (int64_t)number;
		}
	}
	bytes->failed = true;
	return 0;
}

#endif
