/* frame.h: what .eh_frame says of one instruction. */
/* SPDX-License-Identifier: MIT */
#ifndef STACKS_FRAME_H
#define STACKS_FRAME_H

#include "mleakwatch/elf/bytes.h"
#include "unwind.h"

enum frame_rule {
	FRAME_SAME,		/* the register still has it */
	FRAME_UNDEFINED,
	FRAME_OFFSET,		/* saved at CFA + offset */
	FRAME_VALUE_OFFSET,	/* is CFA + offset */
	FRAME_REGISTER,		/* is in another register */
	FRAME_EXPRESSION,	/* saved where an expression says */
	FRAME_VALUE_EXPRESSION	/* is what an expression says */
};

struct frame_cell {
	enum frame_rule	rule;
	int64_t		offset;		/* or the other register */
	struct bytes	expression;
};

/* CFA: the caller's stack pointer before the call. */
struct frame_row {
	struct frame_cell	reg[UNWIND_REGISTERS];
	struct frame_cell	cfa;	/* FRAME_OFFSET from .cfa_register, or
					   FRAME_VALUE_EXPRESSION */
	unsigned		cfa_register;
};

struct frame {
	struct frame_row	row;
	unsigned		return_column;
	bool			signal;	/* interrupted, not called */
};

/*
 * Looks up an address of the file, not of memory.  false: nothing is said of
 * it, or what is said makes no sense.
 */
bool	frame_find(const struct elf *elf, uint64_t address,
	    struct frame *frame);

#endif
