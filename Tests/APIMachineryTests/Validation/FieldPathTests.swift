import Testing

@testable import APIMachinery

struct FieldPathTests {
  @Test(arguments: [
    (FieldPath.root, "<nil>"),
    (FieldPath("spec"), "spec"),
    (FieldPath("spec").child("template"), "spec.template"),
    (FieldPath("spec", "template", "spec", "containers"), "spec.template.spec.containers"),
    (
      FieldPath("spec").child("containers").index(0).child("ports").index(11).child("name"),
      "spec.containers[0].ports[11].name"
    ),
    (FieldPath("metadata").child("labels").key("a/b"), "metadata.labels[a/b]"),
    (FieldPath.root.index(3), "[3]"),
    (FieldPath("a").child("b", "c", "d").child("e"), "a.b.c.d.e"),
    (FieldPath("a").linked.child("b").linked.index(1).linked, "a.b[1]"),
  ])
  func showsTheWay(_ path: FieldPath, _ text: String) {
    #expect(path.description == text)
  }

  /// Paths that begin alike don't disturb each other.
  @Test func branches() {
    let containers = FieldPath("spec").child("containers")
    let first = containers.index(0)
    let second = containers.index(1)
    #expect(first.child("name").description == "spec.containers[0].name")
    #expect(second.child("env").index(2).child("value").description == "spec.containers[1].env[2].value")
    #expect(first.child("image").description == "spec.containers[0].image")
    #expect(containers.description == "spec.containers")
  }
}
