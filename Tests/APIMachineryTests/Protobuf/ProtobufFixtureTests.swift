import APIMachinery
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Objects that upstream serialised, where they are present: `APUS_FACTS` or the folder beside the repository.
@Suite(.enabled(if: Fixtures.directory != nil, "the serialised objects of upstream are not here"))
struct ProtobufFixtureTests {
  @Test func everyServedKindIsReadAndWrittenAlike() throws {
    let codec = ProtobufCodec()
    var checked = 0
    for name in Fixtures.names {
      let expected = try JSONParser.parse(Fixtures.read("\(name).json"))
      let bytes = try Fixtures.read("\(name).pb")
      guard let apiVersion = expected["apiVersion"]?.stringValue, let kind = expected["kind"]?.stringValue,
        Fixtures.isKnown(apiVersion: apiVersion, kind: kind)
      else { continue }
      let decoded = try codec.decode(bytes)
      #expect(decoded == expected, "\(name): \(Fixtures.difference(decoded, expected, ""))")
      #expect(try codec.encode(expected) == bytes, "\(name) is written differently")
      checked += 1
    }
    #expect(checked > 80)
  }
}

private enum Fixtures {
  static let directory: String? = {
    var candidates: [String] = []
    if let facts = getenv("APUS_FACTS") { candidates.append(String(cString: facts)) }
    let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
    candidates.append(root + "/../shared/kubernetes-1.36")
    return candidates.map { $0 + "/protobuf-fixtures" }.first { access($0, R_OK) == 0 }
  }()

  static var names: [String] {
    guard let directory, let listing = opendir(directory) else { return [] }
    defer { closedir(listing) }
    var names: [String] = []
    while let entry = readdir(listing) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(".pb") { names.append(String(name.dropLast(3))) }
    }
    return names.sorted()
  }

  struct Unreadable: Error {}

  static func read(_ name: String) throws -> [UInt8] {
    guard let directory, let file = fopen("\(directory)/\(name)", "r") else { throw Unreadable() }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      guard count > 0 else { return bytes }
      bytes += buffer[0..<count]
    }
  }

  static func isKnown(apiVersion: String, kind: String) -> Bool {
    let group = apiVersion.contains("/") ? apiVersion : "core/\(apiVersion)"
    return SchemaRegistry.builtIn.type(named: "\(group).\(kind)") != nil
  }

  /// The first place where two values differ.
  static func difference(_ left: JSONValue?, _ right: JSONValue?, _ path: String) -> String {
    switch (left, right) {
    case (.object(let first)?, .object(let second)?):
      for key in Set(first.keys + second.keys).sorted() where first[key] != second[key] {
        return difference(first[key], second[key], "\(path).\(key)")
      }
      return "\(path): equal"
    case (.array(let first)?, .array(let second)?):
      for index in 0..<max(first.count, second.count) {
        let one = index < first.count ? first[index] : nil
        let other = index < second.count ? second[index] : nil
        if one != other { return difference(one, other, "\(path)[\(index)]") }
      }
      return "\(path): equal"
    default: return "\(path): \(left?.jsonText ?? "nothing") instead of \(right?.jsonText ?? "nothing")"
    }
  }
}
