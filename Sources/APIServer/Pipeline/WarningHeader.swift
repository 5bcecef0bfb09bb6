/// The `Warning` header of RFC 7234 as upstream writes it: code 299, no agent, the text quoted.
enum WarningHeader {
  static func value(_ text: String) -> String {
    var quotedText = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\":
        quotedText += "\\"
        quotedText.unicodeScalars.append(scalar)
      case "\n", "\r", "\t": quotedText += " "
      case _ where scalar.value < 0x20 || scalar.value == 0x7F: continue
      default: quotedText.unicodeScalars.append(scalar)
      }
    }
    return "299 - \"\(quotedText)\""
  }
}
