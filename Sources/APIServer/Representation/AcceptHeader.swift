/// An Accept header as upstream reads it (`goautoneg`): loosely. Names keep their case, quotes are part of a value, and
/// a clause that isn't `type/subtype` counts for nothing.
enum AcceptHeader {
  /// More clauses than this are put in order by a rule that costs less.
  private static let shortCount = 12

  /// The clauses, best first.
  static func clauses(_ header: String) -> [MediaType] {
    var clauses: [MediaType] = []
    for part in header.utf8.split(separator: UInt8(ascii: ",")) {
      if let clause = clause(String(Substring(part))) { clauses.append(clause) }
    }
    guard clauses.count <= shortCount else {
      return clauses.enumerated().sorted { (rank($0.element), -$0.offset) > (rank($1.element), -$1.offset) }
        .map(\.element)
    }
    // Upstream's comparison is no order: `a/b;q=0.1` goes before `*/*;q=0.5`, and `*/*;q=0.5` before `a/b;q=0.1`. So how
    // it sorts matters too, by insertion where there are few.
    for end in clauses.indices.dropFirst() {
      var index = end
      while index > 0, goesBefore(clauses[index], clauses[index - 1]) {
        clauses.swapAt(index, index - 1)
        index -= 1
      }
    }
    return clauses
  }

  private static func goesBefore(_ left: MediaType, _ right: MediaType) -> Bool {
    if left.quality > right.quality { return true }
    if left.type != "*", right.type == "*" { return true }
    return left.subtype != "*" && right.subtype == "*"
  }

  private static func rank(_ type: MediaType) -> Double {
    type.quality * 4 + (type.type == "*" ? 0 : 2) + (type.subtype == "*" ? 0 : 1)
  }

  private static func clause(_ text: String) -> MediaType? {
    let pieces = text.split(separator: ";", omittingEmptySubsequences: false)
    let names = (pieces.first ?? "").split(separator: "/", omittingEmptySubsequences: false).map(trimmed)
    guard let type = names.first else { return nil }
    var found: MediaType
    switch names.count {
    case 1 where type == "*": found = MediaType(type: "*", subtype: "*")
    case 2 where !names[1].isEmpty: found = MediaType(type: type, subtype: names[1])
    default: return nil
    }
    for piece in pieces.dropFirst() {
      let pair = piece.split(separator: "=", omittingEmptySubsequences: false)
      guard pair.count == 2, !pair[1].isEmpty else { continue }
      let name = trimmed(pair[0])
      if name == "q" { found.quality = Double(Float(pair[1]) ?? 0) } else { found.parameters[name] = trimmed(pair[1]) }
    }
    return found
  }

  private static func trimmed(_ text: Substring) -> String {
    var rest = text
    while rest.first == " " { rest = rest.dropFirst() }
    while rest.last == " " { rest = rest.dropLast() }
    return String(rest)
  }
}
