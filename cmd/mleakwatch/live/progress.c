/* progress.c: how far the watching has got, on a terminal. */
/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>

#include "common/progress.h"
#include "common/tick.h"
#include "common/utf8.h"
#include "live.h"

bool
progress_wanted(const struct config *config)
{
	return config->command == NULL && progress_seen();
}

/* The largest process stands for all. */
static const struct process *
progress_largest(const struct session *session)
{
	const struct process	*found = NULL;
	size_t			 i;

	for (i = 0; i < session->count; i++)
		if (found == NULL || session->alive[i]->series.last_value >
		    found->series.last_value)
			found = session->alive[i];
	return found;
}

void
progress_show(const struct session *session, int64_t elapsed)
{
	const struct config	*config = session->config;
	const struct process	*process = progress_largest(session);
	char			 text[PROGRESS_TEXT], curve[SPARKLINE_TEXT], of[32];

	if (process == NULL)
		return;
	of[0] = '\0';
	if (config->duration > 0)
		snprintf(of, sizeof(of), " of %" PRId64 " s",
		    config->duration / SECOND);
	sparkline_text(curve, &process->series, utf8_wanted());
	snprintf(text, sizeof(text), "%" PRId64 " s%s, %zu process%s, "
	    "%" PRIu64 " sample%s %s", elapsed / SECOND, of,
	    session->count, session->count == 1 ? "" : "es",
	    process->series.count, process->series.count == 1 ? "" : "s",
	    curve);
	progress_put(text);
}

void
progress_clear(void)
{
	progress_put("");
}
