/* extended.c: -X and -XX, the keys of smaps that they show. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "extended.h"

/* -X leaves these out, and VmFlags. */
static const char *const	minor_key[] = {
	"AnonHugePages", "KernelPageSize", "MMUPageSize", "Shared_Dirty",
	"Private_Dirty", "Shared_Clean", "Private_Clean"
};

static bool
is_shown(const struct mpmap *mpmap, const char *name)
{
	size_t	i;

	for (i = 0; i < COUNT_OF(minor_key); i++)
		if (strcmp(name, minor_key[i]) == 0)
			return mpmap->everything;
	return true;
}

static bool
cell_add(struct extended *x, const char *text, size_t length)
{
	char	*at = grow_add(&x->cells, length + 1);

	if (at == NULL) {
		options_complain_errno(&x->process->mpmap->options,
		    "memory");
		return false;
	}
	memcpy(at, text, length);
	at[length] = '\0';
	return true;
}

static bool
fixed_add(struct extended *x)
{
	const struct meminfo_map	*map = &x->process->map;
	char				 text[FIXED][2 * SIZE_TEXT];
	size_t				 length[FIXED], i;

	length[START] = hex_text(text[START], map->start, 8);
	memcpy(text[PERMS], map->perms, sizeof(map->perms));
	length[PERMS] = strlen(map->perms);
	length[OFFSET] = hex_text(text[OFFSET], map->offset, 8);
	length[DEVICE] = hex_text(text[DEVICE], map->device_major, 2);
	text[DEVICE][length[DEVICE]++] = ':';
	length[DEVICE] += hex_text(text[DEVICE] + length[DEVICE],
	    map->device_minor, 2);
	length[INODE] = decimal_text(text[INODE], map->inode);
	for (i = 0; i < FIXED; i++) {
		widen(&x->width[i], length[i]);
		if (x->shown && !cell_add(x, text[i], length[i]))
			return false;
	}
	return true;
}

static bool
is_smaps_key(const struct smaps_key *key, const struct meminfo_field *field)
{
	return key->length == field->key_length &&
	    memcmp(key->name, field->key, key->length) == 0;
}

/* A capture may hold what the kernel never writes: escape sequences. */
static bool
is_plain(const char *text, size_t length)
{
	size_t	i;

	for (i = 0; i < length; i++)
		if (text[i] < ' ' || text[i] > '~')
			return false;
	return true;
}

/* NULL where it is no number, or the table is full. */
static struct smaps_key *
smaps_key_make(struct extended *x, const struct meminfo_field *field)
{
	struct smaps_key	*key = &x->key[x->keys];

	if (field->value == MEMINFO_ABSENT || x->keys == SMAPS_KEYS_MAX ||
	    field->key_length >= sizeof(key->name) ||
	    !is_plain(field->key, field->key_length))
		return NULL;
	memcpy(key->name, field->key, field->key_length);
	key->name[field->key_length] = '\0';
	key->length = field->key_length;
	key->bytes = field->unit == MEMINFO_BYTES;
	key->shown = is_shown(x->process->mpmap, key->name);
	x->keys++;
	return key;
}

/* The hint is the key after the last one, which nearly always fits. */
static struct smaps_key *
smaps_key_of(struct extended *x, const struct meminfo_field *field,
    size_t hint)
{
	size_t	i;

	if (hint < x->keys && is_smaps_key(&x->key[hint], field))
		return &x->key[hint];
	for (i = 0; i < x->keys; i++)
		if (is_smaps_key(&x->key[i], field))
			return &x->key[i];
	return smaps_key_make(x, field);
}

/* The values of the keys of one mapping. */
struct said {
	uint64_t	number[SMAPS_KEYS_MAX];
	char		flags[MEMINFO_FLAGS_MAX];
	size_t		flags_length;
};

/* False where the key came before: a mapping between them is missing. */
static bool
number_take(struct said *said, const struct extended *x, struct smaps_key *key,
    const struct meminfo_field *field)
{
	uint64_t	value = field->value;

	if (said->number[key - x->key] != MEMINFO_ABSENT)
		return false;
	if (x->shown && value != MEMINFO_ABSENT)
		key->total += value;
	said->number[key - x->key] = value;
	return true;
}

