#include <stddef.h>
#include <string.h>
#include "kernels.h"
#include "exact.h"

void tfreeze_params(param *p, int32_t n, const int32_t *element, const float *scale, int32_t scales, const float *u, float lo, float hi, float threshold) {
  for (int32_t i = 0; i < n; i++) {
    float u0 = u[element[i]], v = u0 > lo ? u0 : lo;
    v = v < hi ? v : hi;
    p[i] = (param){scales ? scale[element[i] % scales] : 1, u0, lo - u0, hi - u0, u0 - v, threshold};
  }
}

int32_t tfreeze_finite(const float *values, int64_t n) {
  uint32_t any = 0, bits;
  for (int64_t i = 0; i < n; i++) {
    memcpy(&bits, values + i, sizeof bits);
    any |= (bits & 0x7fffffff) + 0x00800000; // an exponent of ones carries over
  }
  return any >> 31 == 0;
}

int32_t tfreeze_passing(const uint16_t *gates, int32_t nv, int32_t n, int32_t *list) {
  int32_t count = 0;
  for (int32_t i = 0; i < n; i++, gates += nv) {
    uint16_t any = 0;
    for (int32_t v = 0; v < nv; v++) any |= gates[v];
    list[count] = i;
    count += any != 0;
  }
  return count;
}
