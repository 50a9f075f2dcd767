/* file_stat.c: what a file is, without waiting for a server. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "internal.h"

/* The kernel's struct: no libc of before 2023 has stx_mnt_id. */
struct file_statx {
	uint32_t mask;
	uint32_t block_size;
	uint64_t attributes;
	uint32_t links;
	uint32_t uid;
	uint32_t gid;
	uint16_t mode;
	uint16_t spare;
	uint64_t inode;
	uint64_t size;
	uint64_t blocks;
	uint64_t attributes_mask;
	uint64_t times[8];
	uint32_t special_major;
	uint32_t special_minor;
	uint32_t device_major;
	uint32_t device_minor;
	uint64_t mount_id;
	uint64_t rest[13];
};

_Static_assert(sizeof(struct file_statx) == 256, "as the kernel has it");

#define DONT_SYNC	0x4000		/* AT_STATX_DONT_SYNC */
#define BASIC_STATS	0x07ffU		/* STATX_BASIC_STATS */
#define MOUNT_ID	0x1000U		/* STATX_MNT_ID, 5.8 */

static int
by_fstatat(int at, const char *path, int flags, struct meminfo_file *out)
{
	struct stat	st;

	if (fstatat(at, path, &st, flags) == -1)
		return -1;
	out->type = st.st_mode & S_IFMT;
	out->links = (uint32_t)st.st_nlink;
	out->uid = st.st_uid;
	out->device_major = major(st.st_dev);
	out->device_minor = minor(st.st_dev);
	out->inode = st.st_ino;
	out->size = (uint64_t)st.st_size;
	out->allocated = (uint64_t)st.st_blocks * 512;
	out->mount_id = MEMINFO_ABSENT;
	return 0;
}

int
meminfo_file_stat(int at, const char *path, int flags,
    struct meminfo_file *out)
{
	struct file_statx	x;

	if (syscall(SYS_statx, at, path, flags | DONT_SYNC,
	    BASIC_STATS | MOUNT_ID, &x) == -1) {
		if (errno != ENOSYS)
			return -1;
		return by_fstatat(at, path, flags, out);
	}
	out->type = x.mode & S_IFMT;
	out->links = x.links;
	out->uid = x.uid;
	out->device_major = x.device_major;
	out->device_minor = x.device_minor;
	out->inode = x.inode;
	out->size = x.size;
	out->allocated = x.blocks * 512;
	/* qemu-user 7.2 sets the bit and not the number, which is never 0. */
	out->mount_id = (x.mask & MOUNT_ID) != 0 && x.mount_id != 0 ?
	    x.mount_id : MEMINFO_ABSENT;
	return 0;
}
