import Foundation

/// Labels as `shrike feedback labels` writes them, by the identifier of their subject.
public struct JoinedLabels: Sendable {
  /// One label.
  public struct Label: Sendable, Hashable {
    /// P(malicious).
    public var probability: Double
    /// How much it counts, 0 … 1.
    public var weight: Double
  }

  /// By `alert:ID`, and by `ID` alone where only one subject has it.
  private var labels: [String: Label] = [:]
  /// How many there are.
  public private(set) var count = 0

  private struct Line: Decodable {
    var subject: String
    var probability: Double
    var weight: Double?
  }

  /// Reads NDJSON.
  public init(_ bytes: [UInt8], path: String) throws(TrainingError) {
    var ambiguous: Set<String> = []
    for (number, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      guard line.contains(where: { $0 > 0x20 }) else { continue }
      guard let read = try? JSONDecoder().decode(Line.self, from: Data(line)), (0...1).contains(read.probability),
        (0...1).contains(read.weight ?? 1)
      else {
        throw TrainingError(
          "\(path):\(number + 1): is no label: an object with subject, probability and weight, as shrike feedback labels writes it"
        )
      }
      let label = Label(probability: read.probability, weight: read.weight ?? 1)
      // A subject that comes again is the same subject, with its later label.
      let isNew = labels.updateValue(label, forKey: read.subject) == nil
      count += isNew ? 1 : 0
      let plain = String(
        read.subject[(read.subject.firstIndex(of: ":").map(read.subject.index(after:)) ?? read.subject.startIndex)...])
      if isNew, labels[plain] != nil, plain != read.subject { ambiguous.insert(plain) } else { labels[plain] = label }
    }
    for name in ambiguous { labels[name] = nil }
  }

  /// The label of a subject.
  public subscript(id: String) -> Label? { labels[id] }
}
