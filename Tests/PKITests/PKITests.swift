import APIMachinery
import PKI
import Testing

private let now = Timestamp(seconds: 1_790_000_000)
private let day = Duration.seconds(86_400)

@Suite struct CertificateAuthorityTests {
  private func makeAuthority() throws -> CertificateAuthority {
    try CertificateAuthority.make(commonName: "kubernetes", now: now)
  }

  @Test func issuesCertificatesThatSayWhatWasAskedFor() throws {
    let authority = try makeAuthority()
    let bundle = try authority.issue(
      CertificateTemplate(
        commonName: "kube-apiserver", organizations: ["a", "b"], dnsNames: ["kubernetes", "localhost"],
        ipAddresses: ["127.0.0.1", "::1"], usages: [.server]),
      now: now)
    let details = try bundle.details
    #expect(details.commonName == "kube-apiserver")
    #expect(details.organizations == ["a", "b"])
    #expect(details.dnsNames == ["kubernetes", "localhost"])
    #expect(details.ipAddresses == ["127.0.0.1", "::1"])
    #expect(details.allowsServerUse)
    #expect(!details.allowsClientUse)
    #expect(!details.isAuthority)
    #expect(details.notBefore < now)
    #expect(details.notAfter == now + day * 365)
  }

  @Test func verifiesItsClients() throws {
    let authority = try makeAuthority()
    let client = try authority.issue(
      CertificateTemplate(commonName: "jane", organizations: ["dev"], usages: [.client]), now: now)
    let pool = try CertificatePool(pem: authority.certificatePEM)
    let user = try pool.verifyClient(chain: [client.details.der], at: now)
    #expect(user.commonName == "jane")
    #expect(user.organizations == ["dev"])
  }

  @Test func refusesWhatIsNotToBeTrusted() throws {
    let authority = try makeAuthority()
    let pool = try CertificatePool(pem: authority.certificatePEM)
    let client = try authority.issue(CertificateTemplate(commonName: "jane", usages: [.client]), now: now).details.der
    let server = try authority.issue(CertificateTemplate(commonName: "web", usages: [.server]), now: now).details.der
    // Same name, another key.
    let impostor = try CertificateAuthority.make(commonName: "kubernetes", now: now)
      .issue(CertificateTemplate(commonName: "jane", usages: [.client]), now: now).details.der
    #expect(throws: PKIError(.untrusted, "x509: certificate signed by unknown authority")) {
      try pool.verifyClient(chain: [impostor], at: now)
    }
    #expect(throws: PKIError(.expired, "x509: certificate has expired or is not yet valid")) {
      try pool.verifyClient(chain: [client], at: now + day * 366)
    }
    #expect(throws: PKIError(.expired, "x509: certificate has expired or is not yet valid")) {
      try pool.verifyClient(chain: [client], at: now - day)
    }
    #expect(throws: PKIError(.untrusted, "x509: certificate specifies an incompatible key usage")) {
      try pool.verifyClient(chain: [server], at: now)
    }
    #expect(throws: PKIError.self) { try pool.verifyClient(chain: [], at: now) }
    #expect(throws: PKIError.self) { try pool.verifyClient(chain: [[1, 2, 3]], at: now) }
    // A client's key can't issue: its certificate is no authority's.
    #expect(throws: PKIError.self) {
      let user = try authority.issue(CertificateTemplate(commonName: "jane", usages: [.client]), now: now)
      _ = try CertificateAuthority(bundle: user)
    }
  }

  @Test func replacedAuthoritiesAreTrustedAtOnce() throws {
    let old = try makeAuthority()
    let new = try makeAuthority()
    let client = try new.issue(CertificateTemplate(commonName: "jane", usages: [.client]), now: now).details.der
    let pool = try CertificatePool(pem: old.certificatePEM)
    #expect(throws: PKIError.self) { try pool.verifyClient(chain: [client], at: now) }
    let before = pool.generation
    try pool.replace(pem: old.certificatePEM + new.certificatePEM)
    #expect(pool.generation > before)
    #expect(try pool.verifyClient(chain: [client], at: now).commonName == "jane")
    #expect(throws: PKIError.self) { try pool.replace(pem: Array("nothing".utf8)) }
    #expect(try pool.verifyClient(chain: [client], at: now).commonName == "jane")
  }

  @Test func signsRequests() throws {
    let authority = try makeAuthority()
    let made = try SigningRequest.make(
      CertificateTemplate(
        commonName: "system:node:a", organizations: ["system:nodes"], dnsNames: ["a"], ipAddresses: ["127.0.0.9"],
        usages: []))
    let request = try SigningRequest(pem: made.request)
    #expect(request.commonName == "system:node:a")
    #expect(request.organizations == ["system:nodes"])
    #expect(request.dnsNames == ["a"])
    #expect(request.ipAddresses == ["127.0.0.9"])
    let pem = try authority.sign(
      request, usages: ["digital signature", "client auth"], validity: .seconds(3_600), now: now)
    let details = try CertificateDetails(pem: pem)
    #expect(details.allowsClientUse)
    #expect(!details.allowsServerUse)
    #expect(details.notAfter == now + .seconds(3_600))
    let pool = try CertificatePool(pem: authority.certificatePEM)
    #expect(try pool.verifyClient(chain: [details.der], at: now).commonName == "system:node:a")
  }

  @Test func neverOutlivesTheAuthority() throws {
    let authority = try CertificateAuthority.make(commonName: "short", now: now, validity: day)
    let bundle = try authority.issue(CertificateTemplate(commonName: "x", usages: [.client]), now: now)
    #expect(try bundle.details.notAfter == now + day)
  }

  @Test(arguments: ["", "-----BEGIN CERTIFICATE-----", "-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n"])
  func refusesBrokenPEM(text: String) {
    #expect(throws: PKIError.self) { try CertificateDetails(pem: Array(text.utf8)) }
    #expect(throws: PKIError.self) { try SigningRequest(pem: Array(text.utf8)) }
    #expect(throws: PKIError.self) { try ServiceAccountKey(privateKey: Array(text.utf8)) }
    #expect(throws: PKIError.self) { try CertificatePool(pem: Array(text.utf8)) }
  }
}

