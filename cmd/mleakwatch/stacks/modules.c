/* modules.c: code that a process can run, by its address. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <meminfo.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/stall.h"
#include "modules.h"

static struct module *
modules_list(const struct modules *modules)
{
	return (struct module *)(void *)modules->list.bytes;
}

/* Code that a program makes as it runs; [vdso] and its like are not. */
static bool
map_is_generated(const struct meminfo_map *map)
{
	return map->inode == 0 && (map->path_length == 0 ||
	    strncmp(map->path, "[anon", 5) == 0 ||
	    strcmp(map->path, "//anon") == 0);
}

static struct module
module_make(struct modules *modules, const struct meminfo_map *map)
{
	struct module	module = { map->start, map->end, 0, map->inode == 0 ?
			    NULL : mapped_get(&modules->files, map) };
	const struct elf *elf = mapped_elf(module.file);
	uint64_t	address;

	if (elf != NULL && elf_address(elf, map->offset, &address))
		module.bias = map->start - address;
	else if (module.file != NULL)
		module.bias = map->start - map->offset;
	return module;
}

static int
module_add(struct modules *modules, const struct meminfo_map *map)
{
	struct module	module;

	if (map->perms[2] != 'x' ||
	    (map->inode == 0 && !map_is_generated(map)))
		return 0;
	modules->generated |= map->inode == 0;
	module = module_make(modules, map);
	if (!grow_copy(&modules->list, &module, sizeof(module)))
		return -1;
	modules->count++;
	return 0;
}

/* The part of a mapping that another one leaves on one side of it. */
static bool
module_part(struct grow *list, const struct module *module, uint64_t start,
    uint64_t end)
{
	struct module	part = *module;

	if (start > part.start)
		part.start = start;
	if (end < part.end)
		part.end = end;
	return part.start >= part.end || grow_copy(list, &part, sizeof(part));
}

/* V8 tells of its code again whenever it writes to it. */
static bool
map_is_known(struct modules *modules, const struct meminfo_map *map)
{
	const struct module	*module = modules_at(modules, map->start);

	return map->inode == 0 && (!map_is_generated(map) ||
	    (module != NULL && module->file == NULL &&
	    module->end >= map->end));
}

int
modules_map(struct modules *modules, const struct meminfo_map *map)
{
	const struct module	*old = modules_list(modules);
	struct module		 made;
	struct grow		 list = { .used = 0 };
	bool			 good = true;
	size_t			 i;

	if (map_is_known(modules, map))
		return 0;
	made = module_make(modules, map);
	modules->generated |= map->inode == 0;
	for (i = 0; i < modules->count; i++)
		good &= module_part(&list, &old[i], 0, made.start);
	good &= grow_copy(&list, &made, sizeof(made));
	for (i = 0; i < modules->count; i++)
		good &= module_part(&list, &old[i], made.end, UINT64_MAX);
	if (!good) {
		grow_free(&list);
		return -1;
	}
	grow_free(&modules->list);
	modules->list = list;
	modules->count = list.used / sizeof(made);
	modules->last = 0;
	return 0;
}

int
modules_read(struct modules *modules, pid_t pid)
{
	struct meminfo_maps	*it = malloc(sizeof(*it));
	struct meminfo_map	 map;
	int			 proc, more = -1;

	modules->files.pid = pid;
	modules->list.used = 0;
	modules->count = modules->last = 0;
	proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	stall_begin(pid, "maps");
	if (it != NULL && proc != -1 &&
	    meminfo_maps_open(it, proc, pid) == 0) {
		while ((more = meminfo_maps_next(it, &map)) == 1)
			if (module_add(modules, &map) != 0) {
				more = -1;
				break;
			}
		meminfo_maps_close(it);
	}
	stall_end();
	free(it);
	if (proc != -1)
		close(proc);
	return more == 0 ? 0 : -1;
}

const struct module *
modules_at(struct modules *modules, uint64_t address)
{
	const struct module	*module = modules_list(modules);
	size_t			 low = 0, high = modules->count, middle;

	if (modules->last < modules->count &&
	    address - module[modules->last].start <
	    module[modules->last].end - module[modules->last].start)
		return module + modules->last;
	while (low < high) {
		middle = low + (high - low) / 2;
		if (module[middle].end <= address)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == modules->count || address < module[low].start)
		return NULL;
	modules->last = low;
	return module + low;
}

bool
modules_find(void *context, uint64_t address, struct unwind_module *out)
{
	const struct module	*module = modules_at(context, address);

	if (module == NULL)
		return false;
	out->elf = mapped_elf(module->file);
	out->bias = module->bias;
	return out->elf != NULL || module->file == NULL;
}

struct module_place
modules_place(struct modules *modules, uint64_t address)
{
	const struct module	*module = modules_at(modules, address);
	struct module_place	 place = { NULL, address };

	if (module != NULL && module->file != NULL) {
		place.file = module->file;
		place.address -= module->bias;
	}
	return place;
}

int
module_pin(struct modules *modules, const struct module *module)
{
	const struct meminfo_map	map = { .start = module->start,
					    .end = module->end, .path = "" };

	return mapped_pin(&modules->files, module->file, &map);
}

void
modules_free(struct modules *modules)
{
	mapped_free(&modules->files);
	grow_free(&modules->list);
	memset(modules, 0, sizeof(*modules));
}
