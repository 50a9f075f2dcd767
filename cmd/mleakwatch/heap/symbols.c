/*
 * symbols.c: names of addresses in the files that a process has mapped.
 *
 * The files are the process's: they may be anything.  They are read with
 * pread(2), never mapped, so that one which is cut short does no harm, and
 * nothing in them is believed without a look at its bounds.
 */
/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <meminfo.h>

#include "symbols.h"

/* Longer tables are not read to their end. */
#define SECTIONS_MOST	4096
#define SYMBOLS_MOST	4000000
#define SYMBOLS_PIECE	1024

static bool
file_read(const struct symbol_file *file, uint64_t at, void *into,
    size_t length)
{
	if (at > file->size || length > file->size - at)
		return false;
	if (file->bytes != NULL) {
		memcpy(into, file->bytes + at, length);
		return true;
	}
	return pread(file->fd, into, length, (off_t)at) == (ssize_t)length;
}

/* The virtual address of a place in the file. */
static bool
file_vaddr(const struct symbol_file *file, const Elf64_Ehdr *header,
    uint64_t place, uint64_t *vaddr)
{
	Elf64_Phdr	part;
	unsigned	i;

	if (header->e_phentsize != sizeof(part))
		return false;
	for (i = 0; i < header->e_phnum; i++) {
		if (!file_read(file, header->e_phoff + i * sizeof(part),
		    &part, sizeof(part)))
			return false;
		if (part.p_type == PT_LOAD && place >= part.p_offset &&
		    place - part.p_offset < part.p_filesz) {
			*vaddr = place - part.p_offset + part.p_vaddr;
			return true;
		}
	}
	return false;
}

static void
name_read(const struct symbol_file *file, const Elf64_Shdr *names,
    uint32_t at, char name[SYMBOL_TEXT])
{
	size_t	length = SYMBOL_TEXT - 1;

	name[0] = '\0';
	if (at >= names->sh_size)
		return;
	if (length > names->sh_size - at)
		length = (size_t)(names->sh_size - at);
	if (file_read(file, names->sh_offset + at, name, length))
		name[length] = '\0';
	else
		name[0] = '\0';
}

/* The one of a table that has the address; true where there is one. */
static bool
table_search(const struct symbol_file *file, const Elf64_Shdr *table,
    const Elf64_Shdr *names, Elf64_Sym *piece, struct symbol *symbol)
{
	uint64_t	count = table->sh_size / sizeof(*piece), i, j, part;

	for (i = 0; i < count && i < SYMBOLS_MOST; i += part) {
		part = count - i < SYMBOLS_PIECE ? count - i : SYMBOLS_PIECE;
		if (!file_read(file, table->sh_offset + i * sizeof(*piece),
		    piece, (size_t)part * sizeof(*piece)))
			return false;
		for (j = 0; j < part; j++) {
			if (piece[j].st_shndx == SHN_UNDEF ||
			    symbol->vaddr < piece[j].st_value ||
			    symbol->vaddr - piece[j].st_value >=
			    piece[j].st_size)
				continue;
			symbol->offset = symbol->vaddr - piece[j].st_value;
			name_read(file, names, piece[j].st_name,
			    symbol->name);
			return symbol->name[0] != '\0';
		}
	}
	return false;
}

static bool
section_read(const struct symbol_file *file, const Elf64_Ehdr *header,
    uint32_t i, Elf64_Shdr *section)
{
	return i < header->e_shnum && i < SECTIONS_MOST &&
	    header->e_shentsize == sizeof(*section) &&
	    file_read(file, header->e_shoff + i * sizeof(*section), section,
	    sizeof(*section));
}

static bool
tables_search(const struct symbol_file *file, const Elf64_Ehdr *header,
    uint32_t type, struct symbol *symbol)
{
	Elf64_Sym	*piece = malloc(SYMBOLS_PIECE * sizeof(*piece));
	Elf64_Shdr	 table, names;
	uint32_t	 i;
	bool		 found = false;

	for (i = 0; piece != NULL && !found &&
	    section_read(file, header, i, &table); i++)
		found = table.sh_type == type &&
		    section_read(file, header, table.sh_link, &names) &&
		    table_search(file, &table, &names, piece, symbol);
	free(piece);
	return found;
}

bool
symbol_find(const struct symbol_file *file, uint64_t place,
    struct symbol *symbol)
{
	Elf64_Ehdr	header;

	symbol->name[0] = '\0';
	symbol->offset = 0;
	if (!file_read(file, 0, &header, sizeof(header)) ||
	    memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 ||
	    header.e_ident[EI_CLASS] != ELFCLASS64 ||
	    !file_vaddr(file, &header, place, &symbol->vaddr))
		return false;
	if (!tables_search(file, &header, SHT_SYMTAB, symbol))
		tables_search(file, &header, SHT_DYNSYM, symbol);
	return true;
}

