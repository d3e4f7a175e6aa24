import Evidence

/// Every detector there is, by name: the one list that hunts, servers and the conformance suite make detectors from.
public struct DetectorCatalog: Sendable {
  /// One detector that can be made.
  public struct Entry: Sendable {
    /// The detector's name, as in `DetectorID.name`.
    public let name: String
    private let build: @Sendable () -> any Detector

    /// Registers a detector by its name and how it is made.
    public init(_ name: String, _ build: @escaping @Sendable () -> any Detector) {
      self.name = name
      self.build = build
    }

    /// A new detector that has seen nothing.
    public func make() -> any Detector { build() }
  }

  /// The detectors in the order in which they run.
  public var entries: [Entry]

  /// A catalog of some detectors.
  public init(_ entries: [Entry]) { self.entries = entries }

  /// New detectors of every entry.
  public func makeAll() -> [any Detector] { entries.map { $0.make() } }

  /// Rarity and first-seen detectors with one configuration.
  public static func rarity(_ configuration: RarityDetector.Configuration = .init()) -> DetectorCatalog {
    DetectorCatalog(
      RarityTopic.all.map { topic in Entry("rarity." + topic.name) { RarityDetector(topic, configuration) } })
  }
}
