/* scan.c: the files that processes hold, by descriptors and by mappings. */
/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mfree/where/scan.h"

static bool
scan_is_late(struct holder_scan *scan)
{
	int64_t	now = tick_now();

	scan->is_cut = now > scan->end || now > scan->process_end;
	return scan->is_cut;
}

/* A process that ends meanwhile holds nothing any more. */
static void
scan_failed(struct holder_scan *scan, bool *refused)
{
	if (errno == EACCES || errno == EPERM)
		*refused = true;
	else if (errno != ENOENT && errno != ESRCH)
		options_complain_path(&scan->mfree->options, "/proc");
}

int
scan_link_is(int dir, const char *link, const char *path)
{
	char	now[MEMINFO_PATH_MAX];
	ssize_t	length = readlinkat(dir, link, now, sizeof(now) - 1);

	if (length <= 0)
		return -1;
	now[length] = '\0';
	return strcmp(now, path) == 0;
}

int
scan_file_stat(const struct scan_file *found, struct meminfo_file *out)
{
	if (meminfo_file_stat(found->process, found->link, 0, out) == -1)
		return -1;
	return found->mapped || scan_link_is(found->process, found->link,
	    found->path) == 1 ? 0 : -1;
}

static bool
descriptor_take(struct holder_scan *scan, struct scan_file *file, int dir,
    const char *name)
{
	char	path[MEMINFO_PATH_MAX], link[280];
	ssize_t	length = readlinkat(dir, name, path, sizeof(path) - 1);

	/* Pipes, sockets and the like have no slash in front. */
	if (length <= 0 || path[0] != '/')
		return true;
	path[length] = '\0';
	snprintf(link, sizeof(link), "fd/%s", name);
	file->link = link;
	file->path = path;
	return scan->file(scan->context, file);
}

static void
descriptors_scan(struct holder_scan *scan, struct scan_file *file,
    bool *refused)
{
	struct dirent	*entry;
	DIR		*dir;
	unsigned	 count = 0;
	int		 fd = openat(file->process, "fd",
			    O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	dir = fd == -1 ? NULL : fdopendir(fd);
	if (dir == NULL) {
		scan_failed(scan, refused);
		if (fd != -1)
			close(fd);
		return;
	}
	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		if (++count % 256 == 0 && scan_is_late(scan))
			break;
		if (!descriptor_take(scan, file, fd, entry->d_name))
			break;
	}
	closedir(dir);
}

static bool
mapping_take(struct holder_scan *scan, struct scan_file *file,
    const struct meminfo_map *map)
{
	char	link[64];

	if (map->inode == 0)
		return true;
	snprintf(link, sizeof(link), "map_files/%" PRIx64 "-%" PRIx64,
	    map->start, map->end);
	file->link = link;
	file->path = map->path;
	file->device = scan_device(map->device_major, map->device_minor);
	file->inode = map->inode;
	return scan->file(scan->context, file);
}

static void
holder_mappings_scan(struct holder_scan *scan, struct scan_file *file,
    bool *refused)
{
	struct meminfo_maps	*it = malloc(sizeof(*it));
	struct meminfo_map	 map;
	unsigned		 count = 0;

	if (it == NULL || meminfo_maps_open(it, file->process, 0) == -1) {
		scan_failed(scan, refused);
		free(it);
		return;
	}
	while (meminfo_maps_next(it, &map) == 1)
		if ((++count % 256 == 0 && scan_is_late(scan)) ||
		    !mapping_take(scan, file, &map))
			break;
	meminfo_maps_close(it);
	free(it);
}

static void
process_scan(struct holder_scan *scan, pid_t pid)
{
	struct scan_file	file = { .pid = pid };
	bool			refused = false;

	file.process = meminfo_process_open(scan->proc, pid);
	if (file.process == -1) {
		scan_failed(scan, &refused);
		scan->refused += refused;
		return;
	}
	scan->process_end = tick_now() + SCAN_PROCESS;
	scan->is_cut = false;
	if (scan->process != NULL)
		scan->process(scan->context, file.process, pid);
	if (scan->file != NULL)
		descriptors_scan(scan, &file, &refused);
	file.mapped = true;
	if (scan->file != NULL && !refused)
		holder_mappings_scan(scan, &file, &refused);
	scan->cut += scan->is_cut;
	scan->refused += refused;
	close(file.process);
}

static void
holders_scan_say(struct holder_scan *scan, uint64_t count, const char *reason)
{
	scan->mfree->options.partly |= complain_count("", count, "process",
	    reason);
}

void
scan_run(struct holder_scan *scan)
{
	struct meminfo_pids	it;
	pid_t			pid;
	int			root = scan->mfree->options.root;

	scan->refused = scan->cut = scan->late = 0;
	scan->proc = meminfo_proc_open(root);
	if (scan->proc == -1 || meminfo_pids_open(&it, scan->proc) == -1) {
		options_complain_path(&scan->mfree->options, "/proc");
		if (scan->proc != -1)
			close(scan->proc);
		return;
	}
	scan->end = tick_now() + SCAN_TIME;
	while (meminfo_pids_next(&it, &pid) == 1)
		if (tick_now() > scan->end)
			scan->late++;
		else
			process_scan(scan, pid);
	meminfo_pids_close(&it);
	close(scan->proc);
	if (scan->file == NULL)
		return;
	holders_scan_say(scan, scan->refused, geteuid() == 0 ?
	    "may not be looked at" : "may not be looked at (only root may)");
	holders_scan_say(scan, scan->cut,
	    "not looked at in full: too many files in 3 s");
	holders_scan_say(scan, scan->late, "not looked at: 30 s are over");
}
