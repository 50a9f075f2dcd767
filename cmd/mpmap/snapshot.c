/* snapshot.c: the mappings of a process, read at once or kept in a file. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "snapshot.h"

#include "common/tsv.h"

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

/* The first byte is nobody's, so that offset 0 can mean none. */
static bool
text_keep(struct snapshot *snapshot, const char *text, size_t length,
    size_t *offset)
{
	char	*at;

	if (snapshot->text.used == 0 &&
	    !grow_copy(&snapshot->text, "", 1))
		return false;
	*offset = snapshot->text.used;
	at = grow_add(&snapshot->text, length + 1);
	if (at == NULL)
		return false;
	memcpy(at, text, length);
	at[length] = '\0';
	return true;
}

const char *
snapshot_text(const struct snapshot *snapshot, size_t offset)
{
	return offset == 0 ? NULL : snapshot->text.bytes + offset;
}

static bool
record_keep(struct snapshot *snapshot, const struct record *record)
{
	return grow_copy(&snapshot->records, record, sizeof(*record));
}

/* A column that is missing is not known; "-" in it is no name. */
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
	if (!text_keep(snapshot, field->text, field->length, offset))
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
 * The kernel counts in KiB: what is no multiple of it was no memory; and a
 * difference of amounts never is one of the values that stand for none.
 */
static bool
amount_take(const struct tsv_field *field, uint64_t *out)
{
	return tsv_number(field, 10, out) && (*out == MEMINFO_ABSENT ||
	    (*out % 1024 == 0 && *out <= (uint64_t)1 << 58));
}

static bool
numbers_take(const struct tsv_field *field, struct record *out)
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

/* The row of a total has no address: it is passed over. */
static bool
fields_take(struct snapshot *snapshot, const struct tsv_field *field)
{
	struct record	record;

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
	    record_keep(snapshot, &record);
}

static void
file_complain(struct mpmap *mpmap, const char *path, const struct tsv *tsv)
{
	char	where[MEMINFO_PATH_MAX];

	if (errno != EBADMSG) {
		mpmap_complain_errno(mpmap, path);
		return;
	}
	snprintf(where, sizeof(where), "%s: line %llu", path,
	    (unsigned long long)tsv->line);
	mpmap_complain(mpmap, where, "not of an mpmap -T with start and end");
}

static bool
file_read(struct snapshot *snapshot, struct mpmap *mpmap, const char *path,
    int fd)
{
	static struct tsv	tsv;
	int			more;

	tsv_begin(&tsv, fd, wanted, COUNT_OF(wanted));
	while ((more = tsv_next(&tsv)) == 1)
		if (!fields_take(snapshot, tsv.field))
			break;
	if (more != 0) {
		file_complain(mpmap, path, &tsv);
		return false;
	}
	if (snapshot->records.used == 0)
		mpmap_complain(mpmap, path, tsv.header ? "no mappings" :
		    "empty");
	return snapshot->records.used > 0;
}

const char *
snapshot_name(const char *path)
{
	return strcmp(path, "-") == 0 ? "standard input" : path;
}

bool
snapshot_file(struct snapshot *snapshot, struct mpmap *mpmap,
    const char *path)
{
	int	fd = STDIN_FILENO;
	bool	good;

	if (strcmp(path, "-") != 0)
		fd = open(path, O_RDONLY | O_CLOEXEC);
	path = snapshot_name(path);
	if (fd == -1) {
		mpmap_complain_errno(mpmap, path);
		return false;
	}
	good = file_read(snapshot, mpmap, path, fd);
	if (fd != STDIN_FILENO)
		close(fd);
	return good;
}

static bool
mapping_keep(struct snapshot *snapshot, struct process *process)
{
	const struct meminfo_map	*map = &process->map;
	struct record			 record = {
		.pid = (uint64_t)process->pid,
		.pid_start = process_start(process),
		.start = map->start,
		.end = map->end,
		.offset = map->offset,
	};
	char				 device[2 * SIZE_TEXT], kind[KIND_TEXT];
	char				 inode[SIZE_TEXT];
	const char			*kind_word = kind_text(process, kind);

	device_text(map, device);
	decimal_text(inode, map->inode);
	figures_of(process, &record.figures);
	return text_keep(snapshot, map->perms, 4, &record.perms) &&
	    text_keep(snapshot, kind_word, strlen(kind_word),
	    &record.kind) &&
	    text_keep(snapshot, map->path, strlen(map->path),
	    &record.path) &&
	    text_keep(snapshot, device, strlen(device), &record.device) &&
	    text_keep(snapshot, inode, strlen(inode), &record.inode) &&
	    record_keep(snapshot, &record);
}

bool
snapshot_process(struct snapshot *snapshot, struct mpmap *mpmap, pid_t pid)
{
	struct process	process;
	int		more;

	if (!process_open(&process, mpmap, pid, true))
		return false;
	/* What touches the range may have come from outside. */
	process.low = 0;
	process.high = UINT64_MAX;
	snapshot->live = true;
	snapshot->pid = (uint64_t)pid;
	while ((more = process_next(&process)) == 1) {
		if (process_usage(&process) == -1)
			break;
		if (!mapping_keep(snapshot, &process)) {
			mpmap_complain_errno(mpmap, "the table");
			break;
		}
	}
	snapshot->pid_start = process_start(&process);
	process_close(&process);
	return more == 0;
}

bool
snapshot_run(const struct snapshot *snapshot, size_t *at, struct run *out)
{
	size_t			 total, i = *at;
	const struct record	*record;

	record = (const struct record *)(const void *)snapshot->records.bytes;
	total = snapshot->records.used / sizeof(*record);
	if (total == 0 && snapshot->live) {
		*out = (struct run){
			snapshot->pid, snapshot->pid_start, NULL, 0
		};
		return (*at)++ == 0;
	}
	if (i >= total)
		return false;
	*out = (struct run){
		record[i].pid, record[i].pid_start, &record[i], 0
	};
	for (i++; i < total; i++)
		if (record[i].pid != record[i - 1].pid ||
		    record[i].start <= record[i - 1].start)
			break;
	out->count = i - *at;
	*at = i;
	return true;
}

bool
snapshot_last(const struct snapshot *snapshot, uint64_t pid, struct run *out)
{
	struct run	run;
	size_t		at = 0;
	bool		found = false;

	while (snapshot_run(snapshot, &at, &run))
		if (run.pid == pid) {
			*out = run;
			found = true;
		}
	return found;
}

void
snapshot_free(struct snapshot *snapshot)
{
	grow_free(&snapshot->records);
	grow_free(&snapshot->text);
}
