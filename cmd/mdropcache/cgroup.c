/* cgroup.c: take memory back from a cgroup alone. */
/* SPDX-License-Identifier: MIT */
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
		    "needs a size (as 500M), or all, after the path");
	if (operand[1] != NULL)
		options_wrong(&m->options, operand[1],
		    "unexpected argument: one size is enough");
	request.all = strcmp(operand[0], "all") == 0;
	if (!request.all && (!parse_size(operand[0], &request.bytes) ||
	    request.bytes == 0))
		options_wrong(&m->options, operand[0],
		    "not a size (as 500M) or all");
	return request;
}

/* Says errno's reason; at is NULL where the cgroup was not found. */
static void
reclaim_refused(struct mdropcache *m, const struct meminfo_cgroup_at *at)
{
	const char	*reason;

	if (at == NULL && errno == ENOENT)
		reason = "no such memory cgroup (mfree --where=cgroups "
		    "lists them)";
	else if (errno == ENOENT)
		reason = "no memory.reclaim (since Linux 5.19, and not in "
		    "the root cgroup)";
	else if (errno == EOPNOTSUPP)
		reason = "in cgroup v1, which has no memory.reclaim";
	else if (errno == ELOOP)
		reason = COPY_LINK;
	else if (errno == EMLINK)
		reason = COPY_NAMES;
	else {
		options_complain_errno(&m->options, m->cgroup);
		return;
	}
	options_complain(&m->options, m->cgroup, reason);
}

static void
cgroup_show(struct table *table, const struct meminfo_cgroup *before,
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
cgroup_dry_run(const struct mdropcache *m, struct table *table, uint64_t bytes,
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
	cgroup_show(table, before, &unknown);
}

/* The kernel never finds all; less than a size is worth a word. */
static bool
reclaim_write(struct mdropcache *m, const struct meminfo_cgroup_at *at, int fd,
    const struct request *request)
{
	if (meminfo_reclaim_write(fd, request->bytes) == 0)
		return true;
	if (errno != EAGAIN) {
		reclaim_refused(m, at);
		return false;
	}
	if (!request->all)
		options_complain(&m->options, m->cgroup,
		    "less could be reclaimed than asked for");
	return true;
}

/* Refusals come before the kernel has worked for minutes. */
static int
reclaim_open(struct mdropcache *m, struct meminfo_cgroup_at *at)
{
	int	fd;

	if (meminfo_cgroup_named(m->options.root, m->cgroup, 0, at) == -1) {
		reclaim_refused(m, NULL);
		return -1;
	}
	fd = meminfo_reclaim_open(m->options.root, at);
	if (fd == -1)
		reclaim_refused(m, at);
	return fd;
}

static bool
request_size(struct mdropcache *m, struct request *request,
    const struct meminfo_cgroup *before)
{
	if (!request->all)
		return true;
	request->bytes = before->usage;
	if (before->usage != MEMINFO_ABSENT)
		return true;
	options_complain(&m->options, m->cgroup,
	    "no memory.current to tell how much \"all\" is");
	return false;
}

static void
reclaim_show(struct mdropcache *m, struct table *table,
    const struct meminfo_cgroup_at *at, int fd, struct request *request)
{
	struct meminfo_cgroup	before, after;

	if (meminfo_cgroup_read(m->options.root, at, &before) == -1)
		reclaim_refused(m, NULL);
	else if (!request_size(m, request, &before))
		return;
	else if (m->dry_run)
		cgroup_dry_run(m, table, request->bytes, &before);
	else if (!reclaim_write(m, at, fd, request))
		return;
	else if (meminfo_cgroup_read(m->options.root, at, &after) == -1)
		reclaim_refused(m, NULL);
	else
		cgroup_show(table, &before, &after);
}

static void
cgroup_run(struct mdropcache *m, struct table *table)
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
	"kind,before,after,freed", "kind,before,after,freed", cgroup_run
};
