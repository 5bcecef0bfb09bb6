internal import Synchronization

/// How observations are spread over buckets.
public final class Histogram: Sendable {
  let buckets: [Double]
  private let state: Mutex<State>

  struct State {
    /// Not cumulative; the last one is for what is above all bounds.
    var counts: [UInt64]
    var sum = 0.0
  }

  init(buckets: [Double]) {
    self.buckets = buckets
    state = Mutex(State(counts: [UInt64](repeating: 0, count: buckets.count + 1)))
  }

  public func observe(_ value: Double) {
    let index = buckets.firstIndex { value <= $0 } ?? buckets.count
    state.withLock { state in
      state.counts[index] += 1
      state.sum += value
    }
  }

  /// In seconds.
  public func observe(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    observe(Double(seconds) + Double(attoseconds) * 1e-18)
  }

  var snapshot: State { state.withLock { $0 } }
}

/// All histograms of one name.
public final class HistogramFamily: MetricFamily {
  /// client_golang's, for seconds.
  public static let defaultBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

  let description: FamilyDescription
  private let children: MetricChildren<Histogram>

  init(_ description: FamilyDescription, buckets: [Double]) {
    self.description = description
    children = MetricChildren(labelCount: description.labels.count) { Histogram(buckets: buckets) }
  }

  /// The histogram for these label values, in the order in which the labels were declared.
  public func with(_ values: String...) -> Histogram { children[values] }

  /// The only histogram of a metric without labels.
  public func observe(_ value: Double) { children[[]].observe(value) }
  public func observe(_ duration: Duration) { children[[]].observe(duration) }

  func write(to text: inout MetricText) {
    let all = children.sorted
    guard !all.isEmpty else { return }
    let labels = description.labels
    text.family(description) { text in
      for (values, histogram) in all {
        let snapshot = histogram.snapshot
        var total: UInt64 = 0
        for (bound, count) in zip(histogram.buckets + [.infinity], snapshot.counts) {
          total += count
          text.sample(
            Double(total), suffix: "_bucket", labels: labels + ["le"], values: values + [MetricText.number(bound)])
        }
        text.sample(snapshot.sum, suffix: "_sum", labels: labels, values: values)
        text.sample(Double(total), suffix: "_count", labels: labels, values: values)
      }
    }
  }
}
