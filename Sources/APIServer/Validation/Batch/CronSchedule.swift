import APIMachinery

/// The form of `spec.schedule`, as the standard parser of robfig/cron reads it, with its messages.
enum CronSchedule {
  private struct Range {
    let low: Int
    let high: Int
    var names: [String] = []
  }

  private static let fields = [
    Range(low: 0, high: 59), Range(low: 0, high: 23), Range(low: 1, high: 31),
    Range(
      low: 1, high: 12, names: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]),
    Range(low: 0, high: 6, names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
  ]
  private static let descriptors = [
    "@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly",
  ]

  /// What is wrong with a schedule; nil if nothing is.
  static func problem(_ schedule: String) -> String? {
    var text = Substring(schedule)
    if text.hasPrefix("TZ=") || text.hasPrefix("CRON_TZ=") {
      if let problem = zoneProblem(text) { return problem }
      text = text.drop { $0 != " " }.drop { $0 == " " }
    }
    if text.hasPrefix("@") { return descriptor(String(text)) }
    let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    guard words.count == fields.count else {
      return "expected exactly 5 fields, found \(words.count): [\(words.joined(separator: " "))]"
    }
    for (word, range) in zip(words, fields) {
      for part in word.split(separator: ",").map(String.init) {
        if let problem = problem(part, range) { return problem }
      }
    }
    return nil
  }

  /// The zone in front of a schedule; a text without one is left for the rest to refuse.
  private static func zoneProblem(_ text: Substring) -> String? {
    let name = String(text.prefix { $0 != " " }.drop { $0 != "=" }.dropFirst())
    guard !name.isEmpty, name != "Local", !TimeZoneNames.contains(name) else { return nil }
    return "provided bad location \(name): \(TimeZoneNames.problem(name))"
  }

  private static func descriptor(_ text: String) -> String? {
    if descriptors.contains(text) { return nil }
    guard text.hasPrefix("@every ") else { return "unrecognized descriptor: \(text)" }
    do {
      _ = try GoDuration(parsing: String(text.dropFirst(7)))
      return nil
    } catch {
      return "failed to parse duration \(text): \(error.message)"
    }
  }

  private static func problem(_ part: String, _ range: Range) -> String? {
    let stepped = part.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let bounds = (stepped.first ?? "").split(separator: "-", omittingEmptySubsequences: false).map(String.init)
    var (start, end) = (range.low, range.high)
    if bounds.first != "*", bounds.first != "?" {
      switch number(bounds.first ?? "", range.names) {
      case .success(let value): (start, end) = (value, value)
      case .failure(let problem): return problem.message
      }
      if bounds.count == 2 {
        switch number(bounds[1], range.names) {
        case .success(let value): end = value
        case .failure(let problem): return problem.message
        }
      } else if bounds.count > 2 {
        return "too many hyphens: \(part)"
      } else if stepped.count == 2 {
        end = range.high
      }
    }
    var step = 1
    if stepped.count == 2 {
      switch number(stepped[1], []) {
      case .success(let value): step = value
      case .failure(let problem): return problem.message
      }
    } else if stepped.count > 2 {
      return "too many slashes: \(part)"
    }
    if start < range.low { return "beginning of range (\(start)) below minimum (\(range.low)): \(part)" }
    if end > range.high { return "end of range (\(end)) above maximum (\(range.high)): \(part)" }
    if start > end { return "beginning of range (\(start)) beyond end of range (\(end)): \(part)" }
    return step == 0 ? "step of range should be a positive number: \(part)" : nil
  }

  private static func number(_ text: String, _ names: [String]) -> Result<Int, ParseError> {
    if let index = names.firstIndex(of: text.lowercased()) {
      // Months count from one, days of the week from zero.
      return .success(names.count == 12 ? index + 1 : index)
    }
    guard let value = Int(text) else {
      return .failure(
        ParseError(
          "failed to parse int from \(text): strconv.Atoi: parsing \(GoFormat.quoted(text)): invalid syntax"))
    }
    return value < 0 ? .failure(ParseError("negative number (\(value)) not allowed: \(text)")) : .success(value)
  }
}
