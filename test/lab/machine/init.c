/*
 * init.c - process 1 of a lab host. It collects every process that has ended
 * (a daemon that stays a zombie would look alive to the init script) and is
 * the host's syslog: what arrives at /dev/log is appended to /var/log/syslog.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int listen_to_programs(void)
{
	const struct sockaddr_un address = { AF_UNIX, "/dev/log" };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0 || bind(fd, (const void *)&address, sizeof address) != 0)
		return -1;
	chmod(address.sun_path, 0666);
	return fd;
}

/* "2026-11-22T06:58:04.123Z <PRI>text" */
static void write_down(FILE *log, const char *text, int length)
{
	struct timespec now;
	struct tm day;
	char stamp[32];

	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &day);
	strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%S", &day);
	while (length > 0 && (text[length - 1] == '\n' || text[length - 1] == 0))
		length--;
	fprintf(log, "%s.%03ldZ %.*s\n", stamp, now.tv_nsec / 1000000, length, text);
	fflush(log);
}

int main(void)
{
	static char text[65536];
	struct signalfd_siginfo ended;
	struct pollfd waits[2];
	FILE *log = fopen("/var/log/syslog", "ae");
	sigset_t signals;

	sigemptyset(&signals);
	sigaddset(&signals, SIGCHLD);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	waits[0].fd = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
	waits[1].fd = listen_to_programs();
	waits[0].events = waits[1].events = POLLIN;
	if (!log || waits[0].fd < 0 || waits[1].fd < 0) {
		perror("init");
		return 1;
	}
	puts("up");
	fflush(stdout);
	for (;;) {
		ssize_t length;

		poll(waits, 2, -1);
		while (read(waits[0].fd, &ended, sizeof ended) > 0)
			;
		while (waitpid(-1, NULL, WNOHANG) > 0)
			;
		while ((length = recv(waits[1].fd, text, sizeof text, 0)) >= 0)
			write_down(log, text, length);
	}
}
