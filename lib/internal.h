/* internal.h: what the files of libmeminfo share and do not show. */
/* SPDX-License-Identifier: MIT */
#ifndef MEMINFO_INTERNAL_H
#define MEMINFO_INTERNAL_H

#include <errno.h>
#include <stdbool.h>

#include "meminfo.h"

#pragma GCC visibility push(hidden)

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/*
 * Larger values are refused as malformed.  2^58 bytes is 50 times the largest
 * figure that a kernel shows (VmallocTotal with five-level page tables).  The
 * sum of a few members stays in an int64_t.  The values that mean absent and
 * unlimited stay free.
 */
#define MEMINFO_BYTES_MAX ((uint64_t)1 << 58)
#define MEMINFO_COUNT_MAX ((uint64_t)INT64_MAX)

/* -1, with that errno. */
static inline int
meminfo_fail(int error)
{
	errno = error;
	return -1;
}

/* For sums in which what is not known counts for nothing. */
static inline uint64_t
meminfo_known(uint64_t value)
{
	return value == MEMINFO_ABSENT ? 0 : value;
}

/* For sums that are not known where a part is not. */
static inline uint64_t
meminfo_both(uint64_t a, uint64_t b)
{
	return a > MEMINFO_BYTES_MAX || b > MEMINFO_BYTES_MAX - a ?
	    MEMINFO_ABSENT : a + b;
}

/*
 * A sum that begins absent; a part that is not known makes it unknown for
 * good, which meminfo_sum_end() turns into absent.
 */
#define MEMINFO_SUM_UNKNOWN (UINT64_MAX - 1)

static inline void
meminfo_sum_add(uint64_t *sum, uint64_t value)
{
	if (*sum == MEMINFO_SUM_UNKNOWN)
		return;
	*sum = meminfo_both(meminfo_known(*sum), value);
	if (*sum == MEMINFO_ABSENT)
		*sum = MEMINFO_SUM_UNKNOWN;
}

static inline void
meminfo_sum_end(uint64_t *sum)
{
	if (*sum == MEMINFO_SUM_UNKNOWN)
		*sum = MEMINFO_ABSENT;
}

