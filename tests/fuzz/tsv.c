/* tsv.c: any bytes as tab-separated values, and names there and back. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "fuzz.h"
#include "common/out.h"
#include "common/tsv.h"

static const char *const	wanted[] = { "pid", "start", "path" };

static void
read_all(const char *text, size_t size)
{
	static struct tsv	tsv;
	char			name[8192];
	uint64_t		number;
	size_t			i, records = 0;

	tsv_text(&tsv, text, size, wanted, 3);
	while (tsv_next(&tsv) == 1) {
		records++;
		for (i = 0; i < 3; i++) {
			if (tsv.field[i].text == NULL)
				continue;
			HOLDS(tsv.field[i].text >= text &&
			    tsv.field[i].text + tsv.field[i].length <
			    text + size);
			tsv_number(&tsv.field[i], i == 1 ? 16 : 10, &number);
			if (tsv.field[i].length <= sizeof(name))
				tsv_unsafe(&tsv.field[i], name);
		}
	}
	HOLDS(records <= size);
	tsv_end(&tsv);
}

/* A safe text has no tab or newline, and can be undone. */
static void
there_and_back(const char *text, size_t size)
{
	static struct out	out;
	static char		back[sizeof(out.buffer)];
	struct tsv_field	field;

	if (size > sizeof(out.buffer) / 4 || size == 0)
		return;
	out_begin(&out, -1);
	out_safe(&out, text, size);
	field.text = out.buffer;
	field.length = out.used;
	HOLDS(memchr(out.buffer, '\n', out.used) == NULL);
	HOLDS(memchr(out.buffer, '\t', out.used) == NULL);
	HOLDS(!tsv_absent(&field));
	HOLDS(tsv_unsafe(&field, back) == size);
	HOLDS(memcmp(back, text, size) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	read_all((const char *)data, size);
	there_and_back((const char *)data, size);
	return 0;
}
