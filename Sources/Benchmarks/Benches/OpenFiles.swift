internal import Glibc

/// A thousand watchers are two thousand sockets when both ends are in this process.
enum OpenFiles {
  /// Raises this process's limit as far as it may.
  static func raiseLimit() {
    var limit = rlimit()
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    guard getrlimit(resource, &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
    limit.rlim_cur = limit.rlim_max
    _ = setrlimit(resource, &limit)
  }
}
