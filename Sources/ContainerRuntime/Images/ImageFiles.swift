public import LinuxSupport

/// Collects files of this machine for an image: programs with the libraries they need.
public struct ImageFiles: Sendable {
  private let runner: any ProcessRunner
  private let files: any FileSystem
  /// The largest file taken, in bytes.
  private static let sizeLimit = 512 << 20

  public init(runner: any ProcessRunner = SystemProcessRunner(), files: any FileSystem = HostFileSystem()) {
    self.runner = runner
    self.files = files
  }

  /// A statically linked busybox and a link for each of its applets, below `bin`.
  public func busybox(_ path: String = "/bin/busybox") async throws -> [TarEntry] {
    let applets = try await runner.require(Command(path, ["--list"]))
    var entries = [TarEntry("bin", .directory), try file(path, at: "bin/busybox")]
    for applet in applets.text.split(separator: "\n") where applet != "busybox" {
      entries.append(TarEntry("bin/\(applet)", .symbolicLink("busybox")))
    }
    return entries
  }

  /// A program and every library that it loads at start, at their own paths.
  public func program(_ path: String) async throws -> [TarEntry] {
    var entries = [try file(path, at: path)]
    let listing = try await runner.require(Command("ldd", [path]))
    for line in listing.text.split(separator: "\n") {
      // `libz.so.1 => /lib/x86_64-linux-gnu/libz.so.1 (0x…)` or `/lib64/ld-linux-x86-64.so.2 (0x…)`.
      guard let library = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).first(where: { $0.hasPrefix("/") })
      else { continue }
      entries.append(try file(String(library), at: String(library)))
    }
    return entries
  }

  /// One file of this machine; symbolic links are followed.
  public func file(_ path: String, at destination: String, mode: UInt32? = nil) throws -> TarEntry {
    let content = try files.read(path, limit: Self.sizeLimit)
    let isProgram = content.starts(with: [0x7F, UInt8(ascii: "E"), UInt8(ascii: "L"), UInt8(ascii: "F")])
    return TarEntry(destination, .file(content), mode: mode ?? (isProgram ? 0o755 : 0o644))
  }

  /// The same entries with the directories above them, each once, in an order in which they can be unpacked.
  public static func withDirectories(_ entries: [TarEntry]) -> [TarEntry] {
    var result: [TarEntry] = []
    var made = Set(entries.compactMap { $0.content == .directory ? $0.path : nil })
    var seen: Set<String> = []
    for entry in entries where seen.insert(entry.path).inserted {
      let parents = entry.path.split(separator: "/").dropLast()
      for depth in parents.indices {
        let parent = parents[...depth].joined(separator: "/")
        if made.insert(parent).inserted { result.append(TarEntry(parent, .directory)) }
      }
      result.append(entry)
    }
    return result
  }
}

extension ImageFiles {
  /// Everything below a folder, at the same paths below the image's root.
  public func tree(_ folder: String) throws -> [TarEntry] {
    var entries: [TarEntry] = []
    try collect(folder, at: "", into: &entries)
    return entries
  }

  private func collect(_ folder: String, at place: String, into entries: inout [TarEntry]) throws {
    for name in try files.list(folder) {
      let source = "\(folder)/\(name)"
      let path = place.isEmpty ? name : "\(place)/\(name)"
      guard let status = try files.status(source) else { continue }
      switch status.kind {
      case .directory:
        entries.append(TarEntry(path, .directory, mode: status.mode))
        try collect(source, at: path, into: &entries)
      case .symbolicLink: entries.append(TarEntry(path, .symbolicLink(try files.readSymbolicLink(source))))
      case .file:
        entries.append(TarEntry(path, .file(try files.read(source, limit: Self.sizeLimit)), mode: status.mode))
      default: continue
      }
    }
  }
}
