/// What is counted of the requests of one flow schema in one priority level, under the names of upstream's metrics.
struct FlowCounts: Sendable {
  /// As upstream's `requestDurationSecondsBuckets`.
  static let durationBounds: [Double] = [0, 0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30]
  /// As upstream's `queueLengthBuckets`.
  static let lengthBounds: [Double] = [0, 10, 25, 50, 100, 250, 500, 1000]
  static let seatBounds: [Double] = [1, 2, 4, 8, 16, 32, 64, 100]

  struct Histogram: Sendable {
    let bounds: [Double]
    private(set) var buckets: [Int]
    private(set) var count = 0
    private(set) var sum = 0.0

    init(_ bounds: [Double]) {
      self.bounds = bounds
      buckets = [Int](repeating: 0, count: bounds.count)
    }

    mutating func add(_ value: Double) {
      count += 1
      sum += value
      var index = 0
      while index < bounds.count {
        if value <= bounds[index] {
          buckets[index] += 1
          return
        }
        index += 1
      }
    }
  }

  let schema: String
  var dispatched = 0
  var rejected: [FairQueues.Rejection: Int] = [:]
  var waiting = 0
  var seatsWaiting = 0
  var executing = 0
  var seatsExecuting = 0
  var noAccommodation = 0
  var waitExecuted = Histogram(durationBounds)
  var waitGivenUp = Histogram(durationBounds)
  var execution = Histogram(durationBounds)
  var queueLength = Histogram(lengthBounds)
  var seats = Histogram(seatBounds)

  init(schema: String) {
    self.schema = schema
  }

  mutating func reject(_ reason: FairQueues.Rejection) { rejected[reason, default: 0] += 1 }

  mutating func enqueued(seats: Int, queueLength: Int) {
    waiting += 1
    seatsWaiting += seats
    self.queueLength.add(Double(queueLength))
  }

  mutating func left(seats: Int) {
    waiting -= 1
    seatsWaiting -= seats
  }

  /// - Parameter queueLength: That the request saw before it, where it is worth telling.
  mutating func waited(_ seconds: Double, _ queueLength: Int) {
    waitExecuted.add(seconds)
    if queueLength == 0 { self.queueLength.add(1) }
  }

  mutating func gaveUp(after seconds: Double) { waitGivenUp.add(seconds) }

  mutating func began(seats: Int) {
    dispatched += 1
    executing += 1
    seatsExecuting += seats
    self.seats.add(Double(seats))
  }

  mutating func ran(for seconds: Double, isUndone: Bool) {
    executing -= 1
    if isUndone { dispatched -= 1 } else { execution.add(seconds) }
  }

  mutating func released(seats: Int) { seatsExecuting -= seats }
}
