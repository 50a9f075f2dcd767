/* usage.c: the memory of a mapping, the keys of /proc/PID/smaps. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>

#include "internal.h"

/* fs/proc/task_mmu.c pads each key to this width, and its number to 8 more. */
#define KEY_WIDTH 16
#define LINE_WIDTH (KEY_WIDTH + 8 + sizeof(" kB"))

/*
 * The order is the kernel's: after a key nearly always comes the next. The
 * last ones are in smaps_rollup alone.
 */
#define USAGE_KEYS(KB, NUMBER) \
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

#define PLAIN(name, unit, member) \
	{ name, unit, offsetof(struct meminfo_usage, member) },
#define PLAIN_KB(name, member) PLAIN(name, MEMINFO_BYTES, member)
#define PLAIN_NUMBER(name, member) PLAIN(name, MEMINFO_COUNT, member)

static const struct meminfo_key plain_key[] = {
	USAGE_KEYS(PLAIN_KB, PLAIN_NUMBER)
};

_Static_assert(COUNT_OF(plain_key) == MEMINFO_USAGE_KEYS,
    "MEMINFO_USAGE_KEYS counts them");

const struct meminfo_keys meminfo_usage_keys = {
	plain_key, COUNT_OF(plain_key), offsetof(struct meminfo_usage, wrong)
};

struct usage_key {
	const char		*padded;	/* with the colon */
	const char		*name;
	size_t			 length;	/* of the name */
	enum meminfo_unit	 unit;
	size_t			 offset;
};

#define PADDED(name, unit, member) { name ":               ", name, \
	sizeof(name) - 1, unit, offsetof(struct meminfo_usage, member) },
#define PADDED_KB(name, member) PADDED(name, MEMINFO_BYTES, member)
#define PADDED_NUMBER(name, member) PADDED(name, MEMINFO_COUNT, member)

static const struct usage_key key[] = {
	USAGE_KEYS(PADDED_KB, PADDED_NUMBER)
};

static const char	flags_key[] = "VmFlags";

static uint64_t *
usage_member(struct meminfo_usage *out, const struct usage_key *of)
{
	return (uint64_t *)(void *)((char *)out + of->offset);
}

/*
 * The length of the line, or 0 if it does not look exactly as expected.
 * LINE_WIDTH bytes can be read.
 */
static inline size_t
expected_value(const char *at, const struct usage_key *of, uint64_t *out)
{
	uint64_t	value = 0;
	size_t		i;
	unsigned	digit;

	if (memcmp(at, of->padded, KEY_WIDTH) != 0)
		return 0;
	at += KEY_WIDTH;
	if (memcmp(at, "    ", 4) == 0 && memcmp(at + 3, "    ", 4) == 0)
		i = 7;
	else
		for (i = 0; i < 7 && at[i] == ' '; i++)
			continue;
	for (; i < 8; i++) {
		digit = (unsigned char)at[i] - (unsigned)'0';
		if (digit > 9)
			return 0;
		value = value * 10 + digit;
	}
	if (of->unit != MEMINFO_BYTES) {
		*out = value;
		return at[8] == '\n' ? KEY_WIDTH + 9 : 0;
	}
	*out = value * 1024;
	return memcmp(at + 8, " kB\n", 4) == 0 ? KEY_WIDTH + 12 : 0;
}

/*
 * A process of 64,000 mappings has 1,500,000 such lines, and the kernel makes
 * one in 130 ns: a tenth of that is noticed. So lines that look as expected
 * are read in place. The slow way reads any other line, and alone decides if
 * it is malformed. False if such a line is next.
 */
static bool
expected_take(struct meminfo_maps *it, struct meminfo_usage *out)
{
	const char		*at = it->lines.text + it->lines.start;
	const char		*end = it->lines.text + it->lines.end;
	const struct usage_key	*of = &key[it->hint];
	uint64_t		 value;
	size_t			 length = 1;

	while (of < &key[COUNT_OF(key)] && (size_t)(end - at) >= LINE_WIDTH &&
	    (length = expected_value(at, of, &value)) > 0) {
		*usage_member(out, of) = value;
		at += length;
		of++;
	}
	it->lines.start = (size_t)(at - it->lines.text);
	it->hint = (size_t)(of - key);
	return length > 0;
}

/*
 * May the next line be read in place? Complete what a read has left of it. 1,
 * 0, -1.
 */
static int
expected_ready(struct meminfo_maps *it)
{
	int	more = 1;

	if (it->ahead != NULL || it->hint == COUNT_OF(key) || it->lines.cut)
		return 0;
	while (more == 1 && it->lines.end - it->lines.start < LINE_WIDTH)
		more = meminfo_lines_more(&it->lines);
	return more;
}

