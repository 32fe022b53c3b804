/*
 * segment, data model lp64: what the compiler has to agree with.
 * Generated from schema/segment.yaml by `sluice generate`; do not edit.
 */
#ifndef SEGMENT_ASSERTS_H
#define SEGMENT_ASSERTS_H

#ifdef SEGMENT_LAYOUT_ONLY
#include "segment.h"
#else
#define SEGMENT_LAYOUT_ONLY
#include "segment.h"
#undef SEGMENT_LAYOUT_ONLY
#endif

/* As assert.h and stdalign.h have them in C11; in C++ and C23 they are keywords. */
#if !defined(__cplusplus) && (!defined(__STDC_VERSION__) || __STDC_VERSION__ < 202311L)
#ifndef static_assert
#define static_assert _Static_assert
#endif
#ifndef alignof
#define alignof _Alignof
#endif
#endif

/* struct sluice_segment_header */
static_assert(sizeof(struct sluice_segment_header) == 4096, "size of sluice_segment_header is not 4096 (segment.yaml:138)");
static_assert(alignof(struct sluice_segment_header) == 8, "align of sluice_segment_header is not 8 (segment.yaml:138)");
static_assert(offsetof(struct sluice_segment_header, magic) == 0, "offset of sluice_segment_header.magic is not 0 (segment.yaml:144)");
static_assert(sizeof(((struct sluice_segment_header *)0)->magic) == 8, "size of sluice_segment_header.magic is not 8 (segment.yaml:144)");
static_assert(offsetof(struct sluice_segment_header, endian_probe) == 8, "offset of sluice_segment_header.endian_probe is not 8 (segment.yaml:145)");
static_assert(sizeof(((struct sluice_segment_header *)0)->endian_probe) == 4, "size of sluice_segment_header.endian_probe is not 4 (segment.yaml:145)");
static_assert(offsetof(struct sluice_segment_header, layout_major) == 12, "offset of sluice_segment_header.layout_major is not 12 (segment.yaml:146)");
static_assert(sizeof(((struct sluice_segment_header *)0)->layout_major) == 2, "size of sluice_segment_header.layout_major is not 2 (segment.yaml:146)");
static_assert(offsetof(struct sluice_segment_header, layout_minor) == 14, "offset of sluice_segment_header.layout_minor is not 14 (segment.yaml:147)");
static_assert(sizeof(((struct sluice_segment_header *)0)->layout_minor) == 2, "size of sluice_segment_header.layout_minor is not 2 (segment.yaml:147)");
static_assert(offsetof(struct sluice_segment_header, layout_fingerprint) == 16, "offset of sluice_segment_header.layout_fingerprint is not 16 (segment.yaml:148)");
static_assert(sizeof(((struct sluice_segment_header *)0)->layout_fingerprint) == 8, "size of sluice_segment_header.layout_fingerprint is not 8 (segment.yaml:148)");
static_assert(offsetof(struct sluice_segment_header, features_compat) == 24, "offset of sluice_segment_header.features_compat is not 24 (segment.yaml:149)");
static_assert(sizeof(((struct sluice_segment_header *)0)->features_compat) == 4, "size of sluice_segment_header.features_compat is not 4 (segment.yaml:149)");
static_assert(offsetof(struct sluice_segment_header, features_ro_compat) == 28, "offset of sluice_segment_header.features_ro_compat is not 28 (segment.yaml:150)");
static_assert(sizeof(((struct sluice_segment_header *)0)->features_ro_compat) == 4, "size of sluice_segment_header.features_ro_compat is not 4 (segment.yaml:150)");
static_assert(offsetof(struct sluice_segment_header, features_incompat) == 32, "offset of sluice_segment_header.features_incompat is not 32 (segment.yaml:151)");
static_assert(sizeof(((struct sluice_segment_header *)0)->features_incompat) == 4, "size of sluice_segment_header.features_incompat is not 4 (segment.yaml:151)");
static_assert(offsetof(struct sluice_segment_header, header_size) == 36, "offset of sluice_segment_header.header_size is not 36 (segment.yaml:152)");
static_assert(sizeof(((struct sluice_segment_header *)0)->header_size) == 4, "size of sluice_segment_header.header_size is not 4 (segment.yaml:152)");
static_assert(offsetof(struct sluice_segment_header, segment_size) == 40, "offset of sluice_segment_header.segment_size is not 40 (segment.yaml:153)");
static_assert(sizeof(((struct sluice_segment_header *)0)->segment_size) == 8, "size of sluice_segment_header.segment_size is not 8 (segment.yaml:153)");
static_assert(offsetof(struct sluice_segment_header, segment_id) == 48, "offset of sluice_segment_header.segment_id is not 48 (segment.yaml:154)");
static_assert(sizeof(((struct sluice_segment_header *)0)->segment_id) == 16, "size of sluice_segment_header.segment_id is not 16 (segment.yaml:154)");
static_assert(offsetof(struct sluice_segment_header, endpoint) == 64, "offset of sluice_segment_header.endpoint is not 64 (segment.yaml:155)");
static_assert(sizeof(((struct sluice_segment_header *)0)->endpoint) == 4, "size of sluice_segment_header.endpoint is not 4 (segment.yaml:155)");
static_assert(offsetof(struct sluice_segment_header, generation) == 68, "offset of sluice_segment_header.generation is not 68 (segment.yaml:156)");
static_assert(sizeof(((struct sluice_segment_header *)0)->generation) == 4, "size of sluice_segment_header.generation is not 4 (segment.yaml:156)");
static_assert(offsetof(struct sluice_segment_header, directory_offset) == 72, "offset of sluice_segment_header.directory_offset is not 72 (segment.yaml:157)");
static_assert(sizeof(((struct sluice_segment_header *)0)->directory_offset) == 4, "size of sluice_segment_header.directory_offset is not 4 (segment.yaml:157)");
static_assert(offsetof(struct sluice_segment_header, directory_count) == 76, "offset of sluice_segment_header.directory_count is not 76 (segment.yaml:158)");
static_assert(sizeof(((struct sluice_segment_header *)0)->directory_count) == 4, "size of sluice_segment_header.directory_count is not 4 (segment.yaml:158)");
static_assert(offsetof(struct sluice_segment_header, protocol_fingerprint) == 80, "offset of sluice_segment_header.protocol_fingerprint is not 80 (segment.yaml:159)");
static_assert(sizeof(((struct sluice_segment_header *)0)->protocol_fingerprint) == 8, "size of sluice_segment_header.protocol_fingerprint is not 8 (segment.yaml:159)");
static_assert(offsetof(struct sluice_segment_header, state) == 4088, "offset of sluice_segment_header.state is not 4088 (segment.yaml:161)");
static_assert(sizeof(((struct sluice_segment_header *)0)->state) == 4, "size of sluice_segment_header.state is not 4 (segment.yaml:161)");
static_assert(offsetof(struct sluice_segment_header, crc) == 4092, "offset of sluice_segment_header.crc is not 4092 (segment.yaml:162)");
static_assert(sizeof(((struct sluice_segment_header *)0)->crc) == 4, "size of sluice_segment_header.crc is not 4 (segment.yaml:162)");

