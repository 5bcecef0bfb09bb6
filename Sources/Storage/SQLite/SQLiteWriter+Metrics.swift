import Telemetry

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension SQLiteWriter {
  /// Adds the state of the store to what `/metrics` shows.
  func register(in metrics: MetricRegistry, path: String) {
    metrics.gauge("etcd_debugging_mvcc_current_revision", help: "The newest revision of the store.") { [weak self] in
      Double(self?.currentRevision ?? 0)
    }
    metrics.gauge("apiserver_storage_size_bytes", help: "The size of the database with its write-ahead log.") {
      [path, path + "-wal"].reduce(0) { sum, path in
        var status = stat()
        return stat(path, &status) == 0 ? sum + Double(status.st_size) : sum
      }
    }
  }
}
