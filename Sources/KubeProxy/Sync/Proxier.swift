internal import APIClient
internal import APIMachinery
internal import LinuxSupport
internal import Logging
internal import Synchronization

/// Brings what the API says into the kernel: the first change at once, what comes meanwhile in the next transaction.
final class Proxier: Sendable {
  private struct Committed {
    var table: NFTable?
    var datagrams: DatagramConnections?
  }

  let health: ProxyHealth
  private let state: Mutex<ProxyState>
  private let changed = Signal()
  private let filter: any PacketFilter
  private let tracking: (any ConnectionTracking)?
  private let time: any TimeSource
  private let options: KubeProxyOptions
  private let logger: Logger

  init(
    options: KubeProxyOptions, families: [IPAddress.Family], node: NodeInfo, filter: any PacketFilter,
    tracking: (any ConnectionTracking)?, health: ProxyHealth, time: any TimeSource, logger: Logger
  ) {
    self.options = options
    self.filter = filter
    self.tracking = tracking
    self.health = health
    self.time = time
    self.logger = logger
    state = Mutex(ProxyState(families: families, node: node))
  }

  /// Changes what is known and has it committed soon.
  func change(_ body: (inout ProxyState) -> Void) {
    state.withLock { body(&$0) }
    health.queued()
    changed.send()
  }

  /// Service health checks as of now.
  func healthChecks() -> [UInt16: ServiceHealth] {
    state.withLock { state in
      state.rulesets.values.reduce(into: [:]) { checks, ruleset in
        for (port, check) in ruleset.healthChecks() {
          checks[port, default: check].localEndpoints.formUnion(check.localEndpoints)
        }
      }
    }
  }

  /// Commits until the task is cancelled. `afterCommit` is called after each success.
  func run(afterCommit: @Sendable () async -> Void) async {
    let families = state.withLock { $0.rulesets.keys.sorted { $0 == .v4 && $1 == .v6 } }
    var committed: [IPAddress.Family: Committed] = [:]
    var failures = 0
    while !Task.isCancelled {
      let began = time.uptime()
      var failed = false
      for family in families {
        do {
          committed[family] = try await commit(family, after: committed[family] ?? Committed())
        } catch {
          // What is in the kernel is unknown now: everything is laid anew next time.
          committed[family] = nil
          failed = true
          logger.error("can't commit the rules: \(error)")
        }
      }
      if failed {
        failures += 1
        health.metrics.failed()
        // As kube-proxy: soon again, then less often, 30 s at most.
        try? await time.sleep(for: min(.seconds(30), .seconds(1) * (1 << min(failures - 1, 5))))
        continue
      }
      failures = 0
      health.updated()
      health.metrics.synced(in: time.uptime() - began, at: time.now())
      await afterCommit()
      if options.minSyncPeriod > .zero { try? await time.sleep(for: options.minSyncPeriod) }
      await changed.wait(upTo: options.syncPeriod, time)
      // Someone may have flushed the machine's rules: then they are laid anew.
      await forgetLostTables(&committed)
    }
  }

  private func forgetLostTables(_ committed: inout [IPAddress.Family: Committed]) async {
    let now = time.uptime()
    guard health.shouldVerify(at: now, every: options.syncPeriod) else { return }
    for (family, known) in committed {
      guard let table = known.table, let present = try? await filter.tables(table.family) else { continue }
      if !present.contains(table.name) {
        logger.warning("the table \(table.identifier) is gone; laying it anew")
        committed[family] = nil
      }
    }
  }

  private func commit(_ family: IPAddress.Family, after former: Committed) async throws -> Committed {
    let (desired, datagrams) = state.withLock { state in
      (state.rulesets[family]?.desired(), state.rulesets[family].map(DatagramConnections.init))
    }
    guard let desired else { return former }
    if let table = former.table {
      let difference = NFTransaction.difference(from: table, to: desired)
      do {
        try await filter.commit(difference)
      } catch {
        logger.warning("a difference was refused, laying all rules anew: \(error)")
        health.metrics.failed()
        try await filter.commit(.replace(with: desired))
      }
    } else {
      try await filter.commit(.replace(with: desired))
    }
    if let datagrams, let tracking, datagrams != former.datagrams, !(datagrams.isEmpty && former.datagrams == nil) {
      do {
        try tracking.forget(
          protocolNumber: TransportProtocol.udp.number, family: family, where: datagrams.isStale)
      } catch {
        logger.warning("can't forget stale UDP connections: \(error)")
      }
    }
    return Committed(table: desired, datagrams: datagrams)
  }
}
