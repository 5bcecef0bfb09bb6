/// What comprehensions run over: elements, or keys and values.
struct FoldRange {
  private enum Storage {
    case list(CELList)
    case map(CELMap)
  }

  private let storage: Storage
  let count: Int

  init(_ value: CELValue) throws(CELError) {
    switch value {
    case .list(let list): (storage, count) = (.list(list), list.count)
    case .map(let map): (storage, count) = (.map(map), map.count)
    default: throw CELError("got '\(value.type.runtimeName)', expected iterable type")
    }
  }

  /// Sets the variables for a step, unless the task is cancelled.
  @inline(__always)
  func bind(_ position: Int, _ variables: FoldVariables, _ frame: Frame) throws(CELError) {
    try frame.checkCancellation(position)
    switch storage {
    case .list(let list):
      if let second = variables.second {
        frame.locals[variables.first] = .int(Int64(position))
        frame.locals[second] = list[position]
      } else {
        frame.locals[variables.first] = list[position]
      }
    case .map(let map):
      let entry = map.entry(at: position)
      frame.locals[variables.first] = entry.key
      if let second = variables.second { frame.locals[second] = entry.value }
    }
  }
}

/// Slots of the variables of a comprehension.
struct FoldVariables: Sendable {
  let first: Int
  let second: Int?
}

/// A comprehension of no particular form.
final class FoldNode: Node {
  let range: any Node
  let variables: FoldVariables
  let accumulator: Int
  let start: any Node
  let test: any Node
  let step: any Node
  let result: any Node

  init(
    range: any Node, variables: FoldVariables, accumulator: Int, start: any Node, test: any Node, step: any Node,
    result: any Node
  ) {
    self.range = range
    self.variables = variables
    self.accumulator = accumulator
    self.start = start
    self.test = test
    self.step = step
    self.result = result
  }

  func evaluate(_ frame: Frame) throws(CELError) -> CELValue {
    let range = try FoldRange(try range.evaluate(frame))
    frame.locals[accumulator] = try start.evaluate(frame)
    for position in 0..<range.count {
      try range.bind(position, variables, frame)
      guard try test.condition(frame) else { break }
      let next = try step.evaluate(frame)
      frame.locals[accumulator] = next
    }
    return try result.evaluate(frame)
  }
}

/// `all` and `exists`: an error counts only when nothing decides.
final class QuantifierNode: Node {
  let range: any Node
  let variables: FoldVariables
  let predicate: any Node
  /// The value that decides: false for `all`, true for `exists`.
  let decisive: Bool

  init(range: any Node, variables: FoldVariables, predicate: any Node, decisive: Bool) {
    self.range = range
    self.variables = variables
    self.predicate = predicate
    self.decisive = decisive
  }

  func evaluate(_ frame: Frame) throws(CELError) -> CELValue {
    let range = try FoldRange(try range.evaluate(frame))
    // What the condition and the accumulator of the expanded macro cost for each element.
    let perStep = decisive ? Cost.existsStep : Cost.allStep
    var failure: CELError?
    for position in 0..<range.count {
      try frame.charge(perStep)
      try range.bind(position, variables, frame)
      do throws(CELError) {
        if try predicate.condition(frame) == decisive {
          if position + 1 < range.count { try frame.charge(perStep - Cost.access) }
          try frame.charge(Cost.access)
          return .bool(decisive)
        }
      } catch {
        guard error.kind == .evaluation else { throw error }
        if failure == nil { failure = error }
      }
    }
    try frame.charge(Cost.access)
    if let failure { throw failure }
    return .bool(!decisive)
  }
}

/// `exists_one`.
final class ExistsOneNode: Node {
  let range: any Node
  let variables: FoldVariables
  let predicate: any Node

  init(range: any Node, variables: FoldVariables, predicate: any Node) {
    self.range = range
    self.variables = variables
    self.predicate = predicate
  }

  func evaluate(_ frame: Frame) throws(CELError) -> CELValue {
    let range = try FoldRange(try range.evaluate(frame))
    var count = 0
    for position in 0..<range.count {
      try range.bind(position, variables, frame)
      let holds = try predicate.condition(frame)
      if holds { count += 1 }
      try frame.charge(holds ? Cost.access + Cost.call : Cost.access)
    }
    try frame.charge(Cost.access + Cost.call)
    return .bool(count == 1)
  }
}

/// `map`, `filter` and `transformList`: adds to one list in place.
final class GatherNode: Node {
  let range: any Node
  let variables: FoldVariables
  /// nil: every element.
  let filter: (any Node)?
  let element: any Node

  init(range: any Node, variables: FoldVariables, filter: (any Node)?, element: any Node) {
    self.range = range
    self.variables = variables
    self.filter = filter
    self.element = element
  }

  func evaluate(_ frame: Frame) throws(CELError) -> CELValue {
    let range = try FoldRange(try range.evaluate(frame))
    var elements: [CELValue] = []
    let perElement = Cost.access + Cost.call + (element is LiteralNode ? 0 : Cost.list)
    for position in 0..<range.count {
      try range.bind(position, variables, frame)
      if let filter, try !filter.condition(frame) {
        try frame.charge(Cost.access)
        continue
      }
      elements.append(try element.evaluate(frame))
      try frame.charge(perElement)
    }
    try frame.charge(Cost.access)
    return .list(.values(elements))
  }
}

/// `transformMap` and `transformMapEntry`: adds to one map in place.
final class InsertNode: Node {
  let range: any Node
  let variables: FoldVariables
  let filter: (any Node)?
  /// nil: `value` is a map whose entries are added.
  let key: (any Node)?
  let value: any Node

  init(range: any Node, variables: FoldVariables, filter: (any Node)?, key: (any Node)?, value: any Node) {
    self.range = range
    self.variables = variables
    self.filter = filter
    self.key = key
    self.value = value
  }

  func evaluate(_ frame: Frame) throws(CELError) -> CELValue {
    let range = try FoldRange(try range.evaluate(frame))
    var dictionary = CELDictionary()
    for position in 0..<range.count {
      try range.bind(position, variables, frame)
      if let filter, try !filter.condition(frame) {
        try frame.charge(Cost.access)
        continue
      }
      if let key {
        try Self.insert(try key.evaluate(frame), try value.evaluate(frame), into: &dictionary)
      } else {
        guard case .map(let added) = try value.evaluate(frame) else { throw .noSuchOverload }
        for position in 0..<added.count {
          let entry = added.entry(at: position)
          try Self.insert(entry.key, entry.value, into: &dictionary)
        }
      }
      try frame.charge(Cost.access + Cost.call)
    }
    try frame.charge(Cost.access)
    return .map(.values(dictionary))
  }

  static func insert(_ key: CELValue, _ value: CELValue, into dictionary: inout CELDictionary) throws(CELError) {
    guard dictionary.insert(key, value) else {
      throw CELError("insert failed: key \(ValueText.plain(key)) already exists")
    }
  }
}
