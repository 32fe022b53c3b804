/* SPDX-License-Identifier: MIT */
/*
 * What generated C stands on: error codes here, and the helpers of codec/. Generated headers include this file alone.
 * docs/decisions/0001-codec-semantics.md says what each error means; TypeScript's `sluice/runtime/codec` has the same codes.
 *
 * Header only, C11 and C++17; calls nothing but string.h's functions and allocates nothing.
 */
#ifndef SLUICE_ERROR_H
#define SLUICE_ERROR_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Generated functions return 0, or one of these negated. */
enum sluice_error_code {
	SLUICE_ERR_TRUNCATED = 1,	/* fewer bytes than needed */
	SLUICE_ERR_SIZE = 2,		/* the size field is not the one legal size, or the destination is too small */
	SLUICE_ERR_COUNT = 3,		/* negative, above the schema's max, or more than the bytes hold */
	SLUICE_ERR_TERMINATOR = 4,	/* a string without its NUL */
	SLUICE_ERR_ENUM = 5,		/* a value that a closed enum does not list */
	SLUICE_ERR_CODE_UNKNOWN = 6,	/* no message has this code */
	SLUICE_ERR_CODE_RESERVED = 7,	/* kept free by the schema */
	SLUICE_ERR_CODE_DISABLED = 8,	/* its feature is off in this config */
	SLUICE_ERR_OFFSET = 9,		/* a record is not where its offset says */
	SLUICE_ERR_RANGE = 10,		/* outside min..max, or a bool above 1 */
	SLUICE_ERR_UTF8 = 11,		/* a string that is not UTF-8, or holds U+0000 */
	SLUICE_ERR_TRAILING = 12,	/* bytes after the end */
	SLUICE_ERR_UNION = 13,		/* the tag selects no member */
	SLUICE_ERR_BITS = 14,		/* bits that no flag or bit range names */

	/* Calls and transports: libsluice. */
	SLUICE_ERR_TOO_LONG = 32,	/* the record is longer than the transport takes */
	SLUICE_ERR_PEER_CLOSED = 33,	/* the peer is gone, or this side has closed */
	SLUICE_ERR_PROTOCOL = 34,	/* the peer broke a rule of the transport or of the envelope */
	SLUICE_ERR_CANCELLED = 35,	/* given up by its caller */
	SLUICE_ERR_DEADLINE = 36,	/* there was no answer in time */
	SLUICE_ERR_UNDEFINED = 37,	/* the server knows no such code */
	SLUICE_ERR_RESERVED = 38,	/* the server's schema keeps the code free */
	SLUICE_ERR_DISABLED = 39,	/* its feature is off in the server's config */
	SLUICE_ERR_UNIMPLEMENTED = 40,	/* the server has no handler for it */
	SLUICE_ERR_MALFORMED = 41,	/* the payload is no such message */
	SLUICE_ERR_REFUSED = 42,	/* the handler refused, with an errno */
	SLUICE_ERR_FAILED = 43,	/* the handler failed in a way that it did not mean to */
	SLUICE_ERR_STOPPING = 44,	/* the server takes no new calls */
	SLUICE_ERR_CANNOT_BLOCK = 45,	/* the transport can't wait */
	SLUICE_ERR_SYSTEM = 46,	/* the operating system said no; errno says why */

