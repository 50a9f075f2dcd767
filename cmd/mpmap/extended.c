/*
 * extended.c: -X and -XX, every key of smaps that there is.
 *
 * The columns are as wide as their widest cell, and smaps is read only once:
 * the cells are kept as text (some 100 bytes a mapping) until the end.
 */
#include <string.h>

#include "mpmap.h"

#include "../common/grow.h"

#define KEYS_MAX 64
#define KEY_TEXT 64

enum {
	START,
	PERMS,
	OFFSET,
	DEVICE,
	INODE,
	FIXED
};

struct key {
	char		name[KEY_TEXT];
	size_t		length;
	bool		shown;
	size_t		width;
	uint64_t	total;
};

struct extended {
	struct process	*process;
	struct out	*out;
	struct grow	 cells;		/* of each row: FIXED cells, how many
					   keys, one for each, VmFlags, the
					   path; NULs end them */
	struct key	 key[KEYS_MAX];
	size_t		 keys;
	size_t		 width[FIXED];
	size_t		 flags_width;	/* 0: no VmFlags, or not wanted */
};

static const char *const	fixed_title[FIXED] = {
	"Address", "Perm", "Offset", "Device", "Inode"
};

/* What -X leaves out; and VmFlags. */
static const char *const	minor_key[] = {
	"AnonHugePages", "KernelPageSize", "MMUPageSize", "Shared_Dirty",
	"Private_Dirty", "Shared_Clean", "Private_Clean"
};

static const char		flags_name[] = "VmFlags";

static bool
is_shown(const struct mpmap *mpmap, const char *name)
{
	size_t	i;

	for (i = 0; i < COUNT_OF(minor_key); i++)
		if (strcmp(name, minor_key[i]) == 0)
			return mpmap->everything;
	return true;
}

static void
widen(size_t *width, size_t length)
{
	if (*width < length)
		*width = length;
}

static bool
cell_add(struct extended *x, const char *text, size_t length)
{
	char	*at = grow_add(&x->cells, length + 1);

	if (at == NULL) {
		mpmap_complain_errno(x->process->mpmap, "the table");
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
		if (!cell_add(x, text[i], length[i]))
			return false;
	}
	return true;
}

static bool
is_key(const struct key *key, const struct meminfo_field *field)
{
	return key->length == field->key_length &&
	    memcmp(key->name, field->key, key->length) == 0;
}

/* NULL where it is no number, or one too many. */
static struct key *
key_make(struct extended *x, const struct meminfo_field *field)
{
	struct key	*key = &x->key[x->keys];

	if (field->value == MEMINFO_ABSENT || x->keys == KEYS_MAX ||
	    field->key_length >= sizeof(key->name))
		return NULL;
	memcpy(key->name, field->key, field->key_length);
	key->name[field->key_length] = '\0';
	key->length = field->key_length;
	key->shown = is_shown(x->process->mpmap, key->name);
	x->keys++;
	return key;
}

/* As a rule it is the one behind the last. */
static struct key *
key_of(struct extended *x, const struct meminfo_field *field, size_t hint)
{
	size_t	i;

	if (hint < x->keys && is_key(&x->key[hint], field))
		return &x->key[hint];
	for (i = 0; i < x->keys; i++)
		if (is_key(&x->key[i], field))
			return &x->key[i];
	return key_make(x, field);
}

/* What the keys of a mapping say. */
struct said {
	uint64_t	number[KEYS_MAX];
	char		flags[MEMINFO_FLAGS_MAX];
	size_t		flags_length;
};

static void
number_take(struct said *said, const struct extended *x, struct key *key,
    const struct meminfo_field *field)
{
	uint64_t	value = field->value;

	if (value == MEMINFO_ABSENT)
		return;
	if (field->unit == MEMINFO_BYTES)
		value /= 1024;
	key->total += value;
	said->number[key - x->key] = value;
}

static void
flags_take(struct said *said, struct extended *x,
    const struct meminfo_field *field)
{
	if (!x->process->mpmap->everything)
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
	struct key		*key;
	size_t			i, hint = 0;
	int			more;

	for (i = 0; i < COUNT_OF(said->number); i++)
		said->number[i] = MEMINFO_ABSENT;
	said->flags[0] = '-';
	said->flags_length = 1;
	while ((more = process_field(x->process, &field)) == 1) {
		if (field.key_length == sizeof(flags_name) - 1 &&
		    memcmp(field.key, flags_name, field.key_length) == 0) {
			flags_take(said, x, &field);
			continue;
		}
		key = key_of(x, &field, hint);
		if (key == NULL)
			continue;
		hint = (size_t)(key - x->key) + 1;
		number_take(said, x, key, &field);
	}
	return more == 0;
}

