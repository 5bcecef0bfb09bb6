/// Reads `Schema/resources.schema`. The file is part of the program, so what can't be read is a mistake
/// of ours; a test compares the result with what is expected.
struct ResourceCatalogParser {
  private(set) var groups: [ResourceCatalog.Group] = []
  private static let allVerbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]

  mutating func read(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) {
    var line = SchemaLine(bytes, range)
    let indent = bytes[range].prefix { $0 == UInt8(ascii: " ") }.count
    guard let first = line.word(), first.bytes.first != UInt8(ascii: "#") else { return }
    switch indent {
    case 0: readVersion(&line)
    case 2: readResource(first.text, &line)
    default:
      if first == "columns" {
        readColumns(UnsafeRawBufferPointer(rebasing: bytes[range.lowerBound + indent + 8..<range.upperBound]))
      } else {
        readDetail(first.text, &line)
      }
    }
  }

  private mutating func readVersion(_ line: inout SchemaLine) {
    guard let name = line.word()?.text else { return }
    let (group, version) = Self.split(name)
    let priorities = line.word()?.call.arguments.map { Int($0) ?? 0 } ?? []
    let new = ResourceCatalog.Version(
      group: group, version: version, priority: priorities.last ?? 0, isOffByDefault: line.skip("off"), resources: [])
    if let index = groups.firstIndex(where: { $0.name == group }) {
      groups[index].versions.append(new)
    } else {
      groups.append(ResourceCatalog.Group(name: group, priority: priorities.first ?? 0, versions: [new]))
    }
  }

  private mutating func readResource(_ name: String, _ line: inout SchemaLine) {
    guard let version = groups.last?.versions.last, let kind = line.word()?.text, let scope = line.word() else {
      return
    }
    var info = ResourceInfo(
      resource: GroupVersionResource(group: version.group, version: version.version, resource: name),
      kind: GroupVersionKind(group: version.group, version: version.version, kind: kind),
      isNamespaced: scope == "namespaced", singularName: kind.lowercased(), shortNames: [], categories: [],
      verbs: Self.allVerbs, since: nil, storage: nil, allowsCreateOnUpdate: false, allowsUnconditionalUpdate: false,
      defaultDeletion: .background,
      fieldSelectors: [
        FieldSelectorInfo(label: "metadata.name", path: "metadata.name"),
        FieldSelectorInfo(label: "metadata.namespace", path: "metadata.namespace"),
      ],
      subresources: [], columns: nil)
    var storage = StorageInfo(apiVersion: version.apiVersion, versionHash: "", keyPrefix: "/registry/\(name)")
    while let word = line.word() {
      let (attribute, arguments) = word.call
      let argument = arguments.first ?? ""
      switch attribute.text {
      case "singular": info.singularName = argument
      case "short": info.shortNames = arguments
      case "categories": info.categories = arguments
      case "verbs": info.verbs = arguments
      case "since": info.since = argument
      case "storedAs": storage.apiVersion = argument
      case "gate": info.featureGate = argument
      case "hash": storage.versionHash = argument
      case "etcd": storage.keyPrefix = argument
      case "createOnUpdate": info.allowsCreateOnUpdate = true
      case "unconditionalUpdate": info.allowsUnconditionalUpdate = true
      case "deletion": info.defaultDeletion = DefaultDeletion(rawValue: argument) ?? .background
      default: preconditionFailure("resources.schema: \(name): unknown attribute \(word.text)")
      }
    }
    if !storage.versionHash.isEmpty { info.storage = storage }
    groups[groups.count - 1].versions[groups[groups.count - 1].versions.count - 1].resources.append(info)
  }

  /// Changes the resource that was read last.
  private mutating func withLast(_ change: (inout ResourceInfo) -> Void) {
    guard let group = groups.indices.last, let version = groups[group].versions.indices.last,
      let resource = groups[group].versions[version].resources.indices.last
    else { return }
    change(&groups[group].versions[version].resources[resource])
  }

  private mutating func readDetail(_ keyword: String, _ line: inout SchemaLine) {
    var words: [SchemaLine.Word] = []
    while let word = line.word() { words.append(word) }
    switch keyword {
    case "noNamespaceSelector":
      withLast { $0.fieldSelectors.removeAll { $0.label == "metadata.namespace" } }
    case "selectors":
      withLast { info in
        for word in words {
          let sides = word.text.split(separator: "=").map(String.init)
          guard let label = sides.first, let path = sides.last else { continue }
          info.fieldSelectors.append(FieldSelectorInfo(label: label, path: path))
        }
      }
    case "selectorsNeverSet":
      withLast { info in
        info.fieldSelectors += words.map { FieldSelectorInfo(label: $0.text, path: nil) }
      }
    case "sub":
      guard words.count >= 2 else { return }
      let verbs = words.count > 2 ? words[2].call.arguments : ["get", "patch", "update"]
      let (name, kind) = (words[0].text, words[1].text)
      withLast { info in
        info.subresources.append(SubresourceInfo(name: name, kind: Self.kind(kind, near: info.kind), verbs: verbs))
      }
    default: preconditionFailure("resources.schema: unknown line \(keyword)")
    }
  }

  private mutating func readColumns(_ bytes: UnsafeRawBufferPointer) {
    let columns = String(decoding: bytes, as: UTF8.self).split(separator: ",").map { text in
      let parts = text.split(separator: ":").map(String.init)
      var column = TableColumn(
        name: String((parts.first ?? "").drop { $0 == " " }), type: "string", format: "", priority: 0)
      for part in parts.dropFirst() {
        switch part {
        case "wide": column.priority = 1
        case "name": column.format = "name"
        default: column.type = part
        }
      }
      return column
    }
    withLast { $0.columns = columns }
  }

  private static func split(_ apiVersion: String) -> (group: String, version: String) {
    guard let slash = apiVersion.firstIndex(of: "/") else { return ("", apiVersion) }
    return (String(apiVersion[..<slash]), String(apiVersion[apiVersion.index(after: slash)...]))
  }

  /// `Pod` of the same group version, or `policy/v1.Eviction`.
  private static func kind(_ text: String, near kind: GroupVersionKind) -> GroupVersionKind {
    guard let dot = text.lastIndex(of: ".") else {
      return GroupVersionKind(group: kind.group, version: kind.version, kind: text)
    }
    let (group, version) = split(String(text[..<dot]))
    return GroupVersionKind(group: group, version: version, kind: String(text[text.index(after: dot)...]))
  }
}
