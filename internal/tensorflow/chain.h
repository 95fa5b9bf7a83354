// Adds the op TfreezeChain and its kernel to the library. Returns NULL, or why it failed, to
// be freed.
char *tfreeze_add_chain(void);
