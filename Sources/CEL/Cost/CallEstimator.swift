/// What a call can cost, and how large its result can be.
struct CallEstimate {
  var cost: CELCostEstimate
  var size: CELCostEstimate?

  static func + (call: CallEstimate, arguments: CELCostEstimate) -> CallEstimate {
    CallEstimate(cost: call.cost + arguments, size: call.size)
  }
}

/// Estimates calls from the sizes of their operands (cel-go's `functionCost` and Kubernetes' `EstimateCallCost`, whose
/// every number decides which rules a CustomResourceDefinition may have).
struct CallEstimator {
  struct Operand {
    let type: CELType
    let size: CELCostEstimate
    /// Of the elements of a list.
    let elementSize: CELCostEstimate
    /// The value, where it is written out.
    let literal: CELValue?
  }

  let target: Operand?
  let arguments: [Operand]

  /// The receiver, or the first argument.
  private var first: CELCostEstimate { target?.size ?? arguments.first?.size ?? .unknown }
  private static let one = CallEstimate(cost: .exactly(1))

  func estimate(_ function: String, _ overload: String) -> CallEstimate {
    byOverload(overload) ?? byFunction(function, overload) ?? Self.one
  }

  private func scan(_ size: CELCostEstimate, times factor: Double = 1) -> CELCostEstimate {
    size * (factor * Cost.traversal)
  }

  private func byOverload(_ overload: String) -> CallEstimate? {
    switch overload {
    case "string_format", "strings_quote": return CallEstimate(cost: scan(first))
    case "string_to_bytes": return CallEstimate(cost: scan(first), size: first * .exactly(4))
    case "bytes_to_string":
      return CallEstimate(cost: scan(first), size: CELCostEstimate(first.minimum / 4, first.maximum))
    case "starts_with_string", "ends_with_string": return CallEstimate(cost: scan(arguments.first?.size ?? .unknown))
    case "in_list": return CallEstimate(cost: arguments.last?.size ?? .unknown)
    case "matches_string", "matches": return CallEstimate(cost: regex())
    case "contains_string": return CallEstimate(cost: scan(first) * scan(arguments.first?.size ?? .unknown))
    case "add_list", "add_string", "add_bytes":
      let size = arguments.reduce(.zero) { $0 + $1.size }
      return CallEstimate(cost: overload == "add_list" ? .exactly(1) : scan(size), size: size)
    case "less_string_string", "less_equals_string_string", "greater_string_string", "greater_equals_string_string",
      "less_bytes_bytes", "less_equals_bytes_bytes", "greater_bytes_bytes", "greater_equals_bytes_bytes", "equals",
      "not_equals":
      return equality()
    case "list_sets_contains_list", "list_sets_intersects_list", "list_sets_equivalent_list":
      let product = arguments.reduce(.exactly(1)) { $0 * $1.size }
      return CallEstimate(cost: product * (overload == "list_sets_equivalent_list" ? 2.0 : 1.0) + .exactly(1))
    case "list_slice", "list_reverse", "list_flatten", "list_flatten_int":
      return CallEstimate(cost: first + .exactly(Cost.list + 1), size: first)
    case "lists_range":
      let size = arguments.first?.literal?.intValue.map { CELCostEstimate.exactly(UInt64(clamping: $0)) } ?? .unknown
      return CallEstimate(cost: size + .exactly(Cost.list + 1), size: size)
    case "list_distinct", "list_sort":
      return CallEstimate(cost: first * first * 2.0 + .exactly(Cost.list + 1), size: first)
    default: return nil
    }
  }

  private func equality() -> CallEstimate {
    guard arguments.count == 2 else { return Self.one }
    if case .opaque = arguments[0].type, arguments[0].type == arguments[1].type { return Self.one }
    let maximum = min(arguments[0].size.maximum, arguments[1].size.maximum)
    return CallEstimate(cost: scan(CELCostEstimate(maximum > 0 ? 1 : 0, maximum)))
  }

  private func regex() -> CELCostEstimate {
    let pattern = (target == nil ? arguments.last : arguments.first)?.size ?? .unknown
    return scan(first + .exactly(1)) * (pattern * Cost.regex)
  }

