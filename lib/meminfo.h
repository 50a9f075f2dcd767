/* meminfo.h: what the kernel says about memory, as plain structs. */
/* SPDX-License-Identifier: MIT */
#ifndef MEMINFO_H
#define MEMINFO_H

/*
 * Conventions
 *
 * Memory is in bytes unless a suffix says otherwise (_pages, _usec). A figure
 * that the kernel did not give is MEMINFO_ABSENT, never 0. Functions return 0
 * (or a value) on success and -1 with errno set on failure. Iterators return 1
 * for an item, 0 at the end and -1 on failure. EBADMSG means that the text is
 * not what proc(5) promises. Out parameters are unspecified after -1.
 *
 * Each reader has a parser beside it that takes text and a length; the text
 * need not end in NUL. Nothing prints, exits, allocates or keeps state between
 * calls. Every function may be called from any thread as long as no two use
 * the same iterator.
 *
 * The size of a struct is part of the ABI: callers have it on their stack. If
 * one changes, so does the number of the shared library (SONAME), and a
 * program that was built with an older header does not run with the new one. A
 * test holds the sizes against lib/libmeminfo.abi.
 */
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#pragma GCC visibility push(default)
#endif

#define MEMINFO_ABSENT		UINT64_MAX	 /* the kernel did not say */
#define MEMINFO_UNLIMITED	(UINT64_MAX - 1) /* a limit that is none */
#define MEMINFO_NO_NUMBER	INT64_MIN	 /* absent, of an int64_t */

/*
 * The root: where proc/ and sys/ are read.  A recorded capture, or the
 * host's file system seen from a container, is opened once as a directory;
 * this machine needs no opening and costs no system call.
 */
#define MEMINFO_HOST (-100)	/* AT_FDCWD: /proc and /sys as they stand */

#define MEMINFO_SELF (-1)	/* as a pid: the caller, /proc/self */

/*
 * Open DIR as a root.  Returns a descriptor for close(2), or -1 with the
 * errno of open(2).
 *
 * A root may be a capture that somebody else has made.  Nothing outside it is
 * read or written: links are resolved as if DIR were /.  FIFOs are not waited
 * for.  A file that no kernel would make so long is EFBIG or EBADMSG.
 */
int	meminfo_root_open(const char *dir);
/* A file of the root for reading, by its absolute path (/etc/passwd). */
int	meminfo_root_file(int root, const char *path);

/*
 * Lines of a file under the root, or of a text. All iterators share this; its
 * members are not for callers.
 */
struct meminfo_lines {
	int		 fd;
	const char	*text;
	size_t		 start;
	size_t		 end;
	char		*buffer;
	size_t		 size;
	size_t		 piece;
	int		 cut;
	int		 log;		/* a file of any length and bytes */
	uint64_t	 left;
};

/*
 * The names in a directory under the root. 2 KiB hold some 85 pids. More would
 * make threads that share the rest (meminfo_pids_share()) wait for the one
 * that got the last piece.
 */
struct meminfo_entries {
	int		fd;
	int		type;		/* d_type of the last name */
	size_t		start;
	size_t		end;
	uint64_t	buffer[256];
};

#define MEMINFO_PAIRS_BUFFER 8192

/*
 * Numbers that cannot be true. Kernels and containers subtract without a
 * check, and show 18446744073709551613 for days. Such a number is absent, like
 * one that is no number at all, and its key is named here. The rest of the
 * file stands. The names are static.
 */
#define MEMINFO_WRONG_MAX 4

struct meminfo_wrong {
	unsigned	 count;			/* may exceed the names */
	const char	*key[MEMINFO_WRONG_MAX];
};

/*
 * Every key of a file of keys and numbers, known or not: /proc/meminfo,
 * /proc/vmstat, a node's meminfo or numastat, a cgroup's memory.stat.
 */
enum meminfo_unit {
	MEMINFO_COUNT,		/* a bare number */
	MEMINFO_BYTES,		/* was kB in the text; the value is in bytes */
	MEMINFO_PAGES		/* HugePages_*: huge pages of Hugepagesize */
};

struct meminfo_pair {
	const char		*key;		/* not NUL-terminated; valid */
	size_t			 key_length;	/* until the next call */
	uint64_t		 value;		/* absent: cannot be true */
	enum meminfo_unit	 unit;
};

struct meminfo_pairs {
	struct meminfo_lines	lines;
	int			any;		/* number was found */
	char			buffer[MEMINFO_PAIRS_BUFFER];
};

/*
 * path is absolute ("/proc/meminfo") and taken below root. -1 with the errno
 * of open(2). After success, call meminfo_pairs_close().
 */
int	meminfo_pairs_open(struct meminfo_pairs *it, int root,
	    const char *path);
void	meminfo_pairs_text(struct meminfo_pairs *it, const char *text,
	    size_t length);
/* 1, 0 at the end, -1 with EBADMSG (not one number) or the errno of read(2). */
int	meminfo_pairs_next(struct meminfo_pairs *it, struct meminfo_pair *out);
void	meminfo_pairs_close(struct meminfo_pairs *it);	/* keeps errno */

/*
 * The system: /proc/meminfo (proc(5)). Each key of the kernel is a member, or
 * is skipped; the version is the first kernel that has it.
 */
struct meminfo_system {
	uint64_t total;			/* MemTotal */
	uint64_t free;			/* MemFree */
	uint64_t available;		/* MemAvailable, 3.14 */
	uint64_t buffers;		/* Buffers */
	uint64_t cached;		/* Cached: page cache and shmem */
	uint64_t swap_cached;		/* SwapCached */
	uint64_t active;		/* Active */
	uint64_t inactive;		/* Inactive */
	uint64_t active_anon;		/* Active(anon), 2.6.28 */
	uint64_t inactive_anon;		/* Inactive(anon), 2.6.28 */
	uint64_t active_file;		/* Active(file), 2.6.28 */
	uint64_t inactive_file;		/* Inactive(file), 2.6.28 */
	uint64_t unevictable;		/* Unevictable, 2.6.28 */
	uint64_t mlocked;		/* Mlocked, 2.6.28 */
	uint64_t high_total;		/* HighTotal, CONFIG_HIGHMEM */
	uint64_t high_free;		/* HighFree, CONFIG_HIGHMEM */
	uint64_t low_total;		/* LowTotal, CONFIG_HIGHMEM */
	uint64_t low_free;		/* LowFree, CONFIG_HIGHMEM */
	uint64_t swap_total;		/* SwapTotal */
	uint64_t swap_free;		/* SwapFree */
	uint64_t zswap;			/* Zswap: the pool's memory, 5.19 */
	uint64_t zswapped;		/* Zswapped: held in it, 5.19 */
	uint64_t dirty;			/* Dirty */
	uint64_t writeback;		/* Writeback */
	uint64_t anon;			/* AnonPages, 2.6.18 */
	uint64_t mapped;		/* Mapped */
	uint64_t shmem;			/* Shmem: tmpfs too, 2.6.32 */
	uint64_t kernel_reclaimable;	/* KReclaimable, 4.20 */
	uint64_t slab;			/* Slab */
	uint64_t slab_reclaimable;	/* SReclaimable, 2.6.19 */
	uint64_t slab_unreclaimable;	/* SUnreclaim, 2.6.19 */
	uint64_t kernel_stack;		/* KernelStack, 2.6.32 */
	uint64_t page_tables;		/* PageTables, 2.6.18 */
	uint64_t sec_page_tables;	/* SecPageTables (KVM, IOMMU), 6.1 */
	uint64_t nfs_unstable;		/* NFS_Unstable, 2.6.18 */
	uint64_t bounce;		/* Bounce, 2.6.18 */
	uint64_t writeback_tmp;		/* WritebackTmp (FUSE), 2.6.26 */
	uint64_t commit_limit;		/* CommitLimit */
	uint64_t committed;		/* Committed_AS */
	uint64_t vmalloc_total;		/* VmallocTotal: address space */
	uint64_t vmalloc_used;		/* VmallocUsed: pages since 5.3, 0 in
					   4.4-5.2, address space before */
	uint64_t vmalloc_chunk;		/* VmallocChunk */
	uint64_t hardware_corrupted;	/* HardwareCorrupted, 2.6.32 */
	uint64_t percpu;		/* Percpu, 4.19 */
	uint64_t anon_huge;		/* AnonHugePages, 2.6.38 */
	uint64_t shmem_huge;		/* ShmemHugePages, 4.8 */
	uint64_t shmem_pmd_mapped;	/* ShmemPmdMapped, 4.8 */
	uint64_t file_huge;		/* FileHugePages, 5.4 */
	uint64_t file_pmd_mapped;	/* FilePmdMapped, 5.4 */
	uint64_t cma_total;		/* CmaTotal, 3.19 */
	uint64_t cma_free;		/* CmaFree, 3.19 */
	uint64_t unaccepted;		/* Unaccepted, 6.5 */
	uint64_t balloon;		/* Balloon, 6.15 */
	uint64_t hugepages_total_pages;	/* HugePages_Total */
	uint64_t hugepages_free_pages;	/* HugePages_Free */
	uint64_t hugepages_reserved_pages; /* HugePages_Rsvd, 2.6.17 */
	uint64_t hugepages_surplus_pages; /* HugePages_Surp, 2.6.24 */
	uint64_t hugepage_size;		/* Hugepagesize */
	uint64_t hugetlb;		/* Hugetlb: of every size, 4.16 */
	struct meminfo_wrong wrong;
};

