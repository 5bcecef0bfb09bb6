import APIMachinery

/// Makes a whole object again of what a policy or webhook made of one: members in their form, defaults, and nothing that
/// the schema of a custom resource doesn't know.
struct ObjectPatcher {
  /// Of the objects; nil where they have no schema.
  let type: ObjectType?
  let now: Timestamp
  private let decoder: ObjectDecoder
  private let defaulter: Defaulter

  init(cluster: AdmissionCluster, target: AdmissionTarget, now: Timestamp) {
    type = cluster.type(of: target)
    self.now = now
    decoder = ObjectDecoder(gates: cluster.featureGates)
    defaulter = Defaulter(gates: cluster.featureGates)
  }

  /// - Throws: What is wrong with a member, in upstream's words.
  func complete(_ object: inout JSONValue) throws(ParseError) {
    guard let type else { return }
    try decoder.decode(&object, as: type)
    InternalForm.pass(&object, type)
    defaulter.apply(to: &object, as: type, now: now)
  }
}
