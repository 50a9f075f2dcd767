/* signals.h: signals that were ignored at the start stay so. */
/* SPDX-License-Identifier: MIT */
#ifndef SIGNALS_H
#define SIGNALS_H

#include <signal.h>
#include <stdbool.h>

/* Was it ignored by nohup(1), or by a shell for a job behind &? */
bool	signals_ignored(int number);
/* Calls the handler from now on, unless the signal is ignored. */
void	signals_catch(int number, void (*handler)(int));
/*
 * The signal ends nothing from now on: the call that was refused says why.  A
 * program that is executed has it as it was.
 */
void	signals_survive(int number);

#endif
