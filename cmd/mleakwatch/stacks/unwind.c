/* unwind.c: one caller after another. */
/* SPDX-License-Identifier: MIT */
#include "frame.h"
#include "unwind.h"

/* Steps of one expression: the linker's for the PLT takes 11. */
#define STEPS	1000
#define OPERANDS 32

/* A frame, and where its registers are read from. */
struct climb {
	const struct unwind	*unwind;
	uint64_t		 reg[UNWIND_REGISTERS];
};

/* The stack alone is known: what was elsewhere is not. */
static bool
stack_word(const struct unwind *unwind, uint64_t address, size_t width,
    uint64_t *word)
{
	uint64_t	offset = address - unwind->stack_at;

	*word = 0;
	if (offset >= unwind->stack_size || unwind->stack_size - offset < width)
		return false;
	memcpy(word, unwind->stack + offset, width);
	return true;
}

/* A machine with a stack of its own (DWARF 5, 2.5). */
struct evaluation {
	const struct climb	*walk;
	struct bytes		 program, whole;
	uint64_t		 operand[OPERANDS];
	unsigned		 count;
	bool			 failed;
};

static void
operand_push(struct evaluation *e, uint64_t value)
{
	if (e->count == OPERANDS)
		e->failed = true;
	else
		e->operand[e->count++] = value;
}

static uint64_t
operand_pop(struct evaluation *e)
{
	if (e->count == 0) {
		e->failed = true;
		return 0;
	}
	return e->operand[--e->count];
}

static void
operand_pick(struct evaluation *e, uint64_t depth)
{
	if (depth >= e->count)
		e->failed = true;
	else
		operand_push(e, e->operand[e->count - 1 - depth]);
}

static void
register_push(struct evaluation *e, uint64_t number, int64_t offset)
{
	if (number >= UNWIND_REGISTERS)
		e->failed = true;
	else
		operand_push(e, e->walk->reg[number] + (uint64_t)offset);
}

static void
dereference(struct evaluation *e, size_t width)
{
	uint64_t	word;

	if (width > 8 ||
	    !stack_word(e->walk->unwind, operand_pop(e), width, &word))
		e->failed = true;
	else
		operand_push(e, word);
}

static void
jump(struct evaluation *e, bool taken)
{
	int64_t	distance = (int16_t)bytes_number(&e->program, 2);

	if (!taken || e->program.failed)
		return;
	if (distance < e->whole.at - e->program.at ||
	    distance > e->program.end - e->program.at)
		e->failed = true;
	else
		e->program.at += distance;
}

/* Two operands become one, by what they are called in DWARF 5, 2.5.1.4. */
#define TWO(name, result) \
static uint64_t \
two_ ## name(uint64_t left, uint64_t right) \
{ \
	return (result); \
}

TWO(and, left & right)
TWO(div, (uint64_t)((int64_t)left / (int64_t)right))
TWO(minus, left - right)
TWO(mod, left % right)
TWO(mul, left * right)
TWO(or, left | right)
TWO(plus, left + right)
TWO(shl, right < 64 ? left << right : 0)
TWO(shr, right < 64 ? left >> right : 0)
TWO(xor, left ^ right)
TWO(eq, left == right)
TWO(ge, (int64_t)left >= (int64_t)right)
TWO(gt, (int64_t)left > (int64_t)right)
TWO(le, (int64_t)left <= (int64_t)right)
TWO(lt, (int64_t)left < (int64_t)right)
TWO(ne, left != right)

/* C leaves open what a right shift does to a negative number. */
static uint64_t
two_shra(uint64_t left, uint64_t right)
{
	uint64_t	count = right > 63 ? 63 : right;

	return left >> 63 == 0 ? left >> count : ~(~left >> count);
}

#define TWO_FIRST 0x1a

static uint64_t	(*const operation_pairs[])(uint64_t left, uint64_t right) = {
	[0x1a - TWO_FIRST] = two_and,
	[0x1b - TWO_FIRST] = two_div,
	[0x1c - TWO_FIRST] = two_minus,
	[0x1d - TWO_FIRST] = two_mod,
	[0x1e - TWO_FIRST] = two_mul,
	[0x21 - TWO_FIRST] = two_or,
	[0x22 - TWO_FIRST] = two_plus,
	[0x24 - TWO_FIRST] = two_shl,
	[0x25 - TWO_FIRST] = two_shr,
	[0x26 - TWO_FIRST] = two_shra,
	[0x27 - TWO_FIRST] = two_xor,
	[0x29 - TWO_FIRST] = two_eq,
	[0x2a - TWO_FIRST] = two_ge,
	[0x2b - TWO_FIRST] = two_gt,
	[0x2c - TWO_FIRST] = two_le,
	[0x2d - TWO_FIRST] = two_lt,
	[0x2e - TWO_FIRST] = two_ne,
};

