internal import NIOPosix

/// Asks a server for its health by gRPC's health protocol (`grpc.health.v1.Health/Check`).
public enum GRPCHealth {
  /// Whether the service (empty for the server as a whole) says that it is serving. Throws ``ContainerRuntimeError``
  /// when there is no answer.
  public static func isServing(host: String, port: Int, service: String, timeout: Duration) async throws -> Bool {
    let channel = GRPCChannel(target: .tcp(host: host, port: port), group: MultiThreadedEventLoopGroup.singleton)
    let name = Array(service.utf8.prefix(127))
    let request = name.isEmpty ? [] : [0x0A, UInt8(name.count)] + name
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
}
