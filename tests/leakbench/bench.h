/* bench.h: what the files of leakbench share. */
#ifndef BENCH_H
#define BENCH_H

/*
 * Times and anon + swap + shmem of a TSV of samples, at most
 * so many; their number.  Exits where it cannot be read.
 */
int	samples_file(const char *path, double *when, double *bytes, int most);

/* A table of false alarms on AR(1), of so many curves for each cell. */
void	alarms_show(int repeats);

#endif
