internal import Synchronization

/// The children of a metric: one for each combination of label values, up to a bound. What would go beyond is
/// counted together under the value `other`, so that no client can fill the memory by inventing values.
final class MetricChildren<Child: Sendable>: Sendable {
  static var countMax: Int { 4_096 }

  private let labelCount: Int
  private let make: @Sendable () -> Child
  private let children = Mutex<[[String]: Child]>([:])

  init(labelCount: Int, make: @escaping @Sendable () -> Child) {
    self.labelCount = labelCount
    self.make = make
    // As client_golang, a metric without labels shows from the start.
    if labelCount == 0 { children.withLock { $0[[]] = make() } }
  }

  subscript(values: [String]) -> Child {
    assert(values.count == labelCount, "as many values as labels")
    return children.withLock { children in
      if let child = children[values] { return child }
      let key = children.count < Self.countMax ? values : [String](repeating: "other", count: labelCount)
      if let child = children[key] { return child }
      let child = make()
      children[key] = child
      return child
    }
  }

  func remove(_ values: [String]) { _ = children.withLock { $0.removeValue(forKey: values) } }

  /// In the order of their label values.
  var sorted: [(values: [String], child: Child)] {
    children.withLock { Array($0) }
      .sorted { $0.key.lexicographicallyPrecedes($1.key) }
      .map { ($0.key, $0.value) }
  }
}
