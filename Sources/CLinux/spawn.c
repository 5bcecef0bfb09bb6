#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the child tells the parent when a step fails. */
struct failure {
  int error;
  int step;
};

static const char *const step_names[] = {
    "fork",         "join the cgroup",    "enter the namespace", "unshare",      "start a session",
    "open /dev/null", "set up descriptors", "change directory",    "set the terminal", "run the program",
};

enum step { FORK, CGROUP, NAMESPACE, UNSHARE, SESSION, DEVNULL, DESCRIPTORS, DIRECTORY, TERMINAL, EXEC };

static void fail(int report, enum step step) {
  struct failure failure = {errno, step};
  ssize_t ignored = write(report, &failure, sizeof failure);
  (void)ignored;
  _exit(127);
}

static void reset_signals(void) {
  for (int number = 1; number < 65; number++) {
    if (number == SIGKILL || number == SIGSTOP) continue;
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = SIG_DFL;
    sigaction(number, &action, NULL);
  }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

static void close_from(int first) {
  if (syscall(SYS_close_range, first, ~0U, 0) == 0) return;
  for (int descriptor = first; descriptor < 65536; descriptor++) close(descriptor);
}

/* The intermediate of a forked-again child: hands signals on to the program, and what became of it to the parent. */
static void wait_and_pass_on(pid_t program) {
  close_from(0);
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, NULL);
  for (;;) {
    int status;
    pid_t ended = waitpid(program, &status, WNOHANG);
    if (ended == program) {
      if (!WIFSIGNALED(status)) _exit(WEXITSTATUS(status));
      int number = WTERMSIG(status);
      reset_signals();
      kill(getpid(), number);
      _exit(128 + number);
    }
    if (ended < 0 && errno != EINTR) _exit(127);
    int number = sigwaitinfo(&all, NULL);
    if (number > 0 && number != SIGCHLD) kill(program, number);
  }
}

static void place_descriptors(const struct clinux_spawn_options *options, int *report) {
  int wanted[3] = {options->standard_input, options->standard_output, options->standard_error};
  int moved[3];
  /* First all above 2, so that placing one cannot overwrite another. */
  for (int index = 0; index < 3; index++) {
    int source = wanted[index];
    if (source < 0) {
      source = open("/dev/null", O_RDWR | O_CLOEXEC);
      if (source < 0) fail(*report, DEVNULL);
    }
    moved[index] = fcntl(source, F_DUPFD_CLOEXEC, 10);
    if (moved[index] < 0) fail(*report, DESCRIPTORS);
  }
  int high = fcntl(*report, F_DUPFD_CLOEXEC, 10);
  if (high < 0) fail(*report, DESCRIPTORS);
  *report = high;
  for (int index = 0; index < 3; index++) {
    if (dup2(moved[index], index) < 0) fail(*report, DESCRIPTORS);
  }
  /* The report pipe alone survives until exec. */
  if (dup2(*report, 3) < 0) fail(*report, DESCRIPTORS);
  fcntl(3, F_SETFD, FD_CLOEXEC);
  *report = 3;
  close_from(4);
}

static void child(const struct clinux_spawn_options *options, int report) {
  reset_signals();
  for (size_t index = 0; index < options->cgroup_count; index++) {
    if (write(options->cgroups[index], "0", 1) != 1) fail(report, CGROUP);
  }
  for (size_t index = 0; index < options->namespace_count; index++) {
    if (setns(options->namespaces[index], 0) != 0) fail(report, NAMESPACE);
  }
  if (options->unshare_flags != 0 && unshare(options->unshare_flags) != 0) fail(report, UNSHARE);
  if (options->fork_again) {
    if (options->parent_death_signal != 0) prctl(PR_SET_PDEATHSIG, options->parent_death_signal);
    pid_t inner = fork();
    if (inner < 0) fail(report, FORK);
    if (inner > 0) wait_and_pass_on(inner);
    /* If the intermediate is killed the program must not live on. */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
  } else if (options->parent_death_signal != 0) {
    prctl(PR_SET_PDEATHSIG, options->parent_death_signal);
  }
  if (options->new_session && setsid() < 0) fail(report, SESSION);
  place_descriptors(options, &report);
  if (options->controlling_terminal && ioctl(0, TIOCSCTTY, 0) != 0) fail(report, TERMINAL);
  if (options->working_directory != NULL && chdir(options->working_directory) != 0) fail(report, DIRECTORY);
  execve(options->path, options->argv, options->envp);
  fail(report, EXEC);
}

