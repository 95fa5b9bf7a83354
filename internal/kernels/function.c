#include <math.h>
#include "kernels.h"
#include "function.h"
#include "exact.h"

enum {
  LEAKY_RELU, ELU, SELU, SOFTPLUS, SOFTSIGN, SIGMOID, TANH, SWISH, HARD_SWISH, GELU, TANH_GELU, MISH,
  ERF, ERFC, EXP, LOG, RECIPROCAL, RSQRT, SQRT, SQUARE, STOP_GRADIENT
};

typedef struct { double value, slope; } at;

static at leaky_relu(double u, double alpha) { return u > 0 ? (at){u, 1} : (at){alpha * u, alpha}; }
static at elu(double u) { return u < 0 ? (at){expm1(u), exp(u)} : (at){u, 1}; }
static at selu(double u) {
  const double scale = 1.0507009873554804934193349852946, alpha = 1.6732632423543772848170429916717;
  return u < 0 ? (at){scale * alpha * expm1(u), scale * alpha * exp(u)} : (at){scale * u, scale};
}
static double sigmoid(double u) { return 1 / (1 + exp(-u)); }
static at tangent(double u) { double z = tanh(u); return (at){z, 1 - z * z}; }
static at softsign(double u) { double d = 1 + fabs(u); return (at){u / d, 1 / (d * d)}; }
static at swish(double u, double alpha) { double s = sigmoid(alpha * u); return (at){u * s, s + alpha * u * s * (1 - s)}; }

static at hard_swish(double u) { return u <= -3 ? (at){0, 0} : u >= 3 ? (at){u, 1} : (at){u * (u + 3) / 6, (2 * u + 3) / 6}; }
static double bell(double u) { return 0.3989422804014326779399461 * exp(-u * u / 2); }
static at gelu(double u) {
  double half = erfc(-u * 0.7071067811865475244008444) / 2;
  return (at){u * half, half + u * bell(u)};
}
static at tanh_gelu(double u) {
  const double k = 0.7978845608028653558798921, c = 0.044715;
  double t = tanh(k * (u + c * u * u * u));
  return (at){u / 2 * (1 + t), (1 + t) / 2 + u / 2 * (1 - t * t) * k * (1 + 3 * c * u * u)};
}
static double softplus(double u) { return u > 30 ? u : log1p(exp(u)); }
static at mish(double u) {
  double t = tanh(softplus(u));
  return (at){u * t, t + u * (1 - t * t) * sigmoid(u)};
}
static double gauss(double u) { return 1.1283791670955125738961589 * exp(-u * u); }

static at plain(int32_t function, double u) {
  switch (function) {
  case ERF: return (at){erf(u), gauss(u)};
  case ERFC: return (at){erfc(u), -gauss(u)};
  case EXP: return (at){exp(u), exp(u)};
  case LOG: return (at){log(u), 1 / u};
  case RECIPROCAL: return (at){1 / u, -1 / (u * u)};
  case RSQRT: return (at){1 / sqrt(u), -0.5 / (u * sqrt(u))};
  case SQRT: return (at){sqrt(u), 0.5 / sqrt(u)};
  case SQUARE: return (at){u * u, 2 * u};
  default: return (at){u, 0};
  }
}

static at of(int32_t function, double u, double alpha) {
  double s;
  switch (function) {
  case LEAKY_RELU: return leaky_relu(u, alpha);
  case ELU: return elu(u);
  case SELU: return selu(u);
  case SOFTPLUS: return (at){softplus(u), sigmoid(u)};
  case SOFTSIGN: return softsign(u);
  case SIGMOID: s = sigmoid(u); return (at){s, s * (1 - s)};
  case TANH: return tangent(u);
  case SWISH: return swish(u, alpha);
  case HARD_SWISH: return hard_swish(u);
  case GELU: return gelu(u);
  case TANH_GELU: return tanh_gelu(u);
  case MISH: return mish(u);
  default: return plain(function, u);
  }
}

// In a param of a function, lo is its parameter, and hi its value at u0 by whoever found the
// threshold: what passes at x0 passes here, whatever the last digit of our own.
void tfreeze_function(const memory *m, const float *sum, float *out, int32_t row) {
  const param *p = m->params + row;
  float *slope = m->factors + (int64_t)row * m->stride * 16;
  double v = of(m->function, p->u0, p->lo).value;
  for (int k = 0; k < m->nv * 16; k++) {
    at z = of(m->function, p->u0 + (double)(sum[k] * p->scale), p->lo);
    int pass = (float)(p->hi + (z.value - v)) >= p->threshold;
    out[k] = pass ? (float)(z.value - v) : 0;
    slope[k] = m->sums ? sum[k] * p->scale : !pass ? 0 : m->guided ? z.value > 0 : (float)z.slope;
  }
}

void tfreeze_at(int32_t function, double u, double alpha, double *value, double *slope) {
  at z = of(function, u, alpha);
  *value = z.value;
  *slope = z.slope;
}
