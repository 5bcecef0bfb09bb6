import APIMachinery

/// What the objects say that every cluster has, and that nobody may change.
enum MandatoryFlowControl {
  static func schema(_ name: String) -> JSONValue? { spec(name, of: FlowControlBootstrap.mandatorySchemas) }
  static func level(_ name: String) -> JSONValue? { spec(name, of: FlowControlBootstrap.mandatoryLevels) }

  private static func spec(_ name: String, of objects: [JSONValue]) -> JSONValue? {
    objects.first { $0.name == name }?["spec"]
  }

  /// Equal but for members that one of them leaves out and that are zero in the other.
  static func areSame(_ left: JSONValue?, _ right: JSONValue?) -> Bool {
    switch (left, right) {
    case (.object(let one)?, .object(let other)?):
      Set(Array(one.keys) + Array(other.keys)).allSatisfy { areSame(one[$0], other[$0]) }
    case (.array(let one)?, .array(let other)?):
      one.count == other.count && zip(one, other).allSatisfy { areSame($0, $1) }
    case (let value?, nil), (nil, let value?): isZero(value)
    default: left == right
    }
  }

  private static func isZero(_ value: JSONValue) -> Bool {
    switch value {
    case .null, .bool(false), .integer(0), .string(""): true
    case .array(let elements): elements.isEmpty
    case .object(let members): members.isEmpty
    default: false
    }
  }
}
