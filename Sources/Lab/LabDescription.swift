public import APIMachinery

/// What a lab consists of, written down before anything of it is made: whoever deletes it, also after a crash half-way,
/// knows from it where to look.
public struct LabDescription: Sendable, Equatable {
  /// One node.
  public struct Node: Sendable, Equatable {
    public var name: String
    /// On the network that joins the nodes.
    public var address: IPAddress
  }

  public var name: String
  public var nodes: [Node]
  /// Each node's own directories are below this one.
  public var dataDirectory: String

  /// The network that joins the nodes. It exists only in the lab, and nothing leads out of it.
  public static let networkPrefix: UInt32 = 0xC0A8_4D00
  /// 192.168.77.0/24: at most 250 nodes.
  public static let networkPrefixLength = 24
  public static let nodesMax = 250

  init(name: String, nodeCount: Int, dataDirectory: String) {
    self.name = name
    self.dataDirectory = dataDirectory
    nodes = (1...nodeCount).map { index in
      Node(name: "node-\(index)", address: .v4(Self.networkPrefix + UInt32(index)))
    }
  }

  init?(json: JSONValue) {
    guard let name = json["name"]?.stringValue, let directory = json["dataDirectory"]?.stringValue else { return nil }
    self.name = name
    dataDirectory = directory
    nodes = (json["nodes"]?.arrayValue ?? []).compactMap { node in
      guard let name = node["name"]?.stringValue, let text = node["address"]?.stringValue,
        let address = IPAddress(text)
      else { return nil }
      return Node(name: name, address: address)
    }
  }

  var json: JSONValue {
    [
      "name": .string(name), "dataDirectory": .string(dataDirectory),
      "nodes": .array(nodes.map { ["name": .string($0.name), "address": .string("\($0.address)")] }),
    ]
  }
}

/// Why something could not be done with a lab.
public struct LabError: Error, Sendable, CustomStringConvertible {
  public var description: String

  init(_ description: String) {
    self.description = description
  }
}
