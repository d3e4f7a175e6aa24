import Evidence

/// How feedback moved an alert, and why.
public struct AlertMove: Sendable, Hashable, Codable {
  /// The alert's risk before.
  public var riskBefore: Double
  /// What feedback added; negative when it lowered the risk.
  public var points: Double
  /// Why, the largest part first: at most three parts.
  public var reasons: [Reason]
  /// Whether the floor of its severity kept it from falling further.
  public var isAtFloor: Bool
  /// Whether so much was said against it that it may be left out of the queue; never for high severity.
  public var suppression: Suppression

  /// One view's part of a move.
  public struct Reason: Sendable, Hashable, Codable {
    /// What the judged alerts have in common with this one: `rule, parent and host group`.
    public var similarity: String
    /// The view's part, in points.
    public var points: Double
    /// Verdicts that said malicious.
    public var malicious: Int
    /// Verdicts that said false or benign.
    public var benign: Int
    /// By how many analysts.
    public var analysts: Int

    /// A part of a move.
    public init(similarity: String, points: Double, malicious: Int, benign: Int, analysts: Int) {
      self.similarity = similarity
      self.points = points
      self.malicious = malicious
      self.benign = benign
      self.analysts = analysts
    }

    /// `7 false-positive verdicts by 2 analysts on the same rule, parent and host group`.
    public var words: String {
      var parts: [String] = []
      if benign > 0 { parts.append("\(benign) false-positive or benign") }
      if malicious > 0 { parts.append("\(malicious) true-positive") }
      let count = malicious + benign
      return parts.joined(separator: " and ") + (count == 1 ? " verdict" : " verdicts")
        + " by \(analysts) \(analysts == 1 ? "analyst" : "analysts") on the same \(similarity)"
    }
  }

  /// Whether an alert may be left out of the queue.
  public enum Suppression: String, Sendable, Hashable, Codable, CaseIterable {
    /// Not enough was said against it.
    case none
    /// One analyst said so, and nothing else supports it.
    case needsSecondAnalyst = "needs_second_analyst"
    /// Two independent analysts said so.
    case twoAnalysts = "two_analysts"
    /// One analyst said so, and the pattern is common on hosts where nothing malicious was found.
    case benignPrevalence = "benign_prevalence"
    /// It holds far more signals than any of its kind that was judged.
    case unusualVolume = "unusual_volume"
    /// Enough was said, but feedback alone never silences this severity.
    case severityForbids = "severity_forbids"

    /// Whether it may be left out.
    public var isAllowed: Bool { self == .twoAnalysts || self == .benignPrevalence }
  }

  /// A move from its parts.
  public init(riskBefore: Double, points: Double, reasons: [Reason], isAtFloor: Bool, suppression: Suppression) {
    self.riskBefore = riskBefore
    self.points = points
    self.reasons = reasons
    self.isAtFloor = isAtFloor
    self.suppression = suppression
  }

  /// `−12: 7 false-positive or benign verdicts by 2 analysts on the same rule, parent and host group`.
  public var words: String {
    let rounded = Int(points.rounded())
    let sign = rounded > 0 ? "+" : rounded < 0 ? "−" : "±"
    var text = "\(sign)\(abs(rounded))"
    if let first = reasons.first { text += ": " + first.words }
    if isAtFloor { text += "; not lowered further: feedback alone does not silence this severity" }
    return text
  }
}
