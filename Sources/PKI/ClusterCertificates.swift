public import APIMachinery
internal import Synchronization

/// All certificates and keys of a cluster, in one folder with kubeadm's file names: made at the first start, read
/// again at later ones, renewed before they expire.
public final class ClusterCertificates: Sendable {
  /// One of the certificates that are issued, renewed and handed out.
  public enum Name: String, Sendable, CaseIterable {
    /// Of the API server towards everyone.
    case apiServer = "apiserver"
    /// Of the API server towards kubelets.
    case apiServerKubeletClient = "apiserver-kubelet-client"
    /// Of the API server towards extension API servers.
    case frontProxyClient = "front-proxy-client"
    /// Of the administrator.
    case admin
    case controllerManager = "controller-manager"
    case scheduler
    case proxy = "kube-proxy"
    /// Of this machine's kubelet towards the API server.
    case kubelet
    /// Of this machine's kubelet towards those who connect to it.
    case kubeletServer = "kubelet-server"
  }

  /// The names and addresses that the servers of this machine are reached by.
  public struct Names: Sendable {
    /// Of this node.
    public var nodeName: String
    public var apiServerDNSNames: [String]
    /// The cluster's service address of the API server and those of this machine.
    public var apiServerIPAddresses: [String]
    /// Of this node.
    public var nodeIPAddresses: [String]

    /// Adds the names that every API server has.
    public init(
      nodeName: String, clusterDomain: String = "cluster.local", serviceIPAddress: String,
      nodeIPAddresses: [String] = [], extraDNSNames: [String] = [], extraIPAddresses: [String] = []
    ) {
      self.nodeName = nodeName
      self.nodeIPAddresses = nodeIPAddresses
      apiServerDNSNames =
        [
          "kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.\(clusterDomain)",
          "localhost", nodeName,
        ] + extraDNSNames
      apiServerIPAddresses = []
      for address in [serviceIPAddress, "127.0.0.1", "::1"] + nodeIPAddresses + extraIPAddresses
      where !apiServerIPAddresses.contains(address) {
        apiServerIPAddresses.append(address)
      }
    }
  }

  /// The common name of ``Name/frontProxyClient``, as kubeadm's.
  public static let frontProxyName = "front-proxy-client"

  public let authority: CertificateAuthority
  public let frontProxyAuthority: CertificateAuthority
  public let serviceAccountKey: ServiceAccountKey

  private let folder: String
  private let names: Names
  private let files: any CertificateFiles
  private let state: Mutex<State>

  private struct State {
    var bundles: [Name: CertificateBundle] = [:]
    var observers: [Name: [@Sendable (CertificateBundle) -> Void]] = [:]
  }

  /// Reads what is there and makes what is missing, is about to expire or lacks a name.
  public init(
    folder: String, names: Names, now: Timestamp, files: any CertificateFiles = SystemCertificateFiles()
  ) throws(PKIError) {
    self.folder = folder
    self.names = names
    self.files = files
    authority = try Self.loadAuthority("ca", "kubernetes", folder, now, files)
    frontProxyAuthority = try Self.loadAuthority("front-proxy-ca", "front-proxy-ca", folder, now, files)
    serviceAccountKey = try Self.loadServiceAccountKey(folder, files)
    state = Mutex(State())
    for name in Name.allCases { _ = try load(name, now: now) }
  }

  /// The certificate of this name with its key.
  public func bundle(_ name: Name) -> CertificateBundle {
    // Every name was loaded when this object was made.
    state.withLock { $0.bundles[name] } ?? CertificateBundle(certificateChain: [], privateKey: [])
  }

  /// Calls `observer` with each later version of a certificate.
  public func onRenewal(of name: Name, _ observer: @escaping @Sendable (CertificateBundle) -> Void) {
    state.withLock { $0.observers[name, default: []].append(observer) }
  }

  /// Reissues what has less than a third of its validity left and tells the observers.
  ///
  /// - Returns: What was renewed.
  @discardableResult
  public func renew(now: Timestamp) throws(PKIError) -> [Name] {
    var renewed: [Name] = []
    for name in Name.allCases where bundle(name).needsRenewal(at: now) {
      let bundle = try load(name, now: now)
      renewed.append(name)
      for observer in state.withLock({ $0.observers[name] ?? [] }) { observer(bundle) }
    }
    return renewed
  }

  /// Renews until the task is cancelled.
  ///
  /// - Parameter report: Called with the outcome of a renewal that did or should have done something.
  public func run(
    time: any TimeSource, checkEvery interval: Duration = .seconds(3_600),
    report: @Sendable (Result<[Name], PKIError>) -> Void = { _ in }
  ) async {
    while true {
      do { try await time.sleep(for: interval) } catch { return }
      do throws(PKIError) {
        let renewed = try renew(now: time.now())
        if !renewed.isEmpty { report(.success(renewed)) }
      } catch {
        report(.failure(error))
      }
    }
  }