/* A length and as many characters; false where that is not so. */
static bool
name_part(const char **at, char *text, size_t *used)
{
	size_t	length = 0;

	while (isdigit((unsigned char)**at) && length < SYMBOL_TEXT)
		length = length * 10 + (size_t)(*(*at)++ - '0');
	if (length == 0 || length > strlen(*at) ||
	    *used + length + 3 > SYMBOL_TEXT)
		return false;
	memcpy(text + *used, *at, length);
	*used += length;
	*at += length;
	text[*used] = '\0';
	return true;
}

void
symbol_readable(const char *name, char text[SYMBOL_TEXT])
{
	const char	*at = name + 4;
	char		 path[SYMBOL_TEXT];
	size_t		 used = 0;
	bool		 nested, good = strncmp(name, "_ZTV", 4) == 0;

	if (good && (nested = *at == 'N'))
		at++;
	if (good && strncmp(at, "St", 2) == 0) {
		memcpy(path, "std::", 5);
		used = 5;
		at += 2;
	}
	good = good && name_part(&at, path, &used);
	while (good && nested && isdigit((unsigned char)*at)) {
		memcpy(path + used, "::", 2);
		used += 2;
		good = name_part(&at, path, &used);
	}
	if (good && strcmp(at, nested ? "E" : "") == 0)
		snprintf(text, SYMBOL_TEXT, "vtable for %.*s",
		    SYMBOL_TEXT - 12, path);
	else
		snprintf(text, SYMBOL_TEXT, "%s", name);
}

/* The mapping of a file that has an address. */
static bool
mapping_of(pid_t pid, uint64_t address, struct meminfo_maps *maps,
    struct meminfo_map *map)
{
	int	proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool	found = false;

	if (proc == -1)
		return false;
	if (meminfo_maps_open(maps, proc, pid) == 0) {
		while (!found && meminfo_maps_next(maps, map) == 1)
			found = address >= map->start && address < map->end;
		meminfo_maps_close(maps);
	}
	close(proc);
	return found && map->inode != 0;
}

/*
 * The mapped file itself where root may, else what is now at its path: if it
 * is the same file.  Neither waits for a device.
 */
static int
mapping_open(pid_t pid, const struct meminfo_map *map)
{
	const int	flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
	char		path[96];
	struct stat	st;
	int		fd, root;

	snprintf(path, sizeof(path), "/proc/%d/map_files/%llx-%llx",
	    (int)pid, (unsigned long long)map->start,
	    (unsigned long long)map->end);
	fd = open(path, flags);
	if (fd == -1 && map->path[0] == '/') {
		snprintf(path, sizeof(path), "/proc/%d/root", (int)pid);
		root = open(path, O_PATH | O_CLOEXEC);
		if (root != -1) {
			fd = openat(root, map->path + 1, flags | O_NOFOLLOW);
			close(root);
		}
	}
	if (fd != -1 && (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode) ||
	    st.st_ino != map->inode)) {
		close(fd);
		fd = -1;
	}
	return fd;
}

static void
symbol_text(const struct symbol *symbol, const char *file, bool known,
    uint64_t place, char text[SYMBOL_TEXT])
{
	char	name[SYMBOL_TEXT];

	if (!known || symbol->name[0] == '\0') {
		snprintf(text, SYMBOL_TEXT, "%.*s+0x%llx", SYMBOL_TEXT - 24,
		    file, (unsigned long long)(known ? symbol->vaddr :
		    place));
		return;
	}
	symbol_readable(symbol->name, name);
	/* An object points 16 bytes into its vtable. */
	if (symbol->offset == 0 || (symbol->offset == 16 &&
	    strncmp(symbol->name, "_ZTV", 4) == 0))
		snprintf(text, SYMBOL_TEXT, "%s", name);
	else
		snprintf(text, SYMBOL_TEXT, "%.*s+0x%llx", SYMBOL_TEXT - 24,
		    name, (unsigned long long)symbol->offset);
}

bool
symbol_of_address(pid_t pid, uint64_t address, char text[SYMBOL_TEXT])
{
	struct meminfo_maps	*maps = malloc(sizeof(*maps));
	struct meminfo_map	 map;
	struct symbol_file	 file = { .fd = -1 };
	struct symbol		 symbol;
	struct stat		 st;
	const char		*name;
	uint64_t		 place;
	bool			 known = false, found;

	found = maps != NULL && mapping_of(pid, address, maps, &map);
	if (found) {
		place = address - map.start + map.offset;
		file.fd = mapping_open(pid, &map);
		if (file.fd != -1 && fstat(file.fd, &st) == 0) {
			file.size = (uint64_t)st.st_size;
			known = symbol_find(&file, place, &symbol);
		}
		name = strrchr(map.path, '/');
		symbol_text(&symbol, name == NULL ? map.path : name + 1,
		    known, place, text);
		if (file.fd != -1)
			close(file.fd);
	}
	free(maps);
	return found;
}
