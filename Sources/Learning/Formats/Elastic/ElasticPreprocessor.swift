/// The value of a field that Elastic's preprocessors read.
public enum FieldValue: Sendable, Hashable {
  /// A number.
  case number(Double)
  /// Text; booleans are the texts "true" and "false".
  case text(String)

  /// The value as text: whole numbers without a fraction.
  var text: String {
    switch self {
    case .text(let text): text
    case .number(let number): Int64(exactly: number).map(String.init) ?? "\(number)"
    }
  }
}

/// One preprocessor of an Elastic model: it adds fields that it computes from others.
///
/// Source: "Create trained models API", properties of `definition.preprocessors`, in the Elasticsearch reference.
public indirect enum ElasticPreprocessor: Sendable, Hashable {
  /// A field of zero or one for each known category.
  case oneHot(field: String, features: [String: String])
  /// The mean of the target for each category.
  case targetMean(field: String, feature: String, map: [String: Double], fallback: Double)
  /// How frequent each category is; zero for others.
  case frequency(field: String, feature: String, map: [String: Double])
  /// All n-grams of a part of a text: field `prefix.<n><position>`.
  case nGram(field: String, prefix: String, sizes: [Int], start: Int, length: Int)
  /// Several, each of which sees what those before it made.
  case multi([ElasticPreprocessor])

  /// Adds what the preprocessor makes. Where its field is missing, it adds nothing.
  func apply(to fields: inout [String: FieldValue]) {
    switch self {
    case .oneHot(let field, let features):
      guard let value = fields[field]?.text else { return }
      for (category, feature) in features { fields[feature] = .number(category == value ? 1 : 0) }
    case .targetMean(let field, let feature, let map, let fallback):
      guard let value = fields[field]?.text else { return }
      fields[feature] = .number(map[value] ?? fallback)
    case .frequency(let field, let feature, let map):
      guard let value = fields[field]?.text else { return }
      fields[feature] = .number(map[value] ?? 0)
    case .nGram(let field, let prefix, let sizes, let start, let length):
      guard let value = fields[field]?.text else { return }
      addNGrams(Array(value.utf16), prefix, sizes, start, length, to: &fields)
    case .multi(let processors):
      for processor in processors { processor.apply(to: &fields) }
    }
  }

  /// Positions are UTF-16 units, as Java counts them. A negative start counts from the end.
  private func addNGrams(
    _ units: [UInt16], _ prefix: String, _ sizes: [Int], _ start: Int, _ length: Int,
    to fields: inout [String: FieldValue]
  ) {
    let first = start < 0 ? max(0, units.count + start) : start
    guard first < units.count else { return }
    let end = min(first + length, units.count)
    for position in first..<end {
      for size in sizes where position + size <= end {
        let gram = String(decoding: units[position..<position + size], as: UTF16.self)
        fields["\(prefix).\(size)\(position - first)"] = .text(gram)
      }
    }
  }

  /// The fields that it reads and the features that it makes.
  public var fields: (inputs: Set<String>, outputs: Set<String>) {
    switch self {
    case .oneHot(let field, let features): return ([field], Set(features.values))
    case .targetMean(let field, let feature, _, _), .frequency(let field, let feature, _): return ([field], [feature])
    case .nGram(let field, let prefix, let sizes, _, let length):
      return ([field], Set(sizes.flatMap { size in (0..<length).map { "\(prefix).\(size)\($0)" } }))
    case .multi(let processors):
      return processors.reduce(into: ([], [])) { result, processor in
        let more = processor.fields
        result.0.formUnion(more.inputs.subtracting(result.1))
        result.1.formUnion(more.outputs)
      }
    }
  }
}
