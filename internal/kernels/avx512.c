// The form for AVX-512: sixteen floats in a register; 3 rows x 7 vectors, 6 x 4 and the
// like leave room for the operands.
#if defined(__x86_64__)
#include <immintrin.h>
#include <math.h>
#include "kernels.h"

#define TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx2,fma")))
#define NAME(f) f##_avx512
#define IN static inline __attribute__((always_inline, target("avx512f,avx512bw,avx512vl,avx2,fma")))

typedef __m512 vec;

IN vec vload(const float *p) { return _mm512_load_ps(p); }
IN void vstore(float *p, vec a) { _mm512_store_ps(p, a); }
IN vec vread(const float *p) { return _mm512_loadu_ps(p); }
IN void vwrite(float *p, vec a) { _mm512_storeu_ps(p, a); }
IN vec vset(float a) { return _mm512_set1_ps(a); }
IN vec vadd(vec a, vec b) { return _mm512_add_ps(a, b); }
IN vec vsub(vec a, vec b) { return _mm512_sub_ps(a, b); }
IN vec vmul(vec a, vec b) { return _mm512_mul_ps(a, b); }
IN vec vfma(vec a, vec b, vec c) { return _mm512_fmadd_ps(a, b, c); }
IN vec vmax(vec a, vec b) { return _mm512_max_ps(a, b); }
IN vec vmin(vec a, vec b) { return _mm512_min_ps(a, b); }
IN uint16_t vgt(vec a, vec b) { return _mm512_cmp_ps_mask(a, b, _CMP_GT_OQ); }
IN uint16_t vge(vec a, vec b) { return _mm512_cmp_ps_mask(a, b, _CMP_GE_OQ); }
IN vec vkeep(uint16_t m, vec a) { return _mm512_maskz_mov_ps(m, a); }
IN vec vpick(uint16_t m, vec a, vec b) { return _mm512_mask_mov_ps(b, m, a); }
IN void vbytes(uint8_t *p, vec a) { _mm_store_si128((__m128i *)p, _mm512_cvtepi32_epi8(_mm512_cvtps_epi32(a))); }
IN uint16_t vequal(const uint8_t *p, uint8_t k) {
  return _mm_cmpeq_epi8_mask(_mm_load_si128((const __m128i *)p), _mm_set1_epi8((char)k));
}
IN double vsum(vec a) {
  __m512d s = _mm512_add_pd(_mm512_cvtps_pd(_mm512_castps512_ps256(a)), _mm512_cvtps_pd(_mm256_castpd_ps(_mm512_extractf64x4_pd(_mm512_castps_pd(a), 1))));
  __m256d t = _mm256_add_pd(_mm512_castpd512_pd256(s), _mm512_extractf64x4_pd(s, 1));
  __m128d u = _mm_add_pd(_mm256_castpd256_pd128(t), _mm256_extractf128_pd(t, 1));
  return _mm_cvtsd_f64(u) + _mm_cvtsd_f64(_mm_unpackhi_pd(u, u));
}
IN uint16_t vreach(const float *p, float t) { return _mm512_cmp_ps_mask(_mm512_loadu_ps(p), _mm512_set1_ps(t), _CMP_GE_OQ); }
IN vec vabs(vec a) { return _mm512_abs_ps(a); }
IN vec vnext(vec a) { return _mm512_permutexvar_ps(_mm512_setr_epi32(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 15), a); }
IN void vlist(entry *out, const entry *in, int n, int32_t tap) {
  __m512i add = _mm512_set1_epi64((int64_t)tap << 32);
  for (int j = 0; j < n; j += 8) {
    __mmask8 k = n - j >= 8 ? 0xff : (__mmask8)((1 << (n - j)) - 1);
    _mm512_mask_storeu_epi64(out + j, k, _mm512_add_epi64(_mm512_maskz_loadu_epi64(k, in + j), add));
  }
}

#define TILES_1 TILE(1, 1) TILE(2, 1) TILE(3, 1) TILE(4, 1) TILE(5, 1) TILE(6, 1) TILE(7, 1) TILE(8, 1) TILE(9, 1) TILE(10, 1) TILE(11, 1) TILE(12, 1)
#define TILES_2 TILE(1, 2) TILE(2, 2) TILE(3, 2) TILE(4, 2) TILE(5, 2) TILE(6, 2) TILE(7, 2) TILE(8, 2) TILE(9, 2) TILE(10, 2) TILE(11, 2) TILE(12, 2)
#define TILES_3 TILE(1, 3) TILE(2, 3) TILE(3, 3) TILE(4, 3) TILE(5, 3) TILE(6, 3) TILE(7, 3) TILE(8, 3)
#define TILES_4 TILE(1, 4) TILE(2, 4) TILE(3, 4) TILE(4, 4) TILE(5, 4) TILE(6, 4)
#define TILES_5 TILE(1, 5) TILE(2, 5) TILE(3, 5) TILE(4, 5) TILE(5, 5)
#define TILES_6 TILE(1, 6) TILE(2, 6) TILE(3, 6) TILE(4, 6)
#define TILES_7 TILE(1, 7) TILE(2, 7) TILE(3, 7)
#define BOUNDS BOUND(1) BOUND(2) BOUND(3) BOUND(4) BOUND(5) BOUND(6) BOUND(7) BOUND(8) BOUND(9) BOUND(10) BOUND(11) BOUND(12)
#define TALLEST_BOUND 12
#define TALLEST(nv) ((const uint8_t[]){0, 12, 12, 8, 6, 5, 4, 3}[nv])
#define WIDEST 7
#include "layers.h"
const form tfreeze_avx512 = FORM;
#endif
