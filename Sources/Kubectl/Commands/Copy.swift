import APIMachinery
import ArgumentParser
import HTTPTransport

/// `kubectl cp`: files to and from a container, carried by its own tar.
struct Copy: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cp", abstract: "Copy files to and from a container.",
    discussion: "The container must have tar; the machine, too. A place in a container is written [NAMESPACE/]POD:PATH."
  )
  @OptionGroup var global: GlobalFlags
  @Option(
    name: [.customShort("c", allowingJoined: true), .long],
    help: ArgumentHelp("Container of the pod.", valueName: "name")) var container: String?
  @Argument(help: "SOURCE") var source = ""
  @Argument(help: "DESTINATION") var destination = ""

  func run() async throws {
    guard !source.isEmpty, !destination.isEmpty else {
      throw KubectlError("error: source and destination are required")
    }
    let session = try global.session()
    let from = Place(source)
    let to = Place(destination)
    switch (from.pod, to.pod) {
    case (nil, let pod?): try await upload(session, from.path, pod, to)
    case (let pod?, nil): try await download(session, pod, from, to.path)
    case (nil, nil): throw KubectlError("error: one of src or dest must be a remote file specification")
    default: throw KubectlError("error: one of src or dest must be a local file specification")
    }
  }

  /// `[namespace/]pod:path`, or a path of this machine.
  struct Place {
    var namespace: String?
    var pod: String?
    var path: String

    init(_ text: String) {
      guard let colon = text.firstIndex(of: ":"), !text.hasPrefix("/"), !text.hasPrefix(".") else {
        path = text
        return
      }
      let parts = text[..<colon].split(separator: "/").map(String.init)
      if parts.count > 1 { namespace = parts[0] }
      pod = parts.last
      path = String(text[text.index(after: colon)...])
    }
  }

  private func request(
    _ session: Session, _ name: String, _ place: Place, _ command: [String], _ options: RemoteCommandOptions
  ) async throws -> APIRequest {
    let namespace = place.namespace ?? session.namespace
    let pod = try await session.json("GET", "/api/v1/namespaces/\(namespace)/pods/\(name)")
    let container = try ContainerChoice.container(of: pod, chosen: container, quiet: true)
    let query =
      [QueryItem("container", container)] + command.map { QueryItem("command", $0) } + ContainerSession.items(options)
    return APIRequest(method: "GET", path: ContainerChoice.path(of: pod, "exec"), query: query)
  }

  private func upload(_ session: Session, _ path: String, _ pod: String, _ place: Place) async throws {
    let name = place.path.split(separator: "/").last.map(String.init) ?? ""
    let isFolder = place.path.hasSuffix("/") || name.isEmpty
    let source = path.split(separator: "/").last.map(String.init) ?? path
    let target = isFolder ? place.path : place.path.split(separator: "/").dropLast().joined(separator: "/")
    let folder = isFolder ? (target.isEmpty ? "/" : target) : (place.path.hasPrefix("/") ? "/" : "") + target
    let archive = try LocalArchive.make(of: path, named: isFolder ? source : name)
    let options = RemoteCommandOptions(stdin: true, stdout: true, stderr: true)
    let request = try await request(
      session, pod, place, ["tar", "-xmf", "-", "-C", folder.isEmpty ? "." : folder], options)
    let outcome = try await ContainerSession(session: session).open(request, options) { streams in
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          for start in stride(from: 0, to: archive.count, by: 32 << 10) {
            try await streams.stdin?.write(Array(archive[start..<min(start + 32 << 10, archive.count)]))
          }
          await streams.stdin?.finish()
        }
        group.addTask { while let bytes = try await streams.stderr?.read() { Terminal.write(bytes, to: 2) } }
        let outcome = try await streams.outcome()
        group.cancelAll()
        return outcome
      }
    }
    try ContainerChoice.check(outcome)
  }

  private func download(_ session: Session, _ pod: String, _ place: Place, _ path: String) async throws {
    let folder = place.path.split(separator: "/").dropLast().joined(separator: "/")
    let name = place.path.split(separator: "/").last.map(String.init) ?? ""
    let options = RemoteCommandOptions(stdin: false, stdout: true, stderr: true)
    let parent = (place.path.hasPrefix("/") ? "/" : "") + folder
    let request = try await request(
      session, pod, place, ["tar", "cf", "-", "-C", parent.isEmpty ? "." : parent, name], options)
    let (archive, outcome) = try await ContainerSession(session: session).open(request, options) { streams in
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { while let bytes = try await streams.stderr?.read() { Terminal.write(bytes, to: 2) } }
        var archive: [UInt8] = []
        while let bytes = try await streams.stdout?.read() {
          archive += bytes
          guard archive.count <= 1 << 30 else { throw KubectlError("error: more than 1 GiB: copy it in parts") }
        }
        return (archive, try await streams.outcome())
      }
    }
    try ContainerChoice.check(outcome)
    try LocalArchive.unpack(archive, name: name, to: path)
  }
}
