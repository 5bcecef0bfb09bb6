import Glibc

/// The process's own input and output.
enum Terminal {
  static func print(_ text: String) { write(text + "\n", to: 1) }

  static func printError(_ text: String) { write(text + "\n", to: 2) }

  static func warn(_ text: String) { printError("Warning: " + text) }

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

  static func write(_ text: String, to descriptor: Int32) { write(Array(text.utf8), to: descriptor) }

  /// Everything on standard input, up to a limit that no manifest reaches.
  static func readInput(upTo limit: Int = 64 << 20) throws -> [UInt8] {
    try read(descriptor: 0, upTo: limit, name: "standard input")
  }

  static func readFile(_ path: String, upTo limit: Int = 64 << 20) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw KubectlError(
        errno == ENOENT
          ? "error: the path \"\(path)\" does not exist" : "error: open \(path): \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    return try read(descriptor: descriptor, upTo: limit, name: path)
  }

  private static func read(descriptor: Int32, upTo limit: Int, name: String) throws -> [UInt8] {
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
  static func writeFile(_ path: String, _ bytes: [UInt8]) throws {
    let temporary = path + ".new"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw KubectlError("error: open \(temporary): \(String(cString: strerror(errno)))") }
    write(bytes, to: descriptor)
    close(descriptor)
    guard rename(temporary, path) == 0 else {
      throw KubectlError("error: rename \(temporary): \(String(cString: strerror(errno)))")
    }
  }

  static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
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

  static var isOutputTerminal: Bool { isatty(1) == 1 }
  static var isInputTerminal: Bool { isatty(0) == 1 }
}
