import APIMachinery
import CEL

/// A policy with its expressions compiled.
struct CompiledPolicy: Sendable {
  let name: String
  let match: RequestMatch
  let parameterKind: ParameterKind?
  let failsOpen: Bool
  let conditions: PolicyConditions
  let variables: PolicyVariables
  let validations: [Validation]
  let auditAnnotations: [AuditAnnotation]
  let mutations: [Mutation]
  let isReinvoked: Bool

  struct ParameterKind: Sendable {
    let apiVersion: String
    let kind: String
  }

  struct Validation: Sendable {
    let expression: PolicyExpression
    let message: String
    let messageExpression: PolicyExpression?
    let reason: String
  }

  struct AuditAnnotation: Sendable {
    let key: String
    let expression: PolicyExpression
  }

  enum Mutation: Sendable {
    case applyConfiguration(PolicyExpression)
    case jsonPatch(PolicyExpression)
  }

  /// Expressions that don't compile are kept as such: they fail when they are evaluated.
  init(_ policy: JSONValue) {
    let spec = policy["spec"] ?? .null
    name = policy.name
    match = RequestMatch(spec["matchConstraints"])
    parameterKind = spec["paramKind"].flatMap { kind in
      kind.isNull
        ? nil
        : ParameterKind(
          apiVersion: kind["apiVersion"]?.stringValue ?? "", kind: kind["kind"]?.stringValue ?? "")
    }
    failsOpen = spec["failurePolicy"]?.stringValue == "Ignore"
    isReinvoked = spec["reinvocationPolicy"]?.stringValue == "IfNeeded"
    let hasParameters = parameterKind != nil
    let isMutating = spec["mutations"]?.arrayValue != nil
    let expressions = PolicyExpressions(spec, hasParameters: hasParameters, hasPatchTypes: isMutating)
    variables = expressions.variables
    conditions = PolicyConditions(spec["matchConditions"], failsOpen: failsOpen, hasParameters: hasParameters)
    validations = expressions.validations(spec["validations"])
    auditAnnotations = expressions.auditAnnotations(spec["auditAnnotations"])
    mutations = expressions.mutations(spec["mutations"])
  }
}

/// A policy's variables, compiled in their order.
struct PolicyVariables: Sendable {
  let types: PolicyVariableTypes
  let expressions: [String: PolicyExpression]
  /// In the order of the policy.
  let ordered: [PolicyExpression]
}

/// Compiles the expressions of a policy's `spec`.
struct PolicyExpressions {
  let variables: PolicyVariables
  private let plain: CELEnvironment
  private let withAuthorizer: CELEnvironment
  private let mutating: CELEnvironment

  init(_ spec: JSONValue, hasParameters: Bool, hasPatchTypes: Bool) {
    var types: [String: CELType] = [:]
    var expressions: [String: PolicyExpression] = [:]
    var ordered: [PolicyExpression] = []
    var options = PolicyEnvironment.Options(hasParameters: hasParameters, hasAuthorizer: true)
    for variable in spec["variables"]?.arrayValue ?? [] {
      let name = variable["name"]?.stringValue ?? ""
      let environment = PolicyEnvironment.make(options, variables: PolicyVariableTypes(types))
      let expression = PolicyExpression(variable["expression"]?.stringValue ?? "", in: environment, expecting: .any)
      expressions[name] = expression
      ordered.append(expression)
      // What doesn't compile is complained about itself, and not again where it is used.
      types[name] = if case .success(let program) = expression.program { program.type.ofVariable } else { .dyn }
    }
    let known = PolicyVariableTypes(types)
    variables = PolicyVariables(types: known, expressions: expressions, ordered: ordered)
    // Without variables, expressions that validate don't know the word either.
    let all = ordered.isEmpty && !hasPatchTypes ? nil : known
    withAuthorizer = PolicyEnvironment.make(options, variables: all)
    options.hasPatchTypes = hasPatchTypes
    mutating = PolicyEnvironment.make(options, variables: all)
    plain = PolicyEnvironment.make(PolicyEnvironment.Options(hasParameters: hasParameters), variables: all)
  }

  func validations(_ list: JSONValue?) -> [CompiledPolicy.Validation] {
    (list?.arrayValue ?? []).map { validation in
      let message = validation["messageExpression"]?.stringValue ?? ""
      return CompiledPolicy.Validation(
        expression: self.validation(validation["expression"]), message: validation["message"]?.stringValue ?? "",
        messageExpression: message.isEmpty ? nil : self.message(.string(message)),
        reason: validation["reason"]?.stringValue ?? "Invalid")
    }
  }

  func validation(_ expression: JSONValue?) -> PolicyExpression {
    PolicyExpression(expression?.stringValue ?? "", in: withAuthorizer, expecting: .bool)
  }

  func message(_ expression: JSONValue?) -> PolicyExpression {
    PolicyExpression(expression?.stringValue ?? "", in: plain, expecting: .string)
  }

  func auditAnnotations(_ list: JSONValue?) -> [CompiledPolicy.AuditAnnotation] {
    (list?.arrayValue ?? []).map { annotation in
      CompiledPolicy.AuditAnnotation(
        key: annotation["key"]?.stringValue ?? "", expression: auditAnnotation(annotation["valueExpression"]))
    }
  }

  func auditAnnotation(_ expression: JSONValue?) -> PolicyExpression {
    PolicyExpression(expression?.stringValue ?? "", in: withAuthorizer, expecting: .stringOrNull)
  }

  func mutations(_ list: JSONValue?) -> [CompiledPolicy.Mutation] {
    (list?.arrayValue ?? []).map { mutation in
      mutation["patchType"]?.stringValue == "JSONPatch"
        ? .jsonPatch(jsonPatch(mutation["jsonPatch"]?["expression"]))
        : .applyConfiguration(applyConfiguration(mutation["applyConfiguration"]?["expression"]))
    }
  }

  func jsonPatch(_ expression: JSONValue?) -> PolicyExpression {
    PolicyExpression(expression?.stringValue ?? "", in: mutating, expecting: .patch)
  }

  func applyConfiguration(_ expression: JSONValue?) -> PolicyExpression {
    PolicyExpression(expression?.stringValue ?? "", in: mutating, expecting: .object)
  }
}

extension CELType {
  /// What other expressions know of a variable of this type: types of libraries are found out when it is evaluated.
  fileprivate var ofVariable: CELType {
    switch self {
    case .bool, .bytes, .double, .duration, .int, .null, .string, .timestamp, .uint: self
    case .list(let element): .list(element.ofVariable)
    case .map(let key, let value): .map(key.ofVariable, value.ofVariable)
    default: .dyn
    }
  }
}
