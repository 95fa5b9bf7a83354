#include <malloc.h>
#include "heap.h"

void tfreeze_one_heap(void) {
#ifdef M_ARENA_MAX // glibc alone has several
	mallopt(M_ARENA_MAX, 1);
#endif
}
