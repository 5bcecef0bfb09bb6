import APIMachinery

/// Rules that several kinds of storage.k8s.io share.
enum StorageRules {
  private static let parametersMax = 512
  private static let parameterBytesMax = 256 * 1024
  private static let driverNameBytesMax = 63

  static func driverName(_ name: ObjectField) -> [FieldError] {
    if name.isEmpty { return [name.required()] }
    return (name.string.utf8.count > driverNameBytesMax ? [name.tooLong(driverNameBytesMax)] : [])
      + NameValidation.dns1123Subdomain(name.string.lowercased()).map { name.invalid($0) }
  }

  /// Who makes or changes volumes: a driver, or a plugin such as `example.com/disk`.
  static func provisioner(_ name: ObjectField) -> [FieldError] {
    if name.isEmpty { return [name.required()] }
    let lowered = name.string.lowercased()
    return NameValidation.qualifiedName(lowered).map { name.invalid(showing: .string(lowered), $0) }
  }

  static func parameters(_ parameters: ObjectField) -> [FieldError] {
    if parameters.count > parametersMax { return [parameters.tooLong(parametersMax)] }
    let entries = parameters.entries
    let size = entries.reduce(0) { $0 + $1.key.utf8.count + $1.field.string.utf8.count }
    return entries.filter(\.key.isEmpty).map { _ in parameters.invalid(showing: "", "field can not be empty.") }
      + (size > parameterBytesMax ? [parameters.tooLong(parameterBytesMax)] : [])
  }

  static func forbidChanges(of names: [String], _ new: ObjectField, _ old: ObjectField) -> [FieldError] {
    names.filter { !new[$0].mustEqual(old[$0]).isEmpty }.map {
      new[$0].forbidden("updates to \($0) are forbidden.")
    }
  }
}
