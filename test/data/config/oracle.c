/*
 * Preloaded into auditd, audisp-remote and audispd-zos-remote, so that they read a configuration file, say what they
 * think of it, and touch nothing else: the kernel's audit socket is out of reach (ORACLE_SOCKET=null gives /dev/null
 * instead, so that auditd goes on to its plugin files), syslog() writes to standard error, nice() does nothing, and
 * the path ORACLE_FROM opens ORACLE_TO.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define AUDIT_PROTOCOL 9
#define NETLINK_OPTIONS 270

static void say(const char *format, va_list arguments)
{
	char message[4096];
	vsnprintf(message, sizeof message, format, arguments);
	dprintf(2, "%s\n", message);
}

void syslog(int priority, const char *format, ...)
{
	va_list arguments;
	(void)priority;
	va_start(arguments, format);
	say(format, arguments);
	va_end(arguments);
}

void vsyslog(int priority, const char *format, va_list arguments)
{
	(void)priority;
	say(format, arguments);
}

void __syslog_chk(int priority, int flag, const char *format, ...)
{
	va_list arguments;
	(void)priority, (void)flag;
	va_start(arguments, format);
	say(format, arguments);
	va_end(arguments);
}

void __vsyslog_chk(int priority, int flag, const char *format, va_list arguments)
{
	(void)priority, (void)flag;
	say(format, arguments);
}

int nice(int increment)
{
	(void)increment;
	errno = 0;
	return 0;
}

int socket(int domain, int type, int protocol)
{
	int (*real)(int, int, int) = dlsym(RTLD_NEXT, "socket");
	if (domain == AF_NETLINK && protocol == AUDIT_PROTOCOL) {
		if (getenv("ORACLE_SOCKET"))
			return open("/dev/null", O_RDWR | O_CLOEXEC);
		errno = EACCES;
		return -1;
	}
	return real(domain, type, protocol);
}

int setsockopt(int fd, int level, int name, const void *value, socklen_t length)
{
	int (*real)(int, int, int, const void *, socklen_t) = dlsym(RTLD_NEXT, "setsockopt");
	return level == NETLINK_OPTIONS ? 0 : real(fd, level, name, value, length);
}

static const char *redirected(const char *path)
{
	const char *from = getenv("ORACLE_FROM"), *to = getenv("ORACLE_TO");
	return from && to && path && strcmp(path, from) == 0 ? to : path;
}

#define REDIRECTED_OPEN(NAME)                                                  \
	int NAME(const char *path, int flags, ...)                             \
	{                                                                      \
		int (*real)(const char *, int, ...) = dlsym(RTLD_NEXT, #NAME); \
		mode_t mode = 0;                                               \
		if (flags & (O_CREAT | O_TMPFILE)) {                           \
			va_list arguments;                                     \
			va_start(arguments, flags);                            \
			mode = va_arg(arguments, mode_t);                      \
			va_end(arguments);                                     \
		}                                                              \
		return real(redirected(path), flags, mode);                    \
	}
REDIRECTED_OPEN(open)
REDIRECTED_OPEN(open64)

#define REDIRECTED_OPEN_2(NAME)                                           \
	int NAME(const char *path, int flags)                             \
	{                                                                 \
		int (*real)(const char *, int) = dlsym(RTLD_NEXT, #NAME); \
		return real(redirected(path), flags);                     \
	}
REDIRECTED_OPEN_2(__open_2)
REDIRECTED_OPEN_2(__open64_2)
