/*
 * elf_file.h: segments and symbols of an ELF file.
 *
 * Pure functions over the file's bytes, which nobody vouches for: the time is
 * bounded by their number, and nothing is read outside.
 */
/* SPDX-License-Identifier: MIT */
#ifndef ELF_FILE_H
#define ELF_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum elf_machine {
	ELF_OTHER,
	ELF_X86_64,
	ELF_AARCH64
};

#define ELF_SEGMENTS 16

/* A PT_LOAD: part of the file, and where it lies in memory. */
struct elf_segment {
	uint64_t	offset, size;
	uint64_t	address;
};

struct elf_symbol {
	uint64_t	 address, size;
	const char	*name;		/* in the file's bytes, NUL-terminated */
};

struct elf {
	const unsigned char	*data;
	uint64_t		 size;
	enum elf_machine	 machine;
	struct elf_segment	 segment[ELF_SEGMENTS];	/* PT_LOAD */
	size_t			 segments;
	uint64_t		 frames;	/* address of .eh_frame_hdr */
	uint64_t		 frames_size;	/* 0: there is none */
	struct elf_symbol	*symbol;	/* by address; elf_symbols() */
	size_t			 symbols;
};

/* false where it is no 64-bit little-endian ELF file. */
bool	elf_read(struct elf *elf, const unsigned char *data, uint64_t size);
/* The stack pointer's number, as DWARF counts registers. */
unsigned elf_sp(enum elf_machine machine);
/* Offset in the file of an address; false where none is loaded from it. */
bool	elf_offset(const struct elf *elf, uint64_t address, uint64_t *offset);
/* The address of an offset in the file. */
bool	elf_address(const struct elf *elf, uint64_t offset,
	    uint64_t *address);
/*
 * Reads functions and data of .symtab, or of .dynsym where that is stripped.
 * false: no memory.  elf_free() is owed.
 */
bool	elf_symbols(struct elf *elf);
/* The symbol that an address is in; NULL: not known. */
const struct elf_symbol *elf_symbol_at(const struct elf *elf,
	    uint64_t address);
/* The address of a function that the file exports; false: it does not. */
bool	elf_exported(const struct elf *elf, const char *name,
	    uint64_t *address);
void	elf_free(struct elf *elf);

#endif
