import APIMachinery
import CEmbedded
import Logging

/// The roles and bindings that every cluster has, from Schema/bootstrap/rbac.txt.
///
/// Each block of the file is one object:
///
///     clusterrole NAME                      role NAMESPACE/NAME
///       label KEY=VALUE                     (beside kubernetes.io/bootstrapping)
///       aggregates KEY=VALUE                (clusterRoleSelectors)
///       allow GROUPS RESOURCES [names=…] : VERBS
///       urls PATHS : VERBS
///     clusterrolebinding NAME               rolebinding NAMESPACE/NAME
///       to KIND ROLE
///       subject KIND [NAMESPACE/]NAME
enum RBACBootstrap {
  /// One object to be, and where.
  struct Item: Sendable, Equatable {
    var resource: String
    var namespace: String
    var name: String
    var object: JSONValue
  }

  static func items() -> [Item] {
    let file = CEmbeddedBootstrapRBAC()
    guard let bytes = file.bytes else { return [] }
    return parse(String(decoding: UnsafeBufferPointer(start: bytes, count: file.count), as: UTF8.self))
  }

  static func parse(_ text: String) -> [Item] {
    var items: [Item] = []
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let words = line.split(separator: " ").map(String.init)
      if line.hasPrefix("  ") {
        guard !items.isEmpty else { continue }
        add(words, to: &items[items.count - 1].object)
      } else if words.count == 2 {
        items.append(item(kind: words[0], path: words[1]))
      }
    }
    return items
  }

  private static let kinds = [
    "clusterrole": "ClusterRole", "role": "Role", "clusterrolebinding": "ClusterRoleBinding",
    "rolebinding": "RoleBinding",
  ]

  private static func item(kind word: String, path: String) -> Item {
    let isNamespaced = word == "role" || word == "rolebinding"
    let parts = path.split(separator: "/", maxSplits: 1).map(String.init)
    let namespace = isNamespaced && parts.count == 2 ? parts[0] : ""
    let name = isNamespaced && parts.count == 2 ? parts[1] : path
    var metadata: JSONValue = [
      "name": .string(name), "labels": ["kubernetes.io/bootstrapping": "rbac-defaults"],
      "annotations": ["rbac.authorization.kubernetes.io/autoupdate": "true"],
    ]
    if !namespace.isEmpty { metadata["namespace"] = .string(namespace) }
    return Item(
      resource: word + "s", namespace: namespace, name: name,
      object: ["apiVersion": "rbac.authorization.k8s.io/v1", "kind": .string(kinds[word] ?? ""), "metadata": metadata])
  }

  private static func add(_ words: [String], to object: inout JSONValue) {
    switch words.first {
    case "label": setPair(words, in: &object, "metadata", "labels")
    case "aggregates":
      let pair = words[1].split(separator: "=", maxSplits: 1).map(String.init)
      let selector: JSONValue = [
        "matchLabels": .object(JSONObject([(pair[0], .string(pair.count > 1 ? pair[1] : ""))]))
      ]
      let selectors = object[path: "aggregationRule", "clusterRoleSelectors"]?.arrayValue ?? []
      object["aggregationRule"] = ["clusterRoleSelectors": .array(selectors + [selector])]
    case "allow", "urls":
      object["rules"] = .array((object["rules"]?.arrayValue ?? []) + [rule(words).json])
    case "to":
      object["roleRef"] = [
        "apiGroup": "rbac.authorization.k8s.io", "kind": .string(words[1]), "name": .string(words[2]),
      ]
    case "subject":
      object["subjects"] = .array((object["subjects"]?.arrayValue ?? []) + [subject(words)])
    default: break
    }
  }

  private static func setPair(_ words: [String], in object: inout JSONValue, _ outer: String, _ inner: String) {
    let pair = words[1].split(separator: "=", maxSplits: 1).map(String.init)
    var values = object[path: outer, inner] ?? [:]
    values[pair[0]] = .string(pair.count > 1 ? pair[1] : "")
    object[outer]?[inner] = values
  }

  private static func rule(_ words: [String]) -> PolicyRule {
    let colon = words.firstIndex(of: ":") ?? words.endIndex
    let verbs = Array(words[min(colon + 1, words.endIndex)...])
    func list(_ text: String) -> [String] { text.split(separator: ",").map(String.init) }
    if words[0] == "urls" { return PolicyRule(verbs: verbs, nonResourceURLs: list(words[1])) }
    let names = words[..<colon].first { $0.hasPrefix("names=") }.map { list(String($0.dropFirst(6))) }
    return PolicyRule(
      verbs: verbs, apiGroups: list(words[1]).map { $0 == "core" ? "" : $0 }, resources: list(words[2]),
      resourceNames: names ?? [])
  }

  private static func subject(_ words: [String]) -> JSONValue {
    if words[1] == "ServiceAccount" {
      let parts = words[2].split(separator: "/", maxSplits: 1).map(String.init)
      return ["kind": "ServiceAccount", "name": .string(parts.last ?? ""), "namespace": .string(parts[0])]
    }
    return ["apiGroup": "rbac.authorization.k8s.io", "kind": .string(words[1]), "name": .string(words[2])]
  }
}

