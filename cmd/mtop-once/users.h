/* users.h: names of users, each looked up once. */
#ifndef USERS_H
#define USERS_H

#include "common/options.h"

struct users;

/* needed: names will be asked for; nothing is opened where they are not. */
struct users *users_open(struct options *options, bool needed);
/* The name, or the number where it has none; lives until users_close(). */
const char *users_name(struct users *users, uint64_t uid);
bool	users_find(struct users *users, const char *name, size_t length,
	    uint64_t *uid);
void	users_close(struct users *users);

#endif
