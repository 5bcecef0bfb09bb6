import Glibc

/// libFuzzer's own main program as a function (llvm's FuzzerDriver).
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

/// `FUZZ_TARGET=json Fuzz [libFuzzer options and folders]`
@main
enum Fuzz {
  static func main() {
    var count = CommandLine.argc
    var arguments = CommandLine.unsafeArgv
    exit(
      runDriver(&count, &arguments) { start, count in
        Fuzz.target.run(Array(UnsafeBufferPointer(start: start, count: count)))
        return 0
      })
  }

  /// Which decoder gets the inputs: `FUZZ_TARGET`, which libFuzzer's own child processes see, too.
  static let target: FuzzTarget = {
    let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
    if let target = FuzzTarget.all.first(where: { $0.name == name }) { return target }
    let names = FuzzTarget.all.map(\.name).joined(separator: " ")
    let help = Array("set FUZZ_TARGET to one of: \(names)\n".utf8)
    _ = write(2, help, help.count)
    exit(2)
  }()
}

/// One decoder, and what must hold of everything it accepts. Inputs it refuses are of no interest: it must only not
/// crash, hang or grow on them, which libFuzzer watches.
struct FuzzTarget: Sendable {
  let name: String
  let run: @Sendable ([UInt8]) -> Void

  static let all: [FuzzTarget] = [
    .json, .yaml, .cbor, .protobuf, .jsonPatch, .mergePatch, .strategicPatch, .cel, .regex, .selector, .values, .jwt,
  ]
}

/// Ends the run with a finding unless `condition` holds.
func expect(_ condition: Bool, _ rule: StaticString) {
  precondition(condition, "\(rule)")
}