/* EBADMSG also if no key is known: an empty file is no meminfo. */
int	meminfo_system_parse(const char *text, size_t length,
	    struct meminfo_system *out);
int	meminfo_system_read(int root, struct meminfo_system *out);

/*
 * Memory that can be handed out without swapping, given the sum of the zones'
 * low watermarks: the kernel's own figure, or for kernels before 3.14 the
 * kernel's formula. It is free if that figure exceeds the total (some
 * containers), and MEMINFO_ABSENT if the keys for it are missing (before
 * 2.6.28).
 */
uint64_t meminfo_system_available(const struct meminfo_system *system,
	    uint64_t low_watermark);
/*
 * The same; reads the watermark (/proc/zoneinfo, else
 * /proc/sys/vm/min_free_kbytes) only if MemAvailable is missing.
 */
uint64_t meminfo_system_available_read(int root,
	    const struct meminfo_system *system);

/*
 * Watermarks: /proc/zoneinfo.  node is a NUMA node's number, or -1 for all.
 */
struct meminfo_zones {
	uint64_t low_pages;	/* sum of the zones' low watermarks */
	uint64_t percpu_free_pages;	/* free, but on a CPU's own list: not
					   in MemFree */
	uint64_t managed_pages;		/* in use by the page allocator: their
					   sum is MemTotal, 3.9 */
};

int	meminfo_zones_parse(const char *text, size_t length, int node,
	    struct meminfo_zones *out);
int	meminfo_zones_read(int root, int node, struct meminfo_zones *out);

/*
 * Events since boot: /proc/vmstat.
 */
struct meminfo_vmstat {
	uint64_t drop_pagecache;	/* drops of 1 and 3, 3.15 */
	uint64_t drop_slab;		/* drops of 2 and 3, 3.15 */
	uint64_t swap_in_pages;		/* pswpin */
	uint64_t swap_out_pages;	/* pswpout */
	uint64_t oom_kill;		/* oom_kill, 4.13 */
	uint64_t iommu_pages;		/* nr_iommu_pages, 6.11: part of
					   SecPageTables */
	uint64_t memmap_pages;		/* nr_memmap_pages, 6.11: taken since
					   boot to describe pages */
	struct meminfo_wrong wrong;
};

int	meminfo_vmstat_parse(const char *text, size_t length,
	    struct meminfo_vmstat *out);
int	meminfo_vmstat_read(int root, struct meminfo_vmstat *out);

/*
 * Memory pressure (PSI, 4.20): /proc/pressure/memory or a cgroup's
 * memory.pressure.  Averages are in hundredths of a per cent, 0 to 10000;
 * totals in microseconds.
 */
struct meminfo_stall {
	uint64_t avg10_centi;
	uint64_t avg60_centi;
	uint64_t avg300_centi;
	uint64_t total_usec;
};

struct meminfo_pressure {
	struct meminfo_stall some;	/* at least one task stalled */
	struct meminfo_stall full;	/* all of them */
};

int	meminfo_pressure_parse(const char *text, size_t length,
	    struct meminfo_pressure *out);
/*
 * ENOENT: a kernel without PSI; EOPNOTSUPP: switched off (psi=0).
 */
int	meminfo_pressure_read(int root, struct meminfo_pressure *out);

/*
 * Swap areas: /proc/swaps.  The name is as the kernel escaped it (\040 for a
 * blank), not NUL-terminated and valid until the next call.
 */
struct meminfo_swap {
	const char	*name;
	size_t		 name_length;
	uint64_t	 size;
	uint64_t	 used;
	int64_t		 priority;
};

struct meminfo_swaps {
	struct meminfo_lines	lines;
	char			buffer[MEMINFO_PAIRS_BUFFER];
};

int	meminfo_swaps_open(struct meminfo_swaps *it, int root);
void	meminfo_swaps_text(struct meminfo_swaps *it, const char *text,
	    size_t length);
int	meminfo_swaps_next(struct meminfo_swaps *it, struct meminfo_swap *out);
void	meminfo_swaps_close(struct meminfo_swaps *it);	/* keeps errno */

/*
 * NUMA nodes: /sys/devices/system/node/node*. Numbers may have gaps, and a
 * node may have no memory. A node lacks MemAvailable, Buffers, Cached and the
 * swap and commit figures of /proc/meminfo.
 */
#define MEMINFO_NODES_MAX 1024	/* the kernel's largest NODES_SHIFT is 10 */

struct meminfo_nodes {
	uint64_t	present[MEMINFO_NODES_MAX / 64];
	int		next;
};

/* ENOENT: a kernel without NUMA.  Nothing is left open. */
int	meminfo_nodes_open(struct meminfo_nodes *it, int root);
/* 1 and the number of the next node, ascending; 0 at the end. */
int	meminfo_nodes_next(struct meminfo_nodes *it, int *node);

struct meminfo_node {
	uint64_t total;			/* MemTotal: not comparable with
					   that of /proc/meminfo */
	uint64_t free;			/* MemFree */
	uint64_t swap_cached;		/* SwapCached, 5.12; part of file */
	uint64_t file;			/* FilePages: cache, buffers, shmem */
	uint64_t shmem;			/* Shmem */
	uint64_t anon;			/* AnonPages */
	uint64_t active_file;		/* Active(file) */
	uint64_t inactive_file;		/* Inactive(file) */
	uint64_t slab_reclaimable;	/* SReclaimable */
	uint64_t slab_unreclaimable;	/* SUnreclaim */
	uint64_t hugepages_total_pages;	/* HugePages_Total */
	uint64_t hugepages_free_pages;	/* HugePages_Free */
	/* numastat: allocations in pages since boot */
	uint64_t numa_hit_pages;	/* got here as wanted */
	uint64_t numa_miss_pages;	/* got here, another was wanted */
	uint64_t numa_foreign_pages;	/* wanted here, got elsewhere */
	uint64_t interleave_hit_pages;
	uint64_t local_node_pages;	/* by a task running here */
	uint64_t other_node_pages;	/* by a task running elsewhere */
	struct meminfo_wrong wrong;
};

/*
 * The parsers each fill their own part of out and make all of it absent first.
 */
int	meminfo_node_parse(const char *text, size_t length,
	    struct meminfo_node *out);
int	meminfo_numastat_parse(const char *text, size_t length,
	    struct meminfo_node *out);
/* A missing numastat leaves its members absent. */
int	meminfo_node_read(int root, int node, struct meminfo_node *out);
/* The same as for the system, by the same formula, for one node. */
uint64_t meminfo_node_available(const struct meminfo_node *node,
	    uint64_t low_watermark);
