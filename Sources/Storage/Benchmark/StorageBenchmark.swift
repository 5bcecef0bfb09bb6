public import APIMachinery

/// Measures the store and the watch cache, durable writes against a plain SQLite loop of the same run. For
/// `apus bench`.
public struct StorageBenchmark: Sendable {
  /// One measured number.
  public struct Figure: Sendable {
    public var name: String
    public var value: Double
    public var unit: String
    /// The value over that of the baseline, where there is one.
    public var ratio: Double?
  }

  private static let valueBytes = 3_072
  let folder: String
  let duration: Duration
  let time: any TimeSource

  /// Works in `folder`, which must exist, and leaves its files there. Each measurement takes `duration`.
  public init(folder: String, duration: Duration = .seconds(2), time: any TimeSource = SystemTime()) {
    self.folder = folder
    self.duration = duration
    self.time = time
  }

  public func run() async throws -> [Figure] {
    var figures: [Figure] = []
    for concurrency in [1, 8, 32] {
      let baseline = try plainLoop(perCommit: concurrency)
      let rate = try await writes(concurrency: concurrency)
      figures.append(
        Figure(name: "SQLite loop, \(concurrency) per commit", value: baseline, unit: "writes/s"))
      figures.append(
        Figure(
          name: "durable writes, \(concurrency) writers", value: rate, unit: "writes/s", ratio: rate / baseline))
    }
    figures += try await reads()
    figures.append(try await fanOut(watchers: 1_000))
    return figures
  }

  /// The baseline: the same rows written by nothing but SQLite.
  private func plainLoop(perCommit: Int) throws -> Double {
    let connection = try SQLiteConnection(path: "\(folder)/plain-\(perCommit).db")
    try connection.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
    try connection.execute("CREATE TABLE log (revision INTEGER PRIMARY KEY, key TEXT, value BLOB)")
    let insert = try connection.prepare("INSERT INTO log (revision, key, value) VALUES (?1, ?2, ?3)")
    let value = [UInt8](repeating: 0x78, count: Self.valueBytes)
    var revision: Int64 = 0
    return try rate {
      try connection.execute("BEGIN")
      for _ in 0..<perCommit {
        revision += 1
        try insert.bind(1, revision)
        try insert.bind(2, "/registry/pods/default/pod-\(revision)")
        try insert.run(bytes: value, at: 3)
      }
      try connection.execute("COMMIT")
      return perCommit
    }
  }

  private func rate(_ step: () throws -> Int) rethrows -> Double {
    let start = time.uptime()
    var count = 0
    while time.uptime() - start < duration { count += try step() }
    return Double(count) / (time.uptime() - start).inSeconds
  }

  private func writes(concurrency: Int) async throws -> Double {
    let store = try await SQLiteStore.open(.init(path: "\(folder)/store-\(concurrency).db"), time: time)
    let value = [UInt8](repeating: 0x78, count: Self.valueBytes)
    let start = time.uptime()
    let count = try await withThrowingTaskGroup(of: Int.self) { group in
      for writer in 0..<concurrency {
        group.addTask { [time, duration] in
          var count = 0
          while time.uptime() - start < duration {
            _ = try await store.create("/registry/pods/default/pod-\(writer)-\(count)", value)
            count += 1
          }
          return count
        }
      }
      return try await group.reduce(0, +)
    }
    let rate = Double(count) / (time.uptime() - start).inSeconds
    await store.close()
    return rate
  }
}

extension StorageBenchmark {
  private static let header: HeaderReader = { key, _ in
    ObjectHeader(
      namespace: "default", name: String(key.dropFirst("/registry/pods/default/".count)), uid: "",
      labels: ["app": "web"], resourceVersionOffset: 1)
  }

  private func cache(_ store: any Store) -> WatchCache {
    WatchCache(.init(prefix: "/registry/pods/", header: Self.header), store: store, time: time)
  }

  private func reads() async throws -> [Figure] {
    let store = MemoryStore(time: time)
    let value = Array(("{" + String(repeating: "x", count: Self.valueBytes)).utf8)
    for number in 0..<14_000 { _ = try await store.create("/registry/pods/default/pod-\(number)", value) }
    let cache = cache(store)
    let start = time.uptime()
    try await cache.load()
    let loading = (time.uptime() - start).inSeconds
    var number = 0
    let gets = try await rate {
      number = (number + 7_919) % 14_000
      return try await cache.get("/registry/pods/default/pod-\(number)") == nil ? 0 : 1
    }
    let lists = try await rate {
      try await cache.list(CacheListRequest(limit: 500)).objects.isEmpty ? 0 : 1
    }
    let filtered = try await rate {
      let list = try await cache.list(CacheListRequest(filter: { $0.labels["app"] == "none" }))
      return list.objects.isEmpty ? 1 : 0
    }
    return [
      Figure(name: "load a cache of 14,000 objects", value: loading * 1_000, unit: "ms"),
      Figure(name: "get from the cache", value: gets, unit: "reads/s"),
      Figure(name: "list 500 of 14,000", value: lists, unit: "lists/s"),
      Figure(name: "select by label among 14,000", value: filtered, unit: "lists/s"),
    ]
  }

  private func rate(_ step: () async throws -> Int) async rethrows -> Double {
    let start = time.uptime()
    var count = 0
    while time.uptime() - start < duration { count += try await step() }
    return Double(count) / (time.uptime() - start).inSeconds
  }

  /// One writer as fast as it can, and watchers of everything that it writes.
  private func fanOut(watchers: Int) async throws -> Figure {
    let store = MemoryStore(time: time)
    let cache = cache(store)
    let value = Array(("{" + String(repeating: "x", count: Self.valueBytes)).utf8)
    let delivered = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<watchers {
        let watcher = try await cache.watch(.init(start: .now))
        group.addTask {
          var count = 0
          while let batch = try await watcher.next() {
            for case .object(let watched) in batch {
              if watched.object.name == "last" { return count }
              count += watched.line.isEmpty ? 0 : 1
            }
          }
          return count
        }
      }
      var revision = try await store.create("/registry/pods/default/pod", value)
      let start = time.uptime()
      while time.uptime() - start < duration {
        revision = try await store.update("/registry/pods/default/pod", value, expected: revision)
        await Task.yield()
      }
      _ = try await store.create("/registry/pods/default/last", value)
      let count = try await group.reduce(0, +)
      return Double(count) / (time.uptime() - start).inSeconds
    }
    return Figure(name: "deliver events to \(watchers) watchers", value: delivered, unit: "deliveries/s")
  }
}

extension Duration {
  fileprivate var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
