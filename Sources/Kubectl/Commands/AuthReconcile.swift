import APIMachinery
import ArgumentParser

extension Auth {
  /// `kubectl auth reconcile`.
  struct Reconcile: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Add the rules and subjects of the files to roles and bindings.")
    @OptionGroup var global: GlobalFlags
    @OptionGroup var files: FileFlags
    @OptionGroup var change: ChangeFlags
    @Flag(name: .customLong("remove-extra-permissions"), help: "Remove rules that the files don't have.")
    var removeExtraPermissions = false
    @Flag(name: .customLong("remove-extra-subjects"), help: "Remove subjects that the files don't have.")
    var removeExtraSubjects = false

    func run() async throws {
      let session = try global.session()
      for (item, target) in try await files.targets(session, global) {
        guard target.resource.group == "rbac.authorization.k8s.io" else {
          Terminal.warn("skipped \(target.display): only roles and bindings are reconciled")
          continue
        }
        try await reconcile(item.object, target, session)
      }
    }

    private func reconcile(_ wanted: JSONValue, _ target: ObjectTarget, _ session: Session) async throws {
      let query = change.query(manager: "kubectl-auth-reconcile")
      var result: JSONValue
      do {
        let current = try await session.json("GET", target.path)
        result = try merged(current, wanted)
        if result != current {
          if current["roleRef"] != result["roleRef"] {
            // A binding's role can't be changed: it is made anew.
            if !change.isClientDryRun {
              _ = try await session.json("DELETE", target.path, body: [:])
              result["metadata"]?["resourceVersion"] = nil
              result["metadata"]?["uid"] = nil
              result = try await session.json("POST", target.collectionPath, query: query, body: result)
            }
            Terminal.printError("\treconciliation required recreate")
          } else {
            Terminal.printError("\treconciliation required update")
            report(added(result, current))
            if !change.isClientDryRun {
              result = try await session.json("PUT", target.path, query: query, body: result)
            }
          }
        }
      } catch let error as APIError where error.code == 404 {
        result = wanted
        Terminal.printError("\treconciliation required create")
        report(added(wanted, [:]))
        if !change.isClientDryRun {
          result = try await session.json("POST", target.collectionPath, query: query, body: wanted)
        }
      }
      try change.report(result, target.resource, display: target.display, verb: "reconciled")
    }

    private func merged(_ current: JSONValue, _ wanted: JSONValue) throws -> JSONValue {
      var result = current
      for (member, removes) in [("rules", removeExtraPermissions), ("subjects", removeExtraSubjects)] {
        guard wanted[member] != nil || current[member] != nil else { continue }
        let there = current.list(member)
        let asked = wanted.list(member)
        let kept = removes ? there.filter { old in asked.contains { covers($0, old) } } : there
        result[member] = .array(kept + asked.filter { new in !there.contains { covers($0, new) } })
      }
      if let role = wanted["roleRef"] { result["roleRef"] = role }
      for member in ["labels", "annotations"] {
        for (key, value) in wanted["metadata"]?.entries(member) ?? [] {
          var map = result[path: "metadata", member] ?? [:]
          map[key] = value
          result["metadata"]?[member] = map
        }
      }
      return result
    }

    /// Whether an entry grants all that another does.
    private func covers(_ entry: JSONValue, _ other: JSONValue) -> Bool {
      guard entry["verbs"] != nil else {
        return ["kind", "name", "namespace"].allSatisfy { entry[$0] == other[$0] }
      }
      return ["verbs", "apiGroups", "resources", "resourceNames", "nonResourceURLs"].allSatisfy { member in
        let has = entry.list(member).compactMap(\.stringValue)
        let needs = other.list(member).compactMap(\.stringValue)
        if member == "resourceNames" && has.isEmpty { return true }
        return has.contains("*") || Set(needs).isSubset(of: has)
      }
    }

    private func added(_ result: JSONValue, _ current: JSONValue) -> [(String, [JSONValue])] {
      ["rules", "subjects"].map { member in
        (member, result.list(member).filter { new in !current.list(member).contains { covers($0, new) } })
      }
    }

    private func report(_ added: [(String, [JSONValue])]) {
      for (member, entries) in added where !entries.isEmpty {
        Terminal.printError("\tmissing \(member) added:")
        for entry in entries { Terminal.printError("\t\t\(Self.text(entry))") }
      }
    }

    private static func text(_ entry: JSONValue) -> String {
      func words(_ member: String) -> String { PolicyRules.list(entry.list(member).compactMap(\.stringValue)) }
      guard entry["verbs"] != nil else {
        return
          "{Kind:\(entry.text("kind")) APIGroup:\(entry.text("apiGroup")) Name:\(entry.text("name")) Namespace:\(entry.text("namespace"))}"
      }
      return
        "{Verbs:\(words("verbs")) APIGroups:\(words("apiGroups")) Resources:\(words("resources")) ResourceNames:\(words("resourceNames")) NonResourceURLs:\(words("nonResourceURLs"))}"
    }
  }
}
