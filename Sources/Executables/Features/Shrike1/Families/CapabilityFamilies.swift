/// What imported functions are for, on all systems: names as the linker knows them, without the underscore of Mach-O; classes of
/// Objective-C by their name.
package enum CapabilityFamily: String, CaseIterable {
  case injection, memory, processes, processDiscovery, input, screen, networkClient, networkServer, packetCapture
  case persistence, privilege, cryptography, credentials, antiDebugging, files, fileDiscovery, kernel, dynamicLoading
  case systemDiscovery, scripting, clipboard, recording, timing, threads, interface, output, registry, services

  /// Its functions and classes.
  package var names: [String] {
    switch self {
    case .injection:
      words(
        """
        ptrace process_vm_writev process_vm_readv memfd_create fexecve mach_vm_write mach_vm_allocate task_for_pid vm_write
        thread_create_running WriteProcessMemory CreateRemoteThread CreateRemoteThreadEx VirtualAllocEx QueueUserAPC
        NtUnmapViewOfSection ZwUnmapViewOfSection SetThreadContext NtCreateThreadEx RtlCreateUserThread NtWriteVirtualMemory
        ReadProcessMemory VirtualProtectEx NtMapViewOfSection OpenProcess ResumeThread SuspendThread
        """)
    case .memory:
      words(
        """
        mprotect mmap mmap64 munmap mremap VirtualProtect VirtualAlloc VirtualFree mach_vm_protect vm_protect vm_allocate
        pthread_jit_write_protect_np sys_icache_invalidate NtProtectVirtualMemory madvise mlock
        """)
    case .processes:
      words(
        """
        fork vfork execve execv execvp execvpe execl execlp execle posix_spawn posix_spawnp system popen wait waitpid kill clone
        daemon setsid CreateProcessA CreateProcessW ShellExecuteA ShellExecuteW ShellExecuteExA ShellExecuteExW WinExec
        TerminateProcess NSTask NSUserUnixTask exit _exit abort
        """)
    case .processDiscovery:
      words(
        """
        proc_listpids proc_pidpath proc_pidinfo proc_name CreateToolhelp32Snapshot Process32First Process32FirstW Process32Next
        Process32NextW EnumProcesses EnumProcessModules NSRunningApplication NSWorkspace getpid getppid getpgid
        """)
    case .input:
      words(
        """
        CGEventTapCreate CGEventPost IOHIDManagerCreate IOHIDManagerOpen SetWindowsHookExA SetWindowsHookExW
        CallNextHookEx GetAsyncKeyState GetKeyState GetKeyboardState RegisterRawInputDevices GetRawInputData XGrabKeyboard
        XQueryKeymap XRecordEnableContext keybd_event mouse_event SendInput GetForegroundWindow GetWindowTextA GetWindowTextW
        """)
    case .screen:
      words(
        """
        CGDisplayCreateImage CGWindowListCreateImage CGWindowListCopyWindowInfo BitBlt GetDC GetDesktopWindow
        CreateCompatibleBitmap XGetImage XShmGetImage SCStream
        """)
    case .networkClient:
      words(
        """
        socket connect send recv sendto recvfrom sendmsg recvmsg getaddrinfo gethostbyname gethostbyaddr inet_addr inet_pton
        inet_ntop htons WSAStartup WSASocketA WSASocketW WSAConnect InternetOpenA InternetOpenW InternetConnectA InternetConnectW
        InternetOpenUrlA InternetOpenUrlW InternetReadFile HttpOpenRequestA HttpOpenRequestW HttpSendRequestA HttpSendRequestW
        WinHttpOpen WinHttpConnect WinHttpSendRequest URLDownloadToFileA URLDownloadToFileW curl_easy_init curl_easy_perform
        curl_easy_setopt NSURLSession NSURLConnection NSMutableURLRequest NSURLRequest CFHTTPMessageCreateRequest
        CFReadStreamCreateForHTTPRequest CFSocketCreate CFStreamCreatePairWithSocketToHost nw_connection_create SSL_connect
        SSL_write SSL_read res_query DnsQuery_A DnsQuery_W
        """)
    case .networkServer:
      words("bind listen accept accept4 setsockopt shutdown select poll epoll_wait kqueue epoll_create")
    case .packetCapture:
      words("pcap_open_live pcap_loop pcap_next pcap_findalldevs libnet_init nfq_open if_nametoindex")
    case .persistence:
      words(
        """
        SMLoginItemSetEnabled SMJobBless SMAppService LSSharedFileListCreate LSSharedFileListInsertItemURL
        LSSharedFileListCopySnapshot inotify_init inotify_add_watch FSEventStreamCreate
        """)
    case .privilege:
      words(
        """
        setuid setgid seteuid setegid setreuid setresuid setresgid getuid geteuid AuthorizationCreate
        AuthorizationExecuteWithPrivileges AuthorizationCopyRights AdjustTokenPrivileges OpenProcessToken
        LookupPrivilegeValueA LookupPrivilegeValueW ImpersonateLoggedOnUser DuplicateTokenEx capset prctl chroot unshare setns
        """)
    case .cryptography:
      words(
        """
        CCCrypt CCCryptorCreate CC_MD5 CC_SHA1 CC_SHA256 CCHmac CCKeyDerivationPBKDF SecKeyEncrypt SecKeyCreateEncryptedData
        EVP_EncryptInit_ex EVP_DecryptInit_ex EVP_CipherInit_ex AES_encrypt AES_set_encrypt_key RSA_public_encrypt MD5_Init
        SHA256_Init CryptEncrypt CryptDecrypt CryptAcquireContextA CryptAcquireContextW CryptGenRandom CryptGenKey
        CryptImportKey CryptHashData BCryptEncrypt BCryptDecrypt BCryptGenRandom BCryptOpenAlgorithmProvider crypt arc4random
        SecRandomCopyBytes getrandom RAND_bytes
        """)
    case .credentials:
      words(
        """
        SecKeychainFindGenericPassword SecKeychainFindInternetPassword SecItemCopyMatching SecItemAdd SecKeychainItemCopyContent
        SecKeychainOpen SecKeychainUnlock getpwnam getpwuid getspnam getpass CredEnumerateA CredEnumerateW CredReadW
        CryptUnprotectData LsaOpenPolicy LsaRetrievePrivateData pam_authenticate pam_get_item LogonUserA LogonUserW
        MiniDumpWriteDump
        """)
    case .antiDebugging:
      words(
        """
        IsDebuggerPresent CheckRemoteDebuggerPresent NtQueryInformationProcess NtSetInformationThread OutputDebugStringA
        OutputDebugStringW sysctl sysctlbyname GetTickCount GetTickCount64 QueryPerformanceCounter ptrace
        SetUnhandledExceptionFilter
        """)
    case .files:
      words(
        """
        open open64 openat creat fopen fopen64 fwrite fread read write unlink unlinkat remove rename chmod fchmod chown link
        symlink truncate ftruncate utime utimes mkstemp tmpfile CreateFileA CreateFileW WriteFile ReadFile DeleteFileA DeleteFileW
        MoveFileA MoveFileExA MoveFileExW CopyFileA CopyFileW SetFileAttributesA SetFileAttributesW SetFileTime GetTempPathA
        GetTempPathW NSFileManager NSFileHandle copyfile
        """)
    case .fileDiscovery:
      words(
        """
        opendir readdir readdir64 scandir glob nftw ftw stat lstat access getcwd FindFirstFileA FindFirstFileW
        FindFirstFileExW FindNextFileA FindNextFileW GetLogicalDrives GetDriveTypeA GetDriveTypeW NSDirectoryEnumerator
        """)
    case .kernel:
      words(
        """
        init_module finit_module delete_module mount umount umount2 reboot syscall ioctl sethostname swapoff
        kext_request KextManagerLoadKextWithURL IOServiceOpen IOConnectCallMethod DeviceIoControl NtLoadDriver host_processor_info
        """)
    case .dynamicLoading:
      words(
        """
        dlopen dlsym dlclose dladdr LoadLibraryA LoadLibraryW LoadLibraryExA LoadLibraryExW GetProcAddress GetModuleHandleA
        GetModuleHandleW LdrLoadDll NSClassFromString NSSelectorFromString objc_getClass objc_msgSend class_replaceMethod
        method_exchangeImplementations class_addMethod NSAddImage NSLinkModule NSCreateObjectFileImageFromMemory
        _dyld_get_image_header _dyld_get_image_name
        """)
    case .systemDiscovery:
      words(
        """
        uname gethostname sysinfo sysconf getifaddrs GetComputerNameA GetComputerNameW GetUserNameA GetUserNameW
        GetSystemInfo GetVersionExA GetVersionExW GetNativeSystemInfo IOServiceGetMatchingService IOServiceMatching
        IORegistryEntryCreateCFProperty gethostuuid GetAdaptersInfo GetVolumeInformationA GetVolumeInformationW NSProcessInfo
        GetSystemMetrics GetLocaleInfoA GetLocaleInfoW IOPlatformUUID
        """)
    case .scripting:
      words(
        """
        NSAppleScript OSAScript NSUserAppleScriptTask AESendMessage AECreateDesc CoCreateInstance CoInitialize CoInitializeEx
        CLSIDFromProgID JSEvaluateScript Py_Initialize PyRun_SimpleString luaL_newstate CoCreateInstanceEx SysAllocString
        """)
    case .clipboard: words("NSPasteboard GetClipboardData SetClipboardData OpenClipboard XGetSelectionOwner")
    case .recording:
      words(
        "AVCaptureDevice AVCaptureSession AVCaptureMovieFileOutput AVAudioRecorder waveInOpen capCreateCaptureWindowA")
    case .timing:
      words("sleep usleep nanosleep clock_gettime gettimeofday time alarm setitimer Sleep SleepEx mach_absolute_time")
    case .threads:
      words(
        """
        pthread_create pthread_join pthread_mutex_lock CreateThread dispatch_async dispatch_queue_create NSThread
        NSOperationQueue CreateMutexA CreateMutexW sem_wait
        """)
    case .interface:
      words(
        """
        NSApplication NSApplicationMain NSWindow NSView NSAlert NSStatusBar CreateWindowExA CreateWindowExW RegisterClassExW
        MessageBoxA MessageBoxW DialogBoxParamA XOpenDisplay XCreateWindow gtk_main UIApplicationMain UIView
        """)
    case .output:
      words(
        "printf fprintf sprintf snprintf vsnprintf puts putchar perror syslog NSLog __printf_chk __fprintf_chk fputs")
    case .registry:
      words(
        """
        RegOpenKeyA RegOpenKeyExA RegOpenKeyExW RegSetValueExA RegSetValueExW RegCreateKeyExA RegCreateKeyExW RegDeleteValueA
        RegDeleteValueW RegQueryValueExA RegQueryValueExW RegDeleteKeyA RegDeleteKeyW RegEnumKeyExA RegEnumKeyExW CFPreferencesSetAppValue
        """)
    case .services:
      words(
        """
        OpenSCManagerA OpenSCManagerW CreateServiceA CreateServiceW StartServiceA StartServiceW ControlService OpenServiceA
        OpenServiceW DeleteService RegisterServiceCtrlHandlerA StartServiceCtrlDispatcherA StartServiceCtrlDispatcherW
        """)
    }
  }

  private func words(_ text: String) -> [String] { text.split { $0 == " " || $0 == "\n" }.map(String.init) }
}