uint64_t meminfo_node_available_read(int root, int number,
	    const struct meminfo_node *node);

/*
 * Huge pages of every size: /sys/kernel/mm/hugepages (2.6.27).
 */
struct meminfo_hugepages {
	uint64_t total;		/* nr_hugepages of all sizes, in bytes */
	uint64_t free;		/* free_hugepages of all sizes, in bytes */
};

/* ENOENT: a kernel without them. */
int	meminfo_hugepages_read(int root, struct meminfo_hugepages *out);

/* The pool of one size. */
struct meminfo_hugepool {
	uint64_t size;			/* of a page, in bytes */
	uint64_t total_pages;		/* nr_hugepages */
	uint64_t free_pages;		/* free_hugepages */
	uint64_t reserved_pages;	/* resv_hugepages: of free, promised */
	uint64_t surplus_pages;		/* surplus_hugepages: beyond the
					   number that was asked for */
};

struct meminfo_hugepools {
	struct meminfo_entries	entries;
	int			root;
};

int	meminfo_hugepools_open(struct meminfo_hugepools *it, int root);
/* 1, 0 at the end, -1.  In the order of the directory. */
int	meminfo_hugepools_next(struct meminfo_hugepools *it,
	    struct meminfo_hugepool *out);
void	meminfo_hugepools_close(struct meminfo_hugepools *it);

/*
 * Compressed block devices: /sys/block/zram*, the sum of all (4.1).  used is
 * in no counter of /proc/meminfo.
 */
struct meminfo_zram {
	uint64_t original;	/* orig_data_size: held, uncompressed */
	uint64_t compressed;	/* compr_data_size */
	uint64_t used;		/* mem_used_total: with the overhead of
				   its allocator */
	uint64_t limit;		/* mem_limit, 0: none */
	uint64_t peak;		/* mem_used_max */
};

/* An mm_stat, of one device. */
int	meminfo_zram_parse(const char *text, size_t length,
	    struct meminfo_zram *out);
/* ENOENT: there is none. */
int	meminfo_zram_read(int root, struct meminfo_zram *out);

/*
 * The kernel's caches of small objects: /proc/slabinfo (slabinfo(5)), for
 * root.  The name is not NUL-terminated and valid until the next call.
 */
struct meminfo_slab {
	const char	*name;
	size_t		 name_length;
	uint64_t	 active_objects;
	uint64_t	 objects;
	uint64_t	 object_size;		/* bytes */
	uint64_t	 objects_per_slab;
	uint64_t	 pages_per_slab;
	uint64_t	 active_slabs;
	uint64_t	 slabs;
};

struct meminfo_slabs {
	struct meminfo_lines	lines;
	char			buffer[MEMINFO_PAIRS_BUFFER];
};

int	meminfo_slabs_open(struct meminfo_slabs *it, int root);
void	meminfo_slabs_text(struct meminfo_slabs *it, const char *text,
	    size_t length);
int	meminfo_slabs_next(struct meminfo_slabs *it, struct meminfo_slab *out);
void	meminfo_slabs_close(struct meminfo_slabs *it);	/* keeps errno */
/* All pages of the cache, and the objects in use. */
uint64_t meminfo_slab_bytes(const struct meminfo_slab *slab,
	    uint64_t page_size);
uint64_t meminfo_slab_active_bytes(const struct meminfo_slab *slab);
/*
 * Is the cache part of SReclaimable? /sys/kernel/slab/NAME/reclaim_account: 1,
 * 0, or -1 with ENOENT if the kernel does not tell.
 */
int	meminfo_slab_is_reclaimable(int root,
	    const struct meminfo_slab *slab);

/*
 * Segments of System V shared memory: /proc/sysvipc/shm (sysvipc(7)), as far
 * as the caller's IPC namespace has them.  Times are Unix seconds, 0: never.
 */
struct meminfo_shm {
	uint64_t key;			/* 32 bits */
	uint64_t id;			/* shmid: the inode of its mappings */
	uint64_t mode;			/* with SHM_DEST, 01000: removed */
	uint64_t size;			/* bytes */
	uint64_t creator;		/* pid */
	uint64_t last;			/* pid that attached or detached */
	uint64_t attached;		/* count of mappings */
	uint64_t uid;
	uint64_t gid;
	uint64_t creator_uid;
	uint64_t creator_gid;
	uint64_t attach_time;
	uint64_t detach_time;
	uint64_t change_time;
	uint64_t rss;			/* bytes in memory, 2.6.37 */
	uint64_t swap;			/* bytes in swap, 2.6.37 */
};

#define MEMINFO_SHM_COLUMNS 32

struct meminfo_shms {
	struct meminfo_lines	lines;
	size_t			columns;
	unsigned char		member[MEMINFO_SHM_COLUMNS];
	char			buffer[MEMINFO_PAIRS_BUFFER];
};

/* ENOENT: a kernel without System V IPC. */
int	meminfo_shms_open(struct meminfo_shms *it, int root);
void	meminfo_shms_text(struct meminfo_shms *it, const char *text,
	    size_t length);
int	meminfo_shms_next(struct meminfo_shms *it, struct meminfo_shm *out);
void	meminfo_shms_close(struct meminfo_shms *it);	/* keeps errno */

/* The cache of ZFS, if there is one: /proc/spl/kstat/zfs/arcstats. */
struct meminfo_arc {
	uint64_t size;		/* size */
	uint64_t minimum;	/* c_min: what it never goes below */
	uint64_t objects;	/* of size: headers, dbufs, dnodes and bonus
				   buffers, which are in slab */
};

int	meminfo_arc_parse(const char *text, size_t length,
	    struct meminfo_arc *out);
/* ENOENT: no ZFS. */
int	meminfo_arc_read(int root, struct meminfo_arc *out);

/*
 * The partition of all memory: MemTotal divided so that no page counts twice.
 * A part is absent if the kernel does not count it; its memory is then in
 * unaccounted, which makes the sum exact. unaccounted is negative if counters
 * that the kernel updates in batches overlap by more than that.
 *
 * Every member from free to memmap is one part, and a row of the one table in
 * partition.c that fills, sums and names them.
 */
struct meminfo_partition {
	uint64_t total;
	uint64_t free;
	uint64_t free_percpu;		/* free, on the CPUs' own lists */
	uint64_t file_cache;		/* page cache of files: no shmem (with
					   it before 2.6.32) */
	uint64_t shmem;			/* tmpfs, shared memory, memfd */
	uint64_t anon;			/* mapped anonymous memory */
	uint64_t swap_cache;		/* only pages that no process maps */
	uint64_t buffers;
	uint64_t slab_reclaimable;
	uint64_t slab_unreclaimable;
	uint64_t kernel_reclaimable;	/* KReclaimable that is no slab */
	uint64_t kernel_stack;
	uint64_t page_tables;		/* with KVM's, without the IOMMU's
					   where iommu is known */
	uint64_t percpu;
	uint64_t vmalloc;		/* without kernel stacks */
	uint64_t hugepages_free;
	uint64_t hugepages_used;	/* with other sizes than the default
					   where only Hugetlb tells of them */
	uint64_t bounce;
	uint64_t writeback_tmp;
	uint64_t hardware_corrupted;
	uint64_t zswap;
	uint64_t arc;			/* without its objects in slab */
	uint64_t zram;			/* memory of compressed block devices */
	uint64_t iommu;			/* page tables of the IOMMU */
	uint64_t gpu;			/* system memory that GPUs have mapped */
	uint64_t memmap;		/* describes memory that was added
					   since boot */
	int64_t	 unaccounted;		/* MEMINFO_ABSENT as int64_t: not
					   known */
	/*
	 * Parts that contradict total, as bits in the order above (free is
	 * bit 0).  They are absent, and not in the sum.  LXCFS replaces some
	 * keys by a container's and passes the host's others.
	 */
	uint64_t contradicts;
};

/*
 * Figures that /proc/meminfo does not have.  Pointers may be NULL: no ZFS;
 * huge pages of the default size as in /proc/meminfo.  Numbers may be absent.
 */
