import APIMachinery
import CEL

/// That a policy is against a request, and why.
struct PolicyDecision: Sendable {
  /// The position of the validation among those of the policy.
  var index = 0
  let message: String
  var reason = "Invalid"
  /// It couldn't be worked out, as opposed to a validation that is false.
  var isError = true

  /// As metrics name it.
  var errorType: String { isError ? Self.errorType(message) : "no_error" }

  static func errorType(_ message: String) -> String {
    if message.hasPrefix("compilation") { return "compile_error" }
    return message.hasPrefix("validation failed due to running out of cost budget") ? "out_of_budget" : "invalid_error"
  }
}

/// What one ValidatingAdmissionPolicy says of a request with one set of parameters.
struct PolicyValidation {
  private static let messageBytesMax = 5 * 1024

  private let policy: CompiledPolicy
  private let input: PolicyInput

  init(_ policy: CompiledPolicy, _ input: PolicyInput) {
    self.policy = policy
    self.input = input
  }

  struct Outcome {
    var decisions: [PolicyDecision] = []
    /// Audit annotations by key; those without a value are left out.
    var annotations: [(key: String, value: String)] = []
    /// Why annotations couldn't be worked out, where that refuses the request.
    var problems: [String] = []
  }

  func evaluate() -> Outcome {
    do throws(PolicyProblem) {
      guard try policy.conditions.hold(input) else { return Outcome() }
      var outcome = Outcome()
      outcome.decisions = try decisions()
      try annotate(&outcome)
      return outcome
    } catch {
      return policy.failsOpen ? Outcome() : Outcome(decisions: [PolicyDecision(message: error.message)])
    }
  }

  /// All validations come before all messages: these share what the validations leave of the budget.
  private func decisions() throws(PolicyProblem) -> [PolicyDecision] {
    let evaluation = PolicyEvaluation(input, variables: policy.variables)
    var results: [Result<Bool, PolicyProblem>] = []
    do throws(PolicyEvaluation.OutOfBudget) {
      for validation in policy.validations {
        results.append(try evaluation.evaluate(validation.expression).map { $0.boolValue == true })
      }
    } catch {
      throw PolicyProblem(error.message)
    }
    let messages: [String?]
    var messageProblem: String?
    do throws(PolicyEvaluation.OutOfBudget) {
      messages = try self.messages(results, evaluation)
    } catch {
      messages = []
      messageProblem = "failed messageExpression: \(error.message)"
    }
    var decisions: [PolicyDecision] = []
    for (index, (validation, result)) in zip(policy.validations, results).enumerated() {
      switch (result, messageProblem) {
      case (.failure(let problem), _):
        if !policy.failsOpen { decisions.append(PolicyDecision(index: index, message: problem.message)) }
      case (.success, .some(let problem)):
        if !policy.failsOpen { decisions.append(PolicyDecision(index: index, message: problem)) }
      case (.success(true), nil): break
      case (.success(false), nil):
        let text = validation.message.trimmed
        let message =
          messages[index] ?? (text.isEmpty ? "failed expression: \(validation.expression.source.trimmed)" : text)
        decisions.append(
          PolicyDecision(index: index, message: message, reason: validation.reason, isError: false))
      }
    }
    return decisions
  }

  /// What the message expressions make; nil where there is none or what it makes is of no use.
  private func messages(
    _ results: [Result<Bool, PolicyProblem>], _ evaluation: PolicyEvaluation
  ) throws(PolicyEvaluation.OutOfBudget) -> [String?] {
    if results.allSatisfy({ (try? $0.get()) == true }) { return policy.validations.map { _ in nil } }
    var messages: [String?] = []
    for validation in policy.validations {
      guard let expression = validation.messageExpression,
        case .success(let value) = try evaluation.evaluate(expression)
      else {
        messages.append(nil)
        continue
      }
      let text = (value.stringValue ?? "").trimmed
      let isUseful =
        !text.isEmpty && text.utf8.count <= Self.messageBytesMax && !text.utf8.contains(UInt8(ascii: "\n"))
      messages.append(isUseful ? text : nil)
    }
    return messages
  }

  private func annotate(_ outcome: inout Outcome) throws(PolicyProblem) {
    guard !policy.auditAnnotations.isEmpty else { return }
    let evaluation = PolicyEvaluation(input, variables: policy.variables)
    do throws(PolicyEvaluation.OutOfBudget) {
      for annotation in policy.auditAnnotations {
        switch try evaluation.evaluate(annotation.expression) {
        case .success(let value):
          let text = (value.stringValue ?? "").trimmed
          if !text.isEmpty { outcome.annotations.append((annotation.key, text)) }
        case .failure(let problem):
          if !policy.failsOpen { outcome.problems.append(problem.message) }
        }
      }
    } catch {
      throw PolicyProblem(error.message)
    }
  }
}

/// Audit annotations of a policy, put together from all its bindings and parameters.
struct PolicyAnnotations {
  private static let valueBytesMax = 10 * 1024

  /// In the order in which they came; each value once.
  private var values: [(key: String, values: [String])] = []

  mutating func add(_ annotations: [(key: String, value: String)]) {
    for (key, value) in annotations {
      let text = String(decoding: value.utf8.prefix(Self.valueBytesMax), as: UTF8.self)
      if let index = values.firstIndex(where: { $0.key == key }) {
        if !values[index].values.contains(text) { values[index].values.append(text) }
      } else {
        values.append((key, [text]))
      }
    }
  }

  func publish(_ policy: String, to annotations: AuditAnnotations) {
    for (key, values) in values { annotations.add("\(policy)/\(key)", values.joined(separator: ", ")) }
  }

  /// That a validation failed, for bindings that ask for it.
  static func publish(failure decision: PolicyDecision, _ binding: CompiledBinding, to annotations: AuditAnnotations) {
    let failure: JSONValue = [
      "message": .string(decision.message), "policy": .string(binding.policy), "binding": .string(binding.name),
      "expressionIndex": .integer(Int64(decision.index)),
      "validationActions": .array(binding.actions.map { .string($0) }),
    ]
    annotations.add("validation.policy.admission.k8s.io/validation_failure", JSONValue.array([failure]).jsonText)
  }
}

extension String {
  /// Without white space at its ends.
  fileprivate var trimmed: String {
    let start = drop { $0.isWhitespace }
    guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(start[...end])
  }
}
