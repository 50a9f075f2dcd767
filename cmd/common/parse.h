/* parse.h: numbers as users type them. */
#ifndef PARSE_H
#define PARSE_H

#include <stdbool.h>
#include <stdint.h>

/* A positive whole number up to INT64_MAX. */
bool	parse_count(const char *text, int64_t *out);
/* Positive seconds, with decimals behind '.' or ',', up to 100 years. */
bool	parse_seconds(const char *text, int64_t *nanoseconds);

#endif
