import APIMachinery

/// What steps of an evaluation cost, as cel-go and Kubernetes count (cel-go's `interpreter/runtimecost.go` and
/// `k8s.io/apiserver/pkg/cel/library/cost.go`). Costs decide which rules and policies are accepted, so they are part of
/// the API.
enum Cost {
  /// Reading a variable or a field.
  static let access: UInt64 = 1
  static let call: UInt64 = 1
  static let list: UInt64 = 10
  static let map: UInt64 = 30
  static let object: UInt64 = 40
  /// For each character of a text that is read once.
  static let traversal = 0.1
  /// For each character of a pattern.
  static let regex = 0.25
  /// `@not_strictly_false(@result)`, and `@result` in the step.
  static let allStep: UInt64 = 3
  /// `@not_strictly_false(!@result)`, and `@result` in the step.
  static let existsStep: UInt64 = 4

  /// How many elements, members, bytes or characters a value has; 1 for what has none.
  static func size(_ value: CELValue) -> UInt64 {
    switch value {
    case .string(let text): UInt64(text.scalarCount)
    case .bytes(let bytes): UInt64(bytes.count)
    case .list(let list): UInt64(list.count)
    case .map(let map): UInt64(map.count)
    case .object(.json(let object, _)): UInt64(object.count)
    case .optional(let optional): optional.value.map(size) ?? 1
    case .opaque(let value): (value as? any CELSized).map { UInt64($0.size) } ?? 1
    default: 1
    }
  }

  static func traversal(_ size: UInt64, factor: Double = traversal) -> UInt64 {
    UInt64((Double(size) * factor).rounded(.up))
  }

  @inline(__always)
  static func comparison(_ left: CELValue, _ right: CELValue, isEquality: Bool) -> UInt64 {
    switch (left, right) {
    case (.int, .int), (.bool, .bool), (.double, .double): return 1
    case (.string(let left), .string(let right)):
      return traversal(UInt64(min(left.scalarCount, right.scalarCount)))
    case (.bytes(let left), .bytes(let right)): return traversal(UInt64(min(left.count, right.count)))
    case (.opaque, _): return 1
    default: return isEquality ? traversal(min(size(left), size(right))) : 1
    }
  }

  static func arithmetic(_ left: CELValue, _ right: CELValue, _ operation: Arithmetic) -> UInt64 {
    switch (left, right) {
    case (.string, .string), (.bytes, .bytes): traversal(size(left) + size(right))
    default: 1
    }
  }
}

/// An opaque value that has a size.
protocol CELSized: CELOpaque {
  var size: Int { get }
}

/// What a call of one overload costs once arguments and result are known.
struct CallCost: Sendable {
  typealias Rule = @Sendable ([CELValue], CELValue) -> UInt64

  private let rule: Rule?

  private init(_ rule: Rule?) { self.rule = rule }

  @inline(__always)
  func amount(_ arguments: @autoclosure () -> [CELValue], _ result: CELValue) -> UInt64 {
    guard let rule else { return Cost.call }
    return rule(arguments(), result)
  }

  static func of(_ function: String, _ overload: CELOverload) -> CallCost {
    CallCost(overloadRules[overload.id] ?? functionRule(function, overload.id))
  }

  private static func scan(_ argument: Int, times factor: Double = 1) -> Rule {
    { arguments, _ in
      guard arguments.indices.contains(argument) else { return Cost.call }
      return Cost.traversal(Cost.size(arguments[argument]), factor: factor * Cost.traversal)
    }
  }

  private static let regex: Rule = { arguments, _ in
    guard arguments.count >= 2 else { return Cost.call }
    let text = UInt64(((1 + Double(Cost.size(arguments[0]))) * Cost.traversal).rounded(.up))
    return text &* Cost.traversal(Cost.size(arguments[1]), factor: Cost.regex)
  }

  private static let overloadRules: [String: Rule] = [
    "starts_with_string": scan(0), "ends_with_string": scan(0), "string_to_bytes": scan(0), "bytes_to_string": scan(0),
    "strings_quote": scan(0), "string_format": scan(0), "matches": regex, "matches_string": regex,
    "contains_string": { arguments, _ in
      guard arguments.count == 2 else { return Cost.call }
      return Cost.traversal(Cost.size(arguments[0])) &* Cost.traversal(Cost.size(arguments[1]))
    },
    "list_sets_contains_list": sets(1), "list_sets_intersects_list": sets(1), "list_sets_equivalent_list": sets(2),
    "list_slice": resultSize, "lists_range": resultSize, "list_reverse": resultSize, "list_flatten": flatten,
    "list_flatten_int": flatten, "list_distinct": ordering, "list_sort": ordering,
    "cidr_ip": { _, _ in 1 },
  ]

