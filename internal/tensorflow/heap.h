// Lets the C library's allocator make no more heaps for new threads.
void tfreeze_one_heap(void);
