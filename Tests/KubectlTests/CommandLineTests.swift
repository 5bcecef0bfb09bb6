import APIMachinery
import Testing

@testable import Kubectl

struct CommandLineTests {
  private static let rules = Result { CommandLineRules(tree: try CommandTree()) }

  @Test(arguments: [
    ("-n web get pods", "get pods --namespace=web"),
    ("--context x get pods -o json", "get pods --context=x --output=json"),
    ("get pods -Aowide", "get pods --all-namespaces --output=wide"),
    ("get pods -lapp=web", "get pods --selector=app=web"),
    ("get pods -o=json", "get pods --output=json"),
    ("get pods --watch=true", "get pods --watch"), ("get pods --watch=false", "get pods"),
    ("delete pod a --wait=false", "delete pod a --no-wait"),
    ("rollout status deploy/a --watch=false", "rollout status deploy/a --no-watch"),
    ("logs a --tail -1", "logs a --tail=-1"),
    ("exec -it a -- ls -la", "exec a --stdin --tty -- ls -la"),
    ("create deploy a --image=b --dry-run", "create deployment a --image=b --dry-run=unchanged"),
    ("set sa deploy a b", "set serviceaccount deploy a b"),
    ("get pods --no_headers", "get pods --no-headers"),
    ("apply -f - --validate", "apply --filename=- --validate=strict"),
  ])
  func rewrites(_ line: String, _ expected: String) throws {
    let words = try Self.rules.get().rewrite(line.split(separator: " ").map(String.init))
    #expect(words.joined(separator: " ") == expected)
  }

  @Test(arguments: [
    ("get pods --bogus", "error: unknown flag: --bogus\nSee 'kubectl get --help' for usage."),
    ("get pods -z", "error: unknown shorthand flag: 'z' in -z\nSee 'kubectl get --help' for usage."),
    ("get pods --output", "error: flag needs an argument: --output\nSee 'kubectl get --help' for usage."),
    ("get pods -o", "error: flag needs an argument: 'o' in -o\nSee 'kubectl get --help' for usage."),
    (
      "get pods --watch=maybe",
      "error: invalid argument \"maybe\" for \"--watch\" flag: strconv.ParseBool: parsing \"maybe\": invalid syntax\nSee 'kubectl get --help' for usage."
    ),
    ("gett pods", "error: unknown command \"gett\" for \"kubectl\"\n\nDid you mean this?\n\tset\n\tget"),
    ("zzzzzzz", "error: unknown command \"zzzzzzz\" for \"kubectl\""),
    ("config bogus", "error: unknown command \"bogus\"\nSee 'kubectl config -h' for help and examples"),
    ("scale deploy a", "error: required flag(s) \"replicas\" not set"),
    ("create deploy a", "error: required flag(s) \"image\" not set"),
    ("run a", "error: required flag(s) \"image\" not set"),
  ])
  func tellsWhatIsWrong(_ line: String, _ message: String) async {
    let outcome = await kubectl(line)
    #expect(outcome == Outcome(output: "", errors: message + "\n", status: 1))
  }

  /// Everything that kubectl's own list of commands has and that isn't left out on purpose.
  @Test(arguments: [
    "create", "expose", "run", "set", "explain", "get", "edit", "delete", "rollout", "scale", "autoscale",
    "certificate", "cluster-info", "top", "cordon", "uncordon", "drain", "taint", "describe", "logs", "attach", "exec",
    "port-forward", "cp", "auth", "events", "diff", "apply", "patch", "replace", "wait", "label", "annotate",
    "completion", "api-resources", "api-versions", "config", "version", "options",
  ])
  func hasTheCommand(_ name: String) throws {
    let command = try #require(try CommandTree().root.command(name))
    #expect(!command.help.isEmpty)
  }

  @Test func everyCommandHelps() async throws {
    for command in try CommandTree().root.commands {
      let outcome = await kubectl([command.name, "--help"])
      #expect(outcome.status == 0 && outcome.output.contains("USAGE: kubectl \(command.name)"), "\(outcome)")
    }
  }

  @Test func helpListsEveryFormat() async {
    let help = await kubectl("get --help").output.split { $0.isWhitespace }.joined(separator: " ")
    for format in OutputFormat.names { #expect(help.contains(format), "\(format)") }
  }

  @Test func listsSharedFlags() async {
    let outcome = await kubectl("options")
    #expect(outcome.output.hasPrefix("The following options can be passed to any command:\n"))
    for flag in ["kubeconfig", "namespace", "request-timeout", "as-uid", "token"] {
      #expect(outcome.output.contains("--\(flag)="), "\(flag)")
    }
  }

  @Test(arguments: [("kitten", "sitting", 3), ("get", "get", 0), ("gett", "get", 1), ("", "abc", 3)])
  func countsDifferentLetters(_ left: String, _ right: String, _ distance: Int) {
    #expect(CommandLineRules.distance(left, right) == distance)
  }

  @Test(arguments: ["bogus", "-5", "1x"])
  func refusesTimeouts(_ text: String) async {
    let outcome = await kubectl(["get", "pods", "--request-timeout=\(text)"])
    #expect(outcome.status == 1 && outcome.errors.hasPrefix("error: Invalid timeout value."), "\(outcome)")
  }

  @Test func makesCompletionScripts() async {
    for shell in ["bash", "zsh", "fish"] { #expect(await kubectl(["completion", shell]).output.contains("kubectl")) }
    #expect(
      await kubectl("completion nope").errors
        == "error: Unsupported shell type \"nope\".\nSee 'kubectl completion -h' for help and examples\n")
  }
}

struct ErrorTextTests {
  @Test(arguments: [
    (
      APIError(code: 404, reason: .notFound, message: "pods \"x\" not found"),
      "Error from server (NotFound): pods \"x\" not found"
    ),
    (APIError(code: 500, reason: .unknown, message: "boom"), "Error from server: boom"),
    (
      APIError(code: 401, reason: .unauthorized, message: "Unauthorized"),
      "error: You must be logged in to the server (Unauthorized)"
    ),
    (
      APIError(
        code: 422, reason: .invalid, message: "m",
        details: .init(name: "a", kind: "Pod", causes: [.init(reason: "r", message: "too bad", field: "spec.x")])),
      "The Pod \"a\" is invalid: spec.x: too bad"
    ),
    (
      APIError(
        code: 422, reason: .invalid, message: "m",
        details: .init(
          name: "a", kind: "Pod",
          causes: [
            .init(reason: "r", message: "one", field: "x"), .init(reason: "r", message: "two", field: "y"),
            .init(reason: "r", message: "one", field: "x"),
          ])), "The Pod \"a\" is invalid: \n* x: one\n* y: two"
    ),
    (APIError(code: 422, reason: .invalid, message: "m"), "The request is invalid: m"),
  ])
  func isKubectls(_ error: APIError, _ text: String) {
    #expect(error.kubectlText == text)
  }
}
