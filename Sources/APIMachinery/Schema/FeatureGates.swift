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

  /// Applies one `name=true` or `name=false` setting. Returns why it can't be, or nil.
  public mutating func set(_ name: String, to isOn: Bool) -> String? {
    guard let gate = Self.known[name] else { return "unrecognized feature gate: \(name)" }
    if gate.isLocked && gate.isOnByDefault != isOn {
      return "cannot set feature gate \(name) to \(isOn), feature is locked to \(gate.isOnByDefault)"
    }
    changed[name] = isOn
    return nil
  }

  /// Every gate of 1.36 by name.
  public static let known: [String: Gate] = {
    guard let bytes = EmbeddedSchema.file(named: "feature-gates") else { return [:] }
    var gates: [String: Gate] = [:]
    for line in bytes.split(separator: UInt8(ascii: "\n")) where line.first != UInt8(ascii: "#") {
      let words = line.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
      guard words.count >= 3 else { continue }
      gates[words[0]] = Gate(
        name: words[0], stage: words[1], isOnByDefault: words[2] == "on", isLocked: words.last == "locked")
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
