/* params.h: every constant of the judge: unit, meaning, source of the figure. */
/* SPDX-License-Identifier: MIT */
#ifndef PARAMS_H
#define PARAMS_H

/* --- what is looked at (views.c) --- */

/* Equal times of a curve; more would tell more only of its noise. */
#define CURVE_BUCKETS 256
/* Samples.  Fewer show neither noise nor slope, and mostly a start. */
#define MIN_SAMPLES 48
/* The same by work, where only a leak is told. */
#define MIN_WORK_SAMPLES 24
/* Buckets behind the start-up; fewer show neither noise nor slope. */
#define MIN_BUCKETS 16
/* Cells that have a value; Student's t of fewer has no variance. */
#define MIN_CELLS 6
/* Share of the time, cut off as start-up. */
#define START_UP 0.0625
/* Means: growth is in the slow part of a curve, more cells show its noise. */
#define MEAN_CELLS 64
/* Least values: a cell holds several runs of a collector. */
#define FLOOR_CELLS 32
/* Parts of the span, in which the time of a mean is rounded. */
#define TIME_GRID 16384.0
/* Standard deviations; a cell further from its neighbours is clipped. */
#define CLIP 4.0
/* A median of absolute values makes the deviation of Gaussian noise. */
#define MAD_TO_SD 1.4826

/* Changes of a value; fewer do not show by what it steps. */
#define QUANTUM_CHANGES 4

/* --- idle times (views.c) --- */

/* Times the usual pause between two rises of the work clock. */
#define IDLE_PAUSES 10.0
/* Share of all pauses that are usual. */
#define IDLE_USUAL 0.9
/* Share of the time; a shorter pause is not cut out. */
#define IDLE_SHARE 0.05
/* Buckets that a curve must have stopped for. */
#define STOPPED_BUCKETS 8
/* Longest times without a change before that this must last. */
#define STOPPED_PAUSES 3

/* --- abrupt shifts of the level (shifts.c) --- */

/* Shifts that are told apart; more are stairs, or noise. */
#define MAX_SHIFTS 8
/* Buckets of which a median is taken before and after a shift. */
#define SHIFT_SIDE 4
/* Times the ninth largest change; 3 keeps white noise below 1 in 1000. */
#define SHIFT_ABOVE_OTHERS 3.0
/* Standard deviations of the change from bucket to bucket. */
#define SHIFT_TO_NOISE 4.0
/* Share of a shift that comes from one bucket to the next. */
#define SHIFT_AT_ONCE 0.5
/* Share of the growth before; a deeper fall empties a queue or a heap. */
#define FALL_RESET 0.9
/* More falls are the teeth of a saw. */
#define MAX_FALLS 2

/* --- seasons (season.c) --- */

/*
 * Cycles.  Fewer than three also occur in a random walk; more than 24 last
 * less than four cells and fall out of every mean.
 */
#define MIN_WAVES 3
#define MAX_WAVES 24
/* Tenths of a cycle that an unknown wave must have to be weighed as one. */
#define SLOW_WAVE_TENTHS 17
/* Tenths of a cycle of the slowest wave that is tried. */
#define SLOWEST_TENTHS 14
/* Share of the variance about a line that it explains. */
#define SLOW_WAVE_SHARE 0.75
/* Prior log odds of such a wave; 16 periods are tried. */
#define SLOW_WAVE_LOG_ODDS -4.0
/* Times that a slow wave and its overtone are fitted in turn. */
#define SLOW_WAVE_TURNS 3
/* Cycles of a known period that must have been seen. */
#define MIN_SEASON 0.9
/* Share of the variance about a line; no wave of 3 cycles has it in a walk. */
#define WAVE_SHARE 0.5
/* The same of waves of whole cycles: with less there is none between them. */
#define WAVE_PROBE 0.25
/* Rounding of times may make it that much less. */
#define WAVE_ROUNDING 0.001
/* Points of a cycle; a wave with fewer would be taken for a slower one. */
#define WAVE_POINTS 4

