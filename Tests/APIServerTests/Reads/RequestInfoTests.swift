import APIMachinery
import Testing

@testable import APIServer

/// What a request is taken to be about before anybody looks at the objects: authorizers decide on it.
@Suite struct RequestInfoTests {
  static let requests: [(line: String, verb: String, name: String, fields: String)] = [
    ("GET configmaps?fieldSelector=metadata.name=a", "list", "a", "metadata.name=a"),
    ("GET configmaps?fieldSelector=metadata.name==a", "list", "a", "metadata.name==a"),
    ("GET configmaps?fieldSelector=metadata.name!=a", "list", "", "metadata.name!=a"),
    ("GET configmaps?fieldSelector=metadata.name=a&watch=1", "watch", "a", "metadata.name=a"),
    ("GET configmaps?watch=FALSE", "list", "", ""),
    ("GET configmaps?watch=", "watch", "", ""),
    // What can't be read says nothing.
    ("GET configmaps?fieldSelector=metadata.name=a&limit=x", "list", "", "metadata.name=a"),
    ("GET configmaps?fieldSelector=metadata.name=a&labelSelector=b,,", "list", "", "metadata.name=a"),
    ("GET configmaps?fieldSelector=metadata.name=a/b", "list", "", "metadata.name=a/b"),
    // Deletions of collections are never of one object.
    ("DELETE configmaps?fieldSelector=metadata.name=a", "deletecollection", "", "metadata.name=a"),
    ("GET configmaps/b?fieldSelector=metadata.name=a", "get", "b", ""),
  ]

  @Test(arguments: requests.indices) func aSelectorCanNameTheObject(index: Int) {
    let (line, verb, name, fields) = Self.requests[index]
    let info = Self.info(line, prefix: "/api/v1/namespaces/default/")
    #expect(info.verb == verb && info.name == name && info.fieldSelector == fields, "\(line)")
  }

  @Test func pathsThatNameTheirVerbKnowNoSelectors() {
    let info = Self.info("GET configmaps?fieldSelector=metadata.name=a&labelSelector=b", prefix: "/api/v1/watch/")
    #expect(info.verb == "watch" && info.name.isEmpty && info.fieldSelector.isEmpty && info.labelSelector.isEmpty)
  }

  private static func info(_ line: String, prefix: String) -> RequestInfo {
    let words = line.split(separator: " ").map(String.init)
    let parts = words[1].split(separator: "?", maxSplits: 1).map(String.init)
    let query = (parts.count > 1 ? parts[1] : "").split(separator: "&").map { item -> QueryItem in
      let pair = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      return QueryItem(pair[0], pair.count > 1 ? pair[1] : "")
    }
    return RequestInfo(APIRequest(method: words[0], path: prefix + parts[0], query: query))
  }
}
