/* unwind.c: recorded stacks of both architectures, and files cut short. */
/* SPDX-License-Identifier: MIT */
#include <elf.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mleakwatch/stacks/unwind.h"
#include "unit.h"

#define FILE_MOST	16384
#define RECORD_WORDS	40
#define DEPTH		32

static unsigned char	file[FILE_MOST];
static uint64_t		record[RECORD_WORDS + 256];

static size_t
fixture_read(const char *machine, const char *part, void *into, size_t most)
{
	char	path[96];
	ssize_t	length;
	int	fd;

	snprintf(path, sizeof(path), "tests/fixtures/stacks/%s.%s", machine,
	    part);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	ck_assert_msg(fd != -1, "%s: %s", path, strerror(errno));
	length = read(fd, into, most);
	close(fd);
	ck_assert_int_gt(length, 0);
	return (size_t)length;
}

static bool
find(void *context, uint64_t address, struct unwind_module *out)
{
	(void)address;
	out->elf = context;
	out->bias = 0;
	return true;
}

static void
unwind_fill(struct unwind *unwind, struct elf *elf, size_t recorded)
{
	memset(unwind, 0, sizeof(*unwind));
	unwind->machine = elf->machine;
	memcpy(unwind->reg, record, 32 * sizeof(record[0]));
	unwind->pc = record[32];
	unwind->stack = (const unsigned char *)(record + RECORD_WORDS);
	unwind->stack_at = unwind->reg[elf_sp(elf->machine)];
	unwind->stack_size = recorded - RECORD_WORDS * sizeof(record[0]);
	unwind->find = find;
	unwind->context = elf;
}

static const char *const machines[] = { "x86-64", "aarch64" };
static const char *const calls[] = {
	"inner", "middle", "again", "again", "again", "outer", "begin",
	"_start"
};

#define CALLS (sizeof(calls) / sizeof(calls[0]))

START_TEST(recorded_calls)
{
	struct elf	elf;
	struct unwind	unwind;
	uint64_t	pc[DEPTH];
	enum unwind_end	end;
	size_t		size, recorded, i;

	size = fixture_read(machines[_i], "elf", file, sizeof(file));
	recorded = fixture_read(machines[_i], "record", record,
	    sizeof(record));
	ck_assert(elf_read(&elf, file, size));
	ck_assert(elf_symbols(&elf));
	unwind_fill(&unwind, &elf, recorded);
	ck_assert_uint_eq(unwind_walk(&unwind, pc, DEPTH, &end), CALLS);
	ck_assert_int_eq(end, UNWIND_COMPLETE);
	for (i = 0; i < CALLS; i++) {
		const struct elf_symbol	*symbol = elf_symbol_at(&elf,
		    pc[i] - (i > 0));

		ck_assert_ptr_nonnull(symbol);
		ck_assert_str_eq(symbol->name, calls[i]);
	}
	elf_free(&elf);
}
END_TEST

START_TEST(less_stack_is_fewer_calls)
{
	struct elf	elf;
	struct unwind	unwind;
	uint64_t	pc[DEPTH];
	enum unwind_end	end;
	size_t		size, depth, most = 0, ended = 0, cut = 0;

	size = fixture_read(machines[_i], "elf", file, sizeof(file));
	fixture_read(machines[_i], "record", record, sizeof(record));
	ck_assert(elf_read(&elf, file, size));
	unwind_fill(&unwind, &elf, sizeof(record[0]) * RECORD_WORDS);
	for (; unwind.stack_size <= 2048; unwind.stack_size += 8) {
		depth = unwind_walk(&unwind, pc, DEPTH, &end);
		ck_assert_uint_ge(depth, most);
		most = depth;
		ended += end == UNWIND_COMPLETE;
		cut += end == UNWIND_CUT;
	}
	ck_assert_uint_eq(most, CALLS);
	ck_assert_uint_gt(ended, 0);
	ck_assert_uint_gt(cut, 0);
	/* The size goes from 0 to 2048. */
	ck_assert_uint_eq(ended + cut, 2048 / 8 + 1);
	ck_assert_uint_eq(unwind_walk(&unwind, pc, 3, &end), 3);
	ck_assert_int_eq(end, UNWIND_MOST);
}
END_TEST

/* Under ASan nothing is read behind a copy that ends there. */
START_TEST(cut_short)
{
	struct elf	elf;
	struct unwind	unwind;
	uint64_t	pc[DEPTH], address;
	unsigned char	*copy;
	enum unwind_end	end;
	size_t		size, recorded, i;

	size = fixture_read(machines[_i], "elf", file, sizeof(file));
	recorded = fixture_read(machines[_i], "record", record,
	    sizeof(record));
	for (i = 1; i < size; i++) {
		copy = malloc(i);
		ck_assert_ptr_nonnull(copy);
		memcpy(copy, file, i);
		if (elf_read(&elf, copy, i)) {
			ck_assert(elf_symbols(&elf));
			elf_exported(&elf, "malloc", &address);
			elf_symbol_at(&elf, record[32]);
			unwind_fill(&unwind, &elf, recorded);
			unwind_walk(&unwind, pc, DEPTH, &end);
			elf_free(&elf);
		}
		free(copy);
	}
}
END_TEST

/*
 * Symbols of one address whose names are one text of 8 MiB: to compare each to
 * its end took minutes.
 */
START_TEST(names_without_end)
{
	enum { SYMBOLS = 200000, NAMES = 8 << 20 };
	const size_t	 table = sizeof(Elf64_Ehdr) + 2 * sizeof(Elf64_Shdr);
	const size_t	 names = table + SYMBOLS * sizeof(Elf64_Sym);
	unsigned char	*made = calloc(1, names + NAMES);
	Elf64_Ehdr	 header = { .e_ident = ELFMAG, .e_shnum = 2,
			    .e_shoff = sizeof(header) };
	Elf64_Shdr	 section[2] = { { .sh_type = SHT_SYMTAB,
			    .sh_offset = table, .sh_size = names - table,
			    .sh_link = 1 },
			    { .sh_offset = names, .sh_size = NAMES } };
	Elf64_Sym	 symbol = { .st_info = STT_FUNC, .st_shndx = 1,
			    .st_value = 4096, .st_size = 16 };
	struct elf	 elf;

	ck_assert_ptr_nonnull(made);
	header.e_ident[EI_CLASS] = ELFCLASS64;
	header.e_ident[EI_DATA] = ELFDATA2LSB;
	memcpy(made, &header, sizeof(header));
	memcpy(made + sizeof(header), section, sizeof(section));
	for (symbol.st_name = 1; symbol.st_name < SYMBOLS; symbol.st_name++)
		memcpy(made + table + symbol.st_name * sizeof(symbol),
		    &symbol, sizeof(symbol));
	memset(made + names, 'a', NAMES - 1);
	ck_assert(elf_read(&elf, made, names + NAMES));
	ck_assert(elf_symbols(&elf));
	ck_assert_uint_eq(elf.symbols, SYMBOLS - 1);
	ck_assert_ptr_nonnull(elf_symbol_at(&elf, 4100));
	elf_free(&elf);
	free(made);
}
END_TEST

START_TEST(not_elf)
{
	static const unsigned char	other[64] = "#!/bin/sh\n";
	struct elf			elf;

	ck_assert(!elf_read(&elf, other, sizeof(other)));
	ck_assert(!elf_read(&elf, other, 0));
}
END_TEST

UNIT_SUITE(
	LOOP(recorded_calls, 2),
	LOOP(less_stack_is_fewer_calls, 2),
	LOOP(cut_short, 2),
	TEST(names_without_end), TEST(not_elf))
