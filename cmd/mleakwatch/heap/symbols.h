/* symbols.h: names of addresses in the files that a process has mapped. */
/* SPDX-License-Identifier: MIT */
#ifndef HEAP_SYMBOLS_H
#define HEAP_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define SYMBOL_TEXT 192

/*
 * The symbol of an address, as "vtable for ns::Type", "name+0x10" or
 * "libx.so+0x1234"; false where the address is in no file.
 */
bool	symbol_of_address(pid_t pid, uint64_t address,
	    char text[SYMBOL_TEXT]);

/* A symbol of an ELF file that is open, by its place in the file. */
struct symbol {
	uint64_t	offset;		/* from the symbol's beginning */
	uint64_t	vaddr;		/* the place, as addr2line(1) takes it */
	char		name[SYMBOL_TEXT];
};

/* Bytes of an ELF file: the whole of it, or read from a descriptor. */
struct symbol_file {
	const unsigned char	*bytes;		/* NULL: read fd */
	uint64_t		 size;
	int			 fd;
};

/* false where it is no ELF file of 64 bits, or malformed. */
bool	symbol_find(const struct symbol_file *file, uint64_t place,
	    struct symbol *symbol);
/* _ZTV3Foo and _ZTVN2ns3FooE as "vtable for ns::Foo"; others as they are. */
void	symbol_readable(const char *name, char text[SYMBOL_TEXT]);

#endif
