import Evidence

extension RarityTopic {
  /// A program on a host where it never runs; what many hosts run is hardly a surprise on one more.
  static let processOnHost = RarityTopic(
    name: "process-on-host", purpose: "Programs that run on a host where they never run.",
    severity: .low, techniques: [], tactics: [.execution], field: "process.name",
    sighting: { texts, kinds, row in
      guard kinds.isProcessStart(row), let host = texts.host(row: row), let process = texts.process.key(row: row) else {
        return nil
      }
      return Sighting(context: host, category: process)
    },
    clause: { host, process in "\(process) runs on \(host)" },
    background: { "programs started on \($0)" })

  /// A program started by one that does not usually start it.
  static let parentChild = RarityTopic(
    name: "parent-child", purpose: "Programs started by a program that does not usually start them.",
    severity: .medium, techniques: [], tactics: [.execution], field: "process.parent.name",
    sighting: { texts, kinds, row in
      guard kinds.isProcessStart(row), let parent = texts.parent.key(row: row),
        let process = texts.process.key(row: row)
      else { return nil }
      return Sighting(context: parent, category: process)
    },
    clause: { parent, process in "\(parent) starts \(process)" },
    background: { "programs started by \($0)" })

  /// A program in a folder where its name does not belong.
  static let processFolder = RarityTopic(
    name: "process-folder", purpose: "Programs that run from a folder where their name does not belong.",
    severity: .medium, techniques: ["T1036.005"], tactics: [.defenseEvasion],
    field: "process.executable",
    sighting: { texts, kinds, row in
      guard kinds.isProcessStart(row), let process = texts.process.key(row: row),
        let folder = texts.folder.key(row: row)
      else { return nil }
      return Sighting(context: process, category: folder)
    },
    clause: { process, folder in "\(process) runs from the folder class \(folder)" },
    background: { "starts of \($0)" })

  /// A program called in a way in which it is not called.
  static let commandShape = RarityTopic(
    name: "command-shape", purpose: "Programs called in a way in which they are not called.",
    severity: .low, techniques: [], tactics: [.execution], field: "process.command_line",
    sighting: { texts, kinds, row in
      guard kinds.isProcessStart(row), let process = texts.process.key(row: row),
        let shape = texts.command.key(row: row)
      else { return nil }
      return Sighting(context: process, category: shape)
    },
    clause: { process, shape in "\(process) is called as “\(shape)”" },
    background: { "calls of \($0)" })

  /// A script whose structure no script on the host has.
  static let scriptShape = RarityTopic(
    name: "script-shape", purpose: "Scripts whose structure no other script of the host has.",
    severity: .low, techniques: ["T1059.001"], tactics: [.execution],
    field: "powershell.file.script_block_text",
    sighting: { texts, _, row in
      guard let script = texts.script.key(row: row), let host = texts.host(row: row) else { return nil }
      return Sighting(context: host, category: script)
    },
    clause: { host, shape in "a script of the shape “\(shape)” runs on \(host)" },
    background: { "scripts run on \($0)" })
}
