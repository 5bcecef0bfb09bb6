/// The way from an object to one of its fields, such as `spec.containers[0].ports[1].containerPort`.
///
/// Validation makes one for every field it looks at and shows hardly any. So the last step is kept as it is: only those
/// before it are linked on the heap, and a path becomes text only for an error.
public struct FieldPath: Sendable {
  private enum Step: Sendable {
    case member(String)
    case index(Int)
    case key(String)
  }

  private final class Link: Sendable {
    let before: Link?
    let step: Step

    init(before: Link?, step: Step) {
      self.before = before
      self.step = step
    }
  }

  private let links: Link?
  private let last: Step?

  @inline(__always)
  private init(_ links: Link?, _ last: Step?) {
    self.links = links
    self.last = last
  }

  /// The path of an object as a whole, which upstream prints as `<nil>`.
  public static let root = FieldPath(nil, nil)

  /// A path that begins with these names.
  public init(_ name: String, _ more: String...) {
    self = more.reduce(FieldPath(nil, .member(name))) { $0.child($1) }
  }

  /// A member below this path.
  public func child(_ name: String) -> FieldPath { FieldPath(linked.links, .member(name)) }

  /// A member some levels below this path.
  public func child(_ name: String, _ more: String...) -> FieldPath {
    more.reduce(child(name)) { $0.child($1) }
  }

  /// An element of the list at this path.
  public func index(_ index: Int) -> FieldPath { FieldPath(linked.links, .index(index)) }

  /// An entry of the map at this path.
  public func key(_ key: String) -> FieldPath { FieldPath(linked.links, .key(key)) }

  /// The same path with all steps linked: what many paths begin with is best made so once.
  public var linked: FieldPath {
    guard let last else { return self }
    return FieldPath(Link(before: links, step: last), nil)
  }
}

extension FieldPath: CustomStringConvertible {
  public var description: String {
    var steps = last.map { [$0] } ?? []
    var link = links
    while let current = link {
      steps.append(current.step)
      link = current.before
    }
    guard !steps.isEmpty else { return "<nil>" }
    var text = ""
    for step in steps.reversed() {
      switch step {
      case .member(let name): text += text.isEmpty ? name : "." + name
      case .index(let index): text += "[\(index)]"
      case .key(let key): text += "[\(key)]"
      }
    }
    return text
  }
}
