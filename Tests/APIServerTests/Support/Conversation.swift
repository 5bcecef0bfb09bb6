import APIMachinery
import Testing

/// Requests and what the server must answer, as the files under Conversations/ write them:
///
///     == deployment: no selector
///     POST /apis/apps/v1/namespaces/{ns}/deployments
///     {"metadata": {"name": "d"}, "spec": …}
///     422
///     spec.selector: Required value
///
/// A scenario begins with `==`. Each step is the method (patches by their kind: MERGE, STRATEGIC, JSONPATCH, APPLY) and
/// the path, the body if there is one, and the status. For a refusal all that is wrong follows, one `field: message` a
/// line in any order; `warning:` lines are the warnings. `{ns}` and `{id}` are replaced by names of the scenario's own.
struct Conversation: Sendable, CustomTestStringConvertible {
  struct Step: Sendable {
    var method: String
    var path: String
    var body = ""
    var status = 0
    var errors: [String] = []
    var warnings: [String] = []
  }

  var name: String
  var steps: [Step] = []
  var testDescription: String { name }

  private static let patches = [
    "MERGE": "application/merge-patch+json", "STRATEGIC": "application/strategic-merge-patch+json",
    "JSONPATCH": "application/json-patch+json", "APPLY": "application/apply-patch+yaml",
  ]
  private static let methods = ["GET", "POST", "PUT", "DELETE"] + patches.keys

  static func parse(_ text: String) -> [Conversation] {
    var all: [Conversation] = []
    for line in text.split(separator: "\n") {
      if line.hasPrefix("== ") {
        all.append(Conversation(name: String(line.dropFirst(3))))
      } else if !all.isEmpty {
        all[all.count - 1].read(String(line))
      }
    }
    return all
  }

  private mutating func read(_ line: String) {
    let words = line.split(separator: " ", maxSplits: 1).map(String.init)
    if words.count == 2, Self.methods.contains(words[0]), words[1].hasPrefix("/") {
      steps.append(Step(method: words[0], path: words[1]))
    } else if !steps.isEmpty {
      let last = steps.count - 1
      if steps[last].status == 0, let status = Int(line) {
        steps[last].status = status
      } else if steps[last].status == 0 {
        steps[last].body += line + "\n"
      } else if line.hasPrefix("warning: ") {
        steps[last].warnings.append(String(line.dropFirst("warning: ".count)))
      } else {
        steps[last].errors.append(line.replacing("\\n", with: "\n"))
      }
    }
  }

  /// Holds the conversation in a namespace called `namespace`.
  func hold(with server: TestServer, namespace: String) async throws {
    let own = { (text: String) in text.replacing("{ns}", with: namespace).replacing("{id}", with: namespace) }
    try await server.makeNamespace(namespace)
    for step in steps {
      let body = step.body.isEmpty ? nil : try JSONParser.parse(Array(own(step.body).utf8))
      let patch = Self.patches[step.method]
      let answer = try await server.call(
        patch == nil ? step.method : "PATCH", own(step.path), body, contentType: patch ?? "application/json")
      #expect(answer.status == step.status, "\(step.method) \(step.path): \(answer.text)")
      #expect(answer.errors.sorted() == step.errors.map(own).sorted(), "\(step.method) \(step.path)")
      #expect(answer.warnings.sorted() == step.warnings.map(own).sorted(), "\(step.method) \(step.path)")
      guard answer.status == step.status else { return }
    }
  }
}
