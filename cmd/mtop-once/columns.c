/* columns.c: every column; one row here is all that it takes. */
#include <stdio.h>
#include <string.h>

#include "mtop.h"

#define CELL(member, title, width, type, need, help) { #member, title, width, \
	type, offsetof(struct row, member), help, need }

/* What is added up over a group. */
#define SUM(need) ((need) | GROUP_SUM)

const struct column columns[COLUMNS_MAX] = {
	CELL(time, "TIME", 14, COLUMN_MSEC, NEED_TIME,
	    "when it was read, Unix seconds"),
	CELL(host, "HOST", -12, COLUMN_TEXT, NEED_HOST,
	    "the system's name"),
	CELL(pid, "PID", 7, COLUMN_COUNT, 0, "process"),
	CELL(ppid, "PPID", 7, COLUMN_COUNT, NEED_NAME, "parent"),
	CELL(uid, "UID", 6, COLUMN_COUNT, NEED_OWNER, "effective user"),
	CELL(user, "USER", -8, COLUMN_TEXT, NEED_OWNER | NEED_USER,
	    "name of the effective user"),
	CELL(pri, "PR", 3, COLUMN_PRIORITY, NEED_STAT,
	    "priority; rt or below 0: real time"),
	CELL(nice, "NI", 3, COLUMN_NUMBER, NEED_STAT, "nice value"),
	CELL(virt, "VIRT", 7, COLUMN_SCALED, SUM(NEED_MEMORY),
	    "address space"),
	CELL(rss, "RES", 6, COLUMN_SCALED, SUM(NEED_MEMORY),
	    "resident memory, shared counted in full"),
	CELL(shr, "SHR", 6, COLUMN_SCALED, SUM(NEED_MEMORY),
	    "of these: file and shmem"),
	CELL(state, "S", -1, COLUMN_TEXT, NEED_NAME, "R S D Z T t X I"),
	CELL(cpu_pct, "%CPU", 5, COLUMN_SHARE, SUM(NEED_STAT | NEED_SHARE),
	    "of one CPU, over its life or the interval of -d"),
	CELL(mem_pct, "%MEM", 5, COLUMN_SHARE, SUM(NEED_MEMORY | NEED_TOTAL),
	    "rss of MemTotal"),
	CELL(cputime, "TIME+", 9, COLUMN_CPU_TIME, SUM(NEED_STAT),
	    "CPU time of all its threads"),
	CELL(start, "START", 10, COLUMN_COUNT, NEED_STAT,
	    "when it began, ticks since boot"),
	CELL(comm, "COMMAND", -15, COLUMN_TEXT, NEED_NAME, "name"),
	CELL(threads, "THR", 4, COLUMN_COUNT, SUM(NEED_NAME), "threads"),
	CELL(majflt, "MAJFLT", 7, COLUMN_COUNT, SUM(NEED_STAT),
	    "faults that read from disk"),
	CELL(minflt, "MINFLT", 9, COLUMN_COUNT, SUM(NEED_STAT),
	    "faults that did not"),
	CELL(oom_score, "OOM", 5, COLUMN_COUNT, NEED_OOM_SCORE,
	    "the highest is killed first"),
	CELL(oom_adj, "OOMADJ", 6, COLUMN_NUMBER, NEED_OOM_ADJUST,
	    "oom_score_adj, -1000 to 1000"),
	CELL(swap, "SWAP", 6, COLUMN_SCALED, SUM(NEED_STATUS),
	    "swapped out, without shmem"),
	CELL(anon, "ANON", 6, COLUMN_SCALED, SUM(NEED_STATUS),
	    "resident: anonymous"),
	CELL(file, "FILE", 6, COLUMN_SCALED, SUM(NEED_STATUS),
	    "resident: of files"),
	CELL(shmem, "SHMEM", 6, COLUMN_SCALED, SUM(NEED_STATUS),
	    "resident: shared memory, tmpfs"),
	CELL(pss, "PSS", 6, COLUMN_SCALED, SUM(NEED_ROLLUP),
	    "resident, shared pages by their part"),
	CELL(pss_anon, "PSSANON", 7, COLUMN_SCALED, SUM(NEED_ROLLUP),
	    "of these: anonymous"),
	CELL(pss_file, "PSSFILE", 7, COLUMN_SCALED, SUM(NEED_ROLLUP),
	    "of these: of files"),
	CELL(pss_shmem, "PSSSHM", 6, COLUMN_SCALED, SUM(NEED_ROLLUP),
	    "of these: shared memory, tmpfs"),
	CELL(uss, "USS", 6, COLUMN_SCALED, SUM(NEED_ROLLUP),
	    "resident, of no other process"),
	CELL(swap_pss, "SWAP", 6, COLUMN_SCALED, SUM(NEED_ROLLUP),
	    "swapped out, shared pages by their part"),
	CELL(locked, "LOCKED", 6, COLUMN_SCALED, SUM(NEED_ROLLUP),
	    "of pss: locked in memory"),
	CELL(huge, "HUGE", 6, COLUMN_SCALED, SUM(NEED_ROLLUP),
	    "in huge pages, transparent and hugetlb"),
	CELL(wchan, "WCHAN", -16, COLUMN_TEXT, NEED_WCHAN,
	    "kernel function in which it sleeps"),
	CELL(tty, "TTY", -8, COLUMN_TEXT, NEED_STAT, "controlling terminal"),
	CELL(cgroup, "CGROUP", -24, COLUMN_TEXT, NEED_CGROUP,
	    "in the memory hierarchy"),
	CELL(unit, "UNIT", -24, COLUMN_TEXT, NEED_CGROUP,
	    "systemd's, from the cgroup"),
	CELL(cmdline, "COMMAND", -15, COLUMN_TEXT, NEED_CMDLINE,
	    "with its arguments"),
	CELL(exe, "EXE", -24, COLUMN_TEXT, NEED_EXE, "file that it runs"),
	CELL(count, "COUNT", 6, COLUMN_COUNT, GROUP_SUM,
	    "processes, in a group"),
	{ .name = NULL }
};

