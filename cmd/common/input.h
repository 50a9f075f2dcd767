/* input.h: a file to read that the caller has named; "-" is standard input. */
/* SPDX-License-Identifier: MIT */
#ifndef INPUT_H
#define INPUT_H

/* A descriptor for input_close(); -1 with errno. */
int	input_open(const char *file);
void	input_close(int fd);
/* The file as messages call it. */
const char *input_name(const char *file);

#endif
