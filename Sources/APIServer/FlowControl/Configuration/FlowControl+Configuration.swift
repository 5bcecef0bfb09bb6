import APIMachinery
import Synchronization

extension FlowControl {
  /// Takes the objects of the store for what is to be done from now on. Levels that go on keep their requests; those
  /// that no object names any longer stay until they are empty.
  func digest(levels objects: [JSONValue], schemas schemaObjects: [JSONValue]) {
    guard isFair else { return }
    let known = current.withLock { $0.levels }
    var settings = objects.compactMap(PriorityLevelSettings.init)
    for mandatory in FlowControlBootstrap.mandatoryLevels
    where !settings.contains(where: { $0.name == mandatory.name }) {
      // It isn't there right now, and acts as if it were.
      if let imagined = PriorityLevelSettings(mandatory) { settings.append(imagined) }
    }
    let desired = Set(settings.map(\.name))
    for (name, level) in known where !desired.contains(name) {
      let isEmpty = level.level.state.withLock { state in
        state.isQuiescing = true
        return state.queues.isIdle
      }
      if !isEmpty { settings.append(level.settings) }
    }
    let allShares = settings.reduce(0) { $0 + $1.shares }
    var levels: [String: Level] = [:]
    for setting in settings {
      let limits = SeatLimits(setting, serverSeats: serverSeats, allShares: allShares)
      levels[setting.name] = Level(
        settings: setting, limits: limits, level: level(setting, limits, known[setting.name], desired))
    }
    let schemas = compile(schemaObjects, levels.filter { desired.contains($0.key) })
    current.withLock { $0 = Configuration(schemas: schemas, levels: levels) }
    adjustSeats()
  }

  private func level(
    _ settings: PriorityLevelSettings, _ limits: SeatLimits, _ known: Level?, _ desired: Set<String>
  ) -> PriorityLevel {
    guard let known else {
      return PriorityLevel(name: settings.name, settings: settings.queues, limit: limits.initial, time: time)
    }
    let now = time.uptime().inSeconds
    known.level.update { state in
      state.isQuiescing = !desired.contains(settings.name)
      if state.queues.settings != settings.queues { state.queues.configure(settings.queues, now: now) }
    }
    return known.level
  }

  /// Schemas of levels that aren't there match nothing.
  private func compile(_ objects: [JSONValue], _ levels: [String: Level]) -> [CompiledFlowSchema] {
    var objects = objects
    for mandatory in FlowControlBootstrap.mandatorySchemas
    where !objects.contains(where: { $0.name == mandatory.name }) {
      objects.append(mandatory)
    }
    let compiled = objects.compactMap { object -> CompiledFlowSchema? in
      let name = object[path: "spec", "priorityLevelConfiguration", "name"]?.stringValue ?? ""
      return levels[name].map {
        CompiledFlowSchema(object, level: $0.level, settings: $0.settings, limits: $0.limits)
      }
    }
    return compiled.sorted { ($0.precedence, $0.name) < ($1.precedence, $1.name) }
  }

  /// Lets levels that have seats to spare lend them to those that could use more. Called every ten seconds, and after
  /// every change of the configuration.
  func adjustSeats() {
    let levels = current.withLock { Array($0.levels.values) }
    let now = time.uptime().inSeconds
    var claims: [SeatAllocation.Claim] = []
    var sharing: [Level] = []
    var lowerSum = 0
    var remaining = levels.reduce(0) { $0 + $1.limits.nominal }
    let all = remaining
    for level in levels {
      let smoothed = level.level.state.withLock { state in
        state.smoothed.update(state.queues.demand.take(now: now))
        return state.smoothed
      }
      if level.settings.queues.isExempt {
        let used = max(level.limits.lower, smoothed.highWatermark)
        remaining -= used
        set(level, limit: used, target: Double(used), now)
        continue
      }
      let lower = max(level.limits.lower, min(level.limits.nominal, smoothed.highWatermark))
      lowerSum += level.limits.lower
      sharing.append(level)
      claims.append(
        .init(
          lowerBound: Double(lower), upperBound: Double(level.limits.upper),
          target: max(Double(lower), smoothed.smoothed)))
    }
    let claimed = Int(claims.reduce(0) { $0 + $1.lowerBound })
    if remaining <= lowerSum {
      for (level, claim) in zip(sharing, claims) { set(level, limit: level.limits.lower, target: claim.target, now) }
    } else if remaining <= claimed {
      let fraction = Double(remaining - lowerSum) / Double(claimed - lowerSum)
      for (level, claim) in zip(sharing, claims) {
        let more = (claim.lowerBound - Double(level.limits.lower)) * fraction
        set(level, limit: level.limits.lower + Int(more.rounded()), target: claim.target, now)
      }
    } else if let (shares, _) = SeatAllocation.divide(all, among: claims) {
      for ((level, claim), share) in zip(zip(sharing, claims), shares) {
        set(level, limit: Int(share.rounded()), target: claim.target, now)
      }
    }
  }

  private func set(_ level: Level, limit: Int, target: Double, _ now: Double) {
    level.level.update { state in
      state.target = target
      state.queues.setLimit(limit, now: now)
    }
  }

  /// Whether a level waits to be forgotten and is empty now.
  var hasEmptyQuiescingLevels: Bool {
    current.withLock { $0.levels.values }.contains { level in
      level.level.state.withLock { $0.isQuiescing && $0.queues.isIdle }
    }
  }
}
