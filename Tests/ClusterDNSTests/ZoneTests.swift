import APIMachinery
import Testing

@testable import ClusterDNS

/// The answers that the specification of DNS-based service discovery asks for.
struct ZoneTests {
  private func ask(_ name: String, _ type: DNSType = .a) throws -> ReadAnswer {
    guard case .answer(let bytes) = TestZone.responder().respond(to: question(name, type), overTCP: true) else {
      throw Missing()
    }
    return try #require(ReadAnswer(bytes))
  }

  private struct Missing: Error {}

  @Test func services() throws {
    #expect(try ask("web.default.svc.cluster.local").records[0] == ["web.default.svc.cluster.local. A 10.43.0.5"])
    #expect(try ask("WEB.default.svc.Cluster.Local").records[0] == ["web.default.svc.cluster.local. A 10.43.0.5"])
    #expect(
      try ask("web.default.svc.cluster.local", .aaaa).records[0] == ["web.default.svc.cluster.local. AAAA fd00:43::5"])
    #expect(try ask("web.default.svc.cluster.local").isAuthoritative)
  }

  @Test func headlessServices() throws {
    let all = try ask("db.default.svc.cluster.local").records[0]
    #expect(Set(all) == ["db.default.svc.cluster.local. A 10.42.0.7", "db.default.svc.cluster.local. A 10.42.0.8"])
    #expect(
      try ask("db-0.db.default.svc.cluster.local").records[0] == ["db-0.db.default.svc.cluster.local. A 10.42.0.7"])
    #expect(try ask("10-42-0-8.db.default.svc.cluster.local").records[0].count == 1)
    #expect(try ask("db-9.db.default.svc.cluster.local").code == 3)
  }

  @Test func namedPorts() throws {
    let web = try ask("_http._tcp.web.default.svc.cluster.local", .srv)
    #expect(web.records[0] == ["_http._tcp.web.default.svc.cluster.local. SRV 0 100 80 web.default.svc.cluster.local."])
    #expect(web.records[2].first == "web.default.svc.cluster.local. A 10.43.0.5")
    let db = try ask("_sql._tcp.db.default.svc.cluster.local", .srv).records[0]
    #expect(
      Set(db) == [
        "_sql._tcp.db.default.svc.cluster.local. SRV 0 100 5432 db-0.db.default.svc.cluster.local.",
        "_sql._tcp.db.default.svc.cluster.local. SRV 0 100 5432 10-42-0-8.db.default.svc.cluster.local.",
      ])
    #expect(try ask("_http._udp.web.default.svc.cluster.local", .srv).code == 3)
    #expect(try ask("_none._tcp.web.default.svc.cluster.local", .srv).code == 3)
    #expect(try ask("_http._tcp.web.default.svc.cluster.local", .a).code == 0)
  }

  @Test func pods() throws {
    #expect(
      try ask("10-42-0-7.default.pod.cluster.local").records[0] == ["10-42-0-7.default.pod.cluster.local. A 10.42.0.7"])
    #expect(
      try ask("fd00--7.default.pod.cluster.local", .aaaa).records[0] == [
        "fd00--7.default.pod.cluster.local. AAAA fd00::7"
      ])
    #expect(try ask("10-42-0-7.nowhere.pod.cluster.local").code == 3)
    #expect(try ask("nonsense.default.pod.cluster.local").code == 3)
  }

  @Test func otherNames() throws {
    #expect(
      try ask("away.default.svc.cluster.local").records[0] == ["away.default.svc.cluster.local. CNAME example.com."])
    #expect(try ask("dns-version.cluster.local", .txt).records[0] == ["dns-version.cluster.local. TXT 1.1.0"])
    #expect(try ask("cluster.local", .soa).records[0] == ["cluster.local. SOA ns.dns.cluster.local."])
  }

  @Test func reverse() throws {
    #expect(
      try ask("5.0.43.10.in-addr.arpa", .ptr).records[0] == [
        "5.0.43.10.in-addr.arpa. PTR web.default.svc.cluster.local."
      ])
    #expect(
      try ask("7.0.42.10.in-addr.arpa", .ptr).records[0] == [
        "7.0.42.10.in-addr.arpa. PTR db-0.db.default.svc.cluster.local."
      ])
    #expect(try ask("99.0.42.10.in-addr.arpa", .ptr).code == 3)
    let six = "5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.3.4.0.0.0.0.d.f.ip6.arpa"
    #expect(try ask(six, .ptr).records[0] == ["\(six). PTR web.default.svc.cluster.local."])
    // Not the cluster's: without other servers it is refused.
    #expect(try ask("1.2.0.192.in-addr.arpa", .ptr).code == 5)
  }

  @Test(arguments: [
    ("none.default.svc.cluster.local", UInt8(3)), ("web.none.svc.cluster.local", 3), ("none.svc.cluster.local", 3),
    ("x.cluster.local", 3), ("empty.default.svc.cluster.local", 3), ("default.svc.cluster.local", 0),
    ("svc.cluster.local", 0), ("cluster.local", 0),
  ])
  func whatIsNotThere(name: String, code: UInt8) throws {
    let answer = try ask(name)
    #expect(answer.code == code && answer.records[0].isEmpty)
    #expect(answer.records[1] == ["cluster.local. SOA ns.dns.cluster.local."])
  }

  @Test func namesWithoutThatTypeHaveNoData() throws {
    let answer = try ask("web.default.svc.cluster.local", .txt)
    #expect(answer.code == 0 && answer.records[0].isEmpty && answer.records[1].count == 1)
  }

  @Test func orderChanges() throws {
    let responder = TestZone.responder()
    var orders: Set<[String]> = []
    for _ in 0..<40 {
      if case .answer(let bytes) = responder.respond(to: question("db.default.svc.cluster.local"), overTCP: false) {
        orders.insert(try #require(ReadAnswer(bytes)).records[0])
      }
    }
    #expect(orders.count == 2)
  }

  @Test func changesAreSeen() throws {
    let responder = TestZone.responder()
    responder.change { $0.remove(TestZone.slice) }
    guard case .answer(let bytes) = responder.respond(to: question("db.default.svc.cluster.local"), overTCP: false)
    else {
      throw Missing()
    }
    #expect(try #require(ReadAnswer(bytes)).code == 3)
  }
}

