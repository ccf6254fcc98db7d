/**
 * What a record of each type tells, in one sentence. From linux/audit.h, audit-records.h of audit-userspace and the
 * places that write them; a name is a row of `messageTypes`.
 */
const meanings = `
ACCT_LOCK An account was locked.
ACCT_UNLOCK An account was unlocked.
ADD_GROUP A group was added.
ADD_USER A user was added.
ANOM_ABEND A process was ended by a signal that means a fault, such as a segmentation fault.
ANOM_ACCESS_FS Access to a file or folder ended in an unexpected way.
ANOM_ADD_ACCT Adding an account ended in an unexpected way.
ANOM_AMTU_FAIL A test of the machine's security functions failed.
ANOM_CREAT A file was opened for creation in a way that the kernel's protection of sticky folders forbids.
ANOM_CRYPTO_FAIL A cryptographic part failed.
ANOM_DEL_ACCT Deleting an account ended in an unexpected way.
ANOM_EXEC A program was run in an unexpected way.
ANOM_LINK A link was followed or made in a way that the kernel's protection of links forbids.
ANOM_LOGIN_ACCT A login was tried on an account that is watched.
ANOM_LOGIN_FAILURES The limit of failed logins was reached.
ANOM_LOGIN_LOCATION A login came from a place that is not allowed.
ANOM_LOGIN_ROOT Root logged in where that is watched.
ANOM_LOGIN_SERVICE A service account logged in.
ANOM_LOGIN_SESSIONS The limit of sessions at the same time was reached.
ANOM_LOGIN_TIME A login came at a time that is not allowed.
ANOM_MAX_DAC The limit of refusals by file permissions was reached.
ANOM_MAX_MAC The limit of refusals by the security module was reached.
ANOM_MK_EXEC A file was made executable.
ANOM_MOD_ACCT An account was changed in an unexpected way.
ANOM_ORIGIN_FAILURES Too many failed logins came from one origin.
ANOM_PROMISCUOUS A network device began or ended to take all packets, not only its own.
ANOM_RBAC_FAIL A test of role based access failed.
ANOM_RBAC_INTEGRITY_FAIL A test of the integrity of role based access failed.
ANOM_ROOT_TRANS A user became root in an unexpected way.
ANOM_SESSION A session behaves in an unexpected way.
APPARMOR A message of AppArmor.
APPARMOR_ALLOWED AppArmor let something pass that a profile in complain mode would refuse.
APPARMOR_AUDIT AppArmor recorded something that a profile asks to be recorded.
APPARMOR_DENIED AppArmor refused an access.
APPARMOR_ERROR AppArmor met an error.
APPARMOR_HINT AppArmor followed a process into another profile.
APPARMOR_KILL AppArmor ended a process for breaking its profile.
APPARMOR_STATUS AppArmor loaded, replaced or removed a profile.
AVC The security module (SELinux, AppArmor) granted or refused an access.
AVC_PATH The path that belongs to a decision of SELinux.
BPF A BPF program was loaded or unloaded.
BPRM_FCAPS A program was run that gains capabilities from its file.
CAPSET A process changed its capabilities.
CHGRP_ID A program changed the group under which it works.
CHUSER_ID A program changed the user under which it works.
CONFIG_CHANGE The audit system's rules or settings were changed.
CRED_ACQ A user was given the credentials for a session.
CRED_DISP A user's credentials were taken back at the end of a session.
CRED_REFR A user's credentials were renewed.
CRYPTO_FAILURE_USER A cryptographic operation of a program failed.
CRYPTO_IKE_SA An IKE security association was made or removed.
CRYPTO_IPSEC_SA An IPsec security association was made or removed.
CRYPTO_KEY_USER A cryptographic key was made, used or destroyed; sshd writes it for host keys.
CRYPTO_LOGIN An officer of cryptography logged in.
CRYPTO_LOGOUT An officer of cryptography logged out.
CRYPTO_PARAM_CHANGE_USER A cryptographic parameter was changed.
CRYPTO_REPLAY_USER A repeated message was found, as in a replay attack.
CRYPTO_SESSION The parameters of a secured session, such as the ciphers of an ssh connection.
CRYPTO_TEST_USER A test of cryptography ran.
CWD The working folder of the process at the time of the system call.
DAC_CHECK A program checked permissions itself.
DAEMON_ABORT The audit daemon stopped because of an error.
DAEMON_ACCEPT The audit daemon took a connection of a remote sender.
DAEMON_CLOSE A connection of a remote sender ended.
DAEMON_CONFIG The audit daemon read its configuration anew.
DAEMON_END The audit daemon was stopped.
DAEMON_ERR The audit daemon met an error.
DAEMON_RESUME The audit daemon began to write again.
DAEMON_ROTATE The audit daemon began a new log file.
DAEMON_START The audit daemon started.
DEL_GROUP A group was deleted.
DEL_USER A user was deleted.
DEV_ALLOC A device was given to a user.
DEV_DEALLOC A device was taken back from a user.
DM_CTRL A device mapper device was controlled.
DM_EVENT A device mapper device reports an event.
EOE The end of an event of several records.
EVENT_LISTENER A program began or ended to listen to audit events in the kernel's multicast group.
EXECVE The arguments with which a program was run.
FANOTIFY A program that guards files (fanotify) decided on an access.
FD_PAIR The two descriptors that pipe or socketpair returned.
FEATURE_CHANGE A feature of the audit system was switched or locked.
FS_RELABEL File systems were given new security labels.
GRP_AUTH A user authenticated for a group.
GRP_CHAUTHTOK A group's password was changed.
GRP_MGMT A group's data were changed.
INTEGRITY_DATA IMA checked the content of a file.
INTEGRITY_EVM_XATTR The attributes that EVM protects were changed.
INTEGRITY_HASH IMA reports the hash of a file.
INTEGRITY_METADATA EVM checked the attributes of a file.
INTEGRITY_PCR IMA found a violation and invalidated a measurement.
INTEGRITY_POLICY_RULE A rule of the IMA policy was loaded.
INTEGRITY_RULE A rule of IMA matched.
INTEGRITY_STATUS IMA reports its state.
IPC The System V object that a system call worked on.
IPC_SET_PERM New owner and mode of a System V object.
KERNEL The kernel's audit was started.
KERNEL_OTHER A message of a part of the kernel that has no type of its own.
KERN_MODULE The name of a kernel module that was loaded or unloaded.
LABEL_LEVEL_CHANGE The security level of an object was changed.
LABEL_OVERRIDE A program overrode a security label.
LOGIN The login uid and session of a process were set.
MAC_CALIPSO_ADD A CALIPSO label mapping for IPv6 was added.
MAC_CALIPSO_DEL A CALIPSO label mapping for IPv6 was deleted.
MAC_CHECK A program asked the security module itself.
MAC_CIPSOV4_ADD A CIPSO label mapping for IPv4 was added.
MAC_CIPSOV4_DEL A CIPSO label mapping for IPv4 was deleted.
MAC_CONFIG_CHANGE A boolean of the SELinux policy was changed.
MAC_IPSEC_ADDSA An IPsec security association was added.
MAC_IPSEC_ADDSPD An IPsec policy was added.
MAC_IPSEC_DELSA An IPsec security association was deleted.
MAC_IPSEC_DELSPD An IPsec policy was deleted.
MAC_IPSEC_EVENT An event of labelled IPsec.
MAC_MAP_ADD A mapping of security domains to networks was added.
MAC_MAP_DEL A mapping of security domains to networks was deleted.
MAC_POLICY_LOAD The SELinux policy was loaded.
MAC_STATUS SELinux was switched between enforcing, permissive and off.
MAC_UNLBL_ALLOW Unlabelled network traffic was allowed or forbidden.
MAC_UNLBL_STCADD A fixed label for unlabelled network traffic was added.
MAC_UNLBL_STCDEL A fixed label for unlabelled network traffic was deleted.
MMAP Descriptor and flags of a file that was mapped to memory.
MQ_GETSETATTR Attributes of a POSIX message queue were read or set.
MQ_NOTIFY A process asked to be told of messages in a POSIX message queue.
MQ_OPEN A POSIX message queue was opened.
MQ_SENDRECV A message was sent to or taken from a POSIX message queue.
NETFILTER_CFG Tables of the packet filter were changed.
NETFILTER_PKT A packet matched a rule of the packet filter that asks for a record.
OBJ_PID The process that a signal or a trace was aimed at.
OPENAT2 How openat2 was asked to open a file.
PATH A file that the system call worked on: name, owner, mode, inode.
PROCTITLE The command line of the process.
RESP_ACCT_LOCK In answer to an intrusion an account was locked.
RESP_ACCT_LOCK_TIMED In answer to an intrusion an account was locked for a time.
RESP_ACCT_REMOTE In answer to an intrusion an account was kept from remote access.
RESP_ACCT_UNLOCK_TIMED An account that was locked for a time was unlocked.
RESP_ALERT In answer to an intrusion an alert was sent.
RESP_ANOMALY An anomaly was left without answer.
RESP_EXEC In answer to an intrusion a program was run.
RESP_HALT In answer to an intrusion the system was shut down.
RESP_KILL_PROC In answer to an intrusion a process was ended.
RESP_ORIGIN_BLOCK In answer to an intrusion an address was blocked.
RESP_ORIGIN_BLOCK_TIMED In answer to an intrusion an address was blocked for a time.
RESP_ORIGIN_UNBLOCK_TIMED An address that was blocked for a time was let in again.
RESP_SEBOOL In answer to an intrusion an SELinux boolean was set.
RESP_SINGLE In answer to an intrusion the system went to single user mode.
RESP_TERM_ACCESS In answer to an intrusion a session was ended.
RESP_TERM_LOCK In answer to an intrusion a terminal was locked.
ROLE_ASSIGN A user was given an SELinux role.
ROLE_MODIFY An SELinux role was changed.
ROLE_REMOVE A user lost an SELinux role.
SECCOMP A system call met a seccomp filter that records it.
SELINUX_ERR SELinux met an error of its own.
SERVICE_START A service was started, as systemd says.
SERVICE_STOP A service was stopped, as systemd says.
SOCKADDR The socket address that a system call was given or returned.
SOCKETCALL The arguments of a socket call.
SOFTWARE_UPDATE Software was installed, updated or removed.
SYSCALL A system call: which, with what arguments and result, by whom.
SYSTEM_BOOT The system was booted.
SYSTEM_RUNLEVEL The runlevel was changed.
SYSTEM_SHUTDOWN The system is shut down.
TEST A test message.
TIME_ADJNTPVAL A value of the clock's steering by NTP was changed.
TIME_INJOFFSET The clock was moved by an offset.
TRUSTED_APP A message of a trusted program, in words of its own.
TTY What was typed on a terminal, where that is recorded.
URINGOP An operation of io_uring: which, with what result, by whom.
USER A message that a program or auditctl -m sent.
USER_ACCT A program asked whether an account may be used.
USER_AUTH A user authenticated, or tried to.
USER_AVC A program's own access checks (D-Bus, systemd) granted or refused something.
USER_CHAUTHTOK A user's password or other account data were changed.
USER_CMD A command was run by sudo or the like.
USER_DEVICE A device was added, removed or allowed, as with USBGuard.
USER_END A user's session ended.
USER_ERR A user's request to log in met an error.
USER_LABELED_EXPORT An object was exported with its security label.
USER_LOGIN A user logged in, or tried to.
USER_LOGOUT A user logged out.
USER_MAC_CONFIG_CHANGE A program changed the policy of its own security module.
USER_MAC_POLICY_LOAD A program loaded the policy of its own security module.
USER_MAC_STATUS A program switched its own security module.
USER_MGMT A user's account data were changed.
USER_ROLE_CHANGE A user changed to another SELinux role.
USER_SELINUX_ERR A program met an error of SELinux.
USER_START A user's session started.
USER_TTY What a shell was given as commands, where that is recorded.
USER_UNLABELED_EXPORT An object was exported without its security label.
USYS_CONFIG A setting of the system was changed, such as the clock.
VIRT_CONTROL A virtual machine was started, paused or stopped.
VIRT_CREATE A virtual machine was created.
VIRT_DESTROY A virtual machine was destroyed.
VIRT_INTEGRITY_CHECK The integrity of a virtual machine was checked.
VIRT_MACHINE_ID A virtual machine was given its security label.
VIRT_MIGRATE_IN A virtual machine came from another host.
VIRT_MIGRATE_OUT A virtual machine went to another host.
VIRT_RESOURCE A virtual machine was given a resource: disk, network, memory.
`;

const byName = new Map(
  meanings
    .trim()
    .split('\n')
    .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)] as const),
);

/** One sentence on a type of record; letters in any case. */
export function messageTypeMeaning(name: string): string | undefined {
  return byName.get(name.toUpperCase());
}
