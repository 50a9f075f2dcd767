/* shmem.c: shared memory, by tmpfs, segment and file, and who holds it. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mfree/where/detail.h"
#include "mfree/where/tmpfs.h"

const struct column shmem_columns[] = {
	CELL(time, "time", 14, MSEC, "when it was read, Unix seconds"),
	CELL(kind, "kind", -7, TEXT,
	    "tmpfs, posix, sysv, memfd, shared, deleted, rest, total"),
	CELL(size, "size", 11, BYTES,
	    "memory that it takes; no page counts twice"),
	CELL(mem_pct, "%mem", 6, PERCENT, "share of MemTotal"),
	CELL(holders, "holders", 7, COUNT,
	    "processes that have it open or mapped"),
	CELL(pid, "pid", 7, COUNT, "one of them"),
	CELL(comm, "command", -15, TEXT, "its name"),
	CELL(uid, "uid", 6, COUNT, "owner"),
	CELL(creator, "creator", 7, COUNT, "process that made it (sysv)"),
	CELL(name, "name", -1, TEXT,
	    "mount point, path, name of the memfd, or key of the segment"),
	{ .name = NULL }
};

struct shmem {
	struct detail		detail;
	struct holders		holders;
	struct tmpfs_mounts	mounts;
	struct inodes		hugetlb;	/* segments in huge pages */
};

/* The kernel's own tmpfs, on which memfds are; 0 before 3.17. */
static uint64_t
memory_device(void)
{
	struct meminfo_file	file;
	uint64_t		device = 0;
	int			fd = memfd_create("mfree", MFD_CLOEXEC);

	if (fd == -1)
		return 0;
	if (meminfo_file_stat(fd, "", AT_EMPTY_PATH, &file) == 0)
		device = scan_device(file.device_major, file.device_minor);
	close(fd);
	return device;
}

static bool
path_is_deleted(const char *path)
{
	static const char	end[] = " (deleted)";
	size_t			length = strlen(path);

	return length >= sizeof(end) - 1 &&
	    strcmp(path + length - (sizeof(end) - 1), end) == 0;
}

/* Few descriptors are worth a stat(): the path tells. */
static bool
path_is_memory(const char *path)
{
	return path_is_deleted(path) || strncmp(path, "/memfd:", 7) == 0 ||
	    strstr(path, "/dev/shm/") != NULL;
}

/* A name may end in " (deleted)"; the number of links tells the truth. */
static void
shmem_file_add(struct shmem *shmem, const struct scan_file *found,
    enum holder_kind kind)
{
	struct meminfo_file	 file;
	struct holder		*holder;

	if (scan_file_stat(found, &file) == -1 ||
	    (kind == HOLDER_POSIX && file.links > 0))
		return;
	if (kind == HOLDER_POSIX)
		kind = HOLDER_DELETED;
	holder = holders_add(&shmem->holders, kind, &file, found->path);
	if (holder != NULL)
		holder_count(holder, found->pid);
}

static void
shmem_memory_take(struct shmem *shmem, const struct scan_file *found,
    uint64_t device, uint64_t inode)
{
	bool			 memory = device == shmem->holders.memory;
	enum holder_kind	 kind = memory ? holder_kind_of(found->path) :
				    HOLDER_POSIX;
	struct holder		*holder;

	holder = holders_find(&shmem->holders, kind, device, inode);
	if (holder != NULL)
		holder_count(holder, found->pid);
	else if (memory || path_is_deleted(found->path))
		shmem_file_add(shmem, found, kind);
}

static bool
shmem_file_take(void *context, const struct scan_file *found)
{
	struct shmem		*shmem = context;
	struct meminfo_file	 file;
	uint64_t		 device = found->device, inode = found->inode;

	if (!found->mapped) {
		if (!path_is_memory(found->path) ||
		    scan_file_stat(found, &file) == -1)
			return true;
		device = scan_device(file.device_major, file.device_minor);
		inode = file.inode;
	}
	if (device == shmem->holders.memory ||
	    tmpfs_find(&shmem->mounts, device) != NULL)
		shmem_memory_take(shmem, found, device, inode);
	else if (strncmp(found->path, "/SYSV", 5) == 0)
		inodes_seen(&shmem->hugetlb, 0, inode);
	return true;
}

static void
shmem_process_take(void *context, int process, pid_t pid)
{
	struct shmem	*shmem = context;

	tmpfs_process(&shmem->mounts, process, pid);
}

/* Namespaces first: a process may hold files of another's tmpfs. */
static void
shmem_scan(struct shmem *shmem)
{
	struct holder_scan	scan = { .mfree = shmem->detail.mfree,
			    .context = shmem };

	scan.process = shmem_process_take;
	scan_run(&scan);
	scan.process = NULL;
	scan.file = shmem_file_take;
	scan_run(&scan);
	if (shmem->holders.over)
		options_complain(&shmem->detail.mfree->options, "files",
		    "more than can be listed: some are in the rest");
}

static void
row_add(struct shmem *shmem, struct detail_row *row)
{
	if (row->size != 0)
		detail_add(&shmem->detail, row);
}

