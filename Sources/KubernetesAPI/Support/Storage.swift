/// Keeps an optional struct on the heap, with value semantics: structs of the API are large and most of
/// their optional parts are absent, so that keeping them inline would make a Volume 4 KB.
@propertyWrapper
public struct Boxed<Value: Sendable>: Sendable {
  @usableFromInline var box: Box<Value>?

  @inlinable public init() { box = nil }

  @inlinable public init(wrappedValue: Value?) { box = wrappedValue.map(Box.init) }

  @inlinable public var wrappedValue: Value? {
    get { box?.value }
    set { box = newValue.map(Box.init) }
    _modify {
      // Taken out while it is changed, so that a value of its own is changed in place.
      var value = box?.value
      if let box, isKnownUniquelyReferenced(&self.box) {
        box.value = nil
        defer {
          if value == nil { self.box = nil } else { box.value = value }
        }
        yield &value
      } else {
        defer { box = value.map(Box.init) }
        yield &value
      }
    }
  }
}

/// Keeps a part that every object has on the heap, with value semantics, so that passing an object around
/// copies a few references; an untouched part takes no memory.
@propertyWrapper
public struct Shared<Value: APIValue>: Sendable {
  @usableFromInline var box: Box<Value>?

  @inlinable public init() { box = nil }

  @inlinable public init(wrappedValue: Value) { box = Box(wrappedValue) }

  @inlinable public var wrappedValue: Value {
    get { box?.value ?? Value() }
    set { box = Box(newValue) }
    _modify {
      var value = box?.value ?? Value()
      if let box, isKnownUniquelyReferenced(&self.box) {
        box.value = nil
        defer { box.value = value }
        yield &value
      } else {
        defer { box = Box(value) }
        yield &value
      }
    }
  }
}

/// Changed only by an owner that holds the only reference.
@usableFromInline
final class Box<Value: Sendable>: @unchecked Sendable {
  @usableFromInline var value: Value?

  @usableFromInline init(_ value: Value) { self.value = value }
}
