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

// Of long lists, tiles take few vectors at once, and more rows: less of the states is read
// for as many products, since no first cache holds them all.
#define LONG 48
#define NARROW 4

// width is how many vectors tiles take at once.
IN int NAME(width)(const memory *m, int n) {
  int widest = n >= LONG && NARROW < WIDEST ? NARROW : WIDEST;
  return m->nv < widest ? m->nv : widest;
}

// block computes count rows, width vectors of them at once.
TARGET static void NAME(block)(int count, int width, const memory *m, int n, const entry *l, const float *w, const int64_t *rows, float *out) {
  for (int v = 0; v < m->nv; v += width) {
    int wide = m->nv - v < width ? m->nv - v : width;
    NAME(tiles)[wide][count](n, l, m->arena + 16 * v, (int64_t)m->stride * 16, w, rows, out + 16 * v, m->nv * 16);
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
  vec clipped = vmin(vmax(a, lo), hi), d = vadd(clipped, vset(p->add));
  uint16_t gate = m->guided ? vgt(clipped, vset(-p->u0)) : vgt(a, lo) & vgt(hi, a); // z > 0, or lo < u < hi
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
  int64_t at = (int64_t)row * m->stride;
  if (m->after > AFTER_SCALE)
    UNROLL for (int v = 0; v < nv; v++) NAME(clip)(m, p, sum + 16 * v, out + 16 * v, at + v);
  else if (m->after == AFTER_SCALE)
    UNROLL for (int v = 0; v < nv; v++) vstore(out + 16 * v, vmul(vload(sum + 16 * v), vset(p->scale)));
  else
    UNROLL for (int v = 0; v < nv; v++) vstore(out + 16 * v, vload(sum + 16 * v));
}

// states does so for the rows r..r+count-1 of an image or list.
TARGET static void NAME(states)(const memory *m, const float *sum, const int32_t *slot, const int32_t *row, int32_t r, int count) {
  int64_t size = (int64_t)m->stride * 16;
  if (m->after == AFTER_FUNCTION)
    for (int i = 0; i < count; i++) tfreeze_function(m, sum + i * m->nv * 16, m->to + slot[r + i] * size, row[r + i]);
  else
    WIDTHS(m->nv, for (int i = 0; i < count; i++) NAME(after)(m, sum + i * V * 16, m->to + slot[r + i] * size, row[r + i], V))
}

// close adds a gradient to a row, and takes it through gate and scale if it is the last.
IN void NAME(closed)(const memory *m, const float *sum, float *out, int32_t row, uint8_t how, int nv) {
  vec scale = vset(m->params[row].scale), zero = vset(0);
  UNROLL for (int v = 0; v < nv; v++) {
    vec g = vload(sum + 16 * v);
    if (how & HOW_ADD) g = vadd(g, vload(out + 16 * v));
    if (how & HOW_CLOSE) {
      int64_t at = (int64_t)row * m->stride + v;
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

// close does so for the rows r..r+count-1 of an image or list.
TARGET static void NAME(close)(const memory *m, const float *sum, const int32_t *slot, const int32_t *row, const uint8_t *how, int32_t r, int count) {
  int64_t size = (int64_t)m->stride * 16;
  WIDTHS(m->nv, for (int i = 0; i < count; i++) NAME(closed)(m, sum + i * V * 16, m->arena + slot[r + i] * size, row[r + i], how[r + i], V))
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

// add lists the live elements of a pixel behind n entries, by a tap. Of a kernel of one tap
// they are listed already.
IN int NAME(add)(const convolution *c, int tap, const int32_t *start, int32_t pixel, int n, entry *list, const entry **listed) {
  int32_t r = start[pixel], count = start[pixel + 1] - r;
  if (c->kh * c->kw == 1) *listed = c->reads + r;
  else vlist(list + n, c->reads + r, count, (int32_t)(tap * c->tap_step));
  return n + count;
}

// reads lists what an output pixel of a convolution reads.
TARGET static int NAME(reads)(const convolution *c, int32_t p, entry *list, const entry **listed) {
  int n = 0, y = p / c->out.w * c->sh - c->pt, x = p % c->out.w * c->sw - c->pl;
  *listed = list;
  for (int i = 0; i < c->kh; i++) {
    int yy = y + i * c->dh;
    if (yy < 0 || yy >= c->in.h) continue;
    for (int j = 0; j < c->kw; j++) {
      int xx = x + j * c->dw;
      if (xx >= 0 && xx < c->in.w) n = NAME(add)(c, i * c->kw + j, c->in.start, yy * c->in.w + xx, n, list, listed);
    }
  }
  return n;
}

// taps are those by which a place is read along a dimension: each step-th from first on. What
// reads it by the first is at at, and by the next ones, by before that.
typedef struct { int first, step, at, by; } NAME(taps);

IN NAME(taps) NAME(along)(int place, int stride, int dilation) {
  if (stride == 1) return (NAME(taps)){0, 1, place, dilation};
  int first = 0, step = 1;
  while (step * dilation % stride) step++;
  while (first < step && (place - first * dilation) % stride) first++;
  return (NAME(taps)){first < step ? first : INT32_MAX, step, (place - first * dilation) / stride, step * dilation / stride};
}

// leave_out lists those of n entries whose rows are not 0.
IN int NAME(leave_out)(const uint8_t *zero, int n, const entry *all, entry *list) {
  int left = 0;
  for (int j = 0; j < n; j++) {
    entry e = all[j];
    list[left] = e;
    left += !zero[e.slot];
  }
  return left;
}

// readers lists what reads an input pixel of a convolution.
TARGET static int NAME(readers)(const convolution *c, const memory *m, int32_t q, entry *list, const entry **listed) {
  int n = 0;
  NAME(taps) y = NAME(along)(q / c->in.w + c->pt, c->sh, c->dh), x = NAME(along)(q % c->in.w + c->pl, c->sw, c->dw);
  *listed = list;
  for (int i = y.first, yy = y.at; i < c->kh && yy >= 0; i += y.step, yy -= y.by) {
    if (yy >= c->out.h) continue;
    for (int j = x.first, xx = x.at; j < c->kw && xx >= 0; j += x.step, xx -= x.by)
      if (xx < c->out.w) n = NAME(add)(c, i * c->kw + j, c->out.start, yy * c->out.w + xx, n, list, listed);
  }
  if (!c->leaves_out || !m->zero) return n;
  n = NAME(leave_out)(m->zero, n, *listed, list);
  *listed = list;
  return n;
}

// within finds the first row of a pixel, from r on, whose channel is not below one.
IN int32_t NAME(within)(const live *l, int32_t r, int32_t end, int32_t channel) {
  while (r < end && l->channel[r] < channel) r++;
  return r;
}

// rows_forward computes the rows r..end-1 of a pixel.
TARGET static void NAME(rows_forward)(const convolution *c, const memory *m, int32_t p, int32_t r, int32_t end, entry *list) {
  BUFFER;
  int64_t rows[HIGHEST];
  const entry *listed;
  int n = NAME(reads)(c, p, list, &listed), width = NAME(width)(m, n);
  while (r < end) {
    int count = NAME(height)(end - r, TALLEST(width));
    for (int i = 0; i < count; i++) rows[i] = c->out.channel[r + i] * c->out_step;
    NAME(block)(count, width, m, n, listed, c->weights, rows, buffer);
    NAME(states)(m, buffer, c->out.slot, c->out.row, r, count);
    r += count;
  }
}

TARGET static void NAME(rows_backward)(const convolution *c, const memory *m, int32_t q, int32_t r, int32_t end, entry *list) {
  BUFFER;
  int64_t rows[HIGHEST];
  const entry *listed;
  int n = NAME(readers)(c, m, q, list, &listed), width = NAME(width)(m, n);
  while (r < end) {
    int count = NAME(height)(end - r, TALLEST(width));
    for (int i = 0; i < count; i++) rows[i] = c->in.channel[r + i] * c->in_step;
    NAME(block)(count, width, m, n, listed, c->weights, rows, buffer);
    NAME(close)(m, buffer, c->in.slot, c->in.row, c->in.how, r, count);
    r += count;
  }
}

typedef void (*NAME(rows))(const convolution *, const memory *, int32_t, int32_t, int32_t, entry *);

// pixels goes through the pixels of the rows from..to-1, taking the channels low..high-1.
TARGET static void NAME(pixels)(const convolution *c, const live *l, const memory *m, int32_t from, int32_t to, int32_t low, int32_t high, entry *list, NAME(rows) rows) {
  for (int32_t p = NAME(pixel)(l->start, l->h * l->w, from); p < l->h * l->w && l->start[p] < to; p++) {
    int32_t r = l->start[p] > from ? l->start[p] : from, end = l->start[p + 1] < to ? l->start[p + 1] : to;
    if (high - low < l->channels) {
      r = NAME(within)(l, r, end, low);
      end = NAME(within)(l, r, end, high);
    }
    if (r < end) rows(c, m, p, r, end, list);
  }
}

// parts does so for the channels that are computed at a time.
TARGET static void NAME(parts)(const convolution *c, const live *l, const memory *m, int32_t from, int32_t to, entry *list, NAME(rows) rows) {
  int32_t each = c->channels > 0 ? c->channels : l->channels;
  for (int32_t low = 0; low < l->channels; low += each) NAME(pixels)(c, l, m, from, to, low, low + each, list, rows);
}

TARGET static void NAME(conv_forward)(const convolution *c, const memory *m, int32_t from, int32_t to, entry *list) {
  NAME(parts)(c, &c->out, m, from, to, list, NAME(rows_forward));
}

TARGET static void NAME(conv_backward)(const convolution *c, const memory *m, int32_t from, int32_t to, entry *list) {
  NAME(parts)(c, &c->in, m, from, to, list, NAME(rows_backward));
}

TARGET static void NAME(sum_forward)(const lists *s, const memory *m, int32_t from, int32_t to) {
  BUFFER;
  int64_t none = 0;
  for (int32_t r = from; r < to; r++) {
    NAME(block)(1, NAME(width)(m, 0), m, s->first[r + 1] - s->first[r], s->entries + s->first[r], s->weights, &none, buffer);
    NAME(states)(m, buffer, s->slot, s->row, r, 1);
  }
}

TARGET static void NAME(sum_backward)(const lists *s, const memory *m, int32_t from, int32_t to) {
  BUFFER;
  int64_t none = 0;
  for (int32_t r = from; r < to; r++) {
    NAME(block)(1, NAME(width)(m, 0), m, s->first[r + 1] - s->first[r], s->entries + s->first[r], s->weights, &none, buffer);
    NAME(close)(m, buffer, s->slot, s->row, s->how, r, 1);
  }
}

// product sums the factors of a row, each times its weight and what is kept.
IN void NAME(product)(const lists *s, const memory *m, int32_t r, float *out, int nv) {
  int64_t size = (int64_t)m->stride * 16;
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
  for (int32_t r = from; r < to; r++) {
    WIDTHS(m->nv, NAME(product)(s, m, r, buffer, V))
    NAME(states)(m, buffer, s->slot, s->row, r, 1);
  }
}

TARGET static void NAME(product_backward)(const lists *s, const memory *m, int32_t from, int32_t to) {
  BUFFER;
  for (int32_t r = from; r < to; r++) {
    WIDTHS(m->nv, NAME(product)(s, m, r, buffer, V))
    NAME(close)(m, buffer, s->slot, s->row, s->how, r, 1);
  }
}

// The first of equal members wins, as in TensorFlow.
IN void NAME(largest)(const windows *s, const memory *m, int32_t r, int nv) {
  int64_t size = (int64_t)m->stride * 16;
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
  int64_t size = (int64_t)m->stride * 16;
  vec g[7];
  UNROLL for (int v = 0; v < nv; v++) g[v] = vset(0);
  for (const place *at = s->places + s->first[r], *end = s->places + s->first[r + 1]; at < end; at++) {
    const uint8_t *winner = m->winners + at->row * size;
    const float *x = m->arena + at->slot * size;
    UNROLL for (int v = 0; v < nv; v++) g[v] = vadd(g[v], vkeep(vequal(winner + 16 * v, (uint8_t)at->number), vload(x + 16 * v)));
  }
  UNROLL for (int v = 0; v < nv; v++) vstore(buffer + 16 * v, g[v]);
  float *out = m->arena + s->slot[r] * size;
  NAME(closed)(m, buffer, out, s->row[r], s->how[r], nv);
  if (!m->zero) return;
  uint16_t none = 0xffff;
  UNROLL for (int v = 0; v < nv; v++) none &= vge(vset(0), vabs(vload(out + 16 * v)));
  m->zero[s->slot[r]] = none == 0xffff;
}

TARGET static void NAME(max_backward)(const windows *s, const memory *m, int32_t from, int32_t to) {
  WIDTHS(m->nv, for (int32_t r = from; r < to; r++) NAME(from_winners)(s, m, r, V))
}

// spread makes rows of one column each, along the points: base * along.
TARGET static void NAME(spread)(const ray *x, const memory *m, int32_t from, int32_t to) {
  BUFFER;
  for (int32_t r = from; r < to; r++) {
    vec b = vset(x->base[r]);
    for (int v = 0; v < m->nv; v++) vstore(buffer + 16 * v, vmul(b, vload(x->along + 16 * v)));
    NAME(states)(m, buffer, x->slot, x->row, r, 1);
  }
}

// sum16 adds up powers of sixteen floats by halves, in this order in each form, as vsum does
// for the first power.
IN double NAME(sum16)(vec a, int power) {
  float x[16] __attribute__((aligned(64)));
  double s[16];
  vstore(x, a);
  for (int i = 0; i < 16; i++) {
    s[i] = x[i];
    for (int k = 1; k < power; k++) s[i] *= x[i];
  }
  for (int half = 8; half > 0; half /= 2)
    for (int i = 0; i < half; i++) s[i] += s[i + half];
  return s[0];
}

// add_up adds up each vector of a row.
TARGET static void NAME(add_up)(const total *t, const memory *m, int32_t from, int32_t to) {
  for (int32_t r = from; r < to; r++) {
    const float *x = m->arena + t->slot[r] * (int64_t)m->stride * 16;
    for (int v = 0; v < m->nv; v++) {
      int n = t->columns - 16 * v;
      vec a = n >= 16 ? vload(x + 16 * v) : vkeep((uint16_t)(n > 0 ? (1 << n) - 1 : 0), vload(x + 16 * v));
      t->sums[v * t->step + r] = t->power == 1 ? vsum(a) : NAME(sum16)(a, t->power);
    }
  }
}

// reach sets the bits of values that reach a threshold; the channels of each pixel begin a
// word of their own.
TARGET static void NAME(reach)(const float *z, int64_t pixels, int32_t channels, float threshold, uint64_t *words) {
  for (int64_t p = 0; p < pixels; p++, z += channels, words += (channels + 63) / 64) {
    int32_t c = 0;
    for (; c + 16 <= channels; c += 16) words[c / 64] |= (uint64_t)vreach(z + c, threshold) << c % 64;
    for (; c < channels; c++) words[c / 64] |= (uint64_t)(z[c] >= threshold) << c % 64;
  }
}

// sift lists the values from low on and below high, as many as there is room for, and counts
// those that are positive, that reach low, and that are in between.
TARGET static void NAME(sift)(const float *z, int64_t n, float low, float high, float *list, int64_t room, int64_t *counts) {
  int64_t positive = 0, reached = 0, between = 0;
  for (int64_t i = 0; i < n; i += 16) {
    float last[16] = {0};
    const float *at = z + i;
    if (n - i < 16) {
      for (int k = 0; k < n - i; k++) last[k] = at[k];
      at = last;
    }
    uint16_t from = vreach(at, low), in = from & ~vreach(at, high);
    positive += __builtin_popcount(vreach(at, 0x1p-149f));
    reached += __builtin_popcount(from);
    for (; in; in &= in - 1, between++)
      if (between < room) list[between] = at[__builtin_ctz(in)];
  }
  counts[0] = positive, counts[1] = reached, counts[2] = between;
}

#include "screen.h"
#include "winograd.h"
#include "chain.h"
#include "depthwise.h"

#define FORM { NAME(conv_forward), NAME(conv_backward), NAME(sum_forward), NAME(sum_backward), NAME(product_forward), NAME(product_backward), NAME(max_forward), NAME(max_backward), NAME(spread), NAME(add_up), NAME(reach), NAME(lines), NAME(screen), NAME(sift), NAME(winograd), NAME(chain), NAME(depthwise) }
