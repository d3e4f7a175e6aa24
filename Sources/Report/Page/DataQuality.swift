import Evidence
import Pipeline
import Triage

/// What was read and how well: inputs, places that were skipped or repaired, sources by event code.
struct DataQuality {
  let index: HuntIndex

  private var result: HuntResult { index.result }

  /// Records or regions that were not read.
  static func skipped(_ inputs: [HuntResult.Input]) -> Int { sum(inputs, "skipped ") }

  /// Records that were read in spite of a fault.
  static func repaired(_ inputs: [HuntResult.Input]) -> Int { sum(inputs, "repaired ") }

  private static func sum(_ inputs: [HuntResult.Input], _ effect: String) -> Int {
    inputs.reduce(0) { total, input in
      input.problemCounts.reduce(total) { $1.key.hasPrefix(effect) ? $0 + $1.value : $0 }
    }
  }

  /// Writes the section.
  func draw(into html: inout HTML) {
    html.section("quality", "Data quality") { html in
      html.element(
        .p, .class("intro"),
        text: "A hunt can only find what was recorded and could be read. This is what was read, what was not, and why.")
      facts(into: &html)
      html.element(.h3, text: "Inputs")
      inputs(into: &html)
      problems(into: &html)
      exceptions(into: &html)
      sources(into: &html)
    }
  }

  private func facts(into html: inout HTML) {
    let facts: [(String, Int, String)] = [
      ("Events", result.eventCount, "read and looked at, duplicates not counted"),
      ("Duplicates", result.duplicateCount, "records that had been read before, left out"),
      ("Skipped", Self.skipped(result.inputs), "records or regions that could not be read"),
      ("Repaired", Self.repaired(result.inputs), "records read in spite of a fault"),
      (
        "Without a time", result.untimedEvents,
        "events without a usable @timestamp: they cannot be placed on the timeline"
      ),
      (
        "Late", result.lateEvents,
        "events that came too late to be put in order of time; they were looked at all the same"
      ),
      ("Hidden by exceptions", result.excepted, "alerts that accepted exceptions hide; the store has them"),
      ("Mistyped values", result.mistypedValues, "values that were not of their ECS field's type, kept as they were"),
    ]
    html.element(.dl, .class("facts")) { html in
      for (name, count, note) in facts {
        html.element(.div) { html in
          html.element(.dt, text: name)
          html.element(.dd) { html in
            html.element(.b, text: NumberText.count(count))
            html.element(.small, text: " " + note)
          }
        }
      }
    }
  }

  private func inputs(into html: inout HTML) {
    // What failed or lost something first: that is what a reader must know.
    let ranked = result.inputs.enumerated().sorted { left, right in
      let a = weight(left.element)
      let b = weight(right.element)
      return a == b ? left.offset < right.offset : a > b
    }.map(\.element)
    html.element(.div, .class("scroll")) { html in
      html.element(.table) { html in
        html.head([
          ("Input", "path"), ("Format", ""), ("Size", "num"), ("Records", "num"), ("Skipped", "num"),
          ("Repaired", "num"), ("Remark", ""),
        ])
        html.element(.tbody) { html in
          for input in ranked.prefix(index.limits.rows) { row(input, into: &html) }
        }
      }
    }
    html.leftOut(ranked.count - index.limits.rows, "input")
  }

  private func weight(_ input: HuntResult.Input) -> Int {
    input.failure != nil ? 2 : Self.skipped([input]) > 0 ? 1 : 0
  }

  private func row(_ input: HuntResult.Input, into html: inout HTML) {
    html.element(.tr) { html in
      html.element(.td, .class("path")) { $0.value(input.path, index.limits) }
      html.element(.td) { html in
        if let format = input.format { html.inline(format) } else { html.text("not recognised") }
      }
      html.element(.td, .class("num"), text: NumberText.bytes(input.bytes))
      html.element(.td, .class("num"), text: NumberText.count(input.records))
      html.element(.td, .class("num"), text: NumberText.count(Self.skipped([input])))
      html.element(.td, .class("num"), text: NumberText.count(Self.repaired([input])))
      html.element(.td) { html in
        if let failure = input.failure { html.value(failure, index.limits) } else { html.text("read to its end") }
      }
    }
  }

