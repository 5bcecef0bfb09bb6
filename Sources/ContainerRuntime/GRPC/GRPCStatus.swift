import APIMachinery
internal import NIOHPACK

/// How a gRPC call ended, from its trailers.
struct GRPCStatus: Error, Equatable {
  var code: Int
  var message: String

  static let ok = GRPCStatus(code: 0, message: "")

  static let cancelled = 1
  static let unknown = 2
  static let invalidArgument = 3
  static let deadlineExceeded = 4
  static let notFound = 5
  static let alreadyExists = 6
  static let resourceExhausted = 8
  static let internalError = 13
  static let unavailable = 14

  init(code: Int, message: String) {
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

  /// The error the rest of the program sees.
  func error(calling method: String) -> ContainerRuntimeError {
    let code: ContainerRuntimeError.Code =
      switch code {
      case Self.cancelled: .cancelled
      case Self.invalidArgument: .invalidArgument
      case Self.deadlineExceeded: .deadlineExceeded
      case Self.notFound: .notFound
      case Self.alreadyExists: .alreadyExists
      case Self.unavailable: .unavailable
      default: .failed
      }
    return ContainerRuntimeError(code, message.isEmpty ? "\(method) failed with gRPC code \(self.code)" : message)
  }
}
