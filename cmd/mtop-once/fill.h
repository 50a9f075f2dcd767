/* fill.h: the functions that columns.def names. */
/* SPDX-License-Identifier: MIT */
#ifndef FILL_H
#define FILL_H

#include "attempt.h"
#include "finish.h"

/* From the files that are read first, and the rollup (fill.c) */
column_fill	uid_fill, virt_fill, rss_fill, shr_fill, state_fill;
column_fill	cputime_fill, comm_fill, anon_fill, uss_fill, huge_fill;
column_fill	tty_fill, footprint_fill;
/* From files of their own (texts.c) */
column_fill	cmdline_fill, exe_fill, wchan_fill, oom_score_fill;
column_fill	oom_adj_fill;
/* From the cgroups that attempt_cgroup() has read (cgroups.c) */
column_fill	cgroup_fill, unit_fill, container_fill, pod_uid_fill;
/* From the row and the system (finish.c) */
column_finish	time_finish, host_finish, user_finish, cpu_pct_finish;
column_finish	mem_pct_finish, missing_finish, pod_finish;

#endif
