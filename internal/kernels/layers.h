// The layers, written once on vectors of 16 floats; each form includes this. All sums
// are fused multiply-adds in the order of their lists, so that a row is the same to the
// bit in any tile, form and number of columns.
#include "exact.h"

#ifndef UNROLL
#define UNROLL _Pragma("GCC unroll 16")
#endif
#define HIGHEST 16

// TILE(R, V) computes R rows x V vectors: rows + i is the offset of a row's weights.
#define TILE(R, V)                                                                                                \
  TARGET static void NAME(tile_##R##_##V)(int n, const entry *l, const float *z, int64_t size, const float *w,     \
                                          const int64_t *rows, float *out, int64_t step) {                         \
    vec acc[R][V];                                                                                                \
    const float *at[R];                                                                                           \
    UNROLL for (int i = 0; i < R; i++) {                                                                          \
      at[i] = w + rows[i];                                                                                        \
      UNROLL for (int v = 0; v < V; v++) acc[i][v] = vset(0);                                                     \
    }                                                                                                             \
    for (int j = 0; j < n; j++) {                                                                                 \
      const float *x = z + l[j].slot * size;                                                                      \
      int64_t k = l[j].weight;                                                                                    \
      vec in[V];                                                                                                  \
      UNROLL for (int v = 0; v < V; v++) in[v] = vload(x + 16 * v);                                               \
      UNROLL for (int i = 0; i < R; i++) {                                                                        \
        vec b = vset(at[i][k]);                                                                                   \
        UNROLL for (int v = 0; v < V; v++) acc[i][v] = vfma(b, in[v], acc[i][v]);                                 \
      }                                                                                                           \
    }                                                                                                             \
    UNROLL for (int i = 0; i < R; i++) UNROLL for (int v = 0; v < V; v++) vstore(out + i * step + 16 * v, acc[i][v]); \
  }

TILES_1
#if WIDEST > 1
TILES_2 TILES_3 TILES_4 TILES_5 TILES_6 TILES_7
#endif
#undef TILE

typedef void (*NAME(tile))(int, const entry *, const float *, int64_t, const float *, const int64_t *, float *, int64_t);
#define TILE(R, V) NAME(tile_##R##_##V),
static const NAME(tile) NAME(tiles)[WIDEST + 1][HIGHEST] = {
  {0}, {0, TILES_1},
#if WIDEST > 1
  {0, TILES_2}, {0, TILES_3}, {0, TILES_4}, {0, TILES_5}, {0, TILES_6}, {0, TILES_7},
#endif
};
#undef TILE

// block computes count rows of nv vectors, at most WIDEST of them at once.
TARGET static void NAME(block)(int count, int nv, int n, const entry *l, const float *z, const float *w, const int64_t *rows, float *out) {
  int64_t size = (int64_t)nv * 16;
  for (int v = 0; v < nv; v += WIDEST) {
    int wide = nv - v < WIDEST ? nv - v : WIDEST;
    NAME(tiles)[wide][count](n, l, z + 16 * v, size, w, rows, out + 16 * v, size);
  }
}

// height of the next tile: rows are split into tiles of nearly equal height.
IN int NAME(height)(int left, int tallest) {
  int tiles = (left + tallest - 1) / tallest;
  return (left + tiles - 1) / tiles;
}

#include "function.h"

// WIDTHS calls a function with the number of vectors as a constant, for which its loops
// are unrolled.
#ifndef WIDTHS
#define WIDTHS(nv, call)            \
  switch (nv) {                     \
  case 1: { enum { V = 1 }; call; } break; \
  case 2: { enum { V = 2 }; call; } break; \
  case 3: { enum { V = 3 }; call; } break; \
  case 4: { enum { V = 4 }; call; } break; \
  case 5: { enum { V = 5 }; call; } break; \
  case 6: { enum { V = 6 }; call; } break; \
  default: { enum { V = 7 }; call; } break; \
  }
#endif

// clip turns a vector's sum into its state; NAME(after) does so for a row.
IN void NAME(clip)(const memory *m, const param *p, const float *sum, float *out, int64_t at) {
  vec a = vmul(vload(sum), vset(p->scale)), lo = vset(p->lo), hi = vset(p->hi);
  uint16_t gate = vgt(a, lo);
  if (!m->guided) gate &= vgt(hi, a);
  vec d = vadd(vmin(vmax(a, lo), hi), vset(p->add));
  if (m->after == AFTER_THRESHOLD) {
    uint16_t pass = vge(vadd(vset(p->u0), a), vset(p->threshold));
    gate &= pass;
    d = vkeep(pass, d);
  }
  m->gates[at] = gate;
  if (m->factors) vstore(m->factors + at * 16, m->sums ? a : vkeep(gate, vset(1)));
  vstore(out, d);
}

