import CSystemCalls
import Glibc
import Quantities

/// Waiting on descriptors until a time of the monotonic clock.
enum Poll {
  /// Bit i is set when descriptor i can be read; 0 when the time has come first.
  static func wait(for descriptors: [Int32], until deadline: Seconds) -> Int32 {
    while true {
      let left = max(0, (deadline - MonotonicClock.now()).value)
      var time = timespec()
      time.tv_sec = Int(min(left, 1e6))
      time.tv_nsec = Int((left - left.rounded(.down)) * 1e9)
      let ready = wait_readable(descriptors, Int32(descriptors.count), &time)
      if ready >= 0 { return ready }
    }
  }
}
