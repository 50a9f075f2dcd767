/* need.c: which files tell what is needed. */
#include "mtop.h"

#define NEED_TEXTS (NEED_CMDLINE | NEED_EXE | NEED_CGROUP | NEED_WCHAN | \
	NEED_OOM_SCORE | NEED_OOM_ADJUST)

static void
reach(size_t *size, const struct column *column)
{
	size_t	end = column->offset + sizeof(uint64_t);

	if (*size < end)
		*size = end;
}

void
need_gather(struct mtop *mtop, const struct table *table)
{
	const struct column	*by = NULL;
	size_t			 size = ROW_HEAD, i;

	mtop->need = table_need(table) | order_need(&mtop->order) |
	    selection_need(&mtop->selection);
	if (mtop->group != NULL)
		by = group_column(mtop->group);
	if (by != NULL) {
		mtop->need |= by->need;
		reach(&size, by);
	}
	if (mtop->command_line && !mtop->options.tsv)
		mtop->need |= NEED_NAME;
	for (i = 0; i < table->count; i++)
		reach(&size, table->chosen[i]);
	for (i = 0; i < mtop->order.count; i++)
		reach(&size, mtop->order.key[i].column);
	if ((mtop->need & NEED_TEXTS) != 0)
		size = sizeof(struct row);
	mtop->row_size = size;
}

/*
 * status costs as much as stat and statm together, and tells what both do
 * but for the times: it is read only where something is in it alone.  A
 * capture's directories belong to whoever made it, so that status has to tell
 * the owner there.
 */
static unsigned
sources(unsigned need, bool live)
{
	unsigned	want = 0;

	if ((need & NEED_STATUS) != 0 || ((need & NEED_OWNER) != 0 && !live))
		want |= MEMINFO_STATUS;
	if ((need & NEED_STAT) != 0 || ((need & NEED_NAME) != 0 && want == 0))
		want |= MEMINFO_STAT;
	if ((need & NEED_MEMORY) != 0 && (want & MEMINFO_STATUS) == 0)
		want |= MEMINFO_STATM;
	return want;
}

/*
 * Each of the sources tells who has memory.  Who has none is a kernel thread
 * or a zombie, which the others do not show; a rollup that can be read does.
 */
void
need_resolve(struct mtop *mtop)
{
	unsigned	need = mtop->need;
	unsigned	want = sources(need, mtop->machine.live);
	bool		rollup = (need & NEED_ROLLUP) != 0;

	mtop->rollup_alone = rollup && want == 0 &&
	    (need & (NEED_OWNER | NEED_TEXTS)) == 0;
	if (want == 0 && (rollup || !mtop->kernel))
		want = MEMINFO_STATM;
	/* The list of -p may name what is not there. */
	if (want == 0 ||
	    ((need & NEED_OWNER) != 0 && (want & MEMINFO_STATUS) == 0))
		want |= MEMINFO_OWNER;
	mtop->directory = rollup || (need & NEED_TEXTS) != 0;
	mtop->want = want;
}