IN void NAME(after)(const memory *m, const float *sum, float *out, int32_t row, int nv) {
  const param *p = m->params + row;
  int64_t at = (int64_t)row * nv;
  if (m->after > AFTER_SCALE)
    UNROLL for (int v = 0; v < nv; v++) NAME(clip)(m, p, sum + 16 * v, out + 16 * v, at + v);
  else if (m->after == AFTER_SCALE)
    UNROLL for (int v = 0; v < nv; v++) vstore(out + 16 * v, vmul(vload(sum + 16 * v), vset(p->scale)));
  else
    UNROLL for (int v = 0; v < nv; v++) vstore(out + 16 * v, vload(sum + 16 * v));
}

TARGET static void NAME(state)(const memory *m, const float *sum, float *out, int32_t row) {
  if (m->after == AFTER_FUNCTION) tfreeze_function(m, sum, out, row);
  else WIDTHS(m->nv, NAME(after)(m, sum, out, row, V))
}

// close adds a gradient to a row, and takes it through gate and scale if it is the last.
IN void NAME(closed)(const memory *m, const float *sum, float *out, int32_t row, uint8_t how, int nv) {
  vec scale = vset(m->params[row].scale), zero = vset(0);
  UNROLL for (int v = 0; v < nv; v++) {
    vec g = vload(sum + 16 * v);
    if (how & HOW_ADD) g = vadd(g, vload(out + 16 * v));
    if (how & HOW_CLOSE) {
      int64_t at = (int64_t)row * nv + v;
      if (how & HOW_GATED && m->factors) {
        if (m->positive && !(how & HOW_DIFFERENTIATED)) g = vpick(m->positive[v], vmax(g, zero), g);
        g = vmul(g, vload(m->factors + at * 16));
      } else if (how & HOW_GATED) {
        if (m->guided && !(how & HOW_DIFFERENTIATED)) g = vmax(g, zero);
        g = vkeep(m->gates[at], g);
      }
      g = vmul(g, scale);
    }
    vstore(out + 16 * v, g);
  }
}

TARGET static void NAME(close)(const memory *m, const float *sum, float *out, int32_t row, uint8_t how) {
  WIDTHS(m->nv, NAME(closed)(m, sum, out, row, how, V))
}

IN int32_t NAME(pixel)(const int32_t *start, int32_t pixels, int32_t row) {
  int32_t low = 0, high = pixels;
  while (low + 1 < high) {
    int32_t middle = (low + high) / 2;
    if (start[middle] <= row) low = middle; else high = middle;
  }
  return low;
}

#define BUFFER float buffer[HIGHEST * 7 * 16] __attribute__((aligned(64)))

// reads lists what an output pixel of a convolution reads.
TARGET static int NAME(reads)(const convolution *c, int32_t p, entry *list) {
  int n = 0, y = p / c->out.w * c->sh - c->pt, x = p % c->out.w * c->sw - c->pl;
  for (int i = 0; i < c->kh; i++) {
    int yy = y + i * c->dh;
    if (yy < 0 || yy >= c->in.h) continue;
    for (int j = 0; j < c->kw; j++) {
      int xx = x + j * c->dw;
      if (xx < 0 || xx >= c->in.w) continue;
      int32_t q = yy * c->in.w + xx;
      int64_t tap = (i * c->kw + j) * c->tap_step;
      for (int32_t r = c->in.start[q]; r < c->in.start[q + 1]; r++)
        list[n++] = (entry){c->in.slot[r], (int32_t)(tap + c->in.channel[r] * c->in_step)};
    }
  }
  return n;
}

// readers lists what reads an input pixel of a convolution.
TARGET static int NAME(readers)(const convolution *c, int32_t q, entry *list) {
  int n = 0, y = q / c->in.w + c->pt, x = q % c->in.w + c->pl;
  for (int i = 0; i < c->kh; i++) {
    int yy = y - i * c->dh;
    if (yy < 0 || yy % c->sh || yy / c->sh >= c->out.h) continue;
    for (int j = 0; j < c->kw; j++) {
      int xx = x - j * c->dw;
      if (xx < 0 || xx % c->sw || xx / c->sw >= c->out.w) continue;
      int32_t p = yy / c->sh * c->out.w + xx / c->sw;
      int64_t tap = (i * c->kw + j) * c->tap_step;
      for (int32_t r = c->out.start[p]; r < c->out.start[p + 1]; r++)
        list[n++] = (entry){c->out.slot[r], (int32_t)(tap + c->out.channel[r] * c->out_step)};
    }
  }
  return n;
}

