/* snapshot.c: the mappings of a process, kept in memory. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "snapshot.h"

/* Offset 0 means no text, so the first byte belongs to none. */
bool
snapshot_text_add(struct snapshot *snapshot, const char *text, size_t length,
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

bool
snapshot_record_add(struct snapshot *snapshot,
    const struct snapshot_record *record)
{
	return grow_copy(&snapshot->records, record, sizeof(*record));
}

static bool
snapshot_mapping_add(struct snapshot *snapshot, struct open_process *process)
{
	const struct meminfo_map	*map = &process->map;
	struct snapshot_record			 record = {
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
	return snapshot_text_add(snapshot, map->perms, 4, &record.perms) &&
	    snapshot_text_add(snapshot, kind_word, strlen(kind_word),
	    &record.kind) &&
	    snapshot_text_add(snapshot, map->path, strlen(map->path),
	    &record.path) &&
	    snapshot_text_add(snapshot, device, strlen(device), &record.device) &&
	    snapshot_text_add(snapshot, inode, strlen(inode), &record.inode) &&
	    snapshot_record_add(snapshot, &record);
}

/* A mapping in the range may have come from outside of it: read all. */
static bool
snapshot_read(struct snapshot *snapshot, struct open_process *process)
{
	int	more;

	process->low = 0;
	process->high = UINT64_MAX;
	while ((more = process_next(process)) == 1) {
		if (process_usage(process) == -1)
			return false;
		if (!snapshot_mapping_add(snapshot, process)) {
			options_complain_errno(&process->mpmap->options,
			    "memory");
			return false;
		}
	}
	snapshot->pid_start = process_start(process);
	return more == 0;
}

bool
snapshot_process(struct snapshot *snapshot, struct mpmap *mpmap, pid_t pid)
{
	struct open_process	*process = process_new(mpmap);
	bool		 good = false;

	snapshot->live = true;
	snapshot->pid = (uint64_t)pid;
	if (process == NULL)
		options_complain_errno(&mpmap->options, "memory");
	else if (proc_open(mpmap) && process_open(process, pid, true, true)) {
		good = snapshot_read(snapshot, process);
		process_files_close(process);
	}
	free(process);
	return good;
}

bool
snapshot_run(const struct snapshot *snapshot, size_t *at, struct run *out)
{
	size_t			 total, i = *at;
	const struct snapshot_record	*record;

	record = (const void *)snapshot->records.bytes;
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
