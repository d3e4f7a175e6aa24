/// What programs write to the system log about logins, sessions, privileges and accounts.
///
/// Sources: the messages of OpenSSH, Linux-PAM, sudo, shadow-utils, util-linux, cron, systemd, polkit and the kernel, as
/// their manuals and logs show them.
enum SyslogMessages {
  /// Lines `program, program :: action :: pattern`; the first that fits counts.
  static let all = """
    sshd,sshd-session :: ssh-login :: Accepted {method} for {user+} from {address} port {port} {_}: {key_type} {fingerprint}
    sshd,sshd-session :: ssh-login :: Accepted {method} for {user+} from {address} port {port} {_}
    sshd,sshd-session :: ssh-login-failed :: Failed {method} for invalid user {user+} from {address} port {port} {_}
    sshd,sshd-session :: ssh-login-failed :: Failed {method} for {user+} from {address} port {port} {_}
    sshd,sshd-session :: ssh-login-attempts-exceeded :: error: maximum authentication attempts exceeded for invalid user \
    {user+} from {address} port {port} {_}
    sshd,sshd-session :: ssh-login-attempts-exceeded :: error: maximum authentication attempts exceeded for {user+} from \
    {address} port {port} {_}
    sshd,sshd-session :: ssh-invalid-user :: Invalid user {user+} from {address} port {port}
    sshd,sshd-session :: ssh-invalid-user :: Invalid user {user+} from {address}
    sshd,sshd-session :: ssh-user-not-allowed :: User {user+} from {domain} not allowed because {reason}
    sshd,sshd-session :: ssh-invalid-user-request :: input_userauth_request: invalid user {user+}
    sshd,sshd-session :: ssh-connection-closed :: Connection closed by authenticating user {user+} {address} port {port}
    sshd,sshd-session :: ssh-connection-closed :: Connection closed by invalid user {user+} {address} port {port}
    sshd,sshd-session :: ssh-connection-closed :: Connection closed by {address} port {port}
    sshd,sshd-session :: ssh-connection-closed :: Connection closed by {address}
    sshd,sshd-session :: ssh-connection-reset :: Connection reset by authenticating user {user+} {address} port {port}
    sshd,sshd-session :: ssh-connection-reset :: Connection reset by invalid user {user+} {address} port {port}
    sshd,sshd-session :: ssh-connection-reset :: Connection reset by {address} port {port}
    sshd,sshd-session :: ssh-connection-reset :: Connection reset by {address}
    sshd,sshd-session :: ssh-disconnected :: Disconnected from authenticating user {user+} {address} port {port}
    sshd,sshd-session :: ssh-disconnected :: Disconnected from invalid user {user+} {address} port {port}
    sshd,sshd-session :: ssh-disconnected :: Disconnected from user {user+} {address} port {port}
    sshd,sshd-session :: ssh-disconnected :: Disconnected from {address} port {port}
    sshd,sshd-session :: ssh-disconnected :: Disconnected from {address}
    sshd,sshd-session :: ssh-disconnected :: Received disconnect from {address} port {port}:{code}: {reason}
    sshd,sshd-session :: ssh-disconnected :: Received disconnect from {address}: {code}: {reason}
    sshd,sshd-session :: ssh-connected :: Connection from {address} port {port} on {local_address} port {local_port}{_}
    sshd,sshd-session :: ssh-no-identification :: Did not receive identification string from {address} port {port}
    sshd,sshd-session :: ssh-no-identification :: Did not receive identification string from {address}
    sshd,sshd-session :: ssh-bad-protocol :: Bad protocol version identification {text+} from {address} port {port}
    sshd,sshd-session :: ssh-name-mismatch :: reverse mapping checking getaddrinfo for {domain} [{address}] failed{_}
    sshd,sshd-session :: ssh-negotiation-failed :: Unable to negotiate with {address} port {port}: {reason}
    sshd :: ssh-listening :: Server listening on {local_address} port {local_port}.
    sudo :: sudo-refused :: {user} : {reason} ; TTY={tty} ; PWD={directory} ; USER={target} ; COMMAND={command}
    sudo :: sudo :: {user} : TTY={tty} ; PWD={directory} ; USER={target} ; GROUP={target_group} ; COMMAND={command}
    sudo :: sudo :: {user} : TTY={tty} ; PWD={directory} ; USER={target} ; ENV={environment} ; COMMAND={command}
    sudo :: sudo :: {user} : TTY={tty} ; PWD={directory} ; USER={target} ; TSID={_} ; COMMAND={command}
    sudo :: sudo :: {user} : TTY={tty} ; PWD={directory} ; USER={target} ; COMMAND={command}
    sudo :: sudo :: {user} : PWD={directory} ; USER={target} ; COMMAND={command}
    su :: su :: Successful su for {target} by {user}
    su :: su-failed :: FAILED su for {target} by {user}
    su :: su-failed :: FAILED SU (to {target}) {user} on {tty}
    su :: su :: (to {target}) {user} on {tty}
    su :: su :: + {tty} {user}:{target}
    su :: su-failed :: - {tty} {user}:{target}
    CRON,cron,crond,/usr/sbin/cron,anacron :: cron-command :: ({user}) CMD ({command+})
    crontab :: crontab-changed :: ({user}) REPLACE ({owner})
    crontab :: crontab-changed :: ({user}) END EDIT ({owner})
    crontab :: crontab-deleted :: ({user}) DELETE ({owner})
    CRON,cron,crond :: crontab-loaded :: ({user}) RELOAD ({path})
    useradd,adduser :: added-user :: new user: name={name}, UID={id}, GID={gid}, home={home}, shell={shell}, from={_}
    useradd,adduser :: added-user :: new user: name={name}, UID={id}, GID={gid}, home={home}, shell={shell}
    useradd,adduser :: add-user-failed :: failed adding user '{name}',{_}
    useradd,groupadd,adduser :: added-group :: new group: name={group}, GID={gid}
    groupadd :: added-group-file :: group added to {path}: name={group}, GID={gid}
    groupadd :: added-group-file :: group added to {path}: name={group}
    useradd,usermod,adduser :: added-to-group :: add '{name}' to group '{group}'
    useradd,usermod,adduser :: added-to-group :: add '{name}' to shadow group '{group}'
    gpasswd :: added-to-group :: user {name} added by {user} to group {group}
    gpasswd :: removed-from-group :: user {name} removed by {user} from group {group}
    usermod,userdel :: removed-from-group :: delete '{name}' from group '{group}'
    userdel :: deleted-user :: delete user '{name}'
    userdel,groupdel :: deleted-group :: removed group '{group}'{_}
    groupdel :: deleted-group :: group '{group}' removed{_}
    usermod :: renamed-user :: change user name '{name}' to '{new_name}'
    usermod :: locked-user :: lock user '{name}' password
    usermod :: unlocked-user :: unlock user '{name}' password
    usermod :: changed-user :: change user '{name}' {change}
    passwd,chpasswd :: changed-password :: password for '{name}' changed by '{user}'
    systemd-logind :: session-opened :: New session {session} of user {user}.
    systemd-logind :: session-removed :: Removed session {session}.
    systemd-logind :: session-logged-out :: Session {session} logged out. Waiting for processes to exit.
    pkexec :: pkexec :: {user}: Executing command [USER={target}] [TTY={tty}] [CWD={directory}] [COMMAND={command+}]
    pkexec :: pkexec-refused :: {user}: {reason} [USER={target}] [TTY={tty}] [CWD={directory}] [COMMAND={command+}]
    polkitd :: polkit-authorized :: Operator of {_} successfully authenticated as unix-user:{target} to gain {_} \
    authorization for action {right} for {_} [{command+}] (owned by unix-user:{user})
    polkitd :: polkit-refused :: Operator of {_} FAILED to authenticate to gain authorization for action {right} for {_} \
    [{command+}] (owned by unix-user:{user})
    systemd :: service-started :: Started {unit}.
    systemd :: service-stopped :: Stopped {unit}.
    systemd :: service-failed :: {unit}: Failed with result '{reason}'.
    kernel :: promiscuous-mode :: {_}device {interface} entered promiscuous mode
    kernel :: program-crashed :: {_}] {name}[{pid}]: segfault at {text}
    kernel :: packet-logged :: {rule}IN={in} OUT={out} {_}SRC={address} DST={local_address} {_} PROTO={protocol} \
    SPT={port} DPT={local_port} {_}
    * :: session-opened :: pam_unix({service}:session): session opened for user {target}(uid={target_id}) by {user}(uid={uid})
    * :: session-opened :: pam_unix({service}:session): session opened for user {target} by {user}(uid={uid})
    * :: session-closed :: pam_unix({service}:session): session closed for user {target}
    * :: authentication-failed :: pam_unix({service}:auth): authentication failure; logname={logname} uid={uid} euid={euid} \
    tty={tty} ruser={remote_user} rhost={address}  user={user}
    * :: authentication-failed :: pam_unix({service}:auth): authentication failure; logname={logname} uid={uid} euid={euid} \
    tty={tty} ruser={remote_user} rhost={address}
    * :: authentication-failures :: PAM {count} more authentication {_}; logname={logname} uid={uid} euid={euid} tty={tty} \
    ruser={remote_user} rhost={address}  user={user}
    * :: authentication-failures :: PAM {count} more authentication {_}; logname={logname} uid={uid} euid={euid} tty={tty} \
    ruser={remote_user} rhost={address}
    * :: unknown-user :: pam_unix({service}:auth): check pass; user unknown
    * :: changed-password :: pam_unix({service}:chauthtok): password changed for {name}
    * :: change-password-failed :: pam_unix({service}:chauthtok): user "{name}" does not exist in {_}
    """
}