struct meminfo_extra {
	const struct meminfo_hugepages	*huge;
	const struct meminfo_arc	*arc;
	uint64_t			 free_percpu;
	uint64_t			 managed;	/* of all zones: MemTotal, if
							   the file is not altered */
	uint64_t			 zram;
	uint64_t			 iommu;
	uint64_t			 gpu;
	uint64_t			 memmap;
};

/* EBADMSG: total is absent. */
int	meminfo_partition_make(const struct meminfo_system *system,
	    const struct meminfo_extra *extra,
	    struct meminfo_partition *out);

struct meminfo_part {
	const char	*name;		/* of the member */
	uint64_t	 size;
	int		 contradicts;	/* total; size is absent */
};

/* Part number i, from 0: 1, or 0 behind the last, which is unaccounted. */
int	meminfo_partition_part(const struct meminfo_partition *partition,
	    size_t i, struct meminfo_part *out);

/*
 * System memory that GPUs have mapped (GTT), in bytes: mem_info_gtt_used below
 * /sys/class/drm, which amdgpu has (4.14).  ENOENT: no driver tells.
 */
int	meminfo_gpu_read(int root, uint64_t *bytes);

/*
 * Memory cgroups, v1 or v2, whichever hierarchy has the memory controller.
 */
#define MEMINFO_PATH_MAX 4096

/* /proc/PID/cgroup: paths in the hierarchies, "" if it is in none. */
struct meminfo_membership {
	char	v1[MEMINFO_PATH_MAX];	/* v1's memory controller */
	char	v2[MEMINFO_PATH_MAX];	/* the unified hierarchy, 4.5 */
	char	systemd[MEMINFO_PATH_MAX]; /* v1's name=systemd: where units
					   are told apart beside v1 */
};

int	meminfo_membership_parse(const char *text, size_t length,
	    struct meminfo_membership *out);
/* at and pid name a process, as below. */
int	meminfo_membership_read(int at, pid_t pid,
	    struct meminfo_membership *out);

/*
 * The other way round: the cgroup of a directory, which need not exist.
 * ENOENT: directory is below no mount of v1's memory controller or of v2.
 * EINVAL: it has a part "..".
 */
struct meminfo_cgroup_name {
	int	version;			/* 1 or 2 */
	char	path[MEMINFO_PATH_MAX];		/* as in /proc/PID/cgroup */
};

int	meminfo_cgroup_name_read(int root, const char *directory,
	    struct meminfo_cgroup_name *out);

struct meminfo_cgroup_at {
	int	version;			/* 1 or 2 */
	size_t	mount_length;			/* path up to the hierarchy */
	char	path[MEMINFO_PATH_MAX];		/* /sys/fs/cgroup/... */
};

/*
 * version 1 or 2 asks for that hierarchy, 0 for the one that has the memory
 * controller. (If that is v1, v2 alone still tells the pressure.)
 *
 * find: the cgroup of process pid (MEMINFO_SELF: the caller's own, or that of
 * the recorded /proc/self). member: the same, of a membership that was read.
 * named: the cgroup called name, its path in the hierarchy (/system.slice/x)
 * or in the file system (/sys/fs/cgroup/system.slice/x). Every mount of the
 * hierarchy is tried. ENOENT: no such hierarchy or cgroup, or it lies outside
 * of the reader's cgroup namespace; ENAMETOOLONG.
 */
int	meminfo_cgroup_find(int root, pid_t pid, int version,
	    struct meminfo_cgroup_at *out);
int	meminfo_cgroup_member(int root, const struct meminfo_membership *in,
	    int version, struct meminfo_cgroup_at *out);
int	meminfo_cgroup_named(int root, const char *name, int version,
	    struct meminfo_cgroup_at *out);
/*
 * Undo the escapes of a name as the commands print it: \\ for a backslash,
 * \xHH for a byte. 1; 0 if it has no such escapes or does not fit.
 * meminfo_cgroup_named() accepts both.
 */
int	meminfo_cgroup_unescape(const char *name,
	    char to[MEMINFO_PATH_MAX]);
/* Go to the parent: 1, or 0 at the root of the hierarchy, where it stays. */
int	meminfo_cgroup_parent(struct meminfo_cgroup_at *at);

/* memory.stat: v2's names; v1's total_* stand for the subtree likewise. */
struct meminfo_cgroup_stat {
	uint64_t anon;			/* v1 total_rss */
	uint64_t file;			/* v1 total_cache: with shmem */
	uint64_t shmem;			/* v1 total_shmem */
	uint64_t kernel_stack;		/* v2 */
	uint64_t page_tables;		/* v2 pagetables */
	uint64_t sock;			/* v2: network buffers */
	uint64_t active_file;		/* v1 total_active_file */
	uint64_t inactive_file;		/* v1 total_inactive_file */
	uint64_t dirty;			/* file_dirty, v1 total_dirty */
	uint64_t slab_reclaimable;	/* v2 */
	uint64_t slab_unreclaimable;	/* v2 */
	uint64_t hierarchical_limit;	/* v1 hierarchical_memory_limit: counts
					   ancestors that are out of sight */
	uint64_t kernel;		/* v2: stacks, page tables, slab and so
					   on, 5.18; v1's
					   memory.kmem.usage_in_bytes, which
					   meminfo_cgroup_read() adds */
	uint64_t sec_page_tables;	/* v2 sec_pagetables, 6.1 */
	uint64_t percpu;		/* v2, 5.9 */
	uint64_t vmalloc;		/* v2, without kernel stacks, 5.18 */
	uint64_t zswap;			/* v2, 5.19 */
	uint64_t swap_cached;		/* v2 swapcached, 5.12; part of file,
					   and of anon where it is mapped */
	uint64_t hugetlb;		/* v2, 6.13: if usage counts it */
	uint64_t inactive_anon;		/* these are lists of pages; */
	uint64_t active_anon;		/* v1 total_* */
	uint64_t unevictable;
	struct meminfo_wrong wrong;
};

int	meminfo_cgroup_stat_parse(const char *text, size_t length,
	    int version, struct meminfo_cgroup_stat *out);

/*
 * memory.events (v2): counts since the cgroup was made.  v1's
 * memory.oom_control has oom_kill alone (4.13), without the children's.
 */
struct meminfo_cgroup_events {
	uint64_t low;
	uint64_t high;
	uint64_t max;
	uint64_t oom;
	uint64_t oom_kill;
};

int	meminfo_cgroup_events_parse(const char *text, size_t length,
	    struct meminfo_cgroup_events *out);

/*
 * A file of one number or "max".  v1's "unlimited", a number that depends on
 * the page size, is anything from 2^62 up and becomes MEMINFO_UNLIMITED.
 */
int	meminfo_cgroup_value_parse(const char *text, size_t length, uint64_t *out);

struct meminfo_cgroup {
	uint64_t usage;		/* memory.current, v1 usage_in_bytes */
	uint64_t limit;		/* memory.max, v1 limit_in_bytes */
	uint64_t high;		/* memory.high */
	uint64_t low;		/* memory.low */
	uint64_t peak;		/* memory.peak, 5.19; v1 max_usage_in_bytes */
	uint64_t swap_usage;	/* memory.swap.current; v1 from memsw */
	uint64_t swap_limit;	/* memory.swap.max */
	struct meminfo_cgroup_stat stat;
	struct meminfo_cgroup_events events;
	struct meminfo_wrong wrong;	/* of the files of one number */
	/*
	 * The least of the cgroup and its ancestors: of limit; of limit -
	 * usage; of min(limit, high) - usage + the memory that can be
	 * reclaimed; and of swap_limit - swap_usage.  MEMINFO_UNLIMITED if
	 * none has a limit.
	 */
	uint64_t effective_limit;
	uint64_t effective_free;
	uint64_t effective_available;
	uint64_t effective_swap;
};

/* The root cgroup has no usage and no limits: absent and unlimited. */
int	meminfo_cgroup_read(int root, const struct meminfo_cgroup_at *at,
	    struct meminfo_cgroup *out);
/* at must be of version 2; else EINVAL. */
int	meminfo_cgroup_pressure_read(int root,
	    const struct meminfo_cgroup_at *at, struct meminfo_pressure *out);