/// Finds the families of a name: a table of the names' hashes, which are checked to be distinct by a test.
struct CapabilityTable: Sendable {
  static let shared = CapabilityTable()
  private var families: [UInt64: UInt32] = [:]

  private init() {
    for (bit, family) in CapabilityFamily.allCases.enumerated() {
      for name in family.names { families[NameHash.of(name), default: 0] |= 1 << UInt32(bit) }
    }
  }

  /// A bit for every family, in the order of their declaration.
  func families(_ hash: UInt64) -> UInt32 { families[hash] ?? 0 }
}

/// FNV-1a over 64 bits (Fowler, Noll, Vo), with a last mixing step: for buckets and tables of names.
enum NameHash {
  static func of(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in range { hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01B3 }
    return finish(hash)
  }

  static func of(_ text: String) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return finish(hash)
  }

  private static func finish(_ hash: UInt64) -> UInt64 {
    let mixed = (hash ^ hash >> 33) &* 0xFF51_AFD7_ED55_8CCD
    return mixed ^ mixed >> 33
  }

  /// The name that counts: without the underscore of Mach-O, the prefix of an Objective-C class, and what follows a `$`
  /// or `@`.
  static func essential(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>, isMachO: Bool) -> Range<Int> {
    var start = range.lowerBound
    if isMachO {
      if bytes.matches("_OBJC_CLASS_$_", at: start), range.count > 14 { return start &+ 14..<range.upperBound }
      if bytes.u8(at: start) == 0x5F, range.count > 1 { start &+= 1 }
    }
    var end = start &+ 1
    while end < range.upperBound, bytes[end] != 0x24, bytes[end] != 0x40 { end &+= 1 }
    return start..<Swift.min(end, range.upperBound)
  }
}
