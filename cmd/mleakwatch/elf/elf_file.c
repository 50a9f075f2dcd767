/* elf_file.c: segments and symbols of an ELF file. */
/* SPDX-License-Identifier: MIT */
#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "elf_file.h"

static void
segment_read(struct elf *elf, const Elf64_Phdr *header)
{
	struct elf_segment	*segment;

	if (header->p_type == PT_GNU_EH_FRAME) {
		elf->frames = header->p_vaddr;
		elf->frames_size = header->p_filesz;
	}
	if (header->p_type != PT_LOAD || elf->segments == ELF_SEGMENTS ||
	    header->p_offset > elf->size)
		return;
	segment = &elf->segment[elf->segments++];
	segment->offset = header->p_offset;
	segment->address = header->p_vaddr;
	segment->size = header->p_filesz;
	if (segment->size > elf->size - segment->offset)
		segment->size = elf->size - segment->offset;
}

static enum elf_machine
elf_machine(unsigned machine)
{
	switch (machine) {
	case EM_X86_64:
		return ELF_X86_64;
	case EM_AARCH64:
		return ELF_AARCH64;
	default:
		return ELF_OTHER;
	}
}

unsigned
elf_sp(enum elf_machine machine)
{
	return machine == ELF_AARCH64 ? 31 : 7;
}

/* Copies a record of the file; false: it is not all in it. */
static bool
part_copy(const struct elf *elf, uint64_t offset, void *record, size_t size)
{
	if (offset > elf->size || size > elf->size - offset)
		return false;
	memcpy(record, elf->data + offset, size);
	return true;
}

bool
elf_read(struct elf *elf, const unsigned char *data, uint64_t size)
{
	Elf64_Ehdr	header;
	Elf64_Phdr	segment;
	unsigned	i;

	memset(elf, 0, sizeof(*elf));
	elf->data = data;
	elf->size = size;
	if (!part_copy(elf, 0, &header, sizeof(header)) ||
	    memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 ||
	    header.e_ident[EI_CLASS] != ELFCLASS64 ||
	    header.e_ident[EI_DATA] != ELFDATA2LSB)
		return false;
	elf->machine = elf_machine(header.e_machine);
	for (i = 0; i < header.e_phnum; i++) {
		if (!part_copy(elf, header.e_phoff +
		    (uint64_t)i * sizeof(segment), &segment, sizeof(segment)))
			break;
		segment_read(elf, &segment);
	}
	return true;
}

bool
elf_offset(const struct elf *elf, uint64_t address, uint64_t *offset)
{
	const struct elf_segment	*segment = elf->segment;
	size_t				 i;

	for (i = 0; i < elf->segments; i++, segment++)
		if (address - segment->address < segment->size) {
			*offset = segment->offset + address - segment->address;
			return true;
		}
	return false;
}

bool
elf_address(const struct elf *elf, uint64_t offset, uint64_t *address)
{
	const struct elf_segment	*segment = elf->segment;
	size_t				 i;

	for (i = 0; i < elf->segments; i++, segment++)
		if (offset - segment->offset < segment->size) {
			*address = segment->address + offset - segment->offset;
			return true;
		}
	return false;
}

/* The i-th section; false where there is none that is in the file. */
static bool
section_read(const struct elf *elf, const Elf64_Ehdr *header, unsigned i,
    Elf64_Shdr *section)
{
	return i < header->e_shnum &&
	    part_copy(elf, header->e_shoff + (uint64_t)i * sizeof(*section),
	    section, sizeof(*section)) && section->sh_offset <= elf->size &&
	    section->sh_size <= elf->size - section->sh_offset;
}

/* More than the largest programs have; a file may claim 44 million. */
#define SYMBOLS_MOST ((uint64_t)1 << 22)

/* A table of symbols and the names that belong to it. */
struct symbols {
	const unsigned char	*table;
	const char		*name;
	uint64_t		 count, names;
};

