#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Reference data that some tests compare with and that is no part of the repository: the folder named by the
/// environment variable `APUS_FACTS`, or `shared` next to the repository or above it.
enum Facts {
  static let directory: String? = {
    if let named = getenv("APUS_FACTS") { return String(cString: named) }
    var folder = #filePath
    while let slash = folder.lastIndex(of: "/"), slash != folder.startIndex {
      folder = String(folder[..<slash])
      let candidate = folder + "/shared"
      if access(candidate + "/suites", F_OK) == 0 { return candidate }
    }
    return nil
  }()

  static func exists(_ path: String) -> Bool {
    directory.map { access($0 + "/" + path, F_OK) == 0 } ?? false
  }

  /// The names of the files in a folder, sorted.
  static func files(in path: String) -> [String] {
    guard let directory, let handle = opendir(directory + "/" + path) else { return [] }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  /// The content of a file, or nil.
  static func read(_ path: String) -> [UInt8]? {
    guard let directory, let file = fopen(directory + "/" + path, "r") else { return nil }
    defer { fclose(file) }
    var content: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&chunk, 1, chunk.count, file)
      if count == 0 { return content }
      content += chunk[..<count]
    }
  }

  /// The lines of a file that are not empty.
  static func lines(of path: String) -> [[UInt8]] {
    (read(path) ?? []).split(separator: UInt8(ascii: "\n")).map(Array.init)
  }
}
