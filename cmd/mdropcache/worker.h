/* worker.h: what the process that looks at files tells the one that prints. */
/* SPDX-License-Identifier: MIT */
#ifndef WORKER_H
#define WORKER_H

#include "files.h"

/* The names given, looked at by workers: one more where one hangs. */
void	worker_names(struct files *files, const struct grow *names);

/* --- in the worker --- */

/* That is looked at next: it is named where the worker hangs. */
void	worker_mark(struct files *files, const char *path);
void	worker_row(struct files *files, const struct found *found);
/* As options_complain() and options_complain_errno(). */
void	worker_complain(struct files *files, const char *path,
	    const char *reason);
void	worker_complain_errno(struct files *files, const char *path);
/* A file system is synced as a whole: said once. */
void	worker_notice(struct files *files, const char *path);

#endif
