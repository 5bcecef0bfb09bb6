internal import APIMachinery
internal import Crypto

/// A container image made from files, without a registry or a build tool: one layer and its configuration, written as an
/// archive in the OCI image layout that any runtime imports.
public struct OCIImage: Sendable {
  /// What the image says about running it.
  public struct Configuration: Sendable {
    public var entrypoint: [String]
    public var command: [String]
    /// `NAME=value`.
    public var environment: [String]
    public var workingDirectory: String
    public var user: String
    /// Such as `80/tcp`.
    public var exposedPorts: [String]
    public var labels: [(String, String)]
    public var stopSignal: String

    public init(
      entrypoint: [String] = [], command: [String] = [],
      environment: [String] = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
      workingDirectory: String = "", user: String = "", exposedPorts: [String] = [], labels: [(String, String)] = [],
      stopSignal: String = ""
    ) {
      self.entrypoint = entrypoint
      self.command = command
      self.environment = environment
      self.workingDirectory = workingDirectory
      self.user = user
      self.exposedPorts = exposedPorts
      self.labels = labels
      self.stopSignal = stopSignal
    }
  }

  /// In full, with registry and tag, such as `docker.io/library/web:1`.
  public var name: String
  public var files: [TarEntry]
  public var configuration: Configuration

  public init(name: String, files: [TarEntry], configuration: Configuration) {
    self.name = name
    self.files = files
    self.configuration = configuration
  }

  /// The machine this program runs on, in Go's words.
  public static var architecture: String {
    #if arch(arm64)
      "arm64"
    #else
      "amd64"
    #endif
  }

  /// The image as an archive. The same image always gives the same bytes.
  public func archive() -> [UInt8] {
    let layer = TarWriter.archive(files)
    let layerDigest = Self.digest(layer)
    let config = configurationJSON(layerDigest: layerDigest).encoded()
    let manifest: JSONValue = [
      "schemaVersion": 2,
      "mediaType": "application/vnd.oci.image.manifest.v1+json",
      "config": Self.descriptor("application/vnd.oci.image.config.v1+json", config),
      "layers": [Self.descriptor("application/vnd.oci.image.layer.v1.tar", layer)],
    ]
    let manifestBytes = manifest.encoded()
    var entry = Self.descriptor("application/vnd.oci.image.manifest.v1+json", manifestBytes)
    // containerd takes the image's name from the first annotation, others from the second.
    entry["annotations"] = [
      "io.containerd.image.name": .string(name), "org.opencontainers.image.ref.name": .string(tag),
    ]
    entry["platform"] = ["architecture": .string(Self.architecture), "os": "linux"]
    let index: JSONValue = [
      "schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": .array([entry]),
    ]
    var blobs = [TarEntry("oci-layout", .file(Array(#"{"imageLayoutVersion":"1.0.0"}"#.utf8)))]
    blobs.append(TarEntry("index.json", .file(index.encoded())))
    for blob in [config, layer, manifestBytes] {
      blobs.append(TarEntry("blobs/sha256/\(Self.digest(blob).dropFirst("sha256:".count))", .file(blob)))
    }
    return TarWriter.archive(blobs)
  }

  private var tag: String {
    guard let colon = name.lastIndex(of: ":"), !name[colon...].contains("/") else { return "latest" }
    return String(name[name.index(after: colon)...])
  }

  private func configurationJSON(layerDigest: String) -> JSONValue {
    var config: JSONValue = .object(JSONObject())
    func strings(_ values: [String]) -> JSONValue? { values.isEmpty ? nil : .array(values.map { .string($0) }) }
    func set(_ values: [(String, JSONValue)]) -> JSONValue? { values.isEmpty ? nil : .object(JSONObject(values)) }
    config["Entrypoint"] = strings(configuration.entrypoint)
    config["Cmd"] = strings(configuration.command)
    config["Env"] = strings(configuration.environment)
    config["WorkingDir"] = configuration.workingDirectory.isEmpty ? nil : .string(configuration.workingDirectory)
    config["User"] = configuration.user.isEmpty ? nil : .string(configuration.user)
    config["StopSignal"] = configuration.stopSignal.isEmpty ? nil : .string(configuration.stopSignal)
    config["ExposedPorts"] = set(configuration.exposedPorts.map { ($0, .object(JSONObject())) })
    config["Labels"] = set(configuration.labels.map { ($0.0, .string($0.1)) })
    return [
      "architecture": .string(Self.architecture), "os": "linux", "config": config,
      "rootfs": ["type": "layers", "diff_ids": [.string(layerDigest)]],
    ]
  }

  private static func descriptor(_ mediaType: String, _ content: [UInt8]) -> JSONValue {
    [
      "mediaType": .string(mediaType), "digest": .string(digest(content)), "size": .integer(Int64(content.count)),
    ]
  }

  static func digest(_ content: [UInt8]) -> String {
    let hexadecimal = SHA256.hash(data: content).map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }
    return "sha256:" + hexadecimal.joined()
  }
}