/* struct sluice_directory_entry */
static_assert(sizeof(struct sluice_directory_entry) == 32, "size of sluice_directory_entry is not 32 (segment.yaml:163)");
static_assert(alignof(struct sluice_directory_entry) == 4, "align of sluice_directory_entry is not 4 (segment.yaml:163)");
static_assert(offsetof(struct sluice_directory_entry, kind) == 0, "offset of sluice_directory_entry.kind is not 0 (segment.yaml:167)");
static_assert(sizeof(((struct sluice_directory_entry *)0)->kind) == 4, "size of sluice_directory_entry.kind is not 4 (segment.yaml:167)");
static_assert(offsetof(struct sluice_directory_entry, id) == 4, "offset of sluice_directory_entry.id is not 4 (segment.yaml:168)");
static_assert(sizeof(((struct sluice_directory_entry *)0)->id) == 4, "size of sluice_directory_entry.id is not 4 (segment.yaml:168)");
static_assert(offsetof(struct sluice_directory_entry, control_offset) == 8, "offset of sluice_directory_entry.control_offset is not 8 (segment.yaml:169)");
static_assert(sizeof(((struct sluice_directory_entry *)0)->control_offset) == 4, "size of sluice_directory_entry.control_offset is not 4 (segment.yaml:169)");
static_assert(offsetof(struct sluice_directory_entry, control_size) == 12, "offset of sluice_directory_entry.control_size is not 12 (segment.yaml:170)");
static_assert(sizeof(((struct sluice_directory_entry *)0)->control_size) == 4, "size of sluice_directory_entry.control_size is not 4 (segment.yaml:170)");
static_assert(offsetof(struct sluice_directory_entry, data_offset) == 16, "offset of sluice_directory_entry.data_offset is not 16 (segment.yaml:171)");
static_assert(sizeof(((struct sluice_directory_entry *)0)->data_offset) == 4, "size of sluice_directory_entry.data_offset is not 4 (segment.yaml:171)");
static_assert(offsetof(struct sluice_directory_entry, data_size) == 20, "offset of sluice_directory_entry.data_size is not 20 (segment.yaml:172)");
static_assert(sizeof(((struct sluice_directory_entry *)0)->data_size) == 4, "size of sluice_directory_entry.data_size is not 4 (segment.yaml:172)");
static_assert(offsetof(struct sluice_directory_entry, stride) == 24, "offset of sluice_directory_entry.stride is not 24 (segment.yaml:173)");
static_assert(sizeof(((struct sluice_directory_entry *)0)->stride) == 4, "size of sluice_directory_entry.stride is not 4 (segment.yaml:173)");

