import APIMachinery
import CEL

/// The conditions that decide whether a policy looks at a request at all.
enum PolicyConditions {
  /// Whether all hold. A condition that is false settles it, whatever errors others have.
  /// - Throws: The errors, when none is false and the policy fails on errors.
  static func hold(_ policy: CompiledPolicy, _ input: PolicyInput) throws(PolicyProblem) -> Bool {
    guard !policy.conditions.isEmpty else { return true }
    var input = input
    input.activation["namespaceObject"] = .null
    let evaluation = PolicyEvaluation(input, variables: nil, budget: CELLimits.costPerMatchConditions)
    var problems: [String] = []
    for condition in policy.conditions {
      do throws(PolicyEvaluation.OutOfBudget) {
        switch try evaluation.evaluate(condition.expression) {
        case .success(let value): if value.boolValue == false { return false }
        case .failure(let problem): problems.append(problem.message)
        }
      } catch {
        if policy.failsOpen { return false }
        throw PolicyProblem(error.message)
      }
    }
    if problems.isEmpty { return true }
    if policy.failsOpen { return false }
    throw PolicyProblem(ErrorText.joined(problems))
  }
}
