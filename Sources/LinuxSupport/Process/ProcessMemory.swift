import CLinux

/// What a process that runs for long does about its memory.
public enum ProcessMemory {
  /// Freed memory at the end of a heap up to this many bytes is kept: a server frees as much after every burst of
  /// requests, and giving pages back only to fault them in again costs more than keeping them.
  private static let keptBytes: Int32 = 8 << 20

  /// To be called at the start, before there are threads.
  public static func keepFreedMemory() { clinux_keep_freed_memory(keptBytes) }

  /// Gives back what isn't in use: free memory, and those pages of the program file that are mapped by now. A page that
  /// is used again comes from the kernel's cache of the file.
  public static func release() { clinux_release_memory() }
}
