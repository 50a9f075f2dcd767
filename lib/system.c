/* system.c: /proc/meminfo. */
/* SPDX-License-Identifier: MIT */
#include "internal.h"

#define KB(name, member) \
	{ name, MEMINFO_BYTES, MEMINFO_MEMBER(struct meminfo_system, member) }
#define PAGES(name, member) \
	{ name, MEMINFO_PAGES, MEMINFO_MEMBER(struct meminfo_system, member) }

/* The order is that of fs/proc/meminfo.c, which makes the look-up one step. */
static const struct meminfo_key key[] = {
	KB("MemTotal", total),
	KB("MemFree", free),
	KB("MemAvailable", available),
	KB("Buffers", buffers),
	KB("Cached", cached),
	KB("SwapCached", swap_cached),
	KB("Active", active),
	KB("Inactive", inactive),
	KB("Active(anon)", active_anon),
	KB("Inactive(anon)", inactive_anon),
	KB("Active(file)", active_file),
	KB("Inactive(file)", inactive_file),
	KB("Unevictable", unevictable),
	KB("Mlocked", mlocked),
	KB("HighTotal", high_total),
	KB("HighFree", high_free),
	KB("LowTotal", low_total),
	KB("LowFree", low_free),
	KB("SwapTotal", swap_total),
	KB("SwapFree", swap_free),
	KB("Zswap", zswap),
	KB("Zswapped", zswapped),
	KB("Dirty", dirty),
	KB("Writeback", writeback),
	KB("AnonPages", anon),
	KB("Mapped", mapped),
	KB("Shmem", shmem),
	KB("KReclaimable", kernel_reclaimable),
	KB("Slab", slab),
	KB("SReclaimable", slab_reclaimable),
	KB("SUnreclaim", slab_unreclaimable),
	KB("KernelStack", kernel_stack),
	KB("PageTables", page_tables),
	KB("SecPageTables", sec_page_tables),
	KB("NFS_Unstable", nfs_unstable),
	KB("Bounce", bounce),
	KB("WritebackTmp", writeback_tmp),
	KB("CommitLimit", commit_limit),
	KB("Committed_AS", committed),
	KB("VmallocTotal", vmalloc_total),
	KB("VmallocUsed", vmalloc_used),
	KB("VmallocChunk", vmalloc_chunk),
	KB("Percpu", percpu),
	KB("HardwareCorrupted", hardware_corrupted),
	KB("AnonHugePages", anon_huge),
	KB("ShmemHugePages", shmem_huge),
	KB("ShmemPmdMapped", shmem_pmd_mapped),
	KB("FileHugePages", file_huge),
	KB("FilePmdMapped", file_pmd_mapped),
	KB("CmaTotal", cma_total),
	KB("CmaFree", cma_free),
	KB("Unaccepted", unaccepted),
	KB("Balloon", balloon),
	PAGES("HugePages_Total", hugepages_total_pages),
	PAGES("HugePages_Free", hugepages_free_pages),
	PAGES("HugePages_Rsvd", hugepages_reserved_pages),
	PAGES("HugePages_Surp", hugepages_surplus_pages),
	KB("Hugepagesize", hugepage_size),
	KB("Hugetlb", hugetlb),
};

MEMINFO_COMPLETE(COUNT_OF(key), struct meminfo_system, wrong);

static const struct meminfo_keys keys = {
	key, COUNT_OF(key), offsetof(struct meminfo_system, wrong)
};

int
meminfo_system_parse(const char *text, size_t length,
    struct meminfo_system *out)
{
	return meminfo_keys_parse(&keys, text, length, out);
}

int
meminfo_system_read(int root, struct meminfo_system *out)
{
	return meminfo_keys_read(&keys, root, "/proc/meminfo", out);
}