/* Figures of its own, rss above all, and the processes that were found. */
static void
segment_add(struct shmem *shmem, const struct meminfo_shm *shm)
{
	struct detail_row	 row = detail_row_empty("sysv");
	struct holder		*holder;
	char			 name[64];

	if (inodes_find(&shmem->hugetlb, 0, shm->id) != NULL)
		return;
	holder = holders_find(&shmem->holders, HOLDER_SYSV,
	    shmem->holders.memory, shm->id);
	row.size = shm->rss;
	if (holder != NULL) {
		holder->is_listed = true;
		row.pid = (uint64_t)holder->pid;
		if (row.size == MEMINFO_ABSENT)
			row.size = holder->size;
	}
	row.holders = shm->attached;
	row.uid = shm->uid;
	row.creator = shm->creator;
	snprintf(name, sizeof(name), "key 0x%08" PRIx64 " shmid %" PRIu64,
	    shm->key & UINT32_MAX, shm->id);
	row.name = name;
	row_add(shmem, &row);
}

static void
segments_read(struct shmem *shmem)
{
	struct options		*options = &shmem->detail.mfree->options;
	struct meminfo_shms	 it;
	struct meminfo_shm	 shm;
	int			 more;

	if (meminfo_shms_open(&it, options->root) == -1) {
		options_complain_path(options, "/proc/sysvipc/shm");
		return;
	}
	while ((more = meminfo_shms_next(&it, &shm)) == 1)
		segment_add(shmem, &shm);
	if (more == -1)
		options_complain_path(options, "/proc/sysvipc/shm");
	meminfo_shms_close(&it);
}

/* "/memfd:name (deleted)" is called name. */
static void
shm_file_name(char name[HOLDERS_NAME + 64], const struct holder *holder,
    const char *path)
{
	size_t	length = strlen(path);

	if (holder->kind == HOLDER_SYSV)
		snprintf(name, HOLDERS_NAME + 64, "key 0x%.8s (another IPC "
		    "namespace)", path + strlen("/SYSV"));
	else if (holder->kind == HOLDER_SHARED)
		snprintf(name, HOLDERS_NAME + 64, "MAP_SHARED|MAP_ANONYMOUS");
	else {
		if (path_is_deleted(path))
			length -= strlen(" (deleted)");
		if (holder->kind == HOLDER_MEMFD) {
			path += strlen("/memfd:");
			length -= strlen("/memfd:");
		}
		snprintf(name, HOLDERS_NAME + 64, "%.*s", (int)length, path);
	}
}

static void
files_add(struct shmem *shmem)
{
	struct holder	*holder;
	struct tmpfs	*tmpfs;
	size_t		 count = holders_files(&shmem->holders, &holder);
	char		 name[HOLDERS_NAME + 64];

	for (; count > 0; count--, holder++) {
		struct detail_row	row = detail_row_empty(
		    holder_kind_name(holder->kind));

		tmpfs = tmpfs_find(&shmem->mounts, holder->device);
		if (tmpfs != NULL)
			tmpfs->listed += holder->size;
		if (holder->is_listed)
			continue;
		shm_file_name(name, holder,
		    holder_name(&shmem->holders, holder));
		row.name = name;
		row.size = holder->size;
		row.holders = holder->processes;
		row.uid = holder->uid;
		if (holder->pid != 0)
			row.pid = (uint64_t)holder->pid;
		row_add(shmem, &row);
	}
}

static void
mounts_add(struct shmem *shmem)
{
	struct tmpfs	*tmpfs;
	size_t		 count = tmpfs_list(&shmem->mounts, &tmpfs);

	for (; count > 0; count--, tmpfs++) {
		struct detail_row	row = detail_row_empty("tmpfs");

		row.name = tmpfs_point(&shmem->mounts, tmpfs);
		row.size = tmpfs->used > tmpfs->listed ?
		    tmpfs->used - tmpfs->listed : 0;
		if (tmpfs->pid != 0)
			row.pid = (uint64_t)tmpfs->pid;
		row_add(shmem, &row);
	}
}

static bool
shmem_show(struct mfree *mfree, struct table *table)
{
	struct shmem		shmem = { .detail = { .mfree = mfree } };
	struct meminfo_system	system;

	shmem.holders.memory = memory_device();
	tmpfs_begin(&shmem.mounts, mfree, &shmem.holders);
	shmem_scan(&shmem);
	/* Read last: the scan takes a while, and the rest is what differs. */
	if (!detail_system(&shmem.detail, &system))
		return false;
	shmem.detail.whole = system.shmem;
	segments_read(&shmem);
	files_add(&shmem);
	mounts_add(&shmem);
	detail_show(&shmem.detail, table);
	detail_free(&shmem.detail);
	holders_free(&shmem.holders);
	tmpfs_free(&shmem.mounts);
	inodes_free(&shmem.hugetlb);
	return true;
}

const struct figure_view shmem_view = {
	.option = "--where=shmem", .opened = true, .columns = shmem_columns,
	.text_list = "kind,size,holders,pid,comm,uid,creator,name",
	.tsv_list = "kind,size,mem_pct,holders,pid,comm,uid,creator,name",
	.show = shmem_show
};
