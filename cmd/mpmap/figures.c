/* figures.c: the amounts of memory of a mapping, and their sums. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "mpmap.h"

uint64_t *
figures_at(struct figures *figures, size_t number)
{
	return &((uint64_t *)(void *)figures)[number];
}

void
figures_absent(struct figures *figures)
{
	size_t	i;

	for (i = 0; i < FIGURES; i++)
		*figures_at(figures, i) = MEMINFO_ABSENT;
}

#define FIGURE_VALUE(name, value, need, help) .name = value,

void
figures_of(const struct open_process *process, struct figures *out)
{
	const struct meminfo_map	*map = &process->map;
	const struct meminfo_usage	*usage = &process->usage;

	*out = (struct figures){ FIGURES_EACH(FIGURE_VALUE) };
}

void
figures_none(bool smaps, struct figures *out)
{
	figures_absent(out);
	if (smaps)
		memset(out, 0, sizeof(*out));
	out->size = 0;
}

unsigned
figures_unknown(const struct figures *figures)
{
	struct figures	copy = *figures;
	unsigned	bits = 0;
	size_t		i;

	for (i = 0; i < FIGURES; i++)
		if (*figures_at(&copy, i) == MEMINFO_ABSENT)
			bits |= 1U << i;
	return bits;
}

bool
figure_is_partly(const struct column *column, size_t figures, unsigned partly)
{
	return column->type == COLUMN_BYTES &&
	    (partly >> (column->offset - figures) / sizeof(uint64_t) & 1) != 0;
}

void
figures_add(struct figures *total, const struct figures *more)
{
	struct figures	copy = *more;
	size_t		i;

	for (i = 0; i < FIGURES; i++)
		*figures_at(total, i) = known_sum(*figures_at(total, i),
		    *figures_at(&copy, i));
}
