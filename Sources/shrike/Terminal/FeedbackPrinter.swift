import Evidence
import Foundation
import Pipeline
import Triage

/// Prints what the `feedback` commands found.
enum FeedbackPrinter {
  static func print(_ result: FeedbackStore.Import, as format: OutputFormat) {
    guard format == .table else { return json(result) }
    Terminal.print(
      "\(result.verdicts) verdicts, \(result.newReactions) new reactions, \(result.undecidedAlerts) alerts undecided, "
        + "\(result.problems) lines not read")
    if result.reactions > 0 {
      Terminal.print(
        "\(result.reactions) reactions are kept: \(result.inferred) verdicts inferred from them, "
          + "\(result.undecidedReactions) give none")
    }
    for flag in result.flags { Terminal.print("! " + safe(flag)) }
    if result.unknownSubjects > 0 {
      Terminal.print("\(result.unknownSubjects) about subjects that are not in the store and carry no traits")
    }
  }

  static func print(_ stats: FeedbackStats, as format: OutputFormat) {
    guard format == .table else { return json(stats) }
    if !stats.reactions.isEmpty { Terminal.print("reactions: \(list(stats.reactions))") }
    guard stats.verdicts > 0 else {
      for flag in stats.flags { Terminal.print("! " + safe(flag)) }
      return Terminal.print("no verdicts")
    }
    Terminal.print("\(stats.verdicts) verdicts: \(list(stats.dispositions)); on \(list(stats.subjects))")
    Terminal.print("")
    Terminal.print("verdicts  shared  reliability  weight  analyst")
    for analyst in stats.analysts {
      Terminal.print(
        "\(pad("\(analyst.verdicts)", 8))\(pad("\(analyst.shared)", 8))\(pad(short(analyst.reliability), 13))"
          + "\(pad(short(analyst.weight), 8))  \(safe(analyst.name))")
    }
    if !stats.disagreements.isEmpty { Terminal.print("\nmalicious  benign  probability  subject in dispute") }
    for dispute in stats.disagreements {
      Terminal.print(
        "\(pad("\(dispute.malicious)", 9))\(pad("\(dispute.benign)", 8))\(pad(short(dispute.probability), 13))  "
          + safe(dispute.subject))
    }
    for flag in stats.flags { Terminal.print("\n! " + safe(flag)) }
    Terminal.print(
      "\nBudgets take \(short(100 * stats.wrongVerdicts)) % of verdicts to be wrong: of \(stats.judgedTwice) pairs by different analysts on one "
        + "subject \(stats.judgedDifferently) disagree.")
    Terminal.print(
      "\nOne analyst moves an alert by at most \(short(stats.analystBound)) points, two by \(short(stats.pairBound)), "
        + "one source by \(short(stats.sourceBound)); never below the floor of high severity.")
  }

  static func print(_ result: AlertReplay.Result, as format: OutputFormat) {
    guard format == .table else { return json(result) }
    Terminal.print(
      "\(safe(result.name)): \(result.alerts) alerts (\(result.trueAlerts) true) in \(result.items) items "
        + "(\(result.trueItems) true), \(result.steps.count) steps"
        + (result.trainedOn.isEmpty ? "" : "; learnt from \(safe(result.trainedOn.joined(separator: ", ")))"))
    Terminal.print("  items to all steps  alerts in them  items to half  order")
    for reading in result.readings {
      Terminal.print(
        "\(pad("\(reading.itemsToAllSteps)", 20))\(pad("\(reading.alertsToAllSteps)", 16))"
          + "\(pad("\(reading.itemsToHalf)", 15))  \(reading.order.rawValue)")
    }
    guard let kept = result.suppression else { return }
    Terminal.print(
      "  left out by verdicts of the others: \(result.alerts - kept.keptAlerts) of \(result.alerts) alerts; kept "
        + "\(kept.keptTrueAlerts) of \(result.trueAlerts) true alerts and \(kept.keptSteps) of \(result.steps.count) steps"
    )
  }

  static func print(_ entries: [LabelQueue.Entry], as format: OutputFormat) {
    guard format == .table else { return lines(entries, format) }
    Terminal.print("value  alert")
    for entry in entries {
      Terminal.print("\(pad(short(entry.value), 5))  \(safe(entry.title))")
      Terminal.print("       \(safe(entry.why)) (\(safe(entry.alertID)))")
    }
  }

