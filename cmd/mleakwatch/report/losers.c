/* losers.c: who lost it, beneath a verdict. */
/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>

#include "mleakwatch/stacks/lost_by.h"
#include "report.h"

#define INDENT 8

static void
loser_put(struct out *out, const struct lost_by *lost_by, size_t i)
{
	const struct lost_stack	*stack = &lost_by->stack[i];
	char			 text[96];

	snprintf(text, sizeof(text), "%" PRIu64 " bytes in %" PRIu64
	    " block%s, %.0f %% of these:\n", stack->bytes, stack->blocks,
	    stack->blocks == 1 ? "" : "s",
	    100 * (double)stack->bytes / (double)lost_by->bytes);
	out_fill(out, ' ', INDENT);
	out_text(out, text);
	lost_calls_put(out, stack->calls, INDENT + 4);
}

void
losers_put(struct out *out, const struct outcome *outcome)
{
	const struct lost_by	*lost_by = outcome->lost_by;
	char			 text[160];
	size_t			 i;

	if (lost_by == NULL || lost_by->seconds <= 0 ||
	    outcome->result.verdict != JUDGE_LEAK)
		return;
	snprintf(text, sizeof(text), "calls watched for %.1f s: %" PRIu64
	    " of %" PRIu64 " lost blocks were allocated in that time%s\n",
	    lost_by->seconds, lost_by->named, lost_by->lost,
	    lost_by->slow ? "; ended early (--max-slow)" : "");
	out_fill(out, ' ', INDENT);
	out_text(out, text);
	for (i = 0; i < lost_by->count && i < LOST_BY_STACKS; i++)
		loser_put(out, lost_by, i);
}