  private func byFunction(_ function: String, _ overload: String) -> CallEstimate? {
    switch function {
    case "check": return CallEstimate(cost: .exactly(350_000))
    case "fieldSelector", "labelSelector":
      let length = arguments.first?.size ?? .unknown
      return CallEstimate(
        cost: .exactly(Cost.list) + scan(length) + (length * 0.5) * Double(Cost.list + Cost.object))
    case "isSorted", "sum", "max", "min", "indexOf", "lastIndexOf", "includes": return search(function)
    case "url", "jsonpatch.escapeKey", "lowerAscii", "upperAscii", "substring", "trim":
      return CallEstimate(cost: scan(first), size: first)
    case "replace": return replacement()
    case "split":
      var maximum = first.maximum
      if arguments.count > 1, let limit = arguments[1].literal?.intValue { maximum = UInt64(bitPattern: limit) }
      return CallEstimate(cost: scan(first, times: 2), size: CELCostEstimate(0, maximum))
    case "join": return joining()
    case "find", "findAll": return CallEstimate(cost: regex(), size: CELCostEstimate(0, first.maximum))
    case "ip" where overload == "cidr_ip": return Self.one
    case "cidr", "isIP", "isCIDR", "ip", "quantity", "isQuantity", "semver", "isSemver":
      return CallEstimate(cost: scan(arguments.first?.size ?? .unknown))
    case "ip.isCanonical": return CallEstimate(cost: scan(arguments.first?.size ?? .unknown, times: 2))
    case "containsIP", "containsCIDR": return containment(function, overload)
    case "validate":
      let text = scan(arguments.first?.size ?? .unknown)
      return CallEstimate(cost: text * (128 * Cost.regex))
    default: return nil
    }
  }

  private func search(_ function: String) -> CallEstimate? {
    guard let target else { return nil }
    guard case .list(let element) = target.type else {
      return CallEstimate(cost: function == "includes" ? target.size : scan(target.size))
    }
    var each = CELCostEstimate.exactly(1)
    switch element {
    case .string, .bytes: each = each + scan(target.elementSize)
    default: break
    }
    return CallEstimate(cost: target.size * each)
  }

  /// An address has 4 or 16 bytes.
  private func containment(_ function: String, _ overload: String) -> CallEstimate {
    let address = CELCostEstimate(4, 16)
    var cost = scan(address + address)
    if function == "containsCIDR" { cost = cost + scan(address) + .exactly(1) }
    if overload.hasSuffix("_string") { cost = cost + scan(arguments.first?.size ?? .unknown) }
    return CallEstimate(cost: cost)
  }

  private func joining() -> CallEstimate? {
    guard let target else { return nil }
    var size = target.size * target.elementSize
    if let separator = arguments.first?.size {
      let count = CELCostEstimate(
        target.size.minimum > 0 ? target.size.minimum - 1 : 0, target.size.maximum > 0 ? target.size.maximum - 1 : 0)
      size = size + separator * count
    }
    return CallEstimate(cost: scan(size), size: size)
  }

  /// The result is longest when the shortest text is replaced by the longest as often as possible.
  private func replacement() -> CallEstimate? {
    guard let target, arguments.count >= 2 else { return nil }
    let (text, old, new) = (target.size, arguments[0].size, arguments[1].size)
    var (count, kept) = (CELCostEstimate.zero, CELCostEstimate.zero)
    let next = { (value: UInt64) in value < .max ? value + 1 : value }
    if old.minimum == 0 {
      count.maximum = next(text.maximum)
      kept.maximum = text.maximum
    } else if new.maximum <= old.minimum {
      kept.maximum = text.maximum
    } else {
      count.maximum = UInt64(clamping: Int128((Double(text.maximum) / Double(old.minimum)).rounded(.up)))
    }
    if old.maximum == 0 {
      count.minimum = next(text.minimum)
      kept.minimum = text.minimum
    } else if old.maximum <= new.minimum {
      kept.minimum = text.minimum
    } else {
      count.minimum = UInt64(clamping: Int128((Double(text.minimum) / Double(old.maximum)).rounded(.up)))
    }
    return CallEstimate(cost: scan(text, times: 2), size: count * new + kept)
  }
}
