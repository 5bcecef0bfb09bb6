import APIMachinery
import CEL

/// One expression of a policy, compiled once.
struct PolicyExpression: Sendable {
  let source: String
  let program: Result<CELProgram, Problem>

  /// Why it can't be used.
  struct Problem: Error {
    let message: String
  }

  /// What an expression must evaluate to.
  enum Expectation {
    case any
    case oneOf([CELType])

    static let bool = Expectation.oneOf([.bool])
    static let string = Expectation.oneOf([.string])
    static let stringOrNull = Expectation.oneOf([.string, .null])
    static let object = Expectation.oneOf([.object(CELObjectType(name: "Object", fields: [:]))])
    static let patch = Expectation.oneOf([.list(.object(PolicyEnvironment.patchOperation))])
  }

  init(_ source: String, in environment: CELEnvironment, expecting expectation: Expectation) {
    self.source = source
    program = Self.compile(source, environment, expectation)
  }

  private static func compile(
    _ source: String, _ environment: CELEnvironment, _ expectation: Expectation
  ) -> Result<CELProgram, Problem> {
    do throws(CELCompileError) {
      let program = try environment.compile(source)
      if case .oneOf(let types) = expectation, !types.contains(program.type) {
        let names = types.map(\.goName)
        let wanted = names.count == 1 ? names[0] : "one of [\(names.joined(separator: " "))]"
        return .failure(Problem(message: "must evaluate to \(wanted) but got \(program.type.goName)"))
      }
      return .success(program)
    } catch {
      return .failure(Problem(message: "compilation failed: \(error)"))
    }
  }

  /// What is wrong with it; nil when it can be used.
  var problem: String? {
    if case .failure(let problem) = program { problem.message } else { nil }
  }
}

extension CELType {
  /// As Go's `Type.String` writes it.
  fileprivate var goName: String {
    switch self {
    case .null: "null_type"
    case .timestamp: "google.protobuf.Timestamp"
    case .duration: "google.protobuf.Duration"
    case .list(let element): "list(\(element.goName))"
    case .map(let key, let value): "map(\(key.goName), \(value.goName))"
    default: description
    }
  }
}
