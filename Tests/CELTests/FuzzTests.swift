import APIMachinery
import CEL
import Testing

/// What comes from outside must end in bounded time, without a crash. Seeds are in the names of the cases.
@Suite struct FuzzTests {
  private static let pieces = [
    "a", "self", ".", ".?", "[", "]", "[?", "(", ")", "{", "}", ",", ":", "?", "||", "&&", "!", "-", "+", "*", "/", "%",
    "<", "==", " in ", "1", "1u", "0x", "1.5", "1e9", "'s'", "b'x'", "r'\\", "\"\"\"", "true", "null", "\\u00", "é",
    "😀",
    "has(", "all(", "x, ", "map(", "matches(", "'(a*)*'", "size(", "duration(", "\n", "//", "`a-b`", "\u{0}",
  ]

  private static let environment: CELEnvironment = {
    var environment = CELEnvironment.kubernetes
    environment.declare("self", .dyn)
    environment.declare("a", .list(.int))
    return environment
  }()

  private static func run(_ expression: String) {
    guard let program = try? environment.compile(expression) else { return }
    _ = program.evaluate(["self": CELValue(["a": [1, "x", .null]]), "a": .list([.int(1), .int(2)])], limit: 10_000)
  }

  @Test(arguments: [1, 2, 3, 4] as [UInt64]) func survivesRandomTokens(seed: UInt64) {
    let random = SeededRandom(seed: seed)
    for _ in 0..<300 {
      var expression = ""
      for _ in 0..<random.next(below: 14) {
        expression += Self.pieces[Int(random.next(below: UInt64(Self.pieces.count)))]
      }
      Self.run(expression)
    }
  }

  @Test(arguments: [11, 12] as [UInt64]) func survivesRandomBytes(seed: UInt64) {
    let random = SeededRandom(seed: seed)
    for _ in 0..<200 {
      let bytes = (0..<random.next(below: 60)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      Self.run(String(decoding: bytes, as: UTF8.self))
    }
  }

  /// Mutations of what is valid go deeper than noise.
  @Test(arguments: [21, 22] as [UInt64]) func survivesMutations(seed: UInt64) {
    let random = SeededRandom(seed: seed)
    let valid = [
      "a.all(x, x > 0) && self.a.exists(y, y == 1)", "{'k': a.map(x, x * 2)}['k'][0] + 1",
      "self.?b.orValue([1, 2]).filter(i, i in a).size() == 0 ? 'yes' : string(1.5)",
      "'%s %d'.format(['x', 3]).matches('^[a-z ]+$')", "quantity('1Gi').add(5).compareTo(quantity('2Gi')) < 0",
    ]
    for _ in 0..<300 {
      var scalars = Array(valid[Int(random.next(below: UInt64(valid.count)))].unicodeScalars)
      for _ in 0...random.next(below: 3) {
        let index = Int(random.next(below: UInt64(scalars.count)))
        switch random.next(below: 3) {
        case 0: scalars.remove(at: index)
        case 1: scalars.insert(scalars[Int(random.next(below: UInt64(scalars.count)))], at: index)
        default: scalars.swapAt(index, Int(random.next(below: UInt64(scalars.count))))
        }
        if scalars.isEmpty { break }
      }
      var text = String.UnicodeScalarView()
      text.append(contentsOf: scalars)
      Self.run(String(text))
    }
  }

  private static func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

  static let deep: [(String, String)] = [
    ("parentheses", repeated("(", 5000) + "1" + repeated(")", 5000)), ("lists", repeated("[", 5000)),
    ("maps", repeated("{1:", 5000)), ("additions", repeated("1+", 5000) + "1"),
    ("selections", "self" + repeated(".a", 5000)), ("ternaries", repeated("true ? 1 : ", 5000) + "1"),
    ("indexes", "a" + repeated("[a", 5000)),
    ("calls", repeated("size(", 5000)), ("too long", repeated("1", 200_000)),
    ("macros", repeated("a.all(x, ", 300) + "true" + repeated(")", 300)),
    ("optional maps", "optional.of(1)" + repeated(".optMap(x, x + 1)", 60)),
  ]

  @Test(arguments: deep) func refusesDepth(_ name: String, _ expression: String) {
    #expect(throws: CELCompileError.self) { try Self.environment.compile(expression) }
  }

  @Test func takesLongChains() throws {
    let chain = Self.repeated("true && ", 2000) + "true"
    #expect(try Self.environment.compile(chain).evaluate([:]).get().boolValue == true)
    let list = "[" + Self.repeated("1,", 5000) + "1].size()"
    #expect(try Self.environment.compile(list).evaluate([:]).get().intValue == 5001)
  }

  static let costly: [String] = [
    "[1,2,3,4,5,6,7,8,9,10].map(a, [1,2,3,4,5,6,7,8,9,10].map(b, [1,2,3,4,5,6,7,8,9,10].map(c, "
      + "[1,2,3,4,5,6,7,8,9,10].map(d, [1,2,3,4,5,6,7,8,9,10].map(e, a+b+c+d+e))))).size() > 0",
    "lists.range(100000).map(x, lists.range(1000)).size() > 0",
  ]

  @Test(arguments: costly) func stopsAtTheLimit(_ expression: String) throws {
    let outcome = try Self.environment.compile(expression).evaluate([:])
    #expect(outcome.cost >= CELLimits.costPerCall)
    guard case .failure(let error) = outcome.result else {
      Issue.record("\(expression) ended")
      return
    }
    #expect(error.kind == .budgetExceeded)
  }

  @Test func patternsStayLinear() throws {
    let program = try Self.environment.compile("self.matches('(a*)*$') && self.find('(a|aa)+b') == ''")
    let text = Self.repeated("a", 2000)
    #expect(try program.evaluate(["self": .string(text)], limit: .max).get().boolValue == true)
  }
}
