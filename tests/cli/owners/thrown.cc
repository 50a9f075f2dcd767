/*
 * thrown.cc: a library for tests/leaks/owners.c: blocks that are lost since an
 * exception passes the functions which allocated them.
 */
/* SPDX-License-Identifier: MIT */
#include <cstdio>
#include <cstdlib>
#include <new>
#include <string>

#include "../../leaks/owners.h"

#define NAMED extern "C" APART

/* Nobody frees it: the exception goes past. */
NAMED void
by_throw(int depth)
{
	forget(std::malloc(760), 0);
	if (depth == 0)
		throw std::string("an exception that allocates as well");
	by_throw(depth - 1);
	std::puts("not reached");
}

NAMED void
by_destructor()
{
	forget(std::malloc(856), 1);
}

/* Runs while the exception is on its way. */
struct Guard {
	~Guard() { by_destructor(); }
};

NAMED void
guarded()
{
	Guard	guard;

	throw 1;
}

NAMED void
by_catch()
{
	try {
		guarded();
	} catch (int) {
		forget(std::malloc(952), 2);
	}
}

NAMED void
by_new()
{
	forget(new char[1048], 3);
}

/* What a constructor allocated before it throws. */
struct Thrower {
	Thrower();
};

NAMED void
by_constructor()
{
	forget(::operator new(1144), 4);
}

Thrower::Thrower()
{
	by_constructor();
	throw 2;
}

static const char *const	name[] = { "by_throw", "by_destructor",
	"by_catch", "by_new", "by_constructor" };

extern "C" void
owners_turn()
{
	try {
		by_throw(3);
	} catch (const std::string &) {
	}
	by_catch();
	by_new();
	try {
		delete new Thrower;
	} catch (int) {
	}
}

extern "C" void
owners_said()
{
	losses_say(name, sizeof(name) / sizeof(name[0]));
}
