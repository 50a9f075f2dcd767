/* list.h: lists with commas, as users type them. */
/* SPDX-License-Identifier: MIT */
#ifndef LIST_H
#define LIST_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Takes the next item off the front; false at the end, where *list is NULL.
 * Any list but NULL has an item, which may be empty.
 */
bool	list_next(const char **list, const char **item, size_t *length);
bool	list_has(const char *list, const char *name);

#endif
