/*
 * One side of a copy, in C: `copy send|receive ADDRESS FILE`. The bytes go one way; once they have ended, their number and checksum come back
 * the other way. copy.ts is its twin.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <sluice/codec/bytes.h>
#include <sluice/stream.h>

#define TIMEOUT_NS (INT64_C(10) * 1000 * 1000 * 1000)
#define SUM_BYTES 12

/* ---- checksum: u64 bytes, u32 CRC-32; little-endian -------------------------------------------------------------------------------- */

struct sum {
	uint64_t length;
	uint32_t crc;
};

static void sum_add(struct sum *sum, const uint8_t *bytes, size_t length)
{
	static uint32_t table[256];
	uint32_t crc = ~sum->crc;
	size_t i;

	for (i = 0; table[255] == 0 && i < 256; i++) {
		uint32_t entry = (uint32_t)i;
		int bit;

		for (bit = 0; bit < 8; bit++)
			entry = entry >> 1 ^ (entry & 1 ? UINT32_C(0xedb88320) : 0);
		table[i] = entry;
	}
	for (i = 0; i < length; i++)
		crc = table[(crc ^ bytes[i]) & 0xff] ^ crc >> 8;
	sum->crc = ~crc;
	sum->length += length;
}

static void sum_store(const struct sum *sum, uint8_t *bytes)
{
	sluice_store_le64(bytes, sum->length);
	sluice_store_le32(bytes + 8, sum->crc);
}

/* ---- both roles: 0, or -SLUICE_ERR_... -------------------------------------------------------------------------------------------- */

static uint8_t buffer[64 * 1024];

/* Gives up when the peer has made no room for ten seconds. */
static int send_all(struct sluice_stream *stream, const void *bytes, size_t length)
{
	size_t sent;

	return sluice_stream_send(stream, bytes, length, sluice_now_ns() + TIMEOUT_NS, &sent);
}

static int send_file(struct sluice_stream *stream, FILE *file, struct sum *sum)
{
	uint8_t expected[SUM_BYTES], answer[SUM_BYTES];
	size_t length, answered = 0;
	int status = 0;

	while (status == 0 && (length = fread(buffer, 1, sizeof buffer, file)) > 0) {
		sum_add(sum, buffer, length);
		status = send_all(stream, buffer, length);
	}
	if (status == 0 && ferror(file))
		return -SLUICE_ERR_SYSTEM;
	/* Ends this direction alone. */
	if (status == 0)
		status = sluice_stream_shutdown(stream);
	while (status == 0 && answered < SUM_BYTES) {
		status = sluice_stream_recv(stream, answer + answered, SUM_BYTES - answered, sluice_now_ns() + TIMEOUT_NS, &length);
		if (status == 0)
			answered += length;
	}
	sum_store(sum, expected);
	if (status == 0 && memcmp(expected, answer, SUM_BYTES) != 0) {
		fprintf(stderr, "what was received is not what was sent\n");
		status = -SLUICE_ERR_PROTOCOL;
	}
	return status;
}

static int receive_file(struct sluice_stream *stream, FILE *file, struct sum *sum)
{
	size_t length;
	int status;

	while ((status = sluice_stream_recv(stream, buffer, sizeof buffer, sluice_now_ns() + TIMEOUT_NS, &length)) == 0) {
		sum_add(sum, buffer, length);
		if (fwrite(buffer, 1, length, file) != length)
			return -SLUICE_ERR_SYSTEM;
	}
	/* Anything else means that the sender died, or left before it had said that this was all. */
	if (status != -SLUICE_ERR_ENDED)
		return status;
	return fflush(file) == 0 ? 0 : -SLUICE_ERR_SYSTEM;
}

static int answer_sum(struct sluice_stream *stream, const struct sum *sum)
{
	uint8_t answer[SUM_BYTES];
	int status;

	sum_store(sum, answer);
	status = send_all(stream, answer, SUM_BYTES);
	return status == 0 ? sluice_stream_shutdown(stream) : status;
}

/* The one peer that connects. */
static int accept_one(const char *address, struct sluice_channel **channel)
{
	struct sluice_channel_listener *listener;
	int status = sluice_channel_listen(address, NULL, &listener);

	if (status != 0)
		return status;
	puts("listening");
	fflush(stdout);
	status = sluice_channel_accept(listener, sluice_now_ns() + TIMEOUT_NS, channel);
	sluice_channel_listener_close(listener);
	return status;
}

static int run_sender(const char *address, const char *path, struct sum *sum)
{
	FILE *file = fopen(path, "rb");
	struct sluice_channel *channel;
	struct sluice_stream *stream;
	int status;

	if (file == NULL)
		return -SLUICE_ERR_SYSTEM;
	status = sluice_channel_connect(address, NULL, sluice_now_ns() + TIMEOUT_NS, &channel, NULL);
	if (status == 0) {
		status = sluice_stream_attach(channel, &stream);
		if (status == 0) {
			status = send_file(stream, file, sum);
			sluice_stream_detach(stream);
		}
		sluice_channel_disconnect(channel);
	}
	fclose(file);
	return status;
}

static int run_receiver(const char *address, const char *path, struct sum *sum)
{
	char part[4096];
	struct sluice_channel *channel;
	struct sluice_stream *stream;
	FILE *file;
	int status;

	if (snprintf(part, sizeof part, "%s.part", path) >= (int)sizeof part) {
		errno = ENAMETOOLONG;
		return -SLUICE_ERR_SYSTEM;
	}
	status = accept_one(address, &channel);
	if (status != 0)
		return status;
	status = sluice_stream_attach(channel, &stream);
	if (status == 0) {
		file = fopen(part, "wb");
		status = file == NULL ? -SLUICE_ERR_SYSTEM : receive_file(stream, file, sum);
		if (file != NULL && fclose(file) != 0 && status == 0)
			status = -SLUICE_ERR_SYSTEM;
		if (status == 0 && rename(part, path) != 0)
			status = -SLUICE_ERR_SYSTEM;
		if (status == 0)
			status = answer_sum(stream, sum);
		else if (file != NULL)
			remove(part);
		sluice_stream_detach(stream);
	}
	/* Never waits; the answer can still be read. */
	sluice_channel_disconnect(channel);
	return status;
}

int main(int argc, char **argv)
{
	const int is_sender = argc == 4 && strcmp(argv[1], "send") == 0;
	struct sum sum = { 0 };
	int status;

	if (argc != 4 || (!is_sender && strcmp(argv[1], "receive") != 0)) {
		fprintf(stderr, "usage: copy send|receive ADDRESS FILE\n");
		return 2;
	}
	status = is_sender ? run_sender(argv[2], argv[3], &sum) : run_receiver(argv[2], argv[3], &sum);
	if (status != 0) {
		fprintf(stderr, "%s %s: %s%s%s\n", argv[1], argv[3], sluice_error_name(status), status == -SLUICE_ERR_SYSTEM ? ": " : "",
			status == -SLUICE_ERR_SYSTEM ? strerror(errno) : "");
		return 1;
	}
	printf("%" PRIu64 " bytes, crc32 %08" PRIx32 "\n", sum.length, sum.crc);
	return 0;
}
