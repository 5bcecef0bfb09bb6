import APIClient
import APIMachinery
import APITesting
import Synchronization
import Testing

@Suite struct InformerTests {
  @Test func followsChanges() async throws {
    let world = World()
    let log = Mutex<[String]>([])
    try await world.simulation.run {
      try await world.create("a", value: "1")
      let informer = world.informer()
      informer.addHandler { change in
        switch change {
        case .added(let new): log.withLock { $0.append("+\(new.name)=\(new.value)") }
        case .updated(let old, let new): log.withLock { $0.append("\(new.name):\(old.value)>\(new.value)") }
        case .deleted(let old): log.withLock { $0.append("-\(old.name)") }
        }
      }
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { await informer.run() }
        try await informer.synced.wait()
        try await world.create("b", value: "2")
        try await world.set("a", "3")
        try await world.client.delete(World.path, name: "b")
        try await world.simulation.wait(for: "b to go") { informer.cache.count == 1 }
        #expect(informer.cache.indexed("value", "3") == [Setting(name: "a", value: "3")])
        #expect(informer.cache.indexed("value", "1").isEmpty)
        #expect(informer.cache.all(in: "default").count == 1)
        group.cancelAll()
      }
    }
    #expect(log.withLock { $0 } == ["+a=1", "+b=2", "a:1>3", "-b"])
  }

  /// Whatever happens to connections and history, the cache ends up equal to the API.
  @Test(arguments: [1, 2, 3, 4, 5] as [UInt64]) func survivesFaults(seed: UInt64) async throws {
    print("seed \(seed)")
    let world = World(seed: seed)
    let random = world.simulation.random
    try await world.simulation.run {
      let informer = world.informer()
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { await informer.run() }
        for _ in 0..<200 {
          let name = "s\(random.next(below: 10))"
          switch random.next(below: 8) {
          case 0...2: _ = try? await world.create(name, value: "\(random.next(below: 5))")
          case 3...4: try? await world.set(name, "\(random.next(below: 5))")
          case 5: _ = try? await world.client.delete(World.path, name: name)
          case 6: world.api.compact()
          default: try await world.time.sleep(for: .seconds(Int64(random.next(below: 400))))
          }
          let isBroken = random.next(below: 4) == 0
          world.api.setIntercept { request in
            isBroken && request.method == "GET"
              ? APIError(code: 500, reason: .internalError, message: "broken") : nil
          }
        }
        world.api.setIntercept(nil)
        try await world.time.sleep(for: .seconds(120))
        let expected = world.api.objects("configmaps").map {
          Setting(
            name: $0[path: "metadata", "name"]?.stringValue ?? "",
            value: $0[path: "data", "value"]?.stringValue ?? "")
        }
        #expect(informer.cache.all.sorted { $0.name < $1.name } == expected)
        for value in 0..<5 {
          let listed = Set(informer.cache.indexed("value", "\(value)").map(\.name))
          #expect(listed == Set(expected.filter { $0.value == "\(value)" }.map(\.name)))
        }
        group.cancelAll()
      }
    }
  }

  @Test func tellsDeletionsMissedDuringARelist() async throws {
    let world = World()
    let deleted = Mutex<[String]>([])
    try await world.simulation.run {
      for name in ["a", "b", "c"] { try await world.create(name) }
      let informer = world.informer()
      informer.addHandler { change in
        if case .deleted(let old) = change { deleted.withLock { $0.append(old.name) } }
      }
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { await informer.run() }
        try await informer.synced.wait()
        world.api.setIntercept { _ in APIError(code: 410, reason: .expired, message: "too old") }
        try await world.time.sleep(for: .seconds(1))
        group.cancelAll()
      }
      world.api.setIntercept(nil)
      try await world.client.delete(World.path, name: "b")
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { await informer.run() }
        try await world.simulation.wait(for: "b to go") { informer.cache.count == 2 }
        group.cancelAll()
      }
    }
    #expect(deleted.withLock { $0 } == ["b"])
  }

  @Test func aLateHandlerHearsOfEverything() async throws {
    let world = World()
    let heard = Mutex<Set<String>>([])
    try await world.simulation.run {
      try await world.create("a")
      let informer = world.informer()
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { await informer.run() }
        try await informer.synced.wait()
        informer.addHandler { if case .added(let new) = $0 { _ = heard.withLock { $0.insert(new.name) } } }
        try await world.create("b")
        try await world.simulation.wait(for: "both") { heard.withLock { $0.count } == 2 }
        group.cancelAll()
      }
    }
    #expect(heard.withLock { $0 } == ["a", "b"])
  }
}
