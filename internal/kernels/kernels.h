#pragma once
// What Go calls. A row is the state of one element at all points: nv vectors of 16
// floats. Slots say where rows are in the arena; rows number the elements for what
// outlives the arena.
#include <stdint.h>

// An entry is a factor of a sum: a row, by its slot, times a weight, by its offset.
typedef struct { int32_t slot, weight; } entry;

// A factor of a product: a row, by its slot, times a weight, by its offset, and the state
// that is kept of what it is multiplied by; -1 is for nothing.
typedef struct { int32_t slot, weight, kept; } factor;

// What follows the sum at an element: u = u0 + scale * sum, then a clip of u to
// [lo + u0, hi + u0] less v, where u0 + a reaches the threshold.
typedef struct { float scale, u0, lo, hi, add, threshold; } param;

// The live elements of an image, sorted: those of pixel p are start[p]..start[p+1]-1.
typedef struct { const int32_t *start, *channel, *slot, *row; const uint8_t *how; int32_t h, w, channels; } live;

// The bits of how: add to what is there; close the sum with gate and scale; it has a gate;
// that is no layer's, so that guided gradients are differentiated there.
enum { HOW_ADD = 1, HOW_CLOSE = 2, HOW_GATED = 4, HOW_DIFFERENTIATED = 8 };

// What follows a sum: nothing, the scale, or the scale and an activation.
enum { AFTER_SUM, AFTER_SCALE, AFTER_CLIP, AFTER_THRESHOLD, AFTER_FUNCTION };

// What its rows read are entries of the other image, by the first tap's weights. With
// channels, it is computed for so many of its output's, or input's, at a time. What leaves out
// rows does not read those whose gradients are 0.
typedef struct {
  live in, out;
  const entry *reads;
  int32_t channels, leaves_out;
  int32_t kh, kw, sh, sw, dh, dw, pt, pl;
  int64_t tap_step, in_step, out_step;
  const float *weights;
} convolution;

// Sums by explicit lists: those of the i-th result are first[i]..first[i+1]-1.
typedef struct {
  const int32_t *first;
  const entry *entries;
  const factor *factors;
  const float *weights;
  const int32_t *slot, *row;
  const uint8_t *how;
} lists;

// A member of a window: a row and what its value at x0 is more than the maximum, or
// a constant where slot is -1. member is its number in the window.
typedef struct { int32_t slot; float more; } member;
typedef struct { int32_t slot, row, number; } place;

typedef struct {
  const int32_t *first;
  const member *members;
  const place *places;
  const int32_t *slot, *row;
  const uint8_t *how;
} windows;

// What sums have to reach: u at x0, by elements, plus the scale times the sum. rows are
// bounded, and reach says of each sum whether it may.
typedef struct { const float *rows, *u, *scale; int32_t scales; float threshold; uint8_t *reach; } limits;

// What a run has in memory: nv vectors of rows that are stride vectors long; all pointers
// are to the first of them. States are written to "to", mostly the arena that they are
// read of. factors, if there, stand in place of gates. zero, if there, says by slot whether a
// gradient behind a max-pool is 0 at all points.
typedef struct {
  float *arena, *to;
  const float *kept;
  uint16_t *gates;
  float *factors;
  uint8_t *winners, *zero;
  const param *params;
  const uint16_t *positive;
  const limits *limits;
  int32_t nv, stride, after, guided, function, sums;
} memory;

// What of a path's rows is bounded: share is how far each point is from the first vector's
// point to the next of these.
typedef struct { const int32_t *slot; const float *share; float *rows; } path;

// What rows become along a ray, and what adds them up: sums of vectors are step apart.
typedef struct { const float *base, *along; const int32_t *slot, *row; } ray;
typedef struct { const int32_t *slot; double *sums; int64_t step; int32_t columns, power; } total;

// A gradient of 3x3 convolutions in tiles: dx [n,h,w,out] of dy [n,h,w,in] and transformed
// kernels [panels,products,in,width]. A tile of 4x4 pixels takes 36 products, at the points 0,
// +-near, +-far and infinity; one of 2x2 takes 16, at 0, +-1 and infinity. gate, if there, has
// the shape of dx, which is 0 where it is not positive.
typedef struct {
  const float *dy, *kernel, *gate;
  float *dx;
  int32_t h, w, in, out, width, tile;
  float near, far;
} tiled;