  private static func sets(_ factor: UInt64) -> Rule {
    { arguments, _ in 1 + Cost.size(arguments[0]) &* Cost.size(arguments[1]) &* factor }
  }

  private static let resultSize: Rule = { _, result in 1 + Cost.list + Cost.size(result) }
  private static let flatten: Rule = { arguments, _ in 1 + Cost.list + Cost.size(arguments[0]) }

  /// Every pair is compared, twice over.
  private static let ordering: Rule = { arguments, _ in
    let size = Double(Cost.size(arguments[0]))
    var factor = 2.0
    if case .list(let list) = arguments[0], !list.isEmpty, list[0].stringValue != nil { factor += Cost.traversal }
    return 1 + Cost.list + UInt64(size * size * factor)
  }

  /// Kubernetes' costs are by name of the function.
  private static func functionRule(_ function: String, _ overload: String) -> Rule? {
    switch function {
    // Two checks of an authorizer fit into one expression.
    case "check": return { _, _ in 350_000 }
    case "fieldSelector", "labelSelector":
      return { arguments, _ in
        let length = arguments.count >= 2 ? Cost.size(arguments[1]) : 0
        let requirements = Cost.traversal(length, factor: 0.5)
        return Cost.list + Cost.traversal(length) + requirements * (Cost.list + Cost.object)
      }
    case "isSorted", "sum", "max", "min", "indexOf", "lastIndexOf", "includes":
      return { arguments, _ in arguments.first.map(traversal) ?? 0 }
    case "url", "lowerAscii", "upperAscii", "substring", "trim", "jsonpatch.escapeKey", "cidr", "isIP", "isCIDR", "ip",
      "quantity", "isQuantity", "semver", "isSemver":
      return scan(0)
    case "replace", "split", "ip.isCanonical": return scan(0, times: 2)
    case "join": return { _, result in Cost.traversal(Cost.size(result), factor: 2 * Cost.traversal) }
    case "find", "findAll": return regex
    case "containsIP":
      return { arguments, _ in
        guard arguments.count == 2 else { return Cost.call }
        let parsing = overload == "cidr_contains_ip_string" ? Cost.traversal(Cost.size(arguments[1])) : 0
        return Cost.traversal(Cost.size(arguments[0]) * 2) + parsing
      }
    case "containsCIDR":
      return { arguments, _ in
        guard arguments.count == 2 else { return Cost.call }
        let parsing = overload == "cidr_contains_cidr_string" ? Cost.traversal(Cost.size(arguments[1])) : 0
        let size = Cost.size(arguments[0])
        return Cost.traversal(size * 2) + Cost.traversal(size) + 1 + parsing
      }
    case "validate":
      return { arguments, _ in
        guard arguments.count == 2, case .opaque(let value) = arguments[0], let format = value as? CELFormat else {
          return Cost.call
        }
        let text = UInt64(((1 + Double(Cost.size(arguments[1]))) * Cost.traversal).rounded(.up))
        return text * Cost.traversal(UInt64(format.regexSizeMax), factor: Cost.regex)
      }
    default: return nil
    }
  }

  /// Reading a list with all that is in it.
  private static func traversal(_ value: CELValue) -> UInt64 {
    switch value {
    case .string, .bytes: return Cost.traversal(Cost.size(value))
    case .list(let list):
      var sum: UInt64 = 0
      for index in 0..<list.count { sum += traversal(list[index]) }
      return sum
    case .map(let map):
      var sum: UInt64 = 0
      for position in 0..<map.count {
        let entry = map.entry(at: position)
        sum += traversal(entry.key) + traversal(entry.value)
      }
      return sum
    case .object(.json(let object, _)): return traversal(.map(.json(object, .any)))
    default: return 1
    }
  }
}

extension String {
  /// How many code points it has.
  var scalarCount: Int {
    let bytes = utf8.count
    // Continuation bytes belong to the code point before.
    let continuations = utf8.withContiguousStorageIfAvailable { buffer in
      buffer.reduce(0) { $0 &+ ($1 & 0xC0 == 0x80 ? 1 : 0) }
    }
    return bytes - (continuations ?? utf8.reduce(0) { $0 &+ ($1 & 0xC0 == 0x80 ? 1 : 0) })
  }
}
