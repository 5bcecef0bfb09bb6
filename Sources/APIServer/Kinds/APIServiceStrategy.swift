import APIMachinery

/// APIServices: those that this server answers by itself are available from the start.
struct APIServiceStrategy: ResourceStrategy {
  private let base = StandardStrategy(hasStatus: true, statusKeepsMetadata: true)

  func prepareForCreate(_ object: inout JSONValue, _ context: WriteContext) {
    object["status"] = [:]
    let service = object[path: "spec", "service"] ?? .null
    guard service.isNull else { return }
    object["status"] = Self.status(of: object, APIServiceCondition.local, at: context.now)
  }

  func prepareForUpdate(_ object: inout JSONValue, old: JSONValue, _ context: WriteContext) {
    base.prepareForUpdate(&object, old: old, context)
  }

  func prepareForStatusUpdate(_ object: inout JSONValue, old: JSONValue, _ context: WriteContext) {
    base.prepareForStatusUpdate(&object, old: old, context)
  }

  func resetFields(subresource: String) -> [[String]] { base.resetFields(subresource: subresource) }

  /// The object's status with another condition `Available`.
  static func status(of object: JSONValue, _ condition: APIServiceCondition, at now: Timestamp) -> JSONValue {
    var conditions = CustomResourceConditions(object)
    conditions.set(
      .init(
        type: "Available", status: condition.isAvailable ? "True" : "False", reason: condition.reason,
        message: condition.message), at: now)
    var status = object["status"] ?? [:]
    status["conditions"] = .array(conditions.list)
    return status
  }
}

/// Whether the server behind an APIService answers, with upstream's reasons and messages.
struct APIServiceCondition: Sendable, Equatable {
  var isAvailable: Bool
  var reason: String
  var message: String

  static let local = APIServiceCondition(
    isAvailable: true, reason: "Local", message: "Local APIServices are always available")
  static let passed = APIServiceCondition(isAvailable: true, reason: "Passed", message: "all checks passed")

  static func failed(_ reason: String, _ message: String) -> APIServiceCondition {
    APIServiceCondition(isAvailable: false, reason: reason, message: message)
  }
}
