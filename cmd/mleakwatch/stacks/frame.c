/*
 * frame.c: .eh_frame_hdr, .eh_frame, and the program that makes a row.
 *
 * The header is a sorted table of functions.  Each has a record (FDE) that
 * refers to a common one (CIE); both end in instructions which build up the row
 * of the place that is looked for.
 */
/* SPDX-License-Identifier: MIT */
#include "frame.h"

/* Encodings of pointers: a form in the low 4 bits, a base in the next 3. */
#define FORM		0x0f
#define BASE		0x70
#define BASE_PC		0x10
#define BASE_DATA	0x30
#define INDIRECT	0x80
#define OMITTED		0xff

/* Instructions of one program: the longest in Debian's libraries has 900. */
#define STEPS 20000

/* A remembered row is 2 KiB; compilers nest them once. */
#define REMEMBERED 4

struct cie {
	uint64_t	code_align;
	int64_t		data_align;
	unsigned	return_column;
	unsigned	encoding;
	bool		augmented;	/* FDEs have a length of extra data */
	bool		signal;
	struct bytes	program;
};

struct fde {
	struct cie	cie;
	uint64_t	start, length;
	struct bytes	program;
};

/* A file, and what pointers in its header count from. */
struct placed {
	const struct elf	*elf;
	uint64_t		 data_base;	/* of .eh_frame_hdr */
};

static uint64_t
place(const struct elf *elf, const unsigned char *at)
{
	uint64_t	address = 0;

	elf_address(elf, (uint64_t)(at - elf->data), &address);
	return address;
}

static uint64_t
form_read(struct bytes *bytes, unsigned encoding)
{
	switch (encoding & FORM) {
	case 0x0:
	case 0x4:
	case 0xc:
		return bytes_number(bytes, 8);
	case 0x1:
		return bytes_uleb(bytes);
	case 0x2:
		return bytes_number(bytes, 2);
	case 0x3:
		return bytes_number(bytes, 4);
	case 0x9:
		return (uint64_t)bytes_sleb(bytes);
	case 0xa:
		return (uint64_t)(int16_t)bytes_number(bytes, 2);
	case 0xb:
		return (uint64_t)(int32_t)bytes_number(bytes, 4);
	default:
		bytes->failed = true;
		return 0;
	}
}

static uint64_t
pointer_read(const struct placed *placed, struct bytes *bytes,
    unsigned encoding)
{
	const unsigned char	*at = bytes->at;
	uint64_t		 value;

	if (encoding == OMITTED || (encoding & INDIRECT) != 0) {
		bytes->failed = true;
		return 0;
	}
	value = form_read(bytes, encoding);
	switch (encoding & BASE) {
	case 0:
		return value;
	case BASE_PC:
		return value + place(placed->elf, at);
	case BASE_DATA:
		return value + placed->data_base;
	default:
		bytes->failed = true;
		return 0;
	}
}

/* A record's bytes behind its length. */
static struct bytes
record_at(const struct elf *elf, uint64_t offset)
{
	struct bytes	record = bytes_part(elf->data, elf->size, offset,
	    UINT64_MAX);
	uint64_t	length = bytes_number(&record, 4);

	if (length == 0xffffffff)
		length = bytes_number(&record, 8);
	if (record.failed || length == 0 ||
	    length > (uint64_t)(record.end - record.at))
		record.failed = true;
	else
		record.end = record.at + length;
	return record;
}

/* Reads the letters of a CIE's augmentation. */
static void
augmentation_read(const struct placed *placed, const char *letter,
    struct bytes *bytes, struct cie *cie)
{
	uint64_t	length;
	struct bytes	data;
	unsigned	encoding;

	if (*letter != 'z')
		return;
	cie->augmented = true;
	length = bytes_uleb(bytes);
	data = *bytes;
	bytes_skip(bytes, length);
	if (bytes->failed)
		return;
	data.end = data.at + length;
	while (*++letter != '\0' && !data.failed)
		switch (*letter) {
		case 'R':
			cie->encoding = (unsigned)bytes_number(&data, 1);
			break;
		case 'P':
			encoding = (unsigned)bytes_number(&data, 1);
			pointer_read(placed, &data,
			    encoding & ~(unsigned)INDIRECT);
			break;
		case 'L':
			bytes_skip(&data, 1);
			break;
		case 'S':
			cie->signal = true;
			break;
		default:	/* B: pointers are signed with the other key */
			break;
		}
}

