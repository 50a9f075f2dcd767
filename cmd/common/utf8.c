/* utf8.c: whether text may be more than ASCII. */
/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "utf8.h"

bool
utf8_wanted(void)
{
	static const char *const	name[] = { "LC_ALL", "LC_CTYPE",
					    "LANG" };
	const char			*value = NULL;
	size_t				 i, length;

	for (i = 0; i < sizeof(name) / sizeof(name[0]) &&
	    (value == NULL || *value == '\0'); i++)
		value = getenv(name[i]);
	if (value == NULL)
		return false;
	length = strcspn(value, ".");
	value += length + (value[length] != '\0');
	length = strcspn(value, "@");
	return (length == 5 && strncasecmp(value, "UTF-8", 5) == 0) ||
	    (length == 4 && strncasecmp(value, "utf8", 4) == 0);
}