	/* Channels and streams in shared memory: libsluice and the addon. */
	SLUICE_ERR_POISONED = 47,	/* the peer broke a rule of the ring */
	SLUICE_ERR_PEER_DIED = 48,	/* the peer ended without a word */
	SLUICE_ERR_PEER_UNRESPONSIVE = 49,	/* the peer is connected, but does nothing */
	SLUICE_ERR_INCOMPATIBLE = 50,	/* the two sides differ in version, layout or protocol */
	SLUICE_ERR_DENIED = 51,	/* the policy of one side does not allow the other */
	SLUICE_ERR_BUSY = 52,	/* too many connections wait */
	SLUICE_ERR_ADDRESS = 53,	/* no socket can have this address */
	SLUICE_ERR_ADDRESS_IN_USE = 54,	/* somebody listens there, or it is no socket */
	SLUICE_ERR_NOT_LISTENING = 55,	/* nobody listens there */
	SLUICE_ERR_THREAD = 56,	/* it belongs to another thread */
	SLUICE_ERR_FORKED = 57,	/* it belongs to the parent of this process */
	SLUICE_ERR_STATE = 58,	/* called out of turn, such as a finish without a get */
	SLUICE_ERR_ENDED = 59,	/* this side has said END, or the peer has and all was read */
	SLUICE_ERR_PLATFORM = 60,	/* the shared-memory runtime needs Linux */
	SLUICE_ERR_ADDON = 61,	/* the addon of Node is not built */
	SLUICE_ERR_NO_EXTERNAL_BUFFERS = 62,	/* the JavaScript engine can't map memory */
	SLUICE_ERR_OPTION = 63,	/* an option is out of range */

	/* Members of a cluster, and handles. */
	SLUICE_ERR_MEMBER_IN_USE = 64,	/* a member of the cluster has this number */
	SLUICE_ERR_NO_MEMBER = 65,	/* the cluster has no such member, or not any more */
	SLUICE_ERR_POINTER = 66,	/* an extended pointer leads outside of a heap */
	SLUICE_ERR_HANDLE_STALE = 67,	/* what the handle named is gone */
	SLUICE_ERR_HANDLE_FOREIGN = 68,	/* the handle belongs to another member, or is none */
	SLUICE_ERR_HANDLE_TYPE = 69,	/* the handle names a thing of another type */
};

/* Not an error: a stream does not hold enough bytes yet to tell the size of a frame. */
#define SLUICE_NEED_MORE 1

/* Filled when a call fails, left alone when it succeeds. Strings are static. */
struct sluice_error {
	const char *message;	/* C name of the message, or of the struct where there is no message */
	const char *field;	/* C path such as "status.pid"; NULL when the whole item is meant */
	size_t offset;		/* bytes from the start of the frame, or of the body when a body is handled alone */
	int64_t expected;	/* cast back to uint64_t for an unsigned field; 0 where nothing was expected */
	int64_t got;
};

