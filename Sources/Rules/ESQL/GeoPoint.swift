#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A point on the earth, in degrees.
struct GeoPoint {
  var longitude: Double
  var latitude: Double

  /// Reads `POINT(longitude latitude)` or `latitude,longitude`.
  init?(_ value: Value) {
    guard let text = ESQLEvaluator.single(value)?.firstText else { return nil }
    let trimmed = text.uppercased()
    if trimmed.hasPrefix("POINT") {
      let numbers = trimmed.dropFirst(5).split { "() ".contains($0) }.compactMap { Double($0) }
      guard numbers.count == 2 else { return nil }
      (longitude, latitude) = (numbers[0], numbers[1])
    } else {
      let numbers = text.split { ", ".contains($0) }.compactMap { Double($0) }
      guard numbers.count == 2 else { return nil }
      (latitude, longitude) = (numbers[0], numbers[1])
    }
    guard abs(latitude) <= 90, abs(longitude) <= 180 else { return nil }
  }

  var value: Value { Value("POINT (\(longitude) \(latitude))") }

  static func value(_ function: ESQLFunction, _ arguments: [Value]) -> Value {
    guard let first = GeoPoint(arguments[0]) else { return .null }
    switch function {
    case .st_x: return .double(first.longitude)
    case .st_y: return .double(first.latitude)
    default: return GeoPoint(arguments[1]).map { .double(first.distance(to: $0)) } ?? .null
    }
  }

  /// Metres along the great circle, by the haversine formula on a sphere of 6,371,008.77 m (the mean radius of WGS 84).
  func distance(to other: GeoPoint) -> Double {
    let radians = Double.pi / 180
    let up = (other.latitude - latitude) * radians
    let along = (other.longitude - longitude) * radians
    let chord =
      sin(up / 2) * sin(up / 2)
      + cos(latitude * radians) * cos(other.latitude * radians) * sin(along / 2) * sin(along / 2)
    return 2 * 6_371_008.7714 * asin(min(1, chord.squareRoot()))
  }
}
