/// Runs a program over a text in time proportional to the product of their lengths: all ways to match are followed at
/// once, in the order a backtracking engine would try them (Pike's machine).
struct RegexMachine {
  private let program: RegexProgram
  /// 0 when only the answer counts.
  private let slotCount: Int
  private var current: Threads
  private var upcoming: Threads
  private var pending: [(step: Int, slots: Int)] = []
  private var scratch: [Int]
  private var best: [Int]?

  /// Threads in order of preference: at most one for each step.
  private struct Threads {
    var steps: [Int] = []
    /// Position in ``steps`` of each step of the program, where it is one.
    var places: [Int]
    var slots: [Int] = []

    init(_ count: Int) { places = Array(repeating: -1, count: count) }

    func contains(_ step: Int) -> Bool {
      let place = places[step]
      return place >= 0 && place < steps.count && steps[place] == step
    }

    mutating func clear() {
      steps.removeAll(keepingCapacity: true)
      slots.removeAll(keepingCapacity: true)
    }
  }

  init(_ program: RegexProgram, captures: Bool) {
    self.program = program
    slotCount = captures ? program.slotCount : 0
    current = Threads(program.steps.count)
    upcoming = Threads(program.steps.count)
    scratch = Array(repeating: -1, count: slotCount)
  }

  /// Byte offsets of the groups of the leftmost match at or after `start` (two for each, -1 where a group has no part
  /// in it); nil when there is none. Without captures only whether there is one: an empty array.
  mutating func run(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> [Int]? {
    var cursor = UTF8Cursor(bytes: bytes, offset: start)
    var before = Self.scalar(before: start, in: bytes)
    best = nil
    upcoming.clear()
    var offset = start
    var scalar = cursor.next()
    while true {
      // `upcoming` holds the threads under way; one that starts here is less preferred than all of them.
      if best == nil {
        for index in scratch.indices { scratch[index] = -1 }
        follow(0, at: offset, before: before, after: scalar)
      }
      if upcoming.steps.isEmpty { break }
      swap(&current, &upcoming)
      let end = cursor.offset
      let after = scalar == nil ? nil : cursor.next()
      if step(over: scalar, to: end, following: after) && slotCount == 0 { return [] }
      guard let consumed = scalar else { break }
      before = consumed
      offset = end
      scalar = after
    }
    return best
  }

  /// Moves every thread over `scalar`. Returns whether one matched.
  private mutating func step(over scalar: UInt32?, to offset: Int, following: UInt32?) -> Bool {
    upcoming.clear()
    for index in current.steps.indices {
      let step = current.steps[index]
      switch program.steps[step] {
      case .match:
        best = Array(current.slots[index * slotCount..<(index + 1) * slotCount])
        // Those behind are less preferred.
        return true
      case .scalar(let wanted):
        guard scalar == wanted else { continue }
      case .set(let set):
        guard let scalar, program.sets[Int(set)].contains(scalar) else { continue }
      default: continue
      }
      for slot in 0..<slotCount { scratch[slot] = current.slots[index * slotCount + slot] }
      follow(step + 1, at: offset, before: scalar, after: following)
    }
    return false
  }

  /// Adds to `upcoming` what is reached from `start` without consuming.
  private mutating func follow(_ start: Int, at offset: Int, before: UInt32?, after: UInt32?) {
    // An entry with slots ≥ 0 restores a slot of the scratch: its number and, in `step`, the old value.
    pending.append((start, -1))
    while let (step, slot) = pending.popLast() {
      if slot >= 0 {
        scratch[slot] = step
        continue
      }
      if upcoming.contains(step) { continue }
      upcoming.places[step] = upcoming.steps.count
      upcoming.steps.append(step)
      upcoming.slots += scratch
      switch program.steps[step] {
      case .jump(let distance): pending.append((step + Int(distance), -1))
      case .branch(let preferred, let other):
        pending.append((step + Int(other), -1))
        pending.append((step + Int(preferred), -1))
      case .mark(let slot):
        if slot < slotCount {
          pending.append((scratch[Int(slot)], Int(slot)))
          scratch[Int(slot)] = offset
        }
        pending.append((step + 1, -1))
      case .assert(let assertion):
        if assertion.holds(before: before, after: after) { pending.append((step + 1, -1)) }
      case .scalar, .set, .match: break
      }
    }
  }

  private static func scalar(before offset: Int, in bytes: UnsafeBufferPointer<UInt8>) -> UInt32? {
    guard offset > 0 else { return nil }
    var start = offset - 1
    while start > 0, bytes[start] & 0xC0 == 0x80 { start -= 1 }
    var cursor = UTF8Cursor(bytes: bytes, offset: start)
    return cursor.next()
  }
}
