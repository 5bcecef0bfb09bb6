import APIMachinery
import Testing

@testable import APIServer

@Suite struct RBACReconcilerTests {
  /// A server is started on the data of an older one: what the roles hold already must not be written again.
  @Test(arguments: RBACBootstrap.items()) func leavesWhatLacksNothing(_ item: RBACBootstrap.Item) {
    #expect(RBACReconciler.merged(item.object, with: item.object) == JSONValue?.none)
  }

  @Test func addsRulesAndKeepsEverythingElse() throws {
    let item = try #require(RBACBootstrap.items().first { $0.name == "system:aggregate-to-view" })
    var present = item.object
    let rules = try #require(present["rules"]?.arrayValue)
    present["rules"] = .array(Array(rules.dropLast()) + [["apiGroups": ["own"], "resources": ["x"], "verbs": ["get"]]])
    let merged = try #require(RBACReconciler.merged(present, with: item.object))
    #expect(merged["metadata"] == item.object["metadata"])
    let after = PolicyRule.rules(of: merged)
    #expect(RuleCoverage.missing(PolicyRule.rules(of: item.object), from: after).isEmpty)
    #expect(after.contains { $0.apiGroups == ["own"] })
  }

  @Test func addsSubjects() throws {
    let item = try #require(RBACBootstrap.items().first { $0.object["subjects"]?.arrayValue?.isEmpty == false })
    var present = item.object
    present["subjects"] = []
    let merged = try #require(RBACReconciler.merged(present, with: item.object))
    #expect(merged["subjects"] == item.object["subjects"])
  }
}
