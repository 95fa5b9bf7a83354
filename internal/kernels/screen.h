// What reaches a threshold at some point, by a bound: few points are computed, and between
// two of them a sum is no more than the larger one, and what its states may be away from the
// straight line. Of a path's points, in order, the first vector of a row holds each nv-th:
// those of the v-th vector are v points further on.

// LINES are the vectors of a bounded row: its states at the few points, and what they may be
// away from the line to the next, with room for what sums of BOUNDED states round.
enum { LINES = 2, BOUNDED = 4000 };
#define ROUNDED 0x1p-10f

// BOUND(R) sums R rows: states by the weights, and distances by their sizes.
#define BOUND(R)                                                                                                        \
  TARGET static void NAME(bound_##R)(int n, const entry *l, const float *z, const float *w, const int64_t *rows, float *out) { \
    vec sum[R], far[R];                                                                                                \
    const float *at[R];                                                                                                \
    UNROLL for (int i = 0; i < R; i++) {                                                                               \
      at[i] = w + rows[i];                                                                                             \
      sum[i] = far[i] = vset(0);                                                                                       \
    }                                                                                                                  \
    for (int j = 0; j < n; j++) {                                                                                      \
      const float *x = z + (int64_t)l[j].slot * (16 * LINES);                                                          \
      int64_t k = l[j].weight;                                                                                         \
      vec state = vload(x), away = vload(x + 16);                                                                      \
      UNROLL for (int i = 0; i < R; i++) {                                                                             \
        vec b = vset(at[i][k]);                                                                                        \
        sum[i] = vfma(b, state, sum[i]);                                                                               \
        far[i] = vfma(vabs(b), away, far[i]);                                                                          \
      }                                                                                                                \
    }                                                                                                                  \
    UNROLL for (int i = 0; i < R; i++) {                                                                               \
      vstore(out + i * 16 * LINES, sum[i]);                                                                            \
      vstore(out + i * 16 * LINES + 16, far[i]);                                                                       \
    }                                                                                                                  \
  }

BOUNDS
#undef BOUND

typedef void (*NAME(bound))(int, const entry *, const float *, const float *, const int64_t *, float *);
#define BOUND(R) NAME(bound_##R),
static const NAME(bound) NAME(bounds)[HIGHEST] = {0, BOUNDS};
#undef BOUND

// lines makes bounded rows of the states from..to-1.
TARGET static void NAME(lines)(const path *x, const memory *m, int32_t from, int32_t to) {
  int64_t size = (int64_t)m->stride * 16;
  for (int32_t r = from; r < to; r++) {
    const float *z = m->arena + x->slot[r] * size;
    vec first = vload(z), next = vnext(first), step = vadd(next, vmul(first, vset(-1)));
    vec most = vmax(vabs(first), vabs(next)), away = vset(0);
    for (int v = 1; v < m->nv; v++) {
      vec at = vload(z + 16 * v), line = vfma(vload(x->share + 16 * v), step, first);
      away = vmax(away, vabs(vadd(at, vmul(line, vset(-1)))));
      most = vmax(most, vabs(at));
    }
    vstore(x->rows + (int64_t)r * (16 * LINES), first);
    vstore(x->rows + (int64_t)r * (16 * LINES) + 16, vfma(most, vset(ROUNDED), away));
  }
}

// reaches reports whether a row may reach its threshold. What is no number may.
IN uint8_t NAME(reaches)(const limits *x, int64_t element, const float *sum) {
  float scale = x->scales ? x->scale[element % x->scales] : 1, u = x->u[element], most = u + fabsf(u) * 0x1p-21f;
  vec at = vmul(vload(sum), vset(scale)), away = vmul(vload(sum + 16), vset(fabsf(scale)));
  return vgt(vset(x->threshold), vadd(vadd(vmax(at, vnext(at)), away), vset(most))) != 0xffff;
}

TARGET static void NAME(rows_screen)(const convolution *c, const memory *m, int32_t p, int32_t r, int32_t end, entry *list) {
  float sums[HIGHEST * 16 * LINES] __attribute__((aligned(64)));
  int64_t rows[HIGHEST];
  const entry *listed;
  int n = NAME(reads)(c, p, list, &listed);
  while (r < end) {
    int count = NAME(height)(end - r, TALLEST_BOUND);
    for (int i = 0; i < count; i++) rows[i] = c->out.channel[r + i] * c->out_step;
    if (n <= BOUNDED) NAME(bounds)[count](n, listed, m->arena, c->weights, rows, sums);
    for (int i = 0; i < count; i++)
      m->limits->reach[r + i] = n > BOUNDED || NAME(reaches)(m->limits, (int64_t)p * c->out.channels + c->out.channel[r + i], sums + i * 16 * LINES);
    r += count;
  }
}

// screen marks the rows from..to-1 that may reach the threshold.
TARGET static void NAME(screen)(const convolution *c, const limits *x, int32_t from, int32_t to, entry *list) {
  memory m = {.arena = (float *)x->rows, .limits = x};
  NAME(parts)(c, &c->out, &m, from, to, list, NAME(rows_screen));
}
