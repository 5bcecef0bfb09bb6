internal import APIMachinery
internal import NIOHPACK

/// How a gRPC call ended, from its trailers; what a call that failed throws.
public struct GRPCStatus: Error, Sendable, Equatable {
  public var code: Int
  /// In the server's words, or ours where there was no answer.
  public var message: String

  public static let cancelled = 1
  public static let unknown = 2
  public static let invalidArgument = 3
  public static let deadlineExceeded = 4
  public static let notFound = 5
  public static let alreadyExists = 6
  public static let resourceExhausted = 8
  public static let internalError = 13
  public static let unavailable = 14

  /// As gRPC calls its codes, from zero on.
  private static let names = [
    "OK", "Canceled", "Unknown", "InvalidArgument", "DeadlineExceeded", "NotFound", "AlreadyExists",
    "PermissionDenied", "ResourceExhausted", "FailedPrecondition", "Aborted", "OutOfRange", "Unimplemented",
    "Internal", "Unavailable", "DataLoss", "Unauthenticated",
  ]

  public init(code: Int, message: String) {
    self.code = code
    self.message = message
  }

  /// Reads `grpc-status` and `grpc-message`; without them the HTTP status stands in, as gRPC's mapping says.
  init(trailers: HPACKHeaders) {
    if let code = trailers.first(name: "grpc-status").flatMap({ Int($0) }) {
      self.code = code
      message = PercentEncoding.decode(trailers.first(name: "grpc-message") ?? "")
      return
    }
    let status = trailers.first(name: ":status") ?? "missing"
    code =
      switch status {
      case "429", "502", "503", "504": Self.unavailable
      default: Self.unknown
      }
    message = "the server ended the call without a gRPC status (HTTP status \(status))"
  }
}

extension GRPCStatus: CustomStringConvertible {
  /// As grpc-go writes it.
  public var description: String {
    let name = Self.names.indices.contains(code) ? Self.names[code] : "Code(\(code))"
    return "rpc error: code = \(name) desc = \(message)"
  }
}