static bool
cie_read(const struct placed *placed, uint64_t offset, struct cie *cie)
{
	struct bytes	 bytes = record_at(placed->elf, offset);
	const char	*letters;
	size_t		 length;
	uint64_t	 version;

	memset(cie, 0, sizeof(*cie));
	if (bytes_number(&bytes, 4) != 0)
		return false;
	version = bytes_number(&bytes, 1);
	if (bytes.failed || (version != 1 && version != 3))
		return false;
	letters = (const char *)bytes.at;
	length = strnlen(letters, (size_t)(bytes.end - bytes.at));
	bytes_skip(&bytes, length + 1);
	cie->code_align = bytes_uleb(&bytes);
	cie->data_align = bytes_sleb(&bytes);
	cie->return_column = (unsigned)(version == 1 ?
	    bytes_number(&bytes, 1) : bytes_uleb(&bytes));
	if (bytes.failed)
		return false;
	augmentation_read(placed, letters, &bytes, cie);
	cie->program = bytes;
	return !bytes.failed && cie->return_column < UNWIND_REGISTERS;
}

static bool
fde_read(const struct placed *placed, uint64_t offset, struct fde *fde)
{
	struct bytes	bytes = record_at(placed->elf, offset);
	uint64_t	at, back;

	if (bytes.failed)
		return false;
	at = (uint64_t)(bytes.at - placed->elf->data);
	back = bytes_number(&bytes, 4);
	if (back == 0 || back > at ||
	    !cie_read(placed, at - back, &fde->cie))
		return false;
	fde->start = pointer_read(placed, &bytes, fde->cie.encoding);
	fde->length = form_read(&bytes, fde->cie.encoding);
	if (fde->cie.augmented)
		bytes_skip(&bytes, bytes_uleb(&bytes));
	fde->program = bytes;
	return !bytes.failed;
}

