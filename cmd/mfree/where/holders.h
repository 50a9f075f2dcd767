/* holders.h: files of shared memory, and how many processes hold each. */
/* SPDX-License-Identifier: MIT */
#ifndef HOLDERS_H
#define HOLDERS_H

#include "common/grow.h"
#include "common/inodes.h"
#include "mfree/where/scan.h"

/* Above this, files are counted in no row: users decide how many there are. */
#define HOLDERS_MAX 262144

/* Longer names are cut; a memfd's has 249 bytes at most. */
#define HOLDERS_NAME 512

enum holder_kind {
	HOLDER_MEMFD,
	HOLDER_DELETED,		/* a file of a tmpfs without a name */
	HOLDER_SHARED,		/* mmap(2) with MAP_SHARED | MAP_ANONYMOUS */
	HOLDER_POSIX,		/* shm_open(3): a file in /dev/shm */
	HOLDER_SYSV
};

struct holder {
	enum holder_kind kind;
	uint64_t	 device;
	uint64_t	 size;		/* bytes that it has allocated */
	uint64_t	 uid;		/* owner */
	uint64_t	 processes;	/* that hold it */
	pid_t		 pid;		/* the first of them; 0: none */
	pid_t		 last;		/* the one counted last */
	size_t		 name;		/* in names, ends in NUL */
	bool		 is_listed;	/* of HOLDER_SYSV: in /proc/sysvipc */
};

struct holders {
	struct inodes	inodes;		/* the number is that in files + 1 */
	struct grow	files;		/* struct holder */
	struct grow	names;
	uint64_t	memory;		/* device of memfd and the like */
	bool		over;		/* HOLDERS_MAX, or no memory */
};

/* The kind of a file with that path on the device of memfds. */
enum holder_kind holder_kind_of(const char *path);
/* NULL where there is none. */
struct holder *holders_find(const struct holders *holders,
	    enum holder_kind kind, uint64_t device, uint64_t inode);
/* A new file that no process holds yet; NULL: over. */
struct holder *holders_add(struct holders *holders, enum holder_kind kind,
	    const struct meminfo_file *file, const char *name);
/* Another process, unless it was the last one counted. */
void	holder_count(struct holder *holder, pid_t pid);
const char *holder_name(const struct holders *holders,
	    const struct holder *holder);
const char *holder_kind_name(enum holder_kind kind);
size_t	holders_files(const struct holders *holders,
	    struct holder **files);
void	holders_free(struct holders *holders);

#endif