@Suite struct ServiceAccountKeyTests {
  @Test func identifiesItselfAsKubernetesDoes() throws {
    let key = try ServiceAccountKey.make()
    #expect(key.algorithm == .es256)
    #expect(key.keyID.utf8.count == 43)
    let read = try ServiceAccountKey(privateKey: key.privateKey)
    #expect(read == key)
    let identified = try ServiceAccountKey.identify(publicKey: key.publicKey)
    #expect(identified.keyID == key.keyID)
  }
}

@Suite struct ClusterCertificatesTests {
  private let names = ClusterCertificates.Names(
    nodeName: "node-1", serviceIPAddress: "10.43.0.1", nodeIPAddresses: ["192.0.2.7"])

  @Test func makesEverythingOnce() throws {
    let files = MemoryCertificateFiles()
    let made = try ClusterCertificates(folder: "/pki", names: names, now: now, files: files)
    #expect(files.paths.contains("/pki/ca.crt"))
    #expect(files.paths.filter { $0.hasSuffix(".key") }.allSatisfy(files.isSecret))
    #expect(!files.isSecret("/pki/ca.crt"))
    let server = try made.bundle(.apiServer).details
    #expect(server.dnsNames.contains("kubernetes.default.svc.cluster.local"))
    #expect(server.ipAddresses == ["10.43.0.1", "127.0.0.1", "::1", "192.0.2.7"])
    let again = try ClusterCertificates(folder: "/pki", names: names, now: now + day, files: files)
    for name in ClusterCertificates.Name.allCases { #expect(again.bundle(name) == made.bundle(name)) }
    #expect(again.serviceAccountKey == made.serviceAccountKey)
    let pool = try CertificatePool(pem: made.authority.certificatePEM)
    let kubelet = try pool.verifyClient(chain: [made.bundle(.kubelet).details.der], at: now)
    #expect(kubelet.commonName == "system:node:node-1")
    #expect(kubelet.organizations == ["system:nodes"])
  }

  @Test func reissuesWhatLacksAName() throws {
    let files = MemoryCertificateFiles()
    let made = try ClusterCertificates(folder: "/pki", names: names, now: now, files: files)
    let more = ClusterCertificates.Names(
      nodeName: "node-1", serviceIPAddress: "10.43.0.1", nodeIPAddresses: ["192.0.2.7", "192.0.2.8"])
    let again = try ClusterCertificates(folder: "/pki", names: more, now: now, files: files)
    #expect(again.bundle(.apiServer) != made.bundle(.apiServer))
    #expect(again.bundle(.admin) == made.bundle(.admin))
  }

  @Test func mendsAPairThatDoesNotMatch() throws {
    let files = MemoryCertificateFiles()
    let made = try ClusterCertificates(folder: "/pki", names: names, now: now, files: files)
    // As after a crash between the two writes of a renewal.
    try files.write("/pki/admin.key", made.bundle(.scheduler).privateKey, isSecret: true)
    let again = try ClusterCertificates(folder: "/pki", names: names, now: now, files: files)
    #expect(again.bundle(.admin) != made.bundle(.admin))
    #expect(again.bundle(.scheduler) == made.bundle(.scheduler))
  }

  @Test func renewsBeforeExpiryAndTellsWhoUsesIt() throws {
    let files = MemoryCertificateFiles()
    let made = try ClusterCertificates(folder: "/pki", names: names, now: now, files: files)
    let seen = Seen()
    made.onRenewal(of: .apiServer) { seen.add($0) }
    #expect(try made.renew(now: now + day * 200) == [])
    let before = made.bundle(.apiServer)
    let renewed = try made.renew(now: now + day * 300)
    #expect(renewed == ClusterCertificates.Name.allCases)
    #expect(made.bundle(.apiServer) != before)
    #expect(seen.bundles == [made.bundle(.apiServer)])
    #expect(try made.renew(now: now + day * 301) == [])
  }

  @Test func keepsFilesOnDisk() throws {
    let folder = "/tmp/apus-pki-\(SystemRandom().uuid())"
    defer { removeTree(folder) }
    let made = try ClusterCertificates(folder: folder, names: names, now: now)
    #expect(mode(folder + "/ca.key") == 0o600)
    #expect(mode(folder + "/ca.crt") == 0o644)
    let again = try ClusterCertificates(folder: folder, names: names, now: now)
    #expect(again.bundle(.admin) == made.bundle(.admin))
  }
}
