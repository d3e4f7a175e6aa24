import Evidence
import Learning

/// Which alerts earlier hunts decided on, so that a case that is hunted again is neither charged nor counted again.
struct PlacedAlerts: Sendable, Hashable {
  /// More alerts than this are not remembered; the earliest are forgotten.
  static let capacity = 200_000

  /// What was decided about an alert's case.
  struct Place: Sendable, Hashable {
    var isShown: Bool
    /// The score that its case had.
    var score: Double
  }

  private var places: [UInt64: Place] = [:]
  /// In the order in which they were placed first.
  private var order: [UInt64] = []

  /// What was decided about an alert's case last; nil when nothing is known.
  subscript(alert: String) -> Place? { places[TextHash.of(alert)] }

  /// Notes what was decided about the case of some alerts.
  mutating func note(_ alerts: [Alert], _ place: Place) {
    for alert in alerts {
      let key = TextHash.of(alert.id)
      if places.updateValue(place, forKey: key) == nil { order.append(key) }
    }
    guard order.count > Self.capacity + Self.capacity / 8 else { return }
    for key in order.prefix(order.count - Self.capacity) { places[key] = nil }
    order.removeFirst(order.count - Self.capacity)
  }

  /// Lets what was held back be decided on anew when it is hunted again.
  mutating func reopenHeld() {
    for key in order where places[key]?.isShown == false { places[key]?.score = -.infinity }
  }

  func write(to writer: inout StateWriter) {
    writer.append(count: order.count)
    for key in order {
      let place = places[key] ?? Place(isShown: false, score: 0)
      writer.append(word: key)
      writer.append(place.isShown)
      writer.append(place.score)
    }
  }

  init() {}

  init(from reader: inout StateReader) throws(StateError) {
    for _ in 0..<(try reader.count(ofSize: 17)) {
      let key = try reader.word()
      let place = Place(isShown: try reader.bool(), score: try reader.double())
      guard !place.score.isNaN, places.updateValue(place, forKey: key) == nil else {
        throw StateError("an alert was placed twice, or by no score")
      }
      order.append(key)
    }
  }
}
