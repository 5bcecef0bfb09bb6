/// One walk through a custom resource: drops what its schema doesn't name, nulls that say nothing, and brings the
/// metadata of embedded objects into its form (upstream's pruning and coercion).
///
/// Types are not checked here: a value of the wrong type is validation's to refuse.
struct StructuralPass {
  private var decoder: DecodingPass
  private let collectsUnknown: Bool
  /// Paths of members that were dropped.
  private(set) var unknown: [String] = []
  /// Those inside of embedded metadata, which upstream lists apart.
  private(set) var unknownMetadata: [String] = []
  /// The way to the value, as pieces of text.
  private var path: [String] = []

  init(_ decoder: DecodingPass) {
    self.decoder = decoder
    collectsUnknown = decoder.collectsUnknown
  }

  /// The object as a whole; its own metadata has been decoded before.
  mutating func resource(_ object: inout JSONObject, _ type: StructuralType) throws(DecodingFailure) {
    try members(&object, type, isEmbedded: true, isRoot: true)
  }

  /// A value of its own, such as a default.
  mutating func part(_ value: inout JSONValue, _ type: StructuralType, isResource: Bool) throws(DecodingFailure) {
    guard isResource, case .object(var object) = value else { return try self.value(&value, type) }
    try resource(&object, type)
    value = .object(object)
  }

  /// - Parameter type: nil below places that nothing is known of: objects there keep no member.
  private mutating func value(_ value: inout JSONValue, _ type: StructuralType?) throws(DecodingFailure) {
    switch value {
    case .object(var object):
      value = .null
      defer { value = .object(object) }
      guard let type else { return removeAll(&object) }
      try members(&object, type, isEmbedded: type.isEmbedded, isRoot: false)
    case .array(var elements):
      if let type, type.preservesUnknown, type.items == nil { return }
      value = .null
      defer { value = .array(elements) }
      for index in elements.indices {
        guard elements[index].objectValue != nil || elements[index].arrayValue != nil else { continue }
        let depth = push("[\(index)]", isIndex: true)
        defer { pop(depth) }
        try self.value(&elements[index], type?.items)
      }
    default: return
    }
  }

  private mutating func members(
    _ object: inout JSONObject, _ type: StructuralType, isEmbedded: Bool, isRoot: Bool
  ) throws(DecodingFailure) {
    try object.rewrite { (members) throws(DecodingFailure) in
      var dropped: [Int] = []
      for index in members.indices {
        let name = members[index].key
        if isEmbedded, StructuralType.isMetaField(name) {
          if !isRoot { try metaField(&members[index].value, name) }
          continue
        }
        let declared = type.member(name)
        guard let target = declared ?? type.additional else {
          if type.preservesUnknown { continue }
          if type.flags.isDisjoint(with: [.allowsAdditional, .forbidsAdditional]) {
            note(name)
            dropped.append(index)
          } else {
            try inside(&members[index].value, name, nil)
          }
          continue
        }
        if case .null = members[index].value {
          // Null says nothing where it isn't allowed, unless there is a default to put in its place.
          if !target.isNullable, target.defaultValue == nil { dropped.append(index) }
          continue
        }
        try inside(&members[index].value, name, target)
      }
      Self.remove(dropped, from: &members)
    }
  }

  /// - Parameter positions: Ascending.
  private static func remove(_ positions: [Int], from members: inout [JSONObject.Member]) {
    guard var kept = positions.first else { return }
    var next = positions.startIndex
    for index in kept..<members.count {
      if next < positions.endIndex, positions[next] == index {
        next += 1
      } else {
        members.swapAt(kept, index)
        kept += 1
      }
    }
    members.removeSubrange(kept...)
  }

  private mutating func inside(
    _ value: inout JSONValue, _ name: String, _ type: StructuralType?
  ) throws(DecodingFailure) {
    switch value {
    case .object, .array: break
    default: return
    }
    let depth = push(name, isIndex: false)
    defer { pop(depth) }
    try self.value(&value, type)
  }

  private mutating func removeAll(_ object: inout JSONObject) {
    for member in object.members { note(member.key) }
    object = JSONObject()
  }

  // MARK: Embedded objects

  private mutating func metaField(_ value: inout JSONValue, _ name: String) throws(DecodingFailure) {
    guard name == "metadata" else {
      if value.stringValue == nil {
        throw DecodingFailure(ParseError(FieldError.invalid(place(name), value, "must be a string").description))
      }
      return
    }
    let given = value
    guard let type = SchemaRegistry.builtIn.objectMeta else { return }
    let before = decoder.unknown.count
    do throws(DecodingFailure) {
      try decoder.object(&value, type)
    } catch {
      throw DecodingFailure(ParseError(FieldError.invalid(place(name), given, error.error.message).description))
    }
    guard decoder.unknown.count > before else { return }
    let prefix = place(name).description + "."
    unknownMetadata += decoder.unknown[before...].map { prefix + $0 }
  }

  private func place(_ name: String) -> FieldPath { FieldPath((path + [path.isEmpty ? name : ".\(name)"]).joined()) }

  // MARK: The way

  private mutating func push(_ piece: String, isIndex: Bool) -> Int {
    let depth = path.count
    path.append(isIndex || path.isEmpty ? piece : ".\(piece)")
    return depth
  }

  private mutating func pop(_ depth: Int) { path.removeLast(path.count - depth) }

  private mutating func note(_ name: String) {
    guard collectsUnknown, unknown.count < ObjectDecoder.problemsMaximum else { return }
    unknown.append(path.isEmpty ? name : path.joined() + "." + name)
  }
}
