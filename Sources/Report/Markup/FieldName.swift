import ECS

extension HTML {
  /// A field's name, with what it says shown on hovering where that is known.
  mutating func field(_ path: String) {
    guard let description = ECSSchema.description(of: path) else {
      inline(path, limit: 60)
      return
    }
    element(.span, .class("field"), .title(description)) { $0.inline(path, limit: 60) }
  }
}
