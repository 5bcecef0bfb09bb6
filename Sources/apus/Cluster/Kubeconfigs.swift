import APIClient
import APIServer
import LinuxSupport
import PKI

/// Writes the kubeconfigs of the cluster's users.
enum Kubeconfigs {
  /// The administrator's, which kubectl uses. It names this machine as 127.0.0.1.
  static func writeAdmin(_ options: ClusterOptions, certificates: ClusterCertificates) throws {
    let bundle = certificates.bundle(.admin)
    try write(
      options.kubeconfigPath, server: "https://127.0.0.1:\(options.securePort)", user: "admin", bundle: bundle,
      authority: certificates.authority.certificatePEM)
  }

  static func write(_ path: String, server: String, user: String, bundle: CertificateBundle, authority: [UInt8]) throws
  {
    var cluster = Kubeconfig.Cluster()
    cluster.server = server
    cluster.certificateAuthorityData = authority
    var credentials = Kubeconfig.User()
    credentials.clientCertificateData = bundle.certificateChain
    credentials.clientKeyData = bundle.privateKey
    var kubeconfig = Kubeconfig()
    kubeconfig.clusters = [.init("apus", cluster)]
    kubeconfig.users = [.init(user, credentials)]
    kubeconfig.contexts = [.init("apus", .init(cluster: "apus", user: user))]
    kubeconfig.currentContext = "apus"
    let files = HostFileSystem()
    if let slash = path.lastIndex(of: "/") { try files.makeDirectory(String(path[..<slash])) }
    try files.writeAtomically(kubeconfig.yaml, to: path, mode: 0o600)
  }
}
