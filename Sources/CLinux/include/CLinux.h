#ifndef CLINUX_H
#define CLINUX_H

/* Linux calls that Swift cannot import or must not make: variadic and macro interfaces, calls newer than the C
   library, and what happens in a child between fork and exec, where only async-signal-safe calls are allowed.
   Functions return -1 and set errno on failure unless they say otherwise. */

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Starting a child process. */

struct clinux_spawn_options {
  /* Program file; absolute, no search. */
  const char *path;
  char *const *argv;
  char *const *envp;
  /* NULL keeps the parent's. */
  const char *working_directory;
  /* Duplicated to 0, 1 and 2; -1 stands for /dev/null. Every other descriptor is closed. */
  int standard_input;
  int standard_output;
  int standard_error;
  /* Namespace files to enter, in this order; entered before the working directory is set. */
  const int *namespaces;
  size_t namespace_count;
  /* Non-zero after entering a PID namespace: the program must be a grandchild to be inside. The intermediate
     process stays, passes the program's exit on and dies with it. */
  int fork_again;
  /* cgroup.procs files that the child writes itself into, before entering namespaces. */
  const int *cgroups;
  size_t cgroup_count;
  /* Flags for unshare(2), applied after the namespaces were entered; 0 for none. */
  int unshare_flags;
  /* Non-zero: a session of its own. */
  int new_session;
  /* Non-zero: standard input becomes the controlling terminal of the new session. */
  int controlling_terminal;
  /* Signal that the child gets when the thread that started it ends; 0 for none. */
  int parent_death_signal;
};

/* Starts the program. The result is its PID; the call returns when exec has succeeded. On failure errno is that of the
   failed step in the child and `*failed_step` (may be NULL) names it. */
pid_t clinux_spawn(const struct clinux_spawn_options *options, const char **failed_step);

/* Starts a process that holds new namespaces alive and is their init: it reaps orphans and ends on SIGTERM. `flags` are
   CLONE_NEW* flags. `gate` is one end of a socket pair: the process does nothing before it has read a byte there, and
   ends when there is an end of file, so that a creator that dies before it has written the PID down leaves nothing
   behind. It then unshares `late_flags` (a cgroup namespace takes the cgroup that the creator has put it into
   meanwhile), sends a byte back and closes. */
pid_t clinux_spawn_holder(int flags, int late_flags, int gate, const char *name);
/* A close-on-exec pair of connected sockets. */
int clinux_socket_pair(int ends[2]);

/* An eventfd and a file in memory, both close-on-exec; the eventfd doesn't block. */
int clinux_eventfd(void);
int clinux_memory_file(const char *name);
/* A close-on-exec pipe. */
int clinux_pipe(int ends[2]);

int clinux_pidfd_open(pid_t pid);
/* The exit status as waitpid(2) encodes it goes to `*status`. 0 when the child has not ended yet. */
int clinux_reap(pid_t pid, int *status);
int clinux_status_exited(int status);
int clinux_status_code(int status);
int clinux_status_signal(int status);

/* Namespaces, mounts. */

int clinux_setns(int descriptor, int flags);
int clinux_unshare(int flags);
int clinux_mount(const char *source, const char *target, const char *type, unsigned long flags, const char *data);
int clinux_umount(const char *target, int flags);
int clinux_sethostname(const char *name);
/* Brings the loopback interface of the calling thread's network namespace up. */
int clinux_loopback_up(void);

extern const int clinux_new_network, clinux_new_mount, clinux_new_pid, clinux_new_uts, clinux_new_ipc,
    clinux_new_cgroup, clinux_new_user;
extern const unsigned long clinux_ms_bind, clinux_ms_rec, clinux_ms_private, clinux_ms_rdonly, clinux_ms_nosuid,
    clinux_ms_nodev, clinux_ms_noexec, clinux_ms_remount, clinux_ms_shared, clinux_ms_slave;
extern const int clinux_mnt_detach;

/* Netlink. */

/* A socket of the protocol (NETLINK_ROUTE 0, NETLINK_NETFILTER 12), bound, close-on-exec, with a receive time-out. */
int clinux_netlink_open(int protocol, int timeout_milliseconds);
/* Sends one datagram to the kernel. */
ssize_t clinux_netlink_send(int descriptor, const void *bytes, size_t count);
/* Receives one datagram; its true length even when longer than `count`. Datagrams from anyone but the kernel are
   skipped. */
ssize_t clinux_netlink_receive(int descriptor, void *bytes, size_t count);

/* Effective capabilities of the calling thread as a bit mask; 0 on failure. */
uint64_t clinux_effective_capabilities(void);

/* The process's own memory. */

/* Free memory at the end of a heap is kept up to this many bytes. */
void clinux_keep_freed_memory(int bytes);

/* Gives free memory back, and the pages of those segments of the program and its libraries that are never written:
   they are the same in their files. */
void clinux_release_memory(void);

#endif
