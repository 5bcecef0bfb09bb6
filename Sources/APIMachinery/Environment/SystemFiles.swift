#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The machine's own files.
public struct SystemFiles: Files {
  public init() {}

  public func contents(of path: String, bytesMax: Int) throws(FileError) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      if errno == ENOENT { return nil }
      throw FileError(call: "open", path)
    }
    defer { close(file) }
    var bytes: [UInt8] = []
    while true {
      let piece = try Self.read(file, path, at: bytes.count, count: min(1 << 20, bytesMax + 1 - bytes.count))
      if piece.isEmpty { return bytes }
      bytes += piece
      guard bytes.count <= bytesMax else { throw FileError("\(path) is longer than \(bytesMax) bytes") }
    }
  }

  public func piece(of path: String, at offset: Int, count: Int) throws(FileError) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw FileError(call: "open", path) }
    defer { close(file) }
    return try Self.read(file, path, at: offset, count: count)
  }

  private static func read(_ file: Int32, _ path: String, at offset: Int, count: Int) throws(FileError) -> [UInt8] {
    while true {
      var found = 0
      let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
        found = pread(file, buffer.baseAddress, count, off_t(offset))
        used = max(0, found)
      }
      if found >= 0 { return bytes }
      guard errno == EINTR else { throw FileError(call: "read", path) }
    }
  }

  public func replace(_ path: String, with bytes: [UInt8], mode: UInt32) throws(FileError) {
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    try Self.makeFolder(folder)
    let temporary = "\(path).\(getpid()).new"
    let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode_t(mode))
    guard file >= 0 else { throw FileError(call: "create", temporary) }
    do {
      defer { close(file) }
      // The mode given above doesn't apply to a file left behind by an interrupted attempt.
      guard fchmod(file, mode_t(mode)) == 0 else { throw FileError(call: "chmod", temporary) }
      try SystemAppendingFile.write(bytes, to: file, temporary)
      guard fsync(file) == 0 else { throw FileError(call: "fsync", temporary) }
    }
    try rename(temporary, to: path)
    let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if directory >= 0 {
      fsync(directory)
      close(directory)
    }
  }

  private static func makeFolder(_ path: String) throws(FileError) {
    var made = path.hasPrefix("/") ? "" : "."
    for name in path.split(separator: "/") {
      made += "/\(name)"
      guard mkdir(made, 0o755) == 0 || errno == EEXIST else { throw FileError(call: "mkdir", made) }
    }
  }

  public func append(to path: String, mode: UInt32) throws(FileError) -> any AppendingFile {
    let file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, mode_t(mode))
    guard file >= 0 else { throw FileError(call: "open", path) }
    return SystemAppendingFile(file, path)
  }

  public var standardOutput: any AppendingFile { SystemAppendingFile(STDOUT_FILENO, "standard output") }

  public func list(_ folder: String) -> [FileEntry] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var entries: [FileEntry] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      var status = stat()
      guard name != ".", name != "..", stat("\(folder)/\(name)", &status) == 0 else { continue }
      entries.append(FileEntry(name: name, written: Int64(status.modified)))
    }
    return entries
  }

  public func rename(_ path: String, to other: String) throws(FileError) {
    guard Self.move(path, other) == 0 else { throw FileError(call: "rename", path) }
  }

  /// The system's call, which the method above hides.
  private static func move(_ path: String, _ other: String) -> Int32 {
    #if canImport(Glibc)
      Glibc.rename(path, other)
    #else
      Darwin.rename(path, other)
    #endif
  }

  public func remove(_ path: String) throws(FileError) {
    guard unlink(path) == 0 else { throw FileError(call: "remove", path) }
  }
}

extension stat {
  fileprivate var modified: Int {
    #if canImport(Glibc)
      st_mtim.tv_sec
    #else
      st_mtimespec.tv_sec
    #endif
  }
}

extension FileError {
  fileprivate init(call: String, _ path: String) {
    self.init("\(call) \(path): \(String(cString: strerror(errno)))")
  }
}

/// Closes the file with its end, unless it is one of the three that a process starts with.
private final class SystemAppendingFile: AppendingFile {
  private let descriptor: Int32
  private let path: String
  let sizeAtStart: Int

  init(_ descriptor: Int32, _ path: String) {
    self.descriptor = descriptor
    self.path = path
    var status = stat()
    let isFile = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    sizeAtStart = isFile ? Int(status.st_size) : 0
  }

  deinit {
    if descriptor > STDERR_FILENO { close(descriptor) }
  }

  func write(_ bytes: [UInt8]) throws(FileError) { try Self.write(bytes, to: descriptor, path) }

  static func write(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws(FileError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { piece in
        #if canImport(Glibc)
          Glibc.write(descriptor, piece.baseAddress, piece.count)
        #else
          Darwin.write(descriptor, piece.baseAddress, piece.count)
        #endif
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw FileError(call: "write", path) }
      rest = rest.dropFirst(count)
    }
  }
}
