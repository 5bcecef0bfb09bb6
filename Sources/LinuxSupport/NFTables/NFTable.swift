/// A table of nftables as it should be or is: chains of rules, sets, and maps. Rules, keys and values are kept as the
/// text that nft(8) reads; whoever makes them quotes what comes from outside.
public struct NFTable: Sendable, Equatable {
  /// Which packets the table sees.
  public enum Family: String, Sendable {
    case ip
    case ip6
    case inet
  }

  public var family: Family
  public var name: String
  public var comment: String?
  public var chains: [String: NFChain] = [:]
  public var sets: [String: NFSet] = [:]
  public var maps: [String: NFMap] = [:]

  public init(family: Family, name: String, comment: String? = nil) {
    self.family = family
    self.name = name
    self.comment = comment
  }

  /// How nft names it.
  public var identifier: String { "\(family.rawValue) \(name)" }
}

/// A chain: rules in order, and for a base chain where in the packet's way it hangs.
public struct NFChain: Sendable, Equatable {
  /// Where a base chain is called.
  public struct Base: Sendable, Equatable {
    /// What a base chain may do.
    public enum Kind: String, Sendable {
      case filter
      case nat
    }
    /// Where packets meet a base chain.
    public enum Hook: String, Sendable {
      case prerouting
      case input
      case forward
      case output
      case postrouting
    }

    public var kind: Kind
    public var hook: Hook
    /// Lower is earlier; -100 is where destinations are translated, 100 where sources are.
    public var priority: Int

    public init(_ kind: Kind, _ hook: Hook, priority: Int) {
      self.kind = kind
      self.hook = hook
      self.priority = priority
    }
  }

  public var base: Base?
  public var rules: [String]

  public init(base: Base? = nil, rules: [String] = []) {
    self.base = base
    self.rules = rules
  }
}

/// A set of keys.
public struct NFSet: Sendable, Equatable {
  /// What is between the braces of its declaration, such as `type ipv4_addr ;`.
  public var declaration: String
  /// Elements that rules add by themselves are not among them and survive a change of the table.
  public var elements: Set<String>

  public init(_ declaration: String, elements: Set<String> = []) {
    self.declaration = declaration
    self.elements = elements
  }
}

/// A map of keys to values, which may be verdicts.
public struct NFMap: Sendable, Equatable {
  /// What is between the braces of its declaration, such as `type ipv4_addr : verdict ;`.
  public var declaration: String
  public var elements: [String: String]

  public init(_ declaration: String, elements: [String: String] = [:]) {
    self.declaration = declaration
    self.elements = elements
  }
}
