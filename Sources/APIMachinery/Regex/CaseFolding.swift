/// Scalars that are the same but for case.
enum CaseFolding {
  /// What is folded together with a scalar of `range`, those of the range perhaps included.
  static func others(of range: ClosedRange<UInt32>) -> ScalarSet {
    var result = ScalarSet()
    if range.upperBound < 128 {
      for scalar in range {
        switch scalar {
        case 0x41...0x5A, 0x61...0x7A:
          result.add(scalar ^ 0x20...scalar ^ 0x20)
          // The Kelvin sign and the long s fold to ASCII letters.
          if scalar | 0x20 == 0x6B { result.add(0x212A...0x212A) }
          if scalar | 0x20 == 0x73 { result.add(0x17F...0x17F) }
        default: break
        }
      }
      return result
    }
    for orbit in orbits where orbit.contains(where: range.contains) {
      for scalar in orbit { result.add(scalar...scalar) }
    }
    return result
  }

  /// Groups of scalars that fold to one; found once, when first needed.
  private static let orbits: [[UInt32]] = {
    var byFolded: [UInt32: [UInt32]] = [:]
    // No letter with case lies beyond.
    for value in UInt32(0)...0x1E943 {
      guard let scalar = Unicode.Scalar(value), let folded = folded(scalar), folded != value else { continue }
      byFolded[folded, default: [folded]].append(value)
    }
    return byFolded.keys.sorted().compactMap { byFolded[$0] }
  }()

  /// Lower case of the upper case, where both are single scalars.
  private static func folded(_ scalar: Unicode.Scalar) -> UInt32? {
    let upper = single(scalar.properties.uppercaseMapping) ?? scalar
    return (single(upper.properties.lowercaseMapping) ?? upper).value
  }

  private static func single(_ text: String) -> Unicode.Scalar? {
    text.unicodeScalars.count == 1 ? text.unicodeScalars.first : nil
  }
}
