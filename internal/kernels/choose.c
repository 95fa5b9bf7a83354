#include <stddef.h>
#include "kernels.h"

const form *tfreeze_form(int i) {
  if (i == 0) return &tfreeze_portable;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (i == 1 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return &tfreeze_avx2;
  if (i == 2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")) return &tfreeze_avx512;
#endif
  return NULL;
}
