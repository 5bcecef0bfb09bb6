import APIMachinery

/// Prints objects in the formats that don't need the server's table.
struct ObjectPrinter: Sendable {
  let format: OutputFormat
  /// Keeps `metadata.managedFields` in the output.
  var showsManagedFields = false
  /// Prints no line of column names.
  var hidesHeaders = false
  /// Members that a template names and an object hasn't got print nothing; otherwise they are an error.
  var allowsMissing = true

  /// The text of one object or list.
  func text(_ object: JSONValue, resource: MappedResource? = nil) throws -> String {
    switch format {
    case .json: return JSONText.pretty(cleaned(object)) + "\n"
    case .yaml: return String(decoding: YAMLCodec.encode(cleaned(object)), as: UTF8.self)
    case .jsonPath(let path):
      let sorted = JSONText.sorted(object)
      do {
        return try path.render(sorted, allowsMissing: allowsMissing)
      } catch let error as JSONPath.Failure {
        throw failure(error, path, sorted)
      }
    case .jsonPathAsJSON(let path):
      return JSONText.pretty(.array(try path.find(in: JSONText.sorted(object)))) + "\n"
    case .template(let template): return try render(template, JSONText.sorted(object))
    case .name: return items(object).map { Self.name($0, resource: resource) + "\n" }.joined()
    case .customColumns(let columns):
      let rows = items(object).map { item in
        let sorted = JSONText.sorted(item)
        return columns.map { $0.cell(sorted) }
      }
      return TextTable(header: columns.map(\.header), rows: rows).text(withHeader: !hidesHeaders)
    case .table: return ""
    }
  }

  private func failure(_ error: JSONPath.Failure, _ path: JSONPath, _ object: JSONValue) -> KubectlError {
    KubectlError(
      "error: error executing jsonpath \(GoFormat.quoted(path.source)): Error executing template: \(error.message). "
        + "Printing more information for debugging the template:\n\ttemplate was:\n\t\t\(path.source)\n"
        + "\tobject given to jsonpath engine was:\n\t\t\(GoText.syntax(object))\n\n")
  }

  private func render(_ template: GoTemplate, _ object: JSONValue) throws -> String {
    var output = ""
    do {
      try template.render(object, into: &output)
    } catch let error as TemplateError {
      // As kubectl: what was made so far and what the template was given go to standard output.
      Terminal.write(
        output + "Error executing template: \(error). Printing more information for debugging the template:\n"
          + "\ttemplate was:\n\t\t\(template.source)\n\traw data was:\n\t\t\(String(decoding: object.encoded(), as: UTF8.self))\n"
          + "\tobject given to template engine was:\n\t\t\(GoText.value(object))\n\n", to: 1)
      throw KubectlError("error: error executing template \(GoFormat.quoted(template.source)): \(error)")
    }
    return output
  }

  private func items(_ object: JSONValue) -> [JSONValue] {
    object["items"]?.arrayValue ?? [object]
  }

  private func cleaned(_ object: JSONValue) -> JSONValue {
    guard !showsManagedFields else { return object }
    var object = object
    if object[path: "metadata", "managedFields"] != nil { object["metadata"]?["managedFields"] = nil }
    if let elements = object["items"]?.arrayValue { object["items"] = .array(elements.map(cleaned)) }
    return object
  }

  /// `deployment.apps/web`.
  static func name(_ object: JSONValue, resource: MappedResource?) -> String {
    let name = object[path: "metadata", "name"]?.stringValue ?? ""
    if let resource { return "\(resource.objectPrefix)/\(name)" }
    let kind = (object["kind"]?.stringValue ?? "").lowercased()
    let version = object["apiVersion"]?.stringValue ?? ""
    let group = version.contains("/") ? String(version.prefix { $0 != "/" }) : ""
    return group.isEmpty ? "\(kind)/\(name)" : "\(kind).\(group)/\(name)"
  }
}

/// Prints objects one after another: YAML documents get lines between them.
struct ObjectStream {
  let printer: ObjectPrinter
  private var isFirst = true

  init(printer: ObjectPrinter) { self.printer = printer }

  mutating func print(_ object: JSONValue, resource: MappedResource? = nil) throws {
    if case .yaml = printer.format, !isFirst { Terminal.print("---") }
    isFirst = false
    Terminal.write(try printer.text(object, resource: resource), to: 1)
  }
}
