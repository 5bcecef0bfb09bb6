internal import APIMachinery

/// Writes the Swift structs of `Sources/KubernetesAPI/Types` from the schema.
public struct TypeGenerator {
  /// One generated file.
  public struct File: Sendable {
    public var name: String
    public var text: String
  }

  private let catalog: ResourceCatalog
  private let selection: TypeSelection

  /// Bounds the time to compile one file.
  private static let typesPerFile = 15

  public init() {
    catalog = .builtIn
    selection = TypeSelection(registry: .builtIn, catalog: .builtIn)
  }

  /// Every file, by name.
  public func files() throws -> [File] {
    var names: [String: String] = [:]
    for type in selection.types {
      let name = TypeSelection.swiftName(of: type)
      if let other = names[name] { throw Failure(description: "\(type.name) and \(other) are both called \(name)") }
      names[name] = type.name
    }
    var files: [File] = []
    for groupVersion in TypeSelection.groupVersions {
      let types = selection.types.filter { $0.name.hasPrefix(groupVersion + ".") }
      let prefix = Self.filePrefix(groupVersion)
      for start in stride(from: 0, to: types.count, by: Self.typesPerFile) {
        let chunk = types[start..<min(start + Self.typesPerFile, types.count)]
        let number = start / Self.typesPerFile + 1
        let suffix = types.count > Self.typesPerFile ? (number < 10 ? "-0\(number)" : "-\(number)") : ""
        let body = try chunk.map { try code(for: $0) }.joined(separator: "\n")
        files.append(File(name: "\(prefix)\(suffix).swift", text: Self.header(groupVersion) + body))
      }
    }
    files.append(File(name: "Enumerations.swift", text: EnumerationCode.file(for: selection)))
    return files
  }

  /// What can't be expressed as a struct.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// `CoreV1` of `core/v1`, `RbacV1` of `rbac.authorization.k8s.io/v1`.
  private static func filePrefix(_ groupVersion: String) -> String {
    let parts = groupVersion.split(separator: "/")
    let group = parts[0].split(separator: ".")[0]
    return "\(group.prefix(1).uppercased())\(group.dropFirst())\(parts[1].uppercased())"
  }

  private static func header(_ groupVersion: String) -> String {
    let source = groupVersion.split(separator: "/").joined(separator: "_")
    return """
      // swift-format-ignore-file
      // Generated from Schema/\(source).schema by `swift run generate-types`. Change the schema instead.

      public import APIMachinery


      """
  }

  private func code(for type: ObjectType) throws -> String {
    let name = TypeSelection.swiftName(of: type)
    let kind = GroupVersionKind.of(type)
    // Status is a "list" and options are "typed": they carry apiVersion and kind but are no stored objects.
    let isObject = type.role == .object
    let fields = try type.fields.filter { type.role == .part || ($0.name != "kind" && $0.name != "apiVersion") }
      .map { field in
        guard let code = FieldCode(field, isPointer: type.isPointer(field), isRoot: isObject) else {
          throw Failure(description: "\(type.name).\(field.name): no Swift type for it")
        }
        return code
      }
    var text = ""
    let documentation = type.documentation.text
    text += "/// \(documentation.isEmpty ? "`\(type.name)`" : documentation)\n"
    text += "public struct \(name): \(isObject ? "APIObject" : "APIValue") {\n"
    if let kind {
      text +=
        "  public static let gvk = GroupVersionKind(\(Self.arguments(kind.group, kind.version, "kind", kind.kind)))\n"
      if isObject {
        let info = catalog.resource(for: kind)
        let plural = info?.resource.resource ?? kind.kind.lowercased() + "s"
        text += "  public static let resource = GroupVersionResource(\n"
        text += "    \(Self.arguments(kind.group, kind.version, "resource", plural)))\n"
        text += "  public static let isNamespaced = \(info?.isNamespaced ?? true)\n"
      }
      text += "\n"
    }
    text += fields.map { $0.declaration + "\n" }.joined()
    text += fields.isEmpty ? "  public init() {}\n}\n\n" : "\n  public init() {}\n}\n\n"
    text += "extension \(name) {\n"
    text += "  public init(json: JSONValue) throws(DecodingFailure) {\n"
    if fields.isEmpty {
      text += "    _ = try ObjectReader(json)\n"
    } else {
      text += "    var reader = try ObjectReader(json)\n"
      text += fields.map { $0.read + "\n" }.joined()
    }
    text += "  }\n\n"
    text += "  public var json: JSONValue {\n"
    if kind == nil && fields.isEmpty {
      text += "    .object(JSONObject())\n"
    } else {
      text += "    var writer = ObjectWriter(capacity: \(min(fields.count + 2, 12)))\n"
      if kind != nil {
        text += "    writer.string(\"kind\", Self.gvk.kind)\n    writer.string(\"apiVersion\", Self.gvk.apiVersion)\n"
      }
      text += fields.map { $0.write + "\n" }.joined()
      text += "    return writer.json\n"
    }
    text += "  }\n}\n"
    return text
  }

  private static func arguments(_ group: String, _ version: String, _ label: String, _ last: String) -> String {
    "group: \"\(group)\", version: \"\(version)\", \(label): \"\(last)\""
  }
}

extension GroupVersionKind {
  /// The kind of a type that stands alone; nil for parts of others.
  static func of(_ type: ObjectType) -> GroupVersionKind? {
    guard type.role != .part else { return nil }
    let parts = type.name.split(separator: "/")
    guard parts.count == 2, let dot = parts[1].firstIndex(of: ".") else { return nil }
    // Options and Status belong to every group version; on their own they say v1.
    let group = parts[0] == "core" || parts[0] == "meta" ? "" : String(parts[0])
    return GroupVersionKind(
      group: group, version: String(parts[1][..<dot]), kind: String(parts[1][parts[1].index(after: dot)...]))
  }
}

extension ObjectType {
  /// Go has a pointer there, so that absent and zero differ.
  fileprivate func isPointer(_ field: Field) -> Bool {
    switch field.type {
    case .list, .map, .bytes, .any, .rawExtension: false
    default: field.isOptional
    }
  }
}
