import APIMachinery
import CEL
import Synchronization

/// Evaluates the expressions of one policy about one request. Not shared between requests.
final class PolicyEvaluation {
  /// The variables of expressions, without `variables`, which see these themselves.
  private let base: CELActivation
  private let variables: VariablesObject?
  private var budget: Int64

  /// Nothing of the policy can be told any more.
  struct OutOfBudget: Error {
    let message = "validation failed due to running out of cost budget, no further validation rules will be run"
  }

  init(_ input: PolicyInput, variables: PolicyVariables?, budget: UInt64 = CELLimits.costPerObject) {
    base = input.activation
    self.variables = variables.map { VariablesObject($0, input.activation) }
    self.budget = Int64(clamping: budget)
  }

  /// The value, or why there is none.
  func evaluate(_ expression: PolicyExpression) throws(OutOfBudget) -> Result<CELValue, PolicyProblem> {
    let program: CELProgram
    switch expression.program {
    case .success(let compiled): program = compiled
    case .failure(let problem): return .failure(PolicyProblem("compilation error: \(problem.message)"))
    }
    var activation = base
    if let variables { activation["variables"] = .object(.lazy(variables)) }
    let outcome = program.evaluate(activation)
    try spend(variables?.takeCost() ?? 0)
    try spend(outcome.cost)
    switch outcome.result {
    case .success(let value): return .success(value)
    case .failure(let error):
      return .failure(PolicyProblem("expression '\(expression.source)' resulted in error: \(error.message)"))
    }
  }

  private func spend(_ cost: UInt64) throws(OutOfBudget) {
    guard let cost = Int64(exactly: cost), cost <= budget else { throw OutOfBudget() }
    budget -= cost
  }
}

/// A policy's variables, each worked out when an expression first asks for it.
private final class VariablesObject: CELLazyObject {
  private let variables: PolicyVariables
  private let base: CELActivation
  private let state = Mutex((values: [String: Result<CELValue, CELError>](), cost: UInt64(0)))

  init(_ variables: PolicyVariables, _ base: CELActivation) {
    self.variables = variables
    self.base = base
  }

  var type: CELObjectType { variables.types.type }

  func field(_ name: String) throws(CELError) -> CELValue? {
    if let known = state.withLock({ $0.values[name] }) { return try known.get() }
    guard let expression = variables.expressions[name] else { return nil }
    let result = evaluate(name, expression)
    state.withLock { $0.values[name] = result }
    return try result.get()
  }

  private func evaluate(_ name: String, _ expression: PolicyExpression) -> Result<CELValue, CELError> {
    switch expression.program {
    case .failure(let problem):
      return .failure(CELError("composited variable \(GoFormat.quoted(name)) fails to compile: \(problem.message)"))
    case .success(let program):
      var activation = base
      activation["variables"] = .object(.lazy(self))
      let outcome = program.evaluate(activation)
      state.withLock { $0.cost = $0.cost.addingReportingOverflow(outcome.cost).partialValue }
      return outcome.result.mapError { error in
        error.kind == .evaluation
          ? CELError("composited variable \(GoFormat.quoted(name)) fails to evaluate: \(error.message)") : error
      }
    }
  }

  func takeCost() -> UInt64 {
    state.withLock { state in
      defer { state.cost = 0 }
      return state.cost
    }
  }
}

/// What the variables of expressions stand for.
struct PolicyInput {
  var activation: CELActivation

  /// - Parameter objects: The request's objects in the version in which they are to be seen.
  init(
    _ request: AdmissionRequest, objects: VersionedObjects, parameters: JSONValue = .null, namespace: JSONValue?,
    authorizer: (any CELAuthorizer)?
  ) {
    activation = [
      "object": CELValue(objects.object), "oldObject": CELValue(objects.oldObject),
      "request": CELValue(.object(request.review(as: objects.target))),
      "namespaceObject": namespace.map { CELValue($0) } ?? .null, "params": CELValue(parameters),
    ]
    if let authorizer {
      activation["authorizer"] = .authorizer(authorizer)
      var resource = CELAccessCheck.Resource(group: request.resource.group, resource: request.resource.resource)
      resource.subresource = request.subresource
      resource.namespace = request.namespace
      resource.name = request.name
      activation["authorizer.requestResource"] = .resourceCheck(resource, by: authorizer)
    }
  }

  /// The namespace of the request with what expressions may see of it; nil for requests about none.
  static func namespace(of request: AdmissionRequest, _ cluster: AdmissionCluster) -> JSONValue? {
    guard !request.namespace.isEmpty, !request.isAboutNamespaces, let stored = cluster.namespace(request.namespace)
    else {
      return nil
    }
    var metadata: JSONValue = [:]
    for key in [
      "name", "generateName", "namespace", "uid", "resourceVersion", "generation", "creationTimestamp",
      "deletionTimestamp", "deletionGracePeriodSeconds", "labels", "annotations", "finalizers",
    ] { if let value = stored.metadata[key] { metadata[key] = value } }
    return ["metadata": metadata, "spec": stored["spec"] ?? [:], "status": stored["status"] ?? [:]]
  }
}

/// The server's authorizer for expressions; asked once for each question.
final class PolicyAuthorizer: CELAuthorizer {
  private let authorizer: any Authorizer
  private let user: UserInfo

  init(_ authorizer: any Authorizer, user: UserInfo) {
    self.authorizer = authorizer
    self.user = user
  }

  func authorize(_ check: CELAccessCheck) -> CELAccessDecision {
    var user = user
    if let account = check.serviceAccount {
      user = UserInfo(
        name: "system:serviceaccount:\(account.namespace):\(account.name)",
        groups: [UserInfo.Group.serviceAccounts, "\(UserInfo.Group.serviceAccounts):\(account.namespace)"])
    }
    let attributes: AuthorizationAttributes
    switch check.target {
    case .path(let path):
      attributes = AuthorizationAttributes(user: user, verb: check.verb, isResourceRequest: false, path: path)
    case .resource(let resource):
      attributes = AuthorizationAttributes(
        user: user, verb: check.verb, namespace: resource.namespace, apiGroup: resource.group, apiVersion: "*",
        resource: resource.resource, subresource: resource.subresource, name: resource.name,
        fieldSelector: resource.fieldSelector)
    }
    let decision = authorizer.authorize(attributes)
    return CELAccessDecision(isAllowed: decision.isAllowed, reason: decision.reason)
  }
}
