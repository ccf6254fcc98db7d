/*
 * listen.c - preloaded into the sshd of a lab host, which is started in the
 * host's namespaces except the network's: it takes its port on the machine's
 * loopback, and then moves to the host's network, where all its sessions live.
 * So clients reach a host without anything in between that copies bytes.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static void move_to_network_of_process_1(void)
{
	int network = open("/proc/1/ns/net", O_RDONLY | O_CLOEXEC);

	if (network < 0 || setns(network, CLONE_NEWNET) != 0) {
		/* A session in the machine's network would not be the host's. */
		perror("listen: the host's network");
		exit(1);
	}
	close(network);
}

int listen(int fd, int backlog)
{
	static int moved;
	int (*real)(int, int) = (int (*)(int, int))dlsym(RTLD_NEXT, "listen");
	int result = real(fd, backlog);

	/* A session that listens, for a forwarding, has inherited the network. */
	if (result == 0 && !moved && getuid() == 0) {
		move_to_network_of_process_1();
		moved = 1;
	}
	return result;
}
