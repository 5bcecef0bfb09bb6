import APIMachinery
import HTTPTransport
import PKI
import Testing

@Suite(.timeLimit(.minutes(20))) struct BenchmarkTests {
  @Test(arguments: HTTPBenchmark.Wire.allCases) func countsWhatItSends(wire: HTTPBenchmark.Wire) async throws {
    let now = SystemTime().now()
    let authority = try CertificateAuthority.make(commonName: "bench", now: now)
    let bundle = try authority.issue(TestServer.template, now: now)
    let server = try ServerTLS(certificateChain: bundle.certificateChain, privateKey: bundle.privateKey)
    let client = try ClientTLS(trust: .authorities(authority.certificatePEM))
    let plan = HTTPBenchmark.Plan(wire: wire, concurrency: 8, requestCount: 2_000) { number in
      APIRequest(method: number % 2 == 0 ? "GET" : "POST", path: "/\(number)", body: number % 2 == 0 ? [] : [1, 2, 3])
    }
    let body = [UInt8](repeating: 65, count: 3_400)
    let result = try await HTTPBenchmark.baseline(body: body, tls: (server, client), plan: plan)
    #expect(result.requestCount == 2_000)
    #expect(result.failureCount == 0)
    #expect(result.bodyBytes == 2_000 * body.count)
    #expect(result.latency(at: 0.99) >= result.latency(at: 0.5))
    #expect(result.requestsPerSecond > 0)
  }
}
