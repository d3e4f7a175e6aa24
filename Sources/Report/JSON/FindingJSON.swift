import Evidence
import Pipeline
import Triage

/// What was found: incidents, alerts with their signals, hosts and users.
struct FindingJSON {
  private let index: HuntIndex

  init(_ index: HuntIndex) {
    self.index = index
  }

  func write(_ incident: Incident, into writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("type", RecordKind.incident.rawValue)
      writer.member("id", incident.id)
      writer.member("title", incident.title)
      writer.severity(incident.severity)
      writer.key("risk")
      writer.number(incident.risk)
      writer.member("first_seen", time: incident.firstSeen)
      writer.member("last_seen", time: incident.lastSeen)
      tactics(incident.tactics, into: &writer)
      techniques(incident.techniques, into: &writer)
      writer.strings("alerts", incident.alertIDs)
      entities(incident.entities, into: &writer)
      writer.key("links")
      writer.array { writer in
        for link in incident.links {
          writer.object { writer in
            writer.member("from", link.from)
            writer.member("to", link.to)
            writer.key("entity")
            entity(link.entity, into: &writer)
            writer.member("note", link.note)
          }
        }
      }
    }
  }

  func write(_ alert: Alert, into writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("type", RecordKind.alert.rawValue)
      writer.member("id", alert.id)
      writer.member("title", alert.title)
      writer.member("rule", alert.ruleID)
      writer.severity(alert.severity)
      writer.key("risk")
      writer.number(alert.risk)
      writer.member("first_seen", time: alert.firstSeen)
      writer.member("last_seen", time: alert.lastSeen)
      tactics(alert.tactics, into: &writer)
      techniques(alert.techniques, into: &writer)
      writer.stringOrNull("incident", index.incidentOfAlert[alert.id].map { index.result.incidents[$0].id })
      entities(alert.entities, into: &writer)
      move(index.result.modelMoves[alert.id], into: &writer)
      move(index.result.moves[alert.id], into: &writer)
      writer.member("signal_count", alert.signalCount)
      writer.key("signals")
      writer.array { writer in
        for signal in alert.signals { write(signal, into: &writer) }
      }
    }
  }

  /// A severe case that the budget holds back.
  func write(_ held: HeldCase, into writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("kind", held.isIncident ? "incident" : "alert")
      writer.member("id", held.id)
      writer.member("title", held.title)
      writer.severity(held.severity)
      writer.key("risk")
      writer.number(held.risk)
      writer.member("first_seen", time: held.firstSeen)
      writer.member("alert_count", held.alerts)
      entities(held.entities, into: &writer)
    }
  }

  func write(_ risk: EntityRisk, _ kind: RecordKind, into writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("type", kind.rawValue)
      writer.member("id", risk.entity.id)
      writer.member("name", risk.name)
      writer.key("score")
      writer.number(risk.score)
      writer.key("contributions")
      writer.array { writer in
        for contribution in risk.contributions {
          writer.object { writer in
            writer.member("alert", contribution.alertID)
            writer.key("points")
            writer.number(contribution.points)
          }
        }
      }
    }
  }

  private func move(_ move: QueueModel.Move?, into writer: inout JSONWriter) {
    writer.key("model")
    guard let move else { return writer.null() }
    writer.object { writer in
      writer.member("version", move.version)
      writer.key("probability")
      writer.number(move.probability)
      writer.key("points")
      writer.number(move.points)
    }
  }

  private func move(_ move: AlertMove?, into writer: inout JSONWriter) {
    writer.key("feedback")
    guard let move else { return writer.null() }
    writer.object { writer in
      writer.key("risk_before")
      writer.number(move.riskBefore)
      writer.key("points")
      writer.number(move.points)
      writer.member("why", move.words)
      writer.key("at_floor")
      writer.bool(move.isAtFloor)
      writer.member("suppression", move.suppression.rawValue)
      writer.key("reasons")
      writer.array { writer in
        for reason in move.reasons {
          writer.object { writer in
            writer.member("same", reason.similarity)
            writer.key("points")
            writer.number(reason.points)
            writer.member("malicious", reason.malicious)
            writer.member("benign", reason.benign)
            writer.member("analysts", reason.analysts)
          }
        }
      }
    }
  }

  private func write(_ signal: Signal, into writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("detector", signal.detector.name)
      writer.member("detector_version", signal.detector.version)
      writer.member("rule", signal.ruleID)
      writer.member("title", signal.title)
      writer.member("time", time: signal.time)
      writer.severity(signal.severity)
      writer.key("score")
      writer.number(signal.score)
      writer.key("p_value")
      if let p = signal.pValue { writer.number(p) } else { writer.null() }
      writer.key("log_likelihood_ratio")
      writer.number(signal.logLikelihoodRatio)
      tactics(signal.tactics, into: &writer)
      techniques(signal.techniques, into: &writer)
      entities(signal.entities, into: &writer)
      writer.key("events")
      writer.array { writer in
        for event in signal.events { reference(event, into: &writer) }
      }
      writer.key("reasons")
      writer.array { writer in
        for reason in signal.reasons {
          writer.object { writer in
            writer.member("field", reason.field)
            writer.member("value", reason.value)
            writer.member("note", reason.note)
          }
        }
      }
      if let responses = signal.responses { write(responses, into: &writer) }
    }
  }

  private func write(_ responses: [Signal.Response], into writer: inout JSONWriter) {
    writer.key("responses")
    writer.array { writer in
      for response in responses {
        writer.object { writer in
          writer.member("action", response.action)
          writer.member("field", response.field)
          if let value = response.value { writer.member("value", value) }
          writer.member("event", response.event)
          writer.key("tree")
          writer.bool(response.isTree)
          writer.key("optional")
          writer.bool(response.isOptional)
        }
      }
    }
  }

  private func reference(_ event: EventReference, into writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("id", event.id)
      writer.member("path", event.path)
      writer.member("record", event.record)
      writer.member("time", time: event.time)
    }
  }

  private func entities(_ entities: [EntityKey], into writer: inout JSONWriter) {
    writer.key("entities")
    writer.array { writer in
      for entity in entities { self.entity(entity, into: &writer) }
    }
  }

  private func entity(_ entity: EntityKey, into writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("kind", entity.kind.rawValue)
      writer.member("id", entity.id)
      writer.member("name", index.name(entity))
    }
  }

  /// Tactics with their names where ATT&CK has them.
  private func tactics(_ ids: [String], into writer: inout JSONWriter) {
    writer.key("tactics")
    writer.array { writer in
      for id in ids {
        let tactic = AttackTactic(id)
        named(tactic?.id ?? id, tactic?.name, into: &writer)
      }
    }
  }

  private func techniques(_ ids: [String], into writer: inout JSONWriter) {
    writer.key("techniques")
    writer.array { writer in
      for id in ids { named(id, AttackCatalog.fullName(id), into: &writer) }
    }
  }

  private func named(_ id: String, _ name: String?, into writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("id", id)
      writer.stringOrNull("name", name)
    }
  }
}
