/// A value of a library: something that only its functions know.
final class BoxedValue<Wrapped: Sendable & Equatable>: CELSized {
  let value: Wrapped
  let celType: CELType
  let size: Int

  init(_ value: Wrapped, _ type: CELType, size: Int = 1) {
    self.value = value
    celType = type
    self.size = size
  }

  func isEqual(to other: any CELOpaque) -> Bool { (other as? BoxedValue<Wrapped>)?.value == value }
}

extension CELValue {
  /// The value of a library that an argument holds.
  func unbox<Wrapped: Sendable & Equatable>(_: Wrapped.Type = Wrapped.self) throws(CELError) -> Wrapped {
    guard case .opaque(let box) = self, let typed = box as? BoxedValue<Wrapped> else { throw .noSuchOverload }
    return typed.value
  }
}