pid_t clinux_spawn(const struct clinux_spawn_options *options, const char **failed_step) {
  int report[2];
  if (failed_step != NULL) *failed_step = step_names[FORK];
  if (pipe2(report, O_CLOEXEC) != 0) return -1;

  /* No signal handler of the parent may run in the child. */
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pid_t pid = fork();
  if (pid == 0) {
    close(report[0]);
    child(options, report[1]);
  }
  int fork_error = errno;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  close(report[1]);
  if (pid < 0) {
    close(report[0]);
    errno = fork_error;
    return -1;
  }

  struct failure failure;
  ssize_t count;
  do {
    count = read(report[0], &failure, sizeof failure);
  } while (count < 0 && errno == EINTR);
  close(report[0]);
  if (count == sizeof failure) {
    int status;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    if (failed_step != NULL && failure.step >= FORK && failure.step <= EXEC) *failed_step = step_names[failure.step];
    errno = failure.error;
    return -1;
  }
  return pid;
}

static volatile sig_atomic_t holder_ends = 0;

static void end_holder(int number) {
  (void)number;
  holder_ends = 1;
}

pid_t clinux_spawn_holder(int flags, int late_flags, int gate, const char *name) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  /* A bare clone with fork's semantics: the flags make the new namespaces, the child is PID 1 of a new PID one. */
  pid_t pid = (pid_t)syscall(SYS_clone, (unsigned long)(flags | SIGCHLD), 0, 0, 0, 0);
  if (pid != 0) {
    int error = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = error;
    return pid;
  }

  syscall(SYS_setsid);
  int kept = fcntl(gate, F_DUPFD, 10);
  if (kept < 0) _exit(1);
  int null = open("/dev/null", O_RDWR);
  for (int descriptor = 0; descriptor < 3; descriptor++) dup2(null, descriptor);
  dup2(kept, 3);
  close_from(4);
  prctl(PR_SET_NAME, name, 0, 0, 0);
  reset_signals();
  char byte;
  ssize_t count;
  do {
    count = read(3, &byte, 1);
  } while (count < 0 && errno == EINTR);
  if (count != 1) _exit(1);
  if (late_flags != 0 && unshare(late_flags) != 0) _exit(1);
  if (write(3, &byte, 1) != 1) _exit(1);
  close(3);

  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = end_holder;
  sigaction(SIGTERM, &action, NULL);
  sigset_t waited;
  sigemptyset(&waited);
  sigaddset(&waited, SIGCHLD);
  sigaddset(&waited, SIGTERM);
  sigprocmask(SIG_BLOCK, &waited, NULL);
  for (;;) {
    int status;
    while (waitpid(-1, &status, WNOHANG) > 0) {
    }
    int number = sigwaitinfo(&waited, NULL);
    if (number == SIGTERM || holder_ends) _exit(0);
  }
}

int clinux_pidfd_open(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

int clinux_reap(pid_t pid, int *status) {
  pid_t result;
  do {
    result = waitpid(pid, status, WNOHANG);
  } while (result < 0 && errno == EINTR);
  if (result < 0) return -1;
  return result == pid;
}

int clinux_status_exited(int status) { return WIFEXITED(status); }
int clinux_status_code(int status) { return WEXITSTATUS(status); }
int clinux_status_signal(int status) { return WIFSIGNALED(status) ? WTERMSIG(status) : 0; }
