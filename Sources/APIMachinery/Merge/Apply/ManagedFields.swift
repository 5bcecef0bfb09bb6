/// Who owns which fields of an object: the `metadata.managedFields` of server-side apply, kept on every write
/// (`k8s.io/apimachinery/pkg/util/managedfields`).
public enum ManagedFields {
  /// More managers that update are merged into one of this name.
  static let updateManagersMaximum = 10
  static let ancientManager = "ancient-changes"
  static let unknownManager = "unknown"
  static let beforeFirstApply = "before-first-apply"
  /// The longest name of a manager, in bytes.
  public static let managerNameMaximum = 128

  /// What a write says about itself.
  public struct Request: Sendable {
    public var manager: String
    /// nil for writes of a part whose own managers have no times (`scale`).
    public var time: Timestamp?
    public var kind: GroupVersionKind
    /// Empty for the object itself.
    public var subresource: String
    /// The fields that the request may not change, as paths of members: `["status"]` for most objects.
    public var excluded: [[String]]

    /// - Parameter manager: See ``ManagedFields/manager(fieldManager:userAgent:)``.
    public init(
      manager: String, time: Timestamp?, kind: GroupVersionKind, subresource: String = "", excluded: [[String]] = []
    ) {
      self.manager = manager
      self.time = time
      self.kind = kind
      self.subresource = subresource
      self.excluded = excluded
    }
  }

  /// The manager of a request: the one it names, or the program that its user agent names, cut to 128 bytes.
  public static func manager(fieldManager: String?, userAgent: String?) -> String {
    if let fieldManager, !fieldManager.isEmpty { return fieldManager }
    var name = ""
    for scalar in (userAgent ?? "").prefix(while: { $0 != "/" }).unicodeScalars {
      guard GoFormat.isPrintable(scalar) else { continue }
      guard name.utf8.count + UTF8.width(scalar) <= managerNameMaximum else { break }
      name.unicodeScalars.append(scalar)
    }
    return name
  }

  /// Sets the `managedFields` of `new` after a create, update or patch: what changed belongs to the manager now.
  /// Never fails: where the fields can't be told, those of the live object stay.
  /// - Parameters:
  ///   - live: The object before; nil for a create.
  ///   - new: The object as it will be stored, in the normal form that the schema gives it.
  ///   - type: The object's type; nil where nothing is known.
  public static func update(live: JSONValue?, new: inout JSONValue, type: ObjectType?, _ request: Request) {
    let sent = new.takeManagedFields()
    guard let live else {
      create(&new, sent: sent, type: type, request)
      return
    }
    let before = live["metadata"]?["managedFields"]
    guard var managers = current(live: before, sent: request.subresource.isEmpty ? sent : nil) else { return }
    do {
      try managers.recordUpdate(from: live.withoutManagedFields, to: new, type: type, request)
      new.setManagedFields(managers.encoded)
    } catch {
      new.setManagedFields(before)
    }
  }

  private static func create(_ new: inout JSONValue, sent: JSONValue?, type: ObjectType?, _ request: Request) {
    guard case .object(let object) = new else { return }
    let excluded = FieldSet(paths: request.excluded)
    guard let fields = try? CreatedFields.of(object, type, excluded: excluded), !fields.isEmpty else { return }
    let entry = Manager(
      name: request.manager, operation: .update, apiVersion: request.kind.apiVersion,
      subresource: request.subresource, time: request.time?.rfc3339, content: .encoded(.object(fields)))
    new.setManagedFields(.array([entry.json]))
  }

  /// The managers that a request begins with; nil where none are tracked and none shall be.
  private static func current(live: JSONValue?, sent: JSONValue?) -> Managers? {
    if let sent, isReset(sent) { return nil }
    if let sent, let managers = try? Managers(json: sent), !managers.isEmpty { return managers }
    if let live, let managers = try? Managers(json: live), !managers.isEmpty { return managers }
    return nil
  }

  /// An empty list, or one with an empty entry, is how a client stops the tracking.
  private static func isReset(_ sent: JSONValue) -> Bool {
    guard case .array(let entries) = sent else { return false }
    return entries.isEmpty
      || (entries.count == 1 && entries[0].objectValue?.members.allSatisfy { $0.value.isNull } == true)
  }

  /// Puts the times of `live` back into `new` when nothing but them differs, so that a write that changes nothing can be
  /// dropped.
  public static func keepTimesIfUnchanged(live: JSONValue, new: inout JSONValue) {
    guard case .array(let before)? = live["metadata"]?["managedFields"],
      case .array(let after)? = new["metadata"]?["managedFields"], before != after, before.count == after.count
    else { return }
    func withoutTime(_ entry: JSONValue) -> JSONValue {
      var entry = entry
      entry["time"] = nil
      return entry
    }
    // Their order depends on the times, so they are matched by what they say.
    var rest = before
    for entry in after {
      guard let position = rest.firstIndex(where: { withoutTime($0) == withoutTime(entry) }) else { return }
      rest.remove(at: position)
    }
    guard live.withoutManagedFields == new.withoutManagedFields else { return }
    new.setManagedFields(.array(before))
  }
}

extension JSONValue {
  /// Takes `metadata.managedFields` out.
  mutating func takeManagedFields() -> JSONValue? {
    guard let fields = self["metadata"]?["managedFields"] else { return nil }
    self["metadata"]?["managedFields"] = nil
    return fields.isNull ? nil : fields
  }

  mutating func setManagedFields(_ fields: JSONValue?) {
    if self["metadata"] == nil, fields == nil { return }
    var metadata = self["metadata"]?.objectValue ?? JSONObject()
    self["metadata"] = .null
    metadata["managedFields"] = fields
    self["metadata"] = .object(metadata)
  }

  var withoutManagedFields: JSONValue {
    var copy = self
    _ = copy.takeManagedFields()
    return copy
  }
}