/* struct sluice_producer_lines */
static_assert(sizeof(struct sluice_producer_lines) == 256, "size of sluice_producer_lines is not 256 (segment.yaml:177)");
static_assert(alignof(struct sluice_producer_lines) == 4, "align of sluice_producer_lines is not 4 (segment.yaml:177)");
static_assert(offsetof(struct sluice_producer_lines, tail) == 0, "offset of sluice_producer_lines.tail is not 0 (segment.yaml:181)");
static_assert(sizeof(((struct sluice_producer_lines *)0)->tail) == 4, "size of sluice_producer_lines.tail is not 4 (segment.yaml:181)");
static_assert(offsetof(struct sluice_producer_lines, space_wake_at) == 128, "offset of sluice_producer_lines.space_wake_at is not 128 (segment.yaml:183)");
static_assert(sizeof(((struct sluice_producer_lines *)0)->space_wake_at) == 4, "size of sluice_producer_lines.space_wake_at is not 4 (segment.yaml:183)");
static_assert(offsetof(struct sluice_producer_lines, reason) == 132, "offset of sluice_producer_lines.reason is not 132 (segment.yaml:184)");
static_assert(sizeof(((struct sluice_producer_lines *)0)->reason) == 4, "size of sluice_producer_lines.reason is not 4 (segment.yaml:184)");

/* struct sluice_consumer_lines */
static_assert(sizeof(struct sluice_consumer_lines) == 256, "size of sluice_consumer_lines is not 256 (segment.yaml:186)");
static_assert(alignof(struct sluice_consumer_lines) == 4, "align of sluice_consumer_lines is not 4 (segment.yaml:186)");
static_assert(offsetof(struct sluice_consumer_lines, head) == 0, "offset of sluice_consumer_lines.head is not 0 (segment.yaml:192)");
static_assert(sizeof(((struct sluice_consumer_lines *)0)->head) == 4, "size of sluice_consumer_lines.head is not 4 (segment.yaml:192)");
static_assert(offsetof(struct sluice_consumer_lines, data_wake_at) == 128, "offset of sluice_consumer_lines.data_wake_at is not 128 (segment.yaml:194)");
static_assert(sizeof(((struct sluice_consumer_lines *)0)->data_wake_at) == 4, "size of sluice_consumer_lines.data_wake_at is not 4 (segment.yaml:194)");
static_assert(offsetof(struct sluice_consumer_lines, reason) == 132, "offset of sluice_consumer_lines.reason is not 132 (segment.yaml:195)");
static_assert(sizeof(((struct sluice_consumer_lines *)0)->reason) == 4, "size of sluice_consumer_lines.reason is not 4 (segment.yaml:195)");
static_assert(offsetof(struct sluice_consumer_lines, fast_receive) == 136, "offset of sluice_consumer_lines.fast_receive is not 136 (segment.yaml:196)");
static_assert(sizeof(((struct sluice_consumer_lines *)0)->fast_receive) == 4, "size of sluice_consumer_lines.fast_receive is not 4 (segment.yaml:196)");

