import Evidence
import Learning
import Store

/// Audits below the threshold: drawn at random, logged before anybody looks, judged like everything else.
extension FeedbackStore {
  /// What a draw did.
  public struct AuditDraw: Sendable, Hashable, Encodable {
    /// One stratum of it.
    public struct Stratum: Sendable, Hashable, Encodable {
      /// `near` the threshold, `middle` or `far` from it.
      public var name: String
      /// Findings.
      public var findings: Int
      /// The probability of each.
      public var propensity: Double
      /// Those that were drawn.
      public var drawn: Int
    }

    /// Findings below the threshold that no draw had seen before.
    public var findings: Int
    /// Alerts that were shown, which is what the share is of.
    public var looks: Int
    /// Audits that were to be expected.
    public var expected: Double
    /// Audits that were drawn.
    public var drawn: Int
    /// The seed, with which the draw can be repeated.
    public var seed: UInt64
    /// The strata, the nearest first.
    public var strata: [Stratum]
  }

  /// A finding that was drawn and waits for its verdict.
  public struct OpenAudit: Sendable, Hashable, Encodable {
    /// The alert.
    public var alertID: String
    /// Its title.
    public var title: String
    /// When it was seen last, in nanoseconds since 1970.
    public var lastSeen: Int64
    /// Its stratum, in a word.
    public var stratum: String
    /// When it was drawn, in nanoseconds since 1970.
    public var drawn: Int64
  }

  /// What was drawn so far.
  public struct AuditLog: Sendable {
    /// The findings of all draws that are complete: every one that was drawn has a verdict.
    public var records: [AuditRecord]
    /// Findings of draws that are not.
    public var waiting: Int
    /// Drawn findings without a verdict.
    public var open: [OpenAudit]
  }

  /// Draws audits among the alerts below the threshold: those that a budget held back or an exception hides, and those in the queue that rank below
  /// `queue` and that nobody has judged. Each is drawn once, with a probability that is logged in the same step.
  ///
  /// - Parameters:
  ///   - share: of the alerts that were shown and not yet counted for a draw: so many audits are expected.
  ///   - queue: alerts that are read of the queue; nil when all of it is read.
  ///   - time: when, in nanoseconds since 1970.
  public func drawAudits(share: Double, queue: Int? = nil, seed: UInt64, at time: Int64) throws(HuntError) -> AuditDraw
  {
    do throws(StoreError) {
      let known = try store.audits()
      let judged = Set(try store.verdicts().filter { $0.decision != nil }.map(\.subjectID))
      let all = try store.alerts(FindingQuery(limit: .max))
      let below = Self.below(all, queue: queue, judged)
      let shown = all.count - below.count
      let seen = Set(known.map(\.id))
      let fresh = below.filter { !seen.contains($0.id) }
      // The looks that earlier draws were a share of are not counted again.
      let looks = fresh.isEmpty ? 0 : max(0, shown - (try store.auditedLooks()))
      let places = fresh.indices.map { AuditPlan.stratum(ofPlace: $0, of: fresh.count) }
      let sizes = places.reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
      let expected = share * Double(looks)
      let plan = AuditPlan(sizes: sizes, expected: expected)
      let audits = zip(fresh, places).compactMap { alert, stratum in
        plan.propensities[stratum].map { propensity in
          StoredAudit(
            id: alert.id, drawn: time, propensity: propensity, stratum: stratum,
            isChosen: AuditPlan.isDrawn(id: alert.id, seed: seed, propensity: propensity), seed: seed)
        }
      }
      try store.save(audits, looks: looks)
      let strata = sizes.keys.sorted().map { stratum in
        AuditDraw.Stratum(
          name: Self.name(ofStratum: stratum), findings: sizes[stratum] ?? 0,
          propensity: plan.propensities[stratum] ?? 0,
          drawn: audits.count { $0.stratum == stratum && $0.isChosen })
      }
      return AuditDraw(
        findings: fresh.count, looks: looks, expected: expected, drawn: audits.count(where: \.isChosen), seed: seed,
        strata: strata)
    } catch {
      throw HuntError("\(error)")
    }
  }

  /// What was drawn, with what verdicts say of it.
  public func audits() throws(HuntError) -> AuditLog {
    do throws(StoreError) { return try AuditLog(store) } catch { throw HuntError("\(error)") }
  }

  /// Alerts below the threshold, the nearest first.
  private static func below(_ all: [StoredAlert], queue: Int?, _ judged: Set<String>) -> [Alert] {
    func ranked(_ alerts: [Alert]) -> [Alert] { alerts.sorted { ($0.risk, $1.id) > ($1.risk, $0.id) } }
    let held = all.filter(\.status.isUnseen).map(\.alert)
    guard let queue else { return ranked(held) }
    let rest = ranked(all.filter { !$0.status.isUnseen }.map(\.alert)).dropFirst(queue).filter {
      !judged.contains($0.id)
    }
    return ranked(held + rest)
  }

  static func name(ofStratum stratum: Int) -> String { ["near", "middle", "far"][min(max(stratum, 0), 2)] }
}

extension FeedbackStore.AuditLog {
  /// The log of a store. A draw counts once all that it drew is judged: verdicts that come first are not those of a random part.
  init(_ store: EventStore) throws(StoreError) {
    let audits = try store.audits()
    var said: [String: Bool] = [:]
    for verdict in try store.verdicts() where verdict.subjectKind == "alert" {
      if let isMalicious = verdict.decision { said[verdict.subjectID] = isMalicious }
    }
    var open: [FeedbackStore.OpenAudit] = []
    for audit in audits where audit.isChosen && said[audit.id] == nil {
      guard let alert = try store.alert(id: audit.id)?.alert else { continue }
      open.append(
        .init(
          alertID: audit.id, title: alert.title, lastSeen: alert.lastSeen,
          stratum: FeedbackStore.name(ofStratum: audit.stratum), drawn: audit.drawn))
    }
    let openDraws = Set(audits.filter { $0.isChosen && said[$0.id] == nil }.map(\.drawn))
    records = audits.filter { !openDraws.contains($0.drawn) }.map { audit in
      AuditRecord(
        id: audit.id, time: Double(audit.drawn) / 1e9, propensity: audit.propensity, audited: audit.isChosen,
        malicious: audit.isChosen ? said[audit.id] : nil, stratum: FeedbackStore.name(ofStratum: audit.stratum))
    }
    waiting = audits.count - records.count
    self.open = open
  }
}