struct AliasTests {
  @Test func aliasesWithinTheClusterAreFollowed() throws {
    let responder = TestZone.responder()
    guard case .answer(let bytes) = responder.respond(to: question("near.default.svc.cluster.local"), overTCP: true),
      case .answer(let loop) = responder.respond(to: question("loop.default.svc.cluster.local"), overTCP: true)
    else {
      Issue.record("no answer")
      return
    }
    #expect(
      ReadAnswer(bytes)?.records[0] == [
        "near.default.svc.cluster.local. CNAME web.default.svc.cluster.local.",
        "web.default.svc.cluster.local. A 10.43.0.5",
      ])
    #expect(try #require(ReadAnswer(loop)).records[0].count < 20)
  }

  @Test func aliasesOutsideAreAskedOfOthers() async throws {
    let forwarder = CountingForwarder()
    let responder = TestZone.responder(forwarder: forwarder)
    let message = question("away.default.svc.cluster.local")
    for _ in 0..<2 {
      let outcome = responder.respond(to: message, overTCP: false)
      let bytes = try #require(await responder.complete(outcome, message: message, overTCP: false))
      let answer = try #require(ReadAnswer(bytes))
      #expect(
        answer.records[0] == [
          "away.default.svc.cluster.local. CNAME example.com.", "example.com. A 192.0.2.1",
        ])
      #expect(answer.identifier == 0x1234)
    }
    // The second time it is known.
    #expect(await forwarder.asked == 1)
    // Other types are the alias alone.
    guard case .answer = responder.respond(to: question("away.default.svc.cluster.local", .cname), overTCP: false)
    else {
      Issue.record("not answered at once")
      return
    }
  }
}

struct ForwardingTests {
  @Test func answersAreKeptAsLongAsTheyMay() async throws {
    let forwarder = CountingForwarder()
    let time = TestTime()
    let responder = TestZone.responder(forwarder: forwarder, time: time)
    let message = question("example.com")
    guard case .forward(let query) = responder.respond(to: message, overTCP: false) else {
      Issue.record("not forwarded")
      return
    }
    let first = await responder.forward(query, message: message, overTCP: false)
    #expect(ReadAnswer(first)?.records[0] == ["example.com. A 192.0.2.1"])
    #expect(ReadAnswer(first)?.identifier == 0x1234)

    time.elapsed += .seconds(20)
    let again = question("EXAMPLE.com", identifier: 0x4321)
    guard case .answer(let kept) = responder.respond(to: again, overTCP: false) else {
      Issue.record("not kept")
      return
    }
    #expect(Array(kept[..<2]) == [0x43, 0x21] && Array(kept[12..<29]) == Array(again[12..<29]))
    // 100 seconds less the 20 that passed.
    #expect(Array(kept[35..<39]) == [0, 0, 0, 80])

    time.elapsed += .seconds(11)
    if case .answer = responder.respond(to: again, overTCP: false) { Issue.record("kept for more than 30 s") }
    #expect(await forwarder.asked == 1)
  }

  @Test func theCacheIsBounded() throws {
    var cache = AnswerCache(capacity: 10)
    for index in 0..<100 {
      let query = try DNSQuery(question("n\(index).example"))
      let record = DNSRecord(name: query.name, ttl: 10, content: .address(.v4(1)))
      cache.store(DNSWriter.encode(DNSAnswer(answers: [record]), to: query, limit: 512), for: query, now: .zero)
      #expect(cache.count <= 10)
      #expect(cache.answer(to: query, now: .zero) != nil)
    }
  }

  @Test func wrongAnswersAreNotTaken() throws {
    let query = try DNSQuery(question("a.example"))
    let other = try DNSQuery(question("b.example"))
    #expect(ForwardedAnswer(DNSWriter.encode(DNSAnswer(), to: other, limit: 512), to: query) == nil)
    #expect(ForwardedAnswer(question("a.example"), to: query) == nil)
    #expect(ForwardedAnswer([1, 2], to: query) == nil)
  }

  @Test func resolverFiles() {
    let text = "# x\nnameserver 192.0.2.1\noptions ndots:5\nnameserver\t::1\nnameserver bad\n"
    #expect(ResolverConfiguration.servers(text).map(\.description) == ["192.0.2.1", "::1"])
  }
}
