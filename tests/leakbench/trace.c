/* trace.c: the reasons for a verdict, step by step. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "mleakwatch/judge/looks.h"
#include "bench.h"

static const char *const	kind_name[MODEL_KINDS] = {
	"flat", "step", "steps", "ramp", "curve", "line", "onset",
	"step+line", "bursts", "bend", "warm+line"
};

static void
comparison_show(const char *name, const struct comparison *comparison)
{
	int	k;

	printf("%s: log odds growing %.1f, moving %.1f;", name,
	    comparison->log_odds_growing, comparison->log_odds_moving);
	for (k = 0; k < MODEL_KINDS; k++)
		if (comparison->probability[k] > 0.005)
			printf(" %s %.2f", kind_name[k],
			    comparison->probability[k]);
	printf("; %s %g [%g %g] from %.2f\n", kind_name[comparison->growing],
	    comparison->rate, comparison->rate_low, comparison->rate_high,
	    comparison->since);
}

static void
shifts_show(const struct look *look)
{
	int	i;

	for (i = 0; i < look->shifts.n; i++)
		printf("shift at %.3f: %g\n",
		    (look->curve.time[look->shifts.bucket[i]] -
		    look->curve.time[look->first]) / look->span,
		    look->shifts.height[i]);
}

void
trace_show(const struct series *series, const struct judge_options *options)
{
	struct look		*look = malloc(sizeof *look);
	struct models_room	*room = calloc(1, sizeof *room);
	struct waves_room	*waves = calloc(1, sizeof *waves);
	struct judge_result	 result;
	struct trend		 trend;
	char			 why[JUDGE_WHY];
	int			 i, first;
	bool			 begun;

	if (look == NULL || room == NULL || waves == NULL)
		exit(1);
	look->room = room;
	look->waves = waves;
	look->which = 0;
	begun = look_begin(look, series, series->used);
	if (begun)
		look_make(look, options);
	if (begun && look_weigh(look, -(double)INFINITY)) {
		look_plateaus(look);
		printf("%.0f samples behind the start-up, %d buckets, quantum "
		    "%g, idle %g s, slow wave %g cycles\n", look->samples,
		    look->curve.n - look->first, look->curve.quantum,
		    look->curve.idle_s, look->season.slow_cycles);
		shifts_show(look);
		comparison_show("means", &look->means);
		comparison_show("floors", &look->floors);
		printf("by both %.1f, by the line as well %.1f\n",
		    look->log_odds, look->leak_log_odds);
		printf("%d plateaus, gap cv %.2f, between %.2f, step/noise "
		    "%.1f; bursts' gap cv %.2f\n", look->plateaus.n,
		    look->plateaus.gap_cv, look->plateaus.between,
		    look->plateaus.step_to_noise,
		    look->stronger->gap_cv);
		for (i = 0; i < 8; i++) {
			first = look_bucket(look, i / 8.0);
			look_trend(look, first, look->curve.n, &trend);
			printf("from %d/8: slope %g, error %g%s\n", i,
			    trend.slope, trend.error, look_level(look, first,
			    look->curve.n) ? ", level" : "");
		}
	}
	free(waves);
	free(room);
	free(look);
	judge_series(series, options, &result);
	judge_why(why, &result, NULL);
	printf("%s, %s, confidence %.3f: %s\n",
	    judge_verdict_name(result.verdict),
	    judge_class_name(result.class), result.confidence, why);
}
