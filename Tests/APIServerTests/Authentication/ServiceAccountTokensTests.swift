import APIMachinery
import Crypto
import Storage
import Synchronization
import Testing

@testable import APIServer

/// Objects by resource, for what reads them.
final class FixedObjects: ObjectReader {
  private let stored = Mutex<[String: JSONValue]>([:])
  private let revision = Mutex<Revision>(1)

  func put(_ resource: String, namespace: String = "", name: String, _ object: JSONValue = [:]) {
    var object = object
    var metadata = object["metadata"] ?? [:]
    metadata["name"] = .string(name)
    if !namespace.isEmpty { metadata["namespace"] = .string(namespace) }
    object["metadata"] = metadata
    stored.withLock { $0["\(resource)/\(namespace)/\(name)"] = object }
    revision.withLock { $0 += 1 }
  }

  func remove(_ resource: String, namespace: String = "", name: String) {
    stored.withLock { $0["\(resource)/\(namespace)/\(name)"] = nil }
    revision.withLock { $0 += 1 }
  }

  func object(_ resource: GroupResource, namespace: String, name: String) -> JSONValue? {
    stored.withLock { $0["\(resource.resource)/\(namespace)/\(name)"] }
  }

  func objects(_ resource: GroupResource, namespace: String?) -> [JSONValue] {
    stored.withLock { stored in
      stored.filter { $0.key.hasPrefix("\(resource.resource)/\(namespace.map { "\($0)/" } ?? "")") }.sorted {
        $0.key < $1.key
      }.map(\.value)
    }
  }

  func lastChange(of resource: GroupResource) -> Revision { revision.withLock { $0 } }
}

/// A clock that stands still until it is moved.
final class StillTime: TimeSource {
  private let time: Mutex<Timestamp>
  init(_ seconds: Int64) { time = Mutex(Timestamp(seconds: seconds)) }
  func now() -> Timestamp { time.withLock { $0 } }
  func uptime() -> Duration { .seconds(time.withLock { $0.seconds }) }
  func sleep(for duration: Duration) async throws { advance(duration) }
  func advance(_ duration: Duration) { time.withLock { $0 = $0 + duration } }
}

@Suite struct ServiceAccountTokensTests {
  let time = StillTime(1_800_000_000)
  let objects = FixedObjects()
  let tokens: ServiceAccountTokens

  init() throws {
    tokens = try ServiceAccountTokens(
      issuer: "https://issuer", signingKeyPEM: P256.Signing.PrivateKey().pemRepresentation, time: time,
      random: SeededRandom(seed: 1))
    objects.put("serviceaccounts", namespace: "web", name: "robot", ["metadata": ["uid": "u1"]])
    objects.put("pods", namespace: "web", name: "p", ["metadata": ["uid": "p1"]])
  }

  private func issue(binding: ServiceAccountTokens.Binding? = nil, audiences: [String] = ["https://issuer"]) throws
    -> String
  {
    try tokens.issue(
      namespace: "web", name: "robot", uid: "u1", audiences: audiences, lifetimeSeconds: 600, binding: binding
    ).token
  }

  private func user(_ token: String) throws -> UserInfo? {
    try ServiceAccountAuthenticator(tokens: tokens, reader: objects).authenticate(Credentials(bearerToken: token))
  }

  @Test func knowsItsOwnTokens() throws {
    let user = try #require(try user(issue()))
    #expect(user.name == "system:serviceaccount:web:robot")
    #expect(user.uid == "u1")
    #expect(user.groups == ["system:serviceaccounts", "system:serviceaccounts:web"])
  }

  @Test func refusesWhatIsExpired() throws {
    let token = try issue()
    time.advance(.seconds(601))
    #expect(throws: AuthenticationFailure.self) { try user(token) }
  }

  @Test func refusesOtherAudiences() throws {
    let token = try issue(audiences: ["vault"])
    #expect(throws: AuthenticationFailure.self) { try user(token) }
  }

  @Test func ignoresTokensOfOtherKeysAndChangedOnes() throws {
    let token = try issue()
    let other = try ServiceAccountTokens(
      issuer: "https://issuer", signingKeyPEM: P256.Signing.PrivateKey().pemRepresentation, time: time,
      random: SeededRandom(seed: 2))
    #expect(other.claims(of: token) == nil)
    var changed = Array(token)
    let middle = changed.count / 2
    changed[middle] = changed[middle] == "A" ? "B" : "A"
    #expect(try user(String(changed)) == nil)
    #expect(try user("a.b.c") == nil)
    #expect(try user("") == nil)
  }

  @Test func dependsOnWhatItIsBoundTo() throws {
    let token = try issue(binding: .init(kind: "Pod", name: "p", uid: "p1"))
    #expect(try user(token)?.extra["authentication.kubernetes.io/pod-name"] == ["p"])
    objects.put("pods", namespace: "web", name: "p", ["metadata": ["uid": "p2"]])
    #expect(throws: AuthenticationFailure.self) { try user(token) }
    objects.remove("pods", namespace: "web", name: "p")
    #expect(throws: AuthenticationFailure.self) { try user(token) }
  }

  @Test func neverLetsATokenChooseItsAlgorithm() throws {
    // The key decides the algorithm: a token that claims another one is not accepted.
    let token = try issue()
    let parts = token.split(separator: ".").map(String.init)
    let forged = Base64URL.encode(JSONValue(dictionaryLiteral: ("alg", "none")).encoded()) + ".\(parts[1]).\(parts[2])"
    #expect(tokens.claims(of: forged) == nil)
    #expect(tokens.keySet["keys"]?[0]?["kty"] == "EC")
  }
}
