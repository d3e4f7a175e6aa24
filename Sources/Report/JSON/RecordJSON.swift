import Evidence
import Learning
import Pipeline
import Triage

/// What was read and what findings rest on.
enum RecordJSON {
  static func write(_ input: HuntResult.Input, into writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("type", RecordKind.input.rawValue)
      writer.member("path", input.path)
      writer.stringOrNull("format", input.format)
      writer.member("bytes", input.bytes)
      writer.member("records", input.records)
      writer.stringOrNull("failure", input.failure)
      writer.key("problem_counts")
      writer.object { writer in
        for (kind, count) in input.problemCounts.sorted(by: { $0.key < $1.key }) {
          writer.key(kind)
          writer.integer(count)
        }
      }
      writer.key("problems")
      writer.array { writer in
        for problem in input.problems {
          writer.object { writer in
            writer.member("effect", problem.effect)
            writer.member("reason", problem.reason)
            writer.member("offset", problem.offset)
            writer.member("record", problem.record)
            writer.member("detail", problem.detail)
          }
        }
      }
    }
  }

  static func write(_ source: HuntResult.SourceCount, into writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("type", RecordKind.source.rawValue)
      writer.member("module", source.module)
      writer.member("provider", source.provider)
      writer.member("code", source.code)
      writer.member("category", source.category)
      writer.member("count", source.count)
    }
  }

  static func write(_ group: AlertGroup, into writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("type", RecordKind.alertGroup.rawValue)
      writer.member("number", group.number)
      writer.member("alert_count", group.alerts.count)
      writer.member("severity", group.severity.name)
      writer.member("title", group.title)
      writer.key("traits")
      writer.array { writer in
        for trait in group.traits {
          writer.object { writer in
            writer.member("trait", trait.name)
            writer.member("value", trait.value)
            writer.member("count", trait.count)
          }
        }
      }
      writer.strings("alerts", group.alerts)
    }
  }

  static func write(_ bucket: HuntResult.Bucket, span: Int64, into writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("type", RecordKind.bucket.rawValue)
      writer.member("start", time: bucket.start)
      writer.key("seconds")
      writer.number(Double(span) / 1e9)
      writer.member("events", bucket.events)
      writer.key("alerts")
      writer.object { writer in
        for severity in Severity.allCases {
          guard let count = bucket.alerts[severity.name] else { continue }
          writer.key(severity.name)
          writer.integer(count)
        }
      }
    }
  }

  static func write(_ rule: WaitingRule, into writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("rule_id", rule.id)
      writer.member("name", rule.name)
      writer.strings("jobs", rule.jobs)
    }
  }

  static func write(_ detector: HuntResult.DetectorRun, into writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("name", detector.id.name)
      writer.member("version", detector.id.version)
      writer.member("purpose", detector.purpose)
      writer.member("signals", detector.signals)
    }
  }

  static func write(_ feedback: FeedbackSummary, into writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("verdicts", feedback.verdicts)
      writer.member("analysts", feedback.analysts)
      writer.member("raised", feedback.raised)
      writer.member("lowered", feedback.lowered)
      writer.member("held_at_floor", feedback.heldAtFloor)
      writer.member("suppressible", feedback.suppressible)
      writer.key("analyst_bound")
      writer.number(feedback.analystBound)
      writer.key("pair_bound")
      writer.number(feedback.pairBound)
      writer.key("source_bound")
      writer.number(feedback.sourceBound)
      writer.strings("flags", feedback.flags)
    }
  }

  static func write(_ event: HuntResult.EvidenceEvent, into writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("type", RecordKind.event.rawValue)
      writer.member("id", event.id)
      writer.member("path", event.path)
      writer.member("record", event.record)
      writer.member("time", time: event.time)
      writer.key("event")
      writer.document(event.json)
    }
  }

  static func write(_ tree: ProcessTree, of alert: String, into writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("type", RecordKind.processTree.rawValue)
      writer.member("alert", alert)
      writer.member("omitted", tree.omitted)
      writer.key("processes")
      writer.array { writer in
        for node in tree.nodes { write(node, into: &writer) }
      }
    }
  }

  private static func write(_ node: ProcessTree.Node, into writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("id", node.id)
      writer.stringOrNull("parent", node.parentID)
      writer.member("name", node.name)
      writer.member("executable", node.executable)
      writer.member("command_line", node.commandLine)
      writer.member("user", node.user)
      writer.member("host", node.host)
      writer.key("pid")
      if let pid = node.pid { writer.integer(pid) } else { writer.null() }
      writer.timeOrNull("start", node.start)
      writer.strings("alerts", node.alertIDs)
    }
  }

  static func write(_ model: QueueModel.Summary, into writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("name", model.name)
      writer.key("versions")
      writer.array { writer in
        for use in model.versions {
          writer.object { writer in
            writer.member("version", use.version)
            writer.member("stage", use.stage)
            writer.member("alerts", use.alerts)
          }
        }
      }
      writer.member("raised", model.raised)
      writer.member("lowered", model.lowered)
    }
  }

  static func write(_ use: ExceptionUse, into writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("id", use.id)
      writer.member("alerts_like", use.words)
      writer.member("standing", use.standing.rawValue)
      writer.strings("accepted_by", use.acceptedBy)
      writer.member("reason", use.reason)
      writer.timeOrNull("expires", use.expires)
      writer.member("hidden_alerts", use.hiddenAlerts)
      writer.member("hidden_signals", use.hiddenSignals)
      writer.member("passed_for_severity", use.passedForSeverity)
      writer.member("passed_for_volume", use.passedForVolume)
    }
  }

  static func write(_ change: BudgetChange, into writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("scope", change.scope)
      for (name, value) in [("before", change.before), ("now", change.now)] as [(StaticString, Double?)] {
        writer.key(name)
        if let value { writer.number(value) } else { writer.null() }
      }
    }
  }

  static func write(_ budget: BudgetReport, into writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("scope", budget.scope)
      for (name, value) in [
        ("per_day", budget.perDay), ("days", budget.days), ("promised", budget.promised), ("bound", budget.bound),
        ("wrong_verdicts", budget.wrongVerdicts),
      ] as [(StaticString, Double)] {
        writer.key(name)
        writer.number(value)
      }
      writer.member("seen", budget.seen)
      writer.member("shown", budget.shown)
      writer.member("by_evidence", budget.byEvidence)
      writer.member("owed", budget.owed)
      writer.member("confirmed", budget.confirmed)
      writer.member("refuted", budget.refuted)
      writer.member("awaiting", budget.awaiting)
    }
  }
}
