extension ContainerDefinition {
  /// Changes when the container has to be made anew: with its name or image, as upstream's since 1.31. Written into the
  /// container's annotations, so that a later kubelet knows it again.
  var hash: String {
    var value: UInt32 = 2_166_136_261
    for byte in "\(name)\u{0}\(image)".utf8 { value = (value ^ UInt32(byte)) &* 16_777_619 }
    return String(value, radix: 16)
  }
}
