/* snapshot_file.c: a snapshot that an earlier mpmap -T wrote. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/input.h"
#include "common/tsv.h"
#include "snapshot.h"

/* A mapping takes some 300 bytes: 3 million of them, 50 times max_map_count. */
#define SNAPSHOT_BYTES_MAX	((size_t)1 << 30)
#define SNAPSHOT_LINES_MAX	((uint64_t)1 << 24)

enum {
	PID,
	PID_START,
	START,
	END,
	PERMS,
	OFFSET,
	DEVICE,
	INODE,
	KIND,
	PATH,
	RSS,
	PSS,
	SWAP,
	WANTED
};

static const char *const	wanted[WANTED] = {
	"pid", "pid_start", "start", "end", "perms", "offset", "device",
	"inode", "kind", "path", "rss", "pss", "swap"
};

/* A missing column is unknown; "-" in it means that there is no name. */
static bool
name_take(struct snapshot *snapshot, const struct tsv_field *field,
    size_t *offset)
{
	static const struct tsv_field	none = { "", 0 };
	size_t				length;

	*offset = 0;
	if (field->text == NULL)
		return true;
	if (tsv_absent(field))
		field = &none;
	if (!snapshot_text_add(snapshot, field->text, field->length, offset))
		return false;
	length = tsv_unsafe(field, snapshot->text.bytes + *offset);
	if (length == SIZE_MAX) {
		errno = EBADMSG;
		return false;
	}
	snapshot->text.bytes[*offset + length] = '\0';
	return true;
}

/*
 * The kernel counts in KiB, so any other number is not an amount of memory.
 * This also keeps differences apart from CELL_ABSENT and CELL_EMPTY.
 */
static bool
amount_take(const struct tsv_field *field, uint64_t *out)
{
	return tsv_number(field, 10, out) && (*out == MEMINFO_ABSENT ||
	    (*out % 1024 == 0 && *out <= (uint64_t)1 << 58));
}

static bool
numbers_take(const struct tsv_field *field, struct snapshot_record *out)
{
	figures_absent(&out->figures);
	if (!tsv_number(&field[PID], 10, &out->pid) ||
	    !tsv_number(&field[PID_START], 10, &out->pid_start) ||
	    !tsv_number(&field[START], 16, &out->start) ||
	    !tsv_number(&field[END], 16, &out->end) ||
	    !tsv_number(&field[OFFSET], 16, &out->offset) ||
	    !amount_take(&field[RSS], &out->figures.rss) ||
	    !amount_take(&field[PSS], &out->figures.pss) ||
	    !amount_take(&field[SWAP], &out->figures.swap))
		return false;
	out->figures.size = out->end - out->start;
	return out->start < out->end &&
	    out->figures.size <= (uint64_t)1 << 58 &&
	    out->figures.size % 1024 == 0;
}

/* The row of a total has no address: skip it. */
static bool
fields_take(struct snapshot *snapshot, const struct tsv_field *field)
{
	struct snapshot_record	record;

	if (tsv_absent(&field[START]) && field[START].text != NULL)
		return true;
	if (field[START].text == NULL || field[END].text == NULL ||
	    !numbers_take(field, &record)) {
		errno = EBADMSG;
		return false;
	}
	return name_take(snapshot, &field[PERMS], &record.perms) &&
	    name_take(snapshot, &field[KIND], &record.kind) &&
	    name_take(snapshot, &field[PATH], &record.path) &&
	    name_take(snapshot, &field[DEVICE], &record.device) &&
	    name_take(snapshot, &field[INODE], &record.inode) &&
	    snapshot_record_add(snapshot, &record);
}

/* A file that never ends must neither fill memory nor run for ever. */
static bool
is_bounded(const struct snapshot *snapshot, const struct tsv *tsv)
{
	if (tsv->lines.number <= SNAPSHOT_LINES_MAX &&
	    snapshot->records.used <= SNAPSHOT_BYTES_MAX &&
	    snapshot->text.used <= SNAPSHOT_BYTES_MAX)
		return true;
	errno = EFBIG;
	return false;
}

static int
snapshot_records_take(struct snapshot *snapshot, struct tsv *tsv)
{
	int	more;

	while ((more = tsv_next(tsv)) == 1)
		if (!fields_take(snapshot, tsv->field) ||
		    !is_bounded(snapshot, tsv))
			return -1;
	if (more == -1)
		return -1;
	if (snapshot->records.used > 0)
		return 0;
	errno = ENODATA;
	return -1;
}

int
snapshot_parse(struct snapshot *snapshot, const char *text, size_t length)
{
	struct tsv	*tsv = malloc(sizeof(*tsv));
	int		 result;

	if (tsv == NULL)
		return -1;
	tsv_text(tsv, text, length, wanted, COUNT_OF(wanted));
	result = snapshot_records_take(snapshot, tsv);
	tsv_end(tsv);
	free(tsv);
	return result;
}

static void
file_complain(struct mpmap *mpmap, const char *name, const struct tsv *tsv)
{
	char	where[MEMINFO_PATH_MAX];

	if (errno == ENODATA) {
		options_complain(&mpmap->options, name,
		    tsv->header ? "no mappings" :
		    "empty");
		return;
	}
	if (errno != EBADMSG && errno != EMSGSIZE) {
		options_complain_errno(&mpmap->options, name);
		return;
	}
	snprintf(where, sizeof(where), "%s: line %llu", name,
	    (unsigned long long)tsv->lines.number);
	options_complain(&mpmap->options, where, errno == EMSGSIZE ?
	    RECORDS_LINE_WORDS : "not a line of an mpmap -T table "
	    "with the columns start and end");
}

static bool
snapshot_file_read(struct snapshot *snapshot, struct mpmap *mpmap,
    const char *name, int fd)
{
	struct tsv	*tsv = malloc(sizeof(*tsv));
	bool		 good;

	if (tsv == NULL) {
		options_complain_errno(&mpmap->options, name);
		return false;
	}
	tsv_begin(tsv, fd, wanted, COUNT_OF(wanted));
	good = snapshot_records_take(snapshot, tsv) == 0;
	if (!good)
		file_complain(mpmap, name, tsv);
	tsv_end(tsv);
	free(tsv);
	return good;
}

bool
snapshot_file(struct snapshot *snapshot, struct mpmap *mpmap,
    const char *path)
{
	int	fd = input_open(path);
	bool	good;

	path = input_name(path);
	if (fd == -1) {
		options_complain_errno(&mpmap->options, path);
		return false;
	}
	good = snapshot_file_read(snapshot, mpmap, path, fd);
	input_close(fd);
	return good;
}