/* false: not such an operation. */
static bool
operation_two(struct evaluation *e, unsigned code)
{
	unsigned	i = code - TWO_FIRST;
	uint64_t	right, left;

	if (i >= sizeof(operation_pairs) / sizeof(operation_pairs[0]) ||
	    operation_pairs[i] == NULL)
		return false;
	right = operand_pop(e);
	left = operand_pop(e);
	/* A processor traps at x / 0 and at the least number / -1. */
	if ((right == 0 && (operation_pairs[i] == two_div ||
	    operation_pairs[i] == two_mod)) ||
	    (right == UINT64_MAX && operation_pairs[i] == two_div))
		e->failed = true;
	else
		operand_push(e, operation_pairs[i](left, right));
	return true;
}

/* Constants and registers; false: another operation. */
static bool
operation_value(struct evaluation *e, unsigned code)
{
	static const struct {
		unsigned char	code, width;
		bool		is_signed;
	} constants[] = {
		{ 0x03, 8, false }, { 0x08, 1, false }, { 0x09, 1, true },
		{ 0x0a, 2, false }, { 0x0b, 2, true }, { 0x0c, 4, false },
		{ 0x0d, 4, true }, { 0x0e, 8, false }, { 0x0f, 8, false }
	};
	uint64_t	value;
	size_t		i;

	for (i = 0; i < sizeof(constants) / sizeof(constants[0]); i++)
		if (constants[i].code == code) {
			unsigned	spare = 64U - 8U * constants[i].width;

			value = bytes_number(&e->program, constants[i].width);
			if (constants[i].is_signed)
				value = (uint64_t)((int64_t)(value << spare) >>
				    spare);
			operand_push(e, value);
			return true;
		}
	if (code >= 0x30 && code <= 0x4f) {
		operand_push(e, code - 0x30);
		return true;
	}
	if (code >= 0x70 && code <= 0x8f) {
		register_push(e, code - 0x70, bytes_sleb(&e->program));
		return true;
	}
	return false;
}

static void
operation_deref(struct evaluation *e)
{
	dereference(e, 8);
}

static void
operation_deref_size(struct evaluation *e)
{
	dereference(e, (size_t)bytes_number(&e->program, 1));
}

static void
operation_constu(struct evaluation *e)
{
	operand_push(e, bytes_uleb(&e->program));
}

static void
operation_consts(struct evaluation *e)
{
	operand_push(e, (uint64_t)bytes_sleb(&e->program));
}

static void
operation_dup(struct evaluation *e)
{
	operand_pick(e, 0);
}

static void
operation_drop(struct evaluation *e)
{
	operand_pop(e);
}

static void
operation_over(struct evaluation *e)
{
	operand_pick(e, 1);
}

static void
operation_pick(struct evaluation *e)
{
	operand_pick(e, bytes_number(&e->program, 1));
}

static void
operation_swap(struct evaluation *e)
{
	uint64_t	first = operand_pop(e), second = operand_pop(e);

	operand_push(e, first);
	operand_push(e, second);
}

static void
operation_neg(struct evaluation *e)
{
	operand_push(e, -operand_pop(e));
}

static void
operation_not(struct evaluation *e)
{
	operand_push(e, ~operand_pop(e));
}

static void
operation_plus_uconst(struct evaluation *e)
{
	uint64_t	value = operand_pop(e);

	operand_push(e, value + bytes_uleb(&e->program));
}

static void
operation_bra(struct evaluation *e)
{
	jump(e, operand_pop(e) != 0);
}

static void
operation_skip(struct evaluation *e)
{
	jump(e, true);
}

static void
operation_bregx(struct evaluation *e)
{
	uint64_t	number = bytes_uleb(&e->program);

	register_push(e, number, bytes_sleb(&e->program));
}

static void
operation_nop(struct evaluation *e)
{
	(void)e;
}

