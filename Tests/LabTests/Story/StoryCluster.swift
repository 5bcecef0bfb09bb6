import Glibc
import Lab
import LinuxSupport

/// A one-node cluster in a lab, on which the story is told.
struct StoryCluster: Sendable {
  /// A kubectl program.
  struct Client: Sendable {
    /// For messages, such as `kubectl.1.33`.
    var name: String
    var path: String

    init(path: String) {
      self.path = path
      name = path.split(separator: "/").last.map(String.init) ?? path
    }

    /// The one of apus itself.
    static let builtIn = Client(path: StoryCluster.apus ?? "")

    /// The one that APUS_TEST_KUBECTL names, else the one on PATH; nil where there is none.
    static let real: Client? = {
      if let chosen = getenv("APUS_TEST_KUBECTL") { return Client(path: String(cString: chosen)) }
      guard let search = getenv("PATH") else { return nil }
      let programs = String(cString: search).split(separator: ":").map { "\($0)/kubectl" }
      guard let found = programs.first(where: { access($0, X_OK) == 0 }), let resolved = realpath(found, nil) else {
        return nil
      }
      defer { free(resolved) }
      return Client(path: String(cString: resolved))
    }()
  }

  let lab: Lab
  let node: LabNode
  private let directory: String
  private let apus: String

  /// Why there can be no story here; nil when there can.
  static let obstacle: String? = {
    if let obstacle = Lab.obstacle { return obstacle }
    let programs = ["bash", "containerd", "runc", "nft", "nginx", "busybox", "script", "diff", "ip", "find"]
    let missing = programs.filter { SystemProcessRunner.find($0) == nil }
    if !missing.isEmpty { return "needs \(missing.joined(separator: ", "))" }
    return apus == nil ? "apus is not built" : nil
  }()

  /// Runs `body` on a cluster that runs the example and has shown its page; deletes the lab afterwards.
  static func with(_ body: (StoryCluster) async throws -> Void) async throws {
    let directory = "/tmp/apus-story-\(UInt64.random(in: 0 ..< .max))"
    let lab = try await Lab.create(
      name: "story\(UInt32.random(in: 0 ..< .max))", nodes: 1, stateDirectory: "\(directory)/state",
      dataDirectory: "\(directory)/data")
    let cluster = StoryCluster(lab: lab, node: lab.nodes[0], directory: directory, apus: apus ?? "")
    let failure: (any Error)?
    do {
      try await body(cluster)
      failure = nil
    } catch {
      failure = error
    }
    try await lab.delete()
    try HostFileSystem().removeTree(directory)
    if let failure { throw failure }
  }

  /// Whether servers in Python can be put into images.
  static let hasPython = access("/usr/bin/python3", X_OK) == 0 && SystemProcessRunner.find("openssl") != nil

  /// Starts the cluster.
  func up() async throws {
    let result = try await shell("exec '\(apus)' up --no-dns-forwarding --timeout 600", timeLimit: .seconds(900))
    guard result.succeeded else { throw StoryError("the start: \(result.exit): \(result.text)\(result.errorText)") }
  }

  /// Starts the cluster and runs the example, which fetches its page by ClusterIP, NodePort and DNS.
  func start() async throws {
    try await up()
    let result = try await shell("set -e; cd '\(Self.root)'; scripts/example")
    guard result.succeeded else { throw StoryError("the start: \(result.exit): \(result.text)\(result.errorText)") }
  }

  /// Runs a script of the story to its end. Its checks, each with what was said where it failed.
  func run(_ script: String, with client: Client = .builtIn) async throws -> [String] {
    let name = "\(script)-\(client.name)".lowercased().map { $0.isLetter || $0.isNumber ? $0 : "-" }
    let result = try await shell(
      "exec bash '\(Self.scripts)/\(script).sh'",
      environment: ["STORY_KUBECTL": client.path, "STORY_NAME": String(name)], timeLimit: .seconds(1_500))
    var checks: [String] = []
    for line in result.text.split(separator: "\n") {
      if line.hasPrefix("✓") || line.hasPrefix("✗") || checks.isEmpty {
        checks.append(String(line))
      } else {
        checks[checks.count - 1] += "\n\(line)"
      }
    }
    if !result.succeeded { checks.append("✗ the script ended by \(result.exit): \(result.errorText)") }
    return checks
  }

  /// Everything on the node that a cluster could leave behind; see Scripts/traces.sh.
  func traces() async throws -> Set<Substring> {
    let result = try await shell("exec bash '\(Self.scripts)/traces.sh'")
    guard result.succeeded else { throw StoryError("the traces: \(result.exit): \(result.errorText)") }
    return Set(result.text.split(separator: "\n"))
  }

  func shell(
    _ script: String, environment more: [String: String] = [:], timeLimit: Duration = .seconds(900)
  ) async throws -> CommandResult {
    var environment = [
      "PATH": Command.searchPath.joined(separator: ":"), "HOME": "/root", "LANG": "C.UTF-8", "TERM": "dumb",
      "APUS": apus,
    ]
    environment.merge(more) { $1 }
    return try await node.run(
      Command("/bin/bash", ["-c", script], environment: environment, timeLimit: timeLimit))
  }

  /// Beside the test's own executable.
  static let apus: String? = {
    guard let own = CommandLine.arguments.first, let slash = own.lastIndex(of: "/") else { return nil }
    let path = own[..<slash] + "/apus"
    return access(String(path), X_OK) == 0 ? String(path) : nil
  }()

  /// The repository.
  static let root = #filePath.split(separator: "/").dropLast(4).map { "/\($0)" }.joined()
  private static let scripts = "\(root)/Tests/LabTests/Story/Scripts"
}

/// Why the story can't go on.
struct StoryError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
