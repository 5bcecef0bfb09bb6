internal import Synchronization

/// A number that only grows.
public final class Counter: Sendable {
  private let bits = Atomic<UInt64>(0)

  /// - Parameter amount: Not negative.
  public func increment(by amount: Double = 1) {
    assert(amount >= 0, "counters only grow")
    bits.add(amount)
  }

  public var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }
}

/// A number that goes up and down.
public final class Gauge: Sendable {
  private let bits = Atomic<UInt64>(0)

  public func set(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }

  /// Adds to the gauge.
  public func increment(by amount: Double = 1) { bits.add(amount) }

  /// Takes from the gauge.
  public func decrement(by amount: Double = 1) { bits.add(-amount) }

  public var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }
}

extension Atomic where Value == UInt64 {
  /// Adds to a Double kept as its bits.
  fileprivate func add(_ amount: Double) {
    var current = load(ordering: .relaxed)
    while true {
      let (exchanged, original) = weakCompareExchange(
        expected: current, desired: (Double(bitPattern: current) + amount).bitPattern, ordering: .relaxed)
      if exchanged { return }
      current = original
    }
  }
}

/// All counters of one name.
public final class CounterFamily: MetricFamily {
  let description: FamilyDescription
  private let children: MetricChildren<Counter>

  init(_ description: FamilyDescription) {
    self.description = description
    children = MetricChildren(labelCount: description.labels.count) { Counter() }
  }

  /// The counter for these label values, in the order in which the labels were declared.
  public func with(_ values: String...) -> Counter { children[values] }

  /// The only counter of a metric without labels.
  public func increment(by amount: Double = 1) { children[[]].increment(by: amount) }

  func write(to text: inout MetricText) {
    let all = children.sorted
    guard !all.isEmpty else { return }
    text.family(description) { text in
      for (values, counter) in all { text.sample(counter.value, labels: description.labels, values: values) }
    }
  }
}

/// All gauges of one name.
public final class GaugeFamily: MetricFamily {
  let description: FamilyDescription
  private let children: MetricChildren<Gauge>

  init(_ description: FamilyDescription) {
    self.description = description
    children = MetricChildren(labelCount: description.labels.count) { Gauge() }
  }

  /// The gauge for these label values, in the order in which the labels were declared.
  public func with(_ values: String...) -> Gauge { children[values] }

  /// Forgets the gauge for these label values.
  public func remove(_ values: String...) { children.remove(values) }

  /// The only gauge of a metric without labels.
  public func set(_ value: Double) { children[[]].set(value) }
  /// Adds to the only gauge.
  public func increment(by amount: Double = 1) { children[[]].increment(by: amount) }
  /// Takes from the only gauge.
  public func decrement(by amount: Double = 1) { children[[]].decrement(by: amount) }

  func write(to text: inout MetricText) {
    let all = children.sorted
    guard !all.isEmpty else { return }
    text.family(description) { text in
      for (values, gauge) in all { text.sample(gauge.value, labels: description.labels, values: values) }
    }
  }
}
