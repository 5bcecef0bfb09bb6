/// A table that several programs put their chains into, such as the `nat` of iptables, as `nft -a list table` shows it.
public struct SharedTable: Sendable, Equatable {
  struct Rule: Sendable, Equatable {
    var chain: String
    var text: String
    var handle: String
  }

  private let family: NFTable.Family
  private let name: String
  private(set) var chains: [String] = []
  private(set) var rules: [Rule] = []
  /// Chains that the kernel calls, and that let everything through by themselves.
  private(set) var acceptingBaseChains: Set<String> = []
  /// There are things in the table that are neither chains nor rules.
  private(set) var hasOthers = false

  /// - Parameter listing: What nft(8) printed. What isn't understood counts as somebody else's.
  public init(_ family: NFTable.Family, _ name: String, listing: String) {
    self.family = family
    self.name = name
    var chain: String?
    for line in listing.split(separator: "\n") {
      let words = line.split { $0 == " " || $0 == "\t" }
      switch words.first {
      case nil, "table", "#": continue
      case "}": chain = nil
      case "chain" where chain == nil && words.count > 1:
        chain = String(words[1])
        chains.append(String(words[1]))
      case "type" where chain != nil:
        if let chain, line.hasSuffix("policy accept;") { acceptingBaseChains.insert(chain) }
      default:
        if let chain, words.count > 3, words[words.count - 2] == "handle", words[words.count - 3] == "#" {
          let text = words.dropLast(3).joined(separator: " ")
          rules.append(Rule(chain: chain, text: text, handle: String(words[words.count - 1])))
        } else {
          hasOthers = true
        }
      }
    }
  }

  /// Whether the chain is there and has rules.
  public func hasRules(_ chain: String) -> Bool { rules.contains { $0.chain == chain } }

  /// Takes away chains and the rules of other chains that jump to them; the table too, when nothing else is in it, not
  /// even when there was nothing to begin with.
  public func removal(of isUnwanted: (String) -> Bool) -> NFTransaction {
    let unwanted = chains.filter(isUnwanted)
    guard !unwanted.isEmpty || (chains.isEmpty && !hasOthers) else { return NFTransaction() }
    let jumps = rules.filter { rule in
      !unwanted.contains(rule.chain) && unwanted.contains { rule.text.hasSuffix("jump \($0)") }
    }
    let remaining = rules.count { !unwanted.contains($0.chain) } - jumps.count
    if remaining == 0, !hasOthers, chains.allSatisfy({ unwanted.contains($0) || acceptingBaseChains.contains($0) }) {
      return .remove(family: family, name: name)
    }
    let table = "\(family.rawValue) \(name)"
    return NFTransaction(
      lines: jumps.map { "delete rule \(table) \($0.chain) handle \($0.handle)" }
        + unwanted.map { "flush chain \(table) \($0)" } + unwanted.map { "delete chain \(table) \($0)" })
  }
}
