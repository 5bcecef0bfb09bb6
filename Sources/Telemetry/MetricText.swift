/// Builds the text exposition format of Prometheus.
public struct MetricText: Sendable {
  /// What the numbers of a family are.
  public enum Kind: String, Sendable {
    case counter
    case gauge
    case histogram
  }

  public private(set) var bytes: [UInt8] = []
  private var name = ""

  public init() {}

  /// Writes one family: its help and type, then the samples that `samples` adds.
  public mutating func family(
    _ name: String, help: String, kind: Kind, samples: (inout MetricText) -> Void
  ) {
    self.name = name
    bytes += "# HELP \(name) \(Self.escapeHelp(help))\n# TYPE \(name) \(kind.rawValue)\n".utf8
    samples(&self)
  }

  mutating func family(_ description: FamilyDescription, samples: (inout MetricText) -> Void) {
    family(description.name, help: description.help, kind: description.kind, samples: samples)
  }

  /// Writes one sample of the current family.
  public mutating func sample(
    _ value: Double, suffix: String = "", labels: [String] = [], values: [String] = []
  ) {
    bytes += name.utf8
    bytes += suffix.utf8
    if !labels.isEmpty {
      var separator = UInt8(ascii: "{")
      for (label, value) in zip(labels, values) {
        bytes.append(separator)
        separator = UInt8(ascii: ",")
        bytes += label.utf8
        bytes += "=\"".utf8
        bytes += Self.escapeValue(value).utf8
        bytes.append(UInt8(ascii: "\""))
      }
      bytes.append(UInt8(ascii: "}"))
    }
    bytes.append(UInt8(ascii: " "))
    bytes += Self.number(value).utf8
    bytes.append(UInt8(ascii: "\n"))
  }

  private static func escapeHelp(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "\n") }) else { return text }
    return text.reduce(into: "") { $0 += $1 == "\\" ? "\\\\" : $1 == "\n" ? "\\n" : String($1) }
  }

  private static func escapeValue(_ text: String) -> String {
    guard text.utf8.contains(where: { [UInt8(ascii: "\\"), UInt8(ascii: "\n"), UInt8(ascii: "\"")].contains($0) })
    else { return text }
    return text.reduce(into: "") {
      $0 += $1 == "\\" ? "\\\\" : $1 == "\n" ? "\\n" : $1 == "\"" ? "\\\"" : String($1)
    }
  }

  /// As Go's `strconv.FormatFloat(value, 'g', -1, 64)` writes it.
  static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    if value == 0 { return value.sign == .minus ? "-0" : "0" }
    // Swift's description has the shortest digits, too; only where the exponent begins differs.
    var text = Substring("\(value.magnitude)")
    var exponent = 0
    if let mark = text.firstIndex(where: { $0 == "e" || $0 == "E" }) {
      exponent = Int(text[text.index(after: mark)...]) ?? 0
      text = text[..<mark]
    }
    let parts = text.split(separator: ".", maxSplits: 1)
    let whole = parts.first.map(String.init) ?? "0"
    let fraction = parts.count > 1 ? String(parts[1]) : ""
    var digits = Array((whole + fraction).utf8)
    var point = whole.utf8.count + exponent
    while digits.first == UInt8(ascii: "0") {
      digits.removeFirst()
      point -= 1
    }
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    let body = format(String(decoding: digits, as: UTF8.self), point: point)
    return value < 0 ? "-\(body)" : body
  }

  /// - Parameter point: Where the decimal point stands, counted from the first digit.
  private static func format(_ digits: String, point: Int) -> String {
    let exponent = point - 1
    let count = digits.utf8.count
    if exponent < -4 || exponent >= 6 {
      let rest = digits.dropFirst()
      let size = exponent.magnitude < 10 ? "0\(exponent.magnitude)" : "\(exponent.magnitude)"
      return "\(digits.prefix(1))\(rest.isEmpty ? "" : ".\(rest)")e\(exponent < 0 ? "-" : "+")\(size)"
    }
    if point <= 0 { return "0." + String(repeating: "0", count: -point) + digits }
    if point >= count { return digits + String(repeating: "0", count: point - count) }
    return "\(digits.prefix(point)).\(digits.dropFirst(point))"
  }
}
