import APIMachinery
import ArgumentParser

/// `kubectl taint`.
struct Taint: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Change the taints of nodes, which keep pods away.")
  @OptionGroup var global: GlobalFlags
  @OptionGroup var selectors: SelectorFlags
  @OptionGroup var change: ChangeFlags
  @Argument(help: "node NAME… KEY=VALUE:EFFECT… KEY[:EFFECT]-…") var arguments: [String] = []
  @Flag(help: "Change taints that are already there.") var overwrite = false
  @Flag(help: "Every node.") var all = false

  func run() async throws {
    let words = arguments.filter { !TaintChange.isTaint($0) }
    let changes = try arguments.filter(TaintChange.isTaint).map { try TaintChange($0) }
    guard !words.isEmpty else { throw KubectlError.needsResources }
    guard !changes.isEmpty else { throw KubectlError("error: at least one taint update is required") }
    let session = try global.session()
    var failures = Failures()
    let targets = try await ObjectResolver(session: session, global: global, selectors: selectors, all: all)
      .resolve(words, &failures)
    for target in targets {
      guard target.resource.kind == "Node" else {
        throw KubectlError(
          "error: invalid resource type \(target.resource.plural), only [\"nodes\" \"node\"] are supported")
      }
      do {
        try await taint(target, changes, session)
      } catch {
        failures.add(error)
      }
    }
    try failures.finish()
  }

  private func taint(_ target: ResolvedObject, _ changes: [TaintChange], _ session: Session) async throws {
    var taints = target.object[path: "spec", "taints"]?.arrayValue ?? []
    let before = taints
    var verb = "tainted"
    let set = changes.filter { !$0.isRemoval }
    if !overwrite {
      let taken = set.filter { change in taints.contains { change.isSame($0) } }.map(\.key)
      guard taken.isEmpty else {
        throw KubectlError(
          "error: node \(target.name) already has \(taken.joined(separator: ",")) taint(s) with same effect(s) and --overwrite is false"
        )
      }
    } else if !set.isEmpty {
      verb = "modified"
    }
    for change in changes where change.isRemoval {
      let kept = taints.filter { !change.isSame($0) }
      guard kept.count < taints.count else {
        let name = change.effect.isEmpty ? change.key : "\(change.key):\(change.effect)"
        throw KubectlError("error: taint \"\(name)\" not found")
      }
      taints = kept
    }
    for change in set {
      taints.removeAll(where: change.isSame)
      taints.insert(change.taint, at: 0)
    }
    if set.isEmpty {
      verb = "untainted"
    } else if changes.contains(where: \.isRemoval) {
      verb = "modified"
    }
    var result = target.object
    if taints != before, !change.isClientDryRun {
      result = try await session.json(
        "PATCH", target.path, query: change.query(manager: "kubectl-taint"),
        body: ["spec": ["taints": taints.isEmpty ? .null : .array(taints)]],
        contentType: "application/merge-patch+json")
    }
    try change.report(result, target, verb: verb)
  }
}

/// One word such as `dedicated=infra:NoSchedule` or `dedicated:NoSchedule-`.
struct TaintChange: Sendable, Equatable {
  static let effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"]

  var key: String
  var value = ""
  /// Empty in a removal: every effect.
  var effect = ""
  var isRemoval = false

  static func isTaint(_ word: String) -> Bool { word.contains("=") || word.contains(":") || word.hasSuffix("-") }

  init(_ word: String) throws {
    var rest = word
    if rest.hasSuffix("-") {
      isRemoval = true
      rest.removeLast()
    }
    let parts = rest.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count <= 2 else { throw KubectlError.usage("invalid taint spec: \(word)", "taint") }
    let pair = parts[0].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    key = pair[0]
    if pair.count > 1 { value = pair[1] }
    if parts.count > 1 { effect = parts[1] }
    if !effect.isEmpty || !isRemoval {
      guard Self.effects.contains(effect) else {
        throw KubectlError.usage(
          effect.isEmpty
            ? "invalid taint spec: \(word), \(NameValidation.qualifiedName(rest).joined(separator: "; "))"
            : "invalid taint effect: \(effect), unsupported taint effect",
          "taint")
      }
    }
    guard !key.isEmpty else { throw KubectlError.usage("invalid taint spec: \(word)", "taint") }
  }

  /// Taints are told apart by key and effect.
  func isSame(_ taint: JSONValue) -> Bool {
    taint["key"]?.stringValue == key && (effect.isEmpty || taint["effect"]?.stringValue == effect)
  }

  var taint: JSONValue {
    var taint: JSONValue = ["effect": .string(effect), "key": .string(key)]
    if !value.isEmpty { taint["value"] = .string(value) }
    return taint
  }
}
