import Testing

@testable import Kubectl

struct ConfigTests {
  @Test(arguments: [
    ("config current-context", "c\n"), ("config get-clusters", "NAME\nc\n"), ("config get-users", "NAME\nadmin\n"),
    ("config get-contexts -o name", "c\nteam\n"),
    (
      "config get-contexts",
      "CURRENT   NAME   CLUSTER   AUTHINFO   NAMESPACE\n*         c      c         admin      \n          team   c         admin      team\n"
    ),
    (
      "config get-contexts team --no-headers",
      "      team   c     admin   team\n".replacing("      team", with: "    team")
    ),
    ("config view -o jsonpath={.current-context}", "c"),
    ("config view --minify --context=team -o jsonpath={.contexts[*].name}", "team"),
    ("config view --raw -o jsonpath={.users[0].user.token}", "secret"),
    ("config view -o jsonpath={.users[0].user.token}", "REDACTED"),
  ])
  func shows(_ line: String, _ expected: String) async {
    let outcome = await kubectl(line)
    #expect(
      outcome.errors.isEmpty && outcome.output.filter { $0 != " " } == expected.filter { $0 != " " }, "\(outcome)")
  }

  @Test(arguments: [
    ("config use-context nope", "error: no context exists with the name: \"nope\"\n"),
    ("config get-contexts nope", "error: context nope not found\n"),
    (
      "config set bogus x",
      "error: unable to parse bogus after [] at api.Config\n"
    ),
  ])
  func refuses(_ line: String, _ errors: String) async {
    let outcome = await kubectl(line)
    #expect(outcome.errors == errors && outcome.status == 1)
  }

  @Test func changesOneFile() async throws {
    let folder = try TemporaryFolder()
    let file = "\(folder.path)/sub/config"
    func run(_ line: String) async -> Outcome { await kubectl("\(line) --kubeconfig=\(file)") }
    #expect(await run("config set-context x --cluster=cc --user=uu --namespace=n").output == "Context \"x\" created.\n")
    #expect(await run("config set-context x --namespace=m").output == "Context \"x\" modified.\n")
    #expect(
      await run("config set-cluster cc --server=https://1.2.3.4 --insecure-skip-tls-verify=true").output
        == "Cluster \"cc\" set.\n")
    #expect(await run("config set-credentials uu --token=abc").output == "User \"uu\" set.\n")
    #expect(await run("config use-context x").output == "Switched to context \"x\".\n")
    #expect(await run("config set contexts.x.namespace o").output == "Property \"contexts.x.namespace\" set.\n")
    #expect(
      await run("config view --raw").output == """
        apiVersion: v1
        clusters:
        - cluster:
            insecure-skip-tls-verify: true
            server: https://1.2.3.4
          name: cc
        contexts:
        - context:
            cluster: cc
            namespace: o
            user: uu
          name: x
        current-context: x
        kind: Config
        preferences: {}
        users:
        - name: uu
          user:
            token: abc

        """)
    #expect(await run("config unset contexts.x.namespace").status == 0)
    #expect(await run("config rename-context x y").output == "Context \"x\" renamed to \"y\".\n")
    #expect(await run("config current-context").output == "y\n")
    #expect(await run("config delete-user uu").output == "deleted user uu from \(file)\n")
    #expect(await run("config delete-user uu").errors == "error: cannot delete user uu, not in \(file)\n")
    #expect(await run("config delete-cluster cc").status == 0)
    let last = await run("config delete-context y")
    #expect(
      last.output == "deleted context y from \(file)\n"
        && last.errors.hasPrefix("warning: this removed your active context"))
  }
}
