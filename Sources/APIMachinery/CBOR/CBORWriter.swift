/// Writes one data item.
struct CBORWriter {
  var bytes: [UInt8] = []

  mutating func write(_ value: JSONValue) {
    switch value {
    case .null: bytes.append(0xF6)
    case .bool(let value): bytes.append(value ? 0xF5 : 0xF4)
    case .integer(let value): value < 0 ? head(1, UInt64(bitPattern: -1 - value)) : head(0, UInt64(value))
    case .number(let value): write(value)
    case .string(let value): write(text: value)
    case .array(let elements):
      head(4, UInt64(elements.count))
      for element in elements { write(element) }
    case .object(let object):
      head(5, UInt64(object.count))
      // The encoded key begins with its length: shorter ones come first.
      let members = object.members.sorted { left, right in
        let (one, other) = (left.key.utf8, right.key.utf8)
        return one.count == other.count ? one.lexicographicallyPrecedes(other) : one.count < other.count
      }
      for member in members {
        write(text: member.key)
        write(member.value)
      }
    }
  }

  /// As a byte string, which promises nothing about what is in it.
  mutating func write(text: String) {
    head(2, UInt64(text.utf8.count))
    bytes += text.utf8
  }

  /// In the narrowest form that holds it.
  private mutating func write(_ value: Double) {
    let single = Float(value)
    guard Double(single) == value else {
      bytes.append(0xFB)
      return append(value.bitPattern, count: 8)
    }
    if let half = HalfFloat(single) {
      bytes.append(0xF9)
      return append(UInt64(half.bits), count: 2)
    }
    bytes.append(0xFA)
    append(UInt64(single.bitPattern), count: 4)
  }

  /// The major type and its argument, in the shortest form.
  mutating func head(_ major: UInt8, _ argument: UInt64) {
    let kind = major << 5
    switch argument {
    case 0..<24: bytes.append(kind | UInt8(argument))
    case 24...0xFF:
      bytes.append(kind | 24)
      append(argument, count: 1)
    case 0x100...0xFFFF:
      bytes.append(kind | 25)
      append(argument, count: 2)
    case 0x1_0000...0xFFFF_FFFF:
      bytes.append(kind | 26)
      append(argument, count: 4)
    default:
      bytes.append(kind | 27)
      append(argument, count: 8)
    }
  }

  private mutating func append(_ value: UInt64, count: Int) {
    for shift in (0..<count).reversed() { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * UInt64(shift)))) }
  }
}

/// A floating-point number of 16 bits (IEEE 754 binary16), by its bits, since not all processors know them.
struct HalfFloat {
  let bits: UInt16

  init(bits: UInt16) { self.bits = bits }

  /// Nil where the number needs more bits.
  init?(_ value: Float) {
    let pattern = value.bitPattern
    let sign = UInt16(truncatingIfNeeded: pattern >> 16) & 0x8000
    let exponent = Int(pattern >> 23 & 0xFF) - 127
    let fraction = pattern & 0x7F_FFFF
    if value == 0 {
      bits = sign
    } else if (-14...15).contains(exponent), fraction & 0x1FFF == 0 {
      bits = sign | UInt16(exponent + 15) << 10 | UInt16(fraction >> 13)
    } else if (-24 ... -15).contains(exponent) {
      // Below the smallest normal number: the leading one is written out.
      let shift = UInt32(-exponent - 1)
      let whole = fraction | 0x80_0000
      guard whole & ((1 << shift) - 1) == 0 else { return nil }
      bits = sign | UInt16(whole >> shift)
    } else {
      return nil
    }
  }

  var value: Double {
    let exponent = Int(bits >> 10 & 0x1F)
    let fraction = Double(bits & 0x3FF)
    let magnitude: Double
    switch exponent {
    case 0: magnitude = fraction * 0x1p-24
    case 31: magnitude = fraction == 0 ? .infinity : .nan
    default:
      magnitude = Double(sign: .plus, exponent: exponent - 15, significand: 1 + fraction / 1024)
    }
    return bits & 0x8000 == 0 ? magnitude : -magnitude
  }
}
