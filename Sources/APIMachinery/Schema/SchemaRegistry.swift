import Synchronization

/// The types of the API by name.
///
/// Types are parsed when first asked for, with all they refer to, and kept; a program that only handles
/// pods never reads the rest. Safe to use from anywhere; keep the type rather than asking again on hot
/// paths, since each call takes a lock.
public final class SchemaRegistry: Sendable {
  /// The types of the embedded schema files.
  public static let builtIn = SchemaRegistry(EmbeddedSchema.files.map(\.bytes))

  /// `meta/v1.ObjectMeta`.
  public var objectMeta: ObjectType? { Self.metadata }
  private static let metadata = builtIn.type(named: "meta/v1.ObjectMeta")

  private let files: [String: SchemaFile]
  /// Group versions in the order of their files.
  public let groupVersions: [String]
  private let types = Mutex<[String: ObjectType]>([:])

  /// Files that don't start with a `group` line are left out. The bytes must live as long as the program.
  init(_ sources: [UnsafeRawBufferPointer]) {
    let files = sources.compactMap(SchemaFile.init)
    self.files = Dictionary(files.map { ($0.groupVersion, $0) }, uniquingKeysWith: { first, _ in first })
    groupVersions = files.map(\.groupVersion)
  }

  /// The type of a name such as `core/v1.Pod`.
  public func type(named name: String) -> ObjectType? {
    types.withLock { types in
      if let known = types[name] { return known }
      var parser = SchemaParser(files: files, types: types)
      do throws(SchemaParser.Failure) {
        let type = try parser.type(named: name)
        types = parser.types
        return type
      } catch {
        // The files are part of the program and a test reads all of them.
        preconditionFailure("schema: \(error)")
      }
    }
  }

  /// The type of a kind. `Status`, `DeleteOptions` and the other kinds of `meta/v1` belong to every group version.
  public func type(for kind: GroupVersionKind) -> ObjectType? {
    let group = kind.group.isEmpty ? "core" : kind.group == "meta.k8s.io" ? "meta" : kind.group
    return type(named: "\(group)/\(kind.version).\(kind.kind)") ?? type(named: "meta/v1.\(kind.kind)")
  }

  /// The names of the types of a group version, in the order of its file; enums are not among them.
  public func typeNames(in groupVersion: String) -> [String] {
    files[groupVersion]?.types.compactMap { entry in
      var header = SchemaLine(entry.bytes, entry.header)
      return header.skip("enum") || header.skip("open") ? nil : "\(groupVersion).\(entry.name)"
    } ?? []
  }

  /// The values of a string that the schema names.
  public struct Enumeration: Sendable {
    /// `RestartPolicy` of `core/v1.RestartPolicy`.
    public var name: String
    public var documentation: Documentation
    public var values: [String]
    /// No other values are allowed.
    public var isClosed: Bool
  }

  /// The enums of a group version, in the order of its file.
  public func enumerations(in groupVersion: String) -> [Enumeration] {
    files[groupVersion]?.types.compactMap { entry in
      var header = SchemaLine(entry.bytes, entry.header)
      let isOpen = header.skip("open")
      guard header.skip("enum") else { return nil }
      return Enumeration(
        name: entry.name, documentation: header.documentation, values: SchemaParser.enumValues(entry),
        isClosed: !isOpen)
    } ?? []
  }

  /// The one-line description of a group version.
  public func documentation(of groupVersion: String) -> Documentation {
    files[groupVersion]?.documentation ?? .none
  }

  /// Parses everything; throws what is wrong with the files.
  func loadAll() throws(SchemaParser.Failure) -> Int {
    var parser = SchemaParser(files: files, types: [:])
    for groupVersion in groupVersions {
      for name in typeNames(in: groupVersion) { _ = try parser.type(named: name) }
    }
    return parser.types.count
  }
}
