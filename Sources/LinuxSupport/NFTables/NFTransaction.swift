/// Commands for nft(8) that the kernel carries out all together or not at all.
public struct NFTransaction: Sendable, Equatable {
  public private(set) var lines: [String] = []

  public init() {}

  init(lines: [String]) { self.lines = lines }

  public var isEmpty: Bool { lines.isEmpty }

  /// What `nft -f -` reads.
  public var script: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(lines.reduce(0) { $0 + $1.utf8.count + 1 })
    for line in lines {
      bytes += line.utf8
      bytes.append(UInt8(ascii: "\n"))
    }
    return bytes
  }

  /// Makes the table as it should be, whatever there was of it before.
  public static func replace(with table: NFTable) -> NFTransaction {
    var transaction = remove(family: table.family, name: table.name)
    transaction.addTable(table)
    transaction.change(from: NFTable(family: table.family, name: table.name), to: table)
    return transaction
  }

  /// Removes the table; no failure when there is none.
  public static func remove(family: NFTable.Family, name: String) -> NFTransaction {
    var transaction = NFTransaction()
    // "add" first, because removing what doesn't exist fails.
    transaction.lines = ["add table \(family.rawValue) \(name)", "delete table \(family.rawValue) \(name)"]
    return transaction
  }

  /// Makes `table` of `former`, touching only what differs. Chains' rules are replaced chain by chain; what rules
  /// added to sets stays, as long as a set's declaration does.
  public static func difference(from former: NFTable, to table: NFTable) -> NFTransaction {
    var transaction = NFTransaction()
    transaction.change(from: former, to: table)
    return transaction
  }

  private mutating func addTable(_ table: NFTable) {
    let comment = table.comment.map { " { comment \"\($0)\" ; }" } ?? ""
    lines.append("add table \(table.identifier)\(comment)")
  }

  /// The order matters within a transaction too: what is referred to is made before, and removed after, what refers.
  private mutating func change(from former: NFTable, to table: NFTable) {
    let where_ = table.identifier
    let remadeSets = Set(table.sets.filter { former.sets[$0.key]?.declaration != $0.value.declaration }.keys)
    let remadeMaps = Set(table.maps.filter { former.maps[$0.key]?.declaration != $0.value.declaration }.keys)

    for (name, chain) in table.chains.sorted(by: { $0.key < $1.key })
    where former.chains[name]?.base != chain.base
      || former.chains[name] == nil
    {
      lines.append("add chain \(where_) \(name)\(Self.text(chain.base))")
    }
    let renewed = Self.chainsUsing(
      remadeSets.filter { former.sets[$0] != nil }.union(remadeMaps.filter { former.maps[$0] != nil }), in: table)
    // Rules of changed and of disappearing chains go first, so that sets and chains they use are free.
    for (name, chain) in former.chains.sorted(by: { $0.key < $1.key }) {
      if (table.chains[name]?.rules != chain.rules || renewed.contains(name)) && !chain.rules.isEmpty {
        lines.append("flush chain \(where_) \(name)")
      }
    }
    // Elements that disappear or whose value changes.
    for (name, map) in former.maps.sorted(by: { $0.key < $1.key }) where !remadeMaps.contains(name) {
      guard let wanted = table.maps[name] else { continue }
      let gone = map.elements.filter { wanted.elements[$0.key] != $0.value }.keys
      elements("delete", name, gone.sorted(), in: where_)
    }
    for (name, set) in former.sets.sorted(by: { $0.key < $1.key }) where !remadeSets.contains(name) {
      guard let wanted = table.sets[name] else { continue }
      elements("delete", name, set.elements.subtracting(wanted.elements).sorted(), in: where_)
    }
    removeSetsAndMaps(from: former, to: table, remadeSets: remadeSets, remadeMaps: remadeMaps)
    addSetsAndMaps(from: former, to: table, remadeSets: remadeSets, remadeMaps: remadeMaps)
    for (name, chain) in table.chains.sorted(by: { $0.key < $1.key })
    where former.chains[name]?.rules != chain.rules || renewed.contains(name) {
      for rule in chain.rules { lines.append("add rule \(where_) \(name) \(rule)") }
    }
    for (name, map) in table.maps.sorted(by: { $0.key < $1.key }) {
      let before = remadeMaps.contains(name) ? [:] : former.maps[name]?.elements ?? [:]
      let new = map.elements.filter { before[$0.key] != $0.value }
      elements("add", name, new.map { "\($0.key) : \($0.value)" }.sorted(), in: where_)
    }
    for name in former.chains.keys.filter({ table.chains[$0] == nil }).sorted() {
      lines.append("delete chain \(where_) \(name)")
    }
  }

  /// Chains whose rules refer to one of these sets or maps: a set that is made anew needs them to let go of the old one.
  private static func chainsUsing(_ names: Set<String>, in table: NFTable) -> Set<String> {
    if names.isEmpty { return [] }
    let references = names.map { "@\($0) " }
    return Set(
      table.chains.filter { _, chain in
        chain.rules.contains { rule in references.contains { (rule + " ").contains($0) } }
      }.keys)
  }

  private mutating func removeSetsAndMaps(
    from former: NFTable, to table: NFTable, remadeSets: Set<String>, remadeMaps: Set<String>
  ) {
    for name in former.maps.keys.filter({ table.maps[$0] == nil || remadeMaps.contains($0) }).sorted() {
      lines.append("delete map \(table.identifier) \(name)")
    }
    for name in former.sets.keys.filter({ table.sets[$0] == nil || remadeSets.contains($0) }).sorted() {
      lines.append("delete set \(table.identifier) \(name)")
    }
  }

  private mutating func addSetsAndMaps(
    from former: NFTable, to table: NFTable, remadeSets: Set<String>, remadeMaps: Set<String>
  ) {
    for name in remadeMaps.sorted() {
      guard let map = table.maps[name] else { continue }
      lines.append("add map \(table.identifier) \(name) { \(map.declaration) }")
    }
    for (name, set) in table.sets.sorted(by: { $0.key < $1.key }) {
      if remadeSets.contains(name) {
        lines.append("add set \(table.identifier) \(name) { \(set.declaration) }")
        elements("add", name, set.elements.sorted(), in: table.identifier)
      } else {
        let before = former.sets[name]?.elements ?? []
        elements("add", name, set.elements.subtracting(before).sorted(), in: table.identifier)
      }
    }
  }

  /// Elements of one command; more would make lines that are hard to read in an error message.
  private static let elementsPerLine = 100

  private mutating func elements(_ verb: String, _ name: String, _ elements: [String], in table: String) {
    var rest = elements[...]
    while !rest.isEmpty {
      let some = rest.prefix(Self.elementsPerLine)
      lines.append("\(verb) element \(table) \(name) { \(some.joined(separator: ", ")) }")
      rest = rest.dropFirst(Self.elementsPerLine)
    }
  }

  private static func text(_ base: NFChain.Base?) -> String {
    guard let base else { return "" }
    return " { type \(base.kind.rawValue) hook \(base.hook.rawValue) priority \(base.priority) ; }"
  }
}