static void
flags_take(struct said *said, struct extended *x,
    const struct meminfo_field *field)
{
	if (!x->process->mpmap->everything ||
	    !is_plain(field->text, field->text_length))
		return;
	said->flags_length = field->text_length;
	if (said->flags_length > sizeof(said->flags))
		said->flags_length = sizeof(said->flags);
	memcpy(said->flags, field->text, said->flags_length);
	widen(&x->flags_width, said->flags_length);
}

static bool
fields_read(struct extended *x, struct said *said)
{
	struct meminfo_field	field;
	struct smaps_key		*key;
	size_t			i, hint = 0;
	int			more;

	for (i = 0; i < COUNT_OF(said->number); i++)
		said->number[i] = MEMINFO_ABSENT;
	said->flags[0] = '-';
	said->flags_length = 1;
	while ((more = process_field(x->process, &field)) == 1) {
		if (field.key_length == sizeof(FLAGS_NAME) - 1 &&
		    memcmp(field.key, FLAGS_NAME, field.key_length) == 0) {
			flags_take(said, x, &field);
			continue;
		}
		key = smaps_key_of(x, &field, hint);
		if (key == NULL)
			continue;
		hint = (size_t)(key - x->key) + 1;
		if (!number_take(said, x, key, &field)) {
			process_malformed(x->process);
			return false;
		}
	}
	return more == 0;
}

size_t
extended_number(const struct extended *x, const struct smaps_key *key,
    uint64_t value, char *text)
{
	if (!key->bytes)
		return decimal_text(text, value);
	return size_text(text, (int64_t)value,
	    &x->process->mpmap->options.size);
}

/* A key that this mapping lacks is "-". */
static bool
numbers_add(struct extended *x, const struct said *said)
{
	char	*begin = grow_add(&x->cells, x->keys * SIZE_TEXT), *at = begin;
	size_t	 i, length;

	if (begin == NULL) {
		options_complain_errno(&x->process->mpmap->options,
		    "memory");
		return false;
	}
	for (i = 0; i < x->keys; i++) {
		if (!x->key[i].shown)
			continue;
		if (said->number[i] == MEMINFO_ABSENT) {
			*at = '-';
			length = 1;
		} else
			length = extended_number(x, &x->key[i],
			    said->number[i], at);
		at[length] = '\0';
		widen(&x->key[i].width, length);
		at += length + 1;
	}
	x->cells.used -= x->keys * SIZE_TEXT - (size_t)(at - begin);
	return true;
}

/* Each row notes how many keys it has, because later rows may have more. */
static bool
keys_add(struct extended *x)
{
	struct said	said;

	if (!fields_read(x, &said))
		return false;
	return !x->shown ||
	    (cell_add(x, (char[]){ (char)(x->keys + 1) }, 1) &&
	    numbers_add(x, &said) &&
	    cell_add(x, said.flags, said.flags_length) &&
	    cell_add(x, x->process->map.path,
	    strlen(x->process->map.path)));
}

/*
 * Like pmap: columns are as wide as all mappings of the process need, also where
 * only some of them are shown.
 */
static bool
extended_collect(struct extended *x)
{
	struct open_process		*process = x->process;
	const struct mpmap	*mpmap = process->mpmap;
	int			 more;

	process->low = 0;
	process->high = UINT64_MAX;
	while ((more = process_next(process)) == 1) {
		x->shown = process->map.start <= mpmap->high &&
		    process->map.end - 1 >= mpmap->low;
		if (!fixed_add(x) || !keys_add(x))
			return false;
	}
	return more == 0;
}

void
extended_show(struct open_process *process, struct out *out)
{
	struct extended	*x = calloc(1, sizeof(*x));

	if (x == NULL) {
		options_complain_errno(&process->mpmap->options, "memory");
		return;
	}
	x->process = process;
	x->out = out;
	if (extended_collect(x)) {
		process_title(process, out);
		extended_print(x);
	}
	grow_free(&x->cells);
	free(x);
}
