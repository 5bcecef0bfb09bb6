import Synchronization

/// Character classes that have a name.
enum NamedScalarSets {
  static let digit = ScalarSet([0x30...0x39]).normalized
  static let space = ScalarSet([0x09...0x0A, 0x0C...0x0D, 0x20...0x20]).normalized
  static let word = ScalarSet([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A]).normalized

  /// `\d`, `\S` and their kin, by the letter.
  static func perl(_ letter: UInt32) -> ScalarSet? {
    switch Unicode.Scalar(letter) {
    case "d": digit
    case "D": digit.complement
    case "s": space
    case "S": space.complement
    case "w": word
    case "W": word.complement
    default: nil
    }
  }

  /// `alpha` of `[[:alpha:]]`.
  static func posix(_ name: String) -> ScalarSet? {
    let ranges: [ClosedRange<UInt32>]
    switch name {
    case "alnum": ranges = [0x30...0x39, 0x41...0x5A, 0x61...0x7A]
    case "alpha": ranges = [0x41...0x5A, 0x61...0x7A]
    case "ascii": ranges = [0...0x7F]
    case "blank": ranges = [0x09...0x09, 0x20...0x20]
    case "cntrl": ranges = [0...0x1F, 0x7F...0x7F]
    case "digit": return digit
    case "graph": ranges = [0x21...0x7E]
    case "lower": ranges = [0x61...0x7A]
    case "print": ranges = [0x20...0x7E]
    case "punct": ranges = [0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E]
    case "space": ranges = [0x09...0x0D, 0x20...0x20]
    case "upper": ranges = [0x41...0x5A]
    case "word": return word
    case "xdigit": ranges = [0x30...0x39, 0x41...0x46, 0x61...0x66]
    default: return nil
    }
    return ScalarSet(ranges).normalized
  }

  /// A general category or a script, as `\p{Lu}` and `\p{Greek}` name them.
  static func unicode(_ name: String) -> ScalarSet? {
    if name == "Any" { return ScalarSet([0...ScalarSet.last]).normalized }
    if let ranges = UnicodeScripts.ranges[name] { return ScalarSet(ranges).normalized }
    guard let categories = categories[name] else { return nil }
    if let known = found.withLock({ $0[name] }) { return known }
    let set = scalars(of: categories)
    found.withLock { $0[name] = set }
    return set
  }

  /// By name, once looked for: that reads the properties of every scalar.
  private static let found = Mutex<[String: ScalarSet]>([:])

  private static func scalars(of categories: Set<Unicode.GeneralCategory>) -> ScalarSet {
    var result = ScalarSet()
    var start: UInt32?
    for value in 0...ScalarSet.last {
      let isMember = Unicode.Scalar(value).map { categories.contains($0.properties.generalCategory) } ?? false
      if isMember {
        start = start ?? value
      } else if let begun = start {
        result.add(begun...value - 1)
        start = nil
      }
    }
    if let begun = start { result.add(begun...ScalarSet.last) }
    return result.normalized
  }

  private static let categories: [String: Set<Unicode.GeneralCategory>] = {
    let single: [String: Unicode.GeneralCategory] = [
      "Lu": .uppercaseLetter, "Ll": .lowercaseLetter, "Lt": .titlecaseLetter, "Lm": .modifierLetter,
      "Lo": .otherLetter, "Mn": .nonspacingMark, "Mc": .spacingMark, "Me": .enclosingMark, "Nd": .decimalNumber,
      "Nl": .letterNumber, "No": .otherNumber, "Pc": .connectorPunctuation, "Pd": .dashPunctuation,
      "Ps": .openPunctuation, "Pe": .closePunctuation, "Pi": .initialPunctuation, "Pf": .finalPunctuation,
      "Po": .otherPunctuation, "Sm": .mathSymbol, "Sc": .currencySymbol, "Sk": .modifierSymbol, "So": .otherSymbol,
      "Zs": .spaceSeparator, "Zl": .lineSeparator, "Zp": .paragraphSeparator, "Cc": .control, "Cf": .format,
      "Cs": .surrogate, "Co": .privateUse,
    ]
    var result = single.mapValues { Set([$0]) }
    for (name, category) in single { result[String(name.prefix(1)), default: []].insert(category) }
    return result
  }()
}
