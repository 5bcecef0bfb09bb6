import APIMachinery
import CEL

/// One rule of `x-kubernetes-validations`, compiled (`pkg/apiserver/schema/cel` of apiextensions-apiserver).
struct CompiledRule: Sendable {
  let rule: ExpressionRule
  /// nil for a rule that is empty or wrong.
  private(set) var program: CELProgram?
  /// What is wrong with the rule.
  private(set) var problem: String?
  private(set) var message: CELProgram?
  private(set) var messageProblem: String?
  /// The member that the rule is about, as its errors name it; empty for the value itself.
  private(set) var fieldPath = ""

  var usesOldSelf: Bool { program?.variables.contains("oldSelf") ?? false }

  /// - Parameters:
  ///   - schema: Of the value, as its definition has it.
  ///   - type: What expressions know of it.
  init(_ rule: ExpressionRule, schema: JSONValue, type: CELSchema) {
    self.rule = rule
    guard !SchemaWalk.trimmed(rule.rule).isEmpty else { return }
    var environment = CELEnvironment.kubernetes
    environment.declare("self", type)
    if rule.optionalOldSelf == true {
      environment.declare("oldSelf", CELType.optional(type.type))
    } else {
      environment.declare("oldSelf", type)
    }
    do throws(CELCompileError) {
      let compiled = try environment.compile(rule.rule)
      guard compiled.type == .bool else {
        problem = "cel expression must evaluate to a bool"
        return
      }
      program = compiled
    } catch {
      problem = "compilation failed: \(error)"
      return
    }
    compileMessage(environment)
    guard messageProblem == nil, !rule.fieldPath.isEmpty,
      let found = try? SchemaFieldPath.resolve(rule.fieldPath, in: schema, allowsBrackets: true)
    else { return }
    fieldPath = found.path.reduce(into: "") { text, step in
      text += step.isDeclared ? (text.isEmpty ? "" : ".") + step.name : "[\(step.name)]"
    }
  }

  private mutating func compileMessage(_ environment: CELEnvironment) {
    guard !rule.messageExpression.isEmpty else { return }
    do throws(CELCompileError) {
      let compiled = try environment.compile(rule.messageExpression)
      guard compiled.type == .string else {
        messageProblem = "messageExpression must evaluate to a string"
        return
      }
      message = compiled
    } catch {
      messageProblem = "messageExpression compilation failed: \(error)"
    }
  }

  /// What errors call the rule.
  var label: String { SchemaWalk.trimmed(rule.message.isEmpty ? rule.rule : rule.message) }

  /// What errors say where there is no message expression.
  var detail: String { rule.message.isEmpty ? "failed rule: \(label)" : label }
}
