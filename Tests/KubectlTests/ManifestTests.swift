import APIMachinery
import Testing

@testable import Kubectl

/// Commands that take manifests: apply, create, replace, diff and edit.
struct ManifestTests {
  private static let app =
    "{apiVersion: v1, kind: ConfigMap, metadata: {name: app, labels: {part: app}}, data: {a: \"1\", b: \"2\"}}"
  private static let app2 = app.replacing("a: \"1\", b: \"2\"", with: "b: \"3\"")

  @Test func appliesThreeWays() async throws {
    let server = FakeServer()
    #expect(await kubectl("apply -f -", on: server, input: Self.app).output == "configmap/app created\n")
    #expect(await kubectl("apply -f -", on: server, input: Self.app).output == "configmap/app unchanged\n")
    _ = await kubectl(["patch", "cm", "app", "--type=merge", "-p", "{\"data\":{\"other\":\"kept\"}}"], on: server)
    #expect(
      await kubectl("apply -f - --dry-run=client", on: server, input: Self.app2).output
        == "configmap/app configured (dry run)\n")
    #expect(await kubectl("apply -f -", on: server, input: Self.app2).output == "configmap/app configured\n")
    #expect(server.object("configmaps", "app")?["data"] == ["b": "3", "other": "kept"])
    let shown = await kubectl("apply view-last-applied cm/app -o json", on: server)
    #expect(try yaml(shown.output)["data"] == ["b": "3"])
  }

  @Test func warnsWhereNothingWasAppliedBefore() async throws {
    let server = try await FakeServer(Self.app)
    let outcome = await kubectl("apply -f -", on: server, input: Self.app2)
    #expect(
      outcome.errors.hasPrefix(
        "Warning: resource configmaps/app is missing the kubectl.kubernetes.io/last-applied-configuration annotation"))
  }

  @Test func prunes() async throws {
    let server = FakeServer()
    _ = await kubectl(
      "apply -f -", on: server, input: Self.app + "\n---\n" + Self.app.replacing("name: app", with: "name: gone"))
    let outcome = await kubectl("apply -f - --prune -l part=app", on: server, input: Self.app)
    #expect(outcome.output == "configmap/app unchanged\nconfigmap/gone pruned\n")
    #expect(server.object("configmaps", "gone") == nil)
    #expect(await kubectl("apply -f - --prune", on: server, input: Self.app).status == 1)
  }

  @Test(arguments: [
    ("apply -f - --force-conflicts", "error: --force-conflicts only works with --server-side\n"),
    (
      "apply -f - --server-side --dry-run=client",
      "error: --dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)\n"
    ),
    ("apply", "error: must specify one of -f and -k\n"),
    ("create", "error: must specify one of -f and -k\n"),
    ("apply -f nope.yaml", "error: the path \"nope.yaml\" does not exist\n"),
    ("diff", "error: must specify one of -f and -k\n"),
  ])
  func refuses(_ line: String, _ errors: String) async {
    let outcome = await kubectl(line, input: Self.app)
    #expect(outcome.errors == errors && outcome.status != 0)
  }

  @Test func tellsOfUnknownKinds() async {
    let outcome = await kubectl("create -f -", input: "{apiVersion: foo/v1, kind: Bar, metadata: {name: x}}")
    #expect(
      outcome.errors
        == "error: resource mapping not found for name: \"x\" namespace: \"\" from \"STDIN\": no matches for kind \"Bar\" in version \"foo/v1\"\nensure CRDs are installed first\n"
    )
  }

  @Test func createsAndReplaces() async throws {
    let server = FakeServer()
    #expect(await kubectl("create -f -", on: server, input: Self.app).output == "configmap/app created\n")
    #expect(
      await kubectl("create -f -", on: server, input: Self.app).errors.hasPrefix(
        "Error from server (AlreadyExists): error when creating \"STDIN\": configmaps \"app\""))
    #expect(await kubectl("replace -f -", on: server, input: Self.app2).output == "configmap/app replaced\n")
    #expect(server.object("configmaps", "app")?["data"] == ["b": "3"])
    #expect(
      await kubectl("replace -f - --force", on: server, input: Self.app).output
        == "configmap \"app\" deleted from default namespace\nconfigmap/app replaced\n")
    #expect(
      await kubectl("replace -f -", input: Self.app).errors
        == "Error from server (NotFound): error when replacing \"STDIN\": configmaps \"app\" not found\n")
  }

  @Test func comparesWithAnotherProgram() async throws {
    let server = try await FakeServer(Self.app)
    let programs = FakePrograms { arguments in
      guard arguments.prefix(3) == ["diff", "-u", "-N"], arguments.count == 5 else { return 9 }
      let name = "v1.ConfigMap.default.app"
      let before = try LocalFiles.readText("\(arguments[3])/\(name)")
      let after = try LocalFiles.readText("\(arguments[4])/\(name)")
      Terminal.write(after.contains("b: \"3\"") && before.contains("b: \"2\"") ? "differs\n" : "same\n", to: 1)
      return before == after ? 0 : 1
    }
    let outcome = await kubectl("diff -f -", on: server, input: Self.app2, programs: programs)
    #expect(outcome == Outcome(output: "differs\n", errors: "", status: 1))
    #expect(server.object("configmaps", "app")?[path: "data", "b"] == "2")
  }

  @Test func hidesSecretsInDifferences() {
    var left: JSONValue? = ["data": ["same": "x", "other": "y"]]
    var right: JSONValue = ["data": ["same": "x", "other": "z", "new": "n"]]
    SecretMask.apply(&left, &right)
    #expect(left?["data"] == ["same": "***", "other": "*** (before)"])
    #expect(right["data"] == ["same": "***", "other": "*** (after)", "new": "***"])
  }

  @Test func edits() async throws {
    let server = try await FakeServer(Self.app)
    let outcome = await kubectl(
      "edit cm app", on: server, programs: .editor { $0.replacing("a: \"1\"", with: "a: \"9\"") })
    #expect(outcome == Outcome(output: "configmap/app edited\n", errors: "", status: 0))
    #expect(server.object("configmaps", "app")?[path: "data", "a"] == "9")
  }

  @Test(arguments: [
    ("", "Edit cancelled, saved file was empty.\n", 0),
    ("# only\n# comments\n", "Edit cancelled, saved file was empty.\n", 0),
  ])
  func leavesEmptyFilesAlone(_ text: String, _ errors: String, _ status: Int32) async throws {
    let server = try await FakeServer(Self.app)
    let outcome = await kubectl("edit cm app", on: server, programs: .editor { _ in text })
    #expect(outcome == Outcome(output: "", errors: errors, status: status))
    #expect(server.changes.isEmpty)
  }

  @Test func leavesUnchangedObjectsAlone() async throws {
    let server = try await FakeServer(Self.app)
    #expect(
      await kubectl("edit cm app", on: server, programs: .editor { $0 })
        == Outcome(output: "", errors: "Edit cancelled, no changes made.\n", status: 0))
    #expect(
      await kubectl("edit cm app", on: server, variables: ["EDITOR": "false"], programs: FakePrograms { _ in 1 })
        == Outcome(output: "", errors: "error: there was a problem with the editor \"false\"\n", status: 1))
  }

  @Test func opensRefusedEditsAgain() async throws {
    let server = try await FakeServer(Self.app)
    server.answer(
      "PATCH /api/v1/namespaces/default/configmaps/app",
      error: APIError(
        code: 422, reason: .invalid, message: "m",
        details: .init(name: "app", kind: "ConfigMap", causes: [.init(reason: "r", message: "too long", field: "data")])
      ))
    // The second time the editor leaves the file as it is, which gives up.
    let outcome = await kubectl(
      "edit cm app", on: server, programs: .editor { $0.replacing("a: \"1\"", with: "a: \"9\"") })
    #expect(outcome.status == 1)
    #expect(
      outcome.errors.hasPrefix("error: configmaps \"app\" is invalid\nA copy of your changes has been stored to \""))
    #expect(outcome.errors.hasSuffix("error: Edit cancelled, no valid changes were saved.\n"))
  }
}
