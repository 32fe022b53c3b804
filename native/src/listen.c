/* SPDX-License-Identifier: MIT */
/*
 * A listener: one epoll for the socket and all connections that have not been taken. Half-open ones stand in the order in which they came,
 * so the first one is the oldest and has the earliest deadline; prepared ones in the order in which they became ready.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "handshake.h"
#include "socket-path.h"
#include "statistics.h"

/* Accepted in one step, at most: those that are there already get their turn before a flood pushes them out. */
#define ACCEPTS_PER_STEP 16
#define EVENTS_PER_STEP 64

struct connection {
	struct sluice__handshake handshake;
	struct connection *previous, *next;
	struct queue *queue;
	int64_t deadline_ns;
	uint32_t events; /* that epoll looks for */
};

struct queue {
	struct connection *first, *last;
	int count;
};

struct sluice__listening {
	struct sluice__terms terms;
	struct sluice__bound bound;
	struct queue half_open, prepared;
	struct queue dead; /* until no event of this step can mean them */
	int epoll;
	int spare; /* given up to accept and refuse when the process has no descriptor left */
	uint32_t endpoint, generation;
	struct sluice_statistics_entry *statistics;
};

/* ---- queues ------------------------------------------------------------------------------------------------------------------- */

static void leave(struct connection *connection)
{
	struct queue *queue = connection->queue;

	if (connection->previous != NULL)
		connection->previous->next = connection->next;
	else
		queue->first = connection->next;
	if (connection->next != NULL)
		connection->next->previous = connection->previous;
	else
		queue->last = connection->previous;
	queue->count--;
	connection->previous = connection->next = NULL;
	connection->queue = NULL;
}

static void enter(struct queue *queue, struct connection *connection)
{
	if (connection->queue != NULL)
		leave(connection);
	connection->queue = queue;
	connection->previous = queue->last;
	if (queue->last != NULL)
		queue->last->next = connection;
	else
		queue->first = connection;
	queue->last = connection;
	queue->count++;
}

static void bury(struct sluice__listening *listening)
{
	while (listening->dead.first != NULL) {
		struct connection *connection = listening->dead.first;

		leave(connection);
		sluice__handshake_free(&connection->handshake);
		free(connection);
	}
}

/* ---- one connection ----------------------------------------------------------------------------------------------------------- */

static void refuse(struct sluice__listening *listening, struct connection *connection, const char *detail)
{
	sluice__handshake_refuse(&connection->handshake, SLUICE_REFUSE_BUSY, detail);
	enter(&listening->dead, connection);
}

static bool look_for(struct sluice__listening *listening, struct connection *connection, uint32_t events)
{
	struct epoll_event event = {.events = events, .data.ptr = connection};
	const int operation = connection->events == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;

	if (connection->events == events)
		return true;
	connection->events = events;
	return epoll_ctl(listening->epoll, operation, connection->handshake.link.control, &event) == 0;
}

static void go_on(struct sluice__listening *listening, struct connection *connection)
{
	const int status = sluice__handshake_step(&connection->handshake);
	/* A prepared one that rings already must not keep the loop awake; only its end is of interest. */
	uint32_t events = EPOLLRDHUP;

	if (status == SLUICE__PENDING)
		events = EPOLLIN | ((sluice__handshake_events(&connection->handshake) & POLLOUT) != 0 ? EPOLLOUT : 0u);
	if (status < 0)
		enter(&listening->dead, connection);
	else if (status == SLUICE__PREPARED && listening->prepared.count >= listening->terms.options.backlog)
		refuse(listening, connection, "too many connections wait to be accepted");
	else if (!look_for(listening, connection, events))
		refuse(listening, connection, "the listener can not watch one more connection");
	else if (status == SLUICE__PREPARED)
		enter(&listening->prepared, connection);
}

static void on_event(struct sluice__listening *listening, struct connection *connection)
{
	if (connection->queue == &listening->half_open)
		go_on(listening, connection);
	else if (connection->queue == &listening->prepared)
		enter(&listening->dead, connection); /* it has given up */
}

/*
 * Who has to make room for one more: the oldest of those that have said nothing yet, else the oldest. A peer in the middle of a handshake
 * should not pay for others that only connect.
 */
static struct connection *oldest_idle(const struct sluice__listening *listening)
{
	struct connection *connection = listening->half_open.first;

	while (connection != NULL && connection->handshake.expected > SLUICE_CONTROL_HELLO)
		connection = connection->next;
	return connection != NULL ? connection : listening->half_open.first;
}

static void admit(struct sluice__listening *listening, int socket)
{
	const struct sluice_channel_options *options = &listening->terms.options;
	struct connection *connection = (struct connection *)calloc(1, sizeof *connection);

	if (connection == NULL) {
		close(socket);
		return;
	}
	if (listening->half_open.count >= options->max_half_open)
		refuse(listening, oldest_idle(listening), "too many connections are not ready yet");
	sluice__handshake_init(&connection->handshake, socket, &listening->terms, true, listening->endpoint, ++listening->generation);
	sluice__address_format(&listening->bound.address, connection->handshake.link.address);
	connection->deadline_ns = sluice_deadline_after((int64_t)options->handshake_timeout_ms * 1000000);
	enter(&listening->half_open, connection);
	go_on(listening, connection);
}

/* ---- the listener ------------------------------------------------------------------------------------------------------------- */

static int open_spare(void)
{
	return open("/dev/null", O_RDONLY | O_CLOEXEC);
}

