/* process_text.c: any bytes as a process' cmdline and oom_score_adj. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char	*text = (const char *)data;
	int64_t		 adjust;
	char		*copy = malloc(size + 1);
	size_t		 length;

	if (meminfo_oom_adjust_parse(text, size, &adjust) == 0)
		HOLDS(adjust >= -1000 && adjust <= 1000);
	if (copy == NULL)
		return 0;
	if (size > 0)
		memcpy(copy, data, size);
	length = meminfo_cmdline_parse(copy, size);
	HOLDS(length <= size && (length == 0 ||
	    memchr(copy, '\0', length) == NULL));
	free(copy);
	return 0;
}