/*
 * Mounts, as this process sees them: /proc/self/mountinfo
 * (proc_pid_mountinfo(5)), whatever the root; or as another process does.
 */
#define MEMINFO_MOUNT_TYPE 64

struct meminfo_mount {
	uint64_t id;			/* as of meminfo_mount_id() */
	uint32_t device_major;		/* one for all mounts of a file */
	uint32_t device_minor;		/* system */
	char	 type[MEMINFO_MOUNT_TYPE];
	char	 point[MEMINFO_PATH_MAX];
};

struct meminfo_mounts {
	struct meminfo_lines	lines;
	char			buffer[MEMINFO_PAIRS_BUFFER];
};

int	meminfo_mounts_open(struct meminfo_mounts *it);
/* The mounts of a process, as named below. */
int	meminfo_mounts_open_at(struct meminfo_mounts *it, int at, pid_t pid);
void	meminfo_mounts_text(struct meminfo_mounts *it, const char *text,
	    size_t length);
/* 1, 0 at the end, -1: EBADMSG, ENAMETOOLONG or that of read(2). */
int	meminfo_mounts_next(struct meminfo_mounts *it,
	    struct meminfo_mount *out);
void	meminfo_mounts_close(struct meminfo_mounts *it);	/* keeps errno */
/*
 * The mount that an open file is on: /proc/self/fdinfo.  EBADMSG: the kernel
 * does not tell (before 3.15).
 */
int	meminfo_mount_id(int fd, uint64_t *id);

/*
 * The type and mount of a file, without asking a server: statx(2) with
 * AT_STATX_DONT_SYNC. A FUSE or network file system whose server hangs would
 * hold stat(2) for ever.
 */
struct meminfo_file {
	uint32_t type;			/* S_IFMT of its mode */
	uint32_t links;			/* 0: deleted */
	uint32_t uid;
	uint32_t device_major;
	uint32_t device_minor;
	uint64_t inode;
	uint64_t size;
	uint64_t allocated;		/* blocks, in bytes */
	uint64_t mount_id;		/* as of meminfo_mount_id(), 5.8 */
};

/*
 * flags: AT_SYMLINK_NOFOLLOW, AT_EMPTY_PATH. Kernels before 4.11 get
 * fstatat(2).
 */
int	meminfo_file_stat(int at, const char *path, int flags,
	    struct meminfo_file *out);

/*
 * Dropping caches: /proc/sys/vm/drop_caches (proc_sys_vm(5)), for root alone.
 * Dirty, mapped and locked pages stay; nothing that is not written yet is ever
 * lost.
 */
#define MEMINFO_DROP_PAGECACHE	1U
#define MEMINFO_DROP_SLAB	2U	/* dentries, inodes and the like */
#define MEMINFO_DROP_ALL	3U
#define MEMINFO_DROP_QUIET	4U	/* besides: no line in the kernel's
					   log, 3.16 */

/*
 * A descriptor for close(2). So the caller knows that it may drop before a
 * sync that may take minutes. EACCES, EPERM: not root of the machine; EROFS: a
 * container; ENOENT: a kernel without it (2.6.16).
 */
int	meminfo_drop_open(int root);
/* Returns when the kernel is done.  EINVAL: no such level. */
int	meminfo_drop_write(int fd, unsigned level);

/*
 * memory.reclaim (v2, 5.19): have the kernel take bytes from a cgroup, out of
 * cache or by swapping; it may take more.  A descriptor for close(2), as
 * above.  EOPNOTSUPP: at is of version 1; ENOENT: an older kernel, or the root
 * cgroup.
 */
int	meminfo_reclaim_open(int root, const struct meminfo_cgroup_at *at);
/* EAGAIN: it got less. */
int	meminfo_reclaim_write(int fd, uint64_t bytes);

/*
 * The part of an open file that is in the page cache: cachestat(2), 6.5.
 * Before that, in containers that forbid it, and on overlayfs, where it sees
 * nothing: mincore(2), which tells cached alone.  Whole pages, in bytes.  The
 * range is in bytes and counts every page that it touches; length 0 is to the
 * end of the file.
 */
struct meminfo_residency {
	uint64_t cached;
	uint64_t dirty;			/* of cached: not written yet */
	uint64_t writeback;		/* of cached: being written */
	uint64_t evicted;		/* was cached, and is known to have
					   been evicted */
	uint64_t recently_evicted;	/* of these, lately enough to show
					   memory pressure */
};

/*
 * EPERM: the kernel only tells those who own the file or may write it.
 * EOPNOTSUPP: the file is in a hugetlbfs.  There is no other way to know.
 */
int	meminfo_residency_read(int fd, uint64_t offset, uint64_t length,
	    struct meminfo_residency *out);

/*
 * Cached pages that somebody has mapped, and that stay cached as long. They
 * are found by mapping them here as well (/proc/self/pagemap), which costs
 * about as much as reading them. EPERM as above; EINVAL before 5.14.
 */
struct meminfo_pinned {
	uint64_t mapped;	/* by any other mapping, in bytes */
	uint64_t locked;	/* of these, by mlock(2): /proc/kpageflags,
				   where large folios are marked late, so that
				   it may be more; absent without
				   CAP_SYS_ADMIN */
};

int	meminfo_pinned_read(int fd, uint64_t offset, uint64_t length,
	    struct meminfo_pinned *out);
/*
 * Is the page at offset cached, in one large folio with the page before it?
 * Only the whole of a folio can be dropped.  1 or 0; -1 with EPERM as above
 * and without CAP_SYS_ADMIN.
 */
int	meminfo_folio_crosses(int fd, uint64_t offset);

/*
 * The clock: /proc/uptime, /proc/stat, and /proc/self/auxv for the units.
 */
int	meminfo_uptime_parse(const char *text, size_t length,
	    uint64_t *milliseconds);
int	meminfo_uptime_read(int root, uint64_t *milliseconds);
/* btime of /proc/stat: when it was booted, in Unix seconds. */
int	meminfo_boot_parse(const char *text, size_t length,
	    uint64_t *seconds);
int	meminfo_boot_read(int root, uint64_t *seconds);

struct meminfo_auxv {
	uint64_t page_size;	/* AT_PAGESZ: of _pages, in bytes */
	uint64_t clock_ticks;	/* AT_CLKTCK: _ticks in a second */
};

/*
 * The words are those of this machine, of 64 or 32 bit; EBADMSG: neither fits.
 */
int	meminfo_auxv_parse(const char *text, size_t length,
	    struct meminfo_auxv *out);
int	meminfo_auxv_read(int root, struct meminfo_auxv *out);

#define MEMINFO_HOST_MAX 256		/* with the NUL; Linux has 64 bytes */

/* The name of the machine: /proc/sys/kernel/hostname. */
int	meminfo_host_read(int root, char name[MEMINFO_HOST_MAX]);

/*
 * Processes. Two arguments name a process, at and pid: a descriptor of /proc
 * with its pid or MEMINFO_SELF; or its own directory with pid 0. The directory
 * never speaks for a later process that has got the same pid.
 *
 * ENOENT and ESRCH mean that there is no such process (any more); any of these
 * calls may find that out. EACCES and EPERM: hidepid, or a file that takes
 * ptrace access (rollup, exe).
 */
int	meminfo_proc_open(int root);
/* 1: the kernel's own; 0: a recorded capture; -1. */
int	meminfo_proc_is_live(int proc);
/* The directory of a process, for close(2).  Its owner is the effective uid. */
int	meminfo_process_open(int proc, pid_t pid);
/*
 * A file of a process for reading, by its name (status).  ELOOP: it is a link,
 * as only a recorded one can be.
 */
int	meminfo_process_file(int at, pid_t pid, const char *file);

/* The numbers in /proc, in the order in which the directory has them. */
struct meminfo_pids {
	struct meminfo_entries	entries;
};

int	meminfo_pids_open(struct meminfo_pids *it, int proc);
/*
 * An iterator over the pids that other has not yet read: each pid comes by one
 * of them only. Several threads may use them, one each. Close only the opened
 * one, last.
 */
