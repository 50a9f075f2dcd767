/* safe.c: any bytes as a name: what is printed is printable UTF-8. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "common/out.h"

#include "fuzz.h"

static struct out	out, again;

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t	i, columns;

	/* At most four bytes are written for one. */
	if (size > sizeof(out.buffer) / 16)
		return 0;
	out_begin(&out, -1);
	columns = out_safe(&out, (const char *)data, size);
	HOLDS(columns <= out.used && out.used <= 4 * size);
	for (i = 0; i < out.used; i++)
		HOLDS((unsigned char)out.buffer[i] >= 0x20 &&
		    out.buffer[i] != 0x7f);
	/* Nothing that is unsafe, or no UTF-8, is left but backslashes. */
	out_begin(&again, -1);
	out_safe(&again, out.buffer, out.used);
	for (i = 0; i + 1 < again.used; i++)
		if (again.buffer[i] == '\\') {
			HOLDS(again.buffer[i + 1] == '\\');
			i++;
		}
	return 0;
}
