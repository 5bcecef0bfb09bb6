import APIMachinery
import HTTPTransport

/// A plugin at a unix socket (`k8s.io/kms/apis/v2`), spoken to by gRPC.
final class KMSConnection: KeyManagementService {
  private static let service = "/v2.KeyManagementService/"
  /// Between two attempts to reach a plugin that isn't there; each is twice as long as the one before.
  private static let retryFirst = Duration.milliseconds(50)
  private static let retryMax = Duration.seconds(1)

  private let channel: GRPCChannel
  /// Of one call.
  private let timeout: Duration
  private let time: any TimeSource

  /// Nothing is connected yet. Throws where the endpoint is no address of a unix socket.
  init(_ kms: EncryptionConfiguration.KMS, time: any TimeSource) throws(EncryptionError) {
    channel = GRPCChannel(target: .unix(try Self.path(of: kms.endpoint)))
    timeout = kms.timeout.duration
    self.time = time
  }

  /// The file of `unix:///path` (upstream's `ParseEndpoint`).
  static func path(of endpoint: String) throws(EncryptionError) -> String {
    guard !endpoint.isEmpty else {
      throw EncryptionError("remote KMS provider can't use empty string as endpoint")
    }
    let parts = endpoint.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0] == "unix" else {
      throw EncryptionError(
        "unsupported scheme \(quoted(parts.count == 2 ? String(parts[0]) : "")) for remote KMS provider")
    }
    var path = parts[1]
    if path.hasPrefix("//") {
      // A host has no meaning here.
      path = path.dropFirst(2).drop { $0 != "/" }
    }
    guard !path.hasPrefix("/@") else {
      throw EncryptionError("\(endpoint): sockets without a file are not supported")
    }
    return String(path)
  }

  func status() async throws(EncryptionError) -> KMSStatus {
    let answer = try await call("Status", ProtobufMessage())
    return KMSStatus(version: answer.text(1), health: answer.text(2), keyID: answer.text(3))
  }

  func encrypt(_ plain: [UInt8], id: String) async throws(EncryptionError) -> KMSSealedKey {
    var request = ProtobufMessage()
    request.add(1, plain)
    request.add(2, Array(id.utf8))
    let answer = try await call("Encrypt", request)
    return KMSSealedKey(ciphertext: Array(answer.bytes(1)), keyID: answer.text(2), annotations: try answer.map(3))
  }

  func decrypt(_ key: KMSSealedKey, id: String) async throws(EncryptionError) -> [UInt8] {
    var request = ProtobufMessage()
    request.add(1, key.ciphertext)
    request.add(2, Array(id.utf8))
    request.add(3, Array(key.keyID.utf8))
    request.add(4, key.annotations)
    return Array(try await call("Decrypt", request).bytes(1))
  }

  /// One call, which waits for the plugin to be there as long as it may take; none of them changes anything.
  private func call(_ method: String, _ request: ProtobufMessage) async throws(EncryptionError) -> ProtobufFields {
    let deadline = time.uptime() + timeout
    var pause = Self.retryFirst
    while true {
      do {
        let left = max(.milliseconds(1), deadline - time.uptime())
        return try ProtobufFields(try await channel.unary(Self.service + method, request.bytes, deadline: left)[...])
      } catch let error as EncryptionError {
        throw error
      } catch let status as GRPCStatus {
        guard status.code == GRPCStatus.unavailable, time.uptime() + pause < deadline,
          (try? await time.sleep(for: pause)) != nil
        else { throw EncryptionError("\(status)") }
        pause = min(Self.retryMax, pause * 2)
      } catch {
        throw EncryptionError("\(error)")
      }
    }
  }
}