/* --- plateaus (shifts.c) --- */

/* Share of the growth; lower swings are no events. */
#define PLATEAU_GRAIN 0.005
/* Mean distances of points; nobody looked during a longer pause. */
#define PLATEAU_PAUSE 4
/* Points that are independent at the least. */
#define MIN_EFFECTIVE 8.0

/* --- straight lines (points.c) --- */

/* Autocorrelation is allowed for over 1/this of the points. */
#define TREND_LAGS 4
/* Points that a shorter, bolder error allows for. */
#define TREND_SHORT_LAGS 3

/* --- noise (noise.c) --- */

/* Growth beside a random walk is a twentieth as likely as beside others. */
#define WALK_GROWTH 0.05
/* Share of the time; noise that remembers as much seldom returns. */
#define LONG_MEMORY 0.25
/* Growth beside such noise is half as likely. */
#define LONG_GROWTH 0.5

/* --- models (models.c) --- */

/* Level shifts that are searched cell by cell. */
#define MAX_BURSTS 12
/* Noise variances that a further one must explain. */
#define BURST_GAIN 6.0
/*
 * Zellner's g by the number of cells.  1 keeps the most for noise; 4 finds 5 of
 * 840 leaks more, and doubles false alarms on noise with a long memory.
 */
#define ZELLNER_G 2.0
/* Bursts that growth in bursts needs; four may be chance. */
#define MIN_BURSTS 5
/* Cells over which one step may be spread by means. */
#define MAX_STEP_CELLS 3
/* Effective number of rises below which they are one step. */
#define SINGLE_STEP 1.3
/* Share of the rises; deeper falls leave a curve level. */
#define SHIFT_NET 0.5
/* Place of the last knot; growth in what follows has no time to show. */
#define LAST_KNOT 0.85
/* Quanta of the values; less growth is not told in bursts. */
#define BURST_QUANTA 16.0
/* Largest log odds that the times of bursts can add for their end. */
#define MAX_TIMES_GAIN 36.0
/* Log evidence below the best that makes no difference. */
#define NEGLIGIBLE 10.0
/* Deviations of the rate, either way: so it holds in 95 to 99 of 100. */
#define RATE_DEVIATIONS 1.6
/* Share of a curve that growth leaves at the least. */
#define TINY_REST 1e-12
/* Odds beyond a million are no better known. */
#define CERTAIN 1e-6

/* --- tests of a stretch (looks.c) --- */

/* Buckets that a stretch must have to be tested. */
#define LEVEL_BUCKETS 12
/* Errors of a slope within which a stretch is level. */
#define LEVEL_ERRORS 2.0
/* Growth slows: each quarter's slope is at most this share of the last. */
#define SLOWING 0.9
/* Errors by which the last quarter's slope must differ from the first one's. */
#define SLOWED_ERRORS 12.0
/* Share of the first quarter's growth; smooth growth has no greater change. */
#define SLOWED_ABRUPT 0.25
/* Parts of the time; growth that slowed and went on before does so again. */
#define SLOWED_PARTS 16
/* Place in a stretch up to which its first lows are. */
#define LOW_EARLY 0.4
/* Lowest values that may be dips. */
#define LOW_DIPS 2
/* Share of the growth by which its last lows must be above them. */
#define LOW_SHARE 0.05
/* Share of the growth at which it is nearly complete. */
#define GROWN_SHARE 0.95
/* Errors of a slope beyond which a trend is never called small. */
#define BOUND_ERRORS 4.0
/* Intervals in which rises of the least value are counted. */
#define FLOOR_RISES 48

/* --- one figure of several looks (looks.c) --- */

/* Log odds for and against growth by which the two views contradict. */
#define CONTRADICTION 3.0
/*
 * The weights are those of a logistic regression on 6,400 hard curves and on
 * noise without growth.  The base keeps false alarms on the latter rare.
 */
