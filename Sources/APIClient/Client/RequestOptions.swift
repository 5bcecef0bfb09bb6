public import APIMachinery

/// What to list or watch, and from when: `metav1.ListOptions`.
public struct ListOptions: Sendable, Hashable {
  /// In the API's text form, such as `app=web,tier!=test`.
  public var labelSelector: String?
  /// In the API's text form, such as `spec.nodeName=node-1`.
  public var fieldSelector: String?
  /// nil: the newest state; `0`: any state the server has at hand; else see ``resourceVersionMatch``.
  public var resourceVersion: String?
  /// `Exact` or `NotOlderThan`.
  public var resourceVersionMatch: String?
  /// The most objects in one answer; more come with ``continueToken``.
  public var limit: Int?
  /// From the list before.
  public var continueToken: String?
  /// How long a watch may last, in seconds.
  public var timeoutSeconds: Int?
  /// Asks a watch for bookmarks.
  public var allowWatchBookmarks = false
  /// Asks for `metadata` only (`PartialObjectMetadata`).
  public var metadataOnly = false

  /// Everything, in its newest state.
  public init(
    labelSelector: String? = nil, fieldSelector: String? = nil, resourceVersion: String? = nil, limit: Int? = nil
  ) {
    self.labelSelector = labelSelector
    self.fieldSelector = fieldSelector
    self.resourceVersion = resourceVersion
    self.limit = limit
  }

  var query: [QueryItem] {
    var items: [QueryItem] = []
    func add(_ name: String, _ value: String?) {
      if let value, !value.isEmpty { items.append(QueryItem(name, value)) }
    }
    add("labelSelector", labelSelector)
    add("fieldSelector", fieldSelector)
    add("resourceVersion", resourceVersion)
    add("resourceVersionMatch", resourceVersionMatch)
    add("limit", limit.map { String($0) })
    add("continue", continueToken)
    add("timeoutSeconds", timeoutSeconds.map { String($0) })
    if allowWatchBookmarks { add("allowWatchBookmarks", "true") }
    return items
  }

  func accept(list: Bool) -> String {
    guard metadataOnly else { return "application/json" }
    let kind = list ? "PartialObjectMetadataList" : "PartialObjectMetadata"
    return "application/json;as=\(kind);g=meta.k8s.io;v=v1"
  }
}

/// How a create, update or patch is done.
public struct WriteOptions: Sendable, Hashable {
  /// Goes through the whole pipeline without storing anything.
  public var isDryRun: Bool
  /// Who owns the fields that are set.
  public var fieldManager: String?
  /// `Ignore`, `Warn` or `Strict`.
  public var fieldValidation: String?
  /// With server-side apply: takes fields over from other owners.
  public var force: Bool

  /// The server's defaults.
  public init(
    isDryRun: Bool = false, fieldManager: String? = nil, fieldValidation: String? = nil, force: Bool = false
  ) {
    self.isDryRun = isDryRun
    self.fieldManager = fieldManager
    self.fieldValidation = fieldValidation
    self.force = force
  }

  var query: [QueryItem] {
    var items: [QueryItem] = []
    if isDryRun { items.append(QueryItem("dryRun", "All")) }
    if let fieldManager { items.append(QueryItem("fieldManager", fieldManager)) }
    if let fieldValidation { items.append(QueryItem("fieldValidation", fieldValidation)) }
    if force { items.append(QueryItem("force", "true")) }
    return items
  }
}

/// How an object is deleted: `metav1.DeleteOptions`.
public struct DeletionOptions: Sendable, Hashable {
  /// What happens to the objects it owns.
  public enum Propagation: String, Sendable, Hashable {
    case orphan = "Orphan"
    case background = "Background"
    case foreground = "Foreground"
  }

  /// Seconds until the object is gone for good; nil for the object's own.
  public var gracePeriodSeconds: Int64?
  /// nil for the resource's default.
  public var propagation: Propagation?
  /// Deletes only the object with this uid.
  public var uid: String?
  /// Deletes only the object in this state.
  public var resourceVersion: String?
  /// Goes through the whole pipeline without storing anything.
  public var isDryRun: Bool

  /// The resource's defaults.
  public init(
    gracePeriodSeconds: Int64? = nil, propagation: Propagation? = nil, uid: String? = nil,
    resourceVersion: String? = nil, isDryRun: Bool = false
  ) {
    self.gracePeriodSeconds = gracePeriodSeconds
    self.propagation = propagation
    self.uid = uid
    self.resourceVersion = resourceVersion
    self.isDryRun = isDryRun
  }

  /// The request's body; nil where it says nothing.
  var json: JSONValue? {
    guard self != DeletionOptions() else { return nil }
    var json: JSONValue = ["kind": "DeleteOptions", "apiVersion": "v1"]
    if let gracePeriodSeconds { json["gracePeriodSeconds"] = .integer(gracePeriodSeconds) }
    if let propagation { json["propagationPolicy"] = .string(propagation.rawValue) }
    if uid != nil || resourceVersion != nil {
      var preconditions: JSONValue = [:]
      if let uid { preconditions["uid"] = .string(uid) }
      if let resourceVersion { preconditions["resourceVersion"] = .string(resourceVersion) }
      json["preconditions"] = preconditions
    }
    if isDryRun { json["dryRun"] = ["All"] }
    return json
  }
}

/// A change to an object, in one of the forms the API takes.
public enum Patch: Sendable {
  /// RFC 6902.
  case json(JSONValue)
  /// RFC 7396.
  case merge(JSONValue)
  /// Kubernetes' own, with list merge keys.
  case strategic(JSONValue)
  /// Server-side apply.
  case apply(JSONValue)

  var contentType: String {
    switch self {
    case .json: "application/json-patch+json"
    case .merge: "application/merge-patch+json"
    case .strategic: "application/strategic-merge-patch+json"
    case .apply: "application/apply-patch+yaml"
    }
  }

  var body: JSONValue {
    switch self {
    case .json(let body), .merge(let body), .strategic(let body), .apply(let body): body
    }
  }
}
