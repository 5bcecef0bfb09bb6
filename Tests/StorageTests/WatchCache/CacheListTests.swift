import APIMachinery
import Storage
import Testing

@Suite struct CacheListTests {
  @Test func listsByScopeIndexAndFilterInKeyOrder() async throws {
    let fixture = CacheFixture()
    try await fixture.create("b", node: "n1")
    try await fixture.create("a", color: "blue", node: "n2")
    try await fixture.create("a", "other", node: "n1")
    try await fixture.create("c", "default2", color: "blue")
    func names(_ request: CacheListRequest) async throws -> [String] {
      try await fixture.cache.list(request).objects.map { "\($0.namespace)/\($0.name)" }
    }
    let node1 = IndexedValue(index: "spec.nodeName", value: "n1")
    #expect(try await names(.init()) == ["default/a", "default/b", "default2/c", "other/a"])
    #expect(try await names(.init(scope: .namespace("default"))) == ["default/a", "default/b"])
    #expect(try await names(.init(scope: .object(key: CacheFixture.key("b")))) == ["default/b"])
    #expect(try await names(.init(filter: .color("blue"))) == ["default/a", "default2/c"])
    #expect(try await names(.init(index: node1)) == ["default/b", "other/a"])
    #expect(try await names(.init(scope: .namespace("other"), index: node1)) == ["other/a"])
    let before = try await fixture.store.currentRevision
    try await fixture.update("b", node: "n3")
    try await fixture.delete("a", "other")
    #expect(try await names(.init(index: node1)) == [])
    #expect(try await names(.init(freshness: .exact(before), index: node1)) == ["default/b", "other/a"])
    #expect(try await names(.init(index: .init(index: "spec.nodeName", value: "n3"))) == ["default/b"])
  }

  /// Lists in pages while objects come and go; all pages show the state of the first.
  func listInPages(_ fixture: CacheFixture, between: (Int) async throws -> Void) async throws {
    for number in 10..<20 { try await fixture.create("\(number)") }
    let expected = try await fixture.cache.list(.init())
    var token: String?
    var seen: [CachedObject] = []
    var remaining: [Int?] = []
    repeat {
      let page = try await fixture.cache.list(.init(scope: .namespace("default"), limit: 4, continueToken: token))
      #expect(page.revision == expected.revision)
      seen += page.objects
      remaining.append(page.remainingItemCount)
      token = page.continueToken
      try await between(remaining.count)
    } while token != nil
    #expect(seen == expected.objects)
    #expect(remaining == [6, 2, nil])
  }

  @Test func pagesShowOneState() async throws {
    let fixture = CacheFixture()
    try await listInPages(fixture) { page in
      try await fixture.delete("\(18 - page)")
      try await fixture.create("1\(page)x")
      try await fixture.update("19", color: "color\(page)")
    }
  }

  @Test(arguments: Engine.allCases) func pagesComeFromTheStoreWhereTheCacheHasForgotten(_ engine: Engine) async throws {
    try await engine.withStore { store in
      let fixture = CacheFixture(store) { $0.historyCountMax = 2 }
      try await listInPages(fixture) { page in
        try await fixture.delete("\(18 - page)")
        try await fixture.create("1\(page)x")
        for color in ["a", "b", "c"] { try await fixture.update("19", color: color) }
      }
    }
  }

