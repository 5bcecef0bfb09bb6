/// Applying part of an object to the whole without field managers, as mutating policies do.
public enum ApplyConfiguration {
  /// `live` with everything that `config` says, lists and maps merged as server-side apply merges them.
  /// - Throws: When the configuration isn't what the type declares, or says part of something that is owned as one:
  ///   whoever means to change one member of that would take the others away.
  public static func merge(
    _ config: JSONValue, into live: JSONValue, type: ObjectType?
  ) throws(ParseError) -> JSONValue {
    let schema = TypedSchema(type)
    do throws(ParseError) {
      try TypedValidation.check(config, schema)
    } catch {
      throw ParseError("failed to convert patch object to typed object: \(error.message)")
    }
    var atomics: [String] = []
    findAtomics(config, schema, "", &atomics)
    guard atomics.isEmpty else {
      throw ParseError(
        "invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: "
          + atomics.joined(separator: ", "))
    }
    return TypedMerge.merge(live, config, schema)
  }

  private static func findAtomics(_ value: JSONValue, _ schema: TypedSchema, _ path: String, _ found: inout [String]) {
    let shape = schema.shape(of: value)
    switch (shape, value) {
    case (.atomicMap, .object), (.atomicList, .array): found.append(path)
    default: break
    }
    switch value {
    case .object(let object):
      for (name, member) in object {
        guard let declared = schema.member(name) else { continue }
        findAtomics(member, declared.schema, "\(path).\(name)", &found)
      }
    case .array(let elements):
      for (index, element) in elements.enumerated() {
        guard let step = (try? shape.step(to: element)) ?? nil else { continue }
        findAtomics(element, step.schema, "\(path)[\(index)]", &found)
      }
    default: break
    }
  }
}
