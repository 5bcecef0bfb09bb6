internal import Synchronization

/// The metrics of a part, and their text form for Prometheus.
///
/// Names, help texts and labels are upstream's where it has the metric. Making a metric that is already there gives
/// the same one; code that counts often keeps the metric (and the child for its labels) instead of looking it up.
public final class MetricRegistry: Sendable {
  private let state = Mutex(State())

  private struct State {
    var families: [String: any MetricFamily] = [:]
    var collectors: [@Sendable (inout MetricText) -> Void] = []
  }

  public init() {}

  /// A number that only grows.
  public func counter(_ name: String, help: String, labels: [String] = []) -> CounterFamily {
    family(name) { CounterFamily(FamilyDescription(name: name, help: help, kind: .counter, labels: labels)) }
  }

  /// A number that goes up and down.
  public func gauge(_ name: String, help: String, labels: [String] = []) -> GaugeFamily {
    family(name) { GaugeFamily(FamilyDescription(name: name, help: help, kind: .gauge, labels: labels)) }
  }

  /// How observations are spread over buckets.
  ///
  /// - Parameter buckets: Upper bounds, ascending, without infinity.
  public func histogram(
    _ name: String, help: String, labels: [String] = [], buckets: [Double] = HistogramFamily.defaultBuckets
  ) -> HistogramFamily {
    family(name) {
      HistogramFamily(
        FamilyDescription(name: name, help: help, kind: .histogram, labels: labels), buckets: buckets)
    }
  }

  /// A gauge whose value is asked for when the metrics are read.
  public func gauge(_ name: String, help: String, value: @escaping @Sendable () -> Double) {
    collect { $0.family(name, help: help, kind: .gauge) { $0.sample(value()) } }
  }

  /// Adds text of its own whenever the metrics are read, after all others.
  public func collect(_ collector: @escaping @Sendable (inout MetricText) -> Void) {
    state.withLock { $0.collectors.append(collector) }
  }

  /// The text exposition format, as client_golang writes it: families by name, children by label values.
  public func text() -> [UInt8] {
    let (families, collectors) = state.withLock { (Array($0.families.values), $0.collectors) }
    var text = MetricText()
    for family in families.sorted(by: { $0.description.name < $1.description.name }) { family.write(to: &text) }
    for collector in collectors { collector(&text) }
    return text.bytes
  }

  /// The media type of ``text()``.
  public static let contentType = "text/plain; version=0.0.4; charset=utf-8; escaping=underscores"

  /// Two uses of one name with different kinds are a mistake in our code; the later one then counts for itself.
  private func family<Family: MetricFamily>(_ name: String, _ make: () -> Family) -> Family {
    state.withLock { state in
      if let existing = state.families[name] as? Family { return existing }
      let made = make()
      assert(state.families[name] == nil, "metric \(name) has two kinds")
      state.families[name] = made
      return made
    }
  }
}

/// What all metrics of one name have in common.
struct FamilyDescription: Sendable {
  let name: String
  let help: String
  let kind: MetricText.Kind
  let labels: [String]
}

protocol MetricFamily: Sendable {
  var description: FamilyDescription { get }
  func write(to text: inout MetricText)
}
