@testable import APIClient
import APIMachinery
import Testing

@Suite struct KubeconfigTests {
  struct Source: ConfigurationSource {
    var variables: [String: String] = [:]
    var files: [String: String] = [:]

    func variable(_ name: String) -> String? { variables[name] }
    func file(_ path: String) -> [UInt8]? { files[path].map { Array($0.utf8) } }
  }

  private let text = """
    apiVersion: v1
    kind: Config
    current-context: main
    clusters:
    - name: home
      cluster:
        server: https://127.0.0.1:6443/
        certificate-authority: ca.crt
    users:
    - name: admin
      user:
        client-certificate-data: Y2VydA==
        client-key-data: a2V5
    - name: robot
      user:
        exec: {command: login-helper, apiVersion: client.authentication.k8s.io/v1}
    contexts:
    - name: main
      context: {cluster: home, user: admin, namespace: prod}
    - name: robot
      context: {cluster: home, user: robot}
    """

  @Test func readsAContext() throws {
    let source = Source(
      variables: ["KUBECONFIG": "/etc/one/config:/missing"],
      files: ["/etc/one/config": text, "/etc/one/ca.crt": "authority"])
    let kubeconfig = try ClientConfiguration.loadKubeconfig(source: source)
    let configuration = try ClientConfiguration(kubeconfig, source: source)
    #expect(configuration.server == "https://127.0.0.1:6443")
    #expect(configuration.certificateAuthority == Array("authority".utf8))
    #expect(configuration.clientCertificate == Array("cert".utf8))
    #expect(configuration.clientKey == Array("key".utf8))
    #expect(configuration.namespace == "prod")
  }

  @Test func saysWhatItCannotDo() throws {
    let kubeconfig = try Kubeconfig(parsing: Array(text.utf8), folder: "/x")
    let source = Source(files: ["/x/ca.crt": "authority"])
    #expect {
      try ClientConfiguration(kubeconfig, context: "robot", source: source)
    } throws: { error in
      (error as? ClientError)?.code == .unsupportedConfiguration
        && (error as? ClientError)?.message.contains("login-helper") ?? false
    }
    #expect {
      try ClientConfiguration(kubeconfig, context: "none", source: source)
    } throws: {
      "\($0)" == "context \"none\" does not exist"
    }
  }

  @Test func theFirstFileWins() throws {
    var first = Kubeconfig()
    first.contexts = [.init("main", Kubeconfig.Context(cluster: "mine", user: "me"))]
    first.merge(try Kubeconfig(parsing: Array(text.utf8)))
    #expect(first.context("main")?.cluster == "mine")
    #expect(first.context("robot")?.cluster == "home")
    #expect(first.currentContext == "main")
  }

  @Test func isWrittenAsRead() throws {
    var kubeconfig = try Kubeconfig(parsing: Array(text.utf8))
    kubeconfig.users.removeLast()
    #expect(try Kubeconfig(parsing: kubeconfig.yaml) == kubeconfig)
  }

  @Test func pods() throws {
    let folder = "/var/run/secrets/kubernetes.io/serviceaccount"
    let source = Source(
      variables: ["KUBERNETES_SERVICE_HOST": "10.43.0.1", "KUBERNETES_SERVICE_PORT": "443"],
      files: [folder + "/token": "secret", folder + "/ca.crt": "authority", folder + "/namespace": "web"])
    let configuration = try ClientConfiguration.inCluster(source: source)
    #expect(configuration.server == "https://10.43.0.1:443")
    #expect(configuration.token == "secret")
    #expect(configuration.namespace == "web")
  }

  @Test func urls() throws {
    #expect(try ServerURL("https://[::1]:6443").host == "::1")
    #expect(try ServerURL("https://example.test/prefix/").path == "/prefix")
    #expect(try ServerURL("https://example.test").port == 443)
    #expect(throws: ClientError.self) { try ServerURL("ftp://x") }
    #expect(throws: ClientError.self) { try ServerURL("https://x:99999999999") }
  }
}
