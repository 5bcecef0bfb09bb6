internal import Yams

/// YAML 1.1 to JSON values and back, as `sigs.k8s.io/yaml` converts them.
public enum YAMLCodec {
  /// What plain words mean.
  public enum Dialect: Sendable {
    /// `yes`, `on` and `y` are true, as in manifests.
    case yaml11
    /// Only `true` and `false` are booleans, as in kustomizations.
    case yaml12
  }

  /// The only document of `bytes`, or the first one; null when there is none. Throws messages that begin with `yaml: `.
  public static func decode(_ bytes: [UInt8], dialect: Dialect = .yaml11) throws(ParseError) -> JSONValue {
    try documents(bytes, atMost: 1, dialect).values.first ?? .null
  }

  /// The same, with what is said of keys that a mapping has twice, in go-yaml's words: `line 2: key "a" already set in
  /// map`. The last of them counts.
  public static func decodeReportingDuplicates(_ bytes: [UInt8]) throws(ParseError) -> (
    value: JSONValue, duplicates: [String]
  ) {
    let (values, duplicates) = try documents(bytes, atMost: 1, .yaml11)
    return (values.first ?? .null, duplicates)
  }

  /// Every document of `bytes` (separated by `---`) that isn't empty.
  public static func decodeAll(
    _ bytes: [UInt8], dialect: Dialect = .yaml11
  ) throws(ParseError) -> [JSONValue] {
    try documents(bytes, atMost: .max, dialect).values.filter { !$0.isNull }
  }

  /// The documents as kubectl prints them with `-o yaml`: members sorted, lists at the level of their key.
  public static func encode(_ value: JSONValue) -> [UInt8] {
    var writer = YAMLWriter()
    writer.document(value)
    return writer.bytes
  }

  private static func documents(
    _ bytes: [UInt8], atMost limit: Int, _ dialect: Dialect
  ) throws(ParseError) -> (values: [JSONValue], duplicates: [String]) {
    guard !YAMLDepth.mayExceed(JSONValue.maximumDepth, bytes) else { throw ParseError("yaml: exceeded max depth") }
    guard bytes.withUnsafeBufferPointer(UTF8Repair.isValid) else {
      throw ParseError("yaml: invalid leading UTF-8 octet")
    }
    var duplicates = YAMLDuplicates()
    var bytes = bytes
    for _ in 0...YAMLDuplicates.mappingsMax {
      do {
        let values = try parse(String(decoding: bytes, as: UTF8.self), atMost: limit, dialect)
        return (values, duplicates.reports.sorted { $0.line < $1.line }.map { $0.text })
      } catch let error as ParseError {
        throw error
      } catch YamlError.duplicatedKeysInMapping(_, let context) {
        guard let renamed = duplicates.rename(in: bytes, line: context.mark.line, column: context.mark.column) else {
          throw ParseError("yaml: a mapping has a key twice")
        }
        bytes = renamed
      } catch let error as YamlError {
        throw ParseError(message(of: error))
      } catch {
        throw ParseError("yaml: \(error)")
      }
    }
    throw ParseError("yaml: too many mappings have keys twice")
  }

  private static func parse(_ text: String, atMost limit: Int, _ dialect: Dialect) throws -> [JSONValue] {
    let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
    var builder = Builder(
      dialect: dialect, budget: 400_000 + text.utf8.count, textBudget: (16 << 20) + text.utf8.count)
    var documents: [JSONValue] = []
    while documents.count < limit, let node = try parser.nextRoot() {
      documents.append(try builder.value(of: node))
    }
    return documents
  }

  /// In go-yaml's words: `yaml: line 2: mapping values are not allowed in this context`.
  private static func message(of error: YamlError) -> String {
    switch error {
    case .scanner(_, let problem, let mark, _):
      mark.line > 1 ? "yaml: line \(mark.line): \(problem)" : "yaml: \(problem)"
    // go-yaml counts lines from zero here.
    case .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
      mark.line > 1 ? "yaml: line \(mark.line - 1): \(problem)" : "yaml: \(problem)"
    case .reader(let problem, _, _, _): "yaml: \(problem)"
    default: "yaml: \(error)"
    }
  }

  /// Makes values of nodes. References to anchors are copies of what they refer to, so the number of nodes is bounded
  /// against documents that grow without limit when expanded.
  private struct Builder {
    let dialect: Dialect
    var budget: Int
    /// How many bytes of text there may be: a long text that many aliases stand for is written out many times.
    var textBudget: Int

    mutating func value(of node: Node) throws(ParseError) -> JSONValue {
      budget -= 1
      guard budget > 0 else { throw ParseError("yaml: document contains excessive aliasing") }
      switch node {
      case .scalar(let scalar):
        textBudget -= scalar.string.utf8.count
        guard textBudget > 0 else { throw ParseError("yaml: document contains excessive aliasing") }
        return try value(of: scalar)
      case .sequence(let sequence):
        var elements: [JSONValue] = []
        elements.reserveCapacity(sequence.count)
        for element in sequence { elements.append(try value(of: element)) }
        return .array(elements)
      case .mapping(let mapping):
        var object = JSONObject()
        var merged: [JSONObject] = []
        for (key, element) in mapping {
          if case .scalar(let scalar) = key, scalar.style == .plain, scalar.string == "<<" {
            merged += try mergedObjects(element)
          } else {
            let name = try self.key(key)
            let inner = try value(of: element)
            if !YAMLDuplicates.isDropped(name) { object[name] = inner }
          }
        }
        for other in merged {
          for member in other.members where object[member.key] == nil { object[member.key] = member.value }
        }
        return .object(object)
      case .alias: throw ParseError("yaml: unknown anchor")
      }
    }

    private mutating func mergedObjects(_ node: Node) throws(ParseError) -> [JSONObject] {
      switch try value(of: node) {
      case .object(let object): return [object]
      case .array(let elements):
        let objects = elements.compactMap(\.objectValue)
        guard objects.count == elements.count else { break }
        return objects
      default: break
      }
      throw ParseError("yaml: map merge requires map or sequence of maps as the value")
    }

    private func key(_ node: Node) throws(ParseError) -> String {
      guard case .scalar(let scalar) = node else {
        throw ParseError("yaml: invalid map key: a key must be a scalar")
      }
      switch try value(of: scalar) {
      case .string(let text): return text
      case .bool(let value): return value ? "true" : "false"
      case .integer(let value): return "\(value)"
      case .number(let value):
        if value.isNaN { return ".nan" }
        return value.isInfinite ? (value < 0 ? "-.inf" : ".inf") : GoFormat.plain(value)
      default: throw ParseError("unsupported map key of type: %!s(<nil>), key: <nil>")
      }
    }

    private func value(of scalar: Node.Scalar) throws(ParseError) -> JSONValue {
      switch scalar.tag.description {
      case "tag:yaml.org,2002:str", "!": return .string(scalar.string)
      case "tag:yaml.org,2002:binary":
        return .string(String(decoding: try Base64.decode(scalar.string.filter { $0 != " " }), as: UTF8.self))
      case "": return scalar.style == .plain ? YAMLScalar.resolve(scalar.string, dialect) : .string(scalar.string)
      default: return YAMLScalar.resolve(scalar.string, dialect)
      }
    }
  }
}