TARGET static void NAME(conv_forward)(const convolution *c, const memory *m, int32_t from, int32_t to, entry *list) {
  BUFFER;
  int64_t size = (int64_t)m->nv * 16, rows[HIGHEST];
  for (int32_t r = from, p = NAME(pixel)(c->out.start, c->out.h * c->out.w, from); r < to;) {
    while (c->out.start[p + 1] <= r) p++;
    int32_t end = c->out.start[p + 1] < to ? c->out.start[p + 1] : to;
    int n = NAME(reads)(c, p, list);
    while (r < end) {
      int count = NAME(height)(end - r, TALLEST(m->nv));
      for (int i = 0; i < count; i++) rows[i] = c->out.channel[r + i] * c->out_step;
      NAME(block)(count, m->nv, n, list, m->arena, c->weights, rows, buffer);
      for (int i = 0; i < count; i++, r++) NAME(state)(m, buffer + i * size, m->to + c->out.slot[r] * size, c->out.row[r]);
    }
  }
}

TARGET static void NAME(conv_backward)(const convolution *c, const memory *m, int32_t from, int32_t to, entry *list) {
  BUFFER;
  int64_t size = (int64_t)m->nv * 16, rows[HIGHEST];
  for (int32_t r = from, q = NAME(pixel)(c->in.start, c->in.h * c->in.w, from); r < to;) {
    while (c->in.start[q + 1] <= r) q++;
    int32_t end = c->in.start[q + 1] < to ? c->in.start[q + 1] : to;
    int n = NAME(readers)(c, q, list);
    while (r < end) {
      int count = NAME(height)(end - r, TALLEST(m->nv));
      for (int i = 0; i < count; i++) rows[i] = c->in.channel[r + i] * c->in_step;
      NAME(block)(count, m->nv, n, list, m->arena, c->weights, rows, buffer);
      for (int i = 0; i < count; i++, r++) NAME(close)(m, buffer + i * size, m->arena + c->in.slot[r] * size, c->in.row[r], c->in.how[r]);
    }
  }
}

TARGET static void NAME(sum_forward)(const lists *s, const memory *m, int32_t from, int32_t to) {
  BUFFER;
  int64_t size = (int64_t)m->nv * 16, none = 0;
  for (int32_t r = from; r < to; r++) {
    NAME(block)(1, m->nv, s->first[r + 1] - s->first[r], s->entries + s->first[r], m->arena, s->weights, &none, buffer);
    NAME(state)(m, buffer, m->to + s->slot[r] * size, s->row[r]);
  }
}

TARGET static void NAME(sum_backward)(const lists *s, const memory *m, int32_t from, int32_t to) {
  BUFFER;
  int64_t size = (int64_t)m->nv * 16, none = 0;
  for (int32_t r = from; r < to; r++) {
    NAME(block)(1, m->nv, s->first[r + 1] - s->first[r], s->entries + s->first[r], m->arena, s->weights, &none, buffer);
    NAME(close)(m, buffer, m->arena + s->slot[r] * size, s->row[r], s->how[r]);
  }
}

// product sums the factors of a row, each times its weight and what is kept.
IN void NAME(product)(const lists *s, const memory *m, int32_t r, float *out, int nv) {
  int64_t size = (int64_t)nv * 16;
  vec acc[7];
  UNROLL for (int v = 0; v < nv; v++) acc[v] = vset(0);
  for (const factor *at = s->factors + s->first[r], *end = s->factors + s->first[r + 1]; at < end; at++) {
    const float *x = m->arena + at->slot * size, *kept = m->kept + at->kept * size;
    vec w = vset(s->weights[at->weight]);
    if (m->kept && at->kept >= 0)
      UNROLL for (int v = 0; v < nv; v++) acc[v] = vfma(vadd(w, vload(kept + 16 * v)), vload(x + 16 * v), acc[v]);
    else
      UNROLL for (int v = 0; v < nv; v++) acc[v] = vfma(w, vload(x + 16 * v), acc[v]);
  }
  UNROLL for (int v = 0; v < nv; v++) vstore(out + 16 * v, acc[v]);
}

