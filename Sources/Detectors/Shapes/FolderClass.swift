/// The sort of place a file lies in, so that `C:\Users\ann\AppData\Local\Temp\7zE1.tmp\a.exe` and the same under another
/// user are the same place.
enum FolderClass {
  /// Windows folders by the beginning of their path behind the drive; the longest that fits wins. `*` is one component.
  private static let windows: [(pattern: [String], name: String)] = table([
    "windows=windows", "windows/system32=system32", "windows/syswow64=syswow64", "windows/temp=windows-temp",
    "windows/winsxs=winsxs", "windows/servicing=servicing", "windows/softwaredistribution=updates",
    "windows/microsoft.net=dotnet", "windows/system32/windowspowershell=powershell", "windows/system32/wbem=wbem",
    "windows/tasks=windows-tasks", "windows/debug=windows-debug", "windows/system32/drivers=drivers",
    "windows/system32/spool=spool", "windows/systemapps=system-apps", "program files=program-files",
    "program files (x86)=program-files", "program files/windowsapps=store-apps", "programdata=programdata",
    "perflogs=perflogs", "$recycle.bin=recycle-bin", "temp=temp", "tmp=temp", "users/public=public-profile",
    "users/*=profile", "users/*/downloads=downloads", "users/*/desktop=desktop", "users/*/documents=documents",
    "users/*/appdata/local=appdata-local", "users/*/appdata/local/temp=user-temp",
    "users/*/appdata/roaming=appdata-roaming", "users/*/appdata/locallow=appdata-low",
    "users/*/appdata/local/programs=user-programs", "users/*/appdata/local/microsoft=appdata-microsoft",
    "users/*/appdata/roaming/microsoft/windows/start menu/programs/startup=startup",
    "programdata/microsoft/windows defender=defender", "programdata/microsoft=programdata-microsoft",
  ])

  /// POSIX folders, likewise.
  private static let posix: [(pattern: [String], name: String)] = table([
    "bin=bin", "sbin=bin", "usr/bin=bin", "usr/sbin=bin", "usr/local=usr-local", "usr/lib=lib", "lib=lib",
    "usr/share=share",
    "usr/libexec=libexec", "opt=opt", "tmp=tmp", "var/tmp=tmp", "private/tmp=tmp", "private/var=private-var",
    "dev/shm=shared-memory", "dev=dev", "proc=proc", "sys=sys", "run=run", "var=var", "var/lib=var-lib",
    "var/log=var-log",
    "var/www=www", "etc=etc", "home/*=home", "root=home", "home/*/.ssh=ssh", "root/.ssh=ssh", "users/*=home",
    "users/shared=shared-profile", "users/*/downloads=downloads", "users/*/desktop=desktop",
    "users/*/library=user-library",
    "applications=applications", "library=library", "system=system", "snap=snap", "srv=srv", "mnt=mnt", "media=mnt",
    "volumes=mnt", "boot=boot",
  ])

  /// The class of a folder's lower-case path.
  static func name(of folder: String) -> String {
    let isWindows = folder.utf8.contains(UInt8(ascii: "\\")) || folder.utf8.dropFirst().first == UInt8(ascii: ":")
    var parts = folder.split(whereSeparator: { $0 == "\\" || $0 == "/" })[...]
    if isWindows {
      if folder.hasPrefix("\\\\?\\") || folder.hasPrefix("\\??\\") {
        parts = parts.dropFirst()
      } else if folder.hasPrefix("\\\\") {
        return "network-share"
      }
      guard let head = parts.first else { return "root" }
      if head.utf8.count == 2, head.utf8.last == UInt8(ascii: ":") {
        parts = parts.dropFirst()
      } else if head == "device" {
        parts = parts.dropFirst(2)
      } else if let variable = variables[String(head)] {
        return parts.count == 1 ? variable : match([variable] + parts.dropFirst().map(String.init), windows)
      }
      if parts.first == "systemroot" { return match(["windows"] + parts.dropFirst().map(String.init), windows) }
    }
    return match(parts.prefix(12).map(String.init), isWindows ? windows : posix)
  }

  private static let variables = [
    "%systemroot%": "windows", "%windir%": "windows", "%programfiles%": "program files", "%programdata%": "programdata",
    "%temp%": "temp", "%tmp%": "temp", "%public%": "users/public",
  ]

  private static func match(_ parts: [String], _ table: [(pattern: [String], name: String)]) -> String {
    guard !parts.isEmpty else { return "root" }
    for (pattern, name) in table where pattern.count <= parts.count {
      if zip(pattern, parts).allSatisfy({ $0 == "*" || $0 == $1 }) { return name }
    }
    return "other"
  }

  /// Longest patterns first; among equals those without a wildcard.
  private static func table(_ lines: [String]) -> [(pattern: [String], name: String)] {
    let entries = lines.map { line in
      let sides = line.split(separator: "=")
      return (pattern: sides[0].split(separator: "/").map(String.init), name: String(sides[1]))
    }
    return entries.sorted {
      ($0.pattern.count, $1.pattern.count { $0 == "*" }) > ($1.pattern.count, $0.pattern.count { $0 == "*" })
    }
  }
}