void	meminfo_pids_share(struct meminfo_pids *it,
	    const struct meminfo_pids *other);
int	meminfo_pids_next(struct meminfo_pids *it, pid_t *pid);
void	meminfo_pids_close(struct meminfo_pids *it);	/* keeps errno */

/*
 * A name is at most 15 bytes, a kernel worker's 63; any byte but NUL may be in
 * it.
 */
#define MEMINFO_COMM_MAX 64

/*
 * /proc/PID/stat; the number is the field's in proc(5).  A number that cannot
 * be true is absent, or MEMINFO_NO_NUMBER; flags then is 0.
 */
struct meminfo_stat {
	char	 comm[MEMINFO_COMM_MAX];	/* 2, ends in NUL */
	char	 state;				/* 3 */
	uint64_t ppid;				/* 4, 0: none */
	int64_t	 terminal;			/* 7, major and minor; 0: none */
	uint64_t flags;				/* 9 */
	uint64_t minor_faults;			/* 10 */
	uint64_t major_faults;			/* 12 */
	uint64_t user_ticks;			/* 14 */
	uint64_t system_ticks;			/* 15 */
	int64_t	 priority;			/* 18, 20 + nice; real time
						   below 0 */
	int64_t	 nice;				/* 19 */
	uint64_t threads;			/* 20 */
	uint64_t start_ticks;			/* 22, since boot */
	uint64_t size;				/* 23, address space */
};

/* In flags: a kernel thread (PF_KTHREAD, 2.6.27). */
#define MEMINFO_KERNEL_THREAD 0x00200000

int	meminfo_stat_parse(const char *text, size_t length,
	    struct meminfo_stat *out);
int	meminfo_stat_read(int at, pid_t pid, struct meminfo_stat *out);

/* /proc/PID/statm: all 0 for kernel threads and zombies. */
struct meminfo_statm {
	uint64_t size_pages;		/* 1, address space */
	uint64_t rss_pages;		/* 2 */
	uint64_t shared_pages;		/* 3, of these: file and shmem */
};

int	meminfo_statm_parse(const char *text, size_t length,
	    struct meminfo_statm *out);
int	meminfo_statm_read(int at, pid_t pid, struct meminfo_statm *out);

/*
 * /proc/PID/status.  Kernel threads and zombies have none of the figures from
 * size to hugetlb: all absent.
 */
struct meminfo_status {
	char	 comm[MEMINFO_COMM_MAX];	/* Name, unescaped */
	char	 state;			/* State; 0: not said */
	uint64_t ppid;			/* PPid */
	uint64_t uid;			/* Uid: real, effective, saved, fs */
	uint64_t effective_uid;
	uint64_t saved_uid;
	uint64_t fs_uid;
	uint64_t kernel_thread;		/* Kthread: 1 if so, 6.11 */
	uint64_t peak_size;		/* VmPeak */
	uint64_t size;			/* VmSize */
	uint64_t locked;		/* VmLck: address space */
	uint64_t peak_rss;		/* VmHWM */
	uint64_t rss;			/* VmRSS */
	uint64_t anon;			/* RssAnon, 4.5 */
	uint64_t file;			/* RssFile, 4.5 */
	uint64_t shmem;			/* RssShmem, 4.5 */
	uint64_t data;			/* VmData: address space */
	uint64_t stack;			/* VmStk: address space */
	uint64_t page_tables;		/* VmPTE */
	uint64_t swap;			/* VmSwap: without shmem, 2.6.34 */
	uint64_t hugetlb;		/* HugetlbPages, 4.4; not in rss */
	uint64_t threads;		/* Threads */
	struct meminfo_wrong wrong;
};

int	meminfo_status_parse(const char *text, size_t length,
	    struct meminfo_status *out);
int	meminfo_status_read(int at, pid_t pid, struct meminfo_status *out);
/* 1, or 0 if none of the figures from peak_size to hugetlb is there. */
int	meminfo_status_has_memory(const struct meminfo_status *status);

/*
 * Descriptors that wait to be closed together, by one call where there is one
 * (Linux 5.9, glibc 2.34). This spares a twentieth of the time of reading.
 * Initialise to zero, then set most. Not thread-safe: one per thread.
 */
#define MEMINFO_READER_BATCH 64

struct meminfo_reader {
	const char	*file;		/* that meminfo_process_read() failed
					   to read, by its name; or NULL */
	unsigned	most;		/* that wait; 0, 1: none does */
	unsigned	count;
	int		base;
	uint64_t	waiting;	/* bits, from base on */
};

/* Keeps errno; without a reader, fd is closed at once. */
void	meminfo_reader_close(struct meminfo_reader *reader, int fd);
/* Close those that still wait; keeps errno. */
void	meminfo_reader_end(struct meminfo_reader *reader);

/*
 * Memory of one mapping (/proc/PID/smaps), or of all mappings of a process
 * (/proc/PID/smaps_rollup, 4.14, or the sums of smaps).  A version is the
 * first kernel that has the key.  The sums have no size, no page sizes, no
 * flags: those members are absent, and flags is "".
 */
struct meminfo_usage {
	uint64_t	 size;			/* Size */
	uint64_t	 kernel_page_size;	/* KernelPageSize, 2.6.29 */
	uint64_t	 mmu_page_size;		/* MMUPageSize, 2.6.29 */
	uint64_t	 rss;			/* Rss: without hugetlb */
	uint64_t	 pss;			/* Pss, 2.6.25 */
	uint64_t	 pss_dirty;		/* Pss_Dirty, 6.0 */
	uint64_t	 pss_anon;		/* Pss_Anon, 5.4; rollup alone */
	uint64_t	 pss_file;		/* Pss_File, 5.4; rollup alone */
	uint64_t	 pss_shmem;		/* Pss_Shmem, 5.4; rollup alone */
	uint64_t	 shared_clean;		/* Shared_Clean */
	uint64_t	 shared_dirty;		/* Shared_Dirty */
	uint64_t	 private_clean;		/* Private_Clean */
	uint64_t	 private_dirty;		/* Private_Dirty */
	uint64_t	 referenced;		/* Referenced, 2.6.22 */
	uint64_t	 anon;			/* Anonymous, 2.6.36 */
	uint64_t	 ksm;			/* KSM, 6.7 */
	uint64_t	 lazy_free;		/* LazyFree, 4.12 */
	uint64_t	 anon_huge;		/* AnonHugePages, 2.6.39 */
	uint64_t	 shmem_pmd_mapped;	/* ShmemPmdMapped, 4.8 */
	uint64_t	 file_pmd_mapped;	/* FilePmdMapped, 5.4 */
	uint64_t	 shared_hugetlb;	/* Shared_Hugetlb, 4.4 */
	uint64_t	 private_hugetlb;	/* Private_Hugetlb, 4.4 */
	uint64_t	 swap;			/* Swap, 2.6.26: with shmem */
	uint64_t	 swap_pss;		/* SwapPss, 4.3 */
	uint64_t	 locked;		/* Locked, 2.6.38: in pss */
	uint64_t	 thp_eligible;		/* THPeligible: 0 or 1, 5.0 */
	uint64_t	 protection_key;	/* ProtectionKey, 4.9 */
	/*
	 * VmFlags, 3.8: two letters each, a blank between; "" where the
	 * kernel says none.  NUL-terminated, valid until the next mapping.
	 */
	const char	*flags;
	size_t		 flags_length;
	struct meminfo_wrong wrong;
};

/*
 * Private_Clean + Private_Dirty + Private_Hugetlb: freed if the process ended.
 * Absent if one of the first two is.
 */
uint64_t meminfo_usage_uss(const struct meminfo_usage *usage);
/* Memory in huge pages of every kind, hugetlb included. */
uint64_t meminfo_usage_huge(const struct meminfo_usage *usage);

int	meminfo_rollup_parse(const char *text, size_t length,
	    struct meminfo_usage *out);
/* ESRCH for a kernel thread or a zombie too: they have no memory. */
int	meminfo_rollup_read(int at, pid_t pid, struct meminfo_usage *out,
	    struct meminfo_reader *reader);

