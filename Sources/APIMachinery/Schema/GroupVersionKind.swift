/// A kind in a version of a group.
public struct GroupVersionKind: Sendable, Hashable, CustomStringConvertible {
  /// Empty for the core group.
  public var group: String
  public var version: String
  public var kind: String

  public init(group: String, version: String, kind: String) {
    self.group = group
    self.version = version
    self.kind = kind
  }

  /// From `apps/v1` or `v1` as objects carry it, and a kind.
  public init(apiVersion: String, kind: String) {
    if let slash = apiVersion.firstIndex(of: "/") {
      self.init(
        group: String(apiVersion[..<slash]), version: String(apiVersion[apiVersion.index(after: slash)...]), kind: kind)
    } else {
      self.init(group: "", version: apiVersion, kind: kind)
    }
  }

  /// `apps/v1`, or `v1` in the core group.
  public var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

  /// As Go prints it, which upstream's messages show.
  public var description: String {
    group.isEmpty && version.isEmpty ? kind : "\(group)/\(version), Kind=\(kind)"
  }
}

/// A resource in a version of a group.
public struct GroupVersionResource: Sendable, Hashable, CustomStringConvertible {
  /// Empty for the core group.
  public var group: String
  public var version: String
  /// The plural name, as in paths.
  public var resource: String

  public init(group: String, version: String, resource: String) {
    self.group = group
    self.version = version
    self.resource = resource
  }

  /// `apps/v1`, or `v1` in the core group.
  public var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

  /// As Go prints it, which upstream's messages show.
  public var description: String { "\(group)/\(version), Resource=\(resource)" }
}
