/* signals.c: signals that were ignored at the start stay so. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "signals.h"

bool
signals_ignored(int number)
{
	struct sigaction	action;

	return sigaction(number, NULL, &action) == 0 &&
	    action.sa_handler == SIG_IGN;
}

void
signals_catch(int number, void (*handler)(int))
{
	struct sigaction	action;

	if (signals_ignored(number))
		return;
	memset(&action, 0, sizeof(action));
	action.sa_handler = handler;
	sigaction(number, &action, NULL);
}

static void
nothing(int number)
{
	(void)number;
}

void
signals_survive(int number)
{
	signals_catch(number, nothing);
}
