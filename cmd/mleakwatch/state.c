#include "/work/wt-leak/cmd/mleakwatch/mleakwatch.h"

void state_watch(struct mleakwatch*w){(void)w;}
