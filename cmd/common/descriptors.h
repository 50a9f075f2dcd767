/* descriptors.h: as many open files as may be, or but one. */
#ifndef DESCRIPTORS_H
#define DESCRIPTORS_H

/* The soft limit to the hard one, for those that need one each of something. */
void	descriptors_raise(void);
/* Closes all that are open but that one. */
void	descriptors_close(int but);

#endif
