import ECS
public import Learning
import Store

/// Sources of a store that stopped: hosts and kinds of source, silent for longer than on any of their latest days.
public enum SilentSources {
  private static let hour: Int64 = 3_600_000_000_000

  /// The silences at the time of the last event of all, `host NAME` and `source NAME`.
  public static func inStore(_ path: String) throws(HuntError) -> [SilenceAlarm.Silence] {
    do throws(StoreError) {
      let store = try EventStore(existing: path)
      return try silences(in: store, [("host ", .hostName), ("source ", .eventModule)])
    } catch { throw HuntError("\(error)") }
  }

  /// The silences among the values of fields at the time of the last event of all, each value with its prefix.
  static func silences(
    in store: EventStore, _ fields: [(prefix: String, field: FieldID)]
  ) throws(StoreError) -> [SilenceAlarm.Silence] {
    guard let last = try store.summary().lastEvent else { return [] }
    let day = Double(24 * hour)
    var alarm = SilenceAlarm()
    for (prefix, field) in fields {
      for bucket in try store.histogram(interval: hour, by: field) {
        guard let value = bucket.value, !value.isEmpty else { continue }
        alarm.note(prefix + value, at: Double(bucket.start) / day)
      }
    }
    return alarm.silences(at: Double(last) / day)
  }
}