/* A key that this mapping lacks is "-". */
static bool
numbers_add(struct extended *x, const struct said *said)
{
	char	*begin = grow_add(&x->cells, x->keys * SIZE_TEXT), *at = begin;
	size_t	 i, length;

	if (begin == NULL) {
		mpmap_complain_errno(x->process->mpmap, "the table");
		return false;
	}
	for (i = 0; i < x->keys; i++) {
		if (!x->key[i].shown)
			continue;
		if (said->number[i] == MEMINFO_ABSENT) {
			memcpy(at, "-", 2);
			length = 1;
		} else
			length = decimal_text(at, said->number[i]);
		widen(&x->key[i].width, length);
		at += length + 1;
	}
	x->cells.used -= x->keys * SIZE_TEXT - (size_t)(at - begin);
	return true;
}

/* Each row says how many keys it has: later ones may have more. */
static bool
keys_add(struct extended *x)
{
	struct said	said;

	return fields_read(x, &said) &&
	    cell_add(x, (char[]){ (char)(x->keys + 1) }, 1) &&
	    numbers_add(x, &said) &&
	    cell_add(x, said.flags, said.flags_length);
}

static void
right(struct out *out, const char *text, size_t width)
{
	size_t	length = strlen(text);

	if (length < width)
		out_fill(out, ' ', width - length);
	out_bytes(out, text, length);
}

static void
header_show(struct extended *x)
{
	size_t	i;

	for (i = 0; i < FIXED; i++) {
		right(x->out, fixed_title[i], x->width[i]);
		out_char(x->out, ' ');
	}
	for (i = 0; i < x->keys; i++) {
		if (!x->key[i].shown)
			continue;
		right(x->out, x->key[i].name, x->key[i].width);
		out_char(x->out, ' ');
	}
	if (x->flags_width > 0) {
		right(x->out, flags_name, x->flags_width);
		out_char(x->out, ' ');
	}
	out_text(x->out, "Mapping\n");
}

static const char *
cell_next(const char **at)
{
	const char	*cell = *at;

	*at += strlen(cell) + 1;
	return cell;
}

static void
path_show(const struct extended *x, const char *path)
{
	const char	*slash = strrchr(path, '/');

	if (*path == '/' && !x->process->mpmap->show_path)
		path = slash + 1;
	out_char(x->out, ' ');
	out_safe(x->out, path, strlen(path));
	out_char(x->out, '\n');
}

static void
flags_show(const struct extended *x, const char *flags)
{
	if (x->flags_width == 0)
		return;
	out_char(x->out, ' ');
	right(x->out, flags, x->flags_width);
}

static void
rows_print(const struct extended *x)
{
	const char	*at = x->cells.bytes, *end = at + x->cells.used;
	size_t		 i, count;

	while (at < end) {
		for (i = 0; i < FIXED; i++) {
			if (i > 0)
				out_char(x->out, ' ');
			right(x->out, cell_next(&at), x->width[i]);
		}
		count = (size_t)*cell_next(&at) - 1;
		for (i = 0; i < x->keys; i++) {
			if (!x->key[i].shown)
				continue;
			out_char(x->out, ' ');
			right(x->out, i < count ? cell_next(&at) : "-",
			    x->key[i].width);
		}
		flags_show(x, cell_next(&at));
		path_show(x, cell_next(&at));
	}
}

static void
footer_show(struct extended *x)
{
	size_t	i, gap = 0;

	for (i = 0; i < FIXED; i++)
		gap += x->width[i] + 1;
	out_fill(x->out, ' ', gap);
	for (i = 0; i < x->keys; i++) {
		if (!x->key[i].shown)
			continue;
		out_fill(x->out, '=', x->key[i].width);
		out_char(x->out, ' ');
	}
	out_char(x->out, '\n');
	out_fill(x->out, ' ', gap);
	for (i = 0; i < x->keys; i++) {
		if (!x->key[i].shown)
			continue;
		out_number(x->out, x->key[i].total, x->key[i].width);
		out_char(x->out, ' ');
	}
	out_text(x->out, "KB \n");
}

/* Without its header, a column is as wide as its cells only. */
static void
widths_settle(struct extended *x)
{
	char	total[SIZE_TEXT];
	size_t	i;

	if (x->process->mpmap->quiet)
		return;
	for (i = 0; i < FIXED; i++)
		widen(&x->width[i], strlen(fixed_title[i]));
	for (i = 0; i < x->keys; i++) {
		widen(&x->key[i].width, strlen(x->key[i].name));
		widen(&x->key[i].width,
		    decimal_text(total, x->key[i].total));
	}
	if (x->flags_width > 0)
		widen(&x->flags_width, strlen(flags_name));
}

static bool
collect(struct extended *x, int more)
{
	for (; more == 1; more = process_next(x->process)) {
		if (!fixed_add(x) || !keys_add(x) ||
		    !cell_add(x, x->process->map.path,
		    strlen(x->process->map.path)))
			return false;
	}
	return more == 0;
}

void
extended_show(struct process *process, struct out *out)
{
	struct extended	x = { .process = process, .out = out };
	bool		quiet = process->mpmap->quiet;

	if (collect(&x, process_next(process))) {
		widths_settle(&x);
		process_title(process, out);
		if (!quiet && x.cells.used > 0)
			header_show(&x);
		rows_print(&x);
		if (!quiet && x.keys > 0)
			footer_show(&x);
	}
	grow_free(&x.cells);
}
