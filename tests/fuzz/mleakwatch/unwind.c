/*
 * unwind.c: any bytes as an ELF file that a stack is unwound through: 320 bytes
 * of registers, place and options, 512 of stack, then the file.
 */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "fuzz.h"
#include "mleakwatch/stacks/unwind.h"

#define RECORD	320
#define STACK	512
#define DEPTH	32
#define OPTIONS	264

/* The second of four pages is code in no file, the third no code at all. */
static bool
find(void *context, uint64_t address, struct unwind_module *out)
{
	out->elf = address / 4096 % 4 == 1 ? NULL : context;
	out->bias = 0;
	return address / 4096 % 4 != 2;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct elf	elf;
	struct unwind	unwind = { .find = find };
	uint64_t	pc[DEPTH], address;
	enum unwind_end	end;

	if (size < RECORD + STACK ||
	    !elf_read(&elf, data + RECORD + STACK, size - RECORD - STACK))
		return 0;
	unwind.machine = elf.machine;
	unwind.frame_pointers = (data[OPTIONS] & 1) != 0;
	memcpy(unwind.reg, data, 32 * sizeof(uint64_t));
	memcpy(&unwind.pc, data + 256, sizeof(unwind.pc));
	unwind.stack = data + RECORD;
	unwind.stack_at = unwind.reg[elf_sp(elf.machine)];
	unwind.stack_size = STACK;
	unwind.context = &elf;
	HOLDS(unwind_walk(&unwind, pc, DEPTH, &end) <= DEPTH);
	HOLDS(elf_symbols(&elf));
	elf_symbol_at(&elf, unwind.pc);
	elf_exported(&elf, "malloc", &address);
	elf_free(&elf);
	return 0;
}
