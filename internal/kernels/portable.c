// The portable form: sixteen floats in a struct, fused multiply-adds by fmaf.
#include <math.h>
#include "kernels.h"

#define TARGET
// Unrolled, this form takes minutes to compile and gains nothing.
#define UNROLL
#define WIDTHS(nv, call) { int V = (nv); call; }
#define NAME(f) f##_portable
#define LANES for (int i = 0; i < 16; i++)
#define IN static inline __attribute__((always_inline))

typedef struct { float x[16]; } vec;

IN vec vload(const float *p) { vec r; LANES r.x[i] = p[i]; return r; }
IN void vstore(float *p, vec a) { LANES p[i] = a.x[i]; }
IN vec vread(const float *p) { return vload(p); }
IN void vwrite(float *p, vec a) { vstore(p, a); }
IN vec vset(float a) { vec r; LANES r.x[i] = a; return r; }
IN vec vadd(vec a, vec b) { vec r; LANES r.x[i] = a.x[i] + b.x[i]; return r; }
IN vec vsub(vec a, vec b) { vec r; LANES r.x[i] = a.x[i] - b.x[i]; return r; }
IN vec vmul(vec a, vec b) { vec r; LANES r.x[i] = a.x[i] * b.x[i]; return r; }
IN vec vfma(vec a, vec b, vec c) { vec r; LANES r.x[i] = fmaf(a.x[i], b.x[i], c.x[i]); return r; }
IN vec vmax(vec a, vec b) { vec r; LANES r.x[i] = a.x[i] > b.x[i] ? a.x[i] : b.x[i]; return r; }
IN vec vmin(vec a, vec b) { vec r; LANES r.x[i] = a.x[i] < b.x[i] ? a.x[i] : b.x[i]; return r; }
IN uint16_t vgt(vec a, vec b) { uint16_t m = 0; LANES m |= (uint16_t)((a.x[i] > b.x[i]) << i); return m; }
IN uint16_t vge(vec a, vec b) { uint16_t m = 0; LANES m |= (uint16_t)((a.x[i] >= b.x[i]) << i); return m; }
IN vec vkeep(uint16_t m, vec a) { vec r; LANES r.x[i] = m >> i & 1 ? a.x[i] : 0; return r; }
IN vec vpick(uint16_t m, vec a, vec b) { vec r; LANES r.x[i] = m >> i & 1 ? a.x[i] : b.x[i]; return r; }
IN void vbytes(uint8_t *p, vec a) { LANES p[i] = (uint8_t)a.x[i]; }
IN uint16_t vequal(const uint8_t *p, uint8_t k) { uint16_t m = 0; LANES m |= (uint16_t)((p[i] == k) << i); return m; }

IN double vsum(vec a) {
  double s[8];
  for (int i = 0; i < 8; i++) s[i] = (double)a.x[i] + a.x[i + 8];
  for (int half = 4; half > 0; half /= 2)
    for (int i = 0; i < half; i++) s[i] += s[i + half];
  return s[0];
}
IN uint16_t vreach(const float *p, float t) { uint16_t m = 0; LANES m |= (uint16_t)((p[i] >= t) << i); return m; }
IN vec vabs(vec a) { vec r; LANES r.x[i] = fabsf(a.x[i]); return r; }
IN vec vnext(vec a) { vec r; LANES r.x[i] = a.x[i < 15 ? i + 1 : 15]; return r; }
IN void vlist(entry *out, const entry *in, int n, int32_t tap) {
  for (int j = 0; j < n; j++) out[j] = (entry){in[j].slot, in[j].weight + tap};
}

#define TILES_1 TILE(1, 1) TILE(2, 1) TILE(3, 1) TILE(4, 1)
#define BOUNDS BOUND(1) BOUND(2) BOUND(3) BOUND(4)
#define TALLEST_BOUND 4
#define TALLEST(nv) 4
#define WIDEST 1
#include "layers.h"
const form tfreeze_portable = FORM;
