import ECS

/// Turns a record's own members, as cells of the builder's current row, into a normalized event.
///
/// Shape, field names, kind of record, Windows forms, mapping and time, in that order. All of it works on cells in place:
/// a record of a known shape costs a few passes over 16-byte cells and no text.
struct RecordShaper: Sendable {
  /// What is prepared for one shape.
  private struct Station: Sendable {
    var plan: ShapePlan
    var renamer: FieldRenamer?
    var kindField: FieldID?
    var kinds: NameRules<String>
    var time: EventTime
    var lists: ListCells
    var table: TableID?
    var constants: [(field: FieldID, value: String)]

    init(_ shape: RecordShape, zone: Int) {
      plan = shape.plan
      renamer = plan.naming.isEmpty ? nil : FieldRenamer(FieldNaming(plan.naming))
      kindField = plan.kind.map { FieldID.named($0.field) }
      kinds = NameRules(plan.kind?.rules ?? "", fallback: "") { $0 }
      time = EventTime(plan.times, zone: zone)
      lists = ListCells(plan.lists)
      table = plan.table.flatMap { Normalizer.shared.table($0) }
      constants = plan.constants.map { (FieldID.named($0.field), $0.value) }
    }
  }

  private let options: ReaderOptions
  private var shapes = ShapeRules.shapes
  private var stations: [RecordShape: Station] = [:]
  private var current = Station(.unknown, zone: 0)
  private var currentShape = RecordShape.unknown
  private var zeek = ZeekNaming()
  private let windows = WindowsCells()
  private var normalizer = NormalizerState()

  init(options: ReaderOptions) {
    self.options = options
    current = Station(.unknown, zone: options.assumedZone)
  }

  /// The shape of records with these members; tables ask once, with their header.
  mutating func shape(of fields: [FieldID]) -> RecordShape { shapes.label(of: fields) }

  /// The shape of the record in the current row.
  mutating func shape(of builder: borrowing BatchBuilder) -> RecordShape { shapes.label(of: builder) }

  /// Normalizes the current row, whose cells have the names that the record gave them. Call it before `endRow`.
  mutating func finish(
    _ builder: inout BatchBuilder, shape known: RecordShape, at position: RecordPosition, report: inout ReadReport
  ) {
    var shape = known
    enter(shape)
    var wrappers = 0
    while current.plan.isWrapper, wrappers < 3 {
      current.renamer?.apply(to: &builder)
      shape = shapes.label(of: builder)
      enter(shape)
      wrappers += 1
    }
    if shape == .unknown { report.repair("json.unknown", at: position, "no known kind of record") }
    name(&builder, shape)
    if options.normalizes { normalize(&builder) }
  }

  private mutating func enter(_ shape: RecordShape) {
    if shape == currentShape { return }
    stations[currentShape] = current
    current = stations[shape] ?? Station(shape, zone: options.assumedZone)
    stations[shape] = nil
    currentShape = shape
  }

  private mutating func name(_ builder: inout BatchBuilder, _ shape: RecordShape) {
    if let kindField = current.kindField {
      let kind = current.kinds.label(of: builder)
      current.renamer?.apply(to: &builder)
      if !kind.isEmpty { builder.append(kindField, string: kind, flags: [.plain, .mapped]) }
    } else if shape == .zeek || shape == .zeekFlat || shape == .zeekStream {
      zeek.apply(to: &builder)
    } else {
      current.renamer?.apply(to: &builder)
    }
    for constant in current.constants where builder.rowIndex(of: constant.field) == nil {
      builder.append(constant.field, string: constant.value, flags: .mapped)
    }
    if shape == .journald { JournalBytes.apply(to: &builder) }
    if current.plan.isWindows { windows.apply(to: &builder, shape: shape) }
  }

  private mutating func normalize(_ builder: inout BatchBuilder) {
    current.lists.apply(to: &builder)
    let isZeek = currentShape == .zeek || currentShape == .zeekFlat || currentShape == .zeekStream
    if let table = isZeek ? zeek.table : current.table { normalizer.apply(table, to: &builder) }
    current.time.apply(to: &builder)
  }
}
