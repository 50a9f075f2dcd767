/* progress.c: how far the watching has got, on a terminal. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/tick.h"
#include "live.h"

#define WIDTH 60

static void
put(const char *text)
{
	char	line[6 * WIDTH];
	int	length;

	/* Blanks, as not every terminal knows how to erase. */
	length = snprintf(line, sizeof(line), "\r%*s\r%s", WIDTH, "", text);
	/* Nothing depends on it. */
	if (write(STDERR_FILENO, line, (size_t)length) == -1)
		return;
}

bool
progress_wanted(const struct mleakwatch *watch)
{
	return watch->command == NULL && isatty(STDERR_FILENO) == 1;
}

/* The greatest of those that live stands for all. */
static const struct process *
greatest(const struct watching *watching)
{
	const struct process	*found = NULL;
	size_t			 i;

	for (i = 0; i < watching->count; i++)
		if (found == NULL || watching->alive[i]->series.last_bytes >
		    found->series.last_bytes)
			found = watching->alive[i];
	return found;
}

void
progress_show(const struct watching *watching, int64_t elapsed)
{
	const struct mleakwatch	*watch = watching->watch;
	const struct process	*process = greatest(watching);
	char			 text[4 * WIDTH], curve[CURVE_TEXT], of[32];

	if (process == NULL)
		return;
	of[0] = '\0';
	if (watch->duration > 0)
		snprintf(of, sizeof(of), " of %" PRId64 " s",
		    watch->duration / SECOND);
	curve_text(curve, &process->series, curve_utf8());
	snprintf(text, sizeof(text), "%" PRId64 " s%s, %zu process%s, "
	    "%" PRIu64 " samples %s", elapsed / SECOND, of,
	    watching->count, watching->count == 1 ? "" : "es",
	    process->series.count, curve);
	put(text);
}

void
progress_clear(void)
{
	put("");
}