/* struct sluice_record_header */
static_assert(sizeof(struct sluice_record_header) == 16, "size of sluice_record_header is not 16 (segment.yaml:198)");
static_assert(alignof(struct sluice_record_header) == 4, "align of sluice_record_header is not 4 (segment.yaml:198)");
static_assert(offsetof(struct sluice_record_header, word) == 0, "offset of sluice_record_header.word is not 0 (segment.yaml:202)");
static_assert(sizeof(((struct sluice_record_header *)0)->word) == 4, "size of sluice_record_header.word is not 4 (segment.yaml:202)");
static_assert(offsetof(struct sluice_record_header, sequence) == 4, "offset of sluice_record_header.sequence is not 4 (segment.yaml:210)");
static_assert(sizeof(((struct sluice_record_header *)0)->sequence) == 4, "size of sluice_record_header.sequence is not 4 (segment.yaml:210)");
static_assert(offsetof(struct sluice_record_header, code) == 8, "offset of sluice_record_header.code is not 8 (segment.yaml:211)");
static_assert(sizeof(((struct sluice_record_header *)0)->code) == 4, "size of sluice_record_header.code is not 4 (segment.yaml:211)");
static_assert(offsetof(struct sluice_record_header, correlation) == 12, "offset of sluice_record_header.correlation is not 12 (segment.yaml:212)");
static_assert(sizeof(((struct sluice_record_header *)0)->correlation) == 4, "size of sluice_record_header.correlation is not 4 (segment.yaml:212)");

/* struct sluice_block_reference */
static_assert(sizeof(struct sluice_block_reference) == 16, "size of sluice_block_reference is not 16 (segment.yaml:213)");
static_assert(alignof(struct sluice_block_reference) == 4, "align of sluice_block_reference is not 4 (segment.yaml:213)");
static_assert(offsetof(struct sluice_block_reference, region) == 0, "offset of sluice_block_reference.region is not 0 (segment.yaml:217)");
static_assert(sizeof(((struct sluice_block_reference *)0)->region) == 4, "size of sluice_block_reference.region is not 4 (segment.yaml:217)");
static_assert(offsetof(struct sluice_block_reference, block) == 4, "offset of sluice_block_reference.block is not 4 (segment.yaml:218)");
static_assert(sizeof(((struct sluice_block_reference *)0)->block) == 4, "size of sluice_block_reference.block is not 4 (segment.yaml:218)");
static_assert(offsetof(struct sluice_block_reference, length) == 8, "offset of sluice_block_reference.length is not 8 (segment.yaml:219)");
static_assert(sizeof(((struct sluice_block_reference *)0)->length) == 4, "size of sluice_block_reference.length is not 4 (segment.yaml:219)");
static_assert(offsetof(struct sluice_block_reference, generation) == 12, "offset of sluice_block_reference.generation is not 12 (segment.yaml:220)");
static_assert(sizeof(((struct sluice_block_reference *)0)->generation) == 4, "size of sluice_block_reference.generation is not 4 (segment.yaml:220)");

/* struct sluice_fifo_lines */
static_assert(sizeof(struct sluice_fifo_lines) == 256, "size of sluice_fifo_lines is not 256 (segment.yaml:223)");
static_assert(alignof(struct sluice_fifo_lines) == 4, "align of sluice_fifo_lines is not 4 (segment.yaml:223)");
static_assert(offsetof(struct sluice_fifo_lines, tail_hint) == 0, "offset of sluice_fifo_lines.tail_hint is not 0 (segment.yaml:227)");
static_assert(sizeof(((struct sluice_fifo_lines *)0)->tail_hint) == 4, "size of sluice_fifo_lines.tail_hint is not 4 (segment.yaml:227)");
static_assert(offsetof(struct sluice_fifo_lines, wake_at) == 128, "offset of sluice_fifo_lines.wake_at is not 128 (segment.yaml:229)");
static_assert(sizeof(((struct sluice_fifo_lines *)0)->wake_at) == 4, "size of sluice_fifo_lines.wake_at is not 4 (segment.yaml:229)");
static_assert(offsetof(struct sluice_fifo_lines, head) == 132, "offset of sluice_fifo_lines.head is not 132 (segment.yaml:230)");
static_assert(sizeof(((struct sluice_fifo_lines *)0)->head) == 4, "size of sluice_fifo_lines.head is not 4 (segment.yaml:230)");

