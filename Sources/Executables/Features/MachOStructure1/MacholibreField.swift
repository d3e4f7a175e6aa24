import Documents

/// A value of macholibre's JSON, which may be missing: what is not of the expected kind is nothing, zero or empty.
struct MacholibreField {
  var value: JSONNode?

  subscript(name: String) -> MacholibreField { MacholibreField(value: value?[name]) }

  var array: [MacholibreField] { value?.elements?.map { MacholibreField(value: $0) } ?? [] }

  /// The names of the members, sorted.
  var keys: [String] { value?.members?.compactMap(\.key.repairedText).sorted() ?? [] }

  var string: String? { value?.repairedText }

  var double: Double? { value?.measure }

  /// A whole number that is not negative; 0 for anything else.
  var integer: UInt64 { double.flatMap { UInt64(exactly: $0.rounded()) } ?? 0 }

  /// Whether there is an object.
  var isObject: Bool { value?.isObject ?? false }
}