TARGET static void NAME(product_forward)(const lists *s, const memory *m, int32_t from, int32_t to) {
  BUFFER;
  int64_t size = (int64_t)m->nv * 16;
  for (int32_t r = from; r < to; r++) {
    WIDTHS(m->nv, NAME(product)(s, m, r, buffer, V))
    NAME(state)(m, buffer, m->to + s->slot[r] * size, s->row[r]);
  }
}

TARGET static void NAME(product_backward)(const lists *s, const memory *m, int32_t from, int32_t to) {
  BUFFER;
  int64_t size = (int64_t)m->nv * 16;
  for (int32_t r = from; r < to; r++) {
    WIDTHS(m->nv, NAME(product)(s, m, r, buffer, V))
    NAME(close)(m, buffer, m->arena + s->slot[r] * size, s->row[r], s->how[r]);
  }
}

// The first of equal members wins, as in TensorFlow.
IN void NAME(largest)(const windows *s, const memory *m, int32_t r, int nv) {
  int64_t size = (int64_t)nv * 16;
  const member *one = s->members + s->first[r], *end = s->members + s->first[r + 1];
  vec best[7], who[7];
  UNROLL for (int v = 0; v < nv; v++) {
    best[v] = vset(one->more);
    if (one->slot >= 0) best[v] = vadd(vload(m->arena + one->slot * size + 16 * v), best[v]);
    who[v] = vset(0);
  }
  float number = 0;
  for (one++; one < end; one++) {
    vec more = vset(one->more), k = vset(++number);
    const float *x = m->arena + (one->slot < 0 ? 0 : one->slot) * size;
    UNROLL for (int v = 0; v < nv; v++) {
      vec z = one->slot < 0 ? more : vadd(vload(x + 16 * v), more);
      uint16_t larger = vgt(z, best[v]);
      best[v] = vpick(larger, z, best[v]);
      who[v] = vpick(larger, k, who[v]);
    }
  }
  UNROLL for (int v = 0; v < nv; v++) {
    vstore(m->arena + s->slot[r] * size + 16 * v, best[v]);
    vbytes(m->winners + r * size + 16 * v, who[v]);
  }
}

TARGET static void NAME(max_forward)(const windows *s, const memory *m, int32_t from, int32_t to) {
  WIDTHS(m->nv, for (int32_t r = from; r < to; r++) NAME(largest)(s, m, r, V))
}

IN void NAME(from_winners)(const windows *s, const memory *m, int32_t r, int nv) {
  BUFFER;
  int64_t size = (int64_t)nv * 16;
  vec g[7];
  UNROLL for (int v = 0; v < nv; v++) g[v] = vset(0);
  for (const place *at = s->places + s->first[r], *end = s->places + s->first[r + 1]; at < end; at++) {
    const uint8_t *winner = m->winners + at->row * size;
    const float *x = m->arena + at->slot * size;
    UNROLL for (int v = 0; v < nv; v++) g[v] = vadd(g[v], vkeep(vequal(winner + 16 * v, (uint8_t)at->number), vload(x + 16 * v)));
  }
  UNROLL for (int v = 0; v < nv; v++) vstore(buffer + 16 * v, g[v]);
  NAME(closed)(m, buffer, m->arena + s->slot[r] * size, s->row[r], s->how[r], nv);
}

TARGET static void NAME(max_backward)(const windows *s, const memory *m, int32_t from, int32_t to) {
  WIDTHS(m->nv, for (int32_t r = from; r < to; r++) NAME(from_winners)(s, m, r, V))
}

// spread makes rows of one column each, along the points: base * along.
TARGET static void NAME(spread)(const memory *m, const float *base, const float *along, const int32_t *slot, const int32_t *row, int32_t from, int32_t to) {
  BUFFER;
  int64_t size = (int64_t)m->nv * 16;
  for (int32_t r = from; r < to; r++) {
    vec b = vset(base[r]);
    for (int v = 0; v < m->nv; v++) vstore(buffer + 16 * v, vmul(b, vload(along + 16 * v)));
    NAME(state)(m, buffer, m->to + slot[r] * size, row[r]);
  }
}

#define FORM { NAME(conv_forward), NAME(conv_backward), NAME(sum_forward), NAME(sum_backward), NAME(product_forward), NAME(product_backward), NAME(max_forward), NAME(max_backward), NAME(spread) }
