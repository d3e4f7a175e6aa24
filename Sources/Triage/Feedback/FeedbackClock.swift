/// The time at which the age of verdicts is counted.
///
/// It is the time of the data and not of a clock on the wall, so that a hunt through old logs gives the same ranking on any day. No
/// verdict has a say in it: whoever dates one into the future would otherwise make all others old. One machine whose clock
/// is wrong has none either, as long as it is not most of what there is.
public enum FeedbackClock {
  /// What comes after a gap as long as this is believed only if it is more than a few.
  private static let gap = 90 * TimeSpan.day
  /// Behind a gap less than one in so many is taken for wrong clocks.
  private static let share = 20

  /// The last of times in nanoseconds since 1970, without those few at the end that a gap of 90 days and more parts from the rest;
  /// nil without times.
  ///
  /// What is left out only makes the clock stand earlier: verdicts are then taken for younger than they are, never for older, and
  /// none counts more than on the day on which it was given.
  public static func last(of times: some Sequence<Int64>) -> Int64? {
    let ordered = times.sorted()
    guard var last = ordered.last else { return nil }
    var behind = 0
    for index in ordered.indices.dropLast().reversed() {
      behind += 1
      guard TimeSpan(first: ordered[index], last: ordered[index + 1]).length > gap else { continue }
      guard behind * share < ordered.count else { break }
      last = ordered[index]
    }
    return last
  }
}
