public import APIMachinery

/// The figures of a run, to read or as JSON.
public struct BenchmarkReport: Sendable {
  /// What one benchmark measured.
  public struct Section: Sendable {
    public var name: String
    public var figures: [Figure]
    /// Why there are none.
    public var problem: String?

    public init(name: String, figures: [Figure] = [], problem: String? = nil) {
      self.name = name
      self.figures = figures
      self.problem = problem
    }
  }

  public var before: MachineLoad
  public var after: MachineLoad
  public var sections: [Section]

  public init(before: MachineLoad, after: MachineLoad, sections: [Section]) {
    self.before = before
    self.after = after
    self.sections = sections
  }
}

// MARK: To read

extension BenchmarkReport {
  /// A table of each section, with the names of the baselines.
  public var text: String {
    var lines = [
      "\(before.processors) processors, load average \(Self.number(before.loadAverage)) before and "
        + "\(Self.number(after.loadAverage)) after"
        + (before.isDebugBuild ? "; a DEBUG build: figures mean little" : "")
    ]
    for section in sections {
      lines += ["", section.name.uppercased()]
      if let problem = section.problem { lines.append("  not measured: \(problem)") }
      guard !section.figures.isEmpty else { continue }
      lines += Self.aligned(
        [["FIGURE", "VALUE", "UNIT", "RATIO", "BASELINE", "TARGET"]] + section.figures.map(Self.row))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func row(_ figure: Figure) -> [String] {
    [
      figure.name, number(figure.value), figure.unit, figure.ratio.map(number) ?? "-",
      figure.baseline.map { "\(number($0.value)) \($0.name)" } ?? "-",
      figure.target.map { "\(figure.better == .higher ? "≥" : "≤") \(number($0)) \(mark(figure))" } ?? "-",
    ]
  }

  private static func mark(_ figure: Figure) -> String { figure.meetsTarget == true ? "met" : "missed" }

  /// Three digits that count, and commas between thousands.
  static func number(_ value: Double) -> String {
    guard value.isFinite else { return "-" }
    if value >= 100 {
      var digits = String(Int64(value.rounded()))
      var index = digits.count - 3
      while index > 0 {
        digits.insert(",", at: digits.index(digits.startIndex, offsetBy: index))
        index -= 3
      }
      return digits
    }
    let decimals = value >= 10 ? 1 : value >= 1 ? 2 : 3
    let scale = [1.0, 10, 100, 1_000][decimals]
    let rounded = Int64((value * scale).rounded())
    let fraction = String(rounded % Int64(scale))
    return "\(rounded / Int64(scale))." + String(repeating: "0", count: decimals - fraction.count) + fraction
  }

  private static func aligned(_ rows: [[String]]) -> [String] {
    var widths: [Int] = []
    for row in rows {
      for (column, cell) in row.enumerated() {
        if column == widths.count { widths.append(0) }
        widths[column] = max(widths[column], cell.count)
      }
    }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        let space = String(repeating: " ", count: widths[column] - cell.count)
        let isNumber = column == 1 || column == 3
        line += "  " + (isNumber ? space + cell : column == row.count - 1 ? cell : cell + space)
      }
      return line
    }
  }
}

// MARK: As JSON

extension BenchmarkReport {
  public var json: JSONValue {
    [
      "build": .string(before.isDebugBuild ? "debug" : "release"),
      "processors": .integer(Int64(before.processors)),
      "loadAverage": ["before": .number(before.loadAverage), "after": .number(after.loadAverage)],
      "benches": .array(sections.map(\.json)),
    ]
  }
}

extension BenchmarkReport.Section {
  var json: JSONValue {
    var json: JSONValue = ["name": .string(name), "figures": .array(figures.map(\.json))]
    if let problem { json["problem"] = .string(problem) }
    return json
  }

  /// Reads what ``json`` wrote.
  init(json: JSONValue) {
    name = json["name"]?.stringValue ?? ""
    figures = (json["figures"]?.arrayValue ?? []).compactMap(Figure.init)
    problem = json["problem"]?.stringValue
  }
}

extension Figure {
  var json: JSONValue {
    var json: JSONValue = [
      "name": .string(name), "value": .number(value), "unit": .string(unit), "better": .string(better.rawValue),
    ]
    if let baseline { json["baseline"] = ["name": .string(baseline.name), "value": .number(baseline.value)] }
    if let ratio { json["ratio"] = .number(ratio) }
    if let target { json["target"] = .number(target) }
    if let meetsTarget { json["meetsTarget"] = .bool(meetsTarget) }
    return json
  }

  init?(json: JSONValue) {
    guard let name = json["name"]?.stringValue, let value = json["value"]?.doubleValue,
      let unit = json["unit"]?.stringValue
    else { return nil }
    self.init(name, value, unit)
    better = json["better"]?.stringValue.flatMap(Direction.init) ?? .higher
    target = json["target"]?.doubleValue
    if let known = json["baseline"], let value = known["value"]?.doubleValue {
      baseline = Baseline(known["name"]?.stringValue ?? "", value)
    }
  }
}
