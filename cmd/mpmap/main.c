/* main.c: mpmap, where the memory of processes is. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <unistd.h>

#include "common/stall.h"
#include "mpmap.h"

/* pmap's layouts: one process after the other. */
static void
views_show(struct mpmap *mpmap, const struct targets *targets,
    struct out *out)
{
	bool		 smaps = mpmap->extended || mpmap->kernel;
	struct open_process	*process = process_new(mpmap);
	size_t		 i;

	if (process == NULL) {
		options_complain_errno(&mpmap->options, "memory");
		return;
	}
	for (i = 0; i < targets->count; i++) {
		if (!process_open(process, targets->pid[i], targets->named,
		    smaps))
			continue;
		if (mpmap->kernel)
			extended_show(process, out);
		else
			mapping_view_show(process, out);
		process_files_close(process);
	}
	free(process);
}

static void
targets_show(struct mpmap *mpmap, struct out *out)
{
	struct targets	targets;

	if (targets_find(mpmap, &targets)) {
		/* One that was named by hand is interrupted by hand. */
		if (!targets.named || targets.count > 1)
			stall_watch(EXIT_PARTLY, STALL_TIME);
		if (mpmap->touched > 0)
			touched_wait(mpmap, &targets);
		if (mpmap->group != KEY_NONE)
			sums_show(mpmap, &targets, out);
		else if (mpmap_is_table(mpmap))
			mappings_show(mpmap, &targets, out);
		else
			views_show(mpmap, &targets, out);
		targets_said(mpmap);
	}
	targets_free(mpmap, &targets);
}

int
main(int argc, char **argv)
{
	static struct out	out;	/* not on a small stack */
	struct mpmap		mpmap = {
		.proc = -1, .high = UINT64_MAX,
		.lock = PTHREAD_MUTEX_INITIALIZER
	};
	int			status;

	mpmap_arguments_read(&mpmap, argc, argv);
	out_begin(&out, STDOUT_FILENO);
	if (mpmap.diff != NULL)
		mappings_diff_show(&mpmap, &out);
	else
		targets_show(&mpmap, &out);
	status = options_status(&mpmap.options, out_end(&out));
	return mpmap.no_process ? status | STATUS_NO_PROCESS : status;
}
