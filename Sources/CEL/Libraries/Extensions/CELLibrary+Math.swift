extension CELLibrary {
  /// Numbers: `math.greatest`, `math.ceil`, `math.bitAnd` and more.
  public static let math: CELLibrary = {
    var library = CELLibrary()
    library.macros = ["greatest", "least"].flatMap { name in (0...8).map { MathMacros.extremum(name, $0) } }
    library.functions =
      [extremum("greatest", "max") { $0 == .greater }, extremum("least", "min") { $0 == .less }] + rounding + signs
      + bits
    return library
  }()

  /// `math.@max` of one value, two, or a list.
  private static func extremum(
    _ name: String, _ function: String, _ isBetter: @escaping @Sendable (CELValue.Order) -> Bool
  ) -> CELFunction {
    let numbers = ["int", "uint", "double"]
    let better: CELOverload.Binary = { left, right throws(CELError) in
      isBetter(try right.compare(left)) ? right : left
    }
    var overloads = numbers.map { CELOverload.global("math_@\(function)_\($0)", "\($0) -> \($0)") { $0 } }
    for left in numbers {
      for right in numbers {
        let result = left == right ? left : "dyn"
        overloads.append(
          .global("math_@\(function)_\(left)_\(right)", "\(left), \(right) -> \(result)", better))
      }
    }
    for element in numbers + ["dyn"] {
      overloads.append(
        .global("math_@\(function)_list_\(element)", "list(\(element)) -> \(element)") { value throws(CELError) in
          let list = try value.elements()
          guard !list.isEmpty else { throw CELError("math.@\(function)(list) argument must not be empty") }
          var best = list[0]
          guard best.isNumber else { throw .noSuchOverload }
          for index in 1..<max(list.count, 1) { best = try better(best, list[index]) }
          return best
        })
    }
    return CELFunction("math.@\(function)", overloads)
  }

  private static let rounding = [
    real("ceil") { $0.rounded(.up) }, real("floor") { $0.rounded(.down) },
    real("round") { $0.rounded(.toNearestOrAwayFromZero) }, real("trunc") { $0.rounded(.towardZero) },
    test("isNaN") { $0.isNaN }, test("isInf") { $0.isInfinite }, test("isFinite") { $0.isFinite },
    CELFunction(
      "math.sqrt",
      ["int", "uint", "double"].map { type in
        .global("math_sqrt_\(type)", "\(type) -> double") { value throws(CELError) in
          guard case .double(let number) = try Conversion.double(value) else { throw .noSuchOverload }
          return .double(number.squareRoot())
        }
      }),
  ]

  private static func real(_ name: String, _ body: @escaping @Sendable (Double) -> Double) -> CELFunction {
    CELFunction(
      "math.\(name)",
      [
        .global("math_\(name)_double", "double -> double") { value throws(CELError) in
          guard case .double(let number) = value else { throw .noSuchOverload }
          return .double(body(number))
        }
      ])
  }

  private static func test(_ name: String, _ body: @escaping @Sendable (Double) -> Bool) -> CELFunction {
    CELFunction(
      "math.\(name)",
      [
        .global("math_\(name)_double", "double -> bool") { value throws(CELError) in
          guard case .double(let number) = value else { throw .noSuchOverload }
          return .bool(body(number))
        }
      ])
  }

  private static let signs = [
    CELFunction(
      "math.abs",
      ["int", "uint", "double"].map { type in
        .global("math_abs_\(type)", "\(type) -> \(type)") { value throws(CELError) in
          switch value {
          case .int(.min): throw .integerOverflow
          case .int(let number): return .int(abs(number))
          case .uint: return value
          case .double(let number): return .double(abs(number))
          default: throw .noSuchOverload
          }
        }
      }),
    CELFunction(
      "math.sign",
      ["int", "uint", "double"].map { type in
        .global("math_sign_\(type)", "\(type) -> \(type)") { value throws(CELError) in
          switch value {
          case .int(let number): return .int(number.signum())
          case .uint(let number): return .uint(number == 0 ? 0 : 1)
          case .double(let number): return .double(number.isNaN ? .nan : number == 0 ? 0 : number < 0 ? -1 : 1)
          default: throw .noSuchOverload
          }
        }
      }),
  ]

  private static let bits = [
    bitwise("bitAnd", { $0 & $1 }, { $0 & $1 }), bitwise("bitOr", { $0 | $1 }, { $0 | $1 }),
    bitwise("bitXor", { $0 ^ $1 }, { $0 ^ $1 }),
    CELFunction(
      "math.bitNot",
      ["int", "uint"].map { type in
        .global("math_bitNot_\(type)_\(type)", "\(type) -> \(type)") { value throws(CELError) in
          switch value {
          case .int(let number): return .int(~number)
          case .uint(let number): return .uint(~number)
          default: throw .noSuchOverload
          }
        }
      }),
    shift("bitShiftLeft", { $0 << $1 }), shift("bitShiftRight", { $0 >> $1 }),
  ]

  private static func bitwise(
    _ name: String, _ signed: @escaping @Sendable (Int64, Int64) -> Int64,
    _ unsigned: @escaping @Sendable (UInt64, UInt64) -> UInt64
  ) -> CELFunction {
    CELFunction(
      "math.\(name)",
      ["int", "uint"].map { type in
        .global("math_\(name)_\(type)_\(type)", "\(type), \(type) -> \(type)") { left, right throws(CELError) in
          switch (left, right) {
          case (.int(let left), .int(let right)): return .int(signed(left, right))
          case (.uint(let left), .uint(let right)): return .uint(unsigned(left, right))
          default: throw .noSuchOverload
          }
        }
      })
  }

  /// Shifts move bits without regard of the sign.
  private static func shift(_ name: String, _ body: @escaping @Sendable (UInt64, UInt64) -> UInt64) -> CELFunction {
    CELFunction(
      "math.\(name)",
      ["int", "uint"].map { type in
        .global("math_\(name)_\(type)_int", "\(type), int -> \(type)") { value, count throws(CELError) in
          let count = try count.integer()
          guard count >= 0 else { throw CELError("math.\(name)() negative offset: \(count)") }
          switch value {
          case .int(let number): return .int(Int64(bitPattern: body(UInt64(bitPattern: number), UInt64(count))))
          case .uint(let number): return .uint(body(number, UInt64(count)))
          default: throw .noSuchOverload
          }
        }
      })
  }
}