/* Files of one process, read so that all are of the same one. */
enum {
	MEMINFO_STAT = 1,
	MEMINFO_STATM = 2,
	MEMINFO_STATUS = 4,
	MEMINFO_ROLLUP = 8,
	MEMINFO_OWNER = 16	/* the effective uid, from the directory */
};

struct meminfo_process {
	struct meminfo_stat	stat;
	struct meminfo_statm	statm;
	struct meminfo_status	status;
	struct meminfo_usage	rollup;
	uint64_t		owner;
	int			other_thread;	/* the first one has ended:
						   memory was read through
						   one that lives on */
	/*
	 * Why rollup is absent: 0; EACCES, it may not be read; ESRCH, the
	 * process has no memory; ENOENT, the kernel or the capture has no such
	 * file.
	 */
	int			rollup_error;
};

/*
 * Reads only the files that want names, and fills their members only. A
 * process that ends meanwhile, or whose pid goes to another one, is ESRCH or
 * ENOENT. A rollup that cannot be had is no error but rollup_error.
 */
int	meminfo_process_read(int at, pid_t pid, unsigned want,
	    struct meminfo_process *out, struct meminfo_reader *reader);

/*
 * Texts of a process, put into buffer without a NUL at the end: the length,
 * which is size if there may be more.
 *
 * cmdline: arguments that each end in NUL; empty for kernel threads and
 * zombies. A process can make its own as long as it likes, at no cost: it is
 * cut at MEMINFO_CMDLINE_MAX, which is the length then. exe: the path, with "
 * (deleted)" behind it if it is. wchan: the kernel function in which it
 * sleeps, or "0".
 */
#define MEMINFO_CMDLINE_MAX 131072

ssize_t	meminfo_cmdline_read(int at, pid_t pid, char *buffer, size_t size);
ssize_t	meminfo_exe_read(int at, pid_t pid, char *buffer, size_t size);
ssize_t	meminfo_wchan_read(int at, pid_t pid, char *buffer, size_t size);
/* A cmdline as one line, in place: blanks for NULs, none at the end. */
size_t	meminfo_cmdline_parse(char *text, size_t length);

/* /proc/PID/oom_score and oom_score_adj. */
int	meminfo_oom_score_read(int at, pid_t pid, uint64_t *score);
int	meminfo_oom_adjust_parse(const char *text, size_t length,
	    int64_t *adjust);
int	meminfo_oom_adjust_read(int at, pid_t pid, int64_t *adjust);

/*
 * The OOM killer's report in the kernel's log (mm/oom_kill.c): a table of
 * the processes as they were, the memory of the system or the cgroup, and who
 * was killed.  Read from /dev/kmsg, or from the text of dmesg, syslog or the
 * journal with any of their prefixes.  The kernel names the table's columns in
 * a line of its own, and that line decides: they differ from 2.6.27 to 6.18.
 */
#define MEMINFO_OOM_COLUMNS 16
#define MEMINFO_OOM_BUFFER 16384
#define MEMINFO_OOM_NO_ADJUST INT64_MIN		/* the kernel did not say */

enum meminfo_oom_kind {
	MEMINFO_OOM_INVOKED,	/* a new kill begins; text: who needed memory */
	MEMINFO_OOM_CGROUP,	/* text: the cgroup whose limit it was */
	MEMINFO_OOM_MEMORY,	/* memory has one or more new figures */
	MEMINFO_OOM_TABLE,	/* a table begins: it replaces one before it */
	MEMINFO_OOM_TASK,	/* task: a row of it */
	MEMINFO_OOM_TORN,	/* a row that is not whole: its pid in task */
	MEMINFO_OOM_KILLED	/* killed, with the name in text as well */
};

/* A row; in pages of the machine that wrote it. */
struct meminfo_oom_task {
	uint64_t pid;			/* tgid, else pid */
	uint64_t uid;
	uint64_t size_pages;		/* total_vm: address space */
	uint64_t rss_pages;		/* rss */
	uint64_t anon_pages;		/* rss_anon, 6.8 */
	uint64_t file_pages;		/* rss_file, 6.8 */
	uint64_t shmem_pages;		/* rss_shmem, 6.8 */
	uint64_t swap_pages;		/* swapents, 3.7 */
	uint64_t table_pages;		/* nr_ptes, 3.7 to 4.14 */
	uint64_t table_bytes;		/* pgtables_bytes, 4.15 */
	int64_t	 oom_adjust;		/* oom_score_adj, 2.6.36 */
	char	 comm[MEMINFO_COMM_MAX];
};

/* "Killed process ..."; in bytes, which later kernels tell more of. */
struct meminfo_oom_kill {
	uint64_t pid;
	uint64_t uid;			/* 5.4 */
	uint64_t size;			/* total-vm, 2.6.32 */
	uint64_t anon;			/* anon-rss */
	uint64_t file;			/* file-rss */
	uint64_t shmem;			/* shmem-rss, 4.7 */
	uint64_t page_tables;		/* pgtables, 5.4 */
	int64_t	 oom_adjust;		/* oom_score_adj, 5.4 */
	char	 comm[MEMINFO_COMM_MAX];
};

/* Mem-Info, in pages of that machine; then what is told in kB, in bytes. */
struct meminfo_oom_memory {
	uint64_t active_anon_pages;
	uint64_t inactive_anon_pages;
	uint64_t isolated_anon_pages;
	uint64_t active_file_pages;
	uint64_t inactive_file_pages;
	uint64_t isolated_file_pages;
	uint64_t active_pages;		/* Active, before 2.6.28 */
	uint64_t inactive_pages;	/* Inactive, before 2.6.28 */
	uint64_t unevictable_pages;
	uint64_t dirty_pages;
	uint64_t writeback_pages;
	uint64_t unstable_pages;	/* before 5.9 */
	uint64_t slab_pages;		/* before 2.6.31 */
	uint64_t slab_reclaimable_pages;
	uint64_t slab_unreclaimable_pages;
	uint64_t mapped_pages;
	uint64_t shmem_pages;		/* 2.6.32 */
	uint64_t page_table_pages;
	uint64_t sec_page_table_pages;	/* 6.1 */
	uint64_t bounce_pages;
	uint64_t kernel_reclaimable_pages; /* kernel_misc_reclaimable, 5.10 */
	uint64_t free_pages;
	uint64_t free_percpu_pages;	/* free_pcp, 4.1 */
	uint64_t free_cma_pages;
	uint64_t page_cache_pages;	/* total pagecache pages */
	uint64_t swap_cache_pages;
	uint64_t ram_pages;		/* all that there is */
	uint64_t high_pages;		/* of these: HighMem */
	uint64_t reserved_pages;	/* of these: the kernel's from boot */
	uint64_t cma_pages;		/* of these: for CMA */
	uint64_t corrupted_pages;	/* of these: hwpoisoned */
	uint64_t swap_total;
	uint64_t swap_free;
	uint64_t cgroup_usage;		/* of the cgroup in CGROUP */
	uint64_t cgroup_limit;
	uint64_t cgroup_swap_usage;	/* v2: swap; v1: memory+swap */
	uint64_t cgroup_swap_limit;
};

struct meminfo_oom_event {
	enum meminfo_oom_kind		 kind;
	uint64_t			 time_usec; /* since boot, or absent */
	const char			*text;	/* not NUL-terminated; valid */
	size_t				 text_length; /* until the next call */
	struct meminfo_oom_task		 task;
	struct meminfo_oom_kill		 kill;
};

struct meminfo_oom {
	struct meminfo_oom_memory	memory;	/* of this kill, up to here */
	struct meminfo_lines		lines;
	int				kmsg;
	int				within;	/* a kill's lines */
	int				told;	/* its cgroup's name */
	int				columns; /* of the table; 0: none */
	unsigned char			column[MEMINFO_OOM_COLUMNS];
	char				buffer[MEMINFO_OOM_BUFFER];
};

/*
 * /dev/kmsg as it stands (3.5); EPERM: not for this user.  After success,
 * meminfo_oom_close() is owed.
 */
