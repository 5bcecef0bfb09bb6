import APIMachinery
import FoundationEssentials
import Testing

@testable import Kubectl

/// What is built of kustomizations, each told by its files.
struct KustomizeTests {
  private static let deployment = """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec:
          containers:
          - name: web
            image: registry.test:5000/web:1.0
            env: [{name: A, value: a}]
            envFrom: [{configMapRef: {name: settings}}]
    """

  /// The objects that `folder` makes of these files, by kind.
  private func build(_ files: [String: String], folder: String = ".") throws -> [String: JSONValue] {
    let temporary = try TemporaryFolder()
    defer { withExtendedLifetime(temporary) {} }
    let root = temporary.path
    for (path, text) in files {
      let full = "\(root)/\(path)"
      let parent = String(full[..<(full.lastIndex(of: "/") ?? full.endIndex)])
      try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
      _ = FileManager.default.createFile(atPath: full, contents: Data(text.utf8))
    }
    let objects = try Surroundings.$current.withValue(Surroundings(terminal: Screen())) {
      try KustomizeBuild.objects(of: "\(root)/\(folder)")
    }
    return Dictionary(objects.map { ($0.text("kind"), $0) }, uniquingKeysWith: { first, _ in first })
  }

  @Test func namesFollowThroughBases() throws {
    let built = try build(
      [
        "base/kustomization.yaml": """
        resources: [web.yaml]
        configMapGenerator: [{name: settings, literals: [z=1]}]
        namePrefix: b-
        """, "base/web.yaml": Self.deployment,
        "over/kustomization.yaml": "{resources: [../base], namePrefix: p-, nameSuffix: -s, namespace: prod}",
      ], folder: "over")
    #expect(built["Deployment"]?[path: "metadata", "name"] == "p-b-web-s")
    #expect(built["Deployment"]?[path: "metadata", "namespace"] == "prod")
    let name = built["ConfigMap"]?[path: "metadata", "name"]
    // The hash is of the content alone, as kustomize's.
    #expect(name == "p-b-settings-s-527hd2cc4c")
    let container = built["Deployment"]?[path: "spec", "template", "spec", "containers"]?[0]
    #expect(container?["envFrom"]?[0]?[path: "configMapRef", "name"] == name)
  }

  @Test func patchesComeFirstInLists() throws {
    let built = try build([
      "kustomization.yaml": """
      resources: [web.yaml]
      patches:
      - patch: |-
          apiVersion: apps/v1
          kind: Deployment
          metadata: {name: web}
          spec: {template: {spec: {containers: [{name: web, env: [{name: B, value: n}]}, {name: side, image: x}]}}}
      - target: {kind: Deploy.*}
        patch: '[{op: add, path: /spec/replicas, value: 3}]'
      """, "web.yaml": Self.deployment,
    ])
    let spec = built["Deployment"]?["spec"]
    #expect(spec?["replicas"] == 3)
    let containers = spec?[path: "template", "spec", "containers"]?.arrayValue ?? []
    #expect(containers.map { $0.text("name") } == ["web", "side"])
    // Words that only YAML 1.1 takes for booleans are text here.
    #expect(containers.first?["env"] == [["name": "B", "value": "n"], ["name": "A", "value": "a"]])
  }

  @Test(arguments: [
    ("{name: registry.test:5000/web, newTag: \"2\"}", "registry.test:5000/web:2"),
    ("{name: registry.test:5000/web, newName: other}", "other:1.0"),
    ("{name: registry.test:5000/web, digest: sha256:ab}", "registry.test:5000/web@sha256:ab"),
    ("{name: web, newTag: \"2\"}", "registry.test:5000/web:1.0"),
  ])
  func changesImages(_ entry: String, _ image: String) throws {
    let built = try build([
      "kustomization.yaml": "{resources: [web.yaml], images: [\(entry)]}", "web.yaml": Self.deployment,
    ])
    let container = built["Deployment"]?[path: "spec", "template", "spec", "containers"]?[0]
    #expect(container?["image"]?.stringValue == image)
  }

  @Test func labelsGoWhereTheyAreAskedFor() throws {
    let built = try build([
      "kustomization.yaml": """
      resources: [web.yaml]
      labels: [{pairs: {one: "1"}}, {pairs: {two: "2"}, includeSelectors: true}, {pairs: {three: "3"}, includeTemplates: true}]
      commonAnnotations: {note: x}
      replicas: [{name: web, count: 4}]
      """, "web.yaml": Self.deployment,
    ])
    let deployment = built["Deployment"]
    #expect(deployment?[path: "metadata", "labels"] == ["one": "1", "two": "2", "three": "3"])
    #expect(deployment?[path: "spec", "selector", "matchLabels"] == ["app": "web", "two": "2"])
    let template = deployment?[path: "spec", "template", "metadata"]
    #expect(template?["labels"] == ["app": "web", "two": "2", "three": "3"])
    #expect(template?["annotations"] == ["note": "x"])
    #expect(deployment?[path: "spec", "replicas"] == 4)
  }

  @Test func componentsAndReplacements() throws {
    let built = try build(
      [
        "app/kustomization.yaml": """
        resources: [web.yaml]
        components: [../part]
        configMapGenerator: [{name: settings, literals: [color=red], options: {disableNameSuffixHash: true}}]
        replacements:
        - source: {kind: ConfigMap, name: settings, fieldPath: data.color}
          targets:
          - select: {kind: Deployment}
            fieldPaths: ["spec.template.spec.containers.[name=web].env.[name=A].value"]
        """, "app/web.yaml": Self.deployment,
        "part/kustomization.yaml": """
        apiVersion: kustomize.config.k8s.io/v1alpha1
        kind: Component
        configMapGenerator: [{name: settings, behavior: merge, literals: [size=big]}]
        """,
      ], folder: "app")
    #expect(built["ConfigMap"]?["data"] == ["color": "red", "size": "big"])
    #expect(built["ConfigMap"]?[path: "metadata", "name"] == "settings")
    let container = built["Deployment"]?[path: "spec", "template", "spec", "containers"]?[0]
    #expect(container?["env"]?[0]?["value"] == "red")
  }

  @Test(arguments: [
    ("{foo: 1}", "unknown field \"foo\""), ("{helmCharts: []}", "helmCharts, which isn't supported"),
    ("{resources: [../../etc/passwd.yaml]}", "no such file or directory"),
    ("{configMapGenerator: [{name: x, files: [../secret]}]}", "is not in or below"),
    (
      "{patches: [{patch: '{apiVersion: v1, kind: Pod, metadata: {name: x}}'}]}",
      "no matches for Id Pod.v1.[noGrp]/x.[noNs]"
    ),
    ("{resources: [https://example.test/x]}", "resources are read from files"),
  ])
  func refuses(_ kustomization: String, _ message: String) {
    #expect {
      try build(["kustomization.yaml": kustomization])
    } throws: { "\($0)".contains(message) }
  }

  @Test func refusesLoops() {
    #expect {
      try build(
        ["a/kustomization.yaml": "{resources: [../b]}", "b/kustomization.yaml": "{resources: [../a]}"], folder: "a")
    } throws: { "\($0)".contains("cycle detected") }
  }
}
