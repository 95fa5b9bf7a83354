// The form for AVX2: sixteen floats in two registers; six rows of them leave room for
// the two operands.
#if defined(__x86_64__)
#include <immintrin.h>
#include <math.h>
#include "kernels.h"

#define TARGET __attribute__((target("avx2,fma")))
#define NAME(f) f##_avx2
#define IN static inline __attribute__((always_inline, target("avx2,fma")))

typedef struct { __m256 a, b; } vec;

IN vec both(__m256 a, __m256 b) { vec r = {a, b}; return r; }
IN vec vload(const float *p) { return both(_mm256_load_ps(p), _mm256_load_ps(p + 8)); }
IN void vstore(float *p, vec a) { _mm256_store_ps(p, a.a); _mm256_store_ps(p + 8, a.b); }
IN vec vread(const float *p) { return both(_mm256_loadu_ps(p), _mm256_loadu_ps(p + 8)); }
IN void vwrite(float *p, vec a) { _mm256_storeu_ps(p, a.a); _mm256_storeu_ps(p + 8, a.b); }
IN vec vset(float a) { return both(_mm256_set1_ps(a), _mm256_set1_ps(a)); }
IN vec vadd(vec a, vec b) { return both(_mm256_add_ps(a.a, b.a), _mm256_add_ps(a.b, b.b)); }
IN vec vsub(vec a, vec b) { return both(_mm256_sub_ps(a.a, b.a), _mm256_sub_ps(a.b, b.b)); }
IN vec vmul(vec a, vec b) { return both(_mm256_mul_ps(a.a, b.a), _mm256_mul_ps(a.b, b.b)); }
IN vec vfma(vec a, vec b, vec c) { return both(_mm256_fmadd_ps(a.a, b.a, c.a), _mm256_fmadd_ps(a.b, b.b, c.b)); }
IN vec vmax(vec a, vec b) { return both(_mm256_max_ps(a.a, b.a), _mm256_max_ps(a.b, b.b)); }
IN vec vmin(vec a, vec b) { return both(_mm256_min_ps(a.a, b.a), _mm256_min_ps(a.b, b.b)); }
IN uint16_t bits(__m256 a, __m256 b) { return (uint16_t)(_mm256_movemask_ps(a) | _mm256_movemask_ps(b) << 8); }
IN uint16_t vgt(vec a, vec b) { return bits(_mm256_cmp_ps(a.a, b.a, _CMP_GT_OQ), _mm256_cmp_ps(a.b, b.b, _CMP_GT_OQ)); }
IN uint16_t vge(vec a, vec b) { return bits(_mm256_cmp_ps(a.a, b.a, _CMP_GE_OQ), _mm256_cmp_ps(a.b, b.b, _CMP_GE_OQ)); }
IN __m256 lanes(int m) {
  __m256i each = _mm256_setr_epi32(1, 2, 4, 8, 16, 32, 64, 128);
  return _mm256_castsi256_ps(_mm256_cmpeq_epi32(_mm256_and_si256(_mm256_set1_epi32(m), each), each));
}
IN vec vkeep(uint16_t m, vec a) { return both(_mm256_and_ps(lanes(m), a.a), _mm256_and_ps(lanes(m >> 8), a.b)); }
IN vec vpick(uint16_t m, vec a, vec b) { return both(_mm256_blendv_ps(b.a, a.a, lanes(m)), _mm256_blendv_ps(b.b, a.b, lanes(m >> 8))); }
IN void vbytes(uint8_t *p, vec a) {
  float x[16] __attribute__((aligned(64)));
  vstore(x, a);
  for (int i = 0; i < 16; i++) p[i] = (uint8_t)x[i];
}
IN uint16_t vequal(const uint8_t *p, uint8_t k) {
  return (uint16_t)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_load_si128((const __m128i *)p), _mm_set1_epi8((char)k)));
}

IN __m256d half(__m128 a, __m128 b) { return _mm256_add_pd(_mm256_cvtps_pd(a), _mm256_cvtps_pd(b)); }
IN double vsum(vec a) {
  __m256d t = _mm256_add_pd(half(_mm256_castps256_ps128(a.a), _mm256_castps256_ps128(a.b)), half(_mm256_extractf128_ps(a.a, 1), _mm256_extractf128_ps(a.b, 1)));
  __m128d u = _mm_add_pd(_mm256_castpd256_pd128(t), _mm256_extractf128_pd(t, 1));
  return _mm_cvtsd_f64(u) + _mm_cvtsd_f64(_mm_unpackhi_pd(u, u));
}
IN uint16_t vreach(const float *p, float t) {
  __m256 at = _mm256_set1_ps(t);
  return bits(_mm256_cmp_ps(_mm256_loadu_ps(p), at, _CMP_GE_OQ), _mm256_cmp_ps(_mm256_loadu_ps(p + 8), at, _CMP_GE_OQ));
}
IN __m256 size(__m256 a) { return _mm256_andnot_ps(_mm256_set1_ps(-0.0f), a); }
IN vec vabs(vec a) { return both(size(a.a), size(a.b)); }
IN vec vnext(vec a) {
  __m256i next = _mm256_setr_epi32(1, 2, 3, 4, 5, 6, 7, 7);
  __m256 low = _mm256_permutevar8x32_ps(a.a, next), high = _mm256_permutevar8x32_ps(a.b, next);
  return both(_mm256_blend_ps(low, _mm256_broadcastss_ps(_mm256_castps256_ps128(a.b)), 0x80), high);
}
IN void vlist(entry *out, const entry *in, int n, int32_t tap) {
  for (int j = 0; j < n; j++) out[j] = (entry){in[j].slot, in[j].weight + tap};
}

#define TILES_1 TILE(1, 1) TILE(2, 1) TILE(3, 1) TILE(4, 1) TILE(5, 1) TILE(6, 1)
#define BOUNDS BOUND(1) BOUND(2)
#define TALLEST_BOUND 2
#define TALLEST(nv) 6
#define WIDEST 1
#include "layers.h"
const form tfreeze_avx2 = FORM;
#endif
