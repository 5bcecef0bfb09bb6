#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <link.h>
#include <linux/netlink.h>
#include <malloc.h>
#include <net/if.h>
#include <sched.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

const int clinux_new_network = CLONE_NEWNET;
const int clinux_new_mount = CLONE_NEWNS;
const int clinux_new_pid = CLONE_NEWPID;
const int clinux_new_uts = CLONE_NEWUTS;
const int clinux_new_ipc = CLONE_NEWIPC;
const int clinux_new_cgroup = CLONE_NEWCGROUP;
const int clinux_new_user = CLONE_NEWUSER;
const unsigned long clinux_ms_bind = MS_BIND;
const unsigned long clinux_ms_rec = MS_REC;
const unsigned long clinux_ms_private = MS_PRIVATE;
const unsigned long clinux_ms_rdonly = MS_RDONLY;
const unsigned long clinux_ms_nosuid = MS_NOSUID;
const unsigned long clinux_ms_nodev = MS_NODEV;
const unsigned long clinux_ms_noexec = MS_NOEXEC;
const unsigned long clinux_ms_remount = MS_REMOUNT;
const unsigned long clinux_ms_shared = MS_SHARED;
const unsigned long clinux_ms_slave = MS_SLAVE;
const int clinux_mnt_detach = MNT_DETACH;

int clinux_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }
int clinux_memory_file(const char *name) { return memfd_create(name, MFD_CLOEXEC); }

int clinux_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

int clinux_socket_pair(int ends[2]) { return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends); }

int clinux_setns(int descriptor, int flags) { return setns(descriptor, flags); }
int clinux_unshare(int flags) { return unshare(flags); }

int clinux_mount(const char *source, const char *target, const char *type, unsigned long flags, const char *data) {
  return mount(source, target, type, flags, data);
}

int clinux_umount(const char *target, int flags) { return umount2(target, flags); }
int clinux_sethostname(const char *name) { return sethostname(name, strlen(name)); }

int clinux_loopback_up(void) {
  int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return -1;
  struct ifreq request;
  memset(&request, 0, sizeof request);
  strcpy(request.ifr_name, "lo");
  int result = ioctl(descriptor, SIOCGIFFLAGS, &request);
  if (result == 0) {
    request.ifr_flags |= IFF_UP | IFF_RUNNING;
    result = ioctl(descriptor, SIOCSIFFLAGS, &request);
  }
  int error = errno;
  close(descriptor);
  errno = error;
  return result;
}

int clinux_netlink_open(int protocol, int timeout_milliseconds) {
  int descriptor = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
  if (descriptor < 0) return -1;
  struct timeval timeout = {timeout_milliseconds / 1000, (timeout_milliseconds % 1000) * 1000};
  setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
  int on = 1;
  setsockopt(descriptor, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof on);
  int buffer = 4 << 20;
  setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
  struct sockaddr_nl address;
  memset(&address, 0, sizeof address);
  address.nl_family = AF_NETLINK;
  if (bind(descriptor, (struct sockaddr *)&address, sizeof address) != 0) {
    int error = errno;
    close(descriptor);
    errno = error;
    return -1;
  }
  return descriptor;
}

ssize_t clinux_netlink_send(int descriptor, const void *bytes, size_t count) {
  struct sockaddr_nl kernel;
  memset(&kernel, 0, sizeof kernel);
  kernel.nl_family = AF_NETLINK;
  ssize_t sent;
  do {
    sent = sendto(descriptor, bytes, count, 0, (struct sockaddr *)&kernel, sizeof kernel);
  } while (sent < 0 && errno == EINTR);
  return sent;
}

ssize_t clinux_netlink_receive(int descriptor, void *bytes, size_t count) {
  for (;;) {
    struct sockaddr_nl sender;
    socklen_t length = sizeof sender;
    ssize_t received = recvfrom(descriptor, bytes, count, MSG_TRUNC, (struct sockaddr *)&sender, &length);
    if (received < 0 && errno == EINTR) continue;
    if (received >= 0 && sender.nl_pid != 0) continue;
    return received;
  }
}

uint64_t clinux_effective_capabilities(void) {
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct data[2];
  memset(data, 0, sizeof data);
  if (syscall(SYS_capget, &header, data) != 0) return 0;
  return ((uint64_t)data[1].effective << 32) | data[0].effective;
}

void clinux_keep_freed_memory(int bytes) {
  mallopt(M_TRIM_THRESHOLD, bytes);
  /* Setting the one keeps the other from growing by itself, and every larger block would be mapped and unmapped. */
  mallopt(M_MMAP_THRESHOLD, bytes);
}

static int release_segments(struct dl_phdr_info *info, size_t size, void *context) {
  (void)size;
  (void)context;
  const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *header = &info->dlpi_phdr[i];
    if (header->p_type != PT_LOAD || (header->p_flags & PF_W)) continue;
    const uintptr_t start = (info->dlpi_addr + header->p_vaddr) & ~(page - 1);
    const uintptr_t end = info->dlpi_addr + header->p_vaddr + header->p_memsz;
    madvise((void *)start, end - start, MADV_DONTNEED);
  }
  return 0;
}

void clinux_release_memory(void) {
  malloc_trim(0);
  dl_iterate_phdr(release_segments, NULL);
}
