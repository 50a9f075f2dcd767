/* python.h: objects of a CPython, by type, without symbols. */
/* SPDX-License-Identifier: MIT */
#ifndef HEAP_PYTHON_H
#define HEAP_PYTHON_H

#include "image.h"

#include "common/grow.h"

#define PYTHON_NAME 64

struct python_type {
	uint64_t	address;	/* 0: an empty slot */
	uint64_t	size;		/* of an instance, bytes */
	uint64_t	count;		/* instances found */
	uint64_t	before;		/* the same at an earlier scan */
	uint64_t	example;	/* the first of them */
	char		name[PYTHON_NAME];	/* "": it is no type */
};

struct python {
	const struct image	*image;
	struct image_cursor	 cursor, far;
	struct python_type	*type;		/* a hash table */
	size_t			 slots, used;
	uint64_t		 seed;
};

/* Is it a CPython?  By the names of its files. */
bool	python_is(const struct image *image);
/* false: no memory of our own.  python_free() is owed. */
bool	python_begin(struct python *python, const struct image *image);
/* The type of the object at an address; NULL where none is. */
struct python_type *python_object(struct python *python, uint64_t address);
/* Counts the instances in all memory. */
void	python_count(struct python *python);
void	python_free(struct python *python);

#endif
