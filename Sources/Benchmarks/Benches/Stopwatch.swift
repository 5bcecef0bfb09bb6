internal import APIMachinery

/// Times short pieces of work: many rounds, of which the middle one counts, so that a busy machine disturbs little.
struct Stopwatch {
  let time: any TimeSource
  let duration: Duration
  private static let perRound = 200

  init(_ setting: BenchmarkSetting) {
    time = setting.time
    duration = setting.duration
  }

  /// Microseconds that `body` takes for one of the values that `prepare`, which is not measured, makes.
  func microseconds<Value>(
    _ prepare: () throws -> Value, _ body: (inout Value) throws -> Void
  ) rethrows -> Double {
    var rounds: [Double] = []
    let start = time.uptime()
    repeat {
      var values: [Value] = []
      values.reserveCapacity(Self.perRound)
      for _ in 0..<Self.perRound { values.append(try prepare()) }
      let begin = time.uptime()
      for index in values.indices { try body(&values[index]) }
      rounds.append((time.uptime() - begin).inSeconds * 1e6 / Double(Self.perRound))
    } while time.uptime() - start < duration
    return rounds.sorted()[rounds.count / 2]
  }

  func microseconds(_ body: () throws -> Void) rethrows -> Double {
    try microseconds({}, { _ in try body() })
  }
}

/// Keeps the compiler from leaving out work whose result nobody uses.
@inline(never)
func keep<Value>(_ value: borrowing Value) {}