int	meminfo_oom_open(struct meminfo_oom *it);
/* A file with the text of a log, which stays the caller's to close. */
void	meminfo_oom_fd(struct meminfo_oom *it, int fd);
void	meminfo_oom_text(struct meminfo_oom *it, const char *text,
	    size_t length);
/* 1, 0 at the end, -1 with the errno of read(2): no text is malformed. */
int	meminfo_oom_next(struct meminfo_oom *it,
	    struct meminfo_oom_event *out);
void	meminfo_oom_close(struct meminfo_oom *it);	/* keeps errno */
/*
 * The size of that machine's pages in bytes, told by a row in pages and the
 * same process' kill in bytes; 0 where they do not tell it.
 */
uint64_t meminfo_oom_page_size(const struct meminfo_oom_task *task,
	    const struct meminfo_oom_kill *kill);

/*
 * /proc/PID/limits (2.6.24): the soft limits, in bytes, or
 * MEMINFO_UNLIMITED.
 */
struct meminfo_rlimits {
	uint64_t data;			/* RLIMIT_DATA */
	uint64_t stack;			/* RLIMIT_STACK */
	uint64_t locked;		/* RLIMIT_MEMLOCK */
	uint64_t address_space;		/* RLIMIT_AS */
};

int	meminfo_rlimits_parse(const char *text, size_t length,
	    struct meminfo_rlimits *out);
int	meminfo_rlimits_read(int at, pid_t pid, struct meminfo_rlimits *out);

/*
 * Mappings of a process: /proc/PID/maps; and /proc/PID/smaps, where keys that
 * tell the memory follow each. One iterator reads both; of maps it finds the
 * mappings only.
 */
#define MEMINFO_MAPS_BUFFER 32768
#define MEMINFO_FLAGS_MAX 256

struct meminfo_map {
	uint64_t	 start;		/* first address */
	uint64_t	 end;		/* the address behind the last */
	uint64_t	 offset;	/* into the file, in bytes */
	uint64_t	 inode;		/* 0: no file */
	uint32_t	 device_major;
	uint32_t	 device_minor;
	char		 perms[5];	/* "rw-p", NUL-terminated */
	/*
	 * The kernel's own text, "" where it has none; NUL-terminated and
	 * valid until the next mapping.  Only a newline is escaped in it, as
	 * \012; a backslash is not.
	 */
	const char	*path;
	size_t		 path_length;
	int		 path_cut;	/* longer than MEMINFO_MAPS_BUFFER */
};

enum meminfo_map_kind {
	MEMINFO_MAP_ANON,
	MEMINFO_MAP_NAMED,	/* anonymous, named by prctl(2), 5.17 */
	MEMINFO_MAP_HEAP,
	MEMINFO_MAP_STACK,
	MEMINFO_MAP_FILE,	/* devices too */
	MEMINFO_MAP_SHMEM,	/* anonymous shared memory, /dev/shm */
	MEMINFO_MAP_MEMFD,	/* memfd_create(2), memfd_secret(2) */
	MEMINFO_MAP_SHM,	/* System V; the inode is the shmid */
	MEMINFO_MAP_HUGETLB,	/* anonymous; see meminfo_usage_kind() */
	MEMINFO_MAP_VDSO,
	MEMINFO_MAP_VVAR,
	MEMINFO_MAP_VSYSCALL,
	/*
	 * The stack of a thread, named by the kernel (3.4 to 4.4), or by the C
	 * library (bionic; glibc 2.39, tunable glibc.mem.decorate_maps).
	 */
	MEMINFO_MAP_THREAD_STACK
};

/* A key of smaps, known or not; valid until the next call. */
struct meminfo_field {
	const char		*key;
	size_t			 key_length;
	const char		*text;		/* the whole of what follows */
	size_t			 text_length;
	uint64_t		 value;		/* absent: not a number */
	enum meminfo_unit	 unit;
};

struct meminfo_maps {
	struct meminfo_lines	lines;
	const char		*ahead;		/* a line read too far */
	size_t			 ahead_length;
	int			 ahead_whole;
	int			 any;
	size_t			 hint;
	char			 flags[MEMINFO_FLAGS_MAX];
	char			 path[MEMINFO_MAPS_BUFFER + 1];
	char			 buffer[MEMINFO_MAPS_BUFFER];
};

/*
 * EACCES: another user's process. ENOENT, ESRCH: no such process (or a kernel
 * without smaps). After success, call meminfo_maps_close().
 */
int	meminfo_maps_open(struct meminfo_maps *it, int at, pid_t pid);
int	meminfo_smaps_open(struct meminfo_maps *it, int at, pid_t pid);
void	meminfo_maps_text(struct meminfo_maps *it, const char *text,
	    size_t length);
/*
 * The next mapping, past the rest of this one's keys: 1, or 0 at the end. -1
 * with ESRCH if the process ended (or executed another program) before all was
 * read. A file that ends early looks like a whole one, so the kernel is asked.
 * A kernel thread and a zombie have no mappings: 0 at once.
 */
int	meminfo_maps_next(struct meminfo_maps *it, struct meminfo_map *out);
/*
 * Call one of the two, once, after a mapping: its known keys as members,
 * absent if missing; or one key after the other, known or not.
 */
int	meminfo_maps_usage(struct meminfo_maps *it,
	    struct meminfo_usage *out);		/* 0, -1 */
int	meminfo_maps_field(struct meminfo_maps *it,
	    struct meminfo_field *out);		/* 1, 0 at the end, -1 */
void	meminfo_maps_close(struct meminfo_maps *it);	/* keeps errno */

enum meminfo_map_kind meminfo_map_kind(const struct meminfo_map *map);
/*
 * The same; VmFlags also tell mappings of files in a hugetlbfs.
 */
enum meminfo_map_kind meminfo_usage_kind(const struct meminfo_map *map,
	    const struct meminfo_usage *usage);
/* The name of a MEMINFO_MAP_NAMED: in map->path, not NUL-terminated. */
const char *meminfo_map_name(const struct meminfo_map *map, size_t *length);

/*
 * The threads of a process: /proc/PID/task as a directory, whose threads
 * meminfo_pids_open() lists; for close(2).
 */
int	meminfo_tasks_open(int at, pid_t pid);
/*
 * The directory of a thread that has not ended, for close(2); ESRCH if there
 * is none. Once the first thread of a process has ended (a zombie of several
 * threads), maps, smaps, statm, cmdline and more of the process are empty.
 * The files of a living thread still have it all. The directory takes the
 * place of the process' own: at, with pid 0.
 */
int	meminfo_tasks_living(int task);
/*
 * The same, of a process in which only the first thread may be without memory:
 * ESRCH at once if it has no other thread. meminfo_process_read(), the rollup
 * and the mappings use it.
 */
int	meminfo_living_open(int at, pid_t pid);
/*
 * The stack pointer of a thread: /proc/PID/task/TID/syscall (2.6.27), which
 * takes the right to attach (ptrace(2)).  Absent while the thread runs.  The
 * mapping that has this address is the stack of the thread.
 */
int	meminfo_stack_pointer_parse(const char *text, size_t length,
	    uint64_t *out);
int	meminfo_stack_pointer_read(int task, pid_t tid, uint64_t *out);

/*
 * The memory that a process uses: forget what it has used so far, wait, and
 * read referenced of smaps or of the rollup. Writes "1" to
 * /proc/PID/clear_refs (2.6.22). This clears the bits by which the kernel
 * chooses the pages to reclaim, and costs the process a walk of the page
 * tables at the next use of each page. A huge page has one bit. The CPU marks
 * a page when it looks it up: a page that is still in its TLB counts as not
 * used until it is dropped from there. EACCES: another user's process;
 * EOPNOTSUPP: at is no directory of a real /proc.
 */
int	meminfo_referenced_clear(int at, pid_t pid);
/* Rss without Referenced; absent if one of them is. */
uint64_t meminfo_usage_cold(const struct meminfo_usage *usage);

#if defined(__GNUC__)
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif

#endif
