extension MappingTables {
  /// The system calls of `SYSCALL` events; part of the table of the audit system.
  ///
  /// Source: section 2 of the Linux manual, for what the calls do.
  static let auditdCalls = """
    table auditd
    key auditd.message_type auditd.data.syscall
    base auditd.data.
    entry syscall execve,execveat
      event.category = process
      event.type = start
      event.action = executed
    entry syscall fork,vfork,clone,clone3
      event.category = process
      event.type = start
      event.action = forked
    entry syscall exit,exit_group
      event.category = process
      event.type = end
      event.action = ended
    entry syscall kill,tkill,tgkill,rt_sigqueueinfo,rt_tgsigqueueinfo,pidfd_send_signal
      event.category = process
      event.type = end
      event.action = killed-pid
    entry syscall ptrace,process_vm_readv,process_vm_writev
      event.category = process
      event.type = access
      event.action = accessed-process
    entry syscall setuid,setuid32,seteuid,setreuid,setreuid32,setresuid,setresuid32,setfsuid,setgid,setgid32,setregid,setresgid,setfsgid,setgroups
      event.category = process
      event.type = change
      event.action = changed-identity-of
    entry syscall memfd_create
      event.category = file
      event.type = creation
      event.action = created-memory-file
    entry syscall open,openat,openat2
      event.category = file
      event.type = access
      event.action = opened-file
    entry syscall creat
      event.category = file
      event.type = creation
      event.action = opened-file
    entry syscall read,readv,pread64,preadv,readlink,readlinkat,sendfile,sendfile64,getxattr,lgetxattr,fgetxattr
      event.category = file
      event.type = access
      event.action = read-file
    entry syscall write,writev,pwrite64,pwritev,truncate,ftruncate,truncate64,ftruncate64,fallocate,copy_file_range
      event.category = file
      event.type = change
      event.action = opened-file
    entry syscall unlink,unlinkat
      event.category = file
      event.type = deletion
      event.action = deleted
    entry syscall rmdir
      event.category = file
      event.type = deletion
      event.action = deleted
    entry syscall rename,renameat,renameat2
      event.category = file
      event.type = change
      event.action = renamed
    entry syscall link,linkat
      event.category = file
      event.type = creation
      event.action = linked
    entry syscall symlink,symlinkat
      event.category = file
      event.type = creation
      event.action = symlinked
    entry syscall mkdir,mkdirat
      event.category = file
      event.type = creation
      event.action = created-directory
    entry syscall mknod,mknodat
      event.category = file
      event.type = creation
      event.action = make-device
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
      event.category = file
      event.type = change
      event.action = changed-file-permissions-of
    entry syscall chown,lchown,fchown,fchownat,chown32,lchown32,fchown32
      event.category = file
      event.type = change
      event.action = changed-file-ownership-of
    entry syscall setxattr,lsetxattr,fsetxattr,removexattr,lremovexattr,fremovexattr,utime,utimes,utimensat,futimesat
      event.category = file
      event.type = change
      event.action = changed-file-attributes-of
    entry syscall connect
      event.category = network
      event.type = connection, start
      event.action = connected-to
    entry syscall accept,accept4
      event.category = network
      event.type = connection, start
      event.action = accepted-connection-from
    entry syscall bind
      event.category = network
      event.type = start
      event.action = bound-socket
    entry syscall listen
      event.category = network
      event.type = start
      event.action = listen-for-connections
    entry syscall socket,socketpair
      event.category = network
      event.type = start
      event.action = create-socket
    entry syscall sendto,sendmsg,sendmmsg
      event.category = network
      event.type = connection, info
      event.action = sent-to
    entry syscall recvfrom,recvmsg,recvmmsg
      event.category = network
      event.type = connection, info
      event.action = received-from
    entry syscall shutdown
      event.category = network
      event.type = end
      event.action = shutdown-socket
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
      event.category = driver
      event.type = start
      event.action = loaded-kernel-module
    entry syscall delete_module
      event.category = driver
      event.type = end
      event.action = unloaded-kernel-module
    entry syscall settimeofday,adjtimex,clock_settime,clock_adjtime,stime
      event.category = host
      event.type = change
      event.action = changed-system-time
    entry syscall sethostname,setdomainname
      event.category = host
      event.type = change
      event.action = changed-system-name
    entry syscall reboot,kexec_load,kexec_file_load
      event.category = host
      event.type = change
      event.action = rebooted
    entry syscall swapon,swapoff
      event.category = host
      event.type = change
      event.action = changed-swap
    entry syscall bpf
      event.category = process
      event.type = change
      event.action = used-bpf
    entry syscall *
      event.category = process
      event.type = info
      event.action < syscall
    """
}
