/// The process at which an activity begins: the highest ancestor below the system's own long-lived processes.
///
/// Everything on a machine descends from the session manager, the service manager or the shell, so a common ancestor among
/// those joins nothing; two processes under one document viewer, terminal or installer belong together.
enum ActivityRoot {
  /// How far up ancestors are followed.
  static let depth = 32

  /// Names of processes that start unrelated activities all day, in lower case.
  static let launchers: Set<String> = [
    // Windows: session, service and shell processes, and hosts of scheduled tasks and of remote management.
    "system", "smss.exe", "csrss.exe", "wininit.exe", "winlogon.exe", "services.exe", "svchost.exe", "lsass.exe",
    "userinit.exe", "explorer.exe", "sihost.exe", "taskeng.exe", "taskhostw.exe", "taskhost.exe", "runtimebroker.exe",
    "wmiprvse.exe", "wsmprovhost.exe", "dllhost.exe", "startmenuexperiencehost.exe", "searchindexer.exe",
    // Linux and macOS: init, session and login managers, schedulers, container runtimes.
    "systemd", "init", "launchd", "sshd", "cron", "crond", "atd", "dbus-daemon", "login", "gdm", "lightdm", "sddm",
    "gnome-shell", "plasmashell", "kthreadd", "containerd-shim", "containerd-shim-runc-v2", "dockerd", "xpcproxy",
    "loginwindow", "finder", "dock",
  ]

  /// The root of a process's activity; the process itself when its parent is unknown, or
  /// a launcher, or known by nothing but its identifier and so perhaps a launcher.
  static func of(_ id: String, in table: ProcessTable) -> String {
    var root = id
    var seen: Set<String> = [id]
    while seen.count < depth, let parent = table.records[root]?.parentID, let record = table.records[parent],
      !record.name.isEmpty, !launchers.contains(record.name.lowercased()), seen.insert(parent).inserted
    {
      root = parent
    }
    return root
  }
}