// A chain of elementwise ops as steps on a stack: push an input; change what is on top, by
// an input or alone; add without an input adds the two on top. The elements of an input that
// has fewer than the result begin again at its end. Blocks are multiples of 16 elements.
enum { CHAIN_PUSH, CHAIN_MUL, CHAIN_ADD, CHAIN_RELU, CHAIN_RELU6, CHAIN_GATE, CHAIN_GATE6 };
enum { CHAIN_DEPTH = 4, CHAIN_INPUTS = 16, CHAIN_STEPS = 32 };
typedef struct { int32_t op, input; } chain_step;
typedef struct {
  const float *input[CHAIN_INPUTS];
  int64_t count[CHAIN_INPUTS];
  chain_step step[CHAIN_STEPS];
  int32_t inputs, steps;
  int64_t size, block;
  float *out;
} chain;

// The gradient of a depthwise convolution of images [n,h,w,channels] with respect to these: dx
// of dy [n,oh,ow,channels] and the kernel [kh,kw,channels]. after and before, if there, are the
// results of clips behind and before it, which pass gradients between 0 and their highs. left
// and right are how many pixels beside dy its rows are read.
typedef struct {
  const float *dy, *kernel, *after, *before;
  float *dx;
  int32_t h, w, oh, ow, channels, kh, kw, sh, sw, pt, pl, left, right;
  float after_high, before_high;
} depthwise;
enum { DEPTHWISE_TAPS = 121 };
// The floats of a pixel and of a row of dy as kernels read them, in whole vectors.
#define DEPTHWISE_WIDE(d) (((int64_t)(d)->channels + 15) / 16 * 16)
#define DEPTHWISE_LENGTH(d) (((d)->left + (d)->ow + (d)->right) * DEPTHWISE_WIDE(d))

typedef struct {
  void (*conv_forward)(const convolution *, const memory *, int32_t from, int32_t to, entry *list);
  void (*conv_backward)(const convolution *, const memory *, int32_t from, int32_t to, entry *list);
  void (*sum_forward)(const lists *, const memory *, int32_t from, int32_t to);
  void (*sum_backward)(const lists *, const memory *, int32_t from, int32_t to);
  void (*product_forward)(const lists *, const memory *, int32_t from, int32_t to);
  void (*product_backward)(const lists *, const memory *, int32_t from, int32_t to);
  void (*max_forward)(const windows *, const memory *, int32_t from, int32_t to);
  void (*max_backward)(const windows *, const memory *, int32_t from, int32_t to);
  void (*spread)(const ray *, const memory *, int32_t from, int32_t to);
  void (*add_up)(const total *, const memory *, int32_t from, int32_t to);
  void (*reach)(const float *z, int64_t pixels, int32_t channels, float threshold, uint64_t *words);
  void (*lines)(const path *, const memory *, int32_t from, int32_t to);
  void (*screen)(const convolution *, const limits *, int32_t from, int32_t to, entry *list);
  void (*sift)(const float *z, int64_t n, float low, float high, float *list, int64_t room, int64_t *counts);
  void (*winograd)(const tiled *, int64_t from, int64_t to, int32_t first, int32_t last, float *room);
  void (*chain)(const chain *, int64_t from, int64_t to, float *room);
  void (*depthwise)(const depthwise *, int64_t from, int64_t to, float *room);
} form;

extern const form tfreeze_portable, tfreeze_avx2, tfreeze_avx512;

// tfreeze_form is the i-th form: portable, AVX2, AVX-512; NULL where the processor lacks it.
const form *tfreeze_form(int i);
// tfreeze_params sets what follows the sums of n elements: a scale, if there are any, and a
// clip, given u at x0.
void tfreeze_params(param *p, int32_t n, const int32_t *element, const float *scale, int32_t scales, const float *u, float lo, float hi, float threshold);
// tfreeze_passing lists the rows of n that have a gate open at a point.
int32_t tfreeze_passing(const uint16_t *gates, int32_t nv, int32_t n, int32_t *list);
// tfreeze_finite reports whether none of n values is an infinity or a NaN.
int32_t tfreeze_finite(const float *values, int64_t n);
// tfreeze_at is an activation's value and derivative at u.
void tfreeze_at(int32_t function, double u, double alpha, double *value, double *slope);
