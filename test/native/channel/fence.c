/* The fence that a reader runs in its writer: who agrees on it, when it is run, and what happens where the kernel does not allow it. */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "../../../native/src/fence.h"
#include "pair.h"

static struct sluice__terms terms_of(bool always_fences)
{
	return (struct sluice__terms){.options = SLUICE_CHANNEL_OPTIONS, .purpose = SLUICE_PURPOSE_CHANNEL, .always_fences = always_fences};
}

/* As a sandbox does. */
static void forbid_membarrier(void)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_membarrier, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {sizeof filter / sizeof *filter, filter};

	CHECK(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
	CHECK(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0);
	CHECK(syscall(SYS_membarrier, 0, 0, 0) == -1 && errno == EPERM);
}

static bool is_possible(void)
{
	const struct sluice__terms terms = terms_of(false);

	return sluice__fence_features(&terms) != 0;
}

/* What links[0] does for a writer, and is spared as one. */
static void check_links(bool first_always, bool second_always, bool fences, bool is_fenced)
{
	const struct sluice__terms first = terms_of(first_always), second = terms_of(second_always);
	struct sluice__link links[2];

	CHECK(sluice__link_pair(&first, &second, links) == 0);
	CHECK(links[0].fences_peer == fences && links[1].is_fenced_by_peer == fences);
	CHECK(links[0].is_fenced_by_peer == is_fenced && links[1].fences_peer == is_fenced);
	sluice__link_close(&links[0]);
	sluice__link_close(&links[1]);
}

static void test_agreed(void)
{
	const bool possible = is_possible();

	check_links(false, false, possible, possible);
	check_links(true, true, false, false);
	check_links(false, true, false, possible);
	check_links(true, false, possible, false);
}

/* Each time a reader sleeps until a thread has sent: one that sleeps on a message sleeps for ever. */
static void *send_some(void *count)
{
	int i;

	left->owner = sluice__thread_own();
	for (i = 0; i < *(const int *)count; i++) {
		while (sluice_load_acquire((const uint32_t *)(const void *)READER_WORD(right, head)) != left->out.published)
			usleep(20);
		CHECK(sluice_channel_send(left, &i, sizeof i, 1, 0, SLUICE_FOREVER) == 0);
	}
	return NULL;
}

static void sleep_and_wake(int count)
{
	struct sluice_message message;
	pthread_t thread;
	int i;

	CHECK(pthread_create(&thread, NULL, send_some, &count) == 0);
	for (i = 0; i < count; i++) {
		CHECK(sluice_channel_receive(right, SLUICE_FOREVER, &message) == 1 && memcmp(message.payload, &i, sizeof i) == 0);
		CHECK(sluice_channel_finish_message(right) == 0);
		CHECK(sluice_channel_get_message(right, &message) == 0);
	}
	pthread_join(thread, NULL);
	left->owner = sluice__thread_own();
	close_pair();
}

static void test_wakes(void)
{
	open_pair(0);
	CHECK(left->out.is_fenced_by_reader == is_possible() && (right->in.fence_writer != NULL) == is_possible());
	sleep_and_wake(300);
}

static void test_forbidden(void)
{
	forbid_membarrier();
	check_links(false, false, false, false);
	open_pair(0);
	CHECK(!left->out.is_fenced_by_reader && right->in.fence_writer == NULL);
	sleep_and_wake(50);
}

static void test_forbidden_later(void)
{
	open_pair(0);
	forbid_membarrier();
	sleep_and_wake(50);
}

static struct sluice_producer_lines writer_lines;
static struct sluice_consumer_lines reader_lines;
static uint32_t seen_wake_at;

/* A writer that has looked at the wake word before it was stored, and whose tail is seen only now. */
static void let_tail_go(void)
{
	seen_wake_at = reader_lines.data_wake_at;
	writer_lines.tail = 32;
}

static void test_between(void)
{
	static uint8_t data[4096];
	struct sluice_consumer consumer;

	reader_lines.data_wake_at = 7;
	sluice_consumer_init(&consumer, data, sizeof data, &reader_lines, &writer_lines, 0);
	consumer.fence_writer = let_tail_go;
	CHECK(sluice_consumer_arm(&consumer) == 1);
	CHECK(seen_wake_at == 0);
}

static const struct test TESTS[] = {
	{"agreed", test_agreed},       {"wakes", test_wakes},	  {"forbidden", test_forbidden}, {"forbidden-later", test_forbidden_later},
	{"between", test_between},
};

int main(int count, char **arguments)
{
	return RUN_TEST(TESTS, count, arguments);
}
