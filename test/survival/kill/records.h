/* Records of which every byte is known, so that each tells whether it is whole and which it is; and where each lies in a ring. */
#ifndef TEST_SURVIVAL_KILL_RECORDS_H
#define TEST_SURVIVAL_KILL_RECORDS_H

#include <stdint.h>

#define RECORD_MOST 4096u
#define RECORD_COUNT 32u
/* Number of records that must never arrive. */
#define RECORD_UNSENT (RECORD_COUNT - 1)

/*
 * What each record holds, made beforehand by record_prepare for one size: a child that is killed after each instruction shall not spend most
 * of them on its payload, and a copy has few.
 */
extern uint8_t record_bytes[RECORD_COUNT][RECORD_MOST];
void record_prepare(uint32_t size);

/* Where a record of that size ends that is put at `at`: what docs/runtime.md says, not what the ring does. */
uint32_t record_end(uint32_t at, uint32_t size, uint32_t capacity);

#endif
