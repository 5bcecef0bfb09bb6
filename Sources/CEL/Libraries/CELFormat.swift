/// A named format: what text must look like, such as a DNS label.
public final class CELFormat: CELSized {
  let name: String
  /// How long the pattern is that the cost of a check is counted with.
  let regexSizeMax: Int
  /// What is wrong with a text; empty when it is valid.
  let validate: @Sendable (String) -> [String]

  init(_ name: String, regexSizeMax: Int, validate: @escaping @Sendable (String) -> [String]) {
    self.name = name
    self.regexSizeMax = regexSizeMax
    self.validate = validate
  }

  static let type = CELType.opaque("kubernetes.NamedFormat", [])

  public var celType: CELType { Self.type }
  var size: Int { regexSizeMax }
  public func isEqual(to other: any CELOpaque) -> Bool { (other as? CELFormat)?.name == name }
}
