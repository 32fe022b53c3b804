#define _GNU_SOURCE
#include "run.h"

#include <dirent.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../native/check.h"
#include "interpose.h"

const struct scenario *scenario;
struct meeting meeting;

/* The second folder is the listener's to make. */
static char folder[64], made[80], address[96];

/* ---- where they meet ------------------------------------------------------------------------------------------------------------- */

void make_address(void)
{
	snprintf(folder, sizeof folder, "/tmp/sluice-faults-%ld", (long)getpid());
	snprintf(made, sizeof made, "%s/made", folder);
	snprintf(address, sizeof address, "%s/socket", made);
	CHECK(mkdir(folder, 0700) == 0);
}

void remove_address(void)
{
	rmdir(made);
	rmdir(folder);
}

const struct scenario *find_scenario(const char *name)
{
	int i;

	for (i = 0; i < SCENARIO_COUNT; i++) {
		if (strcmp(SCENARIOS[i].name, name) != 0)
			continue;
		/* Sockets make no folders. */
		CHECK(strcmp(name, "socket") != 0 || mkdir(made, 0700) == 0 || errno == EEXIST);
		return &SCENARIOS[i];
	}
	CHECK(!"there is such a scenario");
	return NULL;
}

/* ---- what is left ---------------------------------------------------------------------------------------------------------------- */

static int count_entries(const char *path)
{
	DIR *entries = opendir(path);
	int count = -3; /* ".", "..", and for descriptors the one of this folder */

	CHECK(entries != NULL);
	while (readdir(entries) != NULL)
		count++;
	closedir(entries);
	return count;
}

static int count_segments(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	char line[512];
	int count = 0;

	CHECK(maps != NULL);
	while (fgets(line, sizeof line, maps) != NULL)
		count += strstr(line, "memfd:sluice") != NULL;
	fclose(maps);
	return count;
}

struct left look_around(void)
{
	struct stat status;

	return (struct left){count_entries("/proc/self/fd"), count_segments(), stat(made, &status) == 0 ? count_entries(made) + 1 : 0,
			     __atomic_load_n(&fault_live_blocks, __ATOMIC_SEQ_CST)};
}

/* ---- one run --------------------------------------------------------------------------------------------------------------------- */

struct client {
	pthread_t thread;
	struct outcome outcome;
	int is_started;
};

static void *run_client(void *user)
{
	struct client *client = user;

	fault_is_target = meeting.is_target[1];
	client->outcome = scenario->join(&meeting);
	fault_is_target = 0;
	__atomic_store_n(&meeting.is_client_gone, 1, __ATOMIC_RELEASE);
	return NULL;
}

static void start_client(void *user)
{
	struct client *client = user;
	const int is_target = fault_is_target;

	fault_is_target = 0;
	client->is_started = 1;
	CHECK(pthread_create(&client->thread, NULL, run_client, client) == 0);
	fault_is_target = is_target;
}

void run_scenario(struct outcome *server, struct outcome *client)
{
	struct client started;

	memset(&started, 0, sizeof started);
	meeting.address = address;
	meeting.rings_by_socket = scenario->rings_by_socket;
	meeting.is_client_gone = meeting.is_server_gone = 0;
	alarm(WATCHDOG_S);
	fault_is_target = meeting.is_target[0];
	*server = scenario->serve(&meeting, start_client, &started);
	fault_is_target = 0;
	if (started.is_started)
		pthread_join(started.thread, NULL);
	*client = started.outcome;
	alarm(0);
}
