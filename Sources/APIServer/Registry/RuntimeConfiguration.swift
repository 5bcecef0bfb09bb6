public import APIMachinery

/// Which versions and resources of the API are served: those that Kubernetes 1.36 serves by default, and what a
/// `--runtime-config` flag says beyond that.
public struct RuntimeConfiguration: Sendable {
  /// By group version: `apps/v1`, `v1`.
  private var versions: [String: Bool] = [:]
  /// What was said of single resources counts more than what was said of their versions.
  private var resources: [GroupVersionResource: Bool] = [:]
  private let catalog: ResourceCatalog

  /// The defaults.
  public init() { self.init(catalog: .builtIn) }

  init(catalog: ResourceCatalog) {
    self.catalog = catalog
    for version in catalog.groups.flatMap(\.versions) { versions[version.apiVersion] = !version.isOffByDefault }
  }

  /// Why a flag can't be followed, in upstream's words.
  public struct Problem: Error, Equatable, CustomStringConvertible {
    public var description: String
  }

  /// Follows the settings of a flag, `key=value`, of which the last of each key counts. Keys are `api/all`, `api/ga`,
  /// `api/beta` and `api/alpha`, then `group/version` (`/v1` in the core group), then `group/version/resource`; later
  /// kinds of keys count more.
  public mutating func apply(_ settings: [String]) throws(Problem) {
    var values: [String: String] = [:]
    for setting in settings where !setting.isEmpty {
      let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      values[String(parts[0])] = parts.count > 1 ? String(parts[1]) : ""
    }
    if values == ["api/all": "false"] {
      throw Problem(description: "invalid runtime-config with only api/all=false")
    }
    let keys = try parse(values)
    for stage in Stage.allCases {
      guard let value = values[stage.rawValue] else { continue }
      guard value == "true" || value == "false" else {
        throw Problem(description: "invalid value \(stage.rawValue)=\(value)")
      }
      for version in catalog.groups.flatMap(\.versions) where stage.contains(version.version) {
        set(version.apiVersion, to: value == "true")
      }
    }
    for key in keys where key.resource.isEmpty { set(key.apiVersion, to: key.isOn) }
    for key in keys where !key.resource.isEmpty {
      resources[GroupVersionResource(group: key.group, version: key.version, resource: key.resource)] = key.isOn
    }
  }

  /// Whether the resource is served in this version, as far as the flag is concerned.
  public func serves(_ info: ResourceInfo) -> Bool {
    resources[info.resource] ?? versions[info.kind.apiVersion] ?? false
  }

  /// What was said of a version's resources before doesn't count any more.
  private mutating func set(_ apiVersion: String, to isOn: Bool) {
    versions[apiVersion] = isOn
    resources = resources.filter {
      GroupVersionKind(group: $0.key.group, version: $0.key.version, kind: "").apiVersion != apiVersion
    }
  }

  private enum Stage: String, CaseIterable {
    case all = "api/all"
    case general = "api/ga"
    case beta = "api/beta"
    case alpha = "api/alpha"

    func contains(_ version: String) -> Bool {
      switch self {
      case .all: true
      case .general: !version.contains("alpha") && !version.contains("beta")
      case .beta: version.contains("beta")
      case .alpha: version.contains("alpha")
      }
    }
  }

  private struct Key {
    var group: String
    var version: String
    var resource = ""
    var isOn: Bool

    var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }
  }

  /// The keys that name versions and resources.
  private func parse(_ values: [String: String]) throws(Problem) -> [Key] {
    var keys: [Key] = []
    var unknown: [String] = []
    for (key, value) in values.sorted(by: { $0.key < $1.key }) where Stage(rawValue: key) == nil {
      let parts = key.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2 || parts.count == 3 else {
        throw Problem(description: "runtime-config invalid key \(key)")
      }
      guard catalog.group(named: parts[0]) != nil else {
        unknown.append("\(parts[0])/\(parts[1])")
        continue
      }
      guard catalog.version(parts[1], of: parts[0]) != nil else {
        throw Problem(description: "group version \(parts[0])/\(parts[1]) that has not been registered")
      }
      guard let isOn = value.isEmpty ? true : GoFormat.bool(value) else {
        let reason = "strconv.ParseBool: parsing \(quoted(value)): invalid syntax"
        throw Problem(description: "invalid value of \(key): \(value), err: \(reason)")
      }
      let resource = parts.count > 2 ? parts[2] : ""
      guard resource == resource.lowercased() else {
        throw Problem(
          description: "invalid key \(key): group/version/resource and resource is always lowercase plural, not "
            + quoted(resource))
      }
      keys.append(Key(group: parts[0], version: parts[1], resource: resource, isOn: isOn))
    }
    guard unknown.isEmpty else { throw Problem(description: "unknown api groups \(unknown.joined(separator: ","))") }
    return keys
  }
}
