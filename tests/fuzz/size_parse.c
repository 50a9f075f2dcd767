/* size_parse.c: any text as a size and as a range. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "fuzz.h"

#include "common/parse.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char		*text = malloc(size + 1);
	uint64_t	 bytes, offset, length;
	int64_t		 nanoseconds;
	double		 rate;

	if (text == NULL)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	if (parse_size(text, &bytes)) {
		HOLDS(bytes <= INT64_MAX);
		HOLDS(parse_range(text, &offset, &length));
		HOLDS(offset == bytes && length == 0);
	}
	if (parse_range(text, &offset, &length))
		HOLDS(offset + length <= INT64_MAX);
	if (parse_duration(text, &nanoseconds))
		HOLDS(nanoseconds > 0);
	if (parse_rate(text, &rate))
		HOLDS(rate > 0);
	free(text);
	return 0;
}
