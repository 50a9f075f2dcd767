/* trouble.c: what could not be read, and of how many processes. */
#include <errno.h>
#include <stdio.h>

#include "mtop.h"

/* A process that ended meanwhile is no trouble. */
void
trouble_note(struct troubles *troubles, int error)
{
	if (error == ENOENT || error == ESRCH)
		return;
	if (error == EACCES || error == EPERM)
		troubles->count[TROUBLE_PROCESS]++;
	else if (error == EBADMSG)
		troubles->count[TROUBLE_FORMAT]++;
	else if (troubles->count[TROUBLE_OTHER]++ == 0)
		troubles->error = error;
}

void
trouble_join(struct troubles *to, const struct troubles *from)
{
	size_t	i;

	if (to->count[TROUBLE_OTHER] == 0)
		to->error = from->error;
	for (i = 0; i < TROUBLES; i++)
		to->count[i] += from->count[i];
}

static const struct {
	const char	*what;
	int		 error;		/* 0: as noted */
} said[TROUBLES] = {
	[TROUBLE_PROCESS] = { "", EACCES },
	[TROUBLE_FORMAT] = { "", EBADMSG },
	[TROUBLE_OTHER] = { "", 0 },
	[TROUBLE_ROLLUP] = { "smaps_rollup of ", EACCES },
	[TROUBLE_NO_ROLLUP] = { "smaps_rollup of ", ENOENT },
	[TROUBLE_EXE] = { "exe of ", EACCES },
};

bool
trouble_say(const struct troubles *troubles)
{
	char	subject[64];
	bool	any = false;
	size_t	i, count;

	for (i = 0; i < TROUBLES; i++) {
		count = troubles->count[i];
		if (count == 0)
			continue;
		any = true;
		snprintf(subject, sizeof(subject), "%s%zu process%s",
		    said[i].what, count, count == 1 ? "" : "es");
		errno = said[i].error == 0 ? troubles->error : said[i].error;
		complain_errno(subject);
	}
	return any;
}