  private func problems(into html: inout HTML) {
    var totals: [String: Int] = [:]
    for input in result.inputs {
      for (kind, count) in input.problemCounts { totals[kind, default: 0] += count }
    }
    guard !totals.isEmpty else { return }
    html.element(.h3, text: "Skipped and repaired")
    html.element(.ul, .class("plain")) { html in
      for (kind, count) in totals.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }).prefix(60) {
        html.element(.li) { html in
          html.element(.b, text: NumberText.count(count))
          html.text(" × ")
          html.inline(kind)
        }
      }
    }
    places(into: &html)
  }

  /// An exception hides nothing silently: each is named with what it hid.
  private func exceptions(into html: inout HTML) {
    let uses = ExceptionWords.ordered(result.exceptions)
    guard !uses.isEmpty else { return }
    html.element(.h3, text: "Exceptions")
    html.element(.div, .class("scroll")) { html in
      html.element(.table) { html in
        html.head([
          ("Alerts like", ""), ("State", ""), ("Hidden alerts", "num"), ("Signals", "num"),
          ("Shown all the same", "num"),
          ("Accepted by", ""), ("Why", ""), ("Until", ""),
        ])
        html.element(.tbody) { html in
          for use in uses.prefix(index.limits.rows) {
            html.element(.tr) { html in
              html.element(.td) { $0.value(use.words, index.limits) }
              html.element(.td, text: use.standing.words)
              for count in [use.hiddenAlerts, use.hiddenSignals, use.passedForSeverity + use.passedForVolume] {
                html.element(.td, .class("num"), text: NumberText.count(count))
              }
              html.element(.td) { $0.value(use.acceptedBy.joined(separator: ", "), index.limits) }
              html.element(.td) { $0.value(use.reason, index.limits) }
              html.element(.td, text: use.expires.map { TimeText.day($0) } ?? "–")
            }
          }
        }
      }
    }
    html.leftOut(uses.count - index.limits.rows, "exception")
  }

  private func places(into html: inout HTML) {
    let places = result.inputs.flatMap { input in input.problems.map { (input.path, $0) } }
    guard !places.isEmpty else { return }
    html.element(.details) { html in
      html.element(.summary, text: "Places (\(NumberText.count(places.count)) kept; the first of each kind per input)")
      html.element(.div, .class("scroll")) { html in
        html.element(.table) { html in
          html.head([
            ("Effect", ""), ("Reason", ""), ("Input", "path"), ("Record", "num"), ("Byte offset", "num"),
            ("Particulars", ""),
          ])
          html.element(.tbody) { html in
            for (path, problem) in places.prefix(index.limits.rows) {
              html.element(.tr) { html in
                html.element(.td, text: problem.effect)
                html.element(.td) { $0.inline(problem.reason) }
                html.element(.td, .class("path")) { $0.inline(path, limit: 120) }
                html.element(.td, .class("num"), text: NumberText.count(problem.record))
                html.element(.td, .class("num"), text: NumberText.count(problem.offset))
                html.element(.td) { $0.value(problem.detail, index.limits) }
              }
            }
          }
        }
      }
      html.leftOut(places.count - index.limits.rows, "place")
    }
  }

  private func sources(into html: inout HTML) {
    guard !result.sources.isEmpty else { return }
    let ranked = result.sources.sorted {
      ($1.count, $0.module, $0.provider, $0.code) < ($0.count, $1.module, $1.provider, $1.code)
    }
    let most = Double(ranked.first?.count ?? 1)
    html.element(.h3, text: "Sources by event code")
    html.element(.details, .fixed("open", "open")) { html in
      html.element(.summary, text: "\(NumberText.counted(ranked.count, "source"))")
      html.element(.div, .class("scroll")) { html in
        html.element(.table, .class("dense")) { html in
          html.head([
            ("Module", ""), ("Provider", ""), ("Code", ""), ("Category", ""), ("Events", "num"), ("", "barcell"),
          ])
          html.element(.tbody) { html in
            for source in ranked.prefix(60) {
              html.element(.tr) { html in
                for text in [source.module, source.provider, source.code, source.category] {
                  html.element(.td) { html in
                    if text.isEmpty { html.text("–") } else { html.inline(text) }
                  }
                }
                html.element(.td, .class("num"), text: NumberText.count(source.count))
                html.element(.td, .class("barcell")) { $0.bar(Double(source.count) / max(most, 1), "accent") }
              }
            }
          }
        }
      }
      let rest = ranked.dropFirst(60)
      let events = " (\(NumberText.counted(rest.reduce(0) { $0 + $1.count }, "event")))"
      html.leftOut(rest.count, "source" + events, "sources" + events)
    }
  }
}
