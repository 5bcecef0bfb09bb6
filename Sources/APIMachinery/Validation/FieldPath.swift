/// The way from an object to one of its fields, such as `spec.containers[0].ports[1].containerPort`.
///
/// Making one costs an allocation per step; it becomes text only for an error.
public struct FieldPath: Sendable {
  private final class Step: Sendable {
    let parent: Step?
    let name: String
    let isSubscript: Bool

    init(parent: Step?, name: String, isSubscript: Bool) {
      self.parent = parent
      self.name = name
      self.isSubscript = isSubscript
    }
  }

  private let last: Step?

  private init(_ last: Step?) {
    self.last = last
  }

  /// The path of an object as a whole, which upstream prints as `<nil>`.
  public static let root = FieldPath(nil)

  /// A path that begins with these names.
  public init(_ names: String...) {
    var step: Step?
    for name in names { step = Step(parent: step, name: name, isSubscript: false) }
    last = step
  }

  /// The members below this path.
  public func child(_ names: String...) -> FieldPath {
    var step = last
    for name in names { step = Step(parent: step, name: name, isSubscript: false) }
    return FieldPath(step)
  }

  /// An element of the list at this path.
  public func index(_ index: Int) -> FieldPath {
    FieldPath(Step(parent: last, name: String(index), isSubscript: true))
  }

  /// An entry of the map at this path.
  public func key(_ key: String) -> FieldPath {
    FieldPath(Step(parent: last, name: key, isSubscript: true))
  }
}

extension FieldPath: CustomStringConvertible {
  public var description: String {
    var steps: [Step] = []
    var step = last
    while let current = step {
      steps.append(current)
      step = current.parent
    }
    guard !steps.isEmpty else { return "<nil>" }
    var text = ""
    for step in steps.reversed() {
      if step.isSubscript {
        text += "[\(step.name)]"
      } else {
        if step.parent != nil { text += "." }
        text += step.name
      }
    }
    return text
  }
}