static void	(*const operations[])(struct evaluation *e) = {
	[0x06] = operation_deref,
	[0x10] = operation_constu,
	[0x11] = operation_consts,
	[0x12] = operation_dup,
	[0x13] = operation_drop,
	[0x14] = operation_over,
	[0x15] = operation_pick,
	[0x16] = operation_swap,
	[0x1f] = operation_neg,
	[0x20] = operation_not,
	[0x23] = operation_plus_uconst,
	[0x28] = operation_bra,
	[0x2f] = operation_skip,
	[0x92] = operation_bregx,
	[0x94] = operation_deref_size,
	[0x96] = operation_nop,
};

static void
operation_run(struct evaluation *e, unsigned code)
{
	if (operation_value(e, code) || operation_two(e, code))
		return;
	if (code < sizeof(operations) / sizeof(operations[0]) &&
	    operations[code] != NULL)
		operations[code](e);
	else
		e->failed = true;
}

/* cfa: pushed first, but for the expression of the CFA itself. */
static bool
evaluate(const struct climb *walk, struct bytes program, const uint64_t *cfa,
    uint64_t *result)
{
	struct evaluation	e;
	unsigned		steps;

	e.walk = walk;
	e.program = e.whole = program;
	e.count = 0;
	e.failed = program.failed;
	if (cfa != NULL)
		operand_push(&e, *cfa);
	for (steps = 0; !e.failed && e.program.at < e.program.end; steps++) {
		if (steps == STEPS)
			return false;
		operation_run(&e, (unsigned)bytes_number(&e.program, 1));
		e.failed |= e.program.failed;
	}
	*result = operand_pop(&e);
	return !e.failed;
}

static bool
cfa_find(const struct climb *walk, const struct frame_row *row, uint64_t *cfa)
{
	if (row->cfa.rule == FRAME_VALUE_EXPRESSION)
		return evaluate(walk, row->cfa.expression, NULL, cfa);
	if (row->cfa.rule != FRAME_OFFSET ||
	    row->cfa_register >= UNWIND_REGISTERS)
		return false;
	*cfa = walk->reg[row->cfa_register] + (uint64_t)row->cfa.offset;
	return true;
}

/* The caller's value of a register. */
static bool
cell_value(const struct climb *walk, const struct frame_cell *cell,
    uint64_t cfa, uint64_t now, uint64_t *value)
{
	uint64_t	address;

	switch (cell->rule) {
	case FRAME_OFFSET:
		return stack_word(walk->unwind, cfa + (uint64_t)cell->offset, 8,
		    value);
	case FRAME_VALUE_OFFSET:
		*value = cfa + (uint64_t)cell->offset;
		return true;
	case FRAME_REGISTER:
		if ((uint64_t)cell->offset >= UNWIND_REGISTERS)
			return false;
		*value = walk->reg[cell->offset];
		return true;
	case FRAME_EXPRESSION:
		return evaluate(walk, cell->expression, &cfa, &address) &&
		    stack_word(walk->unwind, address, 8, value);
	case FRAME_VALUE_EXPRESSION:
		return evaluate(walk, cell->expression, &cfa, value);
	default:
		*value = now;
		return true;
	}
}

enum caller {
	CALLER_FOUND,
	CALLER_NONE,		/* this is the outermost */
	CALLER_CUT,
	CALLER_UNKNOWN
};

/* No stack is larger; far beyond it there is nothing. */
#define STACK_MOST ((uint64_t)1 << 30)

/* A place above the piece of the stack may well be on the stack. */
static enum caller
caller_beyond(const struct unwind *unwind, uint64_t address)
{
	return address - unwind->stack_at - unwind->stack_size < STACK_MOST ?
	    CALLER_CUT : CALLER_UNKNOWN;
}

/* Puts the caller's registers in the place of those of the called one. */
static enum caller
caller_find(struct climb *walk, const struct frame *frame, uint64_t *pc)
{
	const struct unwind	*unwind = walk->unwind;
	unsigned		 sp = elf_sp(unwind->machine), i;
	const struct frame_cell	*back = &frame->row.reg[frame->return_column];
	uint64_t		 reg[UNWIND_REGISTERS], cfa;

	if (back->rule == FRAME_UNDEFINED)
		return CALLER_NONE;
	if (!cfa_find(walk, &frame->row, &cfa) ||
	    (!frame->signal && cfa < walk->reg[sp]))
		return CALLER_UNKNOWN;
	for (i = 0; i < UNWIND_REGISTERS; i++)
		/* One that was not saved on this piece of the stack matters
		   only if something is found by it later. */
		if (!cell_value(walk, &frame->row.reg[i], cfa, walk->reg[i],
		    &reg[i])) {
			if (i == frame->return_column)
				return caller_beyond(unwind, cfa);
			reg[i] = 0;
		}
	if (frame->row.reg[sp].rule == FRAME_SAME)
		reg[sp] = cfa;
	memcpy(walk->reg, reg, sizeof(reg));
	*pc = reg[frame->return_column];
	/* The upper bits of a signed address are its signature. */
	if (unwind->machine == ELF_AARCH64)
		*pc &= ((uint64_t)1 << 48) - 1;
	return *pc == 0 ? CALLER_NONE : CALLER_FOUND;
}

