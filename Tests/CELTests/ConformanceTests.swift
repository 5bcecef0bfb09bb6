import APIMachinery
import CEL
import FoundationEssentials
import Testing

/// The cases of the language's specification; see Cases/README.md.
@Suite struct ConformanceTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let json: JSONValue

    var testDescription: String { name }
    var expression: String { json["expr"]?.stringValue ?? "" }
  }

  /// What we do differently from the specification, or cel-go does as we do.
  static let exceptions: Set<String> = []

  static let cases: [Case] = {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Cases")
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.sorted().filter { $0.hasSuffix(".jsonl") }.flatMap { file -> [Case] in
      let data = FileManager.default.contents(atPath: folder.appending(path: file).path) ?? Data()
      return data.split(separator: UInt8(ascii: "\n")).compactMap { line in
        guard let json = try? JSONParser.parse(Array(line)), let name = json["name"]?.stringValue else { return nil }
        return Case(name: name, json: json)
      }
    }
  }()

  static let base = CELEnvironment(
    libraries: [
      .strings, .math, .encoders, .sets, .lists, .optionals, .twoVariableComprehensions, .bindings, .blocks, .ip, .cidr,
    ])

  @Test func casesAreThere() { #expect(Self.cases.count > 1000) }

  @Test(arguments: cases.filter { !exceptions.contains($0.name) }) func holds(_ test: Case) throws {
    var environment = Self.base
    environment.container = test.json["container"]?.stringValue ?? ""
    var activation = CELActivation()
    for (name, type) in test.json["types"]?.objectValue ?? JSONObject() {
      environment.declare(name, CELType(parsing: type.stringValue ?? ""))
    }
    for (name, text) in test.json["values"]?.objectValue ?? JSONObject() {
      activation[name] = try Self.value(text.stringValue ?? "")
      if test.json["types"]?[name] == nil { environment.declare(name, .dyn) }
    }
    if test.json["error"] != nil {
      #expect(throws: (any Error).self) {
        try environment.compile(test.expression).evaluate(activation).get()
      }
      return
    }
    let program: CELProgram
    do {
      program = try environment.compile(test.expression)
    } catch {
      Issue.record("\(test.expression): \(error)")
      return
    }
    if let type = test.json["type"]?.stringValue { #expect(program.type.description == type, "\(test.expression)") }
    guard let expected = test.json["value"]?.stringValue else { return }
    let outcome = program.evaluate(activation)
    guard case .success(let value) = outcome.result else {
      Issue.record("\(test.expression): \(outcome.result)")
      return
    }
    let wanted = try Self.value(expected)
    #expect(Self.same(value, wanted), "\(test.expression) is \(value), not \(wanted)")
  }

  private static func value(_ text: String) throws -> CELValue {
    try base.compile(text).evaluate([:]).get()
  }

  private static func same(_ left: CELValue, _ right: CELValue) -> Bool {
    if case .double(let left) = left, case .double(let right) = right, left.isNaN { return right.isNaN }
    return left.equals(right) && left.type.description == right.type.description
  }
}
