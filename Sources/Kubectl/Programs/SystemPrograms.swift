import Glibc

/// The programs of this machine. The rim: the only place in Kubectl that starts a process.
struct SystemPrograms: ProgramRunner {
  func run(_ arguments: [String]) throws -> Int32 {
    guard let program = arguments.first else { throw KubectlError("error: no program to run") }
    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var identifier: pid_t = 0
    let failure = posix_spawnp(&identifier, program, nil, nil, &words, environ)
    guard failure == 0 else {
      throw KubectlError("error: unable to launch the program \"\(program)\": \(String(cString: strerror(failure)))")
    }
    // Nothing else is under way in this process meanwhile: the person works in that program.
    var status: Int32 = 0
    while waitpid(identifier, &status, 0) < 0 {
      guard errno == EINTR else {
        throw KubectlError("error: waiting for \(program): \(String(cString: strerror(errno)))")
      }
    }
    let signal = status & 0x7F
    return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
  }
}
