/* symbols.h: names of addresses in the files that a process has mapped. */
/* SPDX-License-Identifier: MIT */
#ifndef HEAP_SYMBOLS_H
#define HEAP_SYMBOLS_H

#include "mleakwatch/elf/mapped.h"

#define SYMBOL_TEXT 192

/*
 * The symbol of an address, as "vtable for ns::Type", "name+0x10" or
 * "libx.so+0x1234", which addr2line(1) takes; false where the address is in no
 * file.
 */
bool	symbol_of_address(struct mapped_files *files, uint64_t address,
	    char text[SYMBOL_TEXT]);
/* The same of a place in a file, of which elf may be NULL. */
void	symbol_of_place(struct elf *elf, const char *file, uint64_t place,
	    char text[SYMBOL_TEXT]);
/* _ZTV3Foo and _ZTVN2ns3FooE as "vtable for ns::Foo"; others as they are. */
void	symbol_readable(const char *name, char text[SYMBOL_TEXT]);

#endif
