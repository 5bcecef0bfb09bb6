import APIMachinery
import Glibc

/// Tar archives of this machine's files, as `kubectl cp` sends and receives them (POSIX ustar, with GNU's long names
/// understood).
enum LocalArchive {
  static func make(of path: String, named name: String) throws -> [UInt8] {
    var archive: [UInt8] = []
    try add(path, as: name, to: &archive)
    archive += [UInt8](repeating: 0, count: 1024)
    return archive
  }

  private static func add(_ path: String, as name: String, to archive: inout [UInt8]) throws {
    var status = stat()
    guard lstat(path, &status) == 0 else { throw KubectlError("error: \(path) doesn't exist in local filesystem") }
    let mode = UInt32(status.st_mode) & 0o7777
    switch status.st_mode & S_IFMT {
    case S_IFDIR:
      try header(name + "/", kind: "5", size: 0, mode: mode, into: &archive)
      for entry in LocalFiles.entries(of: path) { try add("\(path)/\(entry)", as: "\(name)/\(entry)", to: &archive) }
    case S_IFREG:
      let content = try LocalFiles.read(path, upTo: 1 << 30)
      try header(name, kind: "0", size: content.count, mode: mode, into: &archive)
      archive += content
      archive += [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
    default: Terminal.warn("\(path) is neither a file nor a folder: left out")
    }
  }

  private static func header(_ name: String, kind: Character, size: Int, mode: UInt32, into archive: inout [UInt8])
    throws
  {
    let bytes = Array(name.utf8)
    if bytes.count > 100 {
      try header("././@LongLink", kind: "L", size: bytes.count + 1, mode: 0o644, into: &archive)
      archive += bytes + [0]
      archive += [UInt8](repeating: 0, count: (512 - (bytes.count + 1) % 512) % 512)
    }
    var block = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, at offset: Int) {
      for (index, byte) in text.utf8.enumerated() { block[offset + index] = byte }
    }
    func octal(_ value: Int, _ width: Int) -> String {
      let digits = String(value, radix: 8)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    for (index, byte) in bytes.prefix(100).enumerated() { block[index] = byte }
    put(octal(Int(mode), 7), at: 100)
    put(octal(0, 7), at: 108)
    put(octal(0, 7), at: 116)
    put(octal(size, 11), at: 124)
    put(octal(0, 11), at: 136)
    put("        ", at: 148)
    put(String(kind), at: 156)
    put("ustar", at: 257)
    put("00", at: 263)
    put(octal(block.reduce(0) { $0 + Int($1) }, 6), at: 148)
    block[154] = 0
    archive += block
  }

  /// Writes the archive's entry `name`, and what is below it, to `path`.
  static func unpack(_ archive: [UInt8], name: String, to path: String) throws {
    let base = LocalFiles.isDirectory(path) ? "\(path)/\(name)" : path
    var offset = 0
    var longName: String?
    while offset + 512 <= archive.count {
      let block = archive[offset..<offset + 512]
      offset += 512
      if block.allSatisfy({ $0 == 0 }) { return }
      func text(_ start: Int, _ length: Int) -> String {
        String(
          decoding: block[(block.startIndex + start)..<(block.startIndex + start + length)].prefix { $0 != 0 },
          as: UTF8.self)
      }
      let size = Int(text(124, 12).filter(\.isNumber), radix: 8) ?? 0
      guard size >= 0, offset + size <= archive.count else {
        throw KubectlError("error: the archive from the container is cut off")
      }
      let content = archive[offset..<offset + size]
      offset += (size + 511) / 512 * 512
      let kind = text(156, 1)
      if kind == "L" {
        longName = String(decoding: content.prefix { $0 != 0 }, as: UTF8.self)
        continue
      }
      let prefix = text(345, 155)
      var entry = longName ?? (prefix.isEmpty ? text(0, 100) : "\(prefix)/\(text(0, 100))")
      longName = nil
      while entry.hasPrefix("./") { entry.removeFirst(2) }
      let parts = entry.split(separator: "/").map(String.init)
      // Nothing from a container may be written outside of where it belongs.
      guard parts.first == name, !parts.contains("..") else {
        Terminal.warn("\(entry) is not below \(name): left out")
        continue
      }
      let target = ([base] + parts.dropFirst()).joined(separator: "/")
      let mode = mode_t(Int(text(100, 8).filter(\.isNumber), radix: 8) ?? 0o644)
      switch kind {
      case "5": mkdir(target, mode | 0o700)
      case "0", "": try write(Array(content), to: target, mode: mode)
      default: Terminal.warn("\(entry) is neither a file nor a folder: left out")
      }
    }
  }

  private static func write(_ bytes: [UInt8], to path: String, mode: mode_t) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode)
    guard descriptor >= 0 else { throw KubectlError("error: open \(path): \(String(cString: strerror(errno)))") }
    Terminal.write(bytes, to: descriptor)
    close(descriptor)
  }
}
