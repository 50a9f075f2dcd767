/* complain.c: messages that make the exit status 1. */
#include "mpmap.h"

void
mpmap_complain(struct mpmap *mpmap, const char *subject, const char *reason)
{
	mpmap->partly = true;
	complain(subject, reason);
}

void
mpmap_complain_errno(struct mpmap *mpmap, const char *subject)
{
	mpmap->partly = true;
	complain_errno(subject);
}
