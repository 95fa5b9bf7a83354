#include <stddef.h>
#include "kernels.h"

const form *tfreeze_form(int i) {
  if (i == 0) return &tfreeze_portable;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (i == 1 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return &tfreeze_avx2;
  if (i == 2 && __builtin_cpu_supports("avx512f")) return &tfreeze_avx512;
#endif
  return NULL;
}

// Four rows at once hide the latency of the sums, each of which has one order.
void tfreeze_total(const memory *m, int32_t n, const int32_t *slot, int32_t from, int32_t to, double *total) {
  int64_t size = (int64_t)m->nv * 16;
  int32_t r = from;
  for (; r + 4 <= to; r += 4) {
    const float *a = m->arena + slot[r] * size, *b = m->arena + slot[r + 1] * size;
    const float *c = m->arena + slot[r + 2] * size, *d = m->arena + slot[r + 3] * size;
    double s = total[r], t = total[r + 1], u = total[r + 2], v = total[r + 3];
    for (int32_t k = 0; k < n; k++) { s += a[k]; t += b[k]; u += c[k]; v += d[k]; }
    total[r] = s; total[r + 1] = t; total[r + 2] = u; total[r + 3] = v;
  }
  for (; r < to; r++) {
    const float *a = m->arena + slot[r] * size;
    double s = total[r];
    for (int32_t k = 0; k < n; k++) s += a[k];
    total[r] = s;
  }
}
