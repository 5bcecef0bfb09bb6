import LinuxSupport

/// A packet filter that holds its tables itself and enforces the kernel's rules: what is referred to must exist, what
/// is in use can't be removed, an element is added once.
struct ModelKernel {
  struct Violation: Error, CustomStringConvertible {
    var description: String
  }

  struct Table: Equatable {
    var chains: [String: [String]] = [:]
    var bases: [String: String] = [:]
    var sets: [String: Set<String>] = [:]
    var maps: [String: [String: String]] = [:]
    var declarations: [String: String] = [:]
  }

  private(set) var tables: [String: Table] = [:]

  mutating func commit(_ transaction: NFTransaction) throws {
    var next = tables
    for line in transaction.lines {
      do {
        try Self.carryOut(line, &next)
      } catch let error as Violation {
        throw Violation(description: "\(error.description) at: \(line)")
      }
    }
    for (name, table) in next { try Self.checkReferences(name, table) }
    tables = next
  }

  private static func carryOut(_ line: String, _ tables: inout [String: Table]) throws {
    var words = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
    let verb = words.removeFirst()
    let kind = words.removeFirst()
    let name = words[0] + " " + words[1]
    if kind == "table" {
      if verb == "add" {
        if tables[name] == nil { tables[name] = Table() }
      } else {
        guard tables[name] != nil else { throw Violation(description: "no table") }
        tables[name] = nil
      }
      return
    }
    guard var table = tables[name] else { throw Violation(description: "no table \(name)") }
    let object = words[2]
    let rest = words.count > 3 ? words[3] : ""
    switch (verb, kind) {
    case ("add", "chain"):
      if let base = table.bases[object], base != rest { throw Violation(description: "another base") }
      if table.chains[object] == nil { table.chains[object] = [] }
      if !rest.isEmpty { table.bases[object] = rest }
    case ("flush", "chain"):
      guard table.chains[object] != nil else { throw Violation(description: "no chain") }
      table.chains[object] = []
    case ("delete", "chain"):
      guard table.chains[object] != nil else { throw Violation(description: "no chain") }
      guard !uses(table).contains(object) else { throw Violation(description: "chain in use") }
      table.chains[object] = nil
      table.bases[object] = nil
    case ("add", "rule"):
      guard table.chains[object] != nil else { throw Violation(description: "no chain") }
      for used in references(rest) {
        guard table.chains[used] != nil || table.sets[used] != nil || table.maps[used] != nil else {
          throw Violation(description: "\(used) doesn't exist")
        }
      }
      table.chains[object]?.append(rest)
    case ("add", "set"), ("add", "map"):
      guard table.declarations[object] == nil else { throw Violation(description: "exists") }
      table.declarations[object] = rest
      if kind == "set" { table.sets[object] = [] } else { table.maps[object] = [:] }
    case ("delete", "set"), ("delete", "map"):
      guard table.declarations[object] != nil else { throw Violation(description: "doesn't exist") }
      guard !uses(table).contains(object) else { throw Violation(description: "in use") }
      table.declarations[object] = nil
      table.sets[object] = nil
      table.maps[object] = nil
    case ("add", "element"), ("delete", "element"):
      let elements = rest.dropFirst(2).dropLast(2).split(separator: ",").map { $0.drop { $0 == " " } }
      for element in elements { try change(verb, object, String(element), &table) }
    default: throw Violation(description: "unknown command")
    }
    tables[name] = table
  }

  private static func change(_ verb: String, _ object: String, _ element: String, _ table: inout Table) throws {
    if table.sets[object] != nil {
      if verb == "add" {
        table.sets[object]?.insert(element)
      } else if table.sets[object]?.remove(element) == nil {
        throw Violation(description: "no element \(element)")
      }
    } else if table.maps[object] != nil {
      if verb == "add" {
        let parts = element.split(separator: ":", maxSplits: 1).map { $0.drop { $0 == " " } }
        let key = parts[0].hasSuffix(" ") ? String(parts[0].dropLast()) : String(parts[0])
        for used in references(String(parts[1])) where table.chains[used] == nil {
          throw Violation(description: "\(used) doesn't exist")
        }
        if let value = table.maps[object]?[key], value != String(parts[1]) {
          throw Violation(description: "\(key) has another value")
        }
        table.maps[object]?[key] = String(parts[1])
      } else if table.maps[object]?.removeValue(forKey: element) == nil {
        throw Violation(description: "no element \(element)")
      }
    } else {
      throw Violation(description: "no set or map \(object)")
    }
  }

  /// Names of chains, sets and maps in a rule or verdict.
  private static func references(_ text: String) -> [String] {
    let words = text.split { " ,".contains($0) }.map(String.init)
    var found: [String] = []
    for (index, word) in words.enumerated() {
      if word.hasPrefix("@") { found.append(String(word.dropFirst())) }
      if (word == "jump" || word == "goto") && index + 1 < words.count { found.append(words[index + 1]) }
    }
    return found
  }

  private static func uses(_ table: Table) -> Set<String> {
    var used: Set<String> = []
    for rules in table.chains.values { for rule in rules { used.formUnion(references(rule)) } }
    for map in table.maps.values { for value in map.values { used.formUnion(references(value)) } }
    return used
  }

  private static func checkReferences(_ name: String, _ table: Table) throws {
    for used in uses(table) where table.chains[used] == nil && table.sets[used] == nil && table.maps[used] == nil {
      throw Violation(description: "\(name): \(used) is referred to and doesn't exist")
    }
  }
}
