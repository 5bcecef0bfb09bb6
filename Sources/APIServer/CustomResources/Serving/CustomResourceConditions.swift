import APIMachinery

/// The conditions in a definition's status.
struct CustomResourceConditions {
  struct Condition: Equatable {
    var type: String
    var status: String
    var reason: String
    var message: String
  }

  private(set) var list: [JSONValue]

  init(_ definition: JSONValue) {
    list = definition[path: "status", "conditions"]?.arrayValue ?? []
  }

  func isTrue(_ type: String) -> Bool {
    list.contains { $0["type"]?.stringValue == type && $0["status"]?.stringValue == "True" }
  }

  func condition(_ type: String) -> Condition? {
    guard let found = list.first(where: { $0["type"]?.stringValue == type }) else { return nil }
    let text = { (name: String) in found[name]?.stringValue ?? "" }
    return Condition(type: type, status: text("status"), reason: text("reason"), message: text("message"))
  }

  /// Adds or changes a condition; the time of its transition only where its status changes.
  mutating func set(_ condition: Condition, at now: Timestamp) {
    var new: JSONValue = [
      "type": .string(condition.type), "status": .string(condition.status),
      "lastTransitionTime": .string(now.rfc3339), "reason": .string(condition.reason),
      "message": .string(condition.message),
    ]
    guard let index = list.firstIndex(where: { $0["type"]?.stringValue == condition.type }) else {
      list.append(new)
      return
    }
    if list[index]["status"] == new["status"], let before = list[index]["lastTransitionTime"], !before.isNull {
      new["lastTransitionTime"] = before
    }
    list[index] = new
  }

  mutating func remove(_ type: String) { list.removeAll { $0["type"]?.stringValue == type } }
}
