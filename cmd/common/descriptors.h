/* descriptors.h: which descriptors are open, and how many may be. */
/* SPDX-License-Identifier: MIT */
#ifndef DESCRIPTORS_H
#define DESCRIPTORS_H

/* The soft limit to the hard one, for those that need one each of something. */
void	descriptors_raise(void);
/*
 * Opens what of 0 to 2 the caller had closed, so that no file that is opened
 * later takes its place: output to it fails, instead of going into that file.
 */
void	descriptors_hold(void);
/* Closes all that are open but that one. */
void	descriptors_close(int but);

#endif