  private func load(_ name: Name, now: Timestamp) throws(PKIError) -> CertificateBundle {
    let (certificatePath, keyPath) = ("\(folder)/\(name.rawValue).crt", "\(folder)/\(name.rawValue).key")
    let issuer = name == .frontProxyClient ? frontProxyAuthority : authority
    if let certificate = try files.read(certificatePath), let key = try files.read(keyPath) {
      let bundle = CertificateBundle(certificateChain: certificate, privateKey: key)
      if isUsable(bundle, as: name, issuer: issuer, now: now) {
        state.withLock { $0.bundles[name] = bundle }
        return bundle
      }
    }
    let bundle = try issuer.issue(template(name), now: now)
    // The key first: with a certificate that doesn't belong to it, the pair is found unusable and made anew.
    try files.write(keyPath, bundle.privateKey, isSecret: true)
    try files.write(certificatePath, bundle.certificateChain, isSecret: false)
    state.withLock { $0.bundles[name] = bundle }
    return bundle
  }

  private func isUsable(
    _ bundle: CertificateBundle, as name: Name, issuer: CertificateAuthority, now: Timestamp
  ) -> Bool {
    guard !bundle.needsRenewal(at: now), let details = try? bundle.details, bundle.keyBelongsToCertificate,
      issuer.issued(bundle)
    else { return false }
    let wanted = template(name)
    return details.commonName == wanted.commonName && Set(details.organizations) == Set(wanted.organizations)
      && Set(wanted.dnsNames).isSubset(of: details.dnsNames)
      && Set(wanted.ipAddresses).isSubset(of: details.ipAddresses)
  }

  private func template(_ name: Name) -> CertificateTemplate {
    switch name {
    case .apiServer:
      CertificateTemplate(
        commonName: "kube-apiserver", dnsNames: names.apiServerDNSNames, ipAddresses: names.apiServerIPAddresses,
        usages: [.server])
    case .apiServerKubeletClient:
      CertificateTemplate(
        commonName: "kube-apiserver-kubelet-client", organizations: ["system:masters"], usages: [.client])
    case .frontProxyClient:
      CertificateTemplate(commonName: Self.frontProxyName, usages: [.client])
    case .admin:
      CertificateTemplate(commonName: "kubernetes-admin", organizations: ["system:masters"], usages: [.client])
    case .controllerManager:
      CertificateTemplate(commonName: "system:kube-controller-manager", usages: [.client])
    case .scheduler:
      CertificateTemplate(commonName: "system:kube-scheduler", usages: [.client])
    case .proxy:
      CertificateTemplate(commonName: "system:kube-proxy", organizations: ["system:node-proxier"], usages: [.client])
    case .kubelet:
      CertificateTemplate(
        commonName: "system:node:\(names.nodeName)", organizations: ["system:nodes"], usages: [.client])
    case .kubeletServer:
      CertificateTemplate(
        commonName: "system:node:\(names.nodeName)", organizations: ["system:nodes"],
        dnsNames: [names.nodeName, "localhost"], ipAddresses: unique(names.nodeIPAddresses + ["127.0.0.1", "::1"]),
        usages: [.server])
    }
  }

  private func unique(_ addresses: [String]) -> [String] {
    var seen: Set<String> = []
    return addresses.filter { seen.insert($0).inserted }
  }

  private static func loadAuthority(
    _ name: String, _ commonName: String, _ folder: String, _ now: Timestamp, _ files: any CertificateFiles
  ) throws(PKIError) -> CertificateAuthority {
    let (certificatePath, keyPath) = ("\(folder)/\(name).crt", "\(folder)/\(name).key")
    if let certificate = try files.read(certificatePath) {
      guard let key = try files.read(keyPath) else {
        throw PKIError(.file, "\(certificatePath) is there, but its key \(keyPath) is missing.")
      }
      return try CertificateAuthority(bundle: CertificateBundle(certificateChain: certificate, privateKey: key))
    }
    let authority = try CertificateAuthority.make(commonName: commonName, now: now)
    try files.write(keyPath, authority.bundle.privateKey, isSecret: true)
    try files.write(certificatePath, authority.bundle.certificateChain, isSecret: false)
    return authority
  }

  private static func loadServiceAccountKey(
    _ folder: String, _ files: any CertificateFiles
  ) throws(PKIError) -> ServiceAccountKey {
    if let existing = try files.read("\(folder)/sa.key") { return try ServiceAccountKey(privateKey: existing) }
    let key = try ServiceAccountKey.make()
    try files.write("\(folder)/sa.pub", key.publicKey, isSecret: false)
    try files.write("\(folder)/sa.key", key.privateKey, isSecret: true)
    return key
  }
}
