// One jump per function of the C API, through a table that load.c fills. If the
// program were linked to the library, the dynamic loader would open it, or fail,
// before main could set the environment or say what is missing.
#if defined(__x86_64__)
#define F(name) .globl name; .hidden name; .type name, @function; name: jmp *tfreeze_##name(%rip);
#elif defined(__aarch64__)
#define F(name) .globl name; .hidden name; .type name, %function; name: adrp x16, tfreeze_##name; ldr x16, [x16, :lo12:tfreeze_##name]; br x16;
#else
#error "tfreeze: no forwarding to libtensorflow on this processor"
#endif
	.text
#include "functions.h"
	.section .note.GNU-stack,"",%progbits
