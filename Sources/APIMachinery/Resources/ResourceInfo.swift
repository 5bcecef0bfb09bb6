/// A resource of the API: what discovery, storage and clients need to know of it.
public struct ResourceInfo: Sendable {
  /// Group, version and plural name.
  public var resource: GroupVersionResource
  public var kind: GroupVersionKind
  public var isNamespaced: Bool
  public var singularName: String
  public var shortNames: [String]
  /// Sets of resources it belongs to, such as `all`.
  public var categories: [String]
  public var verbs: [String]
  /// The feature gate without which it isn't served.
  public var featureGate: String?
  /// The release that introduced this version of it.
  public var since: String?
  /// How it is kept; nil for resources that only answer (reviews, bindings).
  public var storage: StorageInfo?
  /// A PUT may create the object.
  public var allowsCreateOnUpdate: Bool
  /// A PUT without a resource version overwrites whatever is there.
  public var allowsUnconditionalUpdate: Bool
  /// What happens to dependents when a deletion doesn't say.
  public var defaultDeletion: DefaultDeletion
  public var fieldSelectors: [FieldSelectorInfo]
  public var subresources: [SubresourceInfo]
  /// Nil: the name and the time of creation.
  public var columns: [TableColumn]?

  /// `pods`, or `deployments.apps` outside of the core group.
  public var qualifiedName: String {
    resource.group.isEmpty ? resource.resource : "\(resource.resource).\(resource.group)"
  }

  /// The subresource of this name.
  public func subresource(named name: String) -> SubresourceInfo? {
    subresources.first { $0.name == name }
  }
}

/// How a resource is kept in the store.
public struct StorageInfo: Sendable, Equatable {
  /// The `apiVersion` upstream stores it in, which may be older than the one served.
  public var apiVersion: String
  /// As in discovery.
  public var versionHash: String
  /// The prefix of its keys in etcd, without a slash at the end.
  public var keyPrefix: String
}

/// The garbage collection policy of a resource for deletions that don't state one.
public enum DefaultDeletion: String, Sendable {
  case background
  case orphan
  /// Dependents are never looked at (events).
  case unsupported
}

/// A field selector that a resource accepts.
public struct FieldSelectorInfo: Sendable, Equatable {
  /// What the request says.
  public var label: String
  /// The path of the field in the object; nil when no object has it.
  public var path: String?
}

/// Something below an object, such as `status` or `log`.
public struct SubresourceInfo: Sendable, Equatable {
  public var name: String
  public var kind: GroupVersionKind
  public var verbs: [String]
}

/// A column of the table that `kubectl get` shows.
public struct TableColumn: Sendable, Equatable {
  public var name: String
  /// `string`, `integer`, `boolean`, …
  public var type: String
  /// `name` for the column that identifies the object, else empty.
  public var format: String
  /// 0: always shown; 1: only in wide output.
  public var priority: Int32

  public init(name: String, type: String, format: String = "", priority: Int32 = 0) {
    self.name = name
    self.type = type
    self.format = format
    self.priority = priority
  }
}
