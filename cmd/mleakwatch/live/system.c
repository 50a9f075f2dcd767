/*
 * system.c: memory that no process has, as series that should not grow.
 *
 * Parts of MemTotal as mfree --where has them, caches of kernel objects, each
 * tmpfs, and each memory cgroup.  Memory that the kernel gives back when it is
 * short of it grows on every busy machine and is no leak: it is left out.
 */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "common/extra.h"
#include "common/list.h"
#include "common/point.h"
#include "live.h"

/* Free, or given back on demand. */
static const char	parts_left_out[] = "free,free_percpu,file_cache,"
			    "swap_cache,buffers,slab_reclaimable,"
			    "kernel_reclaimable,hugepages_free,arc,"
			    "writeback_tmp,hardware_corrupted,bounce";

static void
parts_sample(struct session *session)
{
	int				 root = session->config->options.root;
	struct meminfo_system		 system;
	struct extra			 extra;
	struct meminfo_partition	 partition;
	struct meminfo_part		 part;
	size_t				 i;

	if (meminfo_system_read(root, &system) == -1) {
		session->report->trouble = true;
		return;
	}
	extra_read(&extra, root, &system, NULL);
	if (meminfo_partition_make(&system, &extra.figures, &partition) ==
	    -1) {
		session->report->trouble = true;
		return;
	}
	for (i = 0; meminfo_partition_part(&partition, i, &part) == 1; i++)
		if (!list_has(parts_left_out, part.name))
			session_part_sample(session, part.name, "", 0,
			    part.size);
	/* Counters that count a page twice for a moment make it negative. */
	if (partition.unaccounted != (int64_t)MEMINFO_ABSENT)
		session_part_sample(session, "unaccounted", "", 0,
		    partition.unaccounted > 0 ?
		    (uint64_t)partition.unaccounted : 0);
}

/* Where /sys does not tell it, these are known to be given back. */
static bool
slab_is_left_out(const struct session *session,
    const struct meminfo_slab *slab)
{
	static const char	known[] = "dentry,inode_cache,"
				    "radix_tree_node,buffer_head,"
				    "ext4_inode_cache,xfs_inode,btrfs_inode,"
				    "shmem_inode_cache,proc_inode_cache,"
				    "sock_inode_cache,ovl_inode,"
				    "kernfs_node_cache";
	char			name[64];
	int			reclaimable;

	reclaimable = meminfo_slab_is_reclaimable(
	    session->config->options.root, slab);
	if (reclaimable != -1)
		return reclaimable == 1;
	snprintf(name, sizeof(name), "%.*s", (int)(slab->name_length > 63 ?
	    63 : slab->name_length), slab->name);
	return list_has(known, name);
}

/* Root alone may read /proc/slabinfo: else the parts must do. */
static void
slabs_sample(struct session *session)
{
	struct meminfo_slabs	*it = &session->slabs;
	struct meminfo_slab	 slab;

	if (meminfo_slabs_open(it, session->config->options.root) == -1)
		return;
	while (meminfo_slabs_next(it, &slab) == 1)
		if (slab.objects == 0 || !slab_is_left_out(session, &slab))
			session_part_sample(session, "slab/", slab.name,
			    slab.name_length,
			    meminfo_slab_active_bytes(&slab));
	meminfo_slabs_close(it);
}

static void
tmpfs_one_sample(struct session *session, int top,
    const struct meminfo_mount *mount)
{
	struct statfs	fs;
	int		fd = point_open(top, mount, true);

	if (fd == -1)
		return;
	if (fstatfs(fd, &fs) == 0)
		session_part_sample(session, "tmpfs:", mount->point,
		    strlen(mount->point), (uint64_t)(fs.f_blocks -
		    fs.f_bfree) * (uint64_t)fs.f_bsize);
	close(fd);
}

/* Our own mount namespace alone; a root may have another. */
static void
tmpfs_sample(struct session *session)
{
	struct meminfo_mounts	*it = &session->mounts;
	struct meminfo_mount	 mount;
	int			 top;

	if (session->config->options.root != MEMINFO_HOST)
		return;
	top = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (meminfo_mounts_open(it) == 0) {
		while (meminfo_mounts_next(it, &mount) == 1)
			if (strcmp(mount.type, "tmpfs") == 0)
				tmpfs_one_sample(session, top, &mount);
		meminfo_mounts_close(it);
	}
	if (top != -1)
		close(top);
}

void
system_poll(struct session *session)
{
	/* Rounded as it is recorded, so that it is judged alike later. */
	session->system_time = (double)(int64_t)(session_now(session) * 1000 +
	    0.5) / 1000;
	work_begin(session);
	parts_sample(session);
	slabs_sample(session);
	tmpfs_sample(session);
	cgroups_sample(session);
	if (session->config->record != NULL &&
	    !record_flush(&session->record))
		session->report->trouble = true;
}

/* By the samples alone, so that a record is judged alike. */
void
system_mark_gone(const struct session *session)
{
	struct process	**list = processes_list(session->processes);
	size_t		  count = 0, i;

	for (i = 0; list[i] != NULL; i++) {
		if (!list[i]->keyed || list[i]->series.count == 0 ||
		    !session_is_of(session, list[i]))
			continue;
		list[i]->ended = false;
		list[count++] = list[i];
	}
	recording_mark_ended(list, count);
	free(list);
}
