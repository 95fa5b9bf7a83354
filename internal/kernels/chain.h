// Chains of elementwise ops: each block of a chain's elements stays in the first cache from
// the first op to the last. Every op rounds by itself, as TensorFlow's do.

#include <string.h>

// BLOCK(e) makes a block of a value: e is of a, and of b if there is one.
#define BLOCK(e) for (int64_t i = 0; i < n; i += 16) { vec a = vread(x + i); vwrite(to + i, e); }
#define BLOCKS(e) for (int64_t i = 0; i < n; i += 16) { vec a = vread(x + i), b = vread(y + i); vwrite(to + i, e); }

// stepped computes one step of n elements, a multiple of 16. A gate multiplies by 1 or 0, so
// that a NaN stays one; of two numbers, maxima and minima take the second if one is a NaN.
TARGET static void NAME(stepped)(int32_t op, const float *x, const float *y, float *to, int64_t n) {
  vec zero = vset(0), one = vset(1), six = vset(6);
  switch (op) {
  case CHAIN_MUL: BLOCKS(vmul(a, b)) break;
  case CHAIN_ADD: BLOCKS(vadd(a, b)) break;
  case CHAIN_RELU: BLOCK(vmax(zero, a)) break;
  case CHAIN_RELU6: BLOCK(vmin(six, vmax(zero, a))) break;
  case CHAIN_GATE: BLOCKS(vmul(a, vkeep(vgt(b, zero), one))) break;
  case CHAIN_GATE6: BLOCKS(vmul(a, vkeep(vgt(b, zero) & vgt(six, b), one))) break;
  }
}

// repeated copies n of an input's elements, which begin again at its end.
TARGET static void NAME(repeated)(const float *from, int64_t count, int64_t at, int64_t n, float *to) {
  for (int64_t i = 0; i < n;) {
    int64_t begin = (at + i) % count, some = count - begin < n - i ? count - begin : n - i;
    memcpy(to + i, from + begin, (size_t)some * sizeof(float));
    i += some;
  }
}

// chain computes the elements from..to-1; from is a multiple of the block.
TARGET static void NAME(chain)(const chain *c, int64_t from, int64_t to, float *room) {
  float *copies = room + (int64_t)CHAIN_DEPTH * c->block;
  for (int k = 0; k < c->inputs; k++)
    if (c->count[k] < c->size && c->block % c->count[k] == 0)
      NAME(repeated)(c->input[k], c->count[k], 0, c->block, copies + k * c->block);
  for (int64_t at = from; at < to; at += c->block) {
    int64_t n = to - at < c->block ? to - at : c->block, whole = (n + 15) / 16 * 16;
    const float *source[CHAIN_INPUTS], *stack[CHAIN_DEPTH];
    for (int k = 0; k < c->inputs; k++) {
      source[k] = copies + k * c->block;
      if (c->count[k] == c->size && n == whole) source[k] = c->input[k] + at;
      else if (c->count[k] == c->size || c->block % c->count[k]) NAME(repeated)(c->input[k], c->count[k], at, n, copies + k * c->block);
    }
    int top = 0;
    for (int s = 0; s < c->steps; s++) {
      chain_step step = c->step[s];
      if (step.op == CHAIN_PUSH) {
        stack[top++] = source[step.input];
        continue;
      }
      const float *y = step.input >= 0 ? source[step.input] : NULL;
      if (step.op == CHAIN_ADD && !y) y = stack[--top];
      float *made = s == c->steps - 1 && n == whole ? c->out + at : room + (top - 1) * c->block;
      NAME(stepped)(step.op, stack[top - 1], y, made, whole);
      stack[top - 1] = made;
    }
    if (n != whole) memcpy(c->out + at, stack[0], (size_t)n * sizeof(float));
  }
}
#undef BLOCK
#undef BLOCKS
