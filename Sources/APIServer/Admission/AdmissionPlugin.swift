public import APIMachinery

/// One gate that every change passes after it was authorised and before it is stored.
///
/// All plugins that mutate run first, in the order of ``AdmissionChain/order``, then all that validate. A plugin
/// implements only what it needs. The names, order and messages are upstream's.
public protocol AdmissionPlugin: Sendable {
  /// As in `--enable-admission-plugins`.
  var name: String { get }

  /// Whether this plugin looks at such a request at all.
  func handles(_ request: AdmissionRequest) -> Bool

  /// May change `request.object`, or refuse by throwing.
  func admit(_ request: inout AdmissionRequest) async throws(APIError)

  /// May refuse by throwing; sees the object as it would be stored.
  func validate(_ request: AdmissionRequest) async throws(APIError)
}

extension AdmissionPlugin {
  public func admit(_ request: inout AdmissionRequest) async throws(APIError) {}
  public func validate(_ request: AdmissionRequest) async throws(APIError) {}
}

/// A plugin that makes objects of its own.
protocol UsesTransport: AdmissionPlugin {
  /// Called before the server answers its first request.
  func use(_ transport: any APITransport)
}

/// What a request does, as rules of webhooks and policies call it.
public enum AdmissionOperation: String, Sendable {
  case create = "CREATE"
  case update = "UPDATE"
  case delete = "DELETE"
  case connect = "CONNECT"
}

/// What admission plugins are asked about (`admission.Attributes` upstream).
public struct AdmissionRequest: Sendable {
  public var operation: AdmissionOperation
  public var resource: GroupResource
  public var apiVersion: String
  public var subresource: String
  public var kind: String
  /// Group and version of ``kind`` where they aren't the resource's (`autoscaling/v1` Scale, `policy/v1` Eviction).
  public var kindGroupVersion: (group: String, version: String)?
  /// Of a namespace itself its own name, as upstream.
  public var namespace: String
  /// Empty while a name is still to be generated, and for deletions of whole collections.
  public var name: String
  /// The new state, in the request's version; null for deletions. For connections, their options.
  public var object: JSONValue
  /// The state before, for updates and deletions; null otherwise.
  public var oldObject: JSONValue
  /// The CreateOptions, UpdateOptions, DeleteOptions of the request.
  public var options: JSONValue
  public var isDryRun: Bool
  public var context: RequestContext
  /// Who of those that change objects is to be asked again.
  var reinvocation = AdmissionReinvocation()

  public init(
    operation: AdmissionOperation, resource: GroupResource, apiVersion: String, subresource: String = "",
    kind: String, kindGroupVersion: (group: String, version: String)? = nil, namespace: String, name: String,
    object: JSONValue = .null,
    oldObject: JSONValue = .null, options: JSONValue = .null, isDryRun: Bool = false, context: RequestContext
  ) {
    self.operation = operation
    self.resource = resource
    self.apiVersion = apiVersion
    self.subresource = subresource
    self.kind = kind
    self.kindGroupVersion = kindGroupVersion
    self.namespace = namespace
    self.name = name
    self.object = object
    self.oldObject = oldObject
    self.options = options
    self.isDryRun = isDryRun
    self.context = context
  }

  public var user: UserInfo { context.user }

  /// Whether this is `operation` of `resource` itself or of its subresource `subresource`.
  public func isAbout(_ resource: String, group: String = "", subresource: String = "") -> Bool {
    self.resource.resource == resource && self.resource.group == group && self.subresource == subresource
  }

  /// The refusal every plugin uses: 403 with the object and the reason (upstream's `admission.NewForbidden`).
  public func forbidden(_ reason: String) -> APIError { .forbidden(resource, shownName, reason) }

  /// What refusals call the object: without a name yet, the one it will start with.
  var shownName: String {
    let names = [name, object.name, object[path: "metadata", "generateName"]?.stringValue ?? ""]
    return names.first { !$0.isEmpty } ?? "Unknown"
  }
}
