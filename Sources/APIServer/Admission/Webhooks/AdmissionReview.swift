import APIMachinery

/// What is said to a webhook and what it answers (`admission.k8s.io` AdmissionReview).
enum AdmissionReview {
  enum Version: String, Sendable {
    case v1, v1beta1

    var apiVersion: String { "admission.k8s.io/\(rawValue)" }
  }

  /// The question, encoded.
  static func encode(
    _ request: AdmissionRequest, _ objects: VersionedObjects, uid: String, version: Version
  ) -> [UInt8] {
    var members: [JSONObject.Member] = [JSONObject.Member("uid", .string(uid))]
    for member in request.review(as: objects.target).members {
      if member.key == "dryRun" {
        members.append(JSONObject.Member("object", objects.object))
        members.append(JSONObject.Member("oldObject", objects.oldObject))
      }
      members.append(member)
    }
    let review: JSONValue = [
      "kind": "AdmissionReview", "apiVersion": .string(version.apiVersion),
      "request": .object(JSONObject(uniqueMembers: members)),
    ]
    return review.encoded()
  }

  /// What a webhook decided.
  struct Answer: Sendable {
    var isAllowed = false
    /// A `Status`, for refusals.
    var result: JSONValue?
    /// Empty for none.
    var patch: [UInt8] = []
    var patchType = ""
    var auditAnnotations: [(key: String, value: String)] = []
    var warnings: [String] = []
  }

  /// - Parameter isMutating: Whether the webhook may change the object.
  /// - Throws: What is wrong with the answer.
  static func decode(
    _ review: JSONValue, uid: String, version: Version, isMutating: Bool
  ) throws(RemoteError) -> Answer {
    guard let response = review["response"], !response.isNull else {
      throw RemoteError("webhook response was absent")
    }
    if version == .v1 { try check(review, response, uid) }
    var answer = Answer()
    answer.isAllowed = response["allowed"]?.boolValue ?? false
    if let status = response["status"], status.objectValue != nil { answer.result = status }
    if case .object(let annotations)? = response["auditAnnotations"] {
      answer.auditAnnotations = annotations.members.compactMap { member in
        member.value.stringValue.map { (member.key, $0) }
      }
    }
    answer.warnings = (response["warnings"]?.arrayValue ?? []).compactMap(\.stringValue)
    let patch = (try? Base64.decode(response["patch"]?.stringValue ?? "")) ?? []
    let type = response["patchType"].flatMap { $0.isNull ? nil : $0.stringValue ?? "" }
    // Version v1beta1 asks for nothing here, and takes any patch for the one kind there is.
    if version == .v1 { try check(patch, type, isMutating: isMutating) }
    if isMutating, !patch.isEmpty {
      answer.patch = patch
      answer.patchType = version == .v1 ? type ?? "" : "JSONPatch"
    }
    return answer
  }

  private static func check(_ review: JSONValue, _ response: JSONValue, _ uid: String) throws(RemoteError) {
    let echoed = response["uid"]?.stringValue ?? ""
    guard echoed == uid else { throw RemoteError("expected response.uid=\(quoted(uid)), got \(quoted(echoed))") }
    let apiVersion = review["apiVersion"]?.stringValue ?? ""
    // A version without a group is written with the slash, as Go's GroupVersionKind does.
    let given = "\(apiVersion.contains("/") ? apiVersion : "/\(apiVersion)"), Kind=\(review["kind"]?.stringValue ?? "")"
    let expected = "\(Version.v1.apiVersion), Kind=AdmissionReview"
    guard given == expected else { throw RemoteError("expected webhook response of \(expected), got \(given)") }
  }

  private static func check(_ patch: [UInt8], _ type: String?, isMutating: Bool) throws(RemoteError) {
    guard isMutating else {
      guard patch.isEmpty else { throw RemoteError("validating webhook may not return response.patch") }
      guard type == nil else { throw RemoteError("validating webhook may not return response.patchType") }
      return
    }
    if patch.isEmpty, type != nil {
      throw RemoteError("webhook returned response.patchType but not response.patch")
    }
    if !patch.isEmpty, type == nil {
      throw RemoteError("webhook returned response.patch but not response.patchType")
    }
    if type == "" { throw RemoteError("webhook returned invalid response.patchType of \"\"") }
  }

  /// Members whose type isn't the one they must have, in Go's words.
  static func checkTypes(_ review: JSONValue) throws(RemoteError) {
    guard let response = review["response"], !response.isNull else { return }
    guard response.objectValue != nil else {
      throw wrongType(response, "AdmissionReview.response", "v1.AdmissionResponse")
    }
    for (name, type) in [
      ("uid", "types.UID"), ("patchType", "v1.PatchType"), ("patch", "[]uint8"), ("allowed", "bool"),
      ("status", "v1.Status"), ("auditAnnotations", "map[string]string"), ("warnings", "[]string"),
    ] {
      guard let value = response[name], !value.isNull else { continue }
      let fits =
        switch name {
        case "allowed": value.boolValue != nil
        case "status", "auditAnnotations": value.objectValue != nil
        case "warnings": value.arrayValue != nil
        default: value.stringValue != nil
        }
      guard fits else { throw wrongType(value, "AdmissionResponse.response.\(name)", type) }
      if name == "patch", (try? Base64.decode(value.stringValue ?? "")) == nil {
        throw RemoteError("illegal base64 data at input byte 0")
      }
    }
  }

  private static func wrongType(_ value: JSONValue, _ field: String, _ type: String) -> RemoteError {
    RemoteError("json: cannot unmarshal \(value.goKind) into Go struct field \(field) of type \(type)")
  }
}
