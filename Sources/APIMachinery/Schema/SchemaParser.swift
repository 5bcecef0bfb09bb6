/// Reads the types of schema files; `Schema/README.md` describes the format.
///
/// A parser works on behalf of a ``SchemaRegistry``, which holds the types that exist already; those that
/// a new type refers to are made as shells first and completed in turn, since types may form circles.
struct SchemaParser {
  private let files: [String: SchemaFile]
  private(set) var types: [String: ObjectType]
  private var enums: [String: (values: [String], isClosed: Bool)] = [:]
  /// Types that exist but have no fields yet.
  private var incomplete: [(type: ObjectType, groupVersion: String, entry: SchemaFile.Entry)] = []

  init(files: [String: SchemaFile], types: [String: ObjectType]) {
    self.files = files
    self.types = types
  }

  /// What is wrong with a schema file.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// The type of this name and all it refers to; nil when no file has it.
  mutating func type(named name: String) throws(Failure) -> ObjectType? {
    if let known = types[name] { return known }
    guard let type = try shell(named: name) else { return nil }
    var completed: [ObjectType] = []
    while let next = incomplete.popLast() {
      try complete(next.type, next.groupVersion, next.entry)
      completed.append(next.type)
    }
    var changed = true
    while changed {
      changed = false
      for type in completed where type.findDefaults() { changed = true }
    }
    return type
  }

  /// A type whose fields follow later.
  private mutating func shell(named name: String) throws(Failure) -> ObjectType? {
    if let known = types[name] { return known }
    guard let (groupVersion, found) = find(name) else { return nil }
    var entry = found
    var line = SchemaLine(entry.bytes, entry.header)
    guard let keyword = line.word(), let role = Self.role(of: keyword) else { return nil }
    _ = line.word()
    let element = line.skip("of") ? line.word()?.text ?? "" : ""
    var isAtomic = false
    var lifetime = ObjectType.Lifetime()
    while let word = line.word() {
      let (attribute, arguments) = word.call
      if attribute == "same" {
        guard let original = files[groupVersion]?.model.flatMap({ find("\($0).\(found.name)") }) else {
          throw Failure(description: "\(name): same as nothing")
        }
        entry = original.entry
      } else if attribute == "atomic" {
        isAtomic = true
      } else if attribute == "since" {
        lifetime.since = arguments.first
      } else if attribute == "deprecated" {
        lifetime.isDeprecated = true
        lifetime.deprecatedSince = arguments.first
      } else if attribute == "removed" {
        lifetime.removedIn = arguments.first
      } else if attribute == "replacement" {
        lifetime.replacement = arguments.first
      } else if !(attribute == "optional") {
        throw Failure(description: "\(name): unknown attribute \(word.text)")
      }
    }
    var documentation = line.documentation
    if documentation.isEmpty, role == .list { documentation = Documentation("A list of \(element) objects.") }
    let type = ObjectType(name: name, role: role, documentation: documentation, isAtomic: isAtomic, lifetime: lifetime)
    types[name] = type
    incomplete.append((type, groupVersion, entry))
    return type
  }

  private func find(_ name: String) -> (groupVersion: String, entry: SchemaFile.Entry)? {
    guard let dot = name.lastIndex(of: ".") else { return nil }
    let groupVersion = String(name[..<dot])
    let ownName = String(name[name.index(after: dot)...])
    guard let own = files[groupVersion] else { return nil }
    if let entry = own.entry(named: ownName) { return (groupVersion, entry) }
    var source = own.model.flatMap { files[$0] }
    while let file = source {
      // What comes from another version refers to the types of this one. Objects don't come by themselves.
      if let entry = file.entry(named: ownName), entry.isPart(of: own) { return (groupVersion, entry) }
      source = file.model.flatMap { files[$0] }
    }
    return nil
  }

  private static func role(of keyword: SchemaLine.Word) -> ObjectType.Role? {
    if keyword == "struct" { return .part }
    if keyword == "object" { return .object }
    if keyword == "list" { return .list }
    if keyword == "typed" { return .typed }
    return nil
  }

  private mutating func complete(
    _ type: ObjectType, _ groupVersion: String, _ entry: SchemaFile.Entry
  ) throws(Failure) {
    var content = Content()
    if type.role != .part { content.addTypeMeta() }
    try read(entry, of: groupVersion, into: &content)
    type.complete(fields: content.fields, wire: content.wire, defaultRules: content.rules)
  }

