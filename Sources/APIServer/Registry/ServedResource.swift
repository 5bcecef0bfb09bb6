public import APIMachinery

/// One resource in one version, as it is served: what discovery says about it and what it takes to answer requests.
public struct ServedResource: Sendable {
  public let groupResource: GroupResource
  public let version: String
  public let kind: String
  public let singularName: String
  public let shortNames: [String]
  public let categories: [String]
  public let isNamespaced: Bool
  public let verbs: [String]
  public let storageVersionHash: String
  public let subresources: [Subresource]
  /// The schema of this version; nil for resources that have none (never stored).
  public let type: ObjectType?
  /// What is behind it; nil for resources that aren't stored (reviews, bindings).
  public let storage: ResourceStorage?
  /// From and to the stored version; nil where the two are the same.
  public let conversion: (any VersionConversion)?
  /// True for resources of a CustomResourceDefinition: no protobuf, no strategic merge patch.
  public let isCustom: Bool
  /// Accepted field selectors of this version and the member each looks at in the stored version.
  public let fieldSelectors: [String: String]
  /// Sent as a warning with every answer (deprecated versions of custom resources).
  public let deprecationWarning: String?
  /// What its definition says of a custom resource.
  let custom: CustomResourceInfo?

  public init(
    groupResource: GroupResource, version: String, kind: String, singularName: String, shortNames: [String] = [],
    categories: [String] = [], isNamespaced: Bool, verbs: [String], storageVersionHash: String = "",
    subresources: [Subresource] = [], type: ObjectType?, storage: ResourceStorage?,
    conversion: (any VersionConversion)? = nil, isCustom: Bool = false, fieldSelectors: [String: String] = [:],
    deprecationWarning: String? = nil
  ) {
    self.init(
      groupResource: groupResource, version: version, kind: kind, singularName: singularName, shortNames: shortNames,
      categories: categories, isNamespaced: isNamespaced, verbs: verbs, storageVersionHash: storageVersionHash,
      subresources: subresources, type: type, storage: storage, conversion: conversion, isCustom: isCustom,
      fieldSelectors: fieldSelectors, deprecationWarning: deprecationWarning, custom: nil)
  }

  init(
    groupResource: GroupResource, version: String, kind: String, singularName: String, shortNames: [String],
    categories: [String], isNamespaced: Bool, verbs: [String], storageVersionHash: String,
    subresources: [Subresource], type: ObjectType?, storage: ResourceStorage?,
    conversion: (any VersionConversion)?, isCustom: Bool, fieldSelectors: [String: String],
    deprecationWarning: String?, custom: CustomResourceInfo?
  ) {
    self.groupResource = groupResource
    self.version = version
    self.kind = kind
    self.singularName = singularName
    self.shortNames = shortNames
    self.categories = categories
    self.isNamespaced = isNamespaced
    self.verbs = verbs
    self.storageVersionHash = storageVersionHash
    self.subresources = subresources
    self.type = type
    self.storage = storage
    self.conversion = conversion
    self.isCustom = isCustom
    self.fieldSelectors = fieldSelectors
    self.deprecationWarning = deprecationWarning
    self.custom = custom
  }

  public var group: String { groupResource.group }
  public var name: String { groupResource.resource }
  /// `v1`, `apps/v1`.
  public var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }
  public var listKind: String { kind + "List" }
}

/// Part of a resource with a path and a form of its own.
public struct Subresource: Sendable {
  public var name: String
  public var kind: String
  /// Group and version of ``kind`` where they differ from the resource's (`autoscaling/v1` Scale).
  public var groupVersion: (group: String, version: String)?
  public var verbs: [String]

  public init(name: String, kind: String, groupVersion: (group: String, version: String)? = nil, verbs: [String]) {
    self.name = name
    self.kind = kind
    self.groupVersion = groupVersion
    self.verbs = verbs
  }
}

/// Between a served version and the stored one. Both forms are defaulted; nothing is lost on the way there and back.
public protocol VersionConversion: Sendable {
  func toStored(_ object: JSONValue) -> JSONValue
  func fromStored(_ object: JSONValue) -> JSONValue

  /// The same for objects on their way to the store, for conversions that ask somebody else.
  func writing(_ object: JSONValue) async throws(APIError) -> JSONValue

  /// And for those on their way back.
  func reading(_ objects: [JSONValue]) async throws(APIError) -> [JSONValue]

  /// Whether somebody else is asked: what is found out is not kept then.
  var isRemote: Bool { get }
}

extension VersionConversion {
  public func writing(_ object: JSONValue) async throws(APIError) -> JSONValue { toStored(object) }
  public func reading(_ objects: [JSONValue]) async throws(APIError) -> [JSONValue] { objects.map(fromStored) }
  public var isRemote: Bool { false }
}
