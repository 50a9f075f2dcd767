/* extended_print.c: -X and -XX as text. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "extended.h"

static const char *const	fixed_title[FIXED] = {
	"Address", "Perm", "Offset", "Device", "Inode"
};

static void
text_show(struct out *out, const char *text, size_t width)
{
	size_t	length = strlen(text);

	if (length < width)
		out_fill(out, ' ', width - length);
	out_bytes(out, text, length);
}

static void
header_show(struct extended *x)
{
	size_t	i;

	for (i = 0; i < FIXED; i++) {
		text_show(x->out, fixed_title[i], x->width[i]);
		out_char(x->out, ' ');
	}
	for (i = 0; i < x->keys; i++) {
		if (!x->key[i].shown)
			continue;
		text_show(x->out, x->key[i].name, x->key[i].width);
		out_char(x->out, ' ');
	}
	if (x->flags_width > 0) {
		text_show(x->out, FLAGS_NAME, x->flags_width);
		out_char(x->out, ' ');
	}
	out_text(x->out, "Mapping\n");
}

static const char *
text_next(const char **at)
{
	const char	*cell = *at;

	*at += strlen(cell) + 1;
	return cell;
}

static void
path_show(const struct extended *x, const char *path)
{
	const char	*slash = strrchr(path, '/');

	if (*path == '/' && !x->process->mpmap->show_path)
		path = slash + 1;
	out_char(x->out, ' ');
	out_safe(x->out, path, strlen(path));
	out_char(x->out, '\n');
}

static void
flags_show(const struct extended *x, const char *flags)
{
	if (x->flags_width == 0)
		return;
	out_char(x->out, ' ');
	text_show(x->out, flags, x->flags_width);
}

static void
rows_print(const struct extended *x)
{
	const char	*at = x->cells.bytes, *end = at + x->cells.used;
	size_t		 i, count;

	while (at < end) {
		for (i = 0; i < FIXED; i++) {
			if (i > 0)
				out_char(x->out, ' ');
			text_show(x->out, text_next(&at), x->width[i]);
		}
		count = (size_t)*text_next(&at) - 1;
		for (i = 0; i < x->keys; i++) {
			if (!x->key[i].shown)
				continue;
			out_char(x->out, ' ');
			text_show(x->out, i < count ? text_next(&at) : "-",
			    x->key[i].width);
		}
		flags_show(x, text_next(&at));
		path_show(x, text_next(&at));
	}
}

static void
footer_show(struct extended *x)
{
	char	total[SIZE_TEXT];
	size_t	i, gap = 0;

	for (i = 0; i < FIXED; i++)
		gap += x->width[i] + 1;
	out_fill(x->out, ' ', gap);
	for (i = 0; i < x->keys; i++) {
		if (!x->key[i].shown)
			continue;
		out_fill(x->out, '=', x->key[i].width);
		out_char(x->out, ' ');
	}
	out_char(x->out, '\n');
	out_fill(x->out, ' ', gap);
	for (i = 0; i < x->keys; i++) {
		if (!x->key[i].shown)
			continue;
		total[extended_number(x, &x->key[i], x->key[i].total,
		    total)] = '\0';
		text_show(x->out, total, x->key[i].width);
		out_char(x->out, ' ');
	}
	out_text(x->out, x->process->mpmap->options.size.human ? "\n" :
	    "KB \n");
}

/* Like pmap: without the header, only the cells widen a column. */
static void
widths_settle(struct extended *x)
{
	char	total[SIZE_TEXT];
	size_t	i;

	if (x->process->mpmap->quiet)
		return;
	for (i = 0; i < FIXED; i++)
		widen(&x->width[i], strlen(fixed_title[i]));
	for (i = 0; i < x->keys; i++) {
		widen(&x->key[i].width, strlen(x->key[i].name));
		widen(&x->key[i].width,
		    extended_number(x, &x->key[i], x->key[i].total, total));
	}
	if (x->flags_width > 0)
		widen(&x->flags_width, strlen(FLAGS_NAME));
}

void
extended_print(struct extended *x)
{
	bool	quiet = x->process->mpmap->quiet;

	widths_settle(x);
	if (!quiet && x->cells.used > 0)
		header_show(x);
	rows_print(x);
	if (!quiet && x->keys > 0)
		footer_show(x);
}
