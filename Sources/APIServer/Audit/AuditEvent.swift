import APIMachinery

/// What is known of a request for its audit events, as far as it has come.
struct AuditEvent: Sendable {
  var level: AuditLevel
  var id: String
  var stage = AuditStage.requestReceived
  var uri: String
  var verb: String
  var user: UserInfo?
  var impersonated: UserInfo?
  var addresses: [String]
  var userAgent: String
  /// Of requests for resources.
  var object: AuditObject?
  /// The members of the `Status` that was answered, and the code.
  var status: JSONValue?
  var requestObject: JSONValue?
  var responseObject: JSONValue?
  var received: Timestamp
  var stageTime: Timestamp
  var annotations: [String: String] = [:]

  /// `audit.k8s.io/v1` Event.
  var json: JSONValue {
    var members: [(String, JSONValue)] = [
      ("kind", "Event"), ("apiVersion", "audit.k8s.io/v1"), ("level", .string(level.rawValue)),
      ("auditID", .string(id)), ("stage", .string(stage.rawValue)), ("requestURI", .string(uri)),
      ("verb", .string(verb)), ("user", Self.json(user)),
    ]
    if let impersonated { members.append(("impersonatedUser", Self.json(impersonated))) }
    if !addresses.isEmpty { members.append(("sourceIPs", .array(addresses.map { .string($0) }))) }
    if !userAgent.isEmpty { members.append(("userAgent", .string(userAgent))) }
    if let object { members.append(("objectRef", object.json)) }
    if let status { members.append(("responseStatus", status)) }
    if let requestObject { members.append(("requestObject", requestObject)) }
    if let responseObject { members.append(("responseObject", responseObject)) }
    members.append(("requestReceivedTimestamp", .string(received.rfc3339Micro)))
    members.append(("stageTimestamp", .string(stageTime.rfc3339Micro)))
    if !annotations.isEmpty {
      let sorted = annotations.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.string($0.value)) }
      members.append(("annotations", .object(JSONObject(sorted))))
    }
    return .object(JSONObject(uniqueMembers: members))
  }

  private static func json(_ user: UserInfo?) -> JSONValue {
    guard let user else { return [:] }
    var json: JSONValue = [:]
    if !user.name.isEmpty { json["username"] = .string(user.name) }
    if !user.uid.isEmpty { json["uid"] = .string(user.uid) }
    if !user.groups.isEmpty { json["groups"] = .array(user.groups.map { .string($0) }) }
    if !user.extra.isEmpty {
      json["extra"] = .object(
        JSONObject(
          user.extra.sorted { $0.key < $1.key }.map { ($0.key, .array($0.value.map { .string($0) })) }))
    }
    return json
  }

  /// One line of `--audit-log-format=legacy`.
  var legacyLine: String {
    let list = { (names: [String]) in names.map(quoted).joined(separator: ",") }
    let name = user.map(\.name) ?? ""
    let groups = name.isEmpty || user?.groups.isEmpty != false ? "<none>" : list(user?.groups ?? [])
    let namespace = object?.namespace ?? ""
    let code = status?["code"]?.integerValue.map { "\($0)" } ?? "<deferred>"
    let fields: [(String, String)] = [
      ("id", id), ("stage", stage.rawValue), ("ip", addresses.first ?? "<unknown>"), ("method", verb),
      ("user", name.isEmpty ? "<none>" : name), ("groups", groups), ("as", impersonated?.name ?? "<self>"),
      ("asgroups", impersonated.map { list($0.groups) } ?? "<lookup>"), ("user-agent", userAgent),
      ("namespace", namespace.isEmpty ? "<none>" : namespace), ("uri", uri),
    ]
    let text = fields.map { "\($0.0)=\(quoted($0.1))" }.joined(separator: " ")
    return "\(received.rfc3339Micro) AUDIT: \(text) response=\"\(code)\""
  }
}

/// The object that a request is about.
struct AuditObject: Sendable {
  var resource: String
  var namespace: String
  var name: String
  var uid = ""
  var apiGroup: String
  var apiVersion: String
  var resourceVersion = ""
  var subresource: String

  var json: JSONValue {
    let members = [
      ("resource", resource), ("namespace", namespace), ("name", name), ("uid", uid), ("apiGroup", apiGroup),
      ("apiVersion", apiVersion), ("resourceVersion", resourceVersion), ("subresource", subresource),
    ]
    return .object(JSONObject(members.filter { !$0.1.isEmpty }.map { ($0.0, .string($0.1)) }))
  }
}