/* struct sluice_fifo_slot */
static_assert(sizeof(struct sluice_fifo_slot) == 64, "size of sluice_fifo_slot is not 64 (segment.yaml:232)");
static_assert(alignof(struct sluice_fifo_slot) == 4, "align of sluice_fifo_slot is not 4 (segment.yaml:232)");
static_assert(offsetof(struct sluice_fifo_slot, word) == 0, "offset of sluice_fifo_slot.word is not 0 (segment.yaml:236)");
static_assert(sizeof(((struct sluice_fifo_slot *)0)->word) == 4, "size of sluice_fifo_slot.word is not 4 (segment.yaml:236)");
static_assert(offsetof(struct sluice_fifo_slot, length) == 4, "offset of sluice_fifo_slot.length is not 4 (segment.yaml:244)");
static_assert(sizeof(((struct sluice_fifo_slot *)0)->length) == 4, "size of sluice_fifo_slot.length is not 4 (segment.yaml:244)");
static_assert(offsetof(struct sluice_fifo_slot, payload) == 8, "offset of sluice_fifo_slot.payload is not 8 (segment.yaml:245)");
static_assert(sizeof(((struct sluice_fifo_slot *)0)->payload) == 56, "size of sluice_fifo_slot.payload is not 56 (segment.yaml:245)");

/* struct sluice_call */
static_assert(sizeof(struct sluice_call) == 24, "size of sluice_call is not 24 (segment.yaml:248)");
static_assert(alignof(struct sluice_call) == 4, "align of sluice_call is not 4 (segment.yaml:248)");
static_assert(offsetof(struct sluice_call, kind) == 0, "offset of sluice_call.kind is not 0 (segment.yaml:255)");
static_assert(sizeof(((struct sluice_call *)0)->kind) == 1, "size of sluice_call.kind is not 1 (segment.yaml:255)");
static_assert(offsetof(struct sluice_call, status) == 1, "offset of sluice_call.status is not 1 (segment.yaml:256)");
static_assert(sizeof(((struct sluice_call *)0)->status) == 1, "size of sluice_call.status is not 1 (segment.yaml:256)");
static_assert(offsetof(struct sluice_call, correlation) == 4, "offset of sluice_call.correlation is not 4 (segment.yaml:258)");
static_assert(sizeof(((struct sluice_call *)0)->correlation) == 4, "size of sluice_call.correlation is not 4 (segment.yaml:258)");
static_assert(offsetof(struct sluice_call, code) == 8, "offset of sluice_call.code is not 8 (segment.yaml:259)");
static_assert(sizeof(((struct sluice_call *)0)->code) == 4, "size of sluice_call.code is not 4 (segment.yaml:259)");
static_assert(offsetof(struct sluice_call, target) == 12, "offset of sluice_call.target is not 12 (segment.yaml:260)");
static_assert(sizeof(((struct sluice_call *)0)->target) == 4, "size of sluice_call.target is not 4 (segment.yaml:260)");
static_assert(offsetof(struct sluice_call, timeout) == 16, "offset of sluice_call.timeout is not 16 (segment.yaml:261)");
static_assert(sizeof(((struct sluice_call *)0)->timeout) == 4, "size of sluice_call.timeout is not 4 (segment.yaml:261)");
static_assert(offsetof(struct sluice_call, error) == 20, "offset of sluice_call.error is not 20 (segment.yaml:262)");
static_assert(sizeof(((struct sluice_call *)0)->error) == 4, "size of sluice_call.error is not 4 (segment.yaml:262)");

/* struct sluice_control */
static_assert(sizeof(struct sluice_control) == 16, "size of sluice_control is not 16 (segment.yaml:265)");
static_assert(alignof(struct sluice_control) == 4, "align of sluice_control is not 4 (segment.yaml:265)");
static_assert(offsetof(struct sluice_control, magic) == 0, "offset of sluice_control.magic is not 0 (segment.yaml:269)");
static_assert(sizeof(((struct sluice_control *)0)->magic) == 4, "size of sluice_control.magic is not 4 (segment.yaml:269)");
static_assert(offsetof(struct sluice_control, kind) == 4, "offset of sluice_control.kind is not 4 (segment.yaml:270)");
static_assert(sizeof(((struct sluice_control *)0)->kind) == 4, "size of sluice_control.kind is not 4 (segment.yaml:270)");
static_assert(offsetof(struct sluice_control, length) == 8, "offset of sluice_control.length is not 8 (segment.yaml:271)");
static_assert(sizeof(((struct sluice_control *)0)->length) == 4, "size of sluice_control.length is not 4 (segment.yaml:271)");

