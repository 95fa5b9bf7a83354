// The gradient of a 3x3 convolution of stride 1 by F(4x4, 3x3) or F(2x2, 3x3): each tile of 6x6
// pixels of dy gives 4x4 pixels of dx by 36 products for each pair of channels, where the
// convolution takes 144; each tile of 4x4 gives 2x2 by 16, in place of 36. Lavin and Gray, "Fast
// Algorithms for Convolutional Neural Networks", 2015, eq. (8), as in package fastconv, which
// transforms the kernels.

#include <string.h>

// TILE(R, V) multiplies R rows of n factors by a matrix of n rows and V vectors.
#define TILE(R, V)                                                                                                  \
  TARGET static void NAME(matrix_##R##_##V)(int n, const float *a, const float *b, int64_t width, float *out) {     \
    vec sum[R][V];                                                                                                  \
    UNROLL for (int i = 0; i < R; i++) UNROLL for (int v = 0; v < V; v++) sum[i][v] = vset(0);                       \
    for (int j = 0; j < n; j++) {                                                                                   \
      vec in[V];                                                                                                    \
      UNROLL for (int v = 0; v < V; v++) in[v] = vload(b + j * width + 16 * v);                                      \
      UNROLL for (int i = 0; i < R; i++) {                                                                          \
        vec x = vset(a[(int64_t)i * n + j]);                                                                        \
        UNROLL for (int v = 0; v < V; v++) sum[i][v] = vfma(x, in[v], sum[i][v]);                                    \
      }                                                                                                             \
    }                                                                                                               \
    UNROLL for (int i = 0; i < R; i++) UNROLL for (int v = 0; v < V; v++) vstore(out + i * width + 16 * v, sum[i][v]); \
  }

TILES_1
#if WIDEST > 1
TILES_2 TILES_3 TILES_4
#endif
#undef TILE

typedef void (*NAME(multiply))(int, const float *, const float *, int64_t, float *);
#define TILE(R, V) NAME(matrix_##R##_##V),
static const NAME(multiply) NAME(multiplies)[][HIGHEST] = {
  {0}, {0, TILES_1},
#if WIDEST > 1
  {0, TILES_2}, {0, TILES_3}, {0, TILES_4},
#endif
};
#undef TILE

// matrix multiplies the rows of n factors by a panel of width floats.
TARGET static void NAME(matrix)(int rows, int n, const float *a, const float *b, int width, float *out) {
  int most = WIDEST < 4 ? WIDEST : 4;
  for (int v = 0; v < width / 16; v += most) {
    int wide = width / 16 - v < most ? width / 16 - v : most;
    for (int r = 0; r < rows;) {
      int high = NAME(height)(rows - r, TALLEST(wide));
      NAME(multiplies)[wide][high](n, a + (int64_t)r * n, b + 16 * v, width, out + (int64_t)r * width + 16 * v);
      r += high;
    }
  }
}

// values4 evaluates six coefficients at 0, at +-near, at +-far and at infinity: B^T d.
IN void NAME(values4)(const vec d[6], float near, float far, vec *out, int step) {
  float n2 = near * near, f2 = far * far;
  vec even = vfma(vset(-f2), d[2], d[4]), odd = vmul(vset(near), vfma(vset(-f2), d[1], d[3]));
  out[0] = vfma(vset(n2 * f2), d[0], vfma(vset(-n2 - f2), d[2], d[4]));
  out[step] = vadd(even, odd);
  out[2 * step] = vsub(even, odd);
  even = vfma(vset(-n2), d[2], d[4]), odd = vmul(vset(far), vfma(vset(-n2), d[1], d[3]));
  out[3 * step] = vadd(even, odd);
  out[4 * step] = vsub(even, odd);
  out[5 * step] = vfma(vset(n2 * f2), d[1], vfma(vset(-n2 - f2), d[3], d[5]));
}

// results4 sums the products at the points to four results: A^T m.
IN void NAME(results4)(const vec *m, int step, float near, float far, vec out[4]) {
  vec even = vadd(m[step], m[2 * step]), odd = vsub(m[step], m[2 * step]);
  vec even2 = vadd(m[3 * step], m[4 * step]), odd2 = vsub(m[3 * step], m[4 * step]);
  float n2 = near * near, f2 = far * far;
  out[0] = vadd(m[0], vadd(even, even2));
  out[1] = vfma(vset(near), odd, vmul(vset(far), odd2));
  out[2] = vfma(vset(n2), even, vmul(vset(f2), even2));
  out[3] = vadd(m[5 * step], vfma(vset(near * n2), odd, vmul(vset(far * f2), odd2)));
}

// values2 and results2 do so for four coefficients and two results, at 0, at +-1 and at infinity.
IN void NAME(values2)(const vec d[4], float near, float far, vec *out, int step) {
  out[0] = vsub(d[2], d[0]);
  out[step] = vadd(d[2], d[1]);
  out[2 * step] = vsub(d[2], d[1]);
  out[3 * step] = vsub(d[3], d[1]);
}

IN void NAME(results2)(const vec *m, int step, float near, float far, vec out[2]) {
  out[0] = vadd(m[0], vadd(m[step], m[2 * step]));
  out[1] = vadd(m[3 * step], vsub(m[step], m[2 * step]));
}

// A corner is where a tile of dx begins.
typedef struct { int64_t image; int32_t y, x; } corner;

// finish writes sixteen channels of a pixel of dx, or those that there are.
IN void NAME(finish)(const tiled *t, vec a, int64_t pixel, int c) {
  int64_t to = pixel * t->out + c;
  if (c + 16 <= t->out) {
    if (t->gate) a = vmul(a, vkeep(vgt(vread(t->gate + to), vset(0)), vset(1)));
    vwrite(t->dx + to, a);
    return;
  }
  BUFFER;
  vstore(buffer, a);
  for (int i = 0; c + i < t->out; i++) t->dx[to + i] = buffer[i] * (t->gate ? t->gate[to + i] > 0 : 1);
}

#define OUT 2
#include "tiles.h"
#define OUT 4
#include "tiles.h"

TARGET static void NAME(winograd)(const tiled *t, int64_t from, int64_t to, int32_t first, int32_t last, float *room) {
  (t->tile == 2 ? NAME(winograd2) : NAME(winograd4))(t, from, to, first, last, room);
}
