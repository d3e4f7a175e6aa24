extension MappingTables {
  /// The system calls of `SYSCALL` events; part of the table of the audit system.
  ///
  /// Source: section 2 of the Linux manual, for what the calls do.
  static let auditdCalls = """
    table auditd
    key auditd.message_type auditd.data.syscall
    base auditd.data.
    entry syscall execve,execveat
      event process start executed
    entry syscall fork,vfork,clone,clone3
      event process start forked
    entry syscall exit,exit_group
      event process end ended
    entry syscall kill,tkill,tgkill,rt_sigqueueinfo,rt_tgsigqueueinfo,pidfd_send_signal
      event process end killed-pid
    entry syscall ptrace,process_vm_readv,process_vm_writev
      event process access accessed-process
    entry syscall setuid,setuid32,seteuid,setreuid,setreuid32,setresuid,setresuid32,setfsuid,setgid,setgid32,setregid,setresgid,setfsgid,setgroups
      event process change changed-identity-of
    entry syscall memfd_create
      event file creation created-memory-file
    entry syscall open,openat,openat2
      event file access opened-file
    entry syscall creat
      event file creation opened-file
    entry syscall read,readv,pread64,preadv,readlink,readlinkat,sendfile,sendfile64,getxattr,lgetxattr,fgetxattr
      event file access read-file
    entry syscall write,writev,pwrite64,pwritev,truncate,ftruncate,truncate64,ftruncate64,fallocate,copy_file_range
      event file change opened-file
    entry syscall unlink,unlinkat
      event file deletion deleted
    entry syscall rmdir
      event file deletion deleted
    entry syscall rename,renameat,renameat2
      event file change renamed
    entry syscall link,linkat
      event file creation linked
    entry syscall symlink,symlinkat
      event file creation symlinked
    entry syscall mkdir,mkdirat
      event file creation created-directory
    entry syscall mknod,mknodat
      event file creation make-device
    entry syscall mount,umount,umount2,mount_setattr,move_mount,fsmount
      event.category = file
    entry syscall mount,move_mount,fsmount
      event.type = creation
      event.action = mounted
    entry syscall umount,umount2
      event.type = deletion
      event.action = unmounted
    entry syscall mount_setattr
      event.type = change
      event.action = changed-mount
    entry syscall chmod,fchmod,fchmodat,fchmodat2
      event file change changed-file-permissions-of
    entry syscall chown,lchown,fchown,fchownat,chown32,lchown32,fchown32
      event file change changed-file-ownership-of
    entry syscall setxattr,lsetxattr,fsetxattr,removexattr,lremovexattr,fremovexattr,utime,utimes,utimensat,futimesat
      event file change changed-file-attributes-of
    entry syscall connect
      event network connection,start connected-to
    entry syscall accept,accept4
      event network connection,start accepted-connection-from
    entry syscall bind
      event network start bound-socket
    entry syscall listen
      event network start listen-for-connections
    entry syscall socket,socketpair
      event network start create-socket
    entry syscall sendto,sendmsg,sendmmsg
      event network connection,info sent-to
    entry syscall recvfrom,recvmsg,recvmmsg
      event network connection,info received-from
    entry syscall shutdown
      event network end shutdown-socket
    entry syscall connect,sendto,sendmsg,sendmmsg
      destination.ip < socket.addr | ip
      destination.address < socket.addr
      destination.address < socket.path
      destination.port < socket.port | port
      network.direction = egress
      network.type < socket.family | map ipv4=ipv4 ipv6=ipv6
    entry syscall accept,accept4,recvfrom,recvmsg,recvmmsg
      source.ip < socket.addr | ip
      source.address < socket.addr
      source.address < socket.path
      source.port < socket.port | port
      network.direction = ingress
      network.type < socket.family | map ipv4=ipv4 ipv6=ipv6
    entry syscall bind
      source.ip < socket.addr | ip
      source.address < socket.addr
      source.port < socket.port | port
    entry syscall init_module,finit_module
      event driver start loaded-kernel-module
    entry syscall delete_module
      event driver end unloaded-kernel-module
    entry syscall settimeofday,adjtimex,clock_settime,clock_adjtime,stime
      event host change changed-system-time
    entry syscall sethostname,setdomainname
      event host change changed-system-name
    entry syscall reboot,kexec_load,kexec_file_load
      event host change rebooted
    entry syscall swapon,swapoff
      event host change changed-swap
    entry syscall bpf
      event process change used-bpf
    entry syscall *
      event process info
      event.action < syscall
    """
}
