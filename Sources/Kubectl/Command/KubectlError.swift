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

extension KubectlError {
  /// Arguments that a command can't work with; the command's help says more.
  static func usage(_ text: String, _ command: String) -> KubectlError {
    KubectlError("error: \(text)\nSee 'kubectl \(command) -h' for help and examples")
  }

  /// A command that works on objects was given none.
  static let needsResources = KubectlError(
    """
    error: You must provide one or more resources by argument or filename.
    Example resource specifications include:
       '-f rsrc.yaml'
       '--filename=rsrc.json'
       '<resource> <name>'
       '<resource>'
    """)
}

extension APIError {
  /// As kubectl prints an error that the server answered with.
  var kubectlText: String {
    if reason == .invalid, let text = invalidText { return text }
    return textAmongOthers
  }

  /// As kubectl prints it where several errors are told, each in one line.
  var textAmongOthers: String {
    if reason == .unauthorized { return "error: You must be logged in to the server (\(message))" }
    return reason == .unknown
      ? "Error from server: \(message)" : "Error from server (\(reason.rawValue)): \(message)"
  }

  /// What is invalid about an object, a line for each fault where there are several.
  private var invalidText: String? {
    guard let details else { return "The request is invalid: \(message)" }
    guard !details.kind.isEmpty || !details.name.isEmpty || !details.causes.isEmpty else {
      return "The request is invalid: \(message)"
    }
    let start =
      details.kind.isEmpty && details.name.isEmpty
      ? "The request is invalid" : "The \(details.kind) \"\(details.name)\" is invalid"
    var faults: [String] = []
    for cause in details.causes {
      let fault = cause.field.isEmpty ? cause.message : "\(cause.field): \(cause.message)"
      if !faults.contains(fault) { faults.append(fault) }
    }
    switch faults.count {
    case 0: return start
    case 1: return "\(start): \(faults[0])"
    default: return "\(start): " + faults.map { "\n* \($0)" }.joined()
    }
  }

  /// The same error with the manifest that it came from.
  func from(_ source: String, _ verb: String) -> APIError {
    var error = self
    error.message = "error when \(verb) \"\(source)\": \(message)"
    return error
  }
}
