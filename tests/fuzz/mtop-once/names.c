/* names.c: any text as a cgroup's path, and as a test of --only. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "mtop-once/containers.h"
#include "mtop-once/only.h"

#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char		*text = malloc(size + 1), uid[POD_UID_MAX + 1];
	const char	*id;
	struct only	 only;

	memcpy(text, data, size);
	text[size] = '\0';
	id = container_of(text);
	HOLDS(id == NULL || (id >= text && strspn(id, "0123456789abcdef") >=
	    CONTAINER_ID));
	if (pod_of(text, uid))
		HOLDS(strspn(uid, "0123456789abcdef-") == strlen(uid));
	if (only_parse(&only, text) == NULL)
		HOLDS(only.column != NULL && (only.less || only.equal ||
		    only.more));
	free(text);
	return 0;
}
