// The gradient of a depthwise convolution, between the gates of the activations behind and
// before it. Rows of dy are gated once each, into a ring that stays in the cache.

// gated is g where a gate is open; it multiplies, so that a NaN stays one.
IN vec NAME(gated)(vec g, vec z, float high) { return vmul(g, vkeep(vgt(z, vset(0)) & vgt(vset(high), z), vset(1))); }

// put writes n of a vector's elements behind the gates z, if there are any.
IN void NAME(put)(vec g, const float *z, float high, float *out, int n) {
  if (n == 16) {
    vwrite(out, z ? NAME(gated)(g, vread(z), high) : g);
    return;
  }
  float each[16] __attribute__((aligned(64)));
  vstore(each, g);
  for (int i = 0; i < n; i++) out[i] = z ? each[i] * (z[i] > 0 && z[i] < high) : each[i];
}

// SUMS(T) sums T taps, whose weights stay in registers, for some pixels.
#define SUMS(T)                                                                               \
  case T: {                                                                                   \
    vec k[T];                                                                                 \
    UNROLL for (int t = 0; t < T; t++) k[t] = vload(weights[t]);                              \
    for (int32_t m = 0; m < pixels; m++) {                                                    \
      vec sum = vmul(k[0], vload(at[0] + m * step));                                          \
      UNROLL for (int t = 1; t < T; t++) sum = vfma(k[t], vload(at[t] + m * step), sum);      \
      NAME(put)(sum, z ? z + m * apart : NULL, high, out + m * apart, n);                     \
    }                                                                                         \
    break;                                                                                    \
  }

// sums computes a vector of channels for pixels of which each has the same taps. Those of dy
// are step floats apart, and those of dx apart floats.
TARGET static void NAME(sums)(int taps, const float *const *at, const float *const *weights, int32_t pixels, int64_t step,
                              const float *z, float high, float *out, int64_t apart, int n) {
  switch (taps) {
    SUMS(1) SUMS(2) SUMS(3) SUMS(4) SUMS(6) SUMS(9)
  default:
    for (int32_t m = 0; m < pixels; m++) {
      vec sum = vset(0);
      for (int t = 0; t < taps; t++) sum = vfma(vload(weights[t]), vload(at[t] + m * step), sum);
      NAME(put)(sum, z ? z + m * apart : NULL, high, out + m * apart, n);
    }
  }
}
#undef SUMS

// taken copies a row of dy through its gates, with channels up to whole vectors.
TARGET static void NAME(taken)(const depthwise *d, int64_t row, float *to) {
  int64_t wide = DEPTHWISE_WIDE(d);
  const float *dy = d->dy + row * d->ow * d->channels, *z = d->after ? d->after + row * d->ow * d->channels : NULL;
  for (int32_t x = 0; x < d->ow; x++, dy += d->channels, z = z ? z + d->channels : NULL, to += wide) {
    int32_t c = 0;
    for (; c + 16 <= d->channels; c += 16) vstore(to + c, z ? NAME(gated)(vread(dy + c), vread(z + c), d->after_high) : vread(dy + c));
    for (; c < wide; c++) to[c] = c >= d->channels ? 0 : z ? dy[c] * (z[c] > 0 && z[c] < d->after_high) : dy[c];
  }
}

// row computes row y of an image's dx, given the rows of its dy in the ring. Pixels that are a
// stride apart have the same taps.
TARGET static void NAME(row)(const depthwise *d, int64_t image, int32_t y, const float *ring, const float *weights) {
  int64_t wide = DEPTHWISE_WIDE(d), length = DEPTHWISE_LENGTH(d), start = ((image * d->h + y) * d->w) * d->channels;
  const float *at[DEPTHWISE_TAPS], *weight[DEPTHWISE_TAPS];
  for (int32_t x = 0; x < d->sw && x < d->w; x++) {
    int taps = 0;
    for (int32_t i = 0; i < d->kh; i++) {
      int32_t below = y + d->pt - i;
      if (below < 0 || below % d->sh || below / d->sh >= d->oh) continue;
      for (int32_t j = 0; j < d->kw; j++) {
        int32_t beside = x + d->pl - j + d->left * d->sw;
        if (beside % d->sw) continue;
        at[taps] = ring + below / d->sh % d->kh * length + beside / d->sw * wide;
        weight[taps++] = weights + (i * d->kw + j) * wide;
      }
    }
    int32_t pixels = (d->w - x + d->sw - 1) / d->sw;
    for (int32_t c = 0; c < d->channels; c += 16) {
      int64_t first = start + (int64_t)x * d->channels + c;
      NAME(sums)(taps, at, weight, pixels, wide, d->before ? d->before + first : NULL, d->before_high, d->dx + first,
                 (int64_t)d->sw * d->channels, d->channels - c < 16 ? d->channels - c : 16);
      for (int t = 0; t < taps; t++) at[t] += 16, weight[t] += 16;
    }
  }
}

// depthwise computes the rows from..to-1 of all images.
TARGET static void NAME(depthwise)(const depthwise *d, int64_t from, int64_t to, float *room) {
  int64_t wide = DEPTHWISE_WIDE(d), length = DEPTHWISE_LENGTH(d), image = -1;
  float *weights = room, *ring = room + d->kh * d->kw * wide;
  memset(room, 0, (size_t)(d->kh * d->kw * wide + d->kh * length) * sizeof(float));
  for (int t = 0; t < d->kh * d->kw; t++) memcpy(weights + t * wide, d->kernel + t * d->channels, (size_t)d->channels * sizeof(float));
  int32_t next = 0;
  for (int64_t r = from; r < to; r++) {
    int32_t y = (int32_t)(r % d->h), last = (y + d->pt) / d->sh;
    if (r / d->h != image) image = r / d->h, next = 0;
    int32_t first = y + d->pt - d->kh + 1 <= 0 ? 0 : (y + d->pt - d->kh + d->sh) / d->sh;
    if (next < first) next = first;
    for (; next <= last && next < d->oh; next++) NAME(taken)(d, image * d->oh + next, ring + next % d->kh * length + d->left * wide);
    NAME(row)(d, image, y, ring, weights);
  }
}
