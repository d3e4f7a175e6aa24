/// What texts in a file are about. Patterns are looked for in lower case anywhere in the content, not only in printable runs.
enum StringFamily: String, CaseIterable {
  case url, onion, webAgent, webHook, unixShell, temporaryPath, systemPath, homePath, devicePath
  case macPersistence, linuxPersistence, windowsPersistence, macTools, linuxTools, windowsTools, powerShell
  case download, encoding, wallet, mining, ransom, credentials, browsers, keychain, sshKeys, virtualMachine, debugging
  case packer, cryptography, botnet, exploit, remoteShell, screenCapture, appleScript, registry, archive
  case license, helpText, localisation, compiler

  /// The patterns, in lower case.
  var patterns: [String] {
    switch self {
    case .url: ["http://", "https://", "ftp://", "ws://", "wss://"]
    case .onion: [".onion", "torproject", "127.0.0.1:9050", "socks5"]
    case .webAgent:
      ["user-agent:", "mozilla/", "content-type:", "application/x-www-form-urlencoded", "post /", "get /", "host: "]
    case .webHook:
      ["api.telegram.org", "discord.com/api", "discordapp.com/api", "pastebin.com", "hooks.slack.com", "transfer.sh"]
    case .unixShell:
      ["/bin/sh", "/bin/bash", "/bin/zsh", "sh -c", "bash -c", "bash -i", "#!/", "nohup ", "2>&1", ">/dev/null"]
    case .temporaryPath:
      ["/tmp/", "/var/tmp", "/dev/shm", "\\temp\\", "%temp%", "%appdata%", "/private/tmp", "\\appdata\\"]
    case .systemPath:
      [
        "/etc/passwd", "/etc/shadow", "/etc/hosts", "/etc/resolv.conf", "\\system32\\", "c:\\windows", "/usr/bin/",
        "/system/library",
      ]
    case .homePath: ["/users/", "/home/", "~/library", "%userprofile%", "/.config/", "/root/"]
    case .devicePath:
      ["/proc/self", "/proc/net", "/proc/cpuinfo", "/proc/%d", "/dev/watchdog", "/dev/null", "/dev/mem", "/sys/class"]
    case .macPersistence:
      [
        "launchagents", "launchdaemons", "startupitems", "loginitems", "com.apple.loginwindow", "runatload",
        "launchctl",
      ]
    case .linuxPersistence:
      [
        "crontab", "/etc/cron", "rc.local", "/etc/init.d", "systemctl", "/etc/systemd", ".bashrc", ".profile",
        "ld.so.preload", "authorized_keys",
      ]
    case .windowsPersistence:
      ["currentversion\\run", "schtasks", "\\startup", "winlogon", "image file execution options", "appinit_dlls"]
    case .macTools:
      [
        "osascript", "xattr -", "spctl", "csrutil", "dscl ", "security find", "defaults write", "networksetup",
        "system_profiler", "ioreg", "sw_vers", "screencapture",
      ]
    case .linuxTools:
      [
        "iptables", "busybox", "chmod +x", "chmod 777", "chattr ", "pkill ", "killall ", "insmod", "selinux", "ufw ",
        "setenforce",
      ]
    case .windowsTools:
      [
        "cmd.exe", "vssadmin", "bcdedit", "wbadmin", "rundll32", "regsvr32", "mshta", "certutil", "bitsadmin", "wmic ",
        "net user", "taskkill", "netsh ", "wscript",
      ]
    case .powerShell:
      ["powershell", "-encodedcommand", "frombase64string", "invoke-expression", "downloadstring", "bypass -"]
    case .download: ["curl ", "wget ", "tftp ", "urlmon", "downloadfile", "nsurlsession", "libcurl", "aria2"]
    case .encoding: ["base64", "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz", "rot13", "urlencode", "xor key"]
    case .wallet:
      [
        "wallet", "bc1q", "metamask", "exodus", "electrum", "coinbase", "binance", "monero", "ethereum", "bitcoin",
        "litecoin",
      ]
    case .mining:
      [
        "stratum+tcp", "stratum+ssl", "xmrig", "cpuminer", "minerd", "hashrate", "nicehash", "donate-level", "randomx",
        "cryptonight", "mining.subscribe",
      ]
    case .ransom:
      ["ransom", "your files", "decrypt", "restore your", "readme.txt", ".locked", ".encrypted", "payment", "how_to"]
    case .credentials:
      ["password", "passwd", "credential", "login data", "logins.json", "cookies.sqlite", "key4.db", "token="]
    case .browsers:
      [
        "google/chrome", "google\\chrome", "firefox", "safari", "bravesoftware", "microsoft edge", "user data\\default",
        "opera",
      ]
    case .keychain: ["login.keychain", "keychain", "securityd", "lsass", "sam\\", "gnome-keyring", "kwallet", "dpapi"]
    case .sshKeys:
      [
        ".ssh/", "id_rsa", "known_hosts", "begin rsa private", "begin openssh private", "begin private key",
        ".aws/credentials", ".kube/config",
      ]
    case .virtualMachine:
      ["vmware", "virtualbox", "vbox", "qemu", "parallels", "hypervisor", "xen", "sandboxie", "wine_get", "vmtoolsd"]
    case .debugging:
      [
        "ptrace", "tracerpid", "ollydbg", "x64dbg", "wireshark", "gdbserver", "lldb", "ida pro", "process hacker",
        "debugger",
      ]
    case .packer:
      [
        "upx!", "$info: this file is packed", "themida", "vmprotect", "aspack", "mpress", "petite", "_meipass",
        "pyinstaller", "pkg/prelude",
      ]
    case .cryptography:
      [
        "aes", "rsa", "chacha20", "salsa20", "rc4", "begin public key", "openssl", "libsodium", "expand 32-byte k",
        "curve25519",
      ]
    case .botnet:
      [
        "botnet", "ddos", "udpflood", "synflood", "httpflood", "dvrhelper", "/bin/busybox", "mirai", "gafgyt",
        "scanner", "c&c", "bot_id", "killer",
      ]
    case .exploit:
      [
        "cve-20", "shellcode", "/cgi-bin/", "soapaction", "../../", "jndi:", "rop chain", "heap spray", "meterpreter",
        "payload",
      ]
    case .remoteShell:
      [
        "reverse shell", "/dev/tcp/", "nc -e", "socat ", "bind shell", "pty.spawn", "remote shell", "cobalt", "beacon",
        "telnetd", "dropbear",
      ]
    case .screenCapture: ["screenshot", "screen capture", "keylog", "webcam", "microphone", "clipboard"]
    case .appleScript:
      [
        "tell application", "do shell script", "with administrator privileges", "display dialog", "system events",
        "keystroke",
      ]
    case .registry: ["hkey_", "hklm\\", "hkcu\\", "software\\microsoft", "currentcontrolset"]
    case .archive: ["tar -", "unzip ", ".tar.gz", ".zip", "7z ", "gunzip", "ditto -"]
    case .license: ["copyright", "license", "all rights reserved", "apache license", "gnu general public", "warranty"]
    case .helpText: ["usage:", "--help", "--version", "-h, ", "try '", "options:"]
    case .localisation: ["gettext", "/usr/share/locale", "lc_all", "localizable", "nslocalized", "utf-8", "en_us"]
    case .compiler:
      [
        "gcc: (", "clang version", "rustc/", "go.buildid", "swiftlang", "glibc", "/rustc/", "libstdc++", "nuitka",
        "mscoree",
      ]
    }
  }
}
