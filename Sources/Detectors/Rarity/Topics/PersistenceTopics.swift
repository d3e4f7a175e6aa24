import Evidence

extension RarityTopic {
  /// A service that the fleet does not know.
  static let newService = RarityTopic(
    name: "new-service", purpose: "Services that neither the host nor the fleet knows.",
    severity: .medium, techniques: ["T1543.003"], tactics: [.persistence], field: "service.name",
    sighting: { texts, kinds, row in
      guard kinds.isServiceInstallation(row), let service = texts.installedService(row: row),
        let host = texts.host(row: row)
      else { return nil }
      return Sighting(context: host, category: service)
    },
    clause: { host, service in "the service \(service) is installed on \(host)" },
    background: { "services installed on \($0)" })

  /// A scheduled task that the fleet does not know.
  static let newTask = RarityTopic(
    name: "new-task", purpose: "Scheduled tasks that neither the host nor the fleet knows.",
    severity: .medium, techniques: ["T1053.005"], tactics: [.persistence],
    field: "winlog.event_data.TaskName",
    sighting: { texts, kinds, row in
      guard kinds.isTaskCreation(row), let task = texts.task.key(row: row), let host = texts.host(row: row) else {
        return nil
      }
      return Sighting(context: host, category: task)
    },
    clause: { host, task in "the scheduled task “\(task)” is registered on \(host)" },
    background: { "tasks registered on \($0)" })

  /// Every topic.
  static let all: [RarityTopic] = [
    processOnHost, parentChild, processFolder, commandShape, scriptShape, logonOfUser, logonOnHost, userOnHost,
    newService, newTask,
  ]
}
