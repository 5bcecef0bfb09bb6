import APIMachinery
import APIServer
import ArgumentParser
import Testing

@testable import apus

@Suite struct FlagTests {
  private func options(_ arguments: String...) throws -> KubeAPIServerOptions {
    try KubeAPIServerCommand.parse(arguments).options
  }

  @Test func defaultsAreThoseOfTheServer() throws {
    let parsed = try options()
    let own = KubeAPIServerOptions()
    #expect(parsed.dataDirectory == own.dataDirectory)
    #expect(parsed.securePort == own.securePort)
    #expect(parsed.serviceAccountIssuer == own.serviceAccountIssuer)
    #expect(parsed.authorizationModes == own.authorizationModes)
    #expect(parsed.openID.signingAlgorithms == own.openID.signingAlgorithms)
    #expect(parsed.tokenWebhook.cacheTimeToLive == own.tokenWebhook.cacheTimeToLive)
    #expect(parsed.authorizationWebhook.authorizedTimeToLive == own.authorizationWebhook.authorizedTimeToLive)
    #expect(parsed.requestTimeout == own.requestTimeout)
    #expect(parsed.watchTimeout == own.watchTimeout)
    #expect(parsed.eventTimeToLive == own.eventTimeToLive)
    #expect(parsed.audit.webhookBatch.waitMax == own.audit.webhookBatch.waitMax)
    #expect(parsed.audit.logDaysMax == own.audit.logDaysMax)
    #expect(parsed.allowsAnonymous && parsed.allowsPrivileged && parsed.isFair)
  }

  @Test func listsHaveCommasAndAddUp() throws {
    let parsed = try options(
      "--feature-gates", "A=true,B=false", "--feature-gates=C=true", "--authorization-mode=RBAC,Webhook")
    #expect(parsed.featureGates == ["A=true", "B=false", "C=true"])
    #expect(parsed.authorizationModes == ["RBAC", "Webhook"])
  }

  @Test func durationsAndTruthsAreReadAsGoWritesThem() throws {
    let parsed = try options("--request-timeout=1m30s", "--event-ttl", "2h", "--anonymous-auth=false")
    #expect(parsed.requestTimeout == .seconds(90))
    #expect(parsed.eventTimeToLive == .seconds(7200))
    #expect(!parsed.allowsAnonymous)
  }

  /// Without an authority for them, front proxies are those with the cluster's own certificate.
  @Test func frontProxiesAreOursUnlessOthersAreNamed() throws {
    #expect(try options().requestHeaders?.allowedNames == [RequestHeaderOptions.ownProxyName])
    #expect(try options("--requestheader-client-ca-file", "ca").requestHeaders?.allowedNames == [])
    #expect(try options("--requestheader-allowed-names", "a,b").requestHeaders?.allowedNames == ["a", "b"])
    #expect(try options("--requestheader-allowed-names", "").requestHeaders?.allowedNames == [])
  }

  @Test(arguments: [
    ["kube-apiserver", "--request-timeout", "soon"], ["kube-apiserver", "--anonymous-auth", "perhaps"],
    ["up", "--cluster-cidr", "10.42.0.0"], ["up", "--service-cidr", "10.43.0.0/16,x"], ["up", "--cluster-dns", "dns"],
    ["kube-scheduler"],
  ])
  func whatCantBeMeantIsRefused(_ arguments: [String]) {
    #expect(throws: (any Error).self) { try Apus.parseAsRoot(arguments) }
  }

  @Test func rangesOfBothFamiliesAreTaken() throws {
    let up = try #require(try Apus.parseAsRoot(["up", "--cluster-cidr", "10.1.0.0/16,fd00::/56"]) as? Up)
    #expect(up.options.clusterCIDRs.map(\.description) == ["10.1.0.0/16", "fd00::/56"])
    #expect(up.options.arguments.contains("10.1.0.0/16,fd00::/56"))
  }
}
