/*
 * What systemd does for a service with a descriptor store: runs a command, keeps what it stores, and runs it again with that after it has died.
 * `manager SOCKET RUNS COMMAND...`; says on stderr `pid N`, `stored NAME` and `told TEXT`.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST 16

static int stored[MOST];
static char names[MOST][64];
static int count;
static volatile sig_atomic_t child;

static void stop(int signal)
{
	(void)signal;
	kill(child, SIGTERM);
	_exit(0);
}

static int bind_at(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int number = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
	if (number < 0 || bind(number, (struct sockaddr *)&address, sizeof address) != 0)
		exit(1);
	return number;
}

static void take(int socket)
{
	char text[512] = {0}, *name;
	union { struct cmsghdr aligned; char bytes[CMSG_SPACE(sizeof(int))]; } control;
	struct iovec where = {text, sizeof text - 1};
	struct msghdr message = {.msg_iov = &where, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};

	if (recvmsg(socket, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC) <= 0)
		return;
	name = strstr(text, "FDNAME=");
	if (strstr(text, "FDSTORE=1") == NULL || name == NULL || CMSG_FIRSTHDR(&message) == NULL) {
		fprintf(stderr, "told %s\n", text);
		return;
	}
	memcpy(&stored[count], CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof(int));
	snprintf(names[count++], sizeof names[0], "%s", name + strlen("FDNAME="));
	fprintf(stderr, "stored %s\n", names[count - 1]);
}

static void run(const char *path, char **command)
{
	char all[MOST * 64] = "", number[16];
	int i;

	for (i = 0; i < count; i++) {
		strcat(strcat(all, i == 0 ? "" : ":"), names[i]);
		/* Out of the way first: they may lie where others belong. */
		stored[i] = dup2(stored[i], 100 + i);
	}
	for (i = 0; i < count; i++)
		dup2(stored[i], 3 + i);
	for (i = 0; i < count; i++)
		close(100 + i);
	setenv("NOTIFY_SOCKET", path, 1);
	if (count > 0) {
		snprintf(number, sizeof number, "%d", count);
		setenv("LISTEN_FDS", number, 1);
		setenv("LISTEN_FDNAMES", all, 1);
		snprintf(number, sizeof number, "%d", (int)getpid());
		setenv("LISTEN_PID", number, 1);
	}
	execvp(command[0], command);
	_exit(127);
}

int main(int argument_count, char **arguments)
{
	const int socket = argument_count > 3 ? bind_at(arguments[1]) : -1;
	int runs = argument_count > 3 ? atoi(arguments[2]) : 0;

	signal(SIGTERM, stop);
	while (runs-- > 0) {
		child = fork();
		if (child == 0)
			run(arguments[1], arguments + 3);
		fprintf(stderr, "pid %d\n", (int)child);
		while (waitpid(child, NULL, WNOHANG) == 0) {
			struct pollfd ready = {.fd = socket, .events = POLLIN};

			if (poll(&ready, 1, 20) > 0)
				take(socket);
		}
		while (count < MOST) {
			struct pollfd ready = {.fd = socket, .events = POLLIN};

			if (poll(&ready, 1, 0) <= 0)
				break;
			take(socket);
		}
	}
	return 0;
}
