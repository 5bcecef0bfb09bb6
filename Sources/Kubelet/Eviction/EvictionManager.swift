import APIMachinery
import ContainerRuntime
import Logging

/// What the eviction manager can do to pods.
protocol EvictionTargets: Sendable {
  /// Those that haven't ended and aren't ending.
  func activePods() async -> [PodDefinition]
  func evict(_ uid: String, message: String, isDisruption: Bool) async
}

/// Keeps the node from running out of memory, disk and processes: says in time that something is short, frees what
/// nobody needs, and ends pods, one at a time, when that doesn't help. As upstream's, with hard thresholds.
actor EvictionManager {
  private let thresholds: [EvictionThreshold]
  private let transitionPeriod: Duration
  private let observer: any NodeObserver
  private let targets: any EvictionTargets
  /// Frees images that nobody uses and containers that have ended.
  private let reclaimDisk: @Sendable () async -> Void
  private let pressures: NodePressures
  private let instruments: KubeletInstruments
  private let time: any TimeSource
  private let logger: Logger
  private var lastMet: [NodePressure: Timestamp] = [:]

  private static let interval: Duration = .seconds(10)

  init(
    thresholds: [EvictionThreshold], transitionPeriod: Duration, observer: any NodeObserver,
    targets: any EvictionTargets, pressures: NodePressures, instruments: KubeletInstruments, time: any TimeSource,
    logger: Logger, reclaimDisk: @escaping @Sendable () async -> Void
  ) {
    self.thresholds = thresholds
    self.transitionPeriod = transitionPeriod
    self.observer = observer
    self.targets = targets
    self.pressures = pressures
    self.instruments = instruments
    self.time = time
    self.logger = logger
    self.reclaimDisk = reclaimDisk
  }

  /// Looks again and again until the task is cancelled.
  func run() async {
    while true {
      await look()
      do { try await time.sleep(for: Self.interval) } catch { return }
    }
  }

  /// One look, with what follows from it.
  func look() async {
    let met = await crossed()
    notePressures(met)
    if await evictOverLimits() { return }
    // Memory kills fastest.
    guard var worst = met.first(where: { $0.threshold.signal == .memory }) ?? met.first else { return }
    if worst.threshold.signal.pressure == .disk {
      await reclaimDisk()
      guard let still = await crossed().first(where: { $0.threshold.signal == worst.threshold.signal }) else { return }
      worst = still
    }
    await evictOne(worst)
  }

  private typealias Crossed = (threshold: EvictionThreshold, seen: EvictionObservation)

  private func crossed() async -> [Crossed] {
    let seen = await observer.observe()
    return thresholds.compactMap { threshold in
      guard let one = seen[threshold.signal], one.available < threshold.amount(ofCapacity: one.capacity) else {
        return nil
      }
      return (threshold, one)
    }
  }

  /// A pressure lasts for a while after it was seen, so that pods don't come and go with it.
  private func notePressures(_ met: [Crossed]) {
    let now = time.now()
    for one in met { lastMet[one.threshold.signal.pressure] = now }
    lastMet = lastMet.filter { now - $0.value < transitionPeriod }
    pressures.set(Set(lastMet.keys))
  }

  private func evictOne(_ crossed: Crossed) async {
    let signal = crossed.threshold.signal
    let usages = await observer.usage(of: await targets.activePods(), signal)
    guard let victim = EvictionRanking.order(usages).first else {
      logger.warning("nothing can be evicted", metadata: ["signal": "\(signal.rawValue)"])
      return
    }
    let message = EvictionRanking.message(
      crossed.threshold, available: Self.format(crossed.seen.available, signal), victim: victim
    ) { Self.format($0, signal) }
    logger.warning("evicting a pod", metadata: ["pod": "\(victim.pod.key)", "signal": "\(signal.rawValue)"])
    instruments.evicted(by: signal.rawValue)
    await targets.evict(victim.pod.uid, message: message, isDisruption: true)
  }

  private static func format(_ amount: Int64, _ signal: EvictionSignal) -> String {
    switch signal {
    case .memory, .nodeFilesystem, .imageFilesystem: Quantity((amount >> 10) << 10, format: .binarySI).description
    case .nodeInodes, .imageInodes, .processes: "\(amount)"
    }
  }

  // MARK: Limits of pods

  /// Ends pods that have written more than they may. True when there were any.
  private func evictOverLimits() async -> Bool {
    var any = false
    for pod in await targets.activePods() where pod.limitsLocalStorage {
      let (containers, volumes) = await observer.localStorage(of: pod)
      guard let (signal, message) = pod.exceededStorageLimit(containers: containers, volumes: volumes) else { continue }
      any = true
      instruments.evicted(by: signal)
      await targets.evict(pod.uid, message: message, isDisruption: false)
    }
    return any
  }
}

extension PodDefinition {
  /// Whether its use of the node's disk has to be watched.
  var limitsLocalStorage: Bool {
    allContainers.contains { $0.resources.ephemeralStorageLimit != nil }
      || volumes.contains { if case .emptyDir(inMemory: false, .some) = $0.source { true } else { false } }
  }

  /// The limit that is exceeded, as upstream's metric and status name it.
  func exceededStorageLimit(
    containers used: [String: Int64], volumes: [String: Int64]
  ) -> (signal: String, message: String)? {
    func text(_ bytes: Int64) -> String { Quantity(bytes, format: .binarySI).description }
    for volume in self.volumes {
      guard case .emptyDir(inMemory: false, let limit?) = volume.source, limit > 0,
        volumes[volume.name, default: 0] > limit
      else { continue }
      return (
        "emptydirfs.limit", "Usage of EmptyDir volume \"\(volume.name)\" exceeds the limit \"\(text(limit))\". "
      )
    }
    // The limits of all together count where there is any.
    let limits = self.containers.compactMap(\.resources.ephemeralStorageLimit)
    let total = used.values.reduce(0, +) + volumes.values.reduce(0, +)
    if limits.count == self.containers.count, !limits.isEmpty, total > limits.reduce(0, +) {
      return (
        "ephemeralpodfs.limit",
        "Pod ephemeral local storage usage exceeds the total limit of containers \(text(limits.reduce(0, +))). "
      )
    }
    for container in allContainers {
      guard let limit = container.resources.ephemeralStorageLimit, used[container.name, default: 0] > limit else {
        continue
      }
      return (
        "ephemeralcontainerfs.limit",
        "Container \(container.name) exceeded its local ephemeral storage limit \"\(text(limit))\". "
      )
    }
    return nil
  }
}
