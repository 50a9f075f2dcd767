/* hugepages.c: reserved huge pages of every size. */
#include <errno.h>
#include <string.h>

#include "internal.h"

#define HUGEPAGES_DIR "/sys/kernel/mm/hugepages"

/* "hugepages-2048kB": the size is only in the name. */
static bool
size_of(const char *name, uint64_t *bytes)
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
count_read(int root, const char *size_name, const char *file, uint64_t size,
    uint64_t *sum)
{
	char		path[sizeof(HUGEPAGES_DIR) + 300];
	uint64_t	count;

	if (meminfo_format(path, sizeof(path), HUGEPAGES_DIR "/%s/%s",
	    size_name, file) == -1 ||
	    meminfo_cgroup_value_read(root, path, &count) == -1)
		return -1;
	if (count > (MEMINFO_BYTES_MAX - *sum) / size) {
		errno = EBADMSG;
		return -1;
	}
	*sum += count * size;
	return 0;
}

static int
sum_entries(struct meminfo_entries *entries, int root,
    struct meminfo_hugepages *out)
{
	const char	*name;
	uint64_t	 size;
	bool		 any = false;
	int		 more;

	while ((more = meminfo_entries_next(entries, &name)) == 1) {
		if (!size_of(name, &size) || size == 0)
			continue;
		if (count_read(root, name, "nr_hugepages", size,
		    &out->total) == -1 ||
		    count_read(root, name, "free_hugepages", size,
		    &out->free) == -1) {
			/* Half of a size is not "no huge pages". */
			if (errno == ENOENT)
				errno = EBADMSG;
			return -1;
		}
		any = true;
	}
	if (more == 0 && !any)
		errno = ENOENT;
	return more == 0 && any ? 0 : -1;
}

int
meminfo_hugepages_read(int root, struct meminfo_hugepages *out)
{
	struct meminfo_entries	entries;
	int			result;

	out->total = 0;
	out->free = 0;
	if (meminfo_entries_open(&entries, root, HUGEPAGES_DIR) == -1)
		return -1;
	result = sum_entries(&entries, root, out);
	meminfo_entries_close(&entries);
	return result;
}
