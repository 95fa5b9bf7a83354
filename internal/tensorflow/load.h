// Opens a shared library for the whole process. If quiet, it keeps the library
// from writing to stderr meanwhile. Returns NULL, or the reason why it failed.
const char *tfreeze_open(const char *path, int quiet, void **handle);

// Fills the forwarding table. Returns NULL, or the name of a function that the
// library lacks.
const char *tfreeze_bind(void *handle);
