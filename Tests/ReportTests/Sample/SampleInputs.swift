import Evidence
import Pipeline

enum SampleInputs {
  static let inputs: [HuntResult.Input] = [
    .init(path: "evtx/h-ws0142-Security.evtx", format: "evtx", bytes: 69_206_016, records: 84_201),
    .init(
      path: "evtx/h-dc01-Security.evtx", format: "evtx", bytes: 21_041_152, records: 31_877,
      problemCounts: ["skipped bad-checksum": 2, "repaired missing-template": 1],
      problems: [
        .init(
          effect: "skipped", reason: "bad-checksum", offset: 4_096 * 17, record: 0,
          detail: "chunk 17: header checksum 0x5f1a03c2, computed 0x00000000"),
        .init(
          effect: "skipped", reason: "bad-checksum", offset: 4_096 * 33, record: 0,
          detail: "chunk 33: data checksum 0x00000001, computed 0x91c2de77"),
        .init(
          effect: "repaired", reason: "missing-template", offset: 1_204_512, record: 2_881,
          detail: "template 0x3e1 taken from a later chunk"),
      ]),
    .init(path: "web01/audit.log", format: "auditd", bytes: 4_194_304, records: 12_325),
    .init(
      path: "notes/readme.docx", format: nil, bytes: 18_211, records: 0,
      failure: "not recognised as telemetry: a ZIP archive of an Office document"),
  ]

  static let sources: [HuntResult.SourceCount] = [
    .init(
      module: "security", provider: "Microsoft-Windows-Security-Auditing", code: "4624", category: "authentication",
      count: 41_200),
    .init(
      module: "security", provider: "Microsoft-Windows-Security-Auditing", code: "4688", category: "process",
      count: 30_112),
    .init(
      module: "security", provider: "Microsoft-Windows-Security-Auditing", code: "4634", category: "authentication",
      count: 28_050),
    .init(
      module: "security", provider: "Microsoft-Windows-Security-Auditing", code: "5140", category: "network",
      count: 16_716),
    .init(module: "auditd", provider: "", code: "EXECVE", category: "process", count: 9_002),
    .init(module: "auditd", provider: "", code: "USER_LOGIN", category: "authentication", count: 3_323),
  ]

  static let detectors: [HuntResult.DetectorRun] = [
    .init(id: .init(name: "rules", version: "1"), purpose: "Known patterns of attack, as event queries.", signals: 12),
    .init(
      id: .init(name: "rarity.parent-child", version: "1"), purpose: "Parents that rarely start this child.", signals: 1
    ),
    .init(
      id: .init(name: "rarity.logon-source", version: "1"), purpose: "Logons from where a user never came.", signals: 1),
    .init(
      id: .init(name: "rarity.destination", version: "1"), purpose: "Addresses no process spoke to before.", signals: 1),
  ]
}
