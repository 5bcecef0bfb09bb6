import APIMachinery

extension CELLibrary {
  private static let quantityType = CELType.opaque("kubernetes.Quantity", [])

  /// Amounts such as `quantity('1.5Gi')`.
  public static let quantity: CELLibrary = {
    var library = CELLibrary()
    library.types = ["kubernetes.Quantity": quantityType]
    library.functions = [
      CELFunction(
        "quantity",
        [
          .global("string_to_quantity", "string -> kubernetes.Quantity") { value throws(CELError) in
            box(try parse(try value.text()))
          }
        ]),
      CELFunction(
        "isQuantity",
        [
          .global("is_quantity_string", "string -> bool") { value throws(CELError) in
            let text = try value.text()
            return .bool((try? Quantity(parsing: text)) != nil)
          }
        ]),
      part("sign", "quantity_sign", "int") { .int(Int64($0.sign)) },
      part("isInteger", "quantity_is_integer", "bool") { .bool($0.exactInteger != nil) },
      part("asApproximateFloat", "quantity_get_float", "double") { .double($0.approximateDouble) },
      CELFunction(
        "asInteger",
        [
          .member("quantity_get_int", "kubernetes.Quantity -> int") { value throws(CELError) in
            guard let whole = try value.quantity().exactInteger else {
              throw CELError("cannot convert value to integer")
            }
            return .int(whole)
          }
        ]),
      comparison("isGreaterThan", "quantity_is_greater_than", "bool") { .bool($0 > 0) },
      comparison("isLessThan", "quantity_is_less_than", "bool") { .bool($0 < 0) },
      comparison("compareTo", "quantity_compare_to", "int") { .int(Int64($0)) },
      arithmetic("add") { $0 + $1 }, arithmetic("sub") { $0 - $1 },
    ]
    return library
  }()

  private static func parse(_ text: String) throws(CELError) -> Quantity {
    do {
      return try Quantity(parsing: text)
    } catch {
      throw CELError(error.message)
    }
  }

  private static func box(_ quantity: Quantity) -> CELValue {
    .opaque(BoxedValue(ComparableQuantity(quantity), quantityType))
  }

  private static func part(
    _ name: String, _ id: String, _ result: String, _ body: @escaping @Sendable (Quantity) -> CELValue
  ) -> CELFunction {
    CELFunction(
      name, [.member(id, "kubernetes.Quantity -> \(result)") { value throws(CELError) in body(try value.quantity()) }])
  }

  private static func comparison(
    _ name: String, _ id: String, _ result: String, _ body: @escaping @Sendable (Int) -> CELValue
  ) -> CELFunction {
    CELFunction(
      name,
      [
        .member(id, "kubernetes.Quantity, kubernetes.Quantity -> \(result)") { left, right throws(CELError) in
          body((try left.quantity() - (try right.quantity())).sign)
        }
      ])
  }

  private static func arithmetic(
    _ name: String, _ body: @escaping @Sendable (Quantity, Quantity) -> Quantity
  ) -> CELFunction {
    CELFunction(
      name,
      [
        .member("quantity_\(name)", "kubernetes.Quantity, kubernetes.Quantity -> kubernetes.Quantity") {
          left, right throws(CELError) in box(body(try left.quantity(), try right.quantity()))
        },
        .member("quantity_\(name)_int", "kubernetes.Quantity, int -> kubernetes.Quantity") {
          left, right throws(CELError) in
          box(body(try left.quantity(), Quantity(try right.integer(), format: .decimalExponent)))
        },
      ])
  }
}

/// Equal when the amounts are, however they are written.
private struct ComparableQuantity: Sendable, Equatable {
  let quantity: Quantity

  init(_ quantity: Quantity) { self.quantity = quantity }

  static func == (left: ComparableQuantity, right: ComparableQuantity) -> Bool {
    (left.quantity - right.quantity).isZero
  }
}

extension CELValue {
  fileprivate func quantity() throws(CELError) -> Quantity { try unbox(ComparableQuantity.self).quantity }
}
