import CZlib
import Foundation

/// Records as bytes: JSON, deflated against a record like it.
///
/// Most of a record is what it shares with the one before it (keys, units, sources, notes), so that a dictionary takes
/// it from four kilobytes to a few hundred bytes.
enum RecordCodec {
  /// Bytes of a dictionary that deflate can look back to.
  static let largestDictionary = 32_000

  /// The bytes deflated.
  static func deflated(_ bytes: [UInt8], dictionary: [UInt8]) throws(RecordCodecError) -> [UInt8] {
    var stream = z_stream()
    // 9: smallest; -15: bare deflate with the largest window; 9: the memory of a matcher that is done in a millisecond.
    guard
      deflateInit2_(
        &stream, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size)) == Z_OK
    else { throw RecordCodecError(description: "zlib cannot start") }
    defer { deflateEnd(&stream) }
    if !dictionary.isEmpty { deflateSetDictionary(&stream, dictionary, CUnsignedInt(dictionary.count)) }
    var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, CUnsignedLong(bytes.count))))
    let status = run(&stream, input: bytes, output: &output) { deflate(&$0, Z_FINISH) }
    guard status == Z_STREAM_END else { throw RecordCodecError(description: "zlib cannot deflate: \(status)") }
    output.removeLast(output.count - Int(stream.total_out))
    return output
  }

  /// The bytes that were deflated, of which there were `count`.
  static func inflated(_ bytes: [UInt8], count: Int, dictionary: [UInt8]) throws(RecordCodecError) -> [UInt8] {
    guard (0...(1 << 30)).contains(count) else { throw RecordCodecError(description: "absurd length \(count)") }
    var stream = z_stream()
    guard inflateInit2_(&stream, -15, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw RecordCodecError(description: "zlib cannot start")
    }
    defer { inflateEnd(&stream) }
    if !dictionary.isEmpty { inflateSetDictionary(&stream, dictionary, CUnsignedInt(dictionary.count)) }
    var output = [UInt8](repeating: 0, count: max(count, 1))
    let status = run(&stream, input: bytes, output: &output) { inflate(&$0, Z_FINISH) }
    guard status == Z_STREAM_END, Int(stream.total_out) == count else {
      throw RecordCodecError(description: "deflated bytes are damaged")
    }
    output.removeLast(output.count - count)
    return output
  }

  private static func run(
    _ stream: inout z_stream, input: [UInt8], output: inout [UInt8], _ step: (inout z_stream) -> CInt
  ) -> CInt {
    var input = input
    return input.withUnsafeMutableBufferPointer { source in
      output.withUnsafeMutableBufferPointer { target in
        stream.next_in = source.baseAddress
        stream.avail_in = CUnsignedInt(source.count)
        stream.next_out = target.baseAddress
        stream.avail_out = CUnsignedInt(target.count)
        return step(&stream)
      }
    }
  }
}

/// Bytes that cannot be deflated or inflated.
struct RecordCodecError: Error, CustomStringConvertible {
  let description: String
}
