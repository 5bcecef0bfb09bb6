extension APIError {
  /// The `Status` object that a response carries.
  public var status: JSONValue {
    // How a list goes on whose state is forgotten.
    let metadata: JSONValue = continueToken.isEmpty ? .object(JSONObject()) : ["continue": .string(continueToken)]
    var status = JSONObject(uniqueMembers: [
      ("kind", "Status"), ("apiVersion", "v1"), ("metadata", metadata), ("status", "Failure"),
    ])
    if !message.isEmpty { status["message"] = .string(message) }
    if !reason.rawValue.isEmpty { status["reason"] = .string(reason.rawValue) }
    if let details { status["details"] = details.json }
    status["code"] = .integer(Int64(code))
    return .object(status)
  }

  /// From a `Status` object. Anything else makes an error without reason or message.
  public init(status: JSONValue) {
    self.init(
      code: Int(clamping: status["code"]?.integerValue ?? 500),
      reason: Reason(rawValue: status["reason"]?.stringValue ?? ""), message: status["message"]?.stringValue ?? "",
      details: status["details"].flatMap { $0.isNull ? nil : Details(json: $0) })
    continueToken = status[path: "metadata", "continue"]?.stringValue ?? ""
  }
}

extension APIError.Details {
  public var json: JSONValue {
    var details = JSONObject()
    if !name.isEmpty { details["name"] = .string(name) }
    if !group.isEmpty { details["group"] = .string(group) }
    if !kind.isEmpty { details["kind"] = .string(kind) }
    if !uid.isEmpty { details["uid"] = .string(uid) }
    if !causes.isEmpty { details["causes"] = .array(causes.map(\.json)) }
    if retryAfterSeconds != 0 { details["retryAfterSeconds"] = .integer(Int64(retryAfterSeconds)) }
    return .object(details)
  }

  public init(json: JSONValue) {
    self.init(
      name: json["name"]?.stringValue ?? "", group: json["group"]?.stringValue ?? "",
      kind: json["kind"]?.stringValue ?? "", uid: json["uid"]?.stringValue ?? "",
      causes: (json["causes"]?.arrayValue ?? []).map(APIError.Cause.init(json:)),
      retryAfterSeconds: Int(clamping: json["retryAfterSeconds"]?.integerValue ?? 0))
  }
}

extension APIError.Cause {
  public var json: JSONValue {
    var cause = JSONObject()
    if !reason.isEmpty { cause["reason"] = .string(reason) }
    if !message.isEmpty { cause["message"] = .string(message) }
    if !field.isEmpty { cause["field"] = .string(field) }
    return .object(cause)
  }

  public init(json: JSONValue) {
    self.init(
      reason: json["reason"]?.stringValue ?? "", message: json["message"]?.stringValue ?? "",
      field: json["field"]?.stringValue ?? "")
  }
}
