import APIMachinery
import ArgumentParser

/// `kubectl set env`.
struct SetEnvironment: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "env", abstract: "Set environment variables of containers.")
  @OptionGroup var flags: SetFlags
  @Option(
    name: [.customShort("c", allowingJoined: true), .customLong("containers")],
    help: ArgumentHelp("Only these containers; * stands for any letters.", valueName: "name")) var container = "*"
  @Option(
    name: [.customShort("e", allowingJoined: true), .long],
    help: ArgumentHelp("A variable; may be repeated.", valueName: "key=value")) var env: [String] = []
  @Option(help: ArgumentHelp("Take the variables from this ConfigMap or Secret.", valueName: "TYPE/NAME"))
  var from: String?
  @Option(help: ArgumentHelp("With --from: only these keys.", valueName: "key,…")) var keys: String?
  @Option(help: ArgumentHelp("With --from: begins every name.", valueName: "text")) var prefix: String?
  @Flag(inversion: .prefixedNo, help: "Change variables that are already there.") var overwrite = true
  @Flag(help: "Print the variables.") var list = false
  @Flag(help: "With --list: print what references stand for.") var resolve = false
  @Argument(help: "TYPE NAME or TYPE/NAME, then KEY=VALUE… KEY-…") var arguments: [String] = []

  func run() async throws {
    let (rest, named) = PodTemplate.split(arguments)
    let removed = rest.filter { $0.hasSuffix("-") }.map { String($0.dropLast()) }
    let words = rest.filter { !$0.hasSuffix("-") }
    let pairs = named + PodTemplate.split(env).pairs
    let session = try flags.global.session()
    var set = pairs.map { ["name": .string($0.name), "value": .string($0.value)] as JSONValue }
    if let from { set += try await references(from, session) }
    let additions = set
    try await flags.each(words) { target, session in
      let containers = (try PodTemplate.spec(of: target)["containers"]?.arrayValue ?? []).filter {
        PodTemplate.matches(container, $0["name"]?.stringValue ?? "")
      }
      guard !containers.isEmpty else {
        Terminal.warn("\(target.resource.kind)/\(target.name) does not have any containers matching \"\(container)\"")
        return
      }
      if list { return show(target, containers) }
      guard !additions.isEmpty || !removed.isEmpty else { return }
      try checkOverwrites(containers, additions)
      let changes: [JSONValue] = containers.map { container in
        let present = (container["env"]?.arrayValue ?? []).compactMap { $0["name"]?.stringValue }
        // A variable that is replaced must not keep what it had before.
        let renewed = additions.map { addition -> JSONValue in
          guard present.contains(addition["name"]?.stringValue ?? "") else { return addition }
          var addition = addition
          addition[addition["value"] == nil ? "value" : "valueFrom"] = .null
          return addition
        }
        let gone = removed.map { ["$patch": "delete", "name": .string($0)] as JSONValue }
        let added = additions.compactMap { $0["name"]?.stringValue }.filter { !present.contains($0) }
        let order = (present + added).filter { !removed.contains($0) }.map { ["name": .string($0)] as JSONValue }
        return [
          "name": container["name"] ?? "", "env": .array(renewed + gone), "$setElementOrder/env": .array(order),
        ]
      }
      try await flags.patch(target, podSpec: ["containers": .array(changes)], session, verb: "env updated")
    }
  }

  private func checkOverwrites(_ containers: [JSONValue], _ additions: [JSONValue]) throws {
    guard !overwrite else { return }
    for container in containers {
      for variable in container["env"]?.arrayValue ?? [] {
        if additions.contains(where: { $0["name"] == variable["name"] }) {
          throw KubectlError(
            "error: '\(variable["name"]?.stringValue ?? "")' already has a value, and --overwrite is false")
        }
      }
    }
  }

  private func show(_ target: ResolvedObject, _ containers: [JSONValue]) {
    for container in containers {
      Terminal.print("# \(target.resource.kind) \(target.name), container \(container["name"]?.stringValue ?? "")")
      for variable in container["env"]?.arrayValue ?? [] {
        let name = variable["name"]?.stringValue ?? ""
        guard let source = variable["valueFrom"] else {
          Terminal.print("\(name)=\(variable["value"]?.stringValue ?? "")")
          continue
        }
        Terminal.print("# \(name) from \(Self.describe(source))")
      }
    }
  }

  private static func describe(_ source: JSONValue) -> String {
    if let reference = source["configMapKeyRef"] {
      return "configmap \(reference["name"]?.stringValue ?? ""), key \(reference["key"]?.stringValue ?? "")"
    }
    if let reference = source["secretKeyRef"] {
      return "secret \(reference["name"]?.stringValue ?? ""), key \(reference["key"]?.stringValue ?? "")"
    }
    if let reference = source["fieldRef"] { return "field path \(reference["fieldPath"]?.stringValue ?? "")" }
    if let reference = source["resourceFieldRef"] {
      let container = reference["containerName"]?.stringValue.map { "container \($0), " } ?? ""
      return "resource field \(container)\(reference["resource"]?.stringValue ?? "")"
    }
    return "an unknown source"
  }

  /// Variables that refer to the keys of a ConfigMap or Secret.
  private func references(_ from: String, _ session: Session) async throws -> [JSONValue] {
    let chosen = keys.map { Set($0.split(separator: ",").map(String.init)) }
    var variables: [JSONValue] = []
    for source in try await ObjectResolver(session: session, global: flags.global).resolve([from]) {
      let member: String
      switch source.resource.kind {
      case "ConfigMap": member = "configMapKeyRef"
      case "Secret": member = "secretKeyRef"
      default: throw KubectlError("error: unsupported resource specified in --from: give a configmap or a secret")
      }
      for key in (source.object["data"]?.objectValue?.keys ?? []).sorted() where chosen?.contains(key) ?? true {
        let name = String(
          key.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") ? $0 : "_" })
        if name != key { Terminal.warn("key \(key) transferred to \(name)") }
        let reference: JSONValue = ["name": .string(source.name), "key": .string(key)]
        variables.append([
          "name": .string((prefix ?? "") + name), "valueFrom": .object(JSONObject([(member, reference)])),
        ])
      }
    }
    return variables
  }
}
