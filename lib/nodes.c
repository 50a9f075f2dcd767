/* nodes.c: NUMA nodes. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>

#include "internal.h"

#define NODES_DIR "/sys/devices/system/node"

#define KB(name, member) \
	{ name, MEMINFO_BYTES, MEMINFO_MEMBER(struct meminfo_node, member) }
#define PAGES(name, member) \
	{ name, MEMINFO_PAGES, MEMINFO_MEMBER(struct meminfo_node, member) }

static const struct meminfo_key memory_key[] = {
	KB("MemTotal", total),
	KB("MemFree", free),
	KB("SwapCached", swap_cached),
	KB("Active(file)", active_file),
	KB("Inactive(file)", inactive_file),
	KB("FilePages", file),
	KB("AnonPages", anon),
	KB("Shmem", shmem),
	KB("SReclaimable", slab_reclaimable),
	KB("SUnreclaim", slab_unreclaimable),
	PAGES("HugePages_Total", hugepages_total_pages),
	PAGES("HugePages_Free", hugepages_free_pages),
};

static const struct meminfo_key stat_key[] = {
	PAGES("numa_hit", numa_hit_pages),
	PAGES("numa_miss", numa_miss_pages),
	PAGES("numa_foreign", numa_foreign_pages),
	PAGES("interleave_hit", interleave_hit_pages),
	PAGES("local_node", local_node_pages),
	PAGES("other_node", other_node_pages),
};

MEMINFO_COMPLETE(COUNT_OF(memory_key) + COUNT_OF(stat_key),
    struct meminfo_node, wrong);

static const struct meminfo_keys memory = {
	memory_key, COUNT_OF(memory_key), offsetof(struct meminfo_node, wrong)
};
static const struct meminfo_keys stat = { stat_key, COUNT_OF(stat_key), 0 };

int
meminfo_node_parse(const char *text, size_t length, struct meminfo_node *out)
{
	meminfo_keys_absent(&stat, out);
	return meminfo_keys_parse(&memory, text, length, out);
}

int
meminfo_numastat_parse(const char *text, size_t length,
    struct meminfo_node *out)
{
	meminfo_keys_absent(&memory, out);
	return meminfo_keys_parse(&stat, text, length, out);
}

int
meminfo_node_read(int root, int node, struct meminfo_node *out)
{
	char	path[sizeof(NODES_DIR) + 32];

	if (meminfo_format(path, sizeof(path), NODES_DIR "/node%d/numastat",
	    node) == -1)
		return -1;
	if (meminfo_keys_read(&stat, root, path, out) == -1) {
		if (errno != ENOENT)
			return -1;
		meminfo_keys_absent(&stat, out);
	}
	if (meminfo_format(path, sizeof(path), NODES_DIR "/node%d/meminfo",
	    node) == -1)
		return -1;
	return meminfo_keys_read(&memory, root, path, out);
}

/* "node12" is node 12; "node1x", "power" and "possible" are no nodes. */
static bool
node_number(const char *name, uint64_t *node)
{
	struct meminfo_word	word;

	if (strncmp(name, "node", 4) != 0)
		return false;
	word.text = name + 4;
	word.length = strlen(word.text);
	return meminfo_word_number(&word, node) == 0 &&
	    *node < MEMINFO_NODES_MAX;
}

int
meminfo_nodes_open(struct meminfo_nodes *it, int root)
{
	struct meminfo_entries	entries;
	const char		*name;
	uint64_t		 node;
	int			 more;

	memset(it, 0, sizeof(*it));
	if (meminfo_entries_open(&entries, root, NODES_DIR) == -1)
		return -1;
	while ((more = meminfo_entries_next(&entries, &name)) == 1)
		if (node_number(name, &node))
			it->present[node / 64] |= (uint64_t)1 << node % 64;
	meminfo_entries_close(&entries);
	return more;
}

int
meminfo_nodes_next(struct meminfo_nodes *it, int *node)
{
	for (; it->next < MEMINFO_NODES_MAX; it->next++)
		if (it->present[it->next / 64] >> it->next % 64 & 1) {
			*node = it->next++;
			return 1;
		}
	return 0;
}
