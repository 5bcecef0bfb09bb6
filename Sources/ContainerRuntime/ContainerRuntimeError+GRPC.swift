internal import HTTPTransport

extension ContainerRuntimeError {
  /// What the rest of the program sees of a call that failed.
  init(_ status: GRPCStatus, calling method: String) {
    let code: Code =
      switch status.code {
      case GRPCStatus.cancelled: .cancelled
      case GRPCStatus.invalidArgument: .invalidArgument
      case GRPCStatus.deadlineExceeded: .deadlineExceeded
      case GRPCStatus.notFound: .notFound
      case GRPCStatus.alreadyExists: .alreadyExists
      case GRPCStatus.unavailable: .unavailable
      default: .failed
      }
    self.init(code, status.message.isEmpty ? "\(method) failed with gRPC code \(status.code)" : status.message)
  }
}
