/* lost_by.c: the calls that allocated what a process has lost, by name. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "lost_by.h"

/* Bytes of a text: names of C++ are long, and the process wrote them. */
#define CALLS_TEXT 8192

/* The inner calls of a stack, as many as there is room for. */
static const char *
calls_inner(const char *calls)
{
	size_t		 length = strlen(calls);
	const char	*end;

	if (length <= CALLS_TEXT)
		return calls;
	calls += length - CALLS_TEXT;
	end = strchr(calls, ';');
	return end == NULL ? calls : end + 1;
}

void
lost_by_add(struct lost_by *lost_by, const char *calls, uint64_t bytes,
    uint64_t blocks)
{
	const char	*inner = calls_inner(calls);
	size_t		 i = 0;

	lost_by->named += blocks;
	lost_by->bytes += bytes;
	while (i < lost_by->count &&
	    strcmp(lost_by->stack[i].calls, inner) != 0)
		i++;
	if (i == LOST_BY_MOST)
		return;
	if (i == lost_by->count) {
		lost_by->stack[i] = (struct lost_stack){
			.calls = strdup(inner)
		};
		if (lost_by->stack[i].calls == NULL)
			return;
		lost_by->count++;
	}
	lost_by->stack[i].bytes += bytes;
	lost_by->stack[i].blocks += blocks;
}

static int
lost_stack_compare(const void *a, const void *b)
{
	const struct lost_stack	*one = a, *other = b;

	if (one->bytes != other->bytes)
		return one->bytes < other->bytes ? 1 : -1;
	return strcmp(one->calls, other->calls);
}

void
lost_by_sort(struct lost_by *lost_by)
{
	qsort(lost_by->stack, lost_by->count, sizeof(lost_by->stack[0]),
	    lost_stack_compare);
}

void
lost_by_free(struct lost_by *lost_by)
{
	while (lost_by->count > 0)
		free(lost_by->stack[--lost_by->count].calls);
	free(lost_by);
}

void
lost_calls_put(struct out *out, const char *calls, size_t indent)
{
	const char	*end = calls + strlen(calls), *at;
	size_t		 n;

	for (n = 0; end > calls; n++) {
		out_fill(out, ' ', indent);
		if (n == LOST_BY_CALLS) {
			out_text(out, "...\n");
			return;
		}
		at = end;
		while (at > calls && at[-1] != ';')
			at--;
		out_safe(out, at, (size_t)(end - at));
		out_char(out, '\n');
		end = at > calls ? at - 1 : calls;
	}
}