static const struct {
	bool		 tsv;
	bool		 group;
	bool		 pss;
	const char	*list;
} list[] = {
	{ false, false, false,
	    "pid,user,pri,nice,virt,rss,shr,state,cpu_pct,mem_pct,cputime" },
	{ false, false, true,
	    "pid,user,pri,nice,virt,rss,shr,state,cpu_pct,mem_pct,cputime,"
	    "pss,uss,swap_pss" },
	{ false, true, false, "count,virt,rss,shr,cpu_pct,mem_pct,cputime" },
	{ false, true, true, "count,virt,rss,shr,cpu_pct,mem_pct,cputime,"
	    "pss,uss,swap_pss" },
	{ true, false, false, "pid,ppid,uid,user,pri,nice,virt,rss,shr,state,"
	    "cpu_pct,mem_pct,cputime,start" },
	{ true, false, true, "pid,ppid,uid,user,pri,nice,virt,rss,shr,state,"
	    "cpu_pct,mem_pct,cputime,start" },
	{ true, true, false,
	    "count,virt,rss,shr,cpu_pct,mem_pct,cputime" },
	{ true, true, true, "count,virt,rss,shr,cpu_pct,mem_pct,cputime,"
	    "pss,uss,swap_pss" },
};

/*
 * What may be long comes last in text.  TSV is only ever added to at its end;
 * with -g, the key comes first there.
 */
const char *
default_columns(const struct mtop *mtop)
{
	static char	text[256];
	bool		tsv = mtop->options.tsv, group = mtop->group != NULL;
	const char	*name = mtop->command_line ? "cmdline" : "comm";
	size_t		i = 0;

	while (list[i].tsv != tsv || list[i].group != group ||
	    list[i].pss != mtop->pss)
		i++;
	if (group && tsv)
		snprintf(text, sizeof(text), "%s,%s", mtop->group,
		    list[i].list);
	else if (group || !tsv)
		snprintf(text, sizeof(text), "%s,%s", list[i].list,
		    group ? mtop->group : name);
	else
		snprintf(text, sizeof(text), "%s,comm%s%s", list[i].list,
		    mtop->pss ? ",pss,uss,swap_pss" : "",
		    mtop->command_line ? ",cmdline" : "");
	return text;
}

/*
 * Sums in which memory that processes share is counted once for each; after
 * fork(2), anonymous and swapped pages are shared too.
 */
static const struct {
	const char	*name;
	const char	*title;
} again[] = {
	{ "virt", "VIRT*" },
	{ "rss", "RES*" },
	{ "shr", "SHR*" },
	{ "mem_pct", "%MEM*" },
	{ "swap", "SWAP*" },
	{ "anon", "ANON*" },
	{ "file", "FILE*" },
	{ "shmem", "SHMEM*" },
	{ "huge", "HUGE*" },
};

void
sum_titles(struct column copy[COLUMNS_MAX])
{
	size_t	i, j;

	memcpy(copy, columns, sizeof(columns));
	for (i = 0; copy[i].name != NULL; i++)
		for (j = 0; j < COUNT_OF(again); j++)
			if (strcmp(copy[i].name, again[j].name) == 0)
				copy[i].title = again[j].title;
}
