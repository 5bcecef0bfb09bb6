import APIMachinery
public import KubernetesAPI

/// The object that an event is about: `v1.ObjectReference`.
public struct EventSubject: Sendable, Hashable {
  public var apiVersion: String
  public var kind: String
  public var key: ObjectKey
  public var uid: String
  public var resourceVersion: String
  /// A part of the object, such as `spec.containers{web}`.
  public var fieldPath: String

  /// Names an object.
  public init(
    apiVersion: String, kind: String, key: ObjectKey, uid: String = "", resourceVersion: String = "",
    fieldPath: String = ""
  ) {
    self.apiVersion = apiVersion
    self.kind = kind
    self.key = key
    self.uid = uid
    self.resourceVersion = resourceVersion
    self.fieldPath = fieldPath
  }

  /// Refers to `object` in its present state.
  public init<Object: APIObject>(_ object: Object, fieldPath: String = "") {
    self.init(
      apiVersion: Object.gvk.apiVersion, kind: Object.gvk.kind, key: object.key, uid: object.uid,
      resourceVersion: object.resourceVersion, fieldPath: fieldPath)
  }

  var json: JSONValue {
    var json: JSONValue = [
      "kind": .string(kind), "name": .string(key.name), "apiVersion": .string(apiVersion),
    ]
    if !key.namespace.isEmpty { json["namespace"] = .string(key.namespace) }
    if !uid.isEmpty { json["uid"] = .string(uid) }
    if !resourceVersion.isEmpty { json["resourceVersion"] = .string(resourceVersion) }
    if !fieldPath.isEmpty { json["fieldPath"] = .string(fieldPath) }
    return json
  }
}
