/*
 * A side of a handshake, or a listener, that is killed after each of its instructions: `program NAME [EVERY]`. The other side learns that it
 * is gone, holds nothing of it, and talks to the next one at the same address.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <unistd.h>

#include "../../../native/src/channel.h"
#include "sweep.h"

#define PATIENCE_NS ((int64_t)60000000000)

static const char GREETING[] = "sixteen bytes...";
static char address[64];

/* What the survivor has got so far. */
struct survivor {
	struct sluice_channel_listener *listener;
	struct sluice__connecting *connecting;
	struct sluice_channel *channel;
};

static int64_t soon(void)
{
	return sluice_deadline_after(PATIENCE_NS);
}

static struct sluice_channel_options options_of(void)
{
	struct sluice_channel_options options = SLUICE_CHANNEL_OPTIONS;

	options.send_order = 0;
	options.arena_block_size = 1024;
	options.arena_block_count = 4;
	/* Single steps take their time. */
	options.handshake_timeout_ms = 600000;
	return options;
}

static struct sluice__terms terms_of(void)
{
	return (struct sluice__terms){.options = options_of(), .purpose = SLUICE_PURPOSE_CHANNEL};
}

static struct sluice_channel_listener *listen_there(void)
{
	const struct sluice_channel_options options = options_of();
	struct sluice_channel_listener *listener;

	CHECK(sluice_channel_listen(address, &options, &listener) == 0);
	return listener;
}

static void greet(struct sluice_channel *channel)
{
	CHECK(sluice_channel_send(channel, GREETING, sizeof GREETING, 1, 2, 0) == 0);
}

/* A dead peer of which the greeting may have come. Returns 1 when it has. */
static uint32_t hear_last(struct sluice_channel *channel)
{
	struct sluice_message message;
	uint32_t heard = 0;
	int status;

	while ((status = sluice_channel_receive(channel, soon(), &message)) == 1) {
		REQUIRE(message.size == sizeof GREETING && memcmp(message.payload, GREETING, sizeof GREETING) == 0, "the greeting is another one");
		CHECK(sluice_channel_finish_message(channel) == 0);
		heard++;
	}
	sweep_told();
	REQUIRE(status == -SLUICE_ERR_PEER_DIED && heard <= 1, "got %u greetings, then %d", heard, status);
	REQUIRE(sluice_channel_get_ending(channel).sent == 0 && sluice_channel_get_ending(channel).released == 0, "positions are not 0");
	CHECK(sluice_channel_disconnect(channel) == 0);
	return heard;
}

/* Both ends of the next connection are here. */
static void connect_next(struct sluice_channel_listener *listener)
{
	const struct sluice__terms terms = terms_of();
	struct sluice__connecting *connecting;
	struct sluice_channel_refusal why;
	struct sluice_channel *accepted = NULL, *connected;
	struct sluice_message message;
	struct sluice__link link;
	int status;

	CHECK(sluice__connect_start(address, &terms, &connecting) == 0);
	while ((status = sluice__connect_step(connecting, &why)) != SLUICE__DONE) {
		REQUIRE(status >= 0, "the next peer is refused: %d", status);
		if (accepted == NULL && (status = sluice_channel_accept(listener, 0, &accepted)) != 0)
			REQUIRE(status == -SLUICE_ERR_DEADLINE, "the next peer is not accepted: %d", status);
	}
	sluice__connect_take(connecting, &link);
	CHECK(sluice__channel_open(&link, &terms.options, &connected) == 0);
	greet(connected);
	CHECK(sluice_channel_get_message(accepted, &message) == 1 && message.size == sizeof GREETING);
	CHECK(sluice_channel_disconnect(connected) == 0 && sluice_channel_disconnect(accepted) == 0);
}

/* ---- the connector dies ------------------------------------------------------------------------------------------------------------------- */

static void be_connector(void *user)
{
	const struct sluice_channel_options options = options_of();
	struct sluice_channel *channel;

	(void)user;
	tracee_mark();
	CHECK(sluice_channel_connect(address, &options, SLUICE_FOREVER, &channel, NULL) == 0);
	greet(channel);
	tracee_mark();
}

static void begin_connector(void *user, struct tracee *tracee)
{
	((struct survivor *)user)->channel = NULL;
	tracee_start(tracee, be_connector, NULL);
	tracee_await(tracee, NULL, NULL);
}

static void try_accept(struct survivor *survivor)
{
	if (survivor->channel != NULL)
		return;
	REQUIRE(sluice_channel_accept(survivor->listener, 0, &survivor->channel) == 0 || survivor->channel == NULL, "accept fails");
}

static void pump_listener(void *user)
{
	try_accept((struct survivor *)user);
}

static struct sweep_outcome end_connector(void *user, struct tracee *tracee, uint32_t n)
{
	struct survivor *survivor = (struct survivor *)user;
	struct sweep_outcome outcome = {{0}};

	/* Half of the time the listener has already taken in how far it has come. */
	if (n % 2 == 1)
		try_accept(survivor);
	sweep_kill(tracee);
	if (survivor->channel != NULL)
		outcome.facts[0] = hear_last(survivor->channel);
	tracee_reap(tracee);
	/* One step forgets who is gone; resources tell whether it has. */
	survivor->channel = NULL;
	try_accept(survivor);
	if (survivor->channel != NULL)
		outcome.facts[0] = hear_last(survivor->channel);
	connect_next(survivor->listener);
	return outcome;
}

