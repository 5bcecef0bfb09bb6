import APIMachinery
import APITesting
import Testing

@testable import APIServer
@testable import HTTPTransport

/// What becomes of the files of an audit log.
@Suite(.timeLimit(.minutes(20))) struct AuditLogTests {
  private let folder = TemporaryFolder()
  private let time = ManualTime()

  private func event(_ number: Int) -> AuditEvent {
    AuditEvent(
      level: .metadata, id: "event-\(number)", uri: "/version", verb: "get", addresses: [], userAgent: "",
      received: time.now(), stageTime: time.now())
  }

  @Test func compressesFormerFiles() async throws {
    // An attempt that was interrupted, a file that isn't the log's.
    folder.write("audit-2025-01-01T00-00-00.000.log.gz", "half of")
    folder.write("audit-2025-01-01T00-00-00.000.log", "before")
    folder.write("audit-notes.log", "mine")
    let log = try AuditLog(
      .init(path: folder.file("audit.log"), daysMax: 0, filesMax: 0, bytesMax: 1, compresses: true), time: time)
    for number in 0..<3 {
      time.advance(by: .seconds(1))
      #expect(log.process([event(number)]))
    }
    let running = Task { await log.run() }
    let wanted = [
      "audit-2025-01-01T00-00-00.000.log.gz", "audit-2026-01-01T00-00-02.000.log.gz",
      "audit-2026-01-01T00-00-03.000.log.gz", "audit-notes.log", "audit.log",
    ]
    try await eventually("all former files are compressed") { folder.names == wanted }
    running.cancel()
    await running.value
    #expect(try text(wanted[0]) == "before")
    #expect(try text(wanted[1]).contains("event-0") && text(wanted[2]).contains("event-1"))
    #expect(folder.mode(wanted[1]) == 0o600)
  }

  private func text(_ name: String) throws -> String {
    let inflater = try #require(Inflater(format: .any))
    return String(decoding: try inflater.decompress(try #require(folder.read(name)), limit: 1 << 20), as: UTF8.self)
  }

  @Test func truncatesLargeEvents() {
    let errors = AuditErrors()
    let kept = RecordingAudit()
    let truncation = AuditTruncation(
      next: kept, limits: .init(eventMax: 1_000, batchMax: 2_000), errors: errors)
    var large = event(1)
    large.level = .requestResponse
    large.requestObject = .string(String(repeating: "a", count: 1_000))
    large.responseObject = [:]
    #expect(truncation.process([event(0), large]))
    let events = kept.take()
    #expect(events.map(\.id) == ["event-0", "event-1"])
    #expect(events[0].annotations.isEmpty && events[1].annotations == ["audit.k8s.io/truncated": "true"])
    #expect(events[1].requestObject == nil && events[1].responseObject == nil)
    // Nothing can be left out of this one.
    large.level = .metadata
    #expect(truncation.process([large]) && kept.take().isEmpty)
    #expect(errors.metrics.contains("apiserver_audit_error_total{plugin=\"truncate\"} 1\n"))
  }
}