static bool
symbols_find(const struct elf *elf, uint32_t type, struct symbols *out)
{
	Elf64_Ehdr	header;
	Elf64_Shdr	section, names;
	unsigned	i;

	memcpy(&header, elf->data, sizeof(header));
	for (i = 0; i < header.e_shnum; i++) {
		if (!section_read(elf, &header, i, &section) ||
		    section.sh_type != type ||
		    !section_read(elf, &header, section.sh_link, &names) ||
		    names.sh_size == 0)
			continue;
		out->table = elf->data + section.sh_offset;
		out->count = section.sh_size / sizeof(Elf64_Sym);
		if (out->count > SYMBOLS_MOST)
			out->count = SYMBOLS_MOST;
		out->name = (const char *)elf->data + names.sh_offset;
		out->names = names.sh_size;
		return out->name[names.sh_size - 1] == '\0';
	}
	return false;
}

/* The i-th symbol, where it is a function or data that is defined here. */
static bool
symbol_get(const struct symbols *symbols, uint64_t i, struct elf_symbol *out)
{
	Elf64_Sym	symbol;

	memcpy(&symbol, symbols->table + i * sizeof(symbol), sizeof(symbol));
	if (ELF64_ST_TYPE(symbol.st_info) > STT_FUNC ||
	    symbol.st_shndx == SHN_UNDEF || symbol.st_value == 0 ||
	    symbol.st_name == 0 || symbol.st_name >= symbols->names)
		return false;
	out->address = symbol.st_value;
	out->size = symbol.st_size;
	out->name = symbols->name + symbol.st_name;
	/* Marks of the assembler are no functions: $x of aarch64. */
	return out->name[0] != '\0' && out->name[0] != '$';
}

#define NAME_COMPARED 256

static int
symbol_compare(const void *a, const void *b)
{
	const struct elf_symbol	*one = a, *other = b;

	if (one->address != other->address)
		return one->address < other->address ? -1 : 1;
	/* One with a size is looked up, others are marks inside. */
	if (one->size != other->size)
		return one->size < other->size ? -1 : 1;
	/*
	 * The last is found: malloc, not __libc_malloc.  A million names may
	 * share one text of a gigabyte: they are not compared to its end.
	 */
	return strncmp(one->name, other->name, NAME_COMPARED);
}

bool
elf_symbols(struct elf *elf)
{
	struct symbols	symbols;
	uint64_t	i;

	if (elf->symbol != NULL)
		return true;
	if (!symbols_find(elf, SHT_SYMTAB, &symbols) &&
	    !symbols_find(elf, SHT_DYNSYM, &symbols))
		return true;
	elf->symbol = calloc((size_t)symbols.count + 1,
	    sizeof(elf->symbol[0]));
	if (elf->symbol == NULL)
		return false;
	for (i = 0; i < symbols.count; i++)
		if (symbol_get(&symbols, i, &elf->symbol[elf->symbols]))
			elf->symbols++;
	qsort(elf->symbol, elf->symbols, sizeof(elf->symbol[0]),
	    symbol_compare);
	return true;
}

const struct elf_symbol *
elf_symbol_at(const struct elf *elf, uint64_t address)
{
	size_t	low = 0, high = elf->symbols, middle, steps;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (elf->symbol[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	/* A mark inside a function may stand between it and the address. */
	for (steps = 0; low > 0 && steps < 64; steps++) {
		low--;
		if (address - elf->symbol[low].address <
		    elf->symbol[low].size)
			return &elf->symbol[low];
	}
	return NULL;
}

bool
elf_exported(const struct elf *elf, const char *name, uint64_t *address)
{
	struct symbols		symbols;
	struct elf_symbol	symbol;
	uint64_t		i;

	if (!symbols_find(elf, SHT_DYNSYM, &symbols))
		return false;
	for (i = 0; i < symbols.count; i++)
		if (symbol_get(&symbols, i, &symbol) &&
		    strcmp(symbol.name, name) == 0) {
			*address = symbol.address;
			return true;
		}
	return false;
}

void
elf_free(struct elf *elf)
{
	free(elf->symbol);
	elf->symbol = NULL;
	elf->symbols = 0;
}
