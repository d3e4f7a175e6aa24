public import Rules

/// Every detector there is, by name: the one list that hunts, servers and the conformance suite make detectors from.
public struct DetectorCatalog: Sendable {
  /// One detector that can be made.
  public struct Entry: Sendable {
    /// The detector's name, as in `DetectorID.name`.
    public let name: String
    /// What it looks for, in one sentence.
    public let purpose: String
    private let build: @Sendable () -> any Detector

    /// Registers a detector by its name, what it looks for and how it is made.
    public init(_ name: String, purpose: String, _ build: @escaping @Sendable () -> any Detector) {
      self.name = name
      self.purpose = purpose
      self.build = build
    }

    /// A new detector that has seen nothing.
    public func make() -> any Detector { build() }
  }

  /// The detectors in the order in which they run.
  public var entries: [Entry]

  /// A catalog of some detectors.
  public init(_ entries: [Entry]) { self.entries = entries }

  /// Everything that a hunt runs: the rules, then rarity and first sightings.
  public static func standard(
    rules: RuleSet, rarity configuration: RarityDetector.Configuration = .init()
  ) -> DetectorCatalog {
    let matching = Entry("rules", purpose: "Known ways of attacking, written as rules.") { RuleDetector(rules) }
    return DetectorCatalog([matching] + rarity(configuration).entries)
  }

  /// New detectors of every entry.
  public func makeAll() -> [any Detector] { entries.map { $0.make() } }

  /// Rarity and first-seen detectors with one configuration.
  public static func rarity(_ configuration: RarityDetector.Configuration = .init()) -> DetectorCatalog {
    DetectorCatalog(
      RarityTopic.all.map { topic in
        Entry("rarity." + topic.name, purpose: topic.purpose) { RarityDetector(topic, configuration) }
      })
  }
}
