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

struct showing {
	struct mpmap	 mpmap;
	struct mpmap	 begun;		/* as it was before anything was read */
	struct targets	 targets;
	struct out	 out;
};

/* One that was named by hand is interrupted by hand. */
static bool
is_watched(const struct targets *targets)
{
	return !targets->named || targets->count > 1;
}

static int
showing_end(struct showing *showing)
{
	struct mpmap	*mpmap = &showing->mpmap;
	int		 status;

	status = options_status(&mpmap->options, out_end(&showing->out));
	return mpmap->no_process ? status | STATUS_NO_PROCESS : status;
}

/* Sums are printed when all is read: where a process is left out, once more. */
static int
sums_run(void *argument)
{
	struct showing		*showing = argument;
	struct stall_way	 way = { .status = EXIT_PARTLY, .advice =
				    "it is left out", .again = sums_run,
				    .argument = showing };

	showing->mpmap = showing->begun;
	if (is_watched(&showing->targets))
		stall_watch(&way);
	sums_show(&showing->mpmap, &showing->targets, &showing->out);
	targets_said(&showing->mpmap);
	return showing_end(showing);
}

static int
targets_show(struct showing *showing)
{
	struct mpmap		*mpmap = &showing->mpmap;
	struct targets		*targets = &showing->targets;
	struct stall_way	 way = { .status = EXIT_PARTLY,
				    .advice = "leave it out, or end it" };

	if (mpmap->group != KEY_NONE && mpmap->touched == 0)
		return sums_run(showing);
	if (is_watched(targets))
		stall_watch(&way);
	if (mpmap->touched > 0)
		touched_wait(mpmap, targets);
	if (mpmap->group != KEY_NONE)
		sums_show(mpmap, targets, &showing->out);
	else if (mpmap_is_table(mpmap))
		mappings_show(mpmap, targets, &showing->out);
	else
		views_show(mpmap, targets, &showing->out);
	targets_said(mpmap);
	return showing_end(showing);
}

int
main(int argc, char **argv)
{
	static struct showing	 showing;	/* not on a small stack */
	struct mpmap		*mpmap = &showing.mpmap;
	int			 status;

	*mpmap = (struct mpmap){ .proc = -1, .high = UINT64_MAX,
	    .lock = PTHREAD_MUTEX_INITIALIZER };
	mpmap_arguments_read(mpmap, argc, argv);
	out_begin(&showing.out, STDOUT_FILENO);
	if (mpmap->diff != NULL) {
		mappings_diff_show(mpmap, &showing.out);
		return showing_end(&showing);
	}
	if (targets_find(mpmap, &showing.targets)) {
		showing.begun = *mpmap;
		status = targets_show(&showing);
	} else
		status = showing_end(&showing);
	targets_free(mpmap, &showing.targets);
	return status;
}
