/// A value of macholibre's JSON, which may be missing: what is not of the expected kind is nothing, zero or empty.
struct MacholibreField {
  var value: JSONValue?

  subscript(name: StaticString) -> MacholibreField { MacholibreField(value: value?[name]) }

  var array: [MacholibreField] { (value?.list ?? []).map { MacholibreField(value: $0) } }

  /// The names of the members, sorted.
  var keys: [String] { (value?.members ?? []).map { String(decoding: $0.name, as: UTF8.self) }.sorted() }

  var string: String? { value?.text.map { String(decoding: $0, as: UTF8.self) } }

  var double: Double? { value?.number }

  /// A whole number that is not negative; 0 for anything else.
  var integer: UInt64 { double.flatMap { UInt64(exactly: $0.rounded()) } ?? 0 }

  /// Whether there is an object.
  var isObject: Bool { value?.members != nil }
}
