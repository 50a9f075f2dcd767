/*
 * heap_record.c: record the image of a living process, for the fixtures of
 * the heap scan: heap_record PID >FILE.
 *
 * Pages of zeroes are left out, and those that cannot be written to, so that
 * the files stay small: a word that is not in an image points nowhere, as a
 * zero does.
 */
/* SPDX-License-Identifier: MIT */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "heap_image.h"
#include "mleakwatch/heap/capture.h"

static bool
page_is_zero(const unsigned char *page, size_t size)
{
	return page[0] == 0 && memcmp(page, page + 1, size - 1) == 0;
}

int
main(int argc, char **argv)
{
	const struct capture_limits	 limits = { 60000000000, 0 };
	struct capture			 capture;
	struct image			 image;
	const struct image_range	*range;
	const struct image_map		*map;
	uint64_t			 at;
	size_t				 i;

	if (argc != 2)
		errx(2, "usage: heap_record pid >file");
	if (capture_take(&capture, (pid_t)strtol(argv[1], NULL, 10),
	    &limits) != CAPTURE_TAKEN)
		errx(1, "%s", capture.why);
	image = capture.image;
	image.range = calloc(capture.bytes / image.page + 1,
	    sizeof(*image.range));
	if (image.range == NULL)
		err(1, NULL);
	image.ranges = 0;
	for (i = 0; i < capture.image.ranges; i++) {
		range = &capture.image.range[i];
		for (at = range->start; at < range->end; at += image.page) {
			map = image_map_at(&capture.image, at);
			if (map != NULL && map->flags & IMAGE_WRITABLE &&
			    !page_is_zero(range->bytes + (at - range->start),
			    (size_t)image.page))
				image.range[image.ranges++] =
				    (struct image_range){ at,
				    at + image.page,
				    range->bytes + (at - range->start) };
		}
	}
	if (!image_save(&image, STDOUT_FILENO))
		err(1, "stdout");
	free(image.range);
	capture_free(&capture);
	return 0;
}
