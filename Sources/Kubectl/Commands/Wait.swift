import APIMachinery
import ArgumentParser

/// `kubectl wait`.
struct Wait: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Wait until objects are in a state.")
  @OptionGroup var global: GlobalFlags
  @OptionGroup var selectors: SelectorFlags
  @OptionGroup var files: FileFlags
  @Argument(help: "TYPE NAME…, TYPE/NAME… or TYPE with a selector") var resources: [String] = []
  @Option(
    name: .customLong("for"),
    help: ArgumentHelp(
      "What to wait for.", valueName: "create|delete|condition=NAME[=VALUE]|jsonpath=EXPRESSION[=VALUE]"))
  var condition = ""
  @Option(help: ArgumentHelp("How long to wait.", valueName: "duration")) var timeout = "30s"
  @Flag(help: "Every object of the resource in the namespace.") var all = false

  func run() async throws {
    let test = try WaitCondition(condition)
    let limit = try Durations.required(timeout)
    let session = try global.session()
    let deadline = session.time.uptime() + (limit < .zero ? .seconds(7 * 24 * 3600) : limit)
    let resolver = ObjectResolver(
      session: session, global: global, selectors: selectors, files: files, all: all)
    var targets: [ResolvedObject] = []
    while true {
      do {
        targets = try await resolver.resolve(resources)
      } catch let error as APIError where error.code == 404 && (test.isDelete || test.isCreate) {
        if test.isDelete { return }
        guard session.time.uptime() < deadline else { throw KubectlError("error: timed out waiting for the condition") }
        try await session.time.sleep(for: .milliseconds(200))
        continue
      }
      break
    }
    if targets.isEmpty {
      if test.isDelete { return }
      throw KubectlError("error: no matching resources found")
    }
    var failures = Failures()
    for target in targets {
      do {
        try await wait(target, test, until: deadline, session)
      } catch let error as KubectlError where targets.count > 1 {
        failures.add(KubectlError(error.description.replacing("error: ", with: "")))
      }
    }
    try failures.finish()
  }

  private func wait(_ target: ResolvedObject, _ test: WaitCondition, until deadline: Duration, _ session: Session)
    async throws
  {
    var pause = Duration.milliseconds(30)
    while true {
      do {
        let object = try await session.json("GET", target.path)
        let isAnother = object[path: "metadata", "uid"] != target.object[path: "metadata", "uid"]
        if test.isDelete ? isAnother : try test.holds(object) { break }
      } catch let error as APIError where error.code == 404 && test.isDelete {
        break
      }
      guard session.time.uptime() < deadline else {
        throw KubectlError("error: timed out waiting for the condition on \(target.resource.plural)/\(target.name)")
      }
      try await session.time.sleep(for: pause)
      pause = min(pause * 2, .milliseconds(400))
    }
    Terminal.print("\(target.display) \(test.isDelete ? "deleted" : "condition met")")
  }
}

/// The value of `kubectl wait --for`.
struct WaitCondition {
  private enum Test {
    case create
    case delete
    case condition(name: String, value: String)
    case path(JSONPath, value: String?)
  }

  private let test: Test

  init(_ text: String) throws {
    if text == "delete" {
      test = .delete
    } else if text == "create" {
      test = .create
    } else if text.hasPrefix("condition=") {
      let parts = text.dropFirst("condition=".count).split(separator: "=", maxSplits: 1).map(String.init)
      guard let name = parts.first else { throw KubectlError("error: condition name is empty") }
      test = .condition(name: name.lowercased(), value: (parts.count > 1 ? parts[1] : "true").lowercased())
    } else if text.hasPrefix("jsonpath=") {
      let rest = text.dropFirst("jsonpath=".count)
      guard let end = rest.lastIndex(of: "}") else {
        throw KubectlError("error: jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3")
      }
      let tail = rest[rest.index(after: end)...]
      test = .path(
        try JSONPath(relaxed: String(rest[...end])), value: tail.hasPrefix("=") ? String(tail.dropFirst()) : nil)
    } else {
      throw KubectlError("error: unrecognized condition: \"\(text)\"")
    }
  }

  var isDelete: Bool { if case .delete = test { true } else { false } }
  var isCreate: Bool { if case .create = test { true } else { false } }

  func holds(_ object: JSONValue) throws -> Bool {
    switch test {
    case .create: return true
    case .delete: return false
    case .condition(let name, let value):
      let condition = (object[path: "status", "conditions"]?.arrayValue ?? []).first {
        $0["type"]?.stringValue?.lowercased() == name
      }
      guard let condition else { return false }
      if let observed = condition["observedGeneration"]?.integerValue
        ?? object[path: "status", "observedGeneration"]?.integerValue,
        let generation = object[path: "metadata", "generation"]?.integerValue, observed < generation
      {
        return false
      }
      return condition["status"]?.stringValue?.lowercased() == value
    case .path(let path, let value):
      let found = try path.find(in: object)
      guard let first = found.first else { return false }
      return value.map { JSONPath.text(first) == $0 } ?? true
    }
  }
}
