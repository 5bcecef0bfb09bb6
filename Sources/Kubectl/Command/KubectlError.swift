import APIMachinery

/// What a command tells its user when it can't go on.
struct KubectlError: Error, CustomStringConvertible {
  let description: String
  /// The exit status of the process.
  let exitCode: Int32

  init(_ description: String, exitCode: Int32 = 1) {
    self.description = description
    self.exitCode = exitCode
  }
}

extension APIError {
  /// As kubectl prints an error that the server answered with.
  var kubectlText: String {
    reason == .unknown ? "Error from server: \(message)" : "Error from server (\(reason.rawValue)): \(message)"
  }
}
