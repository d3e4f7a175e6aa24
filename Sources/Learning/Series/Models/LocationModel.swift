#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where events of a series happen on the earth, and how unusual a place is.
///
/// Up to eight clusters, learnt online: a place within reach of a cluster moves it, another one makes a new cluster, and the
/// lightest makes room. The p-value of a place is the share of places that lie as far or farther from every cluster as
/// exponential distances from the nearest one would, or are new (one pseudo-event).
public struct LocationModel: StatefulEstimator, Hashable {
  /// What its snapshots begin with.
  public static let stateTag = "location-model"
  /// The version of what is written.
  public static let stateVersion: UInt64 = 1

  /// A place in degrees.
  public struct Place: Sendable, Hashable {
    /// Degrees north.
    public var latitude: Double
    /// Degrees east.
    public var longitude: Double

    /// A place; `nil` outside ±90 and ±180 degrees.
    public init?(latitude: Double, longitude: Double) {
      guard abs(latitude) <= 90, abs(longitude) <= 180 else { return nil }
      self.latitude = latitude
      self.longitude = longitude
    }

    /// Great-circle distance in kilometres (haversine formula, mean radius 6,371 km).
    public func distance(to other: Place) -> Double {
      let radian = Double.pi / 180
      let a = sin((other.latitude - latitude) * radian / 2)
      let b = sin((other.longitude - longitude) * radian / 2)
      let h = a * a + cos(latitude * radian) * cos(other.latitude * radian) * b * b
      return 2 * 6_371 * asin(min(1, h.squareRoot()))
    }
  }

  fileprivate struct Cluster: Sendable, Hashable {
    var centre: Place
    var weight: Double
    /// Weighted sum of distances to the centre.
    var spread: Double
    var reach: Double { (spread + 50) / (weight + 1) + 1 }
  }

  private var clusters: [Cluster] = []
  private var total = 0.0

  /// A model of no places.
  public init() {}

  /// Places learnt.
  public var weight: Double { total }
  /// Bytes of memory.
  public var size: Int { 48 + clusters.count * MemoryLayout<Cluster>.stride }

  /// The centre of the cluster nearest to a place.
  public func typical(near place: Place) -> Place? {
    clusters.min { $0.centre.distance(to: place) < $1.centre.distance(to: place) }?.centre
  }

  /// ln p of a place.
  public func logProbability(_ place: Place) -> Double {
    var mass = 1.0
    for cluster in clusters { mass += cluster.weight * exp(-cluster.centre.distance(to: place) / cluster.reach) }
    return log(min(1, mass / (total + 1)))
  }

  /// Learns a place.
  public mutating func learn(_ place: Place) {
    total += 1
    let nearest = clusters.indices.min {
      clusters[$0].centre.distance(to: place) < clusters[$1].centre.distance(to: place)
    }
    if let nearest {
      let distance = clusters[nearest].centre.distance(to: place)
      if distance <= 5 * clusters[nearest].reach {
        clusters[nearest].add(place, distance: distance)
        return
      }
    }
    if clusters.count == 8 {
      let lightest = clusters.indices.min { clusters[$0].weight < clusters[$1].weight } ?? 0
      clusters.remove(at: lightest)
    }
    clusters.append(Cluster(centre: place, weight: 1, spread: 0))
  }

  /// Writes the state.
  public func write(to writer: inout StateWriter) {
    writer.append(total)
    writer.append(count: clusters.count)
    for cluster in clusters {
      for value in [cluster.centre.latitude, cluster.centre.longitude, cluster.weight, cluster.spread] {
        writer.append(value)
      }
    }
  }

  /// Restores a state.
  public init(from reader: inout StateReader) throws(StateError) {
    total = try reader.finite()
    for _ in 0..<(try reader.integer(in: 0...8)) {
      let place = Place(latitude: try reader.finite(), longitude: try reader.finite())
      let weight = try reader.finite()
      let spread = try reader.finite()
      guard let place, weight > 0, spread >= 0 else { throw StateError("a cluster of places is damaged") }
      clusters.append(Cluster(centre: place, weight: weight, spread: spread))
    }
  }
}

extension LocationModel.Cluster {
  /// Moves the centre towards a place; across the date line the shorter way.
  fileprivate mutating func add(_ place: LocationModel.Place, distance: Double) {
    weight += 1
    spread += distance
    var difference = place.longitude - centre.longitude
    if difference > 180 { difference -= 360 } else if difference < -180 { difference += 360 }
    var longitude = centre.longitude + difference / weight
    if longitude > 180 { longitude -= 360 } else if longitude < -180 { longitude += 360 }
    let latitude = centre.latitude + (place.latitude - centre.latitude) / weight
    centre = LocationModel.Place(latitude: latitude, longitude: longitude) ?? centre
  }
}
