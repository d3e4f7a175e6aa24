"""Windows events, in the JSON shape of evtx_dump, in which what a Sigma rule asks for is the case.

Sources: Microsoft's documentation of Sysmon's events and of the channels of Windows; the "Taxonomy" appendix of the Sigma
specification for the names of log sources.
"""
from .conditions import Unsupported, needed
from .values import fields_of

SYSMON = ("Microsoft-Windows-Sysmon/Operational", "Microsoft-Windows-Sysmon")
POWERSHELL = ("Microsoft-Windows-PowerShell/Operational", "Microsoft-Windows-PowerShell")
CLASSIC = ("Windows PowerShell", "PowerShell")

# Categories: the event, and where it comes from.
CATEGORIES = {
    name: (code, *SYSMON)
    for name, code in {
        "process_creation": 1, "file_change": 2, "network_connection": 3, "process_termination": 5, "driver_load": 6,
        "image_load": 7, "create_remote_thread": 8, "raw_access_thread": 9, "process_access": 10, "file_event": 11,
        "registry_add": 12, "registry_delete": 12, "registry_set": 13, "registry_event": 13, "registry_rename": 14,
        "create_stream_hash": 15, "sysmon_status": 16, "pipe_created": 17, "wmi_event": 19, "dns_query": 22,
        "file_delete": 23, "clipboard_capture": 24, "process_tampering": 25, "file_block_executable": 27,
        "file_block_shredding": 28, "file_executable_detected": 29, "sysmon_error": 255,
    }.items()
} | {
    "ps_module": (4103, *POWERSHELL), "ps_script": (4104, *POWERSHELL), "ps_classic_start": (400, *CLASSIC),
    "ps_classic_provider_start": (600, *CLASSIC), "ps_classic_script": (800, *CLASSIC),
}


def _of(name, channel="Operational", provider=None):
    return (f"Microsoft-Windows-{name}/{channel}", f"Microsoft-Windows-{provider or name}")


# Services: channel and provider.
SERVICES = {
    "security": ("Security", "Microsoft-Windows-Security-Auditing"), "system": ("System", "Service Control Manager"),
    "application": ("Application", "Application Error"), "sysmon": SYSMON, "powershell": POWERSHELL,
    "powershell-classic": CLASSIC, "windefend": _of("Windows Defender"), "bits-client": _of("Bits-Client"),
    "codeintegrity-operational": _of("CodeIntegrity"), "taskscheduler": _of("TaskScheduler"), "ntlm": _of("NTLM"),
    "appxdeployment-server": _of("AppXDeploymentServer", provider="AppXDeployment-Server"),
    "appxpackaging-om": _of("AppxPackaging", provider="AppxPackagingOM"),
    "firewall-as": _of("Windows Firewall With Advanced Security", "Firewall"),
    "msexchange-management": ("MSExchange Management", "MSExchange CmdletLogs"),
    "dns-client": _of("DNS Client Events", provider="DNS-Client"), "wmi": _of("WMI-Activity"),
    "iis-configuration": ("Microsoft-IIS-Configuration/Operational", "Microsoft-Windows-IIS-Configuration"),
    "security-mitigations": _of("Security-Mitigations", "KernelMode"), "applocker": _of("AppLocker", "EXE and DLL"),
    "dns-server": ("DNS Server", "Microsoft-Windows-DNS-Server-Service"),
    "dns-server-analytic": _of("DNS-Server", "Analytical", "DNSServer"),
    "terminalservices-localsessionmanager": _of("TerminalServices-LocalSessionManager"),
    "smbclient-security": _of("SmbClient", "Security"), "smbclient-connectivity": _of("SmbClient", "Connectivity"),
    "smbserver-connectivity": _of("SMBServer", "Connectivity"), "openssh": ("OpenSSH/Operational", "OpenSSH"),
    "driver-framework": _of("DriverFrameworks-UserMode"), "shell-core": _of("Shell-Core"), "capi2": _of("CAPI2"),
    "printservice-admin": _of("PrintService", "Admin"), "printservice-operational": _of("PrintService"),
    "ldap": _of("LDAP-Client", "Debug"), "ldap_debug": _of("LDAP-Client", "Debug"), "vhdmp": _of("VHDMP"),
    "certificateservicesclient-lifecycle-system": _of("CertificateServicesClient-Lifecycle-System"),
    "diagnosis-scripted": _of("Diagnosis-Scripted"), "lsa-server": ("Microsoft-Windows-LSA/Operational", "LsaSrv"),
    "microsoft-servicebus-client": ("Microsoft-ServiceBus-Client", "Microsoft-ServiceBus-Client"),
}

# Fields of the header; all others are data of the event.
HEADER = {"EventID", "Provider_Name", "Channel", "Level", "Keywords"}
LEVELS = {"Critical": 1, "Error": 2, "Warning": 3, "Information": 4}

HASHES = "MD5=" + 32 * "A" + ",SHA256=" + 64 * "A" + ",IMPHASH=" + 32 * "A"
IMAGE = r"C:\Users\bob\Documents\qqapp.exe"
ACTOR = {"UtcTime": "2026-01-01 00:00:00.000", "ProcessGuid": "{3}", "ProcessId": "4321", "Image": IMAGE,
         "User": r"QQCORP\bob"}