static void run_connect(uint32_t every)
{
	struct survivor survivor = {0};
	const struct sweep sweep = {"connect", begin_connector, pump_listener, end_connector, &survivor};
	struct sweep_outcome first, last;

	survivor.listener = listen_there();
	sweep_run(&sweep, every, &first, &last);
	sluice_channel_listener_close(survivor.listener);
	REQUIRE(first.facts[0] == 0 && last.facts[0] == 1, "greeted %u times in the end", last.facts[0]);
}

/* ---- the listener dies, with a connector before its door ------------------------------------------------------------------------------------ */

static void be_acceptor(void *user)
{
	struct sluice_channel_listener *listener = listen_there();
	struct sluice_channel *channel;

	(void)user;
	tracee_mark();
	CHECK(sluice_channel_accept(listener, SLUICE_FOREVER, &channel) == 0);
	greet(channel);
	tracee_mark();
}

static void begin_acceptor(void *user, struct tracee *tracee)
{
	static const struct survivor NOTHING;
	struct survivor *survivor = (struct survivor *)user;
	const struct sluice__terms terms = terms_of();

	*survivor = NOTHING;
	tracee_start(tracee, be_acceptor, NULL);
	tracee_await(tracee, NULL, NULL);
	CHECK(sluice__connect_start(address, &terms, &survivor->connecting) == 0);
}

/* Negative when the other side has ended it. */
static int step_connector(struct survivor *survivor)
{
	const struct sluice_channel_options options = options_of();
	struct sluice_channel_refusal why;
	struct sluice__link link;
	int status;

	if (survivor->connecting == NULL)
		return 0;
	status = sluice__connect_step(survivor->connecting, &why);
	if (status == SLUICE__DONE) {
		sluice__connect_take(survivor->connecting, &link);
		survivor->connecting = NULL;
		CHECK(sluice__channel_open(&link, &options, &survivor->channel) == 0);
	} else if (status < 0) {
		sluice__connect_cancel(survivor->connecting);
		survivor->connecting = NULL;
	}
	return status;
}

static void pump_connector(void *user)
{
	const int status = step_connector((struct survivor *)user);

	REQUIRE(status >= 0, "refused by the living: %d", status);
}

static struct sweep_outcome end_acceptor(void *user, struct tracee *tracee, uint32_t n)
{
	struct survivor *survivor = (struct survivor *)user;
	struct sweep_outcome outcome = {{0}};
	struct sluice_channel_listener *successor;

	if (n % 2 == 1)
		pump_connector(survivor);
	sweep_kill(tracee);
	while (survivor->connecting != NULL) {
		short events;
		const int descriptor = sluice__connect_descriptor(survivor->connecting, &events), status = step_connector(survivor);

		REQUIRE(status >= 0 || status == -SLUICE_ERR_PEER_CLOSED, "connect says %d", status);
		if (survivor->connecting != NULL)
			CHECK(sluice__sleep_on(descriptor, events, soon()));
		else if (survivor->channel == NULL)
			sweep_told();
	}
	if (survivor->channel != NULL)
		outcome.facts[0] = hear_last(survivor->channel);
	tracee_reap(tracee);
	successor = listen_there();
	connect_next(successor);
	sluice_channel_listener_close(successor);
	return outcome;
}

static void run_accept(uint32_t every)
{
	struct survivor survivor = {0};
	const struct sweep sweep = {"accept", begin_acceptor, pump_connector, end_acceptor, &survivor};
	struct sweep_outcome first, last;

	sweep_run(&sweep, every, &first, &last);
	REQUIRE(first.facts[0] == 0 && last.facts[0] == 1, "greeted %u times in the end", last.facts[0]);
}

/* ---- the listener dies while it takes and leaves its address -------------------------------------------------------------------------------- */

static void be_listener(void *user)
{
	(void)user;
	tracee_mark();
	sluice_channel_listener_close(listen_there());
	tracee_mark();
}

static void begin_listener(void *user, struct tracee *tracee)
{
	(void)user;
	tracee_start(tracee, be_listener, NULL);
	tracee_await(tracee, NULL, NULL);
}

/* Files beside the two dots. */
static uint32_t files(void)
{
	DIR *folder = opendir(".");
	uint32_t count = 0;

	CHECK(folder != NULL);
	while (readdir(folder) != NULL)
		count++;
	closedir(folder);
	return count - 2;
}

static struct sweep_outcome end_listener(void *user, struct tracee *tracee, uint32_t n)
{
	static const struct sweep_outcome NOTHING;
	struct sluice_channel_listener *successor;

	(void)user;
	sweep_kill(tracee);
	tracee_reap(tracee);
	successor = listen_there();
	sweep_told();
	connect_next(successor);
	sluice_channel_listener_close(successor);
	REQUIRE(files() == *(const uint32_t *)user, "files are left there");
	/* Every other one finds a path that nobody listens on. */
	if (n % 2 == 1) {
		tracee_start(tracee, be_listener, NULL);
		tracee_await(tracee, NULL, NULL);
		tracee_kill(tracee);
		tracee_reap(tracee);
	}
	return NOTHING;
}

static void run_listen(uint32_t every)
{
	uint32_t files_before = files();
	const struct sweep sweep = {"listen", begin_listener, NULL, end_listener, &files_before};
	struct sweep_outcome first, last;

	sweep_run(&sweep, every, &first, &last);
}

struct run {
	const char *name;
	void (*run)(uint32_t every);
};

static void run_one(const void *operation, uint32_t every)
{
	((const struct run *)operation)->run(every);
}

int main(int count, char **arguments)
{
	static const struct run RUNS[] = {{"connect", run_connect}, {"accept", run_accept}, {"listen", run_listen}};

	snprintf(address, sizeof address, "./kill-%ld.sock", (long)getpid());
	return SWEEP_MAIN(RUNS, run_one, count, arguments);
}
