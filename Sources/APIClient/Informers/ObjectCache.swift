import Synchronization

/// The objects that an ``Informer`` has seen, by key, namespace and custom indexes. Safe to read from any task.
public final class ObjectCache<Object: Sendable>: Sendable {
  /// The values under which an index lists an object.
  public typealias IndexFunction = @Sendable (Object) -> [String]

  private struct State {
    var objects: [ObjectKey: Object] = [:]
    var byNamespace: [String: Set<ObjectKey>] = [:]
    var indexes: [String: [String: Set<ObjectKey>]] = [:]
  }

  private let state = Mutex(State())
  private let functions: Mutex<[String: IndexFunction]>

  init(indexes: [String: IndexFunction]) {
    functions = Mutex(indexes)
  }

  /// The object of that name.
  public subscript(key: ObjectKey) -> Object? { state.withLock { $0.objects[key] } }

  /// How many objects there are.
  public var count: Int { state.withLock { $0.objects.count } }

  /// Every object, in no order.
  public var all: [Object] { state.withLock { Array($0.objects.values) } }

  /// The keys of all objects, in no order.
  public var keys: [ObjectKey] { state.withLock { Array($0.objects.keys) } }

  /// The objects of one namespace, in no order.
  public func all(in namespace: String) -> [Object] {
    state.withLock { state in (state.byNamespace[namespace] ?? []).compactMap { state.objects[$0] } }
  }

  /// The objects that index `name` lists under `value`, in no order; none where there is no such index.
  public func indexed(_ name: String, _ value: String) -> [Object] {
    state.withLock { state in (state.indexes[name]?[value] ?? []).compactMap { state.objects[$0] } }
  }

  /// Adds an index over the objects that are there and those that come; nothing happens where there is one
  /// of that name.
  public func addIndex(_ name: String, _ function: @escaping IndexFunction) {
    let isNew = functions.withLock { functions in
      guard functions[name] == nil else { return false }
      functions[name] = function
      return true
    }
    guard isNew else { return }
    state.withLock { state in
      for (key, object) in state.objects {
        for value in function(object) { state.indexes[name, default: [:]][value, default: []].insert(key) }
      }
    }
  }

  /// Stores an object and gives the one it replaces.
  func put(_ object: Object, under key: ObjectKey) -> Object? {
    let functions = functions.withLock { $0 }
    return state.withLock { state in
      let old = state.objects.updateValue(object, forKey: key)
      if let old {
        Self.unindex(old, key, functions, &state)
      } else {
        state.byNamespace[key.namespace, default: []].insert(key)
      }
      for (name, function) in functions {
        for value in function(object) { state.indexes[name, default: [:]][value, default: []].insert(key) }
      }
      return old
    }
  }

  /// Forgets an object and gives it.
  func remove(_ key: ObjectKey) -> Object? {
    let functions = functions.withLock { $0 }
    return state.withLock { state in
      guard let old = state.objects.removeValue(forKey: key) else { return nil }
      Self.unindex(old, key, functions, &state)
      state.byNamespace[key.namespace]?.remove(key)
      if state.byNamespace[key.namespace]?.isEmpty ?? false { state.byNamespace[key.namespace] = nil }
      return old
    }
  }

  private static func unindex(
    _ object: Object, _ key: ObjectKey, _ functions: [String: IndexFunction], _ state: inout State
  ) {
    for (name, function) in functions {
      for value in function(object) {
        state.indexes[name]?[value]?.remove(key)
        if state.indexes[name]?[value]?.isEmpty ?? false { state.indexes[name]?[value] = nil }
      }
    }
  }
}