  static func print(_ proposals: [ExceptionProposal], as format: OutputFormat) {
    guard format == .table else { return lines(proposals, format) }
    Terminal.print("a day    alerts  signals  verdicts  analysts  state                exception for the same")
    for proposal in proposals {
      let traits = proposal.traits.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
      let state = proposal.state.rawValue
      Terminal.print(
        "\(pad(short(proposal.alertsPerDay), 7))\(pad("\(proposal.hiddenAlerts)", 8))\(pad("\(proposal.hiddenSignals)", 9))"
          + "\(pad("\(proposal.verdicts)", 10))\(pad("\(proposal.analysts)", 10))  \(state)"
          + "\(pad("", max(0, 19 - state.count)))  \(safe(traits)) (\(proposal.id))")
      for title in proposal.hiddenAttacks.prefix(3) { Terminal.print("        would hide an attack: \(safe(title))") }
    }
  }

  static func print(_ exceptions: [FeedbackStore.StandingException], as format: OutputFormat) {
    guard format == .table else { return lines(exceptions, format) }
    guard !exceptions.isEmpty else { return Terminal.print("no exception was accepted") }
    for entry in exceptions {
      let (exception, grounds) = (entry.exception, entry.exception.grounds)
      Terminal.print("\(exception.id)  \(entry.standing.words)\(entry.hidesHigh ? ", high severity included" : "")")
      Terminal.print("  \(safe(exception.words))")
      for step in exception.steps {
        let end = step.expires.map { ", until " + date($0) } ?? ""
        Terminal.print(
          "  \(step.action.rawValue) by \(safe(step.author)), \(date(step.time))\(step.action == .accept ? end : ""): "
            + safe(step.reason))
      }
      let names = grounds.analysts.isEmpty ? "nobody" : safe(grounds.analysts.joined(separator: ", "))
      Terminal.print(
        "  grounds: verdicts \(grounds.verdicts), by \(names); alerts \(grounds.alerts), "
          + "\(short(grounds.alertsPerDay)) a day; hosts \(grounds.hostCount)"
          + (grounds.isTriedOnAttacks ? "; tried on data of attacks" : ""))
    }
  }

  static func print(_ draw: FeedbackStore.AuditDraw, as format: OutputFormat) {
    guard format == .table else { return json(draw) }
    Terminal.print(
      "\(draw.drawn) audits drawn of \(draw.findings) findings below the threshold; \(short(draw.expected)) expected for "
        + "\(draw.looks) looks; seed \(draw.seed)")
    guard !draw.strata.isEmpty else { return }
    Terminal.print("findings  probability  drawn  distance")
    for stratum in draw.strata {
      Terminal.print(
        "\(pad("\(stratum.findings)", 8))\(pad(String(format: "%.5f", stratum.propensity), 13))"
          + "\(pad("\(stratum.drawn)", 7))  \(stratum.name)")
    }
  }

  static func print(_ audits: [FeedbackStore.OpenAudit], as format: OutputFormat) {
    guard format == .table else { return lines(audits, format) }
    guard !audits.isEmpty else { return Terminal.print("no audit waits for a verdict") }
    for audit in audits { Terminal.print("\(safe(audit.alertID))  \(pad(audit.stratum, 6))  \(safe(audit.title))") }
  }

  private static func lines(_ values: [some Encodable], _ format: OutputFormat) {
    if format == .json { return json(values) }
    for value in values { json(value) }
  }

  private static func json(_ value: some Encodable) { Terminal.write(FeedbackJSON.encode(value) + [0x0A]) }

  private static func list(_ counts: [String: Int]) -> String {
    counts.sorted { (-$0.value, $0.key) < (-$1.value, $1.key) }.map { "\($0.value) \(safe($0.key))" }
      .joined(separator: ", ")
  }

  private static func pad(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  private static func short(_ value: Double) -> String { String(format: "%.2f", value) }

  private static func date(_ time: Int64) -> String {
    Date(timeIntervalSince1970: Double(time) / 1e9).formatted(.iso8601)
  }

  private static func safe(_ text: String) -> String {
    text.unicodeScalars.map { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) ? "?" : String($0) }.joined()
  }
}
