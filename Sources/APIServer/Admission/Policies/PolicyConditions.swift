import APIMachinery
import CEL

/// The conditions that decide whether a policy or webhook looks at a request at all.
struct PolicyConditions: Sendable {
  /// In their order.
  let expressions: [PolicyExpression]
  /// Where one can't be evaluated, the request isn't looked at instead of being refused.
  let failsOpen: Bool

  init(_ list: JSONValue?, failsOpen: Bool, hasParameters: Bool = false) {
    self.failsOpen = failsOpen
    guard let conditions = list?.arrayValue, !conditions.isEmpty else {
      expressions = []
      return
    }
    let environment = PolicyEnvironment.make(.init(hasParameters: hasParameters, hasAuthorizer: true))
    expressions = conditions.map {
      PolicyExpression($0["expression"]?.stringValue ?? "", in: environment, expecting: .bool)
    }
  }

  /// Whether all hold. A condition that is false settles it, whatever errors others have.
  ///
  /// - Throws: The errors, when none is false and the request is to be refused then.
  func hold(_ input: @autoclosure () -> PolicyInput) throws(PolicyProblem) -> Bool {
    if expressions.isEmpty { return true }
    var input = input()
    input.activation["namespaceObject"] = .null
    let evaluation = PolicyEvaluation(input, variables: nil, budget: CELLimits.costPerMatchConditions)
    var problems: [String] = []
    for expression in expressions {
      do throws(PolicyEvaluation.OutOfBudget) {
        switch try evaluation.evaluate(expression) {
        case .success(let value): if value.boolValue == false { return false }
        case .failure(let problem): problems.append(problem.message)
        }
      } catch {
        if failsOpen { return false }
        throw PolicyProblem(error.message)
      }
    }
    if problems.isEmpty { return true }
    if failsOpen { return false }
    throw PolicyProblem(ErrorText.joined(problems))
  }
}
