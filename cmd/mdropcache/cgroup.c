/* cgroup.c: take memory back from a cgroup alone. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/parse.h"
#include "mdropcache.h"

struct request {
	bool		all;
	uint64_t	bytes;
};

static struct request
request_of(const struct mdropcache *m)
{
	struct request	request = { false, 0 };
	char *const	*operand = m->operand;

	if (operand[0] == NULL)
		options_wrong(&m->options, "--cgroup",
		    "a size, or all, must follow the path");
	if (operand[1] != NULL)
		options_wrong(&m->options, operand[1], "one size, no more");
	request.all = strcmp(operand[0], "all") == 0;
	if (!request.all && (!parse_size(operand[0], &request.bytes) ||
	    request.bytes == 0))
		options_wrong(&m->options, operand[0],
		    "neither a size (as 500M) nor all");
	return request;
}

/* Of a cgroup that is there (at), or was not found (NULL). */
static void
refused(struct mdropcache *m, const struct meminfo_cgroup_at *at)
{
	const char	*reason;

	if (at == NULL && errno == ENOENT)
		reason = "no such memory cgroup";
	else if (errno == ENOENT)
		reason = "no memory.reclaim (since Linux 5.19, and not in "
		    "the root cgroup)";
	else if (errno == EOPNOTSUPP)
		reason = "of cgroup v1, which has no memory.reclaim";
	else {
		options_complain_errno(&m->options, m->cgroup);
		return;
	}
	options_complain(&m->options, m->cgroup, reason);
}

static void
show(struct table *table, const struct meminfo_cgroup *before,
    const struct meminfo_cgroup *after)
{
	table_header(table);
	change_show(table, "usage", before->usage, after->usage);
	change_show(table, "file", before->stat.file, after->stat.file);
	change_show(table, "anon", before->stat.anon, after->stat.anon);
	change_show(table, "slab_reclaimable", before->stat.slab_reclaimable,
	    after->stat.slab_reclaimable);
	change_show(table, "swap", before->swap_usage, after->swap_usage);
}

static void
dry_run(const struct mdropcache *m, struct table *table, uint64_t bytes,
    const struct meminfo_cgroup *before)
{
	struct meminfo_cgroup	unknown;
	char			text[64];

	if (!table->tsv) {
		snprintf(text, sizeof(text),
		    "would reclaim %llu bytes from ",
		    (unsigned long long)bytes);
		out_text(table->out, text);
		out_safe(table->out, m->cgroup, strlen(m->cgroup));
		out_text(table->out, "\n\n");
	}
	memset(&unknown, 0xff, sizeof(unknown));	/* absent */
	show(table, before, &unknown);
}

/* The kernel never finds all of it; to get less than a size is worth a word. */
static bool
reclaim(struct mdropcache *m, const struct meminfo_cgroup_at *at, int fd,
    const struct request *request)
{
	if (meminfo_reclaim_write(fd, request->bytes) == 0)
		return true;
	if (errno != EAGAIN) {
		refused(m, at);
		return false;
	}
	if (!request->all)
		options_complain(&m->options, m->cgroup,
		    "less could be reclaimed than asked for");
	return true;
}

/* Said before the kernel has worked for minutes, and in a dry run as well. */
static int
reclaim_open(struct mdropcache *m, struct meminfo_cgroup_at *at)
{
	int	fd;

	if (meminfo_cgroup_named(m->options.root, m->cgroup, 0, at) == -1) {
		refused(m, NULL);
		return -1;
	}
	fd = meminfo_reclaim_open(m->options.root, at);
	if (fd == -1)
		refused(m, at);
	return fd;
}

static bool
size_all(struct mdropcache *m, struct request *request,
    const struct meminfo_cgroup *before)
{
	if (!request->all)
		return true;
	request->bytes = before->usage;
	if (before->usage != MEMINFO_ABSENT)
		return true;
	options_complain(&m->options, m->cgroup,
	    "no memory.current, to tell how much all is");
	return false;
}

static void
reclaim_show(struct mdropcache *m, struct table *table,
    const struct meminfo_cgroup_at *at, int fd, struct request *request)
{
	struct meminfo_cgroup	before, after;

	if (meminfo_cgroup_read(m->options.root, at, &before) == -1)
		refused(m, NULL);
	else if (!size_all(m, request, &before))
		return;
	else if (m->dry_run)
		dry_run(m, table, request->bytes, &before);
	else if (!reclaim(m, at, fd, request))
		return;
	else if (meminfo_cgroup_read(m->options.root, at, &after) == -1)
		refused(m, NULL);
	else
		show(table, &before, &after);
}

static void
run(struct mdropcache *m, struct table *table)
{
	struct request			request = request_of(m);
	struct meminfo_cgroup_at	at;
	int				fd = reclaim_open(m, &at);

	if (fd == -1)
		return;
	reclaim_show(m, table, &at, fd, &request);
	close(fd);
}

const struct form cgroup_form = {
	FORM_CGROUP, change_columns,
	"kind,before,after,freed", "kind,before,after,freed", run
};