  /// What the lines of a type say.
  struct Content {
    var fields: [Field] = []
    var wire: [WireField] = []
    var rules: [DefaultRule] = []

    /// In the order of Go's encoder.
    mutating func addTypeMeta() {
      fields.append(
        Field(name: "kind", type: .string, documentation: "The kind of this object.", isOptional: false))
      fields.append(
        Field(
          name: "apiVersion", type: .string, documentation: "The group and version this object is written in.",
          isOptional: false))
    }
  }

  private mutating func read(
    _ entry: SchemaFile.Entry, of groupVersion: String, into content: inout Content
  ) throws(Failure) {
    var header = SchemaLine(entry.bytes, entry.header)
    if header.skip("list"), header.word() != nil, header.skip("of"), let element = header.word() {
      try addListMembers(of: element, isRequired: !header.skip("optional"), groupVersion, into: &content)
    }
    for range in entry.lines where !range.isEmpty {
      var line = SchemaLine(entry.bytes, range)
      guard let first = line.word(), !(first == "#") else { continue }
      if first == "default" || first == "clear" {
        guard let rule = DefaultRule(first, &line) else {
          throw Failure(description: "\(entry.name): unreadable default rule")
        }
        content.rules.append(rule)
      } else if first == "-" || first.number != nil {
        try addMember(number: first.number, &line, groupVersion, entry.name, into: &content)
      } else {
        throw Failure(description: "\(entry.name): unreadable line starting with \(first.text)")
      }
    }
  }

  /// The two members of a list in its usual form.
  private mutating func addListMembers(
    of element: SchemaLine.Word, isRequired: Bool, _ groupVersion: String, into content: inout Content
  ) throws(Failure) {
    guard let meta = try shell(named: "meta/v1.ListMeta") else { throw Failure(description: "no meta/v1.ListMeta") }
    var shape = ValueShape(.list(.any))
    shape.type = .list(try valueType(element.text, in: groupVersion).type)
    content.wire.append(WireField(number: 1, content: .member(content.fields.count), isAlwaysWritten: true))
    content.fields.append(
      Field(
        name: "metadata", type: .object(meta), documentation: "The list's revision and how to go on.",
        isOptional: false))
    content.wire.append(WireField(number: 2, content: .member(content.fields.count), isAlwaysWritten: false))
    content.fields.append(
      Field(
        name: "items", type: shape.type, documentation: "The objects.", omitsEmpty: false, isRequired: isRequired))
  }

  private mutating func addMember(
    number: Int?, _ line: inout SchemaLine, _ groupVersion: String, _ typeName: String, into content: inout Content
  ) throws(Failure) {
    guard let first = line.word() else { throw Failure(description: "\(typeName): unreadable member") }
    if first == "inline" {
      guard let name = line.word()?.text, let (owner, entry) = find(Self.qualified(name, in: groupVersion)) else {
        throw Failure(description: "\(typeName): unknown inlined struct")
      }
      var inner = Content(fields: content.fields)
      try read(entry, of: owner, into: &inner)
      content.fields = inner.fields
      content.rules += inner.rules
      if let number {
        content.wire.append(WireField(number: number, content: .inlined(inner.wire), isAlwaysWritten: true))
      } else {
        content.wire += inner.wire
      }
      return
    }
    guard first.bytes.last == UInt8(ascii: ":") else { throw Failure(description: "\(typeName): no colon after name") }
    let name = SchemaLine.Word(bytes: UnsafeRawBufferPointer(rebasing: first.bytes.dropLast())).text
    var text = ""
    // The type ends where its brackets are closed: `[string: T]` has a space inside.
    while let word = line.word() {
      text += text.isEmpty ? word.text : " " + word.text
      if text.first != "[" || text.utf8.count(where: { $0 == 0x5B }) == text.utf8.count(where: { $0 == 0x5D }) { break }
    }
    let isPointer = text.hasSuffix("?")
    if isPointer { text.removeLast() }
    let shape = try valueType(text, in: groupVersion)
    var field = Field(name: name, type: shape.type, documentation: line.documentation)
    field.isOptional = isPointer || shape.type.canBeNull
    field.values = shape.values
    field.valuesAreClosed = shape.valuesAreClosed
    field.enumeration = shape.enumeration
    field.roundsUpToMilli = shape.roundsUpToMilli
    if line.skip("=") {
      guard let value = line.literal() else { throw Failure(description: "\(typeName).\(name): unreadable default") }
      field.defaultValue = value
    }
    try Self.readAttributes(&line, of: &field, "\(typeName).\(name)")
    if let number {
      content.wire.append(
        WireField(
          number: number, content: .member(content.fields.count),
          isAlwaysWritten: !isPointer && !shape.type.isAbsentWhenEmpty, wrapsLists: shape.wrapsLists))
    }
    content.fields.append(field)
  }

