import Glibc
public import Quantities

/// The clock that no one sets.
public enum MonotonicClock {
  /// Seconds since some fixed moment.
  public static func now() -> Seconds {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Seconds(Double(time.tv_sec) + Double(time.tv_nsec) / 1e9)
  }
}
