import APIMachinery

/// The schemas that answers are made of, beside those of the resources.
struct ServedTypes: Sendable {
  let registry: SchemaRegistry

  func type(_ kind: GroupVersionKind) -> ObjectType? { registry.type(for: kind) }

  /// The schema of an object by what it says it is; nil for custom resources.
  func type(of object: JSONValue) -> ObjectType? {
    guard let kind = object["kind"]?.stringValue, let apiVersion = object["apiVersion"]?.stringValue else { return nil }
    return (try? GroupVersionKind(apiVersion: apiVersion, kind: kind)).flatMap { registry.type(for: $0) }
  }

  func listType(of resource: ServedResource) -> ObjectType? {
    resource.isCustom
      ? nil
      : type(GroupVersionKind(group: resource.group, version: resource.version, kind: resource.listKind))
  }

  var table: ObjectType? { registry.type(named: "meta/v1.Table") }
  var partialMetadata: ObjectType? { registry.type(named: "meta/v1.PartialObjectMetadata") }
  var partialMetadataList: ObjectType? { registry.type(named: "meta/v1.PartialObjectMetadataList") }
  var status: ObjectType? { registry.type(named: "meta/v1.Status") }
}
