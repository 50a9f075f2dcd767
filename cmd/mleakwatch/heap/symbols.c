/* symbols.c: names of addresses in the files that a process has mapped. */
/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <meminfo.h>

#include "common/stall.h"
#include "symbols.h"

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
	bool		 good = strncmp(name, "_ZTV", 4) == 0;
	bool		 nested = good && *at == 'N';

	if (nested)
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
		/* A precision, so that a long name is not read to its end. */
		snprintf(text, SYMBOL_TEXT, "%.*s", SYMBOL_TEXT - 1, name);
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
	stall_begin(pid, "maps");
	if (meminfo_maps_open(maps, proc, pid) == 0) {
		while (!found && meminfo_maps_next(maps, map) == 1)
			found = address >= map->start && address < map->end;
		meminfo_maps_close(maps);
	}
	stall_end();
	close(proc);
	return found && map->inode != 0;
}

void
symbol_of_place(struct elf *elf, const char *file, uint64_t place,
    char text[SYMBOL_TEXT])
{
	const struct elf_symbol	*symbol = NULL;
	char			 name[SYMBOL_TEXT];
	uint64_t		 address = place, offset;

	if (elf != NULL && elf_address(elf, place, &address) &&
	    elf_symbols(elf))
		symbol = elf_symbol_at(elf, address);
	if (symbol == NULL) {
		snprintf(text, SYMBOL_TEXT, "%.*s+0x%llx", SYMBOL_TEXT - 24,
		    file, (unsigned long long)address);
		return;
	}
	symbol_readable(symbol->name, name);
	offset = address - symbol->address;
	/* An object points 16 bytes into its vtable. */
	if (offset == 0 || (offset == 16 &&
	    strncmp(symbol->name, "_ZTV", 4) == 0))
		snprintf(text, SYMBOL_TEXT, "%s", name);
	else
		snprintf(text, SYMBOL_TEXT, "%.*s+0x%llx", SYMBOL_TEXT - 24,
		    name, (unsigned long long)offset);
}

bool
symbol_of_address(struct mapped_files *files, uint64_t address,
    char text[SYMBOL_TEXT])
{
	struct meminfo_maps	*maps = malloc(sizeof(*maps));
	struct mapped_file	*file;
	struct meminfo_map	 map;
	bool			 found;

	found = maps != NULL &&
	    mapping_of(files->pid, address, maps, &map);
	if (found) {
		file = mapped_get(files, &map);
		symbol_of_place(mapped_elf(file), mapped_name(file),
		    address - map.start + map.offset, text);
	}
	free(maps);
	return found;
}
