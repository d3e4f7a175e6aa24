import Documents

/// What the makers of raw features write, all of them in Python.
extension JSONNode {
  /// The number; one for true and zero for false.
  var measure: Double? { number ?? boolean.map { $0 ? 1 : 0 } }

  /// The numbers of a list; what is none is left out.
  var measures: [Double]? { elements?.compactMap(\.measure) }

  /// The texts of a list, as bytes; what is none is left out.
  var texts: [[UInt8]]? { elements?.compactMap(\.utf8) }
}