/* No descriptor is left, so the socket would stay readable for ever: take one connection with the spare one, and say why. */
static void refuse_one(struct sluice__listening *listening)
{
	struct sluice__handshake handshake;
	int socket;

	if (listening->spare >= 0)
		close(listening->spare);
	socket = accept4(listening->bound.descriptor, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (socket >= 0) {
		sluice__handshake_init(&handshake, socket, &listening->terms, true, listening->endpoint, 0);
		sluice__handshake_refuse(&handshake, SLUICE_REFUSE_RESOURCES, "the listener has no descriptor left");
	}
	listening->spare = open_spare();
}

static int accept_some(struct sluice__listening *listening)
{
	int i;

	for (i = 0; i < ACCEPTS_PER_STEP; i++) {
		const int socket = accept4(listening->bound.descriptor, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

		if (socket >= 0)
			admit(listening, socket);
		else if (errno == EAGAIN || errno == EWOULDBLOCK)
			return 0;
		else if (errno == EMFILE || errno == ENFILE)
			refuse_one(listening);
		else if (errno != EINTR && errno != ECONNABORTED)
			return -SLUICE_ERR_SYSTEM;
	}
	return 0;
}

static void expire(struct sluice__listening *listening)
{
	const int64_t now_ns = sluice_now_ns();

	while (listening->half_open.first != NULL && sluice_is_over(listening->half_open.first->deadline_ns, now_ns))
		refuse(listening, listening->half_open.first, "the connection was not ready in time");
}

static bool are_listener_options(const struct sluice_channel_options *options)
{
	return options->max_half_open > 0 && options->backlog > 0 && options->handshake_timeout_ms > 0 && options->mode <= 0777 &&
	       options->group >= -1;
}

static void show_publisher(struct sluice__listening *listening)
{
	const struct sluice__terms *terms = &listening->terms;
	char address[SLUICE__ADDRESS_SIZE] = "";

	/* A member of a cluster shares a segment, too, but publishes nothing in it. */
	if (terms->purpose != SLUICE_PURPOSE_BROADCAST || !terms->options.statistics)
		return;
	sluice__address_format(&listening->bound.address, address);
	listening->statistics = sluice__statistics_begin_publisher(terms->shared, address);
}

int sluice__listen_start(const char *address, const struct sluice__terms *terms, struct sluice__listening **out)
{
	struct sluice__listening *listening;
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
	int status = sluice__handshake_check(terms, true), number;

	if (status != 0 || !are_listener_options(&terms->options))
		return -SLUICE_ERR_OPTION;
	listening = (struct sluice__listening *)calloc(1, sizeof *listening);
	if (listening == NULL)
		return -SLUICE_ERR_SYSTEM;
	listening->terms = *terms;
	listening->endpoint = sluice__endpoint_next();
	listening->bound.descriptor = -1;
	listening->spare = open_spare();
	listening->epoll = epoll_create1(EPOLL_CLOEXEC);
	status = listening->epoll < 0 ? -SLUICE_ERR_SYSTEM : sluice__bind(address, &terms->options, &listening->bound);
	if (status == 0 && epoll_ctl(listening->epoll, EPOLL_CTL_ADD, listening->bound.descriptor, &event) != 0)
		status = -SLUICE_ERR_SYSTEM;
	if (status == 0) {
		show_publisher(listening);
		*out = listening;
		return 0;
	}
	number = errno;
	sluice__listen_close(listening);
	errno = number;
	return status;
}

int sluice__listen_descriptor(const struct sluice__listening *listening)
{
	return listening->epoll;
}

int64_t sluice__listen_deadline(const struct sluice__listening *listening)
{
	return listening->half_open.first == NULL ? SLUICE_FOREVER : listening->half_open.first->deadline_ns;
}

struct sluice_statistics_entry *sluice__listen_statistics(const struct sluice__listening *listening)
{
	return listening->statistics;
}

int sluice__listen_step(struct sluice__listening *listening)
{
	struct epoll_event events[EVENTS_PER_STEP];
	const int count = epoll_wait(listening->epoll, events, EVENTS_PER_STEP, 0);
	int status = 0, i;

	if (count < 0 && errno != EINTR)
		return -SLUICE_ERR_SYSTEM;
	for (i = 0; i < count; i++)
		if (events[i].data.ptr != NULL)
			on_event(listening, (struct connection *)events[i].data.ptr);
	expire(listening);
	for (i = 0; i < count; i++)
		if (events[i].data.ptr == NULL)
			status = accept_some(listening);
	bury(listening);
	return status < 0 ? status : listening->prepared.count;
}

int sluice__listen_take(struct sluice__listening *listening, struct sluice__link *out)
{
	int taken = 0;

	while (taken == 0 && listening->prepared.first != NULL) {
		struct connection *connection = listening->prepared.first;

		/* The socket lives on, so epoll would too. */
		epoll_ctl(listening->epoll, EPOLL_CTL_DEL, connection->handshake.link.control, NULL);
		if (sluice__handshake_accept(&connection->handshake) == SLUICE__DONE) {
			sluice__handshake_take(&connection->handshake, out);
			taken = 1;
		}
		enter(&listening->dead, connection);
	}
	bury(listening);
	return taken;
}

void sluice__listen_close(struct sluice__listening *listening)
{
	if (listening == NULL)
		return;
	sluice__unbind(&listening->bound);
	sluice__statistics_end(&listening->statistics);
	while (listening->half_open.first != NULL)
		refuse(listening, listening->half_open.first, "the listener closes");
	while (listening->prepared.first != NULL)
		refuse(listening, listening->prepared.first, "the listener closes");
	bury(listening);
	if (listening->epoll >= 0)
		close(listening->epoll);
	if (listening->spare >= 0)
		close(listening->spare);
	free(listening);
}

void sluice__listen_close_copy(const struct sluice__listening *listening)
{
	if (listening != NULL && listening->bound.descriptor >= 0)
		close(listening->bound.descriptor);
}
