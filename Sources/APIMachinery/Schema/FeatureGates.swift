internal import CEmbedded

/// Which features of Kubernetes are on. Those of 1.36 with their defaults are listed in
/// `Schema/feature-gates.schema`; a `--feature-gates` flag changes them.
public struct FeatureGates: Sendable {
  /// What is known of one gate.
  public struct Gate: Sendable {
    public var name: String
    /// Alpha, Beta, GA or Deprecated.
    public var stage: String
    public var isOnByDefault: Bool
    /// Locked gates can't be changed any more.
    public var isLocked: Bool
    /// The gates that must be on where this one is.
    public var needs: [String]
  }

  private var changed: [String: Bool] = [:]

  private var areAllOn = false

  /// The defaults.
  public init() {}

  /// Every feature on, for looking at objects without judging them.
  static let allOn: FeatureGates = {
    var gates = FeatureGates()
    gates.areAllOn = true
    return gates
  }()

  /// A gate nobody knows is on: its feature has been general for so long that the gate is gone.
  public func isEnabled(_ name: String) -> Bool {
    areAllOn || changed[name] ?? Self.known[name]?.isOnByDefault ?? true
  }

  /// Applies the settings of a `--feature-gates` flag, `Name=true`, of which the last of each name counts. `AllAlpha`
  /// and `AllBeta` set all gates of their stage that aren't set by name. Returns why the settings can't be, in upstream's
  /// words; nothing has changed then.
  public mutating func apply(_ settings: [String]) -> [String] {
    var wanted: [String: Bool] = [:]
    for setting in settings where !setting.isEmpty {
      let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = Self.trimmed(parts[0])
      guard parts.count == 2 else { return ["missing bool value for \(name)"] }
      let value = Self.trimmed(parts[1])
      guard let isOn = GoFormat.bool(value) else {
        let reason = "strconv.ParseBool: parsing \(GoFormat.quoted(value)): invalid syntax"
        return ["invalid value of \(name)=\(value), err: \(reason)"]
      }
      wanted[name] = isOn
    }
    var new = changed
    var problems: [String] = []
    for (name, isOn) in wanted.sorted(by: { $0.key < $1.key }) where Self.stages[name] == nil {
      guard let gate = Self.known[name] else { return ["unrecognized feature gate: \(name)"] }
      if gate.isLocked && gate.isOnByDefault != isOn {
        problems.append("cannot set feature gate \(name) to \(isOn), feature is locked to \(gate.isOnByDefault)")
      }
      new[name] = isOn
    }
    for (name, isOn) in wanted {
      guard let stage = Self.stages[name] else { continue }
      for gate in Self.known.values where gate.stage == stage && new[gate.name] == nil { new[gate.name] = isOn }
    }
    guard problems.isEmpty else { return problems }
    let before = changed
    changed = new
    problems = Self.known.values.sorted { $0.name < $1.name }.compactMap(missing)
    if !problems.isEmpty { changed = before }
    return problems
  }

  /// The gates that stand for all of a stage.
  private static let stages = ["AllAlpha": "Alpha", "AllBeta": "Beta"]

  /// What a gate that is on can't do without although it is off.
  private func missing(_ gate: Gate) -> String? {
    guard isEnabled(gate.name) else { return nil }
    let off = gate.needs.filter { !isEnabled($0) }
    guard !off.isEmpty else { return nil }
    return "\(gate.name) is enabled, but depends on features that are disabled: [\(off.joined(separator: " "))]"
  }

  private static func trimmed(_ text: Substring) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }

  /// Every gate of 1.36 by name.
  public static let known: [String: Gate] = {
    guard let bytes = EmbeddedSchema.file(named: "feature-gates") else { return [:] }
    var gates: [String: Gate] = [:]
    for line in bytes.split(separator: UInt8(ascii: "\n")) where line.first != UInt8(ascii: "#") {
      let words = line.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
      guard words.count >= 3 else { continue }
      let needs = words.last { $0.hasPrefix("needs(") }?.dropFirst("needs(".count).dropLast() ?? ""
      gates[words[0]] = Gate(
        name: words[0], stage: words[1], isOnByDefault: words[2] == "on", isLocked: words.contains("locked"),
        needs: needs.split(separator: ",").map(String.init))
    }
    return gates
  }()
}

/// The files under Schema/ of the repository, as embedded in the binary.
enum EmbeddedSchema {
  /// The bytes of `Schema/<name>.schema`; they live as long as the program.
  static func file(named name: String) -> UnsafeRawBufferPointer? {
    for index in 0..<CEmbeddedSchemaCount() {
      let file = CEmbeddedSchemaFile(index)
      if String(cString: file.name) == name { return bytes(of: file) }
    }
    return nil
  }

  /// Every file with its name.
  static var files: [(name: String, bytes: UnsafeRawBufferPointer)] {
    (0..<CEmbeddedSchemaCount()).map {
      let file = CEmbeddedSchemaFile($0)
      return (String(cString: file.name), bytes(of: file))
    }
  }

  private static func bytes(of file: CEmbeddedFile) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: file.bytes, count: file.count)
  }
}
