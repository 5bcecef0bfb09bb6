import Testing
import TypeGenerator

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct GeneratedTypesTests {
  /// The root of the repository, above Tests/KubernetesAPITests.
  private var directory: String {
    let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
    return parts.joined(separator: "/") + "/Sources/KubernetesAPI/Types"
  }

  private func text(of path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
      bytes += buffer[0..<count]
    }
  }

  @Test func theStructsAreCurrent() throws {
    let files = try TypeGenerator().files()
    for file in files {
      #expect(text(of: "\(directory)/\(file.name)") == file.text, "\(file.name): run `swift run generate-types`")
    }
    var present: Set<String> = []
    let listing = try #require(opendir(directory))
    defer { closedir(listing) }
    while let entry = readdir(listing) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(".swift") { present.insert(name) }
    }
    #expect(present == Set(files.map(\.name)))
  }
}
