/* oom.c: any bytes as the kernel's log. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "fuzz.h"

static int
is_inside(const struct meminfo_oom_event *event, const char *text, size_t size)
{
	return event->text == NULL || (event->text >= text &&
	    event->text + event->text_length <= text + size);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char			*text = (const char *)data;
	struct meminfo_oom		 it;
	struct meminfo_oom_event	 event;
	int				 more;

	meminfo_oom_text(&it, text, size);
	while ((more = meminfo_oom_next(&it, &event)) == 1) {
		HOLDS(is_inside(&event, text, size));
		if (event.kind == MEMINFO_OOM_TASK) {
			HOLDS(strlen(event.task.comm) < MEMINFO_COMM_MAX);
			HOLDS(event.task.rss_pages == MEMINFO_ABSENT ||
			    event.task.rss_pages <= (uint64_t)1 << 58);
		}
		if (event.kind == MEMINFO_OOM_KILLED)
			HOLDS(strlen(event.kill.comm) < MEMINFO_COMM_MAX);
	}
	HOLDS(more == 0);
	return 0;
}
