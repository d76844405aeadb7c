import Glibc

/// A process and all that descends from it.
enum ProcessTree {
  /// Sends a signal to a process and then to its descendants, which a shell that is ended would leave behind.
  static func send(_ signal: Int32, to root: pid_t) {
    // All are looked up first: who ends hands its children on.
    let descendants = descendants(of: root)
    kill(root, signal)
    for process in descendants { kill(process, signal) }
  }

  /// The descendants of a process at this moment, parents before their children.
  static func descendants(of root: pid_t) -> [pid_t] {
    var found: [pid_t] = []
    var waiting = [root]
    while let process = waiting.popLast() {
      let children = ProcessFile.children(of: process).filter { !found.contains($0) }
      found += children
      waiting += children
    }
    return found
  }
}
