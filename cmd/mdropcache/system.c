/* system.c: drop the caches of the whole system. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/known.h"
#include "mdropcache.h"

#define DROP_CACHES "/proc/sys/vm/drop_caches"

static const struct {
	const char	*name;
	unsigned	 level;
} level_name[] = {
	{ "1", MEMINFO_DROP_PAGECACHE },
	{ "pagecache", MEMINFO_DROP_PAGECACHE },
	{ "2", MEMINFO_DROP_SLAB },
	{ "slab", MEMINFO_DROP_SLAB },
	{ "3", MEMINFO_DROP_ALL },
	{ "all", MEMINFO_DROP_ALL },
};

struct reading {
	struct meminfo_system	system;
	uint64_t		available;
};

static unsigned
level_of(const struct mdropcache *m)
{
	size_t	i;

	if (m->operand[1] != NULL)
		options_wrong(&m->options, m->operand[1],
		    "unexpected argument: one level is enough (for files: -f)");
	for (i = 0; i < COUNT_OF(level_name); i++)
		if (strcmp(m->operand[0], level_name[i].name) == 0)
			return level_name[i].level;
	options_wrong(&m->options, m->operand[0],
	    "not 1, 2, 3, pagecache, slab or all (for files: -f)");
}

static bool
reading_take(struct mdropcache *m, struct reading *out)
{
	if (!options_system_read(&m->options, &out->system))
		return false;
	out->available = meminfo_system_available_read(m->options.root,
	    &out->system);
	return true;
}

/* Cached includes shmem, which is no cache and stays. */
static uint64_t
reading_page_cache(const struct meminfo_system *system)
{
	return system->shmem == MEMINFO_ABSENT ? system->cached :
	    known_minus(system->cached, system->shmem);
}

static void
reading_show(struct table *table, const struct reading *before,
    const struct reading *after)
{
	const struct meminfo_system	*b = &before->system;
	const struct meminfo_system	*a = &after->system;

	table_header(table);
	change_show(table, "page_cache", reading_page_cache(b),
	    reading_page_cache(a));
	change_show(table, "buffers", b->buffers, a->buffers);
	change_show(table, "slab_reclaimable", b->slab_reclaimable,
	    a->slab_reclaimable);
	growth_show(table, "free", b->free, a->free);
	growth_show(table, "available", before->available, after->available);
}

/* strerror() does not say why, or what to do instead. */
static const char *
drop_because(int error)
{
	switch (error) {
	case EACCES:
	case EPERM:
		return geteuid() == 0 ? " (a container without the right)" :
		    " (only root may; -f works without)";
	case EROFS:
		return " (a container, or /proc mounted read-only)";
	case ELOOP:
		return " (" COPY_LINK ")";
	case EMLINK:
		return " (" COPY_NAMES ")";
	default:
		return "";
	}
}

static void
drop_refused(struct mdropcache *m)
{
	char	reason[200], name[OPTIONS_PATH];
	int	error = errno;

	snprintf(reason, sizeof(reason), "%s%s; nothing was dropped",
	    strerror(error), drop_because(error));
	options_path(&m->options, DROP_CACHES, name);
	options_complain(&m->options, name, reason);
}

static void
system_dry_run(const struct mdropcache *m, struct table *table, unsigned level,
    const struct reading *before)
{
	struct reading	unknown;
	char		text[64], name[OPTIONS_PATH];

	if (!table->tsv) {
		snprintf(text, sizeof(text), "would %swrite %u to ",
		    m->no_sync ? "" : "sync, then ", level);
		out_text(table->out, text);
		options_path(&m->options, DROP_CACHES, name);
		out_safe(table->out, name, strlen(name));
		out_text(table->out, "\n\n");
	}
	memset(&unknown, 0xff, sizeof(unknown));	/* absent */
	reading_show(table, before, &unknown);
}

static bool
level_drop(struct mdropcache *m, int fd, unsigned level)
{
	if (!m->no_sync && !sync_system(m))
		return false;
	if (meminfo_drop_write(fd, level) == 0)
		return true;
	drop_refused(m);
	return false;
}

/* Opened before the sync, so that a refusal does not cost minutes. */
static void
system_run(struct mdropcache *m, struct table *table)
{
	struct reading	before, after;
	unsigned	level = level_of(m);
	int		fd;

	if (m->quiet_log)
		level |= MEMINFO_DROP_QUIET;
	fd = meminfo_drop_open(m->options.root);
	if (fd == -1)
		drop_refused(m);
	if (fd == -1 && !m->dry_run)
		return;
	if (reading_take(m, &before)) {
		if (m->dry_run)
			system_dry_run(m, table, level, &before);
		else if (level_drop(m, fd, level) && reading_take(m, &after))
			reading_show(table, &before, &after);
	}
	if (fd != -1)
		close(fd);
}

const struct form system_form = {
	FORM_SYSTEM, change_columns,
	"kind,before,after,freed", "kind,before,after,freed", system_run
};
