import Testing

@testable import Detectors

@Suite struct CommandShapeTests {
  @Test(arguments: [
    (
      #""C:\Windows\System32\cmd.exe" /c copy C:\Users\ann\Downloads\a1.zip \\srv7\c$\x.zip"#,
      "cmd.exe /c copy <downloads>.zip <network-share>.zip"
    ),
    (
      "powershell.exe -NoP -W Hidden -Enc SQBFAFgAIAAoAE4AZQB3AC0ATwBiAGoAZQBjAHQA",
      "powershell.exe -nop -w hidden -enc <base64>"
    ),
    ("svchost.exe -k netsvcs -p -s Schedule", "svchost.exe -k netsvcs -p -s schedule"),
    ("schtasks /create /tn:Job7 /ru SYSTEM", "schtasks /create /tn:* /ru system"),
    ("ping -n 4 10.1.2.3", "ping -n <n> <ip>"),
    ("curl -sSL https://example.org/a.sh -o /tmp/a.sh", "curl -ssl <url> -o <tmp>.sh"),
    (
      "rundll32.exe C:\\Users\\bob\\AppData\\Local\\Temp\\x7.dll,Run 0x1F",
      "rundll32.exe <user-temp> <hex>"
    ),
    ("msiexec /x {12345678-ABCD-ef01-2345-6789abcdef01} /qn", "msiexec /x <guid> /qn"),
    ("tar xf a.tar", "tar xf a.tar"), ("/usr/bin/python3 /home/ann/x.py 1 2 3", "python3 <home>.py <n>"), ("", ""),
    ("   ", ""), ("\"unclosed", "unclosed"), ("a  b\tc", "a b c"),
  ])
  func keepsWhatDoesNotChangeFromRunToRun(line: String, shape: String) {
    #expect(CommandShape.of(line) == shape)
  }

  @Test func isTheSameForOtherUsersNumbersAndNames() {
    let first = CommandShape.of(#"app.exe --id=4711 "C:\Users\ann\Documents\x.docx" S-1-5-21-1-2-3-1001"#)
    let second = CommandShape.of(#"APP.EXE --id=12 "C:\Users\bob\Documents\other.docx" S-1-5-21-9-9-9-500"#)
    #expect(first == second)
  }

  @Test func isBounded() {
    let line = (0..<100_000).map { "w\($0)x" }.joined(separator: " ")
    let shape = CommandShape.of(line)
    #expect(shape.utf8.count < 2_000)
    #expect(shape.hasSuffix("…"))
  }

  @Test(arguments: [
    (#"c:\windows\system32"#, "system32"), (#"c:\windows\system32\drivers\etc"#, "drivers"),
    (#"\\?\c:\windows\temp"#, "windows-temp"), (#"\device\harddiskvolume3\users\ann\desktop"#, "desktop"),
    (#"%systemroot%\system32"#, "system32"), (#"\systemroot\system32"#, "system32"), (#"d:\data"#, "other"),
    (#"c:"#, "root"), (#"\\server\share\x"#, "network-share"), ("/usr/bin", "bin"), ("/tmp", "tmp"),
    ("/home/ann/.ssh", "ssh"), ("/users/ann/library/launchagents", "user-library"), ("/", "root"), ("", "root"),
  ])
  func namesTheSortOfFolder(folder: String, name: String) {
    #expect(FolderClass.name(of: folder) == name)
  }

  @Test func scriptsWithOtherLiteralsHaveOneShape() {
    let first = ScriptShape.of("$a = Get-Item 'x.txt' # note\nWrite-Host \"n=$a\" 17")
    let second = ScriptShape.of("$path = get-item \"other thing\"\n\n  Write-Host 'hello' 4")
    #expect(first == second)
    #expect(first == "$=get-item\"write-host\"#")
  }
}
