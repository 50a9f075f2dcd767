/* symbols.c: any bytes as an ELF file. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "mleakwatch/heap/symbols.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct elf	elf;
	char		text[SYMBOL_TEXT];
	uint64_t	place;

	if (!elf_read(&elf, data, size))
		return 0;
	for (place = 0; place < 8192; place += 1000) {
		symbol_of_place(&elf, "file", place, text);
		HOLDS(memchr(text, '\0', SYMBOL_TEXT) != NULL);
	}
	elf_free(&elf);
	return 0;
}
