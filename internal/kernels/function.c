#include <math.h>
#include "kernels.h"
#include "function.h"
#include "exact.h"

enum { LEAKY_RELU, ELU, SELU, SOFTPLUS, SOFTSIGN, SIGMOID, TANH, SWISH };

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
static at swish(double u) { double s = sigmoid(u); return (at){u * s, s + u * s * (1 - s)}; }

static at of(int32_t function, double u, double alpha) {
  double s;
  switch (function) {
  case LEAKY_RELU: return leaky_relu(u, alpha);
  case ELU: return elu(u);
  case SELU: return selu(u);
  case SOFTPLUS: return (at){u > 30 ? u : log1p(exp(u)), sigmoid(u)};
  case SOFTSIGN: return softsign(u);
  case SIGMOID: s = sigmoid(u); return (at){s, s * (1 - s)};
  case TANH: return tangent(u);
  default: return swish(u);
  }
}

// In a param of a function, lo is its parameter, and hi its value at u0 by whoever found the
// threshold: what passes at x0 passes here, whatever the last digit of our own.
void tfreeze_function(const memory *m, const float *sum, float *out, int32_t row) {
  const param *p = m->params + row;
  float *slope = m->factors + (int64_t)row * m->nv * 16;
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
