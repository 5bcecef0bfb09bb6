/// An API group and version, such as `apps/v1`, or `v1` in the group without name.
public struct GroupVersion: Sendable, Hashable {
  public var group: String
  public var version: String

  public init(group: String = "", version: String) {
    self.group = group
    self.version = version
  }

  /// From the text of an `apiVersion`. Throws upstream's `unexpected GroupVersion string: …`.
  public init(apiVersion: String) throws(ParseError) {
    let slashes = apiVersion.utf8.count { $0 == UInt8(ascii: "/") }
    guard slashes <= 1 else { throw ParseError("unexpected GroupVersion string: \(apiVersion)") }
    if slashes == 0 {
      self.init(version: apiVersion == "/" ? "" : apiVersion)
    } else {
      let parts = apiVersion.split(separator: "/", omittingEmptySubsequences: false)
      self.init(group: String(parts[0]), version: String(parts[1]))
    }
  }

  /// As it stands in an object's `apiVersion`.
  public var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }
}

extension GroupVersion: CustomStringConvertible {
  public var description: String { apiVersion }
}

/// A group and a kind, which versions have in common.
public struct GroupKind: Sendable, Hashable, CustomStringConvertible {
  public var group: String
  public var kind: String

  public init(group: String = "", kind: String) {
    self.group = group
    self.kind = kind
  }

  /// `Deployment.apps`, as it stands in error messages.
  public var description: String { group.isEmpty ? kind : "\(kind).\(group)" }
}

/// A group and a resource, which versions have in common.
public struct GroupResource: Sendable, Hashable, CustomStringConvertible {
  public var group: String
  public var resource: String

  public init(group: String = "", resource: String) {
    self.group = group
    self.resource = resource
  }

  /// `deployments.apps`, as it stands in error messages.
  public var description: String { group.isEmpty ? resource : "\(resource).\(group)" }
}

/// The type of an object, as its `apiVersion` and `kind` say.
public struct GroupVersionKind: Sendable, Hashable {
  public var group: String
  public var version: String
  public var kind: String

  public init(group: String = "", version: String, kind: String) {
    self.group = group
    self.version = version
    self.kind = kind
  }

  public init(_ groupVersion: GroupVersion, kind: String) {
    self.init(group: groupVersion.group, version: groupVersion.version, kind: kind)
  }

  /// From the text of an `apiVersion` and a kind.
  public init(apiVersion: String, kind: String) throws(ParseError) {
    self.init(try GroupVersion(apiVersion: apiVersion), kind: kind)
  }

  public var groupVersion: GroupVersion { GroupVersion(group: group, version: version) }
  public var groupKind: GroupKind { GroupKind(group: group, kind: kind) }
  public var apiVersion: String { groupVersion.apiVersion }
}

extension GroupVersionKind: CustomStringConvertible {
  /// `apps/v1, Kind=Deployment`, as it stands in error messages.
  public var description: String {
    group.isEmpty && version.isEmpty ? kind : "\(group)/\(version), Kind=\(kind)"
  }
}

/// A collection that the API serves.
public struct GroupVersionResource: Sendable, Hashable {
  public var group: String
  public var version: String
  public var resource: String

  public init(group: String = "", version: String, resource: String) {
    self.group = group
    self.version = version
    self.resource = resource
  }

  public var groupVersion: GroupVersion { GroupVersion(group: group, version: version) }
  /// `apps/v1`, or `v1` in the core group.
  public var apiVersion: String { groupVersion.apiVersion }
  public var groupResource: GroupResource { GroupResource(group: group, resource: resource) }
}

extension GroupVersionResource: CustomStringConvertible {
  /// `apps/v1, Resource=deployments`, as it stands in error messages.
  public var description: String { "\(group)/\(version), Resource=\(resource)" }
}
