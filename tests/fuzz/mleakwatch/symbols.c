/* symbols.c: any bytes as an ELF file. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "mleakwatch/heap/symbols.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct symbol_file	file = { .bytes = data, .size = size };
	struct symbol		symbol;
	char			text[SYMBOL_TEXT];
	uint64_t		place;

	for (place = 0; place < 8192; place += 1000)
		if (symbol_find(&file, place, &symbol)) {
			HOLDS(memchr(symbol.name, '\0', SYMBOL_TEXT) != NULL);
			symbol_readable(symbol.name, text);
			HOLDS(memchr(text, '\0', SYMBOL_TEXT) != NULL);
		}
	return 0;
}
