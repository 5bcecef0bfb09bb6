import APIMachinery
import Glibc
import Testing

@testable import APIServer

/// What the server accepts and refuses, through the whole pipeline: the files under Conversations/.
@Suite struct ConversationTests {
  @Test(arguments: [
    "batch", "fields", "networking", "other", "pods", "policy", "rules-core", "rules-extension", "rules-groups",
    "rules-pods",
    "rules-volumes", "rules-workloads", "services", "storage", "workloads",
  ])
  func answersAreUpstreams(file: String) async throws {
    let server = try await TestServer.shared.value
    let conversations = Conversation.parse(try Self.text(file))
    #expect(!conversations.isEmpty)
    for (index, conversation) in conversations.enumerated() {
      try await conversation.hold(with: server, namespace: "\(file)-\(index)")
    }
  }

  @Test func answersOfPreviewsAreUpstreams() async throws {
    let server = try await TestServer.complete.value
    for (index, conversation) in Conversation.parse(try Self.text("previews")).enumerated() {
      try await conversation.hold(with: server, namespace: "previews-\(index)")
    }
  }

  private static func text(_ name: String) throws -> String {
    let folder = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
    let path = "/\(folder)/Conversations/\(name).txt"
    let file = try #require(fopen(path, "r"), "\(path) can't be read")
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      guard count > 0 else { break }
      bytes += buffer[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
