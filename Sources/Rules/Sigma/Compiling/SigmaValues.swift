/// What the values of a search become before they are compared: texts spread over encodings, placeholders replaced.
struct SigmaValues {
  /// What a text must be: of each value any, or with `all` one for each value of the rule.
  var texts: [SigmaTexts] = []
  /// Whether a value is null.
  var hasNull = false
  /// The values as they were written, where they are no texts to be found.
  var written: [(text: String, position: SourcePosition)] = []

  /// Applies the modifiers that change values; `anywhere` lets anything stand before and behind them.
  init(
    _ values: [DocumentValue], _ key: SigmaFieldKey, _ placeholders: SigmaPlaceholders, anywhere: Bool = false
  ) throws(Diagnostic) {
    let takesTexts = !(key.has(.re) || key.has(.cidr) || key.has(.fieldref) || key.has(.exists))
    let keepsWritten = !takesTexts || key.asksForNumbers
    let rewrites = takesTexts && key.rewrites
    let before = anywhere || key.has(.contains) || key.has(.endswith)
    let behind = anywhere || key.has(.contains) || key.has(.startswith)
    let insensitive = !key.has(.cased)
    let areApart = key.has(.all)
    if keepsWritten { written.reserveCapacity(values.count) }
    var together = SigmaTexts()
    if takesTexts, !areApart { together.reserve(values.count, literals: !(before || behind)) }
    for value in values {
      if value.isNull {
        hasNull = true
        continue
      }
      guard let text = value.text else {
        throw Diagnostic(value.position, "a value must be a text, a number or null, this is \(value.name)")
      }
      if keepsWritten { written.append((text, value.position)) }
      guard takesTexts else { continue }
      var texts = SigmaTexts()
      if !areApart { swap(&texts, &together) }
      if !rewrites, !key.has(.expand) {
        texts.add(SigmaForm(text, before: before, behind: behind, insensitive: insensitive))
      } else {
        for text in key.has(.expand) ? try Self.expand(text, placeholders, value.position) : [text] {
          guard rewrites else {
            texts.add(SigmaForm(text, before: before, behind: behind, insensitive: insensitive))
            continue
          }
          for form in try Self.encoded(SigmaText(text), key, value.position) {
            let whole = anywhere ? form.surrounded(before: true, behind: true) : form
            texts.add(SigmaForm(whole, insensitive: insensitive))
          }
        }
      }
      if areApart { self.texts.append(texts) } else { swap(&texts, &together) }
    }
    if !areApart, !(together.literals.isEmpty && together.patterns.isEmpty) { self.texts.append(together) }
  }

  private static func encoded(
    _ text: SigmaText, _ key: SigmaFieldKey, _ position: SourcePosition
  ) throws(Diagnostic) -> [SigmaText] {
    var forms = [text]
    for modifier in key.modifiers {
      switch modifier {
      case .wide, .utf16le: forms = forms.map { $0.mapLiterals { SigmaEncoding.utf16($0) } }
      case .utf16be: forms = forms.map { $0.mapLiterals { SigmaEncoding.utf16($0, bigEndian: true) } }
      case .utf16: forms = forms.map { $0.mapLiterals { SigmaEncoding.utf16($0, withMark: true) } }
      case .base64, .base64offset:
        var spread: [SigmaText] = []
        for form in forms {
          guard let literal = form.literal else {
            throw Diagnostic(position, "a value with wildcards has no form in Base64")
          }
          let encoded =
            modifier == .base64 ? [SigmaEncoding.base64(literal)] : SigmaEncoding.base64Offsets(literal)
          spread += encoded.map(SigmaText.init(literal:))
        }
        forms = spread
      case .windash:
        var spread: [SigmaText] = []
        for form in forms { spread += try dashed(form, position) }
        forms = spread
      case .contains: forms = forms.map { $0.surrounded(before: true, behind: true) }
      case .startswith: forms = forms.map { $0.surrounded(before: false, behind: true) }
      case .endswith: forms = forms.map { $0.surrounded(before: true, behind: false) }
      default: break
      }
    }
    return forms
  }

  private static func dashed(_ text: SigmaText, _ position: SourcePosition) throws(Diagnostic) -> [SigmaText] {
    var forms = [SigmaText(literal: [])]
    for piece in text.pieces {
      guard case .literal(let bytes) = piece else {
        forms = forms.map { $0.appending(piece) }
        continue
      }
      guard let variants = SigmaEncoding.dashForms(bytes), variants.count * forms.count <= SigmaEncoding.maximumForms
      else { throw Diagnostic(position, "the value has too many dashes for 'windash'") }
      forms = forms.flatMap { form in variants.map { form.appending(.literal($0)) } }
    }
    return forms
  }

  /// The texts that a value with placeholders (`%name%`) stands for.
  private static func expand(
    _ text: String, _ placeholders: SigmaPlaceholders, _ position: SourcePosition
  ) throws(Diagnostic) -> [String] {
    let parts = text.split(separator: "%", omittingEmptySubsequences: false).map(String.init)
    var forms = [""]
    for (index, part) in parts.enumerated() {
      guard index % 2 == 1, index + 1 < parts.count else {
        forms = forms.map { $0 + (index % 2 == 1 ? "%" : "") + part }
        continue
      }
      guard let values = placeholders[part] else {
        throw Diagnostic(
          position,
          "the placeholder '%\(part)%' has no values; give them in a file with 'placeholders:' among the rules")
      }
      guard forms.count * values.count <= 10_000 else {
        throw Diagnostic(position, "the placeholders stand for more than 10,000 values")
      }
      forms = forms.flatMap { form in values.map { form + $0 } }
    }
    return forms
  }
}
