import APIMachinery
import ArgumentParser

/// What `label` and `annotate` share: changes of one map in the metadata.
struct MetadataChange: ParsableArguments {
  @OptionGroup var global: GlobalFlags
  @OptionGroup var selectors: SelectorFlags
  @OptionGroup var files: FileFlags
  @OptionGroup var change: ChangeFlags
  @Argument(help: "TYPE NAME… KEY=VALUE… KEY-…") var arguments: [String] = []
  @Flag(help: "Change what is already set.") var overwrite = false
  @Flag(help: "Every object of the resource in the namespace.") var all = false
  @Flag(help: "Print what is set after the change.") var list = false
  @Flag(help: "Work on the objects as the files have them, without asking the server.") var local = false
  @Option(
    name: .customLong("resource-version"),
    help: ArgumentHelp("Only when the object is unchanged since.", valueName: "version")) var resourceVersion: String?

  /// Labels or annotations.
  struct Kind {
    var member: String
    var singular: String
    var changed: String
    var unchanged: String

    static let labels = Kind(member: "labels", singular: "label", changed: "labeled", unchanged: "not labeled")
    static let annotations = Kind(
      member: "annotations", singular: "annotation", changed: "annotated", unchanged: "annotated")
  }

  struct Words {
    var resources: [String] = []
    var set: [(key: String, value: String)] = []
    var removed: [String] = []
  }

  /// Splits arguments into objects and changes (`key=value`, `key-`).
  static func split(_ arguments: [String]) -> Words {
    var words = Words()
    for argument in arguments {
      if let equals = argument.firstIndex(of: "=") {
        words.set.append((String(argument[..<equals]), String(argument[argument.index(after: equals)...])))
      } else if argument.hasSuffix("-"), argument.count > 1 {
        words.removed.append(String(argument.dropLast()))
      } else {
        words.resources.append(argument)
      }
    }
    return words
  }

  func run(_ kind: Kind) async throws {
    let words = Self.split(arguments)
    guard !words.resources.isEmpty || !files.isEmpty else { throw KubectlError.needsResources }
    guard list || !words.set.isEmpty || !words.removed.isEmpty else {
      throw KubectlError("error: at least one \(kind.singular) update is required")
    }
    guard !local || words.resources.isEmpty else {
      throw KubectlError(
        "error: can only use local files by -f pod.yaml or --filename=pod.json when --local=true is set")
    }
    for (key, value) in words.set where kind.member == "labels" {
      if let fault = NameValidation.labelValue(value).first {
        throw KubectlError("error: invalid label value: \"\(key)=\(value)\": \(fault)")
      }
    }
    if let both = words.removed.first(where: { key in words.set.contains { $0.key == key } }) {
      throw KubectlError(
        "error: can not both modify and remove the following \(kind.singular)(s) in the same command: \(both)")
    }
    let session = try global.session()
    var failures = Failures()
    let resolver = ObjectResolver(
      session: session, global: global, selectors: selectors, files: files, all: all, isLocal: local)
    let targets = try await resolver.resolve(words.resources, &failures)
    for target in targets {
      do {
        try await apply(kind, words, to: target, session)
      } catch {
        failures.add(error)
      }
    }
    try failures.finish()
  }

  private func apply(_ kind: Kind, _ words: Words, to target: ResolvedObject, _ session: Session) async throws {
    let present = target.object[path: "metadata", kind.member]
    try checkOverwrites(kind, words, present)
    var changes = JSONObject()
    for (key, value) in words.set where present?[key]?.stringValue != value { changes[key] = .string(value) }
    var missing: [String] = []
    for key in words.removed {
      if present?[key] == nil { missing.append(key) } else { changes[key] = .null }
    }
    let format = try change.output.outputFormat()
    var result = target.object
    var metadata = result["metadata"] ?? [:]
    metadata[kind.member] = try MergePatch.apply(.object(changes), to: present ?? [:])
    result["metadata"] = metadata
    if !changes.isEmpty, !change.isClientDryRun, !local {
      var patch: JSONValue = ["metadata": [kind.member: .object(changes)]]
      if let resourceVersion { patch["metadata"]?["resourceVersion"] = .string(resourceVersion) }
      result = try await session.json(
        "PATCH", target.path,
        query: change.query(manager: "kubectl-\(kind.singular == "label" ? "label" : "annotate")"),
        body: patch, contentType: "application/merge-patch+json")
    }
    for key in missing where format.isTable { Terminal.print("\(kind.singular) \"\(key)\" not found.") }
    if list {
      let object = result[path: "metadata", kind.member]?.objectValue ?? JSONObject()
      for (key, value) in object.sorted(by: { $0.key < $1.key }) {
        Terminal.print("\(key)=\(value.stringValue ?? "")")
      }
      return
    }
    try change.report(result, target, verb: verb(kind, words, changes))
  }

  private func verb(_ kind: Kind, _ words: Words, _ changes: JSONObject) -> String {
    if kind.member == "annotations" { return kind.changed }
    if !words.removed.isEmpty && words.set.isEmpty { return changes.isEmpty ? kind.changed : "unlabeled" }
    return changes.isEmpty ? kind.unchanged : kind.changed
  }

  private func checkOverwrites(_ kind: Kind, _ words: Words, _ present: JSONValue?) throws {
    guard !overwrite else { return }
    let taken = words.set.compactMap { key, value -> String? in
      guard let old = present?[key]?.stringValue, old != value else { return nil }
      return "'\(key)' already has a value (\(old))"
    }
    guard !taken.isEmpty else { return }
    throw KubectlError(
      kind.member == "labels"
        ? taken.map { "error: \($0), and --overwrite is false" }.joined(separator: "\n")
        : "error: --overwrite is false but found the following declared annotation(s): \(taken.joined(separator: "; "))"
    )
  }
}

/// `kubectl label`.
struct Label: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Change the labels of objects.")
  @OptionGroup var arguments: MetadataChange

  func run() async throws { try await arguments.run(.labels) }
}

/// `kubectl annotate`.
struct Annotate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Change the annotations of objects.")
  @OptionGroup var arguments: MetadataChange

  func run() async throws { try await arguments.run(.annotations) }
}
