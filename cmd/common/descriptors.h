/* descriptors.h: as many open files as may be. */
#ifndef DESCRIPTORS_H
#define DESCRIPTORS_H

/* The soft limit to the hard one, for those that need one each of something. */
void	descriptors_raise(void);

#endif
