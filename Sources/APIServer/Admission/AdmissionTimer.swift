import APIMachinery
import Synchronization
import Telemetry

/// How long one admission plugin takes, or a step of all of them. Every write passes several of these, so that each
/// remembers its histograms instead of looking them up by their labels.
final class AdmissionTimer: Sendable {
  enum Step: Int { case admit, validate }

  private let family: HistogramFamily
  /// nil for all plugins together.
  private let plugin: String?
  private let time: any TimeSource
  private let histograms = Mutex([Histogram?](repeating: nil, count: 16))

  init(_ family: HistogramFamily, plugin: String? = nil, time: any TimeSource) {
    self.family = family
    self.plugin = plugin
    self.time = time
  }

  /// Runs `body` and counts it as rejected where it throws.
  func measure(
    _ step: Step, _ operation: AdmissionOperation, _ body: () async throws(APIError) -> Void
  ) async throws(APIError) {
    let started = time.uptime()
    do throws(APIError) {
      try await body()
    } catch {
      histogram(step, operation, isRejected: true).observe(time.uptime() - started)
      throw error
    }
    histogram(step, operation, isRejected: false).observe(time.uptime() - started)
  }

  private func histogram(_ step: Step, _ operation: AdmissionOperation, isRejected: Bool) -> Histogram {
    let index = step.rawValue * 8 + operation.index * 2 + (isRejected ? 1 : 0)
    return histograms.withLock { histograms in
      if let known = histograms[index] { return known }
      let type = step == .admit ? "admit" : "validate"
      let rejected = isRejected ? "true" : "false"
      let made =
        plugin.map { family.with($0, type, operation.rawValue, rejected) }
        ?? family.with(type, operation.rawValue, rejected)
      histograms[index] = made
      return made
    }
  }
}

extension AdmissionOperation {
  fileprivate var index: Int {
    switch self {
    case .create: 0
    case .update: 1
    case .delete: 2
    case .connect: 3
    }
  }
}