/// `math.greatest(a, b, c)`: any number of arguments, as a list.
private enum MathMacros {
  static func extremum(_ name: String, _ count: Int) -> Macro {
    .member(name, count) { builder, target, arguments throws(Parser.Abort) in
      guard let target, case .identifier("math") = target.kind else { return nil }
      let function = name == "greatest" ? "math.@max" : "math.@min"
      switch arguments.count {
      case 0: throw builder.fail("math.\(name)() requires at least one argument", at: target)
      case 1:
        switch arguments[0].kind {
        case .list(let elements):
          guard !elements.isEmpty else {
            throw builder.fail("math.\(name)() invalid single argument value", at: arguments[0])
          }
          for element in elements { try check(element.value, name, &builder) }
        case .literal, .map, .structure:
          guard isNumeric(arguments[0]) else {
            throw builder.fail("math.\(name)() invalid single argument value", at: arguments[0])
          }
        default: break
        }
        return try builder.call(function, arguments[0])
      case 2:
        for argument in arguments { try check(argument, name, &builder) }
        return try builder.call(function, arguments[0], arguments[1])
      default:
        for argument in arguments { try check(argument, name, &builder) }
        return try builder.call(function, try builder.list(of: arguments))
      }
    }
  }

  private static func check(
    _ argument: Expression, _ name: String, _ builder: inout MacroBuilder
  ) throws(Parser.Abort) {
    switch argument.kind {
    case .literal, .list, .map, .structure:
      if !isNumeric(argument) {
        throw builder.fail("math.\(name)() simple literal arguments must be numeric", at: argument)
      }
    default: break
    }
  }

  private static func isNumeric(_ argument: Expression) -> Bool {
    if case .literal(let value) = argument.kind { value.isNumber } else { false }
  }
}
