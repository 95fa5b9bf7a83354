// Opens a shared library for the whole process, with nothing written to
// stderr meanwhile if quiet; returns NULL, or the reason why not.
const char *tfreeze_open(const char *path, int quiet, void **handle);

// Fills the forwarding table; returns NULL, or the name of a function the
// library lacks.
const char *tfreeze_bind(void *handle);
