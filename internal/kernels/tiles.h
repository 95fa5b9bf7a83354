// Tiles of one size, OUT x OUT pixels of dx; winograd.h includes this for each.
#define JOIN(f, out) NAME(f##out)
#define EXPANDED(f, out) JOIN(f, out)
#define SIZED(f) EXPANDED(f, OUT)
#define SIDE (OUT + 2)
#define PRODUCTS (SIDE * SIDE)

// transform writes B^T d B of a tile: its channels' values at each of the points, step apart.
TARGET static void SIZED(transform)(const tiled *t, const float *const *pixels, float *out, int64_t step) {
  for (int c = 0; c < t->in; c += 16) {
    vec half[PRODUCTS], d[SIDE];
    UNROLL for (int x = 0; x < SIDE; x++) {
      UNROLL for (int y = 0; y < SIDE; y++) d[y] = vread(pixels[y * SIDE + x] + c);
      SIZED(values)(d, t->near, t->far, half + x, SIDE);
    }
    UNROLL for (int y = 0; y < SIDE; y++) {
      vec whole[SIDE];
      SIZED(values)(half + y * SIDE, t->near, t->far, whole, 1);
      UNROLL for (int x = 0; x < SIDE; x++) vstore(out + (y * SIDE + x) * step + c, whole[x]);
    }
  }
}

// corner finds where a tile begins.
IN corner SIZED(corner)(const tiled *t, int64_t tile) {
  int64_t columns = (t->w + OUT - 1) / OUT, rows = (t->h + OUT - 1) / OUT;
  return (corner){tile / (rows * columns), (int32_t)(tile / columns % rows) * OUT, (int32_t)(tile % columns) * OUT};
}

// gather finds the pixels of a tile of dy: zeros beyond its edges.
IN void SIZED(gather)(const tiled *t, corner at, const float *zeros, const float **pixels) {
  for (int i = 0; i < PRODUCTS; i++) {
    int32_t y = at.y + i / SIDE - 1, x = at.x + i % SIDE - 1;
    int inside = y >= 0 && y < t->h && x >= 0 && x < t->w;
    pixels[i] = inside ? t->dy + ((at.image * t->h + y) * t->w + x) * t->in : zeros;
  }
}

// untransform writes the pixels A^T m A of a tile, for the channels of a panel.
TARGET static void SIZED(untransform)(const tiled *t, corner at, int first, const float *m, int64_t step) {
  for (int c = 0; c < t->width; c += 16) {
    vec half[OUT * SIDE], column[SIDE], whole[OUT];
    UNROLL for (int x = 0; x < SIDE; x++) {
      UNROLL for (int y = 0; y < SIDE; y++) column[y] = vload(m + (y * SIDE + x) * step + c);
      SIZED(results)(column, 1, t->near, t->far, whole);
      UNROLL for (int y = 0; y < OUT; y++) half[y * SIDE + x] = whole[y];
    }
    if (first + c >= t->out) continue;
    UNROLL for (int y = 0; y < OUT; y++) {
      SIZED(results)(half + y * SIDE, 1, t->near, t->far, whole);
      UNROLL for (int x = 0; x < OUT; x++)
        if (at.y + y < t->h && at.x + x < t->w)
          NAME(finish)(t, whole[x], (at.image * t->h + at.y + y) * t->w + at.x + x, first + c);
    }
  }
}

// winograd computes the panels first..last-1 of the tiles from..to-1 of dx. room holds in + products *
// ((to - from) * (in + width) + 32) floats. The points are a line more apart than the tiles
// need, because lines that are a power of two apart would share few places of the first cache.
TARGET static void SIZED(winograd)(const tiled *t, int64_t from, int64_t to, int32_t first, int32_t last, float *room) {
  int64_t count = to - from, step = count * t->in + 16, apart = count * t->width + 16, size = (int64_t)t->in * t->width;
  float *zeros = room, *values = zeros + t->in, *products = values + PRODUCTS * step;
  const float *pixels[PRODUCTS];
  memset(zeros, 0, t->in * sizeof *zeros);
  for (int64_t i = 0; i < count; i++) {
    SIZED(gather)(t, SIZED(corner)(t, from + i), zeros, pixels);
    SIZED(transform)(t, pixels, values + i * t->in, step);
  }
  for (int32_t panel = first; panel < last; panel++) {
    const float *kernel = t->kernel + panel * PRODUCTS * size;
    for (int p = 0; p < PRODUCTS; p++)
      NAME(matrix)((int)count, t->in, values + p * step, kernel + p * size, t->width, products + p * apart);
    for (int64_t i = 0; i < count; i++)
      SIZED(untransform)(t, SIZED(corner)(t, from + i), panel * t->width, products + i * t->width, apart);
  }
}

#undef JOIN
#undef EXPANDED
#undef SIZED
#undef SIDE
#undef PRODUCTS
#undef OUT
