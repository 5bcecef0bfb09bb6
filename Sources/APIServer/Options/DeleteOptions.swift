import APIMachinery

/// `metav1.DeleteOptions`, from the body or the query.
struct DeleteOptions: Sendable {
  enum Propagation: String, Sendable {
    case orphan = "Orphan"
    case background = "Background"
    case foreground = "Foreground"
  }

  var isDryRun = false
  var gracePeriodSeconds: Int64?
  var uid: String?
  var resourceVersion: String?
  var orphanDependents: Bool?
  var propagation: Propagation?
  /// The request named none of the objects it deletes.
  var isOfCollection = false

  init() {}

  /// A body wins over the query, as upstream.
  init(_ context: RequestContext, server: APIServer) throws(APIError) {
    var errors: [FieldError] = []
    if !context.request.body.isEmpty {
      let options = try server.decoding.options(context.request, kind: "DeleteOptions")
      context.audit?.noteRequest(options)
      errors = read(options)
    } else {
      errors = try read(context.request)
    }
    if orphanDependents != nil, propagation != nil {
      errors.append(
        .invalid(
          FieldPath("propagationPolicy"), .string(propagation?.rawValue ?? ""),
          "orphanDependents and deletionPropagation cannot be both set"))
    }
    guard errors.isEmpty else {
      throw .invalid(GroupKind(group: "meta.k8s.io", kind: "DeleteOptions"), "", errors)
    }
  }

  private mutating func read(_ options: JSONValue) -> [FieldError] {
    gracePeriodSeconds = options["gracePeriodSeconds"]?.integerValue
    orphanDependents = options["orphanDependents"]?.boolValue
    uid = options[path: "preconditions", "uid"]?.stringValue
    resourceVersion = options[path: "preconditions", "resourceVersion"]?.stringValue
    let dryRun = options["dryRun"]?.arrayValue?.compactMap(\.stringValue) ?? []
    isDryRun = !dryRun.isEmpty
    return WriteOptions.check(dryRun: dryRun) + readPropagation(options["propagationPolicy"]?.stringValue)
  }

  private mutating func read(_ request: APIRequest) throws(APIError) -> [FieldError] {
    gracePeriodSeconds = try QueryNumber.integer(request.query("gracePeriodSeconds"))
    if let text = request.query("orphanDependents") { orphanDependents = try WriteOptions.bool(text) }
    let dryRun = request.query.filter { $0.name == "dryRun" }.map(\.value)
    isDryRun = !dryRun.isEmpty
    return WriteOptions.check(dryRun: dryRun) + readPropagation(request.query("propagationPolicy"))
  }

  private mutating func readPropagation(_ text: String?) -> [FieldError] {
    guard let text, !text.isEmpty else { return [] }
    propagation = Propagation(rawValue: text)
    guard propagation == nil else { return [] }
    return [
      .notSupported(
        FieldPath("propagationPolicy"), .string(text), supported: ["Foreground", "Background", "Orphan", "nil"])
    ]
  }

  /// As admission plugins see them.
  var json: JSONValue {
    var options: JSONValue = ["kind": "DeleteOptions", "apiVersion": "meta.k8s.io/v1"]
    if isDryRun { options["dryRun"] = ["All"] }
    if let gracePeriodSeconds { options["gracePeriodSeconds"] = .integer(gracePeriodSeconds) }
    var preconditions: JSONValue = [:]
    if let uid { preconditions["uid"] = .string(uid) }
    if let resourceVersion { preconditions["resourceVersion"] = .string(resourceVersion) }
    if preconditions != [:] { options["preconditions"] = preconditions }
    if let orphanDependents { options["orphanDependents"] = .bool(orphanDependents) }
    if let propagation { options["propagationPolicy"] = .string(propagation.rawValue) }
    return options
  }
}
