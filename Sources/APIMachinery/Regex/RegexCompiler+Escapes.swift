extension RegexCompiler {
  /// A backslash outside of a class.
  mutating func escape() throws(RegexError) {
    let start = position
    guard let letter = at(1) else { throw failure(.trailingBackslash, scalars.count..<scalars.count) }
    switch Unicode.Scalar(letter) {
    case "A":
      position += 2
      try assertion(.textStart)
    case "z":
      position += 2
      try assertion(.textEnd)
    case "b":
      position += 2
      try assertion(.wordBoundary)
    case "B":
      position += 2
      try assertion(.noWordBoundary)
    case "C": throw failure(.invalidEscape, start..<start + 2)
    case "Q":
      position += 2
      while peek != nil, !starts(with: "\\E") {
        try literal(scalars[position])
        position += 1
      }
      if peek != nil { position += 2 }
    case "p", "P": try add(try unicodeClass())
    default:
      if let set = NamedScalarSets.perl(letter) {
        position += 2
        try add(set)
      } else {
        try literal(try escapedScalar())
      }
    }
  }

  /// `\pN`, `\p{Greek}`, `\PN`, `\p{^Greek}`.
  mutating func unicodeClass() throws(RegexError) -> ScalarSet {
    let start = position
    var isNegated = at(1) == ("P" as Unicode.Scalar).value
    position += 2
    guard let first = peek else { throw failure(.invalidRange, start..<position) }
    var name: Range<Int>
    if first == ("{" as Unicode.Scalar).value {
      guard let end = scalars[position...].firstIndex(of: ("}" as Unicode.Scalar).value) else {
        throw failure(.invalidRange, start..<scalars.count)
      }
      name = position + 1..<end
      position = end + 1
    } else {
      name = position..<position + 1
      position += 1
    }
    if !name.isEmpty, scalars[name.lowerBound] == ("^" as Unicode.Scalar).value {
      isNegated.toggle()
      name = name.lowerBound + 1..<name.upperBound
    }
    guard var set = NamedScalarSets.unicode(text(name)) else { throw failure(.invalidRange, start..<position) }
    if flags.ignoresCase { set = set.caseInsensitive }
    return isNegated ? set.complement : set
  }

  /// An escape that stands for one scalar.
  mutating func escapedScalar() throws(RegexError) -> UInt32 {
    let start = position
    guard let letter = at(1) else { throw failure(.trailingBackslash, scalars.count..<scalars.count) }
    position += 2
    switch Unicode.Scalar(letter) {
    case "a": return 0x07
    case "f": return 0x0C
    case "n": return 0x0A
    case "r": return 0x0D
    case "t": return 0x09
    case "v": return 0x0B
    case "x": return try hexadecimal(from: start)
    case "1", "2", "3", "4", "5", "6", "7":
      // A single digit would be a back reference, which RE2 doesn't have.
      guard let next = peek, (0x30...0x37).contains(next) else { break }
      return octal(letter - 0x30)
    case "0": return octal(0)
    default:
      let isWord = NamedScalarSets.word.contains(letter)
      if letter < 0x80 && !isWord { return letter }
    }
    throw failure(.invalidEscape, start..<position)
  }

  private mutating func octal(_ first: UInt32) -> UInt32 {
    var value = first
    for _ in 0..<2 {
      guard let digit = peek, (0x30...0x37).contains(digit) else { break }
      value = value * 8 + digit - 0x30
      position += 1
    }
    return value
  }

  private mutating func hexadecimal(from start: Int) throws(RegexError) -> UInt32 {
    func digit(_ scalar: UInt32) -> UInt32? {
      switch scalar {
      case 0x30...0x39: scalar - 0x30
      case 0x41...0x46: scalar - 0x41 + 10
      case 0x61...0x66: scalar - 0x61 + 10
      default: nil
      }
    }
    guard let first = peek else { throw failure(.invalidEscape, start..<position) }
    position += 1
    guard first == ("{" as Unicode.Scalar).value else {
      guard let high = digit(first), let second = peek, let low = digit(second) else {
        throw failure(.invalidEscape, start..<min(position + 1, scalars.count))
      }
      position += 1
      return high * 16 + low
    }
    var value: UInt32 = 0
    var count = 0
    while let scalar = peek {
      position += 1
      if scalar == ("}" as Unicode.Scalar).value {
        guard count > 0 else { break }
        return value
      }
      guard let next = digit(scalar) else { break }
      value = value * 16 + next
      count += 1
      if value > ScalarSet.last { break }
    }
    throw failure(.invalidEscape, start..<position)
  }
}
