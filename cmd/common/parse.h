/* parse.h: numbers as users type them. */
/* SPDX-License-Identifier: MIT */
#ifndef PARSE_H
#define PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Digits and nothing else, of a number up to most, which is below 2^60. */
bool	parse_digits(const char *text, size_t length, uint64_t most,
	    uint64_t *out);
/* 1 to 16 hexadecimal digits and nothing else; "0x" may stand before them. */
bool	parse_hex(const char *text, size_t length, uint64_t *out);
/* A positive whole number up to INT64_MAX; a '+' may stand before it. */
bool	parse_count(const char *text, int64_t *out);
/*
 * Bytes, up to INT64_MAX: a number, with decimals behind '.', and a unit in
 * either case.  K and KiB are 1024 bytes, KB is 1000; likewise M, G, T, P and
 * E.  B or nothing is bytes.
 */
bool	parse_size(const char *text, uint64_t *bytes);
/*
 * OFFSET or OFFSET,LENGTH as sizes, together up to INT64_MAX; *length is 0,
 * to the end, where it is not given, and may not be given as 0.
 */
bool	parse_range(const char *text, uint64_t *offset, uint64_t *length);
/*
 * A positive number of seconds, or of what stands behind it: s, m or min, h, d,
 * w; decimals behind '.' or ',', up to 100 years.
 */
bool	parse_duration(const char *text, int64_t *nanoseconds);
/* A name that a hint of what to type can repeat: nobody had to make it safe. */
bool	parse_plain(const char *text);
/* A size, by the hour or as said: 4M, 4M/h, 100/s, 1G/d. */
bool	parse_rate(const char *text, double *bytes_per_second);

#endif