  // MARK: Types of values

  /// A value's type and what its name says beyond that.
  struct ValueShape {
    var type: ValueType
    var values: [String] = []
    var valuesAreClosed = false
    var enumeration = ""
    var roundsUpToMilli = false
    var wrapsLists = false

    init(_ type: ValueType) { self.type = type }
  }

  private static func qualified(_ name: String, in groupVersion: String) -> String {
    name.contains("/") ? name : groupVersion + "." + name
  }

  private mutating func valueType(_ text: String, in groupVersion: String) throws(Failure) -> ValueShape {
    if let simple = Self.simpleTypes[text] { return ValueShape(simple) }
    switch text {
    case "resourceList":
      var shape = ValueShape(.map(.quantity))
      shape.roundsUpToMilli = true
      return shape
    case "stringList":
      var shape = ValueShape(.list(.string))
      shape.wrapsLists = true
      return shape
    default: break
    }
    if text.hasPrefix("[string: "), text.hasSuffix("]") {
      var shape = try valueType(String(text.dropFirst(9).dropLast()), in: groupVersion)
      shape.type = .map(shape.type)
      return shape
    }
    if text.hasPrefix("["), text.hasSuffix("]") {
      var shape = try valueType(String(text.dropFirst().dropLast()), in: groupVersion)
      shape.type = .list(shape.type)
      return shape
    }
    if let bar = text.firstIndex(of: "|") {
      let schema = try object(String(text[..<bar]), in: groupVersion)
      switch text[text.index(after: bar)...] {
      case "bool": return ValueShape(.schemaOrBool(schema))
      case "[string]": return ValueShape(.schemaOrStrings(schema))
      default: return ValueShape(.schemaOrArray(schema))
      }
    }
    if let (values, isClosed) = enumeration(Self.qualified(text, in: groupVersion)) {
      var shape = ValueShape(.string)
      shape.values = values
      shape.valuesAreClosed = isClosed
      shape.enumeration = Self.qualified(text, in: groupVersion)
      return shape
    }
    return ValueShape(.object(try object(text, in: groupVersion)))
  }

  private mutating func object(_ name: String, in groupVersion: String) throws(Failure) -> ObjectType {
    guard let type = try shell(named: Self.qualified(name, in: groupVersion)) else {
      throw Failure(description: "unknown type \(name) in \(groupVersion)")
    }
    return type
  }

  private mutating func enumeration(_ name: String) -> (values: [String], isClosed: Bool)? {
    if let known = enums[name] { return known }
    guard types[name] == nil, let (_, entry) = find(name) else { return nil }
    var header = SchemaLine(entry.bytes, entry.header)
    let isOpen = header.skip("open")
    guard header.skip("enum") else { return nil }
    let values = Self.enumValues(entry)
    enums[name] = (values, !isOpen)
    return (values, !isOpen)
  }

  /// The values of an enum, one a line.
  static func enumValues(_ entry: SchemaFile.Entry) -> [String] {
    var values: [String] = []
    for range in entry.lines where !range.isEmpty {
      var line = SchemaLine(entry.bytes, range)
      if let value = line.word() { values.append(value == "\"\"" ? "" : value.text) }
    }
    return values
  }

  private static let simpleTypes: [String: ValueType] = [
    "string": .string, "bool": .bool, "int32": .int32, "int64": .int64, "double": .double, "bytes": .bytes,
    "any": .any, "time": .time, "microTime": .microTime, "duration": .duration, "quantity": .quantity,
    "intOrString": .intOrString, "raw": .rawExtension, "fieldsV1": .fieldsV1,
  ]
}

extension ValueType {
  /// Go's nil exists for it without a pointer.
  fileprivate var canBeNull: Bool {
    switch self {
    case .list, .map, .bytes, .any, .rawExtension: true
    default: false
    }
  }

  /// Protobuf writes nothing for an empty one.
  fileprivate var isAbsentWhenEmpty: Bool {
    switch self {
    case .list, .map, .bytes: true
    default: false
    }
  }
}