/* struct sluice_message_fingerprint */
static_assert(sizeof(struct sluice_message_fingerprint) == 16, "size of sluice_message_fingerprint is not 16 (segment.yaml:273)");
static_assert(alignof(struct sluice_message_fingerprint) == 8, "align of sluice_message_fingerprint is not 8 (segment.yaml:273)");
static_assert(offsetof(struct sluice_message_fingerprint, code) == 0, "offset of sluice_message_fingerprint.code is not 0 (segment.yaml:277)");
static_assert(sizeof(((struct sluice_message_fingerprint *)0)->code) == 4, "size of sluice_message_fingerprint.code is not 4 (segment.yaml:277)");
static_assert(offsetof(struct sluice_message_fingerprint, fingerprint) == 8, "offset of sluice_message_fingerprint.fingerprint is not 8 (segment.yaml:279)");
static_assert(sizeof(((struct sluice_message_fingerprint *)0)->fingerprint) == 8, "size of sluice_message_fingerprint.fingerprint is not 8 (segment.yaml:279)");

/* struct sluice_hello */
static_assert(sizeof(struct sluice_hello) == 64, "size of sluice_hello is not 64 (segment.yaml:286)");
static_assert(alignof(struct sluice_hello) == 8, "align of sluice_hello is not 8 (segment.yaml:286)");
static_assert(offsetof(struct sluice_hello, control) == 0, "offset of sluice_hello.control is not 0 (segment.yaml:290)");
static_assert(sizeof(((struct sluice_hello *)0)->control) == 16, "size of sluice_hello.control is not 16 (segment.yaml:290)");
static_assert(offsetof(struct sluice_hello, layout_major) == 16, "offset of sluice_hello.layout_major is not 16 (segment.yaml:291)");
static_assert(sizeof(((struct sluice_hello *)0)->layout_major) == 2, "size of sluice_hello.layout_major is not 2 (segment.yaml:291)");
static_assert(offsetof(struct sluice_hello, layout_minor) == 18, "offset of sluice_hello.layout_minor is not 18 (segment.yaml:292)");
static_assert(sizeof(((struct sluice_hello *)0)->layout_minor) == 2, "size of sluice_hello.layout_minor is not 2 (segment.yaml:292)");
static_assert(offsetof(struct sluice_hello, endpoint) == 20, "offset of sluice_hello.endpoint is not 20 (segment.yaml:293)");
static_assert(sizeof(((struct sluice_hello *)0)->endpoint) == 4, "size of sluice_hello.endpoint is not 4 (segment.yaml:293)");
static_assert(offsetof(struct sluice_hello, layout_fingerprint) == 24, "offset of sluice_hello.layout_fingerprint is not 24 (segment.yaml:294)");
static_assert(sizeof(((struct sluice_hello *)0)->layout_fingerprint) == 8, "size of sluice_hello.layout_fingerprint is not 8 (segment.yaml:294)");
static_assert(offsetof(struct sluice_hello, protocol_fingerprint) == 32, "offset of sluice_hello.protocol_fingerprint is not 32 (segment.yaml:295)");
static_assert(sizeof(((struct sluice_hello *)0)->protocol_fingerprint) == 8, "size of sluice_hello.protocol_fingerprint is not 8 (segment.yaml:295)");
static_assert(offsetof(struct sluice_hello, features_compat) == 40, "offset of sluice_hello.features_compat is not 40 (segment.yaml:296)");
static_assert(sizeof(((struct sluice_hello *)0)->features_compat) == 4, "size of sluice_hello.features_compat is not 4 (segment.yaml:296)");
static_assert(offsetof(struct sluice_hello, features_ro_compat) == 44, "offset of sluice_hello.features_ro_compat is not 44 (segment.yaml:297)");
static_assert(sizeof(((struct sluice_hello *)0)->features_ro_compat) == 4, "size of sluice_hello.features_ro_compat is not 4 (segment.yaml:297)");
static_assert(offsetof(struct sluice_hello, features_incompat) == 48, "offset of sluice_hello.features_incompat is not 48 (segment.yaml:298)");
static_assert(sizeof(((struct sluice_hello *)0)->features_incompat) == 4, "size of sluice_hello.features_incompat is not 4 (segment.yaml:298)");
static_assert(offsetof(struct sluice_hello, ring_order) == 52, "offset of sluice_hello.ring_order is not 52 (segment.yaml:299)");
static_assert(sizeof(((struct sluice_hello *)0)->ring_order) == 4, "size of sluice_hello.ring_order is not 4 (segment.yaml:299)");
static_assert(offsetof(struct sluice_hello, doorbell) == 56, "offset of sluice_hello.doorbell is not 56 (segment.yaml:300)");
static_assert(sizeof(((struct sluice_hello *)0)->doorbell) == 4, "size of sluice_hello.doorbell is not 4 (segment.yaml:300)");
static_assert(offsetof(struct sluice_hello, message_count) == 60, "offset of sluice_hello.message_count is not 60 (segment.yaml:301)");
static_assert(sizeof(((struct sluice_hello *)0)->message_count) == 4, "size of sluice_hello.message_count is not 4 (segment.yaml:301)");