/* The offset of the record of the last function that begins at or below. */
static bool
table_search(const struct placed *placed, struct bytes table, uint64_t count,
    uint64_t address, uint64_t *offset)
{
	uint64_t	low = 0, high = count, middle;
	int32_t		entry[2];

	if (count > (uint64_t)(table.end - table.at) / sizeof(entry))
		return false;
	while (low < high) {
		middle = low + (high - low) / 2;
		memcpy(entry, table.at + middle * sizeof(entry),
		    sizeof(entry));
		if ((int64_t)(placed->data_base + (uint64_t)entry[0] -
		    address) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0)
		return false;
	memcpy(entry, table.at + (low - 1) * sizeof(entry), sizeof(entry));
	return elf_offset(placed->elf, placed->data_base + (uint64_t)entry[1],
	    offset);
}

/* Only the table that all linkers write: sorted pairs of 32 bits each. */
static bool
fde_find(const struct placed *placed, uint64_t address, struct fde *fde)
{
	const struct elf	*elf = placed->elf;
	struct bytes		 header;
	unsigned		 pointer, number, table;
	uint64_t		 offset, count;

	if (!elf_offset(elf, elf->frames, &offset))
		return false;
	header = bytes_part(elf->data, elf->size, offset, elf->frames_size);
	if (bytes_number(&header, 1) != 1)
		return false;
	pointer = (unsigned)bytes_number(&header, 1);
	number = (unsigned)bytes_number(&header, 1);
	table = (unsigned)bytes_number(&header, 1);
	pointer_read(placed, &header, pointer);
	count = pointer_read(placed, &header, number);
	return !header.failed && table == (BASE_DATA | 0xb) &&
	    table_search(placed, header, count, address, &offset) &&
	    fde_read(placed, offset, fde) &&
	    address - fde->start < fde->length;
}

/* A program that builds up a row. */
struct machine {
	const struct cie	*cie;
	const struct placed	*placed;
	struct frame_row	*row;
	const struct frame_row	*initial;	/* NULL: in the CIE's own */
	uint64_t		 place, target;
	struct frame_row	 remembered[REMEMBERED];
	unsigned		 depth;
};

static void
cell_set(struct machine *machine, uint64_t reg, enum frame_rule rule,
    int64_t offset)
{
	struct frame_cell	*cell;

	if (reg >= UNWIND_REGISTERS)
		return;		/* of vectors: nobody unwinds by them */
	cell = &machine->row->reg[reg];
	cell->rule = rule;
	cell->offset = offset;
}

/* Offsets are in units of the alignment; absurd ones wrap. */
static int64_t
scaled(uint64_t factor, int64_t align)
{
	return (int64_t)(factor * (uint64_t)align);
}

static struct bytes
block_read(struct bytes *program)
{
	uint64_t	length = bytes_uleb(program);
	struct bytes	block = *program;

	bytes_skip(program, length);
	if (!program->failed)
		block.end = block.at + length;
	return block;
}

static void
cell_expression(struct machine *machine, uint64_t reg, enum frame_rule rule,
    struct bytes expression)
{
	cell_set(machine, reg, rule, 0);
	if (reg < UNWIND_REGISTERS)
		machine->row->reg[reg].expression = expression;
}

static void
cell_restore(struct machine *machine, uint64_t reg)
{
	if (reg < UNWIND_REGISTERS && machine->initial != NULL)
		machine->row->reg[reg] = machine->initial->reg[reg];
}

static void
cfa_set(struct machine *machine, uint64_t reg, int64_t offset)
{
	machine->row->cfa.rule = FRAME_OFFSET;
	machine->row->cfa.offset = offset;
	machine->row->cfa_register = reg < UNWIND_REGISTERS ?
	    (unsigned)reg : UNWIND_REGISTERS;
}

/* The operand of an instruction, beside a register. */
enum operand {
	OPERAND_NONE,
	OPERAND_1, OPERAND_2, OPERAND_4,	/* bytes of a number */
	OPERAND_POINTER,
	OPERAND_ULEB,
	OPERAND_SLEB,
	OPERAND_BLOCK
};

/* Operands, as they are read: at most a register and something else. */
struct operands {
	uint64_t	reg, value;
	struct bytes	block;
};

static bool
step_nothing(struct machine *machine, const struct operands *o)
{
	(void)machine;
	(void)o;
	return true;
}

static bool
step_location(struct machine *machine, const struct operands *o)
{
	machine->place = o->value;
	return true;
}

static bool
step_advance(struct machine *machine, const struct operands *o)
{
	machine->place += machine->cie->code_align * o->value;
	return true;
}

static bool
step_offset(struct machine *machine, const struct operands *o)
{
	cell_set(machine, o->reg, FRAME_OFFSET,
	    scaled(o->value, machine->cie->data_align));
	return true;
}

static bool
step_value_offset(struct machine *machine, const struct operands *o)
{
	cell_set(machine, o->reg, FRAME_VALUE_OFFSET,
	    scaled(o->value, machine->cie->data_align));
	return true;
}

static bool
step_restore(struct machine *machine, const struct operands *o)
{
	cell_restore(machine, o->reg);
	return true;
}

static bool
step_undefined(struct machine *machine, const struct operands *o)
{
	cell_set(machine, o->reg, FRAME_UNDEFINED, 0);
	return true;
}

static bool
step_same(struct machine *machine, const struct operands *o)
{
	cell_set(machine, o->reg, FRAME_SAME, 0);
	return true;
}

static bool
step_register(struct machine *machine, const struct operands *o)
{
	cell_set(machine, o->reg, FRAME_REGISTER, (int64_t)o->value);
	return true;
}

static bool
step_remember(struct machine *machine, const struct operands *o)
{
	(void)o;
	if (machine->depth == REMEMBERED)
		return false;
	machine->remembered[machine->depth++] = *machine->row;
	return true;
}

static bool
step_recall(struct machine *machine, const struct operands *o)
{
	(void)o;
	if (machine->depth == 0)
		return false;
	*machine->row = machine->remembered[--machine->depth];
	return true;
}

static bool
step_cfa(struct machine *machine, const struct operands *o)
{
	cfa_set(machine, o->reg, (int64_t)o->value);
	return true;
}

static bool
step_cfa_scaled(struct machine *machine, const struct operands *o)
{
	cfa_set(machine, o->reg, scaled(o->value, machine->cie->data_align));
	return true;
}

static bool
step_cfa_register(struct machine *machine, const struct operands *o)
{
	cfa_set(machine, o->reg, machine->row->cfa.offset);
	return true;
}

static bool
step_cfa_offset(struct machine *machine, const struct operands *o)
{
	cfa_set(machine, machine->row->cfa_register, (int64_t)o->value);
	return true;
}

static bool
step_cfa_offset_scaled(struct machine *machine, const struct operands *o)
{
	cfa_set(machine, machine->row->cfa_register,
	    scaled(o->value, machine->cie->data_align));
	return true;
}

static bool
step_cfa_expression(struct machine *machine, const struct operands *o)
{
	machine->row->cfa.rule = FRAME_VALUE_EXPRESSION;
	machine->row->cfa.expression = o->block;
	return true;
}

static bool
step_expression(struct machine *machine, const struct operands *o)
{
	cell_expression(machine, o->reg, FRAME_EXPRESSION, o->block);
	return true;
}

static bool
step_value_expression(struct machine *machine, const struct operands *o)
{
	cell_expression(machine, o->reg, FRAME_VALUE_EXPRESSION, o->block);
	return true;
}

/* Instructions with 6 bits of opcode (DWARF 5, 6.4.2). */
static const struct step {
	bool		has_register;
	enum operand	operand;
	bool		(*run)(struct machine *machine,
			    const struct operands *o);
} long_steps[0x40] = {
	[0x00] = { false, OPERAND_NONE, step_nothing },
	[0x01] = { false, OPERAND_POINTER, step_location },
	[0x02] = { false, OPERAND_1, step_advance },
	[0x03] = { false, OPERAND_2, step_advance },
	[0x04] = { false, OPERAND_4, step_advance },
	[0x05] = { true, OPERAND_ULEB, step_offset },
	[0x06] = { true, OPERAND_NONE, step_restore },
	[0x07] = { true, OPERAND_NONE, step_undefined },
	[0x08] = { true, OPERAND_NONE, step_same },
	[0x09] = { true, OPERAND_ULEB, step_register },
	[0x0a] = { false, OPERAND_NONE, step_remember },
	[0x0b] = { false, OPERAND_NONE, step_recall },
	[0x0c] = { true, OPERAND_ULEB, step_cfa },
	[0x0d] = { true, OPERAND_NONE, step_cfa_register },
	[0x0e] = { false, OPERAND_ULEB, step_cfa_offset },
	[0x0f] = { false, OPERAND_BLOCK, step_cfa_expression },
	[0x10] = { true, OPERAND_BLOCK, step_expression },
	[0x11] = { true, OPERAND_SLEB, step_offset },
	[0x12] = { true, OPERAND_SLEB, step_cfa_scaled },
	[0x13] = { false, OPERAND_SLEB, step_cfa_offset_scaled },
	[0x14] = { true, OPERAND_ULEB, step_value_offset },
	[0x15] = { true, OPERAND_SLEB, step_value_offset },
	[0x16] = { true, OPERAND_BLOCK, step_value_expression },
	/* aarch64: the return address is signed, or not. */
	[0x2d] = { false, OPERAND_NONE, step_nothing },
	[0x2e] = { false, OPERAND_ULEB, step_nothing },	/* GNU_args_size */
};

static void
operand_read(const struct machine *machine, enum operand operand,
    struct bytes *program, struct operands *o)
{
	switch (operand) {
	case OPERAND_NONE:
		break;
	case OPERAND_1:
	case OPERAND_2:
	case OPERAND_4:
		o->value = bytes_number(program,
		    (size_t)1 << (operand - OPERAND_1));
		break;
	case OPERAND_POINTER:
		o->value = pointer_read(machine->placed, program,
		    machine->cie->encoding);
		break;
	case OPERAND_ULEB:
		o->value = bytes_uleb(program);
		break;
	case OPERAND_SLEB:
		o->value = (uint64_t)bytes_sleb(program);
		break;
	case OPERAND_BLOCK:
		o->block = block_read(program);
		break;
	}
}

/* false: not an instruction that is known, or it makes no sense. */
static bool
long_step(struct machine *machine, unsigned code, struct bytes *program)
{
	const struct step	*step = &long_steps[code];
	struct operands		 o = { 0, 0, { NULL, NULL, true } };

	if (step->run == NULL)
		return false;
	if (step->has_register)
		o.reg = bytes_uleb(program);
	operand_read(machine, step->operand, program, &o);
	return step->run(machine, &o);
}

/* Runs until the row is that of the target; false: makes no sense. */
static bool
program_run(struct machine *machine, struct bytes program)
{
	unsigned	code, low, steps;

	for (steps = 0; program.at < program.end; steps++) {
		if (steps == STEPS)
			return false;
		code = (unsigned)bytes_number(&program, 1);
		low = code & 0x3f;
		switch (code >> 6) {
		case 1:		/* advance_loc */
			machine->place += machine->cie->code_align * low;
			break;
		case 2:		/* offset */
			cell_set(machine, low, FRAME_OFFSET,
			    scaled(bytes_uleb(&program), machine->cie->data_align));
			break;
		case 3:		/* restore */
			cell_restore(machine, low);
			break;
		default:
			if (!long_step(machine, low, &program))
				return false;
		}
		if (program.failed)
			return false;
		if (machine->place > machine->target)
			return true;
	}
	return true;
}

bool
frame_find(const struct elf *elf, uint64_t address, struct frame *frame)
{
	struct placed		placed = { elf, elf->frames };
	struct fde		fde;
	struct machine		machine;
	struct frame_row	initial;

	if (elf->frames_size == 0 || !fde_find(&placed, address, &fde))
		return false;
	memset(frame, 0, sizeof(*frame));
	frame->return_column = fde.cie.return_column;
	frame->signal = fde.cie.signal;
	machine.cie = &fde.cie;
	machine.placed = &placed;
	machine.row = &frame->row;
	machine.initial = NULL;
	machine.place = 0;
	machine.target = UINT64_MAX;
	machine.depth = 0;
	if (!program_run(&machine, fde.cie.program))
		return false;
	initial = frame->row;
	machine.initial = &initial;
	machine.place = fde.start;
	machine.target = address;
	return program_run(&machine, fde.program);
}
