internal import CEmbedded

extension OCIImage {
  /// The image of every pod's sandbox, made from the program embedded here: it needs no registry.
  public static var pause: OCIImage {
    let embedded = CEmbeddedPause()
    let program = Array(UnsafeBufferPointer(start: embedded.bytes, count: embedded.count))
    return OCIImage(
      name: pauseName,
      files: [TarEntry("pause", .file(program), mode: 0o755)],
      configuration: Configuration(entrypoint: ["/pause"], environment: [], user: "65535:65535"))
  }

  /// The name under which containerd looks for it (`sandbox_image`). The tag changes with the program.
  public static let pauseName = "apus.local/pause:1"
}
