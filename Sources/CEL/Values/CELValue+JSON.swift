public import APIMachinery

extension CELValue {
  /// The value as JSON, as protobuf's JSON mapping has it: bytes in base64, times and durations as text.
  /// - Throws: For values that JSON has no form for.
  public func json() throws(CELError) -> JSONValue {
    switch self {
    case .null: return .null
    case .bool(let value): return .bool(value)
    case .int(let value): return .integer(value)
    case .uint(let value): return Int64(exactly: value).map(JSONValue.integer) ?? .number(Double(value))
    case .double(let value): return .number(value)
    case .string(let text): return .string(text)
    case .bytes(let bytes): return .string(Base64.encode(bytes))
    case .timestamp(let time): return .string(TimestampText.format(time))
    case .duration(let duration): return .string(DurationText.seconds(duration))
    case .list(.json(let elements, _)): return .array(elements)
    case .list(.values(let values)):
      var elements: [JSONValue] = []
      elements.reserveCapacity(values.count)
      for value in values { elements.append(try value.json()) }
      return .array(elements)
    case .map(.json(let object, _)): return .object(object)
    case .map(.values(let dictionary)):
      var object = JSONObject()
      for entry in dictionary.entries { object[try Conversion.string(entry.key)] = try entry.value.json() }
      return .object(object)
    case .object(.json(let object, _)): return .object(object)
    case .optional(let optional):
      guard let value = optional.value else { return .null }
      return try value.json()
    case .object(.lazy), .type, .opaque: throw CELError("no JSON form of \(type.runtimeName)")
    }
  }
}