  @Test func anExpiredTokenGoesOnInconsistently() async throws {
    let fixture = CacheFixture { $0.historyCountMax = 1 }
    for number in 10..<16 { try await fixture.create("\(number)") }
    let first = try await fixture.cache.list(.init(limit: 3))
    try await fixture.create("14x")
    try await fixture.store.compact(before: try await fixture.create("14y"))
    do {
      _ = try await fixture.cache.list(.init(limit: 2, continueToken: first.continueToken))
      Issue.record("the token should have expired")
    } catch let error as APIError {
      #expect(error.code == 410)
      #expect(error.reason == .expired)
      #expect(error.message.hasPrefix("The provided continue parameter is too old to display a consistent list"))
      let second = try await fixture.cache.list(.init(limit: 2, continueToken: error.continueToken))
      #expect(second.objects.map(\.name) == ["13", "14"])
      #expect(second.revision == (try await fixture.store.currentRevision))
      let third = try await fixture.cache.list(.init(limit: 9, continueToken: second.continueToken))
      #expect(third.objects.map(\.name) == ["14x", "14y", "15"])
    }
    await #expect {
      try await fixture.cache.list(.init(freshness: .exact(first.revision)))
    } throws: {
      ($0 as? APIError)?.message == "The resourceVersion for the provided list is too old."
    }
  }

  @Test(arguments: [
    ("!", "invalid continue token: continue key is not valid: illegal base64 data at input byte 0"),
    ("YWJjZ", "invalid continue token: continue key is not valid: illegal base64 data at input byte 4"),
    ("e30", "invalid continue token: continue key is not valid: server does not recognize this encoded version "),
    // {"v":"meta.k8s.io/v1","start":"a"}
    (
      "eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJzdGFydCI6ImEifQ",
      "invalid continue token: continue key is not valid: incorrect encoded start resourceVersion (version meta.k8s.io/v1)"
    ),
    // {"v":"meta.k8s.io/v1","rv":5,"start":"../a"}
    (
      "eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6NSwic3RhcnQiOiIuLi9hIn0",
      "invalid continue token: continue key is not valid: ../a"
    ),
  ])
  func refusesBrokenTokens(_ token: String, _ message: String) async throws {
    let fixture = CacheFixture()
    await #expect(throws: APIError(code: 400, reason: .badRequest, message: message)) {
      try await fixture.cache.list(.init(continueToken: token))
    }
  }

  @Test func aFilteredPageTellsNoRemainder() async throws {
    let fixture = CacheFixture()
    for number in 10..<20 { try await fixture.create("\(number)", color: number % 2 == 0 ? "red" : "blue") }
    let page = try await fixture.cache.list(.init(limit: 2, filter: .color("blue")))
    #expect(page.objects.map(\.name) == ["11", "13"])
    #expect(page.remainingItemCount == nil)
    let rest = try await fixture.cache.list(.init(limit: 3, continueToken: page.continueToken, filter: .color("blue")))
    #expect(rest.objects.map(\.name) == ["15", "17", "19"])
    #expect(rest.continueToken == nil)
  }

  /// Whether what is left is selected shows only when it is read, as upstream.
  @Test func aFullPageGoesOnWhereAnythingIsLeft() async throws {
    let fixture = CacheFixture()
    for (name, color) in [("a", "blue"), ("b", "red")] { try await fixture.create(name, color: color) }
    let page = try await fixture.cache.list(.init(limit: 1, filter: .color("blue")))
    #expect(page.objects.map(\.name) == ["a"] && page.continueToken != nil)
    let rest = try await fixture.cache.list(.init(limit: 1, continueToken: page.continueToken, filter: .color("blue")))
    #expect(rest.objects.isEmpty && rest.continueToken == nil)
  }

  /// A page begins behind the last object of the one before, not at the next there was then.
  @Test func aTokenWithoutStateFindsWhatCameBetween() async throws {
    let fixture = CacheFixture { $0.historyCountMax = 1 }
    for name in ["a", "c"] { try await fixture.create(name) }
    let first = try await fixture.cache.list(.init(limit: 1))
    try await fixture.create("b")
    try await fixture.store.compact(before: try await fixture.create("d"))
    let expired = await #expect(throws: APIError.self) {
      try await fixture.cache.list(.init(continueToken: first.continueToken))
    }
    let rest = try await fixture.cache.list(.init(continueToken: expired?.continueToken))
    #expect(rest.objects.map(\.name) == ["b", "c", "d"])
  }
}
