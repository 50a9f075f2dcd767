/* list.c: lists with commas, as users type them. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "list.h"

bool
list_next(const char **list, const char **item, size_t *length)
{
	if (*list == NULL)
		return false;
	*item = *list;
	*length = strcspn(*item, ",");
	*list = (*item)[*length] == '\0' ? NULL : *item + *length + 1;
	return true;
}

bool
list_has(const char *list, const char *name)
{
	const char	*item;
	size_t		 length, own = strlen(name);

	while (list_next(&list, &item, &length))
		if (length == own && memcmp(item, name, length) == 0)
			return true;
	return false;
}
