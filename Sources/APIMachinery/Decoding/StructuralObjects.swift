/// What decoding does to custom resources, for values by themselves.
public enum StructuralObjects {
  /// Drops what the schema doesn't name. Returns whether there was anything.
  ///
  /// - Parameter isResource: The value is an object with type and metadata, which stay.
  public static func prune(_ value: inout JSONValue, _ type: StructuralType, isResource: Bool) -> Bool {
    var pass = StructuralPass(DecodingPass(gates: FeatureGates(), collectsUnknown: true))
    guard (try? pass.part(&value, type, isResource: isResource)) != nil else { return false }
    return !pass.unknown.isEmpty
  }

  /// Sets the defaults of the schema.
  public static func applyDefaults(to value: inout JSONValue, _ type: StructuralType) {
    StructuralDefaults.apply(to: &value, type)
  }
}
