import APIMachinery
import Storage

enum WireForm {
  static func encode(_ object: JSONValue, type: ObjectType?) -> [UInt8]? { nil }
  static func watchFrame(type: String, object: JSONValue, schema: ObjectType?) -> [UInt8] { [] }
}
extension BodyDecoding {
  struct Decoded { var value: JSONValue; var problems: [String] = [] }
  func parse(_ request: APIRequest, kind: String, isCustom: Bool, type: ObjectType) throws(APIError) -> Body {
    do { return Body(value: try JSONParser.parse(request.body)) } catch { throw .badRequest("\(error)") }
  }
  func decode(_ value: JSONValue, type: ObjectType, kind: GroupVersionKind, appliesDefaults: Bool) throws(APIError) -> Decoded {
    Decoded(value: value)
  }
  func completed(_ object: JSONValue, type: ObjectType) -> JSONValue { object }
}
struct FieldManagement { 
  func afterCreate(_ object: JSONValue) -> JSONValue { object }
  func afterUpdate(_ object: JSONValue, old: JSONValue) -> JSONValue { object }
}
extension ResourceEndpoint {
  func fieldManagement(_ context: RequestContext, _ options: WriteOptions) -> FieldManagement { FieldManagement() }
}
enum StrategicPatching {
  static func apply(_ patch: JSONValue, to object: JSONValue, type: ObjectType) throws(APIError) -> JSONValue {
    try StrategicMergePatch.apply(patch, to: object, type: type)
  }
}
extension ResourceEndpoint {
  func applyChange(_ patch: JSONValue, _ type: ObjectType, _ context: RequestContext, _ options: WriteOptions) throws(APIError) -> Change {
    throw .methodNotAllowed
  }
}