/* struct sluice_segment */
static_assert(sizeof(struct sluice_segment) == 48, "size of sluice_segment is not 48 (segment.yaml:314)");
static_assert(alignof(struct sluice_segment) == 8, "align of sluice_segment is not 8 (segment.yaml:314)");
static_assert(offsetof(struct sluice_segment, control) == 0, "offset of sluice_segment.control is not 0 (segment.yaml:318)");
static_assert(sizeof(((struct sluice_segment *)0)->control) == 16, "size of sluice_segment.control is not 16 (segment.yaml:318)");
static_assert(offsetof(struct sluice_segment, segment_id) == 16, "offset of sluice_segment.segment_id is not 16 (segment.yaml:319)");
static_assert(sizeof(((struct sluice_segment *)0)->segment_id) == 16, "size of sluice_segment.segment_id is not 16 (segment.yaml:319)");
static_assert(offsetof(struct sluice_segment, segment_size) == 32, "offset of sluice_segment.segment_size is not 32 (segment.yaml:320)");
static_assert(sizeof(((struct sluice_segment *)0)->segment_size) == 8, "size of sluice_segment.segment_size is not 8 (segment.yaml:320)");
static_assert(offsetof(struct sluice_segment, generation) == 40, "offset of sluice_segment.generation is not 40 (segment.yaml:321)");
static_assert(sizeof(((struct sluice_segment *)0)->generation) == 4, "size of sluice_segment.generation is not 4 (segment.yaml:321)");

/* struct sluice_refusal */
static_assert(sizeof(struct sluice_refusal) == 40, "size of sluice_refusal is not 40 (segment.yaml:336)");
static_assert(alignof(struct sluice_refusal) == 8, "align of sluice_refusal is not 8 (segment.yaml:336)");
static_assert(offsetof(struct sluice_refusal, control) == 0, "offset of sluice_refusal.control is not 0 (segment.yaml:340)");
static_assert(sizeof(((struct sluice_refusal *)0)->control) == 16, "size of sluice_refusal.control is not 16 (segment.yaml:340)");
static_assert(offsetof(struct sluice_refusal, reason) == 16, "offset of sluice_refusal.reason is not 16 (segment.yaml:341)");
static_assert(sizeof(((struct sluice_refusal *)0)->reason) == 4, "size of sluice_refusal.reason is not 4 (segment.yaml:341)");
static_assert(offsetof(struct sluice_refusal, code) == 20, "offset of sluice_refusal.code is not 20 (segment.yaml:342)");
static_assert(sizeof(((struct sluice_refusal *)0)->code) == 4, "size of sluice_refusal.code is not 4 (segment.yaml:342)");
static_assert(offsetof(struct sluice_refusal, expected) == 24, "offset of sluice_refusal.expected is not 24 (segment.yaml:343)");
static_assert(sizeof(((struct sluice_refusal *)0)->expected) == 8, "size of sluice_refusal.expected is not 8 (segment.yaml:343)");
static_assert(offsetof(struct sluice_refusal, got) == 32, "offset of sluice_refusal.got is not 32 (segment.yaml:344)");
static_assert(sizeof(((struct sluice_refusal *)0)->got) == 8, "size of sluice_refusal.got is not 8 (segment.yaml:344)");

#endif /* SEGMENT_ASSERTS_H */
