import Glibc

/// The files of this machine: manifests, kubeconfigs, what is edited and compared.
enum LocalFiles {
  static func write(_ bytes: [UInt8], to descriptor: Int32) {
    bytes.withUnsafeBytes { buffer in
      var offset = 0
      while offset < buffer.count, let base = buffer.baseAddress {
        let written = Glibc.write(descriptor, base + offset, buffer.count - offset)
        if written < 0 {
          if errno == EINTR || errno == EAGAIN { continue }
          // The reader of a pipe is gone, as in `kubectl logs -f | head`: end as programs do that don't look.
          if errno == EPIPE && descriptor <= 2 { endByBrokenPipe() }
          return
        }
        offset += written
      }
    }
  }

  private static func endByBrokenPipe() {
    signal(SIGPIPE, SIG_DFL)
    raise(SIGPIPE)
  }

  static func read(_ path: String, upTo limit: Int = 64 << 20) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw KubectlError(
        errno == ENOENT
          ? "error: the path \"\(path)\" does not exist" : "error: open \(path): \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    return try read(descriptor: descriptor, upTo: limit, name: path)
  }

  static func readText(_ path: String) throws -> String { String(decoding: try read(path), as: UTF8.self) }

  static func read(descriptor: Int32, upTo limit: Int, name: String) throws -> [UInt8] {
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw KubectlError("error: reading \(name): \(String(cString: strerror(errno)))") }
      if count == 0 { return all }
      all += buffer[..<count]
      guard all.count <= limit else { throw KubectlError("error: \(name) is larger than \(limit) bytes") }
    }
  }

  /// Replaces a file in one step, readable by its owner alone.
  static func write(_ path: String, _ bytes: [UInt8]) throws {
    let temporary = path + ".new"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw KubectlError("error: open \(temporary): \(String(cString: strerror(errno)))") }
    write(bytes, to: descriptor)
    close(descriptor)
    guard rename(temporary, path) == 0 else {
      throw KubectlError("error: rename \(temporary): \(String(cString: strerror(errno)))")
    }
  }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Where paths that don't begin at the root begin.
  static var workingFolder: String {
    var buffer = [CChar](repeating: 0, count: 4096)
    guard getcwd(&buffer, buffer.count) != nil else { return "/" }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Makes a folder and those above it.
  static func makeFolder(_ path: String) throws {
    guard !path.isEmpty, !isDirectory(path) else { return }
    if let slash = path.lastIndex(of: "/") { try makeFolder(String(path[..<slash])) }
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
      throw KubectlError("error: mkdir \(path): \(String(cString: strerror(errno)))")
    }
  }

  /// Removes a file, or a folder with the files in it.
  static func remove(_ path: String) {
    if isDirectory(path) {
      for name in entries(of: path) { remove("\(path)/\(name)") }
      rmdir(path)
    } else {
      unlink(path)
    }
  }

  /// The names in a folder, sorted.
  static func entries(of folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// A new name in the folder for temporary files: `/tmp/prefix-1234567890suffix`.
  static func temporaryPath(_ prefix: String, _ suffix: String = "") -> String {
    let folder = Surroundings.variable("TMPDIR") ?? "/tmp"
    let number = Surroundings.number()
    return "\(folder.hasSuffix("/") ? String(folder.dropLast()) : folder)/\(prefix)-\(number)\(suffix)"
  }
}
