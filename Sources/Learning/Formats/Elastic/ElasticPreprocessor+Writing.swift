extension ElasticPreprocessor {
  /// Writes the preprocessor as an element of a list; maps in the order of their keys.
  func write(to list: inout JSONWriter) {
    list.object { element in writeBody(to: &element) }
  }

  private func writeBody(to element: inout JSONWriter) {
    func write(_ body: inout JSONWriter, field: String, feature: String? = nil) {
      body.key("field")
      body.text(field)
      guard let feature else { return }
      body.key("feature_name")
      body.text(feature)
    }
    func write(_ body: inout JSONWriter, _ name: String, _ map: [String: Double]) {
      body.key(name)
      body.object { object in
        for (key, value) in map.sorted(by: { $0.key < $1.key }) {
          object.key(key)
          object.number(value)
        }
      }
    }
    switch self {
    case .oneHot(let field, let features):
      element.key("one_hot_encoding")
      element.object { body in
        write(&body, field: field)
        body.key("hot_map")
        body.object { object in
          for (key, value) in features.sorted(by: { $0.key < $1.key }) {
            object.key(key)
            object.text(value)
          }
        }
      }
    case .targetMean(let field, let feature, let map, let fallback):
      element.key("target_mean_encoding")
      element.object { body in
        write(&body, field: field, feature: feature)
        write(&body, "target_map", map)
        body.key("default_value")
        body.number(fallback)
      }
    case .frequency(let field, let feature, let map):
      element.key("frequency_encoding")
      element.object { body in
        write(&body, field: field, feature: feature)
        write(&body, "frequency_map", map)
      }
    case .nGram(let field, let prefix, let sizes, let start, let length):
      element.key("n_gram_encoding")
      element.object { body in
        write(&body, field: field)
        body.key("feature_prefix")
        body.text(prefix)
        body.key("n_grams")
        body.list { list in for size in sizes { list.integer(size) } }
        body.key("start")
        body.integer(start)
        body.key("length")
        body.integer(length)
      }
    case .multi(let processors):
      element.key("multi_encoding")
      element.object { body in
        body.key("processors")
        body.list { list in for processor in processors { processor.write(to: &list) } }
      }
    }
  }
}
