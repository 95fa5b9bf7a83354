// Each adds an op of ours and its kernel to the library. Returns NULL, or why it failed, to be
// freed.
char *tfreeze_add_winograd(void);
char *tfreeze_add_depthwise(void);
char *tfreeze_add_chain(void);
