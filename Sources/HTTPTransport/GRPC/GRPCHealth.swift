/// Asks a server for its health by gRPC's health protocol (`grpc.health.v1.Health/Check`).
public enum GRPCHealth {
  /// Whether the service (empty for the server as a whole) says that it is serving. Throws ``GRPCStatus``
  /// when there is no answer.
  public static func isServing(host: String, port: Int, service: String, timeout: Duration) async throws -> Bool {
    let channel = GRPCChannel(target: .tcp(host: host, port: port))
    let request = Self.request(service)
    do {
      let answer = try await channel.unary("/grpc.health.v1.Health/Check", request, deadline: timeout)
      await channel.close()
      // Field 1, a number: 1 is SERVING.
      return answer.starts(with: [0x08, 0x01])
    } catch {
      await channel.close()
      throw error
    }
  }

  /// Field 1, the service's name; its length in pieces of seven bits.
  static func request(_ service: String) -> [UInt8] {
    let name = Array(service.utf8)
    guard !name.isEmpty else { return [] }
    var message: [UInt8] = [0x0A]
    var length = name.count
    while length > 0x7F {
      message.append(UInt8(length & 0x7F) | 0x80)
      length >>= 7
    }
    message.append(UInt8(length))
    return message + name
  }
}
