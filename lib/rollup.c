/* rollup.c: /proc/PID/smaps_rollup, or smaps summed up. */
#include <errno.h>

#include "internal.h"

#define KB(name, member) \
	{ name, MEMINFO_BYTES, offsetof(struct meminfo_usage, member) }

/* In the order of fs/proc/task_mmu.c, which makes the look-up one step. */
static const struct meminfo_key key[] = {
	KB("Rss", rss),
	KB("Pss", pss),
	KB("Pss_Dirty", pss_dirty),
	KB("Pss_Anon", pss_anon),
	KB("Pss_File", pss_file),
	KB("Pss_Shmem", pss_shmem),
	KB("Shared_Clean", shared_clean),
	KB("Shared_Dirty", shared_dirty),
	KB("Private_Clean", private_clean),
	KB("Private_Dirty", private_dirty),
	KB("Referenced", referenced),
	KB("Anonymous", anon),
	KB("KSM", ksm),
	KB("LazyFree", lazy_free),
	KB("AnonHugePages", anon_huge),
	KB("ShmemPmdMapped", shmem_pmd_mapped),
	KB("FilePmdMapped", file_pmd_mapped),
	KB("Shared_Hugetlb", shared_hugetlb),
	KB("Private_Hugetlb", private_hugetlb),
	KB("Swap", swap),
	KB("SwapPss", swap_pss),
	KB("Locked", locked),
};

static const struct meminfo_keys keys = { key, COUNT_OF(key) };

static int
add(uint64_t *to, uint64_t value)
{
	*to = meminfo_known(*to) + value;
	if (*to <= MEMINFO_BYTES_MAX)
		return 0;
	errno = EBADMSG;
	return -1;
}

/*
 * The line before each mapping's keys has a "key" that no table knows.  Of
 * a rollup, where each comes once, all that are known are the end: a read that
 * finds nothing more is spared.
 */
static int
lines_parse(struct meminfo_lines *lines, bool once,
    struct meminfo_usage *out)
{
	const struct meminfo_key	*found;
	struct meminfo_line		 line;
	size_t				 hint = 0, left = COUNT_OF(key);
	uint64_t			 value;
	int				 more = 0, hit;

	meminfo_usage_absent(out);
	while ((left > 0 || !once) &&
	    (more = meminfo_lines_next(lines, &line)) == 1) {
		hit = meminfo_keys_match(&keys, &line, &hint, &found, &value);
		if (hit == -1 || (hit == 1 &&
		    add(meminfo_keys_member(out, found), value) == -1))
			return -1;
		left -= hit == 1 && left > 0;
	}
	if (more == -1)
		return -1;
	if (out->pss != MEMINFO_ABSENT)
		return 0;
	errno = EBADMSG;
	return -1;
}

int
meminfo_rollup_parse(const char *text, size_t length,
    struct meminfo_usage *out)
{
	struct meminfo_lines	lines;

	meminfo_lines_text(&lines, text, length);
	return lines_parse(&lines, false, out);
}

static int
file_read(int at, pid_t pid, const char *file, bool once,
    struct meminfo_usage *out, struct meminfo_closing *closing)
{
	struct meminfo_lines	lines;
	char			buffer[4096];
	int			fd, result;

	fd = meminfo_process_file(at, pid, file);
	if (fd == -1)
		return -1;
	meminfo_lines_fd(&lines, fd, buffer, sizeof(buffer));
	if (!once)
		lines.left = MEMINFO_MAPS_MOST;
	result = lines_parse(&lines, once, out);
	meminfo_closing_add(closing, fd);
	return result;
}

/*
 * smaps is nothing at all where rollup would be ESRCH.  (A process has at
 * least one mapping, or it is on its way out.)
 */
int
meminfo_rollup_read(int at, pid_t pid, struct meminfo_usage *out,
    struct meminfo_closing *closing)
{
	if (file_read(at, pid, "smaps_rollup", true, out, closing) == 0)
		return 0;
	if (errno != ENOENT)
		return -1;
	if (file_read(at, pid, "smaps", false, out, closing) == 0)
		return 0;
	if (errno == EBADMSG && out->rss == MEMINFO_ABSENT)
		errno = ESRCH;
	return -1;
}