/* "SLUICE_ERR_SIZE" for SLUICE_ERR_SIZE and for -SLUICE_ERR_SIZE. */
static inline const char *sluice_error_name(int status)
{
	switch (status < 0 ? -status : status) {
	case SLUICE_ERR_TRUNCATED: return "SLUICE_ERR_TRUNCATED";
	case SLUICE_ERR_SIZE: return "SLUICE_ERR_SIZE";
	case SLUICE_ERR_COUNT: return "SLUICE_ERR_COUNT";
	case SLUICE_ERR_TERMINATOR: return "SLUICE_ERR_TERMINATOR";
	case SLUICE_ERR_ENUM: return "SLUICE_ERR_ENUM";
	case SLUICE_ERR_CODE_UNKNOWN: return "SLUICE_ERR_CODE_UNKNOWN";
	case SLUICE_ERR_CODE_RESERVED: return "SLUICE_ERR_CODE_RESERVED";
	case SLUICE_ERR_CODE_DISABLED: return "SLUICE_ERR_CODE_DISABLED";
	case SLUICE_ERR_OFFSET: return "SLUICE_ERR_OFFSET";
	case SLUICE_ERR_RANGE: return "SLUICE_ERR_RANGE";
	case SLUICE_ERR_UTF8: return "SLUICE_ERR_UTF8";
	case SLUICE_ERR_TRAILING: return "SLUICE_ERR_TRAILING";
	case SLUICE_ERR_UNION: return "SLUICE_ERR_UNION";
	case SLUICE_ERR_BITS: return "SLUICE_ERR_BITS";
	case SLUICE_ERR_TOO_LONG: return "SLUICE_ERR_TOO_LONG";
	case SLUICE_ERR_PEER_CLOSED: return "SLUICE_ERR_PEER_CLOSED";
	case SLUICE_ERR_PROTOCOL: return "SLUICE_ERR_PROTOCOL";
	case SLUICE_ERR_CANCELLED: return "SLUICE_ERR_CANCELLED";
	case SLUICE_ERR_DEADLINE: return "SLUICE_ERR_DEADLINE";
	case SLUICE_ERR_UNDEFINED: return "SLUICE_ERR_UNDEFINED";
	case SLUICE_ERR_RESERVED: return "SLUICE_ERR_RESERVED";
	case SLUICE_ERR_DISABLED: return "SLUICE_ERR_DISABLED";
	case SLUICE_ERR_UNIMPLEMENTED: return "SLUICE_ERR_UNIMPLEMENTED";
	case SLUICE_ERR_MALFORMED: return "SLUICE_ERR_MALFORMED";
	case SLUICE_ERR_REFUSED: return "SLUICE_ERR_REFUSED";
	case SLUICE_ERR_FAILED: return "SLUICE_ERR_FAILED";
	case SLUICE_ERR_STOPPING: return "SLUICE_ERR_STOPPING";
	case SLUICE_ERR_CANNOT_BLOCK: return "SLUICE_ERR_CANNOT_BLOCK";
	case SLUICE_ERR_SYSTEM: return "SLUICE_ERR_SYSTEM";
	case SLUICE_ERR_POISONED: return "SLUICE_ERR_POISONED";
	case SLUICE_ERR_PEER_DIED: return "SLUICE_ERR_PEER_DIED";
	case SLUICE_ERR_PEER_UNRESPONSIVE: return "SLUICE_ERR_PEER_UNRESPONSIVE";
	case SLUICE_ERR_INCOMPATIBLE: return "SLUICE_ERR_INCOMPATIBLE";
	case SLUICE_ERR_DENIED: return "SLUICE_ERR_DENIED";
	case SLUICE_ERR_BUSY: return "SLUICE_ERR_BUSY";
	case SLUICE_ERR_ADDRESS: return "SLUICE_ERR_ADDRESS";
	case SLUICE_ERR_ADDRESS_IN_USE: return "SLUICE_ERR_ADDRESS_IN_USE";
	case SLUICE_ERR_NOT_LISTENING: return "SLUICE_ERR_NOT_LISTENING";
	case SLUICE_ERR_THREAD: return "SLUICE_ERR_THREAD";
	case SLUICE_ERR_FORKED: return "SLUICE_ERR_FORKED";
	case SLUICE_ERR_STATE: return "SLUICE_ERR_STATE";
	case SLUICE_ERR_ENDED: return "SLUICE_ERR_ENDED";
	case SLUICE_ERR_PLATFORM: return "SLUICE_ERR_PLATFORM";
	case SLUICE_ERR_ADDON: return "SLUICE_ERR_ADDON";
	case SLUICE_ERR_NO_EXTERNAL_BUFFERS: return "SLUICE_ERR_NO_EXTERNAL_BUFFERS";
	case SLUICE_ERR_OPTION: return "SLUICE_ERR_OPTION";
	case SLUICE_ERR_MEMBER_IN_USE: return "SLUICE_ERR_MEMBER_IN_USE";
	case SLUICE_ERR_NO_MEMBER: return "SLUICE_ERR_NO_MEMBER";
	case SLUICE_ERR_POINTER: return "SLUICE_ERR_POINTER";
	case SLUICE_ERR_HANDLE_STALE: return "SLUICE_ERR_HANDLE_STALE";
	case SLUICE_ERR_HANDLE_FOREIGN: return "SLUICE_ERR_HANDLE_FOREIGN";
	case SLUICE_ERR_HANDLE_TYPE: return "SLUICE_ERR_HANDLE_TYPE";
	default: return "SLUICE_OK";
	}
}

/* Fills `error` unless it is NULL; returns -code. */
static inline int sluice_fail(struct sluice_error *error, int code, const char *message, const char *field, size_t offset,
			      int64_t expected, int64_t got)
{
	if (error != NULL) {
		error->message = message;
		error->field = field;
		error->offset = offset;
		error->expected = expected;
		error->got = got;
	}
	return -code;
}

#ifdef __cplusplus
}
#endif

#include "codec/bytes.h"
#include "codec/identity.h"
#include "codec/walk.h"

#endif /* SLUICE_ERROR_H */
