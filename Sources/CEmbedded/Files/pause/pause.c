/* The first process of every pod: holds its namespaces open, reaps processes that lost their parent where the pod
   shares one process namespace, and leaves when told. No C library: a few raw system calls are all it needs.
   scripts/build-pause makes the binaries beside this file from it. */

#define SIGNAL_INT 2
#define SIGNAL_TERM 15
#define SIGNAL_CHILD 17
#define SIG_BLOCK 0
#define WNOHANG 1

#if defined(__x86_64__)
enum { WAIT4 = 61, EXIT_GROUP = 231, RT_SIGPROCMASK = 14, RT_SIGTIMEDWAIT = 128 };
static long call(long number, long a, long b, long c, long d) {
  register long fourth __asm__("r10") = d;
  long result;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(fourth)
                   : "rcx", "r11", "memory");
  return result;
}
#elif defined(__aarch64__)
enum { WAIT4 = 260, EXIT_GROUP = 94, RT_SIGPROCMASK = 135, RT_SIGTIMEDWAIT = 137 };
static long call(long number, long a, long b, long c, long d) {
  register long x8 __asm__("x8") = number;
  register long x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = b;
  register long x2 __asm__("x2") = c;
  register long x3 __asm__("x3") = d;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory");
  return x0;
}
#endif

__attribute__((noreturn)) void _start(void) {
  /* Blocked signals are kept for us even as process 1, whose unhandled signals the kernel otherwise drops. */
  unsigned long all = ~0UL;
  call(RT_SIGPROCMASK, SIG_BLOCK, (long)&all, 0, sizeof all);
  for (;;) {
    long signal = call(RT_SIGTIMEDWAIT, (long)&all, 0, 0, sizeof all);
    if (signal == SIGNAL_CHILD) {
      while (call(WAIT4, -1, 0, WNOHANG, 0) > 0) {
      }
    } else if (signal == SIGNAL_TERM || signal == SIGNAL_INT) {
      for (;;) call(EXIT_GROUP, 0, 0, 0, 0);
    }
  }
}
