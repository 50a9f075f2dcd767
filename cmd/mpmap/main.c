/* main.c: mpmap, where one process's memory is. */
#include <stdlib.h>
#include <unistd.h>

#include "mpmap.h"

static void
process_show(struct process *process, struct table *table)
{
	const struct mpmap	*mpmap = process->mpmap;

	if (mpmap->group != NULL)
		sums_show(process, table);
	else if (mpmap_is_table(mpmap))
		rows_show(process, table);
	else if (mpmap->kernel)
		extended_show(process, table->out);
	else
		view_show(process, table->out);
}

static void
processes_show(struct mpmap *mpmap, struct table *table, bool smaps,
    char **operand)
{
	struct process	*process;
	pid_t		 pid;

	for (; *operand != NULL; operand++) {
		if (!pid_parse(*operand, &pid)) {
			options_complain(&mpmap->options, *operand,
			    "not a process");
			continue;
		}
		process = process_open(mpmap, pid, smaps);
		if (process == NULL)
			continue;
		process_show(process, table);
		process_close(process);
	}
}

static bool
table_make(struct mpmap *mpmap, struct table *table, struct out *out)
{
	bool	smaps = mpmap->extended || mpmap->kernel;

	table->out = out;
	if (mpmap->diff != NULL)
		diff_table(mpmap, table, out);
	else if (mpmap->group != NULL)
		sums_table(mpmap, table, out, &smaps);
	else if (mpmap_is_table(mpmap))
		rows_table(mpmap, table, out, &smaps);
	return smaps;
}

int
main(int argc, char **argv)
{
	static struct out	out;	/* 16 KiB */
	struct mpmap		mpmap = { .proc = -1, .high = UINT64_MAX };
	struct table		table;
	bool			smaps, written;

	arguments_read(&mpmap, argc, argv);
	out_begin(&out, STDOUT_FILENO);
	smaps = table_make(&mpmap, &table, &out);
	if (mpmap.diff != NULL)
		diff_show(&mpmap, &table, argv + optind);
	else
		processes_show(&mpmap, &table, smaps, argv + optind);
	written = out_end(&out);
	return options_status(&mpmap.options, written);
}
