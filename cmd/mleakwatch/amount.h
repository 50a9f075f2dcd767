/* amount.h: sizes, rates and times as they are typed. */
#ifndef AMOUNT_H
#define AMOUNT_H

#include <stdbool.h>
#include <stdint.h>

/* Positive seconds, or with one of s m h d w behind them. */
bool	amount_duration(const char *text, int64_t *nanoseconds);
/* Positive bytes, or with one of K M G T (1024) behind them. */
bool	amount_size(const char *text, double *bytes);
/* A size, by the hour or as said: 4M, 4M/h, 100/s, 1G/d; in bytes/s. */
bool	amount_rate(const char *text, double *rate);

#endif
