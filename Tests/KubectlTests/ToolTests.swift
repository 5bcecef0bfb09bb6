import APIMachinery
import FoundationEssentials
import Testing

@testable import Kubectl

/// debug, proxy, plugins, and dumps of a cluster.
struct ToolTests {
  private static let pod =
    "{apiVersion: v1, kind: Pod, metadata: {name: web, labels: {app: web}}, spec: {nodeName: n1, containers: [{name: c, image: a, livenessProbe: {exec: {command: [x]}}}]}}"

  @Test func debugsACopy() async throws {
    let server = try await FakeServer(Self.pod)
    let outcome = await kubectl(
      "debug web --copy-to=twin --image=tools --profile=general -c look --set-image=c=b -- sh -c id", on: server)
    #expect(outcome.status == 0, "\(outcome)")
    let twin = server.object("pods", "twin")
    let containers = twin?["spec"]?.list("containers") ?? []
    #expect(containers.map { $0.text("image") } == ["b", "tools"])
    #expect(containers.last?["command"] == ["sh", "-c", "id"])
    #expect(containers.last?[path: "securityContext", "capabilities", "add"] == ["SYS_PTRACE"])
    #expect(containers.first?["livenessProbe"] == nil)
    #expect(twin?[path: "spec", "shareProcessNamespace"] == true)
    #expect(twin?[path: "spec", "nodeName"] == nil && twin?[path: "metadata", "labels"] == nil)
  }

  @Test func debugsANode() async throws {
    let server = try await FakeServer("{apiVersion: v1, kind: Node, metadata: {name: n1}}")
    let outcome = await kubectl("debug node/n1 --image=tools --profile=sysadmin", on: server)
    #expect(outcome.output.hasPrefix("Creating debugging pod node-debugger-n1-"))
    let body = try #require(server.changes.last.map { try JSONParser.parse($0.body) })
    #expect(body[path: "spec", "hostPID"] == true && body[path: "spec", "nodeName"] == "n1")
    #expect(body[path: "spec", "containers"]?[0]?[path: "securityContext", "privileged"] == true)
    #expect(body[path: "spec", "containers"]?[0]?["volumeMounts"]?[0]?["mountPath"] == "/host")
  }

  @Test(arguments: [
    ("debug web", "error: you must specify --image when not using --copy-to.\n"),
    ("debug --image=x", "error: NAME or filename is required for debug\n"),
    ("debug web --image=:::", "error: invalid image name \":::\": invalid reference format\n"),
    ("debug web --image=x --replace", "error: --replace may only be used with --copy-to.\n"),
    ("debug web --image=x -t", "error: -i/--stdin is required for containers with -t/--tty=true\n"),
    ("run x --image=:::", "error: Invalid image name \":::\": invalid reference format\n"),
  ])
  func refuses(_ line: String, _ errors: String) async throws {
    let outcome = await kubectl(line, on: try await FakeServer(Self.pod))
    #expect(outcome.errors == errors && outcome.status == 1)
  }

  @Test(arguments: [
    ("GET", "/api/v1/pods", "localhost:8001", true), ("GET", "/version", "127.0.0.1", true),
    ("GET", "/version", "evil.example", false), ("GET", "/version", "[::1]:8001", true),
    ("POST", "/api/v1/namespaces/a/pods/b/exec", "localhost", false),
    ("POST", "/api/v1/namespaces/a/pods/b/%65xec", "localhost", false),
    ("PATCH", "/api/v1/pods", "localhost", false),
  ])
  func proxyFilters(_ method: String, _ path: String, _ host: String, _ isAllowed: Bool) throws {
    let filter = try ProxyFilter(
      acceptedPaths: "^.*", rejectedPaths: "^/api/.*/pods/.*/exec,^/api/.*/pods/.*/attach",
      acceptedHosts: "^localhost$,^127\\.0\\.0\\.1$,^\\[::1\\]$", rejectedMethods: "^PATCH$")
    let request = APIRequest(method: method, path: path, headers: Headers([("Host", host)]))
    #expect(filter.allows(request) == isAllowed)
  }

  @Test func runsPlugins() async throws {
    let temporary = try TemporaryFolder()
    defer { withExtendedLifetime(temporary) {} }
    let folder = temporary.path
    for name in ["kubectl-foo", "kubectl-foo-bar_baz"] {
      _ = FileManager.default.createFile(
        atPath: "\(folder)/\(name)", contents: Data("#!/bin/sh\n".utf8), attributes: [.posixPermissions: 0o755])
    }
    let surroundings = Surroundings(configuration: TestSource(variables: ["PATH": folder]))
    Surroundings.$current.withValue(surroundings) {
      let long = Plugins.find(["foo", "bar-baz", "x", "--y=z"])
      #expect(long?.path == "\(folder)/kubectl-foo-bar_baz" && long?.arguments == ["x", "--y=z"])
      let short = Plugins.find(["foo", "other", "-v"])
      #expect(short?.path == "\(folder)/kubectl-foo" && short?.arguments == ["other", "-v"])
      #expect(Plugins.find(["bar"]) == nil && Plugins.find(["../foo"]) == nil)
    }
  }

  @Test func readsManifestsOfAKustomization() async throws {
    let files = try TemporaryFolder()
    defer { withExtendedLifetime(files) {} }
    _ = try files.file("kustomization.yaml", "configMapGenerator: [{name: c, literals: [z=1]}]\n")
    let folder = files.path
    let server = FakeServer()
    #expect(await kubectl("apply -k \(folder)", on: server).output == "configmap/c-527hd2cc4c created\n")
    #expect(
      await kubectl("apply -k \(folder) -f x", on: server).errors == "error: only one of -f or -k can be specified\n")
    #expect(await kubectl("delete -k \(folder)", on: server).output.hasPrefix("configmap \"c-527hd2cc4c\" deleted"))
  }
}