static const struct usage_key *
usage_key_find(struct meminfo_maps *it, const char *name, size_t length)
{
	size_t	i, at;

	for (i = 0; i < COUNT_OF(key); i++) {
		at = (it->hint + i) % COUNT_OF(key);
		if (key[at].length == length &&
		    memcmp(key[at].padded, name, length) == 0) {
			it->hint = at + 1;
			return &key[at];
		}
	}
	return NULL;
}

/* "Key: text"; false where there is no colon. */
static bool
field_split(const struct meminfo_line *line, struct meminfo_field *out)
{
	const char	*colon = NULL, *end = line->text + line->length;

	if (line->length > 0)
		colon = memchr(line->text, ':', line->length);
	if (colon == NULL)
		return false;
	out->key = line->text;
	out->key_length = (size_t)(colon - line->text);
	out->text = colon + 1;
	while (out->text < end && (*out->text == ' ' || *out->text == '\t'))
		out->text++;
	while (end > out->text && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	out->text_length = (size_t)(end - out->text);
	return true;
}

static void
flags_keep(struct meminfo_maps *it, const struct meminfo_field *field,
    struct meminfo_usage *out)
{
	size_t	length = field->text_length;

	if (length >= sizeof(it->flags))
		length = sizeof(it->flags) - 1;
	memcpy(it->flags, field->text, length);
	it->flags[length] = '\0';
	out->flags_length = length;
}

static int
usage_line_take(struct meminfo_maps *it, const struct meminfo_line *line,
    struct meminfo_usage *out)
{
	const struct usage_key	*of;
	struct meminfo_field	 field;
	struct meminfo_pair	 pair;

	if (!field_split(line, &field))
		return 0;
	if (field.key_length == sizeof(flags_key) - 1 &&
	    memcmp(field.key, flags_key, field.key_length) == 0) {
		flags_keep(it, &field, out);
		return 0;
	}
	of = usage_key_find(it, field.key, field.key_length);
	if (of == NULL)
		return 0;
	if (!meminfo_pair_parse(line, &pair) || pair.unit != of->unit) {
		pair.value = MEMINFO_ABSENT;
		meminfo_wrong_add(&out->wrong, of->name);
	}
	/* A key twice: the line of the mapping between them is missing. */
	if (*usage_member(out, of) != MEMINFO_ABSENT) {
		errno = EBADMSG;
		return -1;
	}
	*usage_member(out, of) = pair.value;
	return 0;
}

void
meminfo_usage_absent(struct meminfo_usage *out)
{
	meminfo_keys_absent(&meminfo_usage_keys, out);
	out->flags = "";
	out->flags_length = 0;
}

int
meminfo_maps_usage(struct meminfo_maps *it, struct meminfo_usage *out)
{
	struct meminfo_line	line;
	int			more;

	meminfo_usage_absent(out);
	it->flags[0] = '\0';
	out->flags = it->flags;
	if (it->ahead != NULL)
		return 0;
	for (;;) {
		while ((more = expected_ready(it)) == 1 &&
		    expected_take(it, out))
			continue;
		if (more != -1)
			more = meminfo_maps_key(it, &line);
		if (more != 1)
			return more;
		if (usage_line_take(it, &line, out) == -1)
			return -1;
	}
}

/* The line of a known key that looks as expected. */
static bool
expected_field(struct meminfo_maps *it, struct meminfo_field *out)
{
	const char		*at = it->lines.text + it->lines.start;
	const struct usage_key	*of = &key[it->hint];
	size_t			 length;

	length = expected_value(at, of, &out->value);
	if (length == 0)
		return false;
	out->key = at;
	out->key_length = of->length;
	out->unit = of->unit;
	out->text = at + KEY_WIDTH;
	while (*out->text == ' ')
		out->text++;
	out->text_length = (size_t)(at + length - 1 - out->text);
	it->lines.start += length;
	it->hint++;
	return true;
}

int
meminfo_maps_field(struct meminfo_maps *it, struct meminfo_field *out)
{
	struct meminfo_line	line;
	struct meminfo_pair	pair;
	int			more;

	more = expected_ready(it);
	if (more == -1 || (more == 1 && expected_field(it, out)))
		return more;
	do {
		more = meminfo_maps_key(it, &line);
		if (more != 1)
			return more;
	} while (!field_split(&line, out));
	usage_key_find(it, out->key, out->key_length);
	out->value = MEMINFO_ABSENT;
	out->unit = MEMINFO_COUNT;
	if (meminfo_pair_parse(&line, &pair)) {
		out->value = pair.value;
		out->unit = pair.unit;
	}
	return 1;
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
