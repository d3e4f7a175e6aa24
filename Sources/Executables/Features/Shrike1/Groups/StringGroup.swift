/// Texts in the loaded content: how many, how long, and what they are about.
struct StringGroup {
  /// So much content is searched; larger files are searched at their beginning.
  static let budget = 64 << 20

  static func write(_ view: ExecutableView, _ bytes: borrowing Span<UInt8>, to writer: inout FeatureWriter) {
    var runs = Runs()
    var left = budget
    for range in view.content where left > 0 {
      let part = range.prefix(left)
      left &-= part.count
      runs.count(bytes, part)
    }
    let searched = Double(Swift.max(budget - left, 1))
    writer.log("string.count", "printable runs of five bytes or more", runs.count)
    writer.put(
      "string.share", "Their bytes as a share of the content.", Double(runs.bytes) / searched)
    writer.put(
      "string.mean_length", "ln(1 + x) of their mean length.",
      Logarithm.onePlus(Double(runs.bytes) / Double(Swift.max(runs.count, 1))))
    writer.log("string.longest", "bytes of the longest", runs.longest)
    writer.log("string.long", "runs of 100 bytes or more", runs.long)
    writer.log(
      "string.addresses", "IPv4 addresses in dotted form other than versions, 0.0.0.0 and 127.0.0.1", runs.addresses)
    for (family, count) in zip(StringFamily.allCases, runs.families) {
      writer.log("string.family.\(family.rawValue)", "patterns of the family \(family.rawValue)", count)
    }
    writer.log("string.families", "families of which there is any pattern", runs.families.count { $0 > 0 })
  }

  /// Printable runs, and the patterns in them: every pattern is printable and has three bytes or more.
  struct Runs {
    var count = 0
    var bytes = 0
    var longest = 0
    var long = 0
    var addresses = 0
    /// How often patterns of each family occur.
    var families = [Int](repeating: 0, count: StringFamily.allCases.count)

    mutating func count(_ span: borrowing Span<UInt8>, _ range: Range<Int>) {
      let automaton = PatternAutomaton.strings
      PrintableRuns.forEach(
        span, in: range, shortest: PatternAutomaton.shortestString, includesDelete: false
      ) { run in
        automaton.count(span, run, into: &families)
        guard run.count >= 5 else { return }
        end(run.count)
        for index in run where span[index] == 0x2E && isAddress(span, index, range) { addresses &+= 1 }
      }
    }

    private mutating func end(_ length: Int) {
      count &+= 1
      bytes &+= length
      longest = Swift.max(longest, length)
      if length >= 100 { long &+= 1 }
    }

    /// Whether the dot is the first of four numbers up to 255.
    private func isAddress(_ span: borrowing Span<UInt8>, _ dot: Int, _ range: Range<Int>) -> Bool {
      func digit(_ index: Int) -> Int? {
        guard range.contains(index), span[index] &- 0x30 < 10 else { return nil }
        return Int(span[index] &- 0x30)
      }
      guard digit(dot &- 1) != nil, digit(dot &+ 1) != nil else { return false }
      var start = dot &- 1
      while dot &- start < 3, digit(start &- 1) != nil { start &-= 1 }
      if digit(start &- 1) != nil || range.contains(start &- 1) && span[start &- 1] == 0x2E { return false }
      var parts: [Int] = []
      var index = start
      while parts.count < 4 {
        guard var value = digit(index) else { return false }
        index &+= 1
        for _ in 0..<2 {
          guard let next = digit(index) else { break }
          value = value &* 10 &+ next
          index &+= 1
        }
        guard value <= 255 else { return false }
        parts.append(value)
        if parts.count < 4 {
          guard range.contains(index), span[index] == 0x2E else { return false }
          index &+= 1
        }
      }
      if digit(index) != nil || range.contains(index) && span[index] == 0x2E && digit(index &+ 1) != nil {
        return false
      }
      // Versions begin with small numbers; the first number of a routed address is rarely below 5.
      return parts[0] >= 5 && parts != [127, 0, 0, 1]
    }
  }
}
