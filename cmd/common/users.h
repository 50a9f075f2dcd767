/* users.h: names of users, each looked up once. */
/* SPDX-License-Identifier: MIT */
#ifndef USERS_H
#define USERS_H

#include "options.h"

struct users;

/*
 * Names below a root are those of its etc/passwd; wanted: whether any will be
 * asked for.  Complains where that file cannot be read.
 */
struct users *users_open(struct options *options, bool wanted);
/* The name, or the number where it has none; lives until users_close(). */
const char *users_name(struct users *users, uint64_t uid);
/* A user by name or number. */
bool	users_find(struct users *users, const char *name, size_t length,
	    uint64_t *uid);
void	users_close(struct users *users);

#endif
