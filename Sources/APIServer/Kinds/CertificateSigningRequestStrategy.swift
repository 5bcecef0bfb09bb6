import APIMachinery

/// Requests for certificates: who asks is recorded by the server, and nothing of it changes.
struct CertificateSigningRequestStrategy: ResourceStrategy {
  func prepareForCreate(_ object: inout JSONValue, _ context: WriteContext) {
    object["status"] = [:]
    let user = context.user
    let list = { (values: [String]) in JSONValue.array(values.map { .string($0) }) }
    object.set(["spec", "username"], to: user.name.isEmpty ? nil : .string(user.name))
    object.set(["spec", "uid"], to: user.uid.isEmpty ? nil : .string(user.uid))
    object.set(["spec", "groups"], to: user.groups.isEmpty ? .none : .some(list(user.groups)))
    let extra = JSONObject(user.extra.sorted { $0.key < $1.key }.map { ($0.key, list($0.value)) })
    object.set(["spec", "extra"], to: extra.isEmpty ? nil : .object(extra))
  }

  func prepareForUpdate(_ object: inout JSONValue, old: JSONValue, _ context: WriteContext) {
    object["spec"] = old["spec"]
    guard context.subresource == "approval" else {
      object["status"] = old["status"]
      return
    }
    // The verdict changes conditions alone; since when they hold is for the server to say.
    var conditions = object[path: "status", "conditions"]?.arrayValue ?? []
    Self.stamp(&conditions, old: old, now: context.now.rfc3339)
    object["status"] = old["status"]
    object.set(["status", "conditions"], to: conditions.isEmpty ? nil : .array(conditions))
  }

  /// The verdict has a subresource of its own; a change of it here is refused by the validator.
  func prepareForStatusUpdate(_ object: inout JSONValue, old: JSONValue, _ context: WriteContext) {
    object["spec"] = old["spec"]
    guard var conditions = object[path: "status", "conditions"]?.arrayValue else { return }
    Self.keepVerdict(in: &conditions, old: old)
    Self.stamp(&conditions, old: old, now: context.now.rfc3339)
    object["status"]?["conditions"] = .array(conditions)
  }

  /// Conditions of the verdict are as they were where there are as many as before; the validator refuses others.
  private static func keepVerdict(in conditions: inout [JSONValue], old: JSONValue) {
    for type in ["Approved", "Denied"] {
      let before = (old[path: "status", "conditions"]?.arrayValue ?? []).filter { $0["type"]?.stringValue == type }
      let places = conditions.indices.filter { conditions[$0]["type"]?.stringValue == type }
      guard places.count == before.count else { continue }
      for (place, condition) in zip(places, before) { conditions[place] = condition }
    }
  }

  /// A condition that was there before, with the same status, keeps its time of transition.
  private static func stamp(_ conditions: inout [JSONValue], old: JSONValue, now: String) {
    let before = old[path: "status", "conditions"]?.arrayValue ?? []
    for index in conditions.indices {
      if conditions[index]["lastUpdateTime"]?.stringValue == nil { conditions[index]["lastUpdateTime"] = .string(now) }
      guard conditions[index]["lastTransitionTime"]?.stringValue == nil else { continue }
      let same = before.first {
        $0["type"] == conditions[index]["type"] && $0["status"] == conditions[index]["status"]
      }
      conditions[index]["lastTransitionTime"] = .string(same?["lastTransitionTime"]?.stringValue ?? now)
    }
  }

  func resetFields(subresource: String) -> [[String]] {
    switch subresource {
    case "status": [["spec"]]
    case "approval": [["spec"], ["status", "certificate"]]
    default: [["spec"], ["status"]]
    }
  }
}