/// Makes the default roles and bindings at start, and adds to those that exist what a newer version brings, as
/// upstream's post-start hook does: rules and subjects are added, never taken away, unless the object opted out.
struct RBACReconciler: Sendable {
  let transport: any APITransport
  private let logger = Logger(label: "kube-apiserver")

  init(transport: any APITransport) { self.transport = transport }

  func run() async throws(APIError) {
    for item in RBACBootstrap.items() { try await reconcile(item) }
  }

  private func reconcile(_ item: RBACBootstrap.Item) async throws(APIError) {
    let base = "/apis/rbac.authorization.k8s.io/v1" + (item.namespace.isEmpty ? "" : "/namespaces/\(item.namespace)")
    let path = "\(base)/\(item.resource)"
    let (status, body) = try await call("GET", "\(path)/\(item.name)")
    if status == 404 {
      let (created, answer) = try await call("POST", path, item.object)
      guard created == 201 || created == 409 else { throw APIError(status: answer) }
      return
    }
    guard status == 200 else { throw APIError(status: body) }
    guard body[path: "metadata", "annotations", "rbac.authorization.kubernetes.io/autoupdate"] == "true",
      let merged = Self.merged(body, with: item.object)
    else { return }
    let (updated, answer) = try await call("PUT", "\(path)/\(item.name)", merged)
    guard updated != 200 else { return }
    // A role that can't be brought up to date is left as it is: the cluster must start all the same.
    let problem = answer["message"]?.stringValue ?? "status \(updated)"
    logger.error("the default \(item.resource) \(item.name) can't be brought up to date: \(problem)")
  }

  /// The present object with what it lacks; nil where it lacks nothing.
  static func merged(_ present: JSONValue, with wanted: JSONValue) -> JSONValue? {
    var result = present
    var changed = false
    if wanted["aggregationRule"] == nil {
      let missing = RuleCoverage.missing(PolicyRule.rules(of: wanted), from: PolicyRule.rules(of: present))
      if !missing.isEmpty {
        result["rules"] = .array((present["rules"]?.arrayValue ?? []) + missing.map(\.json))
        changed = true
      }
    }
    let subjects = present["subjects"]?.arrayValue ?? []
    let newSubjects = (wanted["subjects"]?.arrayValue ?? []).filter { !subjects.contains($0) }
    if !newSubjects.isEmpty {
      result["subjects"] = .array(subjects + newSubjects)
      changed = true
    }
    // Not `changed ? result : nil`: there `nil` would be JSON's null, since that is a JSONValue too.
    guard changed else { return nil }
    return result
  }

  private func call(_ method: String, _ path: String, _ body: JSONValue? = nil) async throws(APIError) -> (
    Int, JSONValue
  ) {
    let request = APIRequest(
      method: method, path: path,
      headers: Headers([("Content-Type", "application/json"), ("User-Agent", "kube-apiserver/v1.36")]),
      body: body?.encoded() ?? [])
    do {
      let response = try await transport.send(request)
      guard case .bytes(let bytes) = response.body else { return (response.status, .null) }
      return (response.status, bytes.isEmpty ? .null : try JSONParser.parse(bytes))
    } catch {
      throw .internalError("default roles: \(error)")
    }
  }
}
