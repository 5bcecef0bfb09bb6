public import APIMachinery

extension APIError {
  /// 406, naming what there is.
  static func notAcceptable(accepted: [String]) -> APIError {
    .notAcceptable("only the following media types are accepted: \(accepted.joined(separator: ", "))")
  }

  /// 415, naming what is understood.
  static func unsupportedMediaType(accepted: [String]) -> APIError {
    .unsupportedMediaType(
      "the body of the request was in an unknown format - accepted media types include: "
        + accepted.joined(separator: ", "))
  }

  /// 500 as upstream answers an error that carries no status of its own.
  static func unclassified(_ message: String) -> APIError {
    APIError(code: 500, reason: .unknown, message: message)
  }
}

extension GroupResource {
  /// The plural name first, since most are of the core group.
  public init(_ resource: String, group: String = "") {
    self.init(group: group, resource: resource)
  }
}

/// `text` between double quotes as Go's `%q` writes it.
func quoted(_ text: String) -> String { GoFormat.quoted(text) }
