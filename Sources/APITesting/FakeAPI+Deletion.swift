import APIMachinery

extension FakeAPI {
  func delete(
    _ target: FakeTarget, _ options: JSONValue, _ storage: inout FakeStorage
  ) throws(APIError) -> JSONValue {
    let (key, old) = try find(target, storage)
    for field in ["uid", "resourceVersion"] {
      guard let wanted = options[path: "preconditions", field]?.stringValue else { continue }
      let found = old[path: "metadata", field]?.stringValue ?? ""
      if wanted != found {
        throw APIError(
          code: 409, reason: .conflict,
          message:
            "Operation cannot be fulfilled on \(target.resource.qualifiedResource) \"\(key.name)\": the \(field) in the precondition (\(wanted)) does not match the \(field) in record (\(found)). The object might have been deleted and then recreated"
        )
      }
    }
    var new = old
    setFinalizers(&new, options)
    let grace = gracePeriod(of: old, options)
    let known = old[path: "metadata", "deletionGracePeriodSeconds"]?.integerValue
    if old[path: "metadata", "deletionTimestamp"]?.stringValue == nil || grace < known ?? 0 {
      new["metadata"]?["deletionTimestamp"] = .string((time.now() + .seconds(grace)).rfc3339)
      new["metadata"]?["deletionGracePeriodSeconds"] = .integer(grace)
    }
    if target.resource.kind == "Namespace" { new["status"]?["phase"] = "Terminating" }
    if isReadyToGo(new) {
      return storage.remove(key) ?? old
    }
    return new == old ? old : storage.put(new, key)
  }

  /// Only pods on a node that haven't ended take time to die.
  private func gracePeriod(of object: JSONValue, _ options: JSONValue) -> Int64 {
    guard object["kind"]?.stringValue == "Pod" else { return 0 }
    let phase = object[path: "status", "phase"]?.stringValue
    guard !(object[path: "spec", "nodeName"]?.stringValue ?? "").isEmpty, phase != "Succeeded", phase != "Failed"
    else { return 0 }
    return max(
      options["gracePeriodSeconds"]?.integerValue
        ?? object[path: "spec", "terminationGracePeriodSeconds"]?.integerValue ?? 30, 0)
  }

  private func setFinalizers(_ object: inout JSONValue, _ options: JSONValue) {
    var finalizers = (object[path: "metadata", "finalizers"]?.arrayValue ?? []).compactMap(\.stringValue)
    guard let policy = options["propagationPolicy"]?.stringValue else { return }
    finalizers.removeAll { $0 == "orphan" || $0 == "foregroundDeletion" }
    if policy == "Orphan" { finalizers.append("orphan") }
    if policy == "Foreground" { finalizers.append("foregroundDeletion") }
    let list: JSONValue? = if finalizers.isEmpty { .none } else { .array(finalizers.map { .string($0) }) }
    object["metadata"]?["finalizers"] = list
  }

  /// Binding, eviction and other things posted to one object.
  func post(
    _ body: JSONValue, _ target: FakeTarget, _ storage: inout FakeStorage
  ) throws(APIError) -> JSONValue {
    switch (target.resource.kind, target.subresource) {
    case ("Pod", "binding"): return try bind(body, target, &storage)
    case ("Pod", "eviction"):
      _ = try delete(target, body["deleteOptions"] ?? [:], &storage)
      return ["kind": "Status", "apiVersion": "v1", "status": "Success"]
    case ("ServiceAccount", "token"):
      var review = body
      review["status"] = [
        "token": .string("token-of-" + (target.name ?? "")),
        "expirationTimestamp": .string((time.now() + .seconds(3600)).rfc3339),
      ]
      return review
    default:
      throw APIError(code: 404, reason: .notFound, message: "the server could not find the requested resource")
    }
  }

  private func bind(
    _ body: JSONValue, _ target: FakeTarget, _ storage: inout FakeStorage
  ) throws(APIError) -> JSONValue {
    let (key, old) = try find(target, storage)
    func refuse(_ why: String) -> APIError {
      APIError(
        code: 409, reason: .conflict,
        message: "Operation cannot be fulfilled on pods/binding \"\(key.name)\": \(why)")
    }
    if let uid = body[path: "metadata", "uid"]?.stringValue, !uid.isEmpty,
      uid != old[path: "metadata", "uid"]?.stringValue
    {
      throw refuse("Precondition failed: UID in precondition: \(uid), UID in object meta: other")
    }
    if old[path: "metadata", "deletionTimestamp"]?.stringValue != nil {
      throw refuse("pod \(key.name) is being deleted, cannot be assigned to a host")
    }
    if let node = old[path: "spec", "nodeName"]?.stringValue, !node.isEmpty {
      throw refuse("pod \(key.name) is already assigned to node \"\(node)\"")
    }
    var new = old
    new["spec"]?["nodeName"] = body[path: "target", "name"]
    var conditions = (old[path: "status", "conditions"]?.arrayValue ?? []).filter {
      $0["type"]?.stringValue != "PodScheduled"
    }
    conditions.append([
      "type": "PodScheduled", "status": "True", "lastTransitionTime": .string(time.now().rfc3339),
    ])
    new["status"]?["conditions"] = .array(conditions)
    _ = storage.put(new, key)
    return ["kind": "Status", "apiVersion": "v1", "status": "Success"]
  }
}
