/* usage.c: the memory of a mapping or a process: keys and sums of them. */
/* SPDX-License-Identifier: MIT */
#include "internal.h"

#define PLAIN(name, unit, member) \
	{ name, unit, MEMINFO_MEMBER(struct meminfo_usage, member) },
#define PLAIN_KB(name, member) PLAIN(name, MEMINFO_BYTES, member)
#define PLAIN_NUMBER(name, member) PLAIN(name, MEMINFO_COUNT, member)

static const struct meminfo_key plain_key[] = {
	MEMINFO_USAGE_KEY_LIST(PLAIN_KB, PLAIN_NUMBER)
};

_Static_assert(COUNT_OF(plain_key) == MEMINFO_USAGE_KEYS,
    "a member of struct meminfo_usage has no row");

const struct meminfo_keys meminfo_usage_keys = {
	plain_key, COUNT_OF(plain_key), offsetof(struct meminfo_usage, wrong)
};

void
meminfo_usage_absent(struct meminfo_usage *out)
{
	meminfo_keys_absent(&meminfo_usage_keys, out);
	out->flags = "";
	out->flags_length = 0;
}

/* Both came with Linux 4.4. */
static bool
hugetlb_is_torn(const struct meminfo_usage *usage)
{
	return (usage->shared_hugetlb == MEMINFO_ABSENT) !=
	    (usage->private_hugetlb == MEMINFO_ABSENT);
}

uint64_t
meminfo_usage_uss(const struct meminfo_usage *usage)
{
	if (usage->private_clean == MEMINFO_ABSENT ||
	    usage->private_dirty == MEMINFO_ABSENT || hugetlb_is_torn(usage))
		return MEMINFO_ABSENT;
	return usage->private_clean + usage->private_dirty +
	    meminfo_known(usage->private_hugetlb);
}

/*
 * The order is that of the kernels that brought them. A later key does not
 * come without those before it, so that a gap is an unknown figure.
 */
uint64_t
meminfo_usage_huge(const struct meminfo_usage *usage)
{
	const uint64_t	part[] = {
		usage->anon_huge, usage->shared_hugetlb,
		usage->private_hugetlb, usage->shmem_pmd_mapped,
		usage->file_pmd_mapped
	};
	uint64_t	sum = MEMINFO_ABSENT;
	size_t		i;

	if (hugetlb_is_torn(usage))
		return MEMINFO_ABSENT;
	for (i = 0; i < COUNT_OF(part) && part[i] != MEMINFO_ABSENT; i++)
		sum = meminfo_both(meminfo_known(sum), part[i]);
	for (; i < COUNT_OF(part); i++)
		if (part[i] != MEMINFO_ABSENT)
			return MEMINFO_ABSENT;
	return sum;
}
