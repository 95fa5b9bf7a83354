#include <dlfcn.h>
#include <fcntl.h>
#include <stddef.h>
#include <unistd.h>
#include "load.h"

#define F(name) __attribute__((visibility("hidden"))) void *tfreeze_##name;
#include "functions.h"
#undef F

static const struct {
	const char *name;
	void **address;
} functions[] = {
#define F(name) {#name, &tfreeze_##name},
#include "functions.h"
#undef F
};

const char *tfreeze_open(const char *path, int quiet, void **handle) {
	int saved = -1;
	if (quiet) {
		// The library logs while it initialises, before the level takes effect.
		int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
		saved = dup(2);
		if (null >= 0 && saved >= 0)
			dup2(null, 2);
		if (null >= 0)
			close(null);
	}
	dlerror();
	*handle = dlopen(path, RTLD_LAZY | RTLD_GLOBAL);
	if (saved >= 0) {
		dup2(saved, 2);
		close(saved);
	}
	return *handle ? NULL : dlerror();
}

const char *tfreeze_bind(void *handle) {
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
		*functions[i].address = dlsym(handle, functions[i].name);
		if (*functions[i].address == NULL)
			return functions[i].name;
	}
	return NULL;
}
