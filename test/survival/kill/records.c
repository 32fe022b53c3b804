#include "records.h"

#include "../../native/check.h"

uint8_t record_bytes[RECORD_COUNT][RECORD_MOST];

static uint8_t byte_of(uint32_t number, uint32_t index)
{
	return (uint8_t)((number + 1) * 2654435761u >> 24) ^ (uint8_t)(index * 31u);
}

void record_prepare(uint32_t size)
{
	uint32_t number, i;

	CHECK(size <= RECORD_MOST);
	for (number = 0; number < RECORD_COUNT; number++)
		for (i = 0; i < size; i++)
			record_bytes[number][i] = byte_of(number, i);
}

uint32_t record_end(uint32_t at, uint32_t size, uint32_t capacity)
{
	const uint32_t bytes = 16 + (size + 15) / 16 * 16, to_end = capacity - at % capacity;

	return bytes > to_end ? at + to_end + bytes : at + bytes;
}
