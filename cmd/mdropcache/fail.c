/* fail.c: messages that set the exit status. */
#include "mdropcache.h"

void
fail(struct mdropcache *m, const char *subject, const char *reason)
{
	m->partly = true;
	complain(subject, reason);
}

void
fail_errno(struct mdropcache *m, const char *subject)
{
	m->partly = true;
	complain_errno(subject);
}

void
fail_at(struct mdropcache *m, const char *path)
{
	m->partly = true;
	options_complain(&m->options, path);
}
