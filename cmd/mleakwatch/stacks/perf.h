/*
 * perf.h: what perf_event_open(2) takes and gives, as far as it is used here.
 *
 * A compiler for static binaries (musl-gcc) does not find the kernel's own
 * headers.  These are the layouts of Linux 4.17 and later, which do not change.
 */
/* SPDX-License-Identifier: MIT */
#ifndef STACKS_PERF_H
#define STACKS_PERF_H

#include <stdint.h>
#include <sys/ioctl.h>

struct perf_attribute {
	uint32_t	type;
	uint32_t	size;
	uint64_t	config;
	uint64_t	sample_period;
	uint64_t	sample_type;
	uint64_t	read_format;
	uint64_t	flags;
	uint32_t	wakeup_watermark;
	uint32_t	breakpoint_type;
	uint64_t	uprobe_path;	/* a pointer */
	uint64_t	probe_offset;
	uint64_t	branch_sample_type;
	uint64_t	sample_regs_user;
	uint32_t	sample_stack_user;
	int32_t		clock;
	uint64_t	sample_regs_intr;
	uint32_t	aux_watermark;
	uint16_t	sample_max_stack;
	uint16_t	reserved;
};

_Static_assert(sizeof(struct perf_attribute) == 112, "as the kernel has it");

/* Bits of .flags */
#define PERF_DISABLED		((uint64_t)1 << 0)
#define PERF_INHERIT		((uint64_t)1 << 1)
#define PERF_MAPPINGS		((uint64_t)1 << 8)	/* that are run */
#define PERF_WATERMARK		((uint64_t)1 << 14)
#define PERF_TIME_ALWAYS	((uint64_t)1 << 18)	/* in each record */
#define PERF_MAPPINGS_2		((uint64_t)1 << 23)	/* with their file */
#define PERF_USE_CLOCK		((uint64_t)1 << 25)

/* Bits of .sample_type, in the order in which a sample has them */
#define PERF_IDENTIFIER		((uint64_t)1 << 16)
#define PERF_TID		((uint64_t)1 << 1)
#define PERF_TIME		((uint64_t)1 << 2)
#define PERF_REGS_USER		((uint64_t)1 << 12)
#define PERF_STACK_USER		((uint64_t)1 << 13)

#define PERF_OPEN_CLOEXEC	8UL
#define PERF_ENABLE		_IO('$', 0)
#define PERF_SET_OUTPUT		_IO('$', 5)
#define PERF_ID			_IOR('$', 7, uint64_t *)

struct perf_header {
	uint32_t	type;
	uint16_t	misc;
	uint16_t	size;
};

/* Types of records */
#define PERF_LOST		2
#define PERF_THROTTLE		5
#define PERF_FORK		7
#define PERF_SAMPLE		9
#define PERF_MAPPING_2		10

/*
 * Where the time is, for .sample_type of attribute_fill(): in a sample from its
 * beginning, in all other records from their end.
 */
#define PERF_SAMPLE_TIME	24
#define PERF_OTHER_TIME		16

/* Registers of a 64-bit thread */
#define PERF_ABI_64		2

/* In the first page of a ring: written by the kernel, and by us. */
#define PERF_HEAD		1024
#define PERF_TAIL		1032

#endif
