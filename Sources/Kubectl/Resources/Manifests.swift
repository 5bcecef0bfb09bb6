import APIMachinery

/// Reads the objects of files, folders and standard input (`-f`).
struct Manifests {
  /// Folders are read with their subfolders.
  var isRecursive = false
  /// What has no kind is told as kubectl's validation of a new object tells it.
  var isChecked = false
  /// What words such as `y` and `on` mean.
  var dialect = YAMLCodec.Dialect.yaml11

  /// One object and where it stood, for messages.
  struct Item: Sendable {
    var object: JSONValue
    var source: String
  }

  func read(_ paths: [String]) throws -> [Item] {
    var items: [Item] = []
    for path in paths {
      if path == "-" {
        items += try objects(in: Terminal.readInput(), source: "STDIN")
      } else if path.hasPrefix("http://") || path.hasPrefix("https://") {
        throw KubectlError("error: \(path): manifests are read from files; download it first and pass the file")
      } else {
        for file in try files(path) {
          items += try objects(in: LocalFiles.read(file), source: file)
        }
      }
    }
    if items.isEmpty { throw KubectlError("error: no objects passed to the command") }
    return items
  }

  private func files(_ path: String) throws -> [String] {
    guard LocalFiles.isDirectory(path) else { return [path] }
    var found: [String] = []
    for name in LocalFiles.entries(of: path) {
      let full = path.hasSuffix("/") ? path + name : "\(path)/\(name)"
      if LocalFiles.isDirectory(full) {
        if isRecursive { found += try files(full) }
      } else if [".yaml", ".yml", ".json"].contains(where: name.hasSuffix) {
        found.append(full)
      }
    }
    if found.isEmpty {
      throw KubectlError("error: error reading [\(path)]: recognized file extensions are [.json .yaml .yml]")
    }
    return found
  }

  /// The objects of a text; lists are opened.
  func objects(in bytes: [UInt8], source: String) throws -> [Item] {
    let documents: [JSONValue]
    do {
      documents = try YAMLCodec.decodeAll(bytes, dialect: dialect)
    } catch {
      throw KubectlError("error: error parsing \(source): error converting YAML to JSON: \(error)")
    }
    // Keys come sorted, as from a Go map.
    return try documents.filter { !$0.isNull }.flatMap { try expand(JSONText.sorted($0), source: source) }
  }

  private func expand(_ object: JSONValue, source: String) throws -> [Item] {
    guard object.objectValue != nil else {
      throw KubectlError("error: unable to decode \"\(source)\": a manifest must be an object with apiVersion and kind")
    }
    if isChecked {
      let missing = ["apiVersion", "kind"].filter { object[$0]?.stringValue?.isEmpty ?? true }.map { "\($0) not set" }
      guard missing.isEmpty else {
        let text = missing.count == 1 ? missing[0] : "[\(missing.joined(separator: ", "))]"
        throw KubectlError(
          "error: error validating \"\(source)\": error validating data: \(text); "
            + "if you choose to ignore these errors, turn validation off with --validate=false")
      }
    }
    guard let kind = object["kind"]?.stringValue, !kind.isEmpty else {
      throw KubectlError(
        "error: unable to decode \"\(source)\": Object 'Kind' is missing in '\(String(decoding: object.encoded(), as: UTF8.self))'"
      )
    }
    if kind.hasSuffix("List"), let elements = object["items"]?.arrayValue {
      return try elements.flatMap { try expand($0, source: source) }
    }
    guard let version = object["apiVersion"]?.stringValue, !version.isEmpty else {
      throw KubectlError(
        "error: unable to decode \"\(source)\": Object 'apiVersion' is missing in '\(String(decoding: object.encoded(), as: UTF8.self))'"
      )
    }
    return [Item(object: object, source: source)]
  }
}