/* --- code that .eh_frame says nothing of ------------------------------------- */

#define RBP 6

/* Do the bytes before a return address call, as x86-64 writes it? */
static bool
call_before(const struct elf *elf, uint64_t address)
{
	const unsigned char	*at;
	uint64_t		 offset;
	size_t			 length;

	if (!elf_offset(elf, address, &offset) || offset < 7)
		return false;
	at = elf->data + offset;
	if (at[-5] == 0xe8)
		return true;
	/* call r/m: 2 bytes, and what the operand needs. */
	for (length = 2; length <= 7; length++)
		if (at[-(ptrdiff_t)length] == 0xff &&
		    (at[1 - (ptrdiff_t)length] & 0x38) == 0x10)
			return true;
	return false;
}

/*
 * Compilers at run time, as V8, keep frame pointers: rbp points at the saved
 * one, and the return address is next to it.  A word that only looks so is told
 * by the call before it.
 */
static enum caller
frame_pointer_follow(struct climb *walk, uint64_t *pc)
{
	const struct unwind	*unwind = walk->unwind;
	struct unwind_module	 module;
	unsigned		 sp = elf_sp(unwind->machine);
	uint64_t		 frame = walk->reg[RBP], saved, back;

	if (!unwind->frame_pointers || unwind->machine != ELF_X86_64 ||
	    frame % 8 != 0 || frame < walk->reg[sp])
		return CALLER_UNKNOWN;
	if (!stack_word(unwind, frame, 8, &saved) ||
	    !stack_word(unwind, frame + 8, 8, &back))
		return caller_beyond(unwind, frame + 8);
	if (!unwind->find(unwind->context, back - 1, &module) ||
	    (module.elf != NULL &&
	    !call_before(module.elf, back - module.bias)))
		return CALLER_UNKNOWN;
	walk->reg[RBP] = saved;
	walk->reg[sp] = frame + 16;
	*pc = back;
	return CALLER_FOUND;
}

/* A step up; *exact: 1 where *at is no place behind a call. */
static enum caller
walk_up(struct climb *walk, uint64_t *at, uint64_t *exact)
{
	const struct unwind	*unwind = walk->unwind;
	struct unwind_module	 module;
	struct frame		 frame;
	uint64_t		 place = *at - 1 + *exact;

	if (!unwind->find(unwind->context, place, &module))
		return CALLER_UNKNOWN;
	if (module.elf == NULL ||
	    !frame_find(module.elf, place - module.bias, &frame)) {
		*exact = 0;
		return frame_pointer_follow(walk, at);
	}
	*exact = frame.signal;
	return caller_find(walk, &frame, at);
}

size_t
unwind_walk(const struct unwind *unwind, uint64_t *pc, size_t most,
    enum unwind_end *end)
{
	static const enum unwind_end ends[] = {
		[CALLER_FOUND] = UNWIND_MOST,
		[CALLER_NONE] = UNWIND_COMPLETE,
		[CALLER_CUT] = UNWIND_CUT,
		[CALLER_UNKNOWN] = UNWIND_UNKNOWN
	};
	struct climb	walk;
	size_t		count = 0;
	uint64_t	at = unwind->pc, sp, exact = 1;
	enum caller	caller = CALLER_FOUND;

	walk.unwind = unwind;
	memcpy(walk.reg, unwind->reg, sizeof(walk.reg));
	while (count < most && caller == CALLER_FOUND) {
		pc[count++] = at;
		sp = walk.reg[elf_sp(unwind->machine)];
		caller = walk_up(&walk, &at, &exact);
		/* Neither up nor elsewhere: a circle. */
		if (caller == CALLER_FOUND && at == pc[count - 1] &&
		    walk.reg[elf_sp(unwind->machine)] == sp)
			caller = CALLER_UNKNOWN;
	}
	*end = ends[caller];
	return count;
}
