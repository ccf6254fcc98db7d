/*
 * record.c - hands records to a lab host's auditd as the kernel does. Standard
 * input has them a line each, as in a log: type=NAME msg=audit(...): ...
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

static const struct sockaddr_un daemon_address = { AF_UNIX, "/run/audit-kernel/daemon" };

/* By libaudit's own table; without its headers, which a host need not have. */
static int number_of(const char *name)
{
	static int (*look_up)(const char *);

	if (!look_up) {
		void *library = dlopen("libaudit.so.1", RTLD_NOW);

		look_up = library ? (int (*)(const char *))dlsym(library, "audit_name_to_msg_type") : NULL;
		if (!look_up) {
			fprintf(stderr, "record: libaudit: %s\n", dlerror());
			exit(1);
		}
	}
	return look_up(name);
}

static void hand_over(int fd, int type, const char *text)
{
	char message[NLMSG_SPACE(9000)] = { 0 };
	struct nlmsghdr *header = (void *)message;
	size_t length = strnlen(text, 8969);

	header->nlmsg_type = type;
	/* Without the header, as the kernel gives it for records. */
	header->nlmsg_len = length;
	memcpy(NLMSG_DATA(header), text, length);
	if (sendto(fd, message, NLMSG_SPACE(length), 0, (const void *)&daemon_address,
		   sizeof daemon_address) < 0) {
		fprintf(stderr, "record: no auditd listens to the kernel: %s\n", strerror(errno));
		exit(1);
	}
}

int main(void)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0), type;
	char *line = NULL, name[64], *text;
	size_t room = 0;

	while (getline(&line, &room, stdin) > 0) {
		line[strcspn(line, "\n\x1d")] = 0;
		if (!*line)
			continue;
		text = strstr(line, " msg=");
		if (!text || sscanf(line, "type=%63s", name) != 1 || (type = number_of(name)) < 0) {
			fprintf(stderr, "record: not a record of the kernel: %s\n", line);
			return 1;
		}
		hand_over(fd, type, text + 5);
	}
	return 0;
}
