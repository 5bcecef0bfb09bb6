extension SchemaParser {
  /// The words after a member's type and default.
  static func readAttributes(
    _ line: inout SchemaLine, of field: inout Field, _ path: String
  ) throws(Failure) {
    while let word = line.word() {
      let (name, arguments) = word.call
      if name == "required" {
        field.isRequired = true
        field.omitsEmpty = line.skip("omitempty")
      } else if name == "always" {
        field.omitsEmpty = false
      } else if name == "omitzero" {
        field.omitsZero = true
      } else if name == "key" {
        field.topology = .keyed(arguments)
      } else if name == "set" {
        field.topology = .set
      } else if name == "atomic" {
        field.topology = .atomic
      } else if name == "granular" {
        field.topology = .granular
      } else if name == "merge" {
        field.patch.merges = true
        field.patch.mergeKey = arguments.first
      } else if name == "mergeKey" {
        field.patch.mergeKey = arguments.first
      } else if name == "retainKeys" {
        field.patch.retainsKeys = true
      } else if name == "replace" {
        field.patch.replaces = true
      } else if name == "gate" {
        field.featureGates = arguments
      } else if name == "deprecated" {
        field.isDeprecated = true
      } else if let constraint = constraint(name, arguments) {
        field.constraints.append(constraint)
      } else {
        throw Failure(description: "\(path): unknown attribute \(word.text)")
      }
    }
  }

  private static func constraint(_ name: SchemaLine.Word, _ arguments: [String]) -> Constraint? {
    if name == "immutable" { return .immutable }
    if name == "discriminator" { return .discriminator }
    guard let argument = arguments.first else { return nil }
    if name == "oneOf" { return .oneOf(argument) }
    if name == "zeroOrOneOf" { return .zeroOrOneOf(argument) }
    if name == "format" { return .format(argument) }
    guard let number = Int64(argument) else { return nil }
    if name == "minimum" { return .minimum(number) }
    if name == "maximum" { return .maximum(number) }
    if name == "minLength" { return .minimumLength(Int(number)) }
    if name == "maxLength" { return .maximumLength(Int(number)) }
    if name == "maxBytes" { return .maximumBytes(Int(number)) }
    if name == "maxItems" { return .maximumItems(Int(number)) }
    return nil
  }
}

extension DefaultRule {
  /// Reads the rest of a `default …` or `clear …` line; nil when it can't be read.
  init?(_ keyword: SchemaLine.Word, _ line: inout SchemaLine) {
    if keyword == "clear" {
      guard let path = line.word() else { return nil }
      self.init(action: .clear(path.path))
    } else if line.skip("by") {
      guard let function = line.word() else { return nil }
      self.init(action: .function(function.text))
    } else {
      guard let path = line.word()?.path, line.skip("=") else { return nil }
      if line.skip("from") {
        guard let source = line.word() else { return nil }
        self.init(action: .copy(path, from: source.path))
      } else if line.skip("now") {
        self.init(action: .setNow(path))
      } else {
        guard let value = line.literal() else { return nil }
        self.init(action: .set(path, value))
      }
    }
    if line.skip("when") {
      repeat {
        guard let condition = Condition(&line) else { return nil }
        conditions.append(condition)
      } while line.skip("and")
    }
    if let word = line.word() {
      let (name, arguments) = word.call
      guard name == "gate", let gate = arguments.first else { return nil }
      featureGate = gate
    }
    guard line.isAtEnd else { return nil }
  }
}

extension DefaultRule.Condition {
  fileprivate init?(_ line: inout SchemaLine) {
    guard let path = line.word()?.path, line.skip("is"), let what = line.word() else { return nil }
    if what == "set" {
      self = .isSet(path)
    } else if what == "absent" {
      self = .isAbsent(path)
    } else {
      self = .isOneOf(path, what.text.split(separator: "|").map(String.init))
    }
  }
}

extension SchemaLine.Word {
  fileprivate var path: [String] { text.split(separator: ".").map(String.init) }
}
