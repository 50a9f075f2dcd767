/* hugepages.c: reserved huge pages of every size. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "internal.h"

#define HUGEPAGES_DIR "/sys/kernel/mm/hugepages"

/* "hugepages-2048kB": the size is only in the name. */
static bool
pool_size(const char *name, uint64_t *bytes)
{
	static const char	prefix[] = "hugepages-", suffix[] = "kB";
	struct meminfo_word	word = { name, strlen(name) };

	if (word.length < sizeof(prefix) + sizeof(suffix) - 2 ||
	    strncmp(name, prefix, sizeof(prefix) - 1) != 0 ||
	    strcmp(name + word.length - (sizeof(suffix) - 1), suffix) != 0)
		return false;
	word.text += sizeof(prefix) - 1;
	word.length -= sizeof(prefix) + sizeof(suffix) - 2;
	if (meminfo_word_number(&word, bytes) == -1 ||
	    *bytes > (uint64_t)1 << 32)
		return false;
	*bytes *= 1024;
	return true;
}

static int
pool_count_read(int root, const char *pool, const char *file, uint64_t *count)
{
	char	path[sizeof(HUGEPAGES_DIR) + NAME_MAX + 32];

	if (meminfo_format(path, sizeof(path), HUGEPAGES_DIR "/%s/%s", pool,
	    file) == -1)
		return -1;
	return meminfo_cgroup_value_read(root, path, count);
}

/* A pool that is half told is an error. surplus came later, in 2.6.24. */
static int
pool_read(int root, const char *name, struct meminfo_hugepool *out)
{
	if (pool_count_read(root, name, "surplus_hugepages",
	    &out->surplus_pages) == -1)
		out->surplus_pages = MEMINFO_ABSENT;
	if (pool_count_read(root, name, "resv_hugepages",
	    &out->reserved_pages) == -1)
		out->reserved_pages = MEMINFO_ABSENT;
	if (pool_count_read(root, name, "nr_hugepages",
	    &out->total_pages) == 0 && pool_count_read(root, name,
	    "free_hugepages", &out->free_pages) == 0)
		return 1;
	if (errno == ENOENT)
		errno = EBADMSG;
	return -1;
}

int
meminfo_hugepools_open(struct meminfo_hugepools *it, int root)
{
	it->root = root;
	return meminfo_entries_open(&it->entries, root, HUGEPAGES_DIR);
}

int
meminfo_hugepools_next(struct meminfo_hugepools *it,
    struct meminfo_hugepool *out)
{
	const char	*name;
	int		 more;

	while ((more = meminfo_entries_next(&it->entries, &name)) == 1)
		if (pool_size(name, &out->size) && out->size > 0)
			return pool_read(it->root, name, out);
	return more;
}

void
meminfo_hugepools_close(struct meminfo_hugepools *it)
{
	meminfo_entries_close(&it->entries);
}

static uint64_t
pool_bytes(const struct meminfo_hugepool *pool, uint64_t count)
{
	return count > MEMINFO_BYTES_MAX / pool->size ? MEMINFO_ABSENT :
	    count * pool->size;
}

int
meminfo_hugepages_read(int root, struct meminfo_hugepages *out)
{
	struct meminfo_hugepools	it;
	struct meminfo_hugepool		pool;
	int				more, found = 0;

	out->total = 0;
	out->free = 0;
	if (meminfo_hugepools_open(&it, root) == -1)
		return -1;
	while ((more = meminfo_hugepools_next(&it, &pool)) == 1) {
		out->total = meminfo_both(out->total,
		    pool_bytes(&pool, pool.total_pages));
		out->free = meminfo_both(out->free,
		    pool_bytes(&pool, pool.free_pages));
		found = 1;
	}
	meminfo_hugepools_close(&it);
	if (more == 0 && !found)
		return meminfo_fail(ENOENT);
	return more;
}
