/* replay.c: a fuzz target over the files that are named, without a fuzzer. */
/* SPDX-License-Identifier: MIT */
#include <err.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
replay(const char *path)
{
	FILE	*file = fopen(path, "rb");
	uint8_t	*data;
	size_t	 size;
	long	 end;

	if (file == NULL || fseek(file, 0, SEEK_END) == -1 ||
	    (end = ftell(file)) == -1)
		err(1, "%s", path);
	rewind(file);
	/* Exactly as large as the file: a sanitizer sees one byte too far. */
	size = (size_t)end;
	data = malloc(size);
	if (size > 0 && (data == NULL || fread(data, 1, size, file) != size))
		err(1, "%s", path);
	LLVMFuzzerTestOneInput(data, size);
	free(data);
	fclose(file);
}

int
main(int argc, char **argv)
{
	int	i;

	for (i = 1; i < argc; i++)
		replay(argv[i]);
	printf("%d replayed\n", argc - 1);
	return 0;
}
