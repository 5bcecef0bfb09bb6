import APIMachinery
import LinuxSupport
import Logging

/// What has to be done from time to time: rotating logs, removing images when the disk fills up.
struct HousekeepingLoop: Sendable {
  var services: PodServices
  var registry: PodRegistry
  var options: KubeletOptions

  private static let logInterval: Duration = .seconds(10)
  private static let imageInterval: Duration = .seconds(300)
  /// As cAdvisor's.
  private static let usageInterval: Duration = .seconds(10)
  /// As upstream's between tries to grant resources.
  private static let resizeInterval: Duration = .seconds(180)

  private let collector: ImageCollector

  init(services: PodServices, registry: PodRegistry, options: KubeletOptions) {
    self.services = services
    self.registry = registry
    self.options = options
    collector = ImageCollector(runtime: services.runtime, time: services.time)
  }

  func run() async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await every(Self.logInterval) { await rotateLogs() } }
      group.addTask { await every(Self.usageInterval) { await sampleUsage() } }
      group.addTask { await every(Self.imageInterval) { await collectImages() } }
      group.addTask { await every(Self.resizeInterval) { await registry.retryResizes() } }
    }
  }

  /// So that what is asked for later can say how fast processor time is used.
  private func sampleUsage() async {
    _ = try? await StatisticsReader(registry: registry, services: services).read()
  }

  /// The disk runs full: every image that nobody uses goes, and every container that has ended.
  func freeDisk() async {
    for worker in await registry.all { await worker.removeEnded() }
    do {
      try await collector.collect(bytes: .max, keeping: await usedImages())
    } catch {
      services.logger.warning("images could not be removed", metadata: ["error": "\(error)"])
    }
  }

  private func usedImages() async -> Set<String> {
    var used: Set<String> = []
    for worker in await registry.all { used.formUnion(await worker.definition.allContainers.map(\.image)) }
    return used
  }

  private func every(_ interval: Duration, _ body: () async -> Void) async {
    while true {
      do { try await services.time.sleep(for: interval) } catch { return }
      await body()
    }
  }

  private func rotateLogs() async {
    let rotation = LogRotation(
      runtime: services.runtime, files: services.files, time: services.time, maximumSize: options.containerLogMaxSize,
      maximumFiles: options.containerLogMaxFiles)
    for worker in await registry.all {
      for log in await worker.runningLogs {
        do {
          try await rotation.rotate(path: log.path, containerID: log.id)
        } catch {
          services.logger.warning("a log could not be rotated", metadata: ["path": "\(log.path)", "error": "\(error)"])
        }
      }
    }
  }

  private func collectImages() async {
    let used = await usedImages()
    do {
      try await collector.observe(using: used)
    } catch {
      services.logger.warning("images could not be listed", metadata: ["error": "\(error)"])
    }
    guard let disk = DiskSpace.of(options.rootDirectory), disk.totalBytes > 0 else { return }
    let usedPercent = Int((disk.totalBytes - disk.availableBytes) * 100 / disk.totalBytes)
    guard usedPercent >= options.imageGCHighThreshold else { return }
    let toFree = UInt64(usedPercent - options.imageGCLowThreshold) * disk.totalBytes / 100
    do {
      try await collector.collect(bytes: toFree, keeping: used)
    } catch {
      services.logger.warning("images could not be removed", metadata: ["error": "\(error)"])
    }
  }
}

extension PodWorker {
  /// The logs that are being written.
  var runningLogs: [(path: String, id: String)] {
    machine.containers.compactMap { name, record in
      record.run.map { ("\(services.node.logDirectory(machine.definition))/\(name)/\(record.restartCount).log", $0.id) }
    }
  }
}
