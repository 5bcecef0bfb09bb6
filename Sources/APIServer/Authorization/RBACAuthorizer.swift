import APIMachinery
import Storage
import Synchronization

/// Allows what roles bound to the user allow (`--authorization-mode=RBAC`).
///
/// The bindings are compiled to an index by subject, which is made anew when a role or binding has changed; a decision
/// then looks only at the bindings of the user and of the user's groups.
public final class RBACAuthorizer: Authorizer {
  static let group = "rbac.authorization.k8s.io"
  private static let resources = ["clusterroles", "clusterrolebindings", "roles", "rolebindings"]
    .map { GroupResource($0, group: group) }

  private let reader: any ObjectReader
  private let compiled = Mutex<Compiled?>(nil)

  public init(reader: any ObjectReader) {
    self.reader = reader
  }

  private struct Compiled {
    var revisions: [Revision]
    var index: RBACIndex
  }

  /// The index of the present roles and bindings.
  var index: RBACIndex {
    let revisions = Self.resources.map { reader.lastChange(of: $0) }
    return compiled.withLock { compiled in
      if let compiled, compiled.revisions == revisions { return compiled.index }
      let index = RBACIndex(reader: reader)
      compiled = Compiled(revisions: revisions, index: index)
      return index
    }
  }

  public func authorize(_ attributes: AuthorizationAttributes) -> AuthorizationDecision {
    var problems: [String] = []
    for bound in index.bindings(
      of: attributes.user, namespace: attributes.isResourceRequest ? attributes.namespace : "")
    {
      guard let rules = bound.binding.rules else {
        problems.append(bound.binding.missingRole)
        continue
      }
      if rules.contains(where: { $0.allows(attributes) }) { return .allow(reason: bound.reason) }
    }
    // As upstream: roles that aren't there are named only when nothing else allowed.
    var seen: Set<String> = []
    let distinct = problems.filter { seen.insert($0).inserted }
    return .noOpinion(
      reason: distinct.isEmpty
        ? "" : "RBAC: " + (distinct.count == 1 ? distinct[0] : "[\(distinct.joined(separator: ", "))]"))
  }

  /// Every rule that the user has in a namespace (empty: in the cluster).
  func rules(of user: UserInfo, namespace: String) -> [PolicyRule] {
    index.bindings(of: user, namespace: namespace).flatMap { $0.binding.rules ?? [] }
  }
}

/// Roles and bindings, by subject.
struct RBACIndex: Sendable {
  /// A binding with the rules of its role.
  final class Binding: Sendable {
    let description: String
    /// Nil where the role doesn't exist.
    let rules: [PolicyRule]?
    let missingRole: String

    init(description: String, rules: [PolicyRule]?, missingRole: String) {
      self.description = description
      self.rules = rules
      self.missingRole = missingRole
    }
  }

  /// A binding that applies to a user, and why.
  struct Applied {
    var binding: Binding
    var subject: String
    var reason: String { "RBAC: allowed by \(binding.description) to \(subject)" }
  }

  private enum Subject: Hashable {
    case user(String)
    case group(String)
  }

  private struct Place: Hashable {
    var namespace: String
    var subject: Subject
  }

  private var bindings: [Place: [(Binding, subject: String)]] = [:]

  init(reader: any ObjectReader) {
    let group = RBACAuthorizer.group
    var clusterRoles: [String: [PolicyRule]] = [:]
    for role in reader.objects(GroupResource("clusterroles", group: group), namespace: nil) {
      clusterRoles[role[path: "metadata", "name"]?.stringValue ?? ""] = PolicyRule.rules(of: role)
    }
    var roles: [String: [PolicyRule]] = [:]
    for role in reader.objects(GroupResource("roles", group: group), namespace: nil) {
      roles[
        "\(role[path: "metadata", "namespace"]?.stringValue ?? "")/\(role[path: "metadata", "name"]?.stringValue ?? "")"
      ] =
        PolicyRule.rules(of: role)
    }
    for binding in reader.objects(GroupResource("clusterrolebindings", group: group), namespace: nil) {
      add(binding, namespace: "", clusterRoles: clusterRoles, roles: roles)
    }
    for binding in reader.objects(GroupResource("rolebindings", group: group), namespace: nil) {
      add(
        binding, namespace: binding[path: "metadata", "namespace"]?.stringValue ?? "", clusterRoles: clusterRoles,
        roles: roles)
    }
  }

  private mutating func add(
    _ object: JSONValue, namespace: String, clusterRoles: [String: [PolicyRule]], roles: [String: [PolicyRule]]
  ) {
    let name = object[path: "metadata", "name"]?.stringValue ?? ""
    let role = object[path: "roleRef", "name"]?.stringValue ?? ""
    let kind = object[path: "roleRef", "kind"]?.stringValue ?? ""
    let rules = kind == "ClusterRole" ? clusterRoles[role] : roles["\(namespace)/\(role)"]
    let place = namespace.isEmpty ? "ClusterRoleBinding \"\(name)\"" : "RoleBinding \"\(name)/\(namespace)\""
    let binding = Binding(
      description: "\(place) of \(kind) \"\(role)\"", rules: rules,
      missingRole: "\(kind.lowercased()).\(RBACAuthorizer.group) \"\(role)\" not found")
    for subject in object["subjects"]?.arrayValue ?? [] {
      let subjectName = subject["name"]?.stringValue ?? ""
      switch subject["kind"]?.stringValue {
      case "User": insert(binding, namespace, .user(subjectName), "User \"\(subjectName)\"")
      case "Group": insert(binding, namespace, .group(subjectName), "Group \"\(subjectName)\"")
      case "ServiceAccount":
        let home = subject["namespace"]?.stringValue ?? namespace
        insert(
          binding, namespace, .user(ServiceAccountTokens.userName(namespace: home, name: subjectName)),
          "ServiceAccount \"\(subjectName)/\(home)\"")
      default: break
      }
    }
  }

  private mutating func insert(_ binding: Binding, _ namespace: String, _ subject: Subject, _ text: String) {
    bindings[Place(namespace: namespace, subject: subject), default: []].append((binding, text))
  }

  /// The bindings that apply to a user: those of the whole cluster first, then those of the namespace.
  func bindings(of user: UserInfo, namespace: String) -> [Applied] {
    var found: [Applied] = []
    for place in namespace.isEmpty ? [""] : ["", namespace] {
      for subject in [Subject.user(user.name)] + user.groups.map(Subject.group) {
        for (binding, text) in bindings[Place(namespace: place, subject: subject)] ?? [] {
          found.append(Applied(binding: binding, subject: text))
        }
      }
    }
    return found
  }
}
