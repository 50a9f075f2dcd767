/* snapshot.h: readings of processes, and which of their mappings match. */
/* SPDX-License-Identifier: MIT */
#ifndef SNAPSHOT_H
#define SNAPSHOT_H

#include "groups.h"

struct snapshot_record {
	uint64_t	pid;
	uint64_t	pid_start;
	uint64_t	start;
	uint64_t	end;
	uint64_t	offset;
	/* At snapshot->text.bytes; 0: the file does not say. */
	size_t		perms;
	size_t		kind;
	size_t		path;
	size_t		device;
	size_t		inode;
	struct figures	figures;
};

struct snapshot {
	struct grow	records;
	struct grow	text;
	/* Read from a process, which may have no mappings. */
	bool		live;
	uint64_t	pid;
	uint64_t	pid_start;
};

/* A process' mappings by address, one reading of it. */
struct run {
	uint64_t		 pid;
	uint64_t		 pid_start;
	const struct snapshot_record	*record;
	size_t			 count;
};

/* Copies into the snapshot; false with ENOMEM. */
bool	snapshot_text_add(struct snapshot *snapshot, const char *text,
	    size_t length, size_t *offset);
bool	snapshot_record_add(struct snapshot *snapshot,
	    const struct snapshot_record *record);
/*
 * The text of an mpmap -T.  0, or -1: EBADMSG, a malformed line; ENODATA, no
 * mapping; EFBIG, too many; ENOMEM.
 */
int	snapshot_parse(struct snapshot *snapshot, const char *text,
	    size_t length);
/* The same of a file; false with a message. */
bool	snapshot_file(struct snapshot *snapshot, struct mpmap *mpmap,
	    const char *path);
bool	snapshot_process(struct snapshot *snapshot, struct mpmap *mpmap,
	    pid_t pid);
/* The run that begins at record number *at, which moves on; false at end. */
bool	snapshot_run(const struct snapshot *snapshot, size_t *at,
	    struct run *out);
/* The last run of that process. */
bool	snapshot_last(const struct snapshot *snapshot, uint64_t pid,
	    struct run *out);
/* NULL for 0 */
const char *snapshot_text(const struct snapshot *snapshot, size_t offset);
void	snapshot_free(struct snapshot *snapshot);

/* The run to compare with that one; false, with a message (before.c). */
bool	before_find(const struct snapshot *snapshot, struct mpmap *mpmap,
	    const struct run *after, struct run *before);

/* Mappings of before and after that are the same one (match.c) */
struct match {
	const struct snapshot_record	*record;	/* first of after */
	uint64_t		 start;		/* of after's, else before's */
	uint64_t		 end;
	uint64_t		 low;		/* of both */
	uint64_t		 high;
	struct tally		 side[2];	/* all zero: none on it */
};

/*
 * Fills matches, by address, with count of struct match.  It must be
 * empty.  False with ENOMEM.
 */
bool	match_runs(const struct snapshot *before_of,
	    const struct run *before, const struct snapshot *after_of,
	    const struct run *after, struct grow *matches, size_t *count);

#endif
