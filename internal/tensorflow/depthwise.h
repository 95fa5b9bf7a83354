// Adds the op TfreezeDepthwise and its kernel to the library. Returns NULL, or why it failed,
// to be freed.
char *tfreeze_add_depthwise(void);
