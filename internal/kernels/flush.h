// Between flush and unflush the thread takes subnormal numbers for 0, as TensorFlow's threads
// do. What is computed in between must be behind a pointer to a function, which compilers do
// not look behind.
#if defined(__x86_64__)
#include <xmmintrin.h>
typedef unsigned rounding;
static inline rounding flush(void) {
  rounding before = _mm_getcsr();
  _mm_setcsr(before | 0x8040);
  return before;
}
static inline void unflush(rounding before) { _mm_setcsr(before); }
#elif defined(__aarch64__)
#include <stdint.h>
typedef uint64_t rounding;
static inline void unflush(rounding r) { __asm__ volatile("msr fpcr, %0" ::"r"(r)); }
static inline rounding flush(void) {
  rounding before;
  __asm__ volatile("mrs %0, fpcr" : "=r"(before));
  unflush(before | 1 << 24);
  return before;
}
#else
typedef int rounding;
static inline rounding flush(void) { return 0; }
static inline void unflush(rounding before) { (void)before; }
#endif
