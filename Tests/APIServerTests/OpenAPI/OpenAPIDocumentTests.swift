import APIMachinery
import Testing

@testable import APIServer

@Suite struct OpenAPIDocumentTests {
  private static func document(_ path: String) async throws -> JSONValue {
    try await TestServer.complete.value.call("GET", "/openapi/v3/\(path)").body
  }

  static let operations: [(document: String, path: String, method: String, id: String, parameters: [String])] = [
    (
      "api/v1", "/api/v1/pods", "get", "listCoreV1PodForAllNamespaces",
      ["allowWatchBookmarks", "sendInitialEvents", "watch"]
    ),
    ("api/v1", "/api/v1/watch/namespaces/{namespace}/pods/{name}", "get", "watchCoreV1NamespacedPod", ["watch"]),
    ("api/v1", "/api/v1/watch/pods", "get", "watchCoreV1PodListForAllNamespaces", ["watch"]),
    (
      "api/v1", "/api/v1/namespaces/{namespace}/pods", "delete", "deleteCoreV1CollectionNamespacedPod",
      ["dryRun", "labelSelector", "propagationPolicy"]
    ),
    (
      "api/v1", "/api/v1/namespaces/{namespace}/pods/{name}/exec", "post", "connectCoreV1PostNamespacedPodExec",
      ["command", "tty"]
    ),
    (
      "api/v1", "/api/v1/namespaces/{namespace}/pods/{name}/proxy/{path}", "head",
      "connectCoreV1HeadNamespacedPodProxyWithPath", ["path"]
    ), ("api/v1", "/api/v1/namespaces/{namespace}/pods/{name}/log", "get", "readCoreV1NamespacedPodLog", ["follow"]),
    ("api/v1", "/api/v1/namespaces/{name}/finalize", "put", "replaceCoreV1NamespaceFinalize", ["fieldManager"]),
    (
      "apis/rbac.authorization.k8s.io/v1", "/apis/rbac.authorization.k8s.io/v1/clusterroles/{name}", "patch",
      "patchRbacAuthorizationV1ClusterRole", ["force"]
    ), ("apis/apps/v1", "/apis/apps/v1/", "get", "getAppsV1APIResources", []),
    ("apis/apps", "/apis/apps/", "get", "getAppsAPIGroup", []),
  ]

  @Test(arguments: operations.indices) func operationsAreNamedAsUpstreams(index: Int) async throws {
    let wanted = Self.operations[index]
    let document = try await Self.document(wanted.document)
    let operation = document["paths"]?[wanted.path]?[wanted.method]
    #expect(operation?["operationId"]?.stringValue == wanted.id)
    let names = (operation?["parameters"]?.arrayValue ?? []).compactMap { $0["name"]?.stringValue }
    for name in wanted.parameters { #expect(names.contains(name), "\(name)") }
  }

  @Test func everyVerbOfEveryResourceHasAnOperation() async throws {
    let actions = [
      "create": "post", "get": "get", "list": "list", "update": "put", "patch": "patch", "delete": "delete",
      "deletecollection": "deletecollection", "watch": "watch",
    ]
    for version in ResourceCatalog.builtIn.groups.flatMap(\.versions) {
      let path = version.group.isEmpty ? "api/\(version.version)" : "apis/\(version.group)/\(version.version)"
      let document = try await Self.document(path)
      var found: Set<String> = []
      for item in document["paths"]?.objectValue?.members ?? [] {
        for operation in item.value.objectValue?.members ?? [] {
          let kind = operation.value["x-kubernetes-group-version-kind"]?["kind"]?.stringValue ?? ""
          found.insert("\(operation.value["x-kubernetes-action"]?.stringValue ?? "") \(kind)")
        }
      }
      for resource in version.resources {
        for verb in resource.verbs {
          #expect(found.contains("\(actions[verb] ?? verb) \(resource.kind.kind)"), "\(path) \(verb)")
        }
      }
    }
  }
}

/// Clients tell quantities, times and the like by the definitions that fields refer to.
@Suite struct OpenAPIScalarTests {
  static let fields: [(type: String, field: String, inside: String?, name: String)] = [
    ("io.k8s.api.core.v1.ResourceRequirements", "limits", "additionalProperties", "api.resource.Quantity"),
    ("io.k8s.api.core.v1.HTTPGetAction", "port", nil, "util.intstr.IntOrString"),
    ("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta", "creationTimestamp", nil, "apis.meta.v1.Time"),
    ("io.k8s.apimachinery.pkg.apis.meta.v1.ManagedFieldsEntry", "fieldsV1", nil, "apis.meta.v1.FieldsV1"),
  ]

  @Test(arguments: fields.indices) func fieldsReferToThem(index: Int) async throws {
    let wanted = Self.fields[index]
    let name = "io.k8s.apimachinery.pkg.\(wanted.name)"
    let server = try await TestServer.complete.value
    let schemas = try await server.call("GET", "/openapi/v3/api/v1").body[path: "components", "schemas"]
    var field = schemas?[path: wanted.type, "properties", wanted.field]
    if let inside = wanted.inside { field = field?[inside] }
    let reference = field?["$ref"] ?? field?["allOf"]?.arrayValue?.first?["$ref"]
    #expect(reference?.stringValue == "#/components/schemas/\(name)")
    #expect(schemas?[name]?["description"] != nil)

    let definitions = try await server.call("GET", "/openapi/v2").body["definitions"]
    field = definitions?[path: wanted.type, "properties", wanted.field]
    if let inside = wanted.inside { field = field?[inside] }
    #expect(field?["$ref"]?.stringValue == "#/definitions/\(name)")
    #expect(definitions?[name]?["type"] != nil, "version 2 knows no alternatives")
  }

  @Test func whatMayBeOneOfTwoHasNoTypeInVersion3() async throws {
    let schemas = try await TestServer.complete.value.call("GET", "/openapi/v3/api/v1").body[
      path: "components", "schemas"]
    for name in ["api.resource.Quantity", "util.intstr.IntOrString"] {
      let definition = schemas?["io.k8s.apimachinery.pkg.\(name)"]
      #expect(definition?["type"] == nil && definition?["oneOf"]?.arrayValue?.count == 2)
    }
  }
}
