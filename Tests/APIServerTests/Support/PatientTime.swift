import APIMachinery

/// The machine's clock for a machine that is busy: five seconds and more take ten times as long, so that no deadline of a
/// request to another server is missed by chance. What is tried again soon is.
struct PatientTime: TimeSource {
  func now() -> Timestamp { SystemTime().now() }
  func uptime() -> Duration { SystemTime().uptime() }

  func sleep(for duration: Duration) async throws {
    try await SystemTime().sleep(for: duration < .seconds(5) ? duration : duration * 10)
  }
}