static inline uint64_t
meminfo_smaller(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/*
 * Files below a directory (below.c), never outside it.  Links are resolved as
 * if dir were /, or refused with ELOOP.  A FIFO is not waited for.
 */
int	meminfo_below_open(int dir, const char *path, int flags, bool links);
/*
 * For writing: follows no link.  EMLINK: the file has another name; EINVAL: it
 * is no file.
 */
int	meminfo_below_write(int dir, const char *path);
/* Opens below a root, which may be MEMINFO_HOST.  Follows links. */
int	meminfo_file_open(int root, const char *path, int flags);
/* The whole of a small file; EBADMSG if it does not fit.  The length, or -1. */
ssize_t	meminfo_file_read(int root, const char *path, char *buffer,
	    size_t size);

/* Texts and paths (text.c) */
void	meminfo_file_close(int fd);	/* keeps errno */
/*
 * Read the rest of an open file, as far as it fits; or a line, up to the
 * newline at its end: a read that finds nothing more costs half as much as the
 * first. The length, or -1.
 */
ssize_t	meminfo_text_take(int fd, char *buffer, size_t size, bool line);
/* The rest of path below top; NULL if it is not below. */
const char *meminfo_path_below(const char *path, const char *top);
/* Has path a part ".."? */
bool	meminfo_path_climbs(const char *path);
int	meminfo_format(char *buffer, size_t size, const char *format, ...)
	    __attribute__((format(printf, 3, 4)));

/*
 * Lines (lines.c).  Parser and reader differ only in how they begin: a text
 * in memory, or a file that is read piece by piece into the caller's buffer.
 */
struct meminfo_line {
	const char	*text;		/* valid until the next line */
	size_t		 length;	/* without the newline */
	bool		 whole;		/* false: longer than the buffer, or
					   the end came before the newline */
};

/*
 * Bytes that are read of one file: a recorded one may be endless.  The kernel's
 * own are shorter: a status lists at most 65,536 groups (720 KiB), a zoneinfo
 * or mountinfo has 100,000 lines; 1,048,576 mappings, the limit of some
 * distributions, make 0.8 GB of smaps.  More is EFBIG.
 */
#define MEMINFO_FILE_MOST ((uint64_t)64 << 20)
#define MEMINFO_LINE_MOST ((uint64_t)64 << 20)	/* a line of a log */
#define MEMINFO_PROCESS_MOST ((uint64_t)1 << 20)
#define MEMINFO_MAPS_MOST ((uint64_t)4 << 30)

void	meminfo_lines_text(struct meminfo_lines *lines, const char *text,
	    size_t length);
int	meminfo_lines_open(struct meminfo_lines *lines, int root,
	    const char *path, char *buffer, size_t size);
/* The same for a file that is open already and stays the caller's to close. */
void	meminfo_lines_fd(struct meminfo_lines *lines, int fd, char *buffer,
	    size_t size);
int	meminfo_lines_next(struct meminfo_lines *lines,
	    struct meminfo_line *line);
/* The same of the next one that is no title. */
int	meminfo_lines_row(struct meminfo_lines *lines,
	    struct meminfo_line *line,
	    bool (*is_title)(const struct meminfo_line *line));
/*
 * Keep the unread part and read more behind it, at most lines->piece bytes:
 * 1, or 0 at the end of the file or where the buffer is full, -1.
 */
int	meminfo_lines_more(struct meminfo_lines *lines);
void	meminfo_lines_close(struct meminfo_lines *lines);

/* Words and numbers of a line (words.c) */
struct meminfo_word {
	const char	*text;
	size_t		 length;
};

/* Takes the next word off the front of rest; false when none is left. */
bool	meminfo_word_next(struct meminfo_word *rest,
	    struct meminfo_word *word);
bool	meminfo_word_is(const struct meminfo_word *word, const char *text);
/* The whole word is one number in range; else -1 with EBADMSG. */
int	meminfo_word_number(const struct meminfo_word *word, uint64_t *out);
/* The same; absent where it is none, or one that no machine has. */
uint64_t meminfo_word_amount(const struct meminfo_word *word);

/* Copy with a NUL; ENAMETOOLONG if it does not fit. */
int	meminfo_word_copy(const struct meminfo_word *from, char *to,
	    size_t size);
/*
 * Takes what stands before the next separator off the front of rest: all of
 * it, and false, where there is no separator.
 */
bool	meminfo_word_cut(struct meminfo_word *rest, char separator,
	    struct meminfo_word *part);
/* Is name one of a list with commas? */
bool	meminfo_word_list_has(struct meminfo_word list, const char *name);

/* Keys and values (keys.c) */
struct meminfo_key {
	const char		*name;
	unsigned		 unit;
	size_t			 offset;	/* of the uint64_t member */
};

/* The offset of such a member: one of another type does not compile. */
#define MEMINFO_MEMBER(type, member) \
	_Generic(((type *)0)->member, uint64_t: offsetof(type, member))
/*
 * Has each number up to that member, the last, a row?  One without is never
 * set.
 */
#define MEMINFO_COMPLETE(rows, type, last) \
	_Static_assert((rows) * sizeof(uint64_t) == offsetof(type, last), \
	    "a member of " #type " has no row"); \
	_Static_assert(sizeof(type) - offsetof(type, last) - \
	    sizeof(((type *)0)->last) < sizeof(uint64_t), \
	    "a member of " #type " stands behind " #last)

struct meminfo_keys {
	const struct meminfo_key	*key;
	size_t				 count;
	size_t				 wrong;	/* offset; 0: no such member */
};

/* A unit of a key besides those of pairs: bytes without "kB". */
#define MEMINFO_BARE_BYTES 3

void	meminfo_wrong_add(struct meminfo_wrong *wrong, const char *key);

/*
 * "key: 1 kB" or "key 1"; unit is MEMINFO_BYTES where "kB" is said.  False,
 * and an absent value, where the number cannot be true.
 */
bool	meminfo_pair_parse(const struct meminfo_line *line,
	    struct meminfo_pair *out);
/*
 * The key of one line, and its value, absent where the number cannot be true;
 * false where the table does not have it.  hint is 0 before the first line.
 */
bool	meminfo_keys_match(const struct meminfo_keys *keys,
	    const struct meminfo_line *line, size_t *hint,
	    const struct meminfo_key **key, uint64_t *value);
uint64_t *meminfo_keys_member(void *out, const struct meminfo_key *key);
/* Into its member; a number that cannot be true is also noted by its key. */
void	meminfo_keys_store(const struct meminfo_keys *keys,
	    const struct meminfo_key *key, uint64_t value, void *out);
/*
 * Set every member that a key names: absent first, then from the lines.
 * The number of keys found, or -1.
 */
int	meminfo_keys_fill(const struct meminfo_keys *keys,
	    struct meminfo_lines *lines, void *out);
int	meminfo_keys_parse(const struct meminfo_keys *keys, const char *text,
	    size_t length, void *out);
int	meminfo_keys_read(const struct meminfo_keys *keys, int root,
	    const char *path, void *out);
void	meminfo_keys_absent(const struct meminfo_keys *keys, void *out);

/* A file of one number (cgroup_value.c), as meminfo_cgroup_value_parse(). */
int	meminfo_cgroup_value_read(int root, const char *path, uint64_t *out);

/* The kernel's formula of 3.14 (available.c); members may be absent. */
struct meminfo_estimate {
	uint64_t total;
	uint64_t free;
	uint64_t active_file;
	uint64_t inactive_file;
	uint64_t slab_reclaimable;
	uint64_t low_watermark;
};

uint64_t meminfo_available_estimate(const struct meminfo_estimate *from);

/* Parts of the OOM killer's lines (oom_line.c, oom_memory.c) */
/* The text behind the first what in a line; false where it is not in it. */
bool	meminfo_oom_find(struct meminfo_word line, const char *what,
	    struct meminfo_word *behind);
/* Take what a log puts before the text off its front, and note the time. */
void	meminfo_oom_strip(struct meminfo_word *line, uint64_t *time_usec);
/* "1234kB" or "1234" to bytes or a number; absent where it is neither. */
uint64_t meminfo_oom_number(struct meminfo_word word, bool *kib);
/* The figures of a line: true where there is one. */
bool	meminfo_oom_figures(struct meminfo_word line,
	    struct meminfo_oom_memory *out);
void	meminfo_oom_memory_begin(struct meminfo_oom_memory *out);

/* The names in a directory (entries.c) */
int	meminfo_entries_open(struct meminfo_entries *it, int root,
	    const char *path);
/* 1 and the name, valid until the next call; 0 at the end; -1. */
int	meminfo_entries_next(struct meminfo_entries *it, const char **name);
void	meminfo_entries_close(struct meminfo_entries *it);

/* A line of mountinfo (mounts.c): what it does not have is empty. */
struct meminfo_mount_words {
	struct meminfo_word	id;
	struct meminfo_word	device;
	struct meminfo_word	top;
	struct meminfo_word	point;
	struct meminfo_word	type;
	struct meminfo_word	options;	/* of the file system */
};

void	meminfo_mount_words(const struct meminfo_line *line,
	    struct meminfo_mount_words *out);
/* Without the escapes. */
int	meminfo_mount_path(const struct meminfo_word *from,
	    char to[MEMINFO_PATH_MAX]);

/* Where a cgroup hierarchy is mounted (cgroup_mount.c) */
#define MEMINFO_CGROUP_LINE 8192	/* two paths of PATH_MAX, barely */

struct meminfo_cgroup_mount {
	char	point[MEMINFO_PATH_MAX];
	char	top[MEMINFO_PATH_MAX];	/* the cgroup that is mounted there */
};

/* How good a mount is; begin with MEMINFO_RANK_FIRST. */
struct meminfo_mount_rank {
	size_t	fit;
	size_t	line;
};

#define MEMINFO_RANK_FIRST { SIZE_MAX, 0 }

/*
 * Find the mount that shows the cgroup called path best, and at each further
 * call the next best: a mount may be hidden by another one, or be out of
 * reach. prefix is the path of the root that is read, and is taken off the
 * points; "" is none. ENOENT: no mount, or no more, of that hierarchy (1: v1's
 * memory, 2).
 */
int	meminfo_cgroup_mount_parse(const char *text, size_t length,
	    int version, const char *prefix, const char *path,
	    struct meminfo_mount_rank *rank,
	    struct meminfo_cgroup_mount *out);
int	meminfo_cgroup_mount_read(int root, int version, const char *path,
	    struct meminfo_mount_rank *rank,
	    struct meminfo_cgroup_mount *out);

/* For meminfo_cgroup_name_read(); prefix as above. */
int	meminfo_cgroup_name_parse(const char *text, size_t length,
	    const char *prefix, const char *directory,
	    struct meminfo_cgroup_name *out);
/* The membership of a process below a root: one call less (membership.c). */
int	meminfo_membership_below(int root, pid_t pid,
	    struct meminfo_membership *out);

/*
 * Files of a process (process_file.c): "file" where pid is 0, "self/file" for
 * MEMINFO_SELF, else "pid/file".
 */
#define MEMINFO_PROCESS_PATH 64

void	meminfo_process_path(char path[MEMINFO_PROCESS_PATH], pid_t pid,
	    const char *file);
/* Open, take and close: at once where reader is NULL. */
int	meminfo_process_take(int at, pid_t pid, const char *file,
	    int (*take)(int fd, void *out), void *out,
	    struct meminfo_reader *reader);
/* Read an open file into the struct of that name. */
int	meminfo_stat_take(int fd, void *stat);
int	meminfo_statm_take(int fd, void *statm);
int	meminfo_status_take(int fd, void *status);

/*
 * The next line of keys of a mapping (maps.c): 1; 0 where the mapping ends,
 * with the next one's line kept for meminfo_maps_next(); -1.
 */
int	meminfo_maps_key(struct meminfo_maps *it, struct meminfo_line *line);

/*
 * The keys of smaps and of smaps_rollup (usage.c).  The order is the kernel's:
 * after a key nearly always comes the next.  The last ones are in smaps_rollup
 * alone.
 */
#define MEMINFO_USAGE_KEYS \
	(offsetof(struct meminfo_usage, flags) / sizeof(uint64_t))
#define MEMINFO_USAGE_KEY_LIST(KB, NUMBER) \
	KB("Size", size) \
	KB("KernelPageSize", kernel_page_size) \
	KB("MMUPageSize", mmu_page_size) \
	KB("Rss", rss) \
	KB("Pss", pss) \
	KB("Pss_Dirty", pss_dirty) \
	KB("Shared_Clean", shared_clean) \
	KB("Shared_Dirty", shared_dirty) \
	KB("Private_Clean", private_clean) \
	KB("Private_Dirty", private_dirty) \
	KB("Referenced", referenced) \
	KB("Anonymous", anon) \
	KB("KSM", ksm) \
	KB("LazyFree", lazy_free) \
	KB("AnonHugePages", anon_huge) \
	KB("ShmemPmdMapped", shmem_pmd_mapped) \
	KB("FilePmdMapped", file_pmd_mapped) \
	KB("Shared_Hugetlb", shared_hugetlb) \
	KB("Private_Hugetlb", private_hugetlb) \
	KB("Swap", swap) \
	KB("SwapPss", swap_pss) \
	KB("Locked", locked) \
	NUMBER("THPeligible", thp_eligible) \
	NUMBER("ProtectionKey", protection_key) \
	KB("Pss_Anon", pss_anon) \
	KB("Pss_File", pss_file) \
	KB("Pss_Shmem", pss_shmem)

extern const struct meminfo_keys meminfo_usage_keys;

/* Every member absent, no flags. */
void	meminfo_usage_absent(struct meminfo_usage *out);

int	meminfo_pressure_at(int root, const char *path,
	    struct meminfo_pressure *out);

/* Files' pages (residency.c) */
uint64_t meminfo_page_size(void);	/* in bytes */
/* mincore's answer about this file is the truth. */
bool	meminfo_mincore_tells(int fd);
int	meminfo_residency_mincore(int fd, uint64_t offset, uint64_t length,
	    struct meminfo_residency *out);
/* The part of a range that begins on a page and ends in the file. */
int	meminfo_range_clamp(int fd, uint64_t *offset, uint64_t *length);

#pragma GCC visibility pop

#endif
