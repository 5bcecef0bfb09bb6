import APIMachinery

/// A resource in a version, and the kind that requests about it carry: what a request is about, or is taken to be
/// about by somebody who knows the resource in another version.
struct AdmissionTarget: Sendable, Hashable {
  let group: String
  let version: String
  let resource: String
  /// Of the objects; a subresource can have a kind of its own, such as Scale.
  let kind: GroupVersionKind

  init(group: String, version: String, resource: String, kind: GroupVersionKind) {
    self.group = group
    self.version = version
    self.resource = resource
    self.kind = kind
  }

  /// The resource, or its subresource where one is named.
  init(_ served: ServedResource, subresource: Subresource? = nil) {
    let own = subresource?.groupVersion ?? (served.group, served.version)
    self.init(
      group: served.group, version: served.version, resource: served.name,
      kind: GroupVersionKind(group: own.group, version: own.version, kind: subresource?.kind ?? served.kind))
  }

  init(_ request: AdmissionRequest) {
    let version = request.apiVersion.split(separator: "/").last.map(String.init) ?? ""
    let own = request.kindGroupVersion ?? (request.resource.group, version)
    self.init(
      group: request.resource.group, version: version, resource: request.resource.resource,
      kind: GroupVersionKind(group: own.group, version: own.version, kind: request.kind))
  }

  var kindJSON: JSONValue {
    ["group": .string(kind.group), "version": .string(kind.version), "kind": .string(kind.kind)]
  }
  var resourceJSON: JSONValue {
    ["group": .string(group), "version": .string(version), "resource": .string(resource)]
  }
}
