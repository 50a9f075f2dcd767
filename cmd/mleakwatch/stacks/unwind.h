/*
 * unwind.h: the calls that led somewhere, from registers and a piece of stack.
 *
 * Distributions compile without frame pointers, so the way up is in
 * .eh_frame: for each instruction where the caller's registers were saved.
 * Pure functions over bytes that nobody vouches for: a stack of n frames takes
 * n look-ups of bounded length, and nothing is read outside.
 */
/* SPDX-License-Identifier: MIT */
#ifndef STACKS_UNWIND_H
#define STACKS_UNWIND_H

#include "mleakwatch/elf/elf_file.h"

/* DWARF's numbers: x86-64 has 17, aarch64 32. */
#define UNWIND_REGISTERS 33

/* A file that is mapped at address + bias; NULL: code that is in none. */
struct unwind_module {
	const struct elf	*elf;
	uint64_t		 bias;
};

struct unwind {
	enum elf_machine	 machine;
	uint64_t		 reg[UNWIND_REGISTERS];
	uint64_t		 pc;
	const unsigned char	*stack;		/* its bytes from there up */
	uint64_t		 stack_at;
	uint64_t		 stack_size;
	/* The module of an address; false: none, or it cannot be read. */
	bool			 (*find)(void *context, uint64_t address,
				     struct unwind_module *out);
	void			*context;
	/* Code that .eh_frame says nothing of may keep frame pointers. */
	bool			 frame_pointers;
};

/* Why a walk ended. */
enum unwind_end {
	UNWIND_COMPLETE,	/* at one that nobody called */
	UNWIND_CUT,		/* the next is beyond the piece of the stack */
	UNWIND_MOST,		/* there is no room for more */
	UNWIND_UNKNOWN
};

/*
 * Instructions, the innermost first; all but the first are those behind a call.
 */
size_t	unwind_walk(const struct unwind *unwind, uint64_t *pc, size_t most,
	    enum unwind_end *end);

#endif