#define JOIN_BASE -1.6
/* For each log odd of growth that goes on, by both views. */
#define JOIN_LOOKS 1.67
/* For each error by which the straight line rises, up to ten. */
#define JOIN_LINE 0.45
#define JOIN_LINE_MOST 10.0
/* For each log odd of any movement, up to 20: growth that ended moves too. */
#define JOIN_MOVES -0.2
#define JOIN_MOVES_MOST 20.0

/* --- verdicts (judge.c) --- */

/* Deviations from its line by which a curve may meet a limit earlier. */
#define SWING_DEVIATIONS 1.0
/* A leak needs log odds of this / samples: 1.0 at 300 samples. */
#define FEW_SAMPLES 300.0
/* Log odds of a leak that needs no second look at its last part: 7 to 1. */
#define LEAK_CLEAR 2.0
/* Log odds of a leak that stays one until samples contradict it. */
#define LEAK_SET_LOG_ODDS 1.0
/* Log odds below which a leak does not stay one. */
#define LEAK_KEEP_LOG_ODDS -0.5
/*
 * A look back is at this share of the next one's time, down to a third.  To
 * look often, or at few samples, is to find chance.
 */
#define LOOKBACK_RATIO 0.84
#define LOOKBACKS 6
/* Log odds more that one of them needs to show a leak: any of six may err. */
#define LOOKBACK_LOG_ODDS 1.0
/*
 * Errors by which the straight line of a look back must rise, unless the level
 * shifted: 4.5 was the least of 240 that were leaks.
 */
#define LEAK_LINE 3.0
/* Log odds of growth below which it is ruled out: 4.5 to 1 against. */
#define NO_LEAK_LOG_ODDS -1.5
/* The same for a curve that is level by its own samples. */
#define LEVEL_LOG_ODDS -0.5
/* Log odds of any movement from which it is worth a word. */
#define MOVES_LOG_ODDS 2.3
/* Share of the growth that is one step, if that is all there is. */
#define STEP_SHARE 0.7
/* Share of the time; an earlier step belongs to the start-up. */
#define STEP_EARLIEST 0.25
/* Longest gaps between rises that a curve must rest to have ended. */
#define REST_GAPS 3.0
/* Growth that was a leak must have ended before this place. */
#define LEAK_ENDED 0.6
/* Place from which on the last quarter is looked at by itself. */
#define LAST_QUARTER 0.75
/* Share of the growth; more in the last half or quarter is no level. */
#define HALF_SHARE 0.25
/* Share of its swings; if more growth is possible, a wave may hide it. */
#define SWING_SHARE 0.4
/* Share of the growth; less in the time watched has ended. */
#define ENDED_SHARE 0.1
/* Share of the growth so far, and quanta, that a line's growth must have. */
#define MIN_LINE_SHARE 0.05
#define MIN_LINE_QUANTA 4.0
/* Place from which on the last part is looked at again. */
#define LAST_PART 0.67
/* Place from which on a level stretch must not rise. */
#define LAST_END 0.85
/* Errors of its slope. */
#define CONTRADICT_ERRORS 3.0
/* Share of the rate that it must have at least. */
#define LAST_SHARE 0.5
/* Gaps between chance events have a deviation of 1 mean, a clock's 0. */
#define MIN_GAP_CV 0.38
/* The same where it may also grow between the steps. */
#define MIN_GAP_CV_UNCLEAR 0.55
/* Share of the probability of growth that is on bursts. */
#define MIN_BURSTS_SHARE 0.3
/* Mean rise by the deviation in a level; lower ones may be swings. */
#define MIN_STEP_TO_NOISE 6.0
/* Share of the growth within the levels of a curve that grows in steps. */
#define MAX_BETWEEN 0.25
/* The same where it surely grows in steps alone. */
#define CLEAR_BETWEEN 0.1
/* Share of the memory; less growth in the time watched is next to nothing. */
#define MIN_TINY_SHARE 0.01
/* Share of the memory; growth of so much in the time watched matters. */
#define MIN_GROWTH_SHARE 0.1

#endif