BINARY = {"FileVersion": "1.2", "Description": "qq", "Product": "qq", "Company": "qq", "OriginalFileName": "qqorig",
          "Hashes": HASHES}
FILE = ACTOR | {"TargetFilename": r"C:\Users\bob\Documents\qqfile.bin", "CreationUtcTime": "1999-01-01 00:00:00.000",
                "Hashes": HASHES}
THREAD = {"SourceProcessId": "11", "SourceImage": r"C:\qq\source.exe", "TargetProcessId": "12",
          "TargetImage": r"C:\qq\target.exe", "SourceUser": r"QQCORP\bob", "TargetUser": r"QQCORP\bob"}
UNSIGNED = {"Signed": "false", "Signature": "-", "SignatureStatus": "Unavailable"}

# What an event of Sysmon holds where the rule does not care.
USUAL = {
    1: ACTOR | BINARY | {
        "CommandLine": IMAGE + " qq", "CurrentDirectory": r"D:\Documents", "LogonId": "0x99", "IntegrityLevel": "Medium",
        "ParentProcessId": "99", "ParentImage": r"C:\Users\bob\Documents\qqparent.exe",
        "ParentCommandLine": "qqparent.exe qq", "ParentUser": r"QQCORP\alice"},
    3: ACTOR | {
        "Protocol": "tcp", "Initiated": "true", "SourceIp": "10.9.8.7", "SourcePort": "50123",
        "DestinationIp": "93.184.216.34", "DestinationHostname": "qq.example", "DestinationPort": "8123"},
    6: BINARY | UNSIGNED | {"ImageLoaded": r"C:\Users\bob\qq.sys"},
    7: ACTOR | BINARY | UNSIGNED | {"ImageLoaded": r"C:\Users\bob\Documents\qqlib.dll"},
    8: THREAD | {"StartAddress": "0x1", "StartModule": "qq", "StartFunction": "qq"},
    9: ACTOR | {"Device": r"\Device\HarddiskVolume2"}, 10: THREAD | {"GrantedAccess": "0x1410", "CallTrace": "qq"},
    12: ACTOR | {"EventType": "CreateKey", "TargetObject": r"HKLM\SOFTWARE\qq"},
    13: ACTOR | {"EventType": "SetValue", "TargetObject": r"HKLM\SOFTWARE\qq\qq", "Details": "qq"},
    17: ACTOR | {"EventType": "CreatePipe", "PipeName": r"\qqpipe"},
    22: ACTOR | {"QueryName": "qq.example", "QueryStatus": "0", "QueryResults": "1.2.3.4"},
    25: ACTOR | {"Type": "Image is replaced"},
} | {code: FILE for code in (2, 11, 15, 23, 27, 28, 29)}

# The same for services.
USUAL_OF_SERVICE = {
    "firewall-as": {"ApplicationPath": IMAGE, "ModifyingApplication": r"C:\Users\bob\Documents\qqother.exe"},
    "iis-configuration": {"NewValue": "qqmodule"},
}

# Names that Sigma writes in one word and events in two.
SPACED = {"windefend": {name.replace(" ", ""): name for name in (
    "New Value", "Old Value", "Source Name", "Threat Name", "Process Name")}}


def event(rule, number):
    """An event in which a rule's condition holds, from a computer of its own (`qh` and the number)."""
    source, detection = rule["logsource"], rule["detection"]
    category, service = source.get("category"), source.get("service")
    if category in CATEGORIES:
        code, channel, provider = CATEGORIES[category]
    elif service in SERVICES:
        code, (channel, provider) = 1, SERVICES[service]
    else:
        raise Unsupported(f"the log source {category or service or 'without category and service'}")
    names = [name for name in detection if name not in ("condition", "timeframe")]
    fields, words = fields_of(detection, needed(detection["condition"], names))
    header = {name: fields.pop(name) for name in list(fields) if name in HEADER}
    data = dict(USUAL.get(code, {}) if category else USUAL_OF_SERVICE.get(service, {}))
    # A log holds what is put into a message, not the message.
    words += [fields.pop("Message")] if "Message" in fields else []
    if category == "registry_delete":
        data["EventType"] = "DeleteKey"
    for name, value in fields.items():
        name = SPACED.get(service, {}).get(name, name)
        if value is None:
            data.pop(name, None)
        else:
            data[name] = value
    if words:
        data["Data"] = " ".join(words)
    body = {"EventData": data}
    code = int(header.get("EventID") or code)
    if code == 104 and service == "system":
        # The cleared log stands in the event, not in its header.
        body = {"UserData": {"LogFileCleared": {"Channel": header.pop("Channel", "qq")}}}
    level = header.get("Level", 4)
    return {"Event": {
        "System": {
            "Provider": {"#attributes": {"Name": header.get("Provider_Name") or provider}}, "EventID": code,
            "Version": 1, "Level": LEVELS.get(level) or int(level), "Task": 1, "Opcode": 0,
            "Keywords": header.get("Keywords") or "0x8000000000000000",
            "TimeCreated": {"#attributes": {"SystemTime": f"2026-01-01T{number // 3600:02d}:{number // 60 % 60:02d}:"
                                                          f"{number % 60:02d}.000000Z"}},
            "EventRecordID": number, "Execution": {"#attributes": {"ProcessID": 4, "ThreadID": 8}},
            "Channel": header.get("Channel") or channel, "Computer": f"qh{number}"},
        **body}}
