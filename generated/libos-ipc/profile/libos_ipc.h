/*
 * libos-ipc, config profile, data model lp64
 * Messages between the processes of a library OS (Graphene, shim_ipc.h of February 2019): a packed header, then one packed payload. Facts,
 * behaviour and known defects are in docs/protocols/libos-ipc.md. The wire is that of an LP64 machine, so `long` and `unsigned long` of the
 * source are i64 and u64 here, whatever the data model of the reader.
 * Generated from schema/libos-ipc.yaml by `sluice generate`; do not edit.
 * Functions return 0 or -SLUICE_ERR_...; the error may be NULL. For a struct x:
 * x_check() looks at the structure of some bytes once; x_get_...() and x_set_...() then read and write fields; x_<tail>() finds a tail.
 * x_decode() copies the bytes and judges every value; x_encode() is its inverse. With tails they take an x_message: x and a span per tail.
 * Define LIBOS_IPC_LAYOUT_ONLY for the types alone.
 */
#ifndef LIBOS_IPC_LAYOUT_H
#define LIBOS_IPC_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

/* ---- constants --------------------------------------------------------------------------------------------------------------- */

#define IPC_MSG_MINIMAL_SIZE 48u   /* Least bytes of a frame; shorter ones are padded up to it. */
#define IPC_MSG_READAHEAD    96u   /* Bytes that the source's receive loop reads beyond what it needs; not visible on the wire. */
#define RESPONSE_CALLBACK    1     /* Result of a message handler that asks for RESP with 0 although nothing failed. */
#define MAX_IPC_PORT_FINI_CB 3u    /* Most death callbacks of a port. */
#define IPC_SEM_NOTIMEOUT    UINT64_C(18446744073709551615) /* SEMOP timeout: wait for ever. */
#define TOTAL_NS             2u    /* Number of namespaces. */
#define PID_RANGE_SIZE       32u   /* Ids in one range of the PID namespace; a range message has this size or 1, nothing else. */
#define SYSV_RANGE_SIZE      128u  /* Ids in one range of the SYSV namespace. */
#define IPC_LEASE_TIME       1000u /* Length of a lease in microseconds, in both namespaces. */
#define LINUX_GETPID         11    /* SEMCTL: process of the last operation. */
#define LINUX_GETVAL         12    /* SEMCTL: value of one semaphore. */
#define LINUX_GETALL         13    /* SEMCTL: values of all semaphores of the set. */
#define LINUX_GETNCNT        14    /* SEMCTL: how many wait for the value to grow. */
#define LINUX_GETZCNT        15    /* SEMCTL: how many wait for zero. */
#define LINUX_SETVAL         16    /* SEMCTL: set one value. */
#define LINUX_SETALL         17    /* SEMCTL: set all values. */
#define LINUX_IPC_RMID       0     /* Remove the object. */
#define LINUX_IPC_PRIVATE    0     /* Key that always makes a new object. */
#define LINUX_IPC_CREAT      512   /* Create the object when the key is unknown. */
#define LINUX_IPC_EXCL       1024  /* Fail when the key is known. */
#define LINUX_IPC_NOWAIT     2048  /* Fail instead of waiting. */
#define LINUX_MSG_NOERROR    4096  /* MSGRCV: cut a message that is longer than asked for. */
#define LINUX_MSGMAX         8192  /* Most bytes of one System V message. */

#define LIBOS_IPC_FRAME_MIN 48      /* Least bytes of a frame. */
#define LIBOS_IPC_FRAME_MAX 1048576 /* Most bytes of a frame. */

/* What two sides compare to know that they mean the same bytes: the protocol, then every message. */
#define LIBOS_IPC_FINGERPRINT         UINT64_C(0x3206267346ef50bb)
#define IPC_RESP_FINGERPRINT          UINT64_C(0xdc238772ecb1d5ed)
#define IPC_FINDURI_FINGERPRINT       UINT64_C(0xdbfb7f82d8b3c172)
#define IPC_TELLURI_FINGERPRINT       UINT64_C(0xf81b9b3f9b0285cc)
#define IPC_CHECKPOINT_FINGERPRINT    UINT64_C(0xa98eac2b22744f81)
#define IPC_CLD_EXIT_FINGERPRINT      UINT64_C(0x694173a73e122977)
#define IPC_CLD_JOIN_FINGERPRINT      UINT64_C(0xeb3514b189de182c)
#define IPC_CLD_PROFILE_FINGERPRINT   UINT64_C(0xa0d1d3d0542eabdd)
#define IPC_PID_FINDNS_FINGERPRINT    UINT64_C(0xd0f6647d297d439e)
#define IPC_PID_TELLNS_FINGERPRINT    UINT64_C(0x06d866d77ba8dff9)
#define IPC_PID_LEASE_FINGERPRINT     UINT64_C(0x26ee144a2eb1601e)
#define IPC_PID_OFFER_FINGERPRINT     UINT64_C(0x7d403404eb260e50)
#define IPC_PID_RENEW_FINGERPRINT     UINT64_C(0x78d7240594adf91f)
#define IPC_PID_REVOKE_FINGERPRINT    UINT64_C(0x966a10967068d9b4)
#define IPC_PID_SUBLEASE_FINGERPRINT  UINT64_C(0xcf42dae7e4c6bce3)
#define IPC_PID_QUERY_FINGERPRINT     UINT64_C(0x10ce3a53b78b1e44)
#define IPC_PID_QUERYALL_FINGERPRINT  UINT64_C(0x1e79174c89ff97f4)
#define IPC_PID_ANSWER_FINGERPRINT    UINT64_C(0x8fd2ca52b527441b)
#define IPC_PID_KILL_FINGERPRINT      UINT64_C(0x81eb6c307ddf7ce9)
#define IPC_PID_GETSTATUS_FINGERPRINT UINT64_C(0xc7132be3e3f871a9)
#define IPC_PID_RETSTATUS_FINGERPRINT UINT64_C(0xf5e3618bd10a51e6)
#define IPC_PID_GETMETA_FINGERPRINT   UINT64_C(0xf55d07f079066f35)
#define IPC_PID_RETMETA_FINGERPRINT   UINT64_C(0x4e7d51de14deb516)
#define IPC_PID_NOP_FINGERPRINT       UINT64_C(0x15fe306143ca6f6e)
#define IPC_PID_SENDRPC_FINGERPRINT   UINT64_C(0x543af9b53bea23dc)
#define IPC_SYSV_FINDNS_FINGERPRINT   UINT64_C(0x0259accfeb2da5e4)
#define IPC_SYSV_TELLNS_FINGERPRINT   UINT64_C(0x87053bb06850ca9c)
#define IPC_SYSV_LEASE_FINGERPRINT    UINT64_C(0x372b9f6b5f8b14e3)
#define IPC_SYSV_OFFER_FINGERPRINT    UINT64_C(0x819953d6eda1b681)
#define IPC_SYSV_RENEW_FINGERPRINT    UINT64_C(0x903dbc5613f623ca)
#define IPC_SYSV_REVOKE_FINGERPRINT   UINT64_C(0x996210ee1b872efc)
#define IPC_SYSV_SUBLEASE_FINGERPRINT UINT64_C(0x3501b927750636cd)
#define IPC_SYSV_QUERY_FINGERPRINT    UINT64_C(0x065d5c9949569c45)
#define IPC_SYSV_QUERYALL_FINGERPRINT UINT64_C(0x3ce836ae714cf13b)
#define IPC_SYSV_ANSWER_FINGERPRINT   UINT64_C(0x8f9d6910778e0fc2)
#define IPC_SYSV_FINDKEY_FINGERPRINT  UINT64_C(0x5880030ebf5cf1c1)
#define IPC_SYSV_TELLKEY_FINGERPRINT  UINT64_C(0xcee7335e47807e00)
#define IPC_SYSV_DELRES_FINGERPRINT   UINT64_C(0xdb8ef32e2cf49648)
#define IPC_SYSV_MOVRES_FINGERPRINT   UINT64_C(0xc1948af73e481209)
#define IPC_SYSV_MSGSND_FINGERPRINT   UINT64_C(0x08eaa7eec78d5d18)
#define IPC_SYSV_MSGRCV_FINGERPRINT   UINT64_C(0x4129d24ef54ef771)
#define IPC_SYSV_MSGMOV_FINGERPRINT   UINT64_C(0x51e6daa246e52dca)
#define IPC_SYSV_SEMOP_FINGERPRINT    UINT64_C(0x52d908a6950299cc)
#define IPC_SYSV_SEMCTL_FINGERPRINT   UINT64_C(0xa01e5a8ca0241ac0)
#define IPC_SYSV_SEMRET_FINGERPRINT   UINT64_C(0x23f74595240c1691)
#define IPC_SYSV_SEMMOV_FINGERPRINT   UINT64_C(0x8c12077a79bf0bcd)

/* ---- codes, enums and flags --------------------------------------------------------------------------------------------------- */

/* Kind of a System V object. (enum sysv_type, a uint32_t on the wire; libos-ipc.yaml:56) */
enum sysv_type {
	SYSV_NONE = 0, /* No object. */
	SYSV_MSGQ = 1, /* Message queue. */
	SYSV_SEM = 2,  /* Semaphore set. */
	SYSV_SHM = 3,  /* Shared memory; no message works on it. */
};

/* Whom a signal is for. (enum kill_type, a uint32_t on the wire; libos-ipc.yaml:64) */
enum kill_type {
	KILL_THREAD = 0,  /* The thread `id`. */
	KILL_PROCESS = 1, /* The process `id`. */
	KILL_PGROUP = 2,  /* The process group `id`. */
	KILL_ALL = 3,     /* Every process; flooded to all neighbours, never answered. */
};

/* What GETMETA asks about a process. (enum pid_meta_code, a uint32_t on the wire; libos-ipc.yaml:72) */
enum pid_meta_code {
	PID_META_CRED = 0, /* Credentials: uid u32, then gid u32. */
	PID_META_EXEC = 1, /* Path of the executable, without NUL. */
	PID_META_CWD = 2,  /* Path of the working directory, without NUL. */
	PID_META_ROOT = 3, /* Path of the root directory, without NUL. */
};

/* The two namespaces. The source leaves this enum without a name. (enum shim_namespace, a uint32_t on the wire; libos-ipc.yaml:80) */
enum shim_namespace {
	PID_NS = 0,  /* Process and thread ids. */
	SYSV_NS = 1, /* System V ids and keys. */
};

/*
 * Bit positions of `ipc_port_type`. The source leaves this enum without a name. (enum ipc_port_bit, a uint32_t on the wire;
 * libos-ipc.yaml:86)
 */
enum ipc_port_bit {
	LISTEN = 0,    /* Bit of IPC_PORT_LISTEN. */
	SERVER = 1,    /* Bit of IPC_PORT_SERVER. */
	KEEPALIVE = 2, /* Bit of IPC_PORT_KEEPALIVE. */
	DIRCLD = 3,    /* Bit of IPC_PORT_DIRCLD. */
	DIRPRT = 4,    /* Bit of IPC_PORT_DIRPRT. */
	PIDCLT = 5,    /* Bit of IPC_PORT_PIDCLT. */
	PIDLDR = 6,    /* Bit of IPC_PORT_PIDLDR. */
	PIDCON = 7,    /* Bit of IPC_PORT_PIDCON. */
	PIDOWN = 8,    /* Bit of IPC_PORT_PIDOWN. */
	SYSVCLT = 9,   /* Bit of IPC_PORT_SYSVCLT. */
	SYSVLDR = 10,  /* Bit of IPC_PORT_SYSVLDR. */
	SYSVCON = 11,  /* Bit of IPC_PORT_SYSVCON. */
	SYSVOWN = 12,  /* Bit of IPC_PORT_SYSVOWN. */
};

/* What a port (one byte stream to one peer) is used for. (flags ipc_port_type, a uint32_t on the wire; libos-ipc.yaml:105) */
enum ipc_port_type {
	IPC_PORT_LISTEN = 0x01u,    /* Poll it and read messages. */
	IPC_PORT_SERVER = 0x02u,    /* Poll it and accept connections. */
	IPC_PORT_KEEPALIVE = 0x04u, /* The receiving thread, and so the process, lives as long as this port does. */
	IPC_PORT_DIRCLD = 0x08u,    /* The peer is a direct child. */
	IPC_PORT_DIRPRT = 0x10u,    /* The peer is the parent. */
	IPC_PORT_PIDCLT = 0x20u,    /* PID leader: the server port for its members; accepted ports inherit it. */
	IPC_PORT_PIDLDR = 0x40u,    /* PID member: the connection to the leader. */
	IPC_PORT_PIDCON = 0x80u,    /* Declared by the source, used by nobody. */
	IPC_PORT_PIDOWN = 0x0100u,  /* The peer owns a PID range or id. */
	IPC_PORT_SYSVCLT = 0x0200u, /* SYSV leader: the server port for its members; accepted ports inherit it. */
	IPC_PORT_SYSVLDR = 0x0400u, /* SYSV member: the connection to the leader. */
	IPC_PORT_SYSVCON = 0x0800u, /* The peer has a semaphore operation queued here. */
	IPC_PORT_SYSVOWN = 0x1000u, /* The peer owns a System V range or id. */
	IPC_PORT_IFPOLL = 0x03u,    /* Any of these makes a port one that is polled. */
};

/* Message codes. */
enum libos_ipc_code {
	IPC_RESP = 0,                 /* Result of a request that has no answer of its own, or that failed. Never answered. */
	IPC_FINDURI = 1,              /* Asks where the peer listens. Dead in the source, whose answer carries no sequence number. */
	IPC_TELLURI = 2,              /* Says where the sender listens. */
	/* Starts a checkpoint of the whole process tree. Receivers pass it on to all neighbours but the one it came from. */
	IPC_CHECKPOINT = 3,
	IPC_BASE_BOUND = 4,           /* First code after the base group. */
	IPC_CLD_BASE = 4,             /* First code of the child group. */
	IPC_CLD_EXIT = 4,             /* A thread has ended. Must be idempotent - the main thread of a process sends it twice. */
	IPC_CLD_JOIN = 5,             /* Makes the port it travels on a parent-and-child port. Nobody sends it in the source. */
	IPC_CLD_PROFILE = 6,          /* Counters of a process that ends; the parent adds them to its own. */
	IPC_CLD_BOUND = 7,            /* First code after the child group. */
	IPC_PID_BASE = 7,             /* First code of the PID namespace. */
	IPC_PID_FINDNS = 7,           /* Asks who leads the PID namespace. Answered late when the parent has to ask in turn. */
	IPC_PID_TELLNS = 8,           /* Says who leads the PID namespace. */
	IPC_PID_LEASE = 9,            /* Asks for a range of PID ids. Fails with -ENOMEM. */
	IPC_PID_OFFER = 10,           /* Gives or prolongs a range (LEASE, RENEW), or confirms a single id (SUBLEASE). */
	/* Asks for a longer lease. The source sends it without a sequence number, and for a single id prolongs id 1. */
	IPC_PID_RENEW = 11,
	IPC_PID_REVOKE = 12,          /* Takes a range or a single id back. The source removes id 1 instead of the single id. */
	IPC_PID_SUBLEASE = 13,        /* Registers that one PID id now belongs to another process. */
	IPC_PID_QUERY = 14,           /* Asks who owns a PID id. Fails with -ESRCH. */
	IPC_PID_QUERYALL = 15,        /* Asks for every PID range and single id that the leader knows. */
	IPC_PID_ANSWER = 16,          /* Who owns what in the PID namespace. */
	IPC_PID_TEMPLATE_BOUND = 17,  /* First code of the PID group proper. */
	IPC_PID_KILL = 17,            /* Delivers a signal. KILL_ALL is flooded without a sequence number and never answered. */
	IPC_PID_GETSTATUS = 18,       /* Asks which of some ids are live threads. */
	IPC_PID_RETSTATUS = 19,       /* The live ones among the ids that were asked for. */
	IPC_PID_GETMETA = 20,         /* Asks for a property of a process. Fails with -ESRCH, -ENOENT or -EINVAL. */
	IPC_PID_RETMETA = 21,         /* A property of a process. */
	IPC_PID_NOP = 22,             /* Bounces between two processes, for benchmarks. */
	IPC_PID_SENDRPC = 23,         /* Hands bytes to a reader of the receiving process, for benchmarks. */
	IPC_PID_BOUND = 24,           /* First code after the PID group. */
	IPC_SYSV_BASE = 24,           /* First code of the SYSV namespace. */
	IPC_SYSV_FINDNS = 24,         /* Asks who leads the SYSV namespace. Answered late when the parent has to ask in turn. */
	IPC_SYSV_TELLNS = 25,         /* Says who leads the SYSV namespace. */
	IPC_SYSV_LEASE = 26,          /* Asks for a range of SYSV ids. Fails with -ENOMEM. */
	IPC_SYSV_OFFER = 27,          /* Gives or prolongs a range (LEASE, RENEW), or confirms a single id (SUBLEASE). */
	/* Asks for a longer lease. The source sends it without a sequence number, and for a single id prolongs id 1. */
	IPC_SYSV_RENEW = 28,
	IPC_SYSV_REVOKE = 29,         /* Takes a range or a single id back. The source removes id 1 instead of the single id. */
	IPC_SYSV_SUBLEASE = 30,       /* Registers that one SYSV id now belongs to another process. */
	IPC_SYSV_QUERY = 31,          /* Asks who owns a SYSV id. Fails with -ESRCH. */
	IPC_SYSV_QUERYALL = 32,       /* Asks for every SYSV range and single id that the leader knows. */
	IPC_SYSV_ANSWER = 33,         /* Who owns what in the SYSV namespace. */
	IPC_SYSV_FINDKEY = 34,        /* Asks which id a key has. Fails with -ENOENT. */
	IPC_SYSV_TELLKEY = 35,        /* Registers the id of a new key, or answers FINDKEY; which of the two the sequence number says. */
	IPC_SYSV_TEMPLATE_BOUND = 36, /* First code of the SYSV group proper. */
	IPC_SYSV_DELRES = 36,         /* Deletes an object. Fails with -ENOENT, -EIDRM or -ENOSYS. */
	IPC_SYSV_MOVRES = 37,         /* The object has a new owner; ask there. */
	/* A message for a queue (one-way, nothing reports a failure), or the message that a MSGRCV asked for. */
	IPC_SYSV_MSGSND = 38,
	IPC_SYSV_MSGRCV = 39,         /* Asks for a message. Fails with -ENOENT, -EIDRM, -ENOMSG, -E2BIG or -ECONNREFUSED. */
	IPC_SYSV_MSGMOV = 40,         /* Hands a queue over; its messages wait in a host file. */
	IPC_SYSV_SEMOP = 41,          /* Does semaphore operations. Sent one-way, and so never answered, when all of them are positive. */
	IPC_SYSV_SEMCTL = 42,         /* Reads or sets values of a set. */
	IPC_SYSV_SEMRET = 43,         /* What a SEMCTL has read. */
	/* Hands a semaphore set over, waiting requests included. The source can receive it and never sends it. */
	IPC_SYSV_SEMMOV = 44,
	IPC_SYSV_BOUND = 45,          /* First code after the SYSV group. */
	IPC_CODE_NUM = 45,            /* Number of codes. */
};

/* ---- structs: before each member's doc stands its offset ----------------------------------------------------------------------- */

/*
 * Header of every frame. There is no version, no checksum, and no length of the payload without its padding.
 * packed, 29 bytes, alignment 1 (libos-ipc.yaml:125)
 */
struct shim_ipc_msg {
	uint8_t code;  /* 0: Message code; which ones exist depends on the build. */
	uint32_t size; /* 1: Bytes of the whole frame, header and padding included. */
	uint32_t src;  /* 5: Sender. A receiver drops frames that carry its own vmid. */
	uint32_t dst;  /* 9: Addressee; for information only, may be 0. */
	uint64_t seq;  /* 13: Pairs an answer with its request; 0 wants no answer. */
	uint64_t time; /* 21: Reserved for a time stamp. The source never assigns it. */
} __attribute__((packed));
#define SHIM_IPC_MSG_SIZE 29

/*
 * One range or single id in the namespace ANSWER.
 * packed, 20 bytes, alignment 1 (libos-ipc.yaml:140)
 */
struct ipc_ns_offered {
	uint32_t base;         /* 0: First id. */
	uint32_t size;         /* 4: Number of ids: the range size of the namespace, or 1. */
	uint64_t lease;        /* 8: Until when it is leased. (in us) */
	uint32_t owner_offset; /* 16: Where its owner record starts, in bytes from the start of the payload. */
} __attribute__((packed));
#define IPC_NS_OFFERED_SIZE 20

/*
 * Owner record at the end of the namespace ANSWER; one per entry, in the same order, never shared.
 * packed, 5 bytes, alignment 1 (libos-ipc.yaml:148)
 * at 4: NUL-terminated string uri. Where the owner listens.
 */
struct ipc_ns_client {
	uint32_t vmid; /* 0: The owner. */
	char uri[1];   /* 4: first byte of a string that goes on behind the struct */
} __attribute__((packed));
#define IPC_NS_CLIENT_FIXED_SIZE 4
#define IPC_NS_CLIENT_MIN_SIZE   5

/*
 * A live thread in RETSTATUS.
 * packed, 12 bytes, alignment 1 (libos-ipc.yaml:156)
 */
struct pid_status {
	uint32_t pid;  /* 0: Its id. */
	uint32_t tgid; /* 4: Its thread group, which is what users call the process. */
	uint32_t pgid; /* 8: Its process group. */
} __attribute__((packed));
#define PID_STATUS_SIZE 12

/*
 * Key of a System V object together with its kind; two keys are equal when both are.
 * natural, 16 bytes, alignment 8 (libos-ipc.yaml:165)
 */
struct sysv_key {
	uint64_t key;  /* 0: The application's 32-bit key, sign-extended. */
	uint32_t type; /* 8: Kind of the object. (enum sysv_type) */
};
#define SYSV_KEY_SIZE 16

/*
 * How much a process has lately used an object; decides when ownership moves.
 * natural, 16 bytes, alignment 8 (libos-ipc.yaml:172)
 */
struct sysv_score {
	uint32_t vmid;  /* 0: The process, 0 in a free slot. */
	uint64_t score; /* 8: Its score, 0 to 200. */
};
#define SYSV_SCORE_SIZE 16

/*
 * State of one semaphore in SEMMOV.
 * natural, 12 bytes, alignment 4 (libos-ipc.yaml:179)
 */
struct sem_backup {
	uint16_t val;  /* 0: Value. */
	uint16_t zcnt; /* 2: How many wait for zero. */
	uint16_t ncnt; /* 4: How many wait for the value to grow. */
	uint32_t pid;  /* 8: Process of the last operation. */
};
#define SEM_BACKUP_SIZE 12

/*
 * A waiting request in SEMMOV.
 * natural, 24 bytes, alignment 8 (libos-ipc.yaml:188)
 */
struct sem_client_backup {
	uint32_t vmid;   /* 0: Who waits. */
	uint64_t seq;    /* 8: Sequence number of its SEMOP. */
	int32_t current; /* 16: Index of the operation it is stuck at. */
	int32_t nops;    /* 20: Number of its operations. */
};
#define SEM_CLIENT_BACKUP_SIZE 24

/*
 * One semaphore operation, as Linux defines it.
 * natural, 6 bytes, alignment 2 (libos-ipc.yaml:197)
 */
#if defined(LIBOS_IPC_SYSTEM_TYPES)
#include <sys/sem.h>
#else
struct sembuf {
	uint16_t sem_num; /* 0: Index within the set. */
	int16_t sem_op;   /* 2: Added when positive, taken when negative, wait for zero when 0. */
	int16_t sem_flg;  /* 4: IPC_NOWAIT and SEM_UNDO of Linux. */
};
#endif
#define SEMBUF_SIZE 6

/*
 * Counter of how often something happened. The source spells it so.
 * natural, 4 bytes, alignment 4 (libos-ipc.yaml:207)
 */
struct profile_val_occurence {
	uint32_t count; /* 0: Times. */
};
#define PROFILE_VAL_OCCURENCE_SIZE 4

/*
 * Counter of how often and how long something happened.
 * natural, 16 bytes, alignment 8 (libos-ipc.yaml:214)
 */
struct profile_val_interval {
	uint32_t count; /* 0: Times. */
	uint64_t time;  /* 8: Time in all. (in us) */
};
#define PROFILE_VAL_INTERVAL_SIZE 16

/*
 * Value of a profiling counter. The source leaves this union without a name.
 * natural, 16 bytes, alignment 8 (libos-ipc.yaml:232)
 */
union profile_val_val {
	struct profile_val_occurence occurence; /* Of a counter of occurrences. */
	struct profile_val_interval interval;   /* Of a counter of intervals. */
};

/*
 * One counter in CLD_PROFILE.
 * natural, 24 bytes, alignment 8 (libos-ipc.yaml:222)
 */
struct profile_val {
	int32_t idx;               /* 0: Number of the counter, from 1; 0 ends the list. */
	union profile_val_val val; /* 8: Its value; the counter's number says of which kind. */
};
#define PROFILE_VAL_SIZE 24

/*
 * IPC_RESP: Any request may be answered by it with a negative value.
 * packed, 4 bytes, alignment 1 (libos-ipc.yaml:248)
 */
struct shim_ipc_resp {
	int32_t retval; /* 0: 0 or positive on success, a negated Linux errno on failure. */
} __attribute__((packed));
#define SHIM_IPC_RESP_SIZE 4

/*
 * IPC_TELLURI: The uri and its NUL; the source forgets the NUL in the size.
 * packed, 1 byte, alignment 1 (libos-ipc.yaml:261)
 * at 0: NUL-terminated string uri. Such as `pipe:1234`.
 */
struct shim_ipc_telluri {
	char uri[1]; /* 0: first byte of a string that goes on behind the struct */
} __attribute__((packed));
#define SHIM_IPC_TELLURI_FIXED_SIZE 0
#define SHIM_IPC_TELLURI_MIN_SIZE   1

/*
 * IPC_CHECKPOINT: The header calls this one PID_CHECKPOINT in a comment; the code is IPC_CHECKPOINT.
 * packed, 5 bytes, alignment 1 (libos-ipc.yaml:271)
 * at 4: NUL-terminated string cpdir. Host directory; each process writes a file named by its vmid.
 */
struct shim_ipc_checkpoint {
	uint32_t cpsession; /* 0: Random number of the session. */
	char cpdir[1];      /* 4: first byte of a string that goes on behind the struct */
} __attribute__((packed));
#define SHIM_IPC_CHECKPOINT_FIXED_SIZE 4
#define SHIM_IPC_CHECKPOINT_MIN_SIZE   5

/*
 * IPC_CLD_EXIT: The source negates `exitcode` at every relay; here it is the plain status.
 * packed, 24 bytes, alignment 1 (libos-ipc.yaml:285)
 */
struct shim_ipc_cld_exit {
	uint32_t ppid;        /* 0: Its parent; for information only. */
	uint32_t tid;         /* 4: The thread. */
	uint32_t exitcode;    /* 8: Its exit status. */
	uint32_t term_signal; /* 12: The signal that ended it, or 0. */
	uint64_t time;        /* 16: When it ended. (in us) */
} __attribute__((packed));
#define SHIM_IPC_CLD_EXIT_SIZE 24

/*
 * IPC_CLD_PROFILE: Counters that are 0 are left out.
 * packed, 12 bytes, alignment 1 (libos-ipc.yaml:307)
 * at 12: profile_val profile[nprofile]. The counters.
 */
struct shim_ipc_cld_profile {
	uint64_t time;    /* 0: When it was sent. (in us) */
	int32_t nprofile; /* 8: Number of counters. (counts profile) */
} __attribute__((packed));
#define SHIM_IPC_CLD_PROFILE_FIXED_SIZE 12
#define SHIM_IPC_CLD_PROFILE_MIN_SIZE   12

/*
 * IPC_PID_TELLNS: The source aborts on vmid 0 or an empty uri.
 * packed, 5 bytes, alignment 1 (libos-ipc.yaml:578)
 * at 4: NUL-terminated string uri. Where the leader listens.
 */
struct shim_ipc_pid_tellns {
	uint32_t vmid; /* 0: The leader. */
	char uri[1];   /* 4: first byte of a string that goes on behind the struct */
} __attribute__((packed));
#define SHIM_IPC_PID_TELLNS_FIXED_SIZE 4
#define SHIM_IPC_PID_TELLNS_MIN_SIZE   5

/*
 * IPC_PID_LEASE: The asker itself is the source of the frame.
 * packed, 1 byte, alignment 1 (libos-ipc.yaml:590)
 * at 0: NUL-terminated string uri. Where the asker listens.
 */
struct shim_ipc_pid_lease {
	char uri[1]; /* 0: first byte of a string that goes on behind the struct */
} __attribute__((packed));
#define SHIM_IPC_PID_LEASE_FIXED_SIZE 0
#define SHIM_IPC_PID_LEASE_MIN_SIZE   1

/*
 * IPC_PID_OFFER: The source reports a failed SUBLEASE as an offer whose lease is 0.
 * packed, 16 bytes, alignment 1 (libos-ipc.yaml:600)
 */
struct shim_ipc_pid_offer {
	uint32_t base;  /* 0: First id. */
	uint32_t size;  /* 4: Number of ids: PID_RANGE_SIZE, or 1. */
	uint64_t lease; /* 8: Until when. (in us) */
} __attribute__((packed));
#define SHIM_IPC_PID_OFFER_SIZE 16

/*
 * IPC_PID_RENEW: Fails with -EINVAL for any other size.
 * packed, 8 bytes, alignment 1 (libos-ipc.yaml:612)
 */
struct shim_ipc_pid_renew {
	uint32_t base; /* 0: First id. */
	uint32_t size; /* 4: Number of ids: PID_RANGE_SIZE, or 1. */
} __attribute__((packed));
#define SHIM_IPC_PID_RENEW_SIZE 8

/*
 * IPC_PID_REVOKE: Any other size is ignored.
 * packed, 8 bytes, alignment 1 (libos-ipc.yaml:622)
 */
struct shim_ipc_pid_revoke {
	uint32_t base; /* 0: First id. */
	uint32_t size; /* 4: Number of ids: PID_RANGE_SIZE, or 1. */
} __attribute__((packed));
#define SHIM_IPC_PID_REVOKE_SIZE 8

/*
 * IPC_PID_SUBLEASE: Sent for the id of a new child, and when an object moves.
 * packed, 9 bytes, alignment 1 (libos-ipc.yaml:633)
 * at 8: NUL-terminated string uri. Where the new owner listens.
 */
struct shim_ipc_pid_sublease {
	uint32_t tenant; /* 0: The new owner. */
	uint32_t idx;    /* 4: The id. */
	char uri[1];     /* 8: first byte of a string that goes on behind the struct */
} __attribute__((packed));
#define SHIM_IPC_PID_SUBLEASE_FIXED_SIZE 8
#define SHIM_IPC_PID_SUBLEASE_MIN_SIZE   9

/*
 * IPC_PID_QUERY: Answered by one entry.
 * packed, 4 bytes, alignment 1 (libos-ipc.yaml:646)
 */
struct shim_ipc_pid_query {
	uint32_t idx; /* 0: The id. */
} __attribute__((packed));
#define SHIM_IPC_PID_QUERY_SIZE 4

/*
 * IPC_PID_ANSWER: Entries first, then as many owner records, back to back.
 * packed, 4 bytes, alignment 1 (libos-ipc.yaml:659)
 * at 4: ipc_ns_offered answers[nanswers]. Ranges and single ids.
 * then: ipc_ns_client owners, one per element of answers, found by its owner_offset. The owner of each, in order.
 */
struct shim_ipc_pid_answer {
	int32_t nanswers; /* 0: Number of entries. (counts answers) */
} __attribute__((packed));
#define SHIM_IPC_PID_ANSWER_FIXED_SIZE 4
#define SHIM_IPC_PID_ANSWER_MIN_SIZE   4

/*
 * IPC_PID_KILL: RESP follows once the signal was handed over, before it has any effect.
 * packed, 16 bytes, alignment 1 (libos-ipc.yaml:325)
 */
struct shim_ipc_pid_kill {
	uint32_t sender; /* 0: Who sends the signal. */
	uint32_t type;   /* 4: What `id` names. (enum kill_type) */
	uint32_t id;     /* 8: Thread, process or group; of no meaning for KILL_ALL. */
	int32_t signum;  /* 12: Linux signal number. */
} __attribute__((packed));
#define SHIM_IPC_PID_KILL_SIZE 16

/*
 * IPC_PID_GETSTATUS: The source asks for the 32 ids of a range at a time, or for one.
 * packed, 4 bytes, alignment 1 (libos-ipc.yaml:338)
 * at 4: u32 pids[npids]. The ids.
 */
struct shim_ipc_pid_getstatus {
	int32_t npids; /* 0: Number of ids. (counts pids) */
} __attribute__((packed));
#define SHIM_IPC_PID_GETSTATUS_FIXED_SIZE 4
#define SHIM_IPC_PID_GETSTATUS_MIN_SIZE   4

/*
 * IPC_PID_RETSTATUS: Ids that are missing here are not alive.
 * packed, 4 bytes, alignment 1 (libos-ipc.yaml:349)
 * at 4: pid_status status[nstatus]. The live threads.
 */
struct shim_ipc_pid_retstatus {
	int32_t nstatus; /* 0: Number of entries. (counts status) */
} __attribute__((packed));
#define SHIM_IPC_PID_RETSTATUS_FIXED_SIZE 4
#define SHIM_IPC_PID_RETSTATUS_MIN_SIZE   4

/*
 * IPC_PID_GETMETA: The source uses an unchecked `code` as an index; here it is a closed enum.
 * packed, 8 bytes, alignment 1 (libos-ipc.yaml:361)
 */
struct shim_ipc_pid_getmeta {
	uint32_t pid;  /* 0: The process. */
	uint32_t code; /* 4: The property. (enum pid_meta_code) */
} __attribute__((packed));
#define SHIM_IPC_PID_GETMETA_SIZE 8

/*
 * IPC_PID_RETMETA: Paths come without NUL; their length is `datasize`.
 * packed, 12 bytes, alignment 1 (libos-ipc.yaml:371)
 * at 12: bytes data[datasize]. The property, as `pid_meta_code` describes it.
 */
struct shim_ipc_pid_retmeta {
	uint32_t pid;     /* 0: The process. */
	uint32_t code;    /* 4: The property. (enum pid_meta_code) */
	int32_t datasize; /* 8: Bytes of `data`. (counts data) */
} __attribute__((packed));
#define SHIM_IPC_PID_RETMETA_FIXED_SIZE 12
#define SHIM_IPC_PID_RETMETA_MIN_SIZE   12

/*
 * IPC_PID_NOP: Starts with twice the number of rounds.
 * packed, 4 bytes, alignment 1 (libos-ipc.yaml:385)
 * at 4: bytes payload, whatever is left. Anything.
 */
struct shim_ipc_pid_nop {
	int32_t count; /* 0: Hops left; the receiver takes one off, and sends it back unless that makes 0. */
} __attribute__((packed));
#define SHIM_IPC_PID_NOP_FIXED_SIZE 4
#define SHIM_IPC_PID_NOP_MIN_SIZE   4

/*
 * IPC_PID_SENDRPC: Bytes beyond what the reader asked for are lost in the source.
 * packed, 8 bytes, alignment 1 (libos-ipc.yaml:396)
 * at 8: bytes payload[len]. Anything.
 */
struct shim_ipc_pid_sendrpc {
	uint32_t sender; /* 0: Who sends. */
	int32_t len;     /* 4: Bytes of `payload`. (counts payload) */
} __attribute__((packed));
#define SHIM_IPC_PID_SENDRPC_FIXED_SIZE 8
#define SHIM_IPC_PID_SENDRPC_MIN_SIZE   8

/*
 * IPC_SYSV_TELLNS: The source aborts on vmid 0 or an empty uri.
 * packed, 5 bytes, alignment 1 (libos-ipc.yaml:578)
 * at 4: NUL-terminated string uri. Where the leader listens.
 */
struct shim_ipc_sysv_tellns {
	uint32_t vmid; /* 0: The leader. */
	char uri[1];   /* 4: first byte of a string that goes on behind the struct */
} __attribute__((packed));
#define SHIM_IPC_SYSV_TELLNS_FIXED_SIZE 4
#define SHIM_IPC_SYSV_TELLNS_MIN_SIZE   5

/*
 * IPC_SYSV_LEASE: The asker itself is the source of the frame.
 * packed, 1 byte, alignment 1 (libos-ipc.yaml:590)
 * at 0: NUL-terminated string uri. Where the asker listens.
 */
struct shim_ipc_sysv_lease {
	char uri[1]; /* 0: first byte of a string that goes on behind the struct */
} __attribute__((packed));
#define SHIM_IPC_SYSV_LEASE_FIXED_SIZE 0
#define SHIM_IPC_SYSV_LEASE_MIN_SIZE   1

/*
 * IPC_SYSV_OFFER: The source reports a failed SUBLEASE as an offer whose lease is 0.
 * packed, 16 bytes, alignment 1 (libos-ipc.yaml:600)
 */
struct shim_ipc_sysv_offer {
	uint32_t base;  /* 0: First id. */
	uint32_t size;  /* 4: Number of ids: SYSV_RANGE_SIZE, or 1. */
	uint64_t lease; /* 8: Until when. (in us) */
} __attribute__((packed));
#define SHIM_IPC_SYSV_OFFER_SIZE 16

/*
 * IPC_SYSV_RENEW: Fails with -EINVAL for any other size.
 * packed, 8 bytes, alignment 1 (libos-ipc.yaml:612)
 */
struct shim_ipc_sysv_renew {
	uint32_t base; /* 0: First id. */
	uint32_t size; /* 4: Number of ids: SYSV_RANGE_SIZE, or 1. */
} __attribute__((packed));
#define SHIM_IPC_SYSV_RENEW_SIZE 8

/*
 * IPC_SYSV_REVOKE: Any other size is ignored.
 * packed, 8 bytes, alignment 1 (libos-ipc.yaml:622)
 */
struct shim_ipc_sysv_revoke {
	uint32_t base; /* 0: First id. */
	uint32_t size; /* 4: Number of ids: SYSV_RANGE_SIZE, or 1. */
} __attribute__((packed));
#define SHIM_IPC_SYSV_REVOKE_SIZE 8

/*
 * IPC_SYSV_SUBLEASE: Sent for the id of a new child, and when an object moves.
 * packed, 9 bytes, alignment 1 (libos-ipc.yaml:633)
 * at 8: NUL-terminated string uri. Where the new owner listens.
 */
struct shim_ipc_sysv_sublease {
	uint32_t tenant; /* 0: The new owner. */
	uint32_t idx;    /* 4: The id. */
	char uri[1];     /* 8: first byte of a string that goes on behind the struct */
} __attribute__((packed));
#define SHIM_IPC_SYSV_SUBLEASE_FIXED_SIZE 8
#define SHIM_IPC_SYSV_SUBLEASE_MIN_SIZE   9

/*
 * IPC_SYSV_QUERY: Answered by one entry.
 * packed, 4 bytes, alignment 1 (libos-ipc.yaml:646)
 */
struct shim_ipc_sysv_query {
	uint32_t idx; /* 0: The id. */
} __attribute__((packed));
#define SHIM_IPC_SYSV_QUERY_SIZE 4

/*
 * IPC_SYSV_ANSWER: Entries first, then as many owner records, back to back.
 * packed, 4 bytes, alignment 1 (libos-ipc.yaml:659)
 * at 4: ipc_ns_offered answers[nanswers]. Ranges and single ids.
 * then: ipc_ns_client owners, one per element of answers, found by its owner_offset. The owner of each, in order.
 */
struct shim_ipc_sysv_answer {
	int32_t nanswers; /* 0: Number of entries. (counts answers) */
} __attribute__((packed));
#define SHIM_IPC_SYSV_ANSWER_FIXED_SIZE 4
#define SHIM_IPC_SYSV_ANSWER_MIN_SIZE   4

/*
 * IPC_SYSV_FINDKEY: The leader of the source fails on its own keys.
 * packed, 16 bytes, alignment 1 (libos-ipc.yaml:673)
 */
struct shim_ipc_sysv_findkey {
	struct sysv_key key; /* 0: The key. */
} __attribute__((packed));
#define SHIM_IPC_SYSV_FINDKEY_SIZE 16

/*
 * IPC_SYSV_TELLKEY: The source answers 0 even when the key exists; ours answers -EEXIST.
 * packed, 20 bytes, alignment 1 (libos-ipc.yaml:684)
 */
struct shim_ipc_sysv_tellkey {
	struct sysv_key key; /* 0: The key. */
	uint32_t id;         /* 16: Its id. */
} __attribute__((packed));
#define SHIM_IPC_SYSV_TELLKEY_SIZE 20

/*
 * IPC_SYSV_DELRES: A source that no longer owns the object does not answer at all; ours answers -EAGAIN.
 * packed, 8 bytes, alignment 1 (libos-ipc.yaml:414)
 */
struct shim_ipc_sysv_delres {
	uint32_t resid; /* 0: The object. */
	uint32_t type;  /* 4: Its kind. (enum sysv_type) */
} __attribute__((packed));
#define SHIM_IPC_SYSV_DELRES_SIZE 8

/*
 * IPC_SYSV_MOVRES: The request it answers has not been served.
 * packed, 21 bytes, alignment 1 (libos-ipc.yaml:424)
 * at 20: NUL-terminated string uri. Where the new owner listens.
 */
struct shim_ipc_sysv_movres {
	uint32_t resid; /* 0: The object. */
	uint32_t type;  /* 4: Its kind. (enum sysv_type) */
	uint32_t owner; /* 8: The new owner. */
	uint64_t lease; /* 12: Until when it owns it. (in us) */
	char uri[1];    /* 20: first byte of a string that goes on behind the struct */
} __attribute__((packed));
#define SHIM_IPC_SYSV_MOVRES_FIXED_SIZE 20
#define SHIM_IPC_SYSV_MOVRES_MIN_SIZE   21

/*
 * IPC_SYSV_MSGSND: The length of `msg` is not on the wire - a body below 15 bytes (7 with PROFILE) arrives with the padding of the frame.
 * packed, 12 bytes, alignment 1 (libos-ipc.yaml:439)
 * at 12: bytes msg, whatever is left. The message.
 */
struct shim_ipc_sysv_msgsnd {
	uint32_t msgid;  /* 0: The queue. */
	int64_t msgtype; /* 4: Type that the application gave the message. */
} __attribute__((packed));
#define SHIM_IPC_SYSV_MSGSND_FIXED_SIZE 12
#define SHIM_IPC_SYSV_MSGSND_MIN_SIZE   12

/*
 * IPC_SYSV_MSGRCV: Waits at the owner unless `flags` has IPC_NOWAIT.
 * packed, 20 bytes, alignment 1 (libos-ipc.yaml:452)
 */
struct shim_ipc_sysv_msgrcv {
	uint32_t msgid;  /* 0: The queue. */
	int64_t msgtype; /* 4: Wanted type. Linux gives 0 and negative types a meaning that the source does not. */
	int32_t size;    /* 12: Most bytes the asker can take. */
	int32_t flags;   /* 16: IPC_NOWAIT and MSG_NOERROR of Linux. */
} __attribute__((packed));
#define SHIM_IPC_SYSV_MSGRCV_SIZE 20

/*
 * IPC_SYSV_MSGMOV: The source copies `nscores` bytes of `scores` instead of as many entries.
 * packed, 14 bytes, alignment 1 (libos-ipc.yaml:464)
 * at 14: sysv_score scores[nscores]. Who has used the queue how much.
 */
struct shim_ipc_sysv_msgmov {
	uint32_t msgid;   /* 0: The queue. */
	uint64_t lease;   /* 4: Until when the receiver owns it. (in us) */
	uint16_t nscores; /* 12: Number of scores; the source always sends 32. (counts scores) */
} __attribute__((packed));
#define SHIM_IPC_SYSV_MSGMOV_FIXED_SIZE 14
#define SHIM_IPC_SYSV_MSGMOV_MIN_SIZE   14

/*
 * IPC_SYSV_SEMOP: The source does them one by one and keeps what it did when a later one fails; Linux does all or none.
 * packed, 16 bytes, alignment 1 (libos-ipc.yaml:478)
 * at 16: sembuf sops[nsops]. The operations, in order.
 */
struct shim_ipc_sysv_semop {
	uint32_t semid;   /* 0: The set. */
	uint64_t timeout; /* 4: How long to wait. The source carries it and ignores it. (in ns) */
	int32_t nsops;    /* 12: Number of operations. (counts sops) */
} __attribute__((packed));
#define SHIM_IPC_SYSV_SEMOP_FIXED_SIZE 16
#define SHIM_IPC_SYSV_SEMOP_MIN_SIZE   16

/*
 * IPC_SYSV_SEMCTL: GETs are answered by SEMRET, the others by RESP. The source never answers GETZCNT.
 * packed, 16 bytes, alignment 1 (libos-ipc.yaml:497)
 * at 16: bytes vals[valsize]. Values to set, u16 each.
 */
struct shim_ipc_sysv_semctl {
	uint32_t semid;  /* 0: The set. */
	int32_t semnum;  /* 4: Index within the set; of no meaning for GETALL and SETALL. */
	int32_t cmd;     /* 8: Linux command, LINUX_GETPID to LINUX_SETALL. */
	int32_t valsize; /* 12: Bytes of `vals`: 2 for SETVAL, 2 per semaphore for SETALL, else 0. (counts vals) */
} __attribute__((packed));
#define SHIM_IPC_SYSV_SEMCTL_FIXED_SIZE 16
#define SHIM_IPC_SYSV_SEMCTL_MIN_SIZE   16

/*
 * IPC_SYSV_SEMRET: The source copies as many bytes as the request carried, which is none.
 * packed, 4 bytes, alignment 1 (libos-ipc.yaml:511)
 * at 4: bytes vals[valsize]. u16 per value; u32 for GETPID.
 */
struct shim_ipc_sysv_semret {
	int32_t valsize; /* 0: Bytes of `vals`. (counts vals) */
} __attribute__((packed));
#define SHIM_IPC_SYSV_SEMRET_FIXED_SIZE 4
#define SHIM_IPC_SYSV_SEMRET_MIN_SIZE   4

/*
 * IPC_SYSV_SEMMOV: Three arrays follow each other without any alignment; C shows the first one only.
 * packed, 18 bytes, alignment 1 (libos-ipc.yaml:522)
 * at 18: sem_backup sems[nsems]. The semaphores, by index.
 * then: sem_client_backup srcs[nsrcs]. The waiting requests.
 * then: sysv_score scores[nscores]. Who has used the set how much.
 */
struct shim_ipc_sysv_semmov {
	uint32_t semid;   /* 0: The set. */
	uint64_t lease;   /* 4: Until when the receiver owns it. (in us) */
	uint16_t nsems;   /* 12: Number of semaphores. (counts sems) */
	uint16_t nsrcs;   /* 14: Number of waiting requests. (counts srcs) */
	uint16_t nscores; /* 16: Number of scores. (counts scores) */
} __attribute__((packed));
#define SHIM_IPC_SYSV_SEMMOV_FIXED_SIZE 18
#define SHIM_IPC_SYSV_SEMMOV_MIN_SIZE   18
#endif /* LIBOS_IPC_LAYOUT_H */

#if !defined(LIBOS_IPC_LAYOUT_ONLY) && !defined(LIBOS_IPC_CODEC_H)
#define LIBOS_IPC_CODEC_H

#include <stdbool.h>
#include <string.h>

#include <sluice/error.h>

#include "libos_ipc_asserts.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Whether enum sysv_type lists this value. */
static inline bool sysv_type_is_known(uint32_t value)
{
	switch (value) {
	case SYSV_NONE:
	case SYSV_MSGQ:
	case SYSV_SEM:
	case SYSV_SHM:
		return true;
	default:
		return false;
	}
}

/* Whether enum kill_type lists this value. */
static inline bool kill_type_is_known(uint32_t value)
{
	switch (value) {
	case KILL_THREAD:
	case KILL_PROCESS:
	case KILL_PGROUP:
	case KILL_ALL:
		return true;
	default:
		return false;
	}
}

/* Whether enum pid_meta_code lists this value. */
static inline bool pid_meta_code_is_known(uint32_t value)
{
	switch (value) {
	case PID_META_CRED:
	case PID_META_EXEC:
	case PID_META_CWD:
	case PID_META_ROOT:
		return true;
	default:
		return false;
	}
}

/* Whether enum shim_namespace lists this value. */
static inline bool shim_namespace_is_known(uint32_t value)
{
	switch (value) {
	case PID_NS:
	case SYSV_NS:
		return true;
	default:
		return false;
	}
}

/* Whether enum ipc_port_bit lists this value. */
static inline bool ipc_port_bit_is_known(uint32_t value)
{
	switch (value) {
	case LISTEN:
	case SERVER:
	case KEEPALIVE:
	case DIRCLD:
	case DIRPRT:
	case PIDCLT:
	case PIDLDR:
	case PIDCON:
	case PIDOWN:
	case SYSVCLT:
	case SYSVLDR:
	case SYSVCON:
	case SYSVOWN:
		return true;
	default:
		return false;
	}
}

/* ==== struct shim_ipc_msg (libos-ipc.yaml:125) ==== */

static inline uint8_t shim_ipc_msg_get_code(const void *buf)
{
	return sluice_load_u8(buf);
}

static inline void shim_ipc_msg_set_code(void *buf, uint8_t value)
{
	sluice_store_u8(buf, value);
}

static inline uint32_t shim_ipc_msg_get_size(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 1);
}

static inline void shim_ipc_msg_set_size(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 1, value);
}

static inline uint32_t shim_ipc_msg_get_src(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 5);
}

static inline void shim_ipc_msg_set_src(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 5, value);
}

static inline uint32_t shim_ipc_msg_get_dst(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 9);
}

static inline void shim_ipc_msg_set_dst(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 9, value);
}

static inline uint64_t shim_ipc_msg_get_seq(const void *buf)
{
	return sluice_load_le64((const uint8_t *)buf + 13);
}

static inline void shim_ipc_msg_set_seq(void *buf, uint64_t value)
{
	sluice_store_le64((uint8_t *)buf + 13, value);
}

static inline uint64_t shim_ipc_msg_get_time(const void *buf)
{
	return sluice_load_le64((const uint8_t *)buf + 21);
}

static inline void shim_ipc_msg_set_time(void *buf, uint64_t value)
{
	sluice_store_le64((uint8_t *)buf + 21, value);
}

/* The fixed part in host byte order. */
static inline struct shim_ipc_msg shim_ipc_msg_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct shim_ipc_msg value;

	value.code = sluice_load_u8(at);
	value.size = sluice_load_le32(at + 1);
	value.src = sluice_load_le32(at + 5);
	value.dst = sluice_load_le32(at + 9);
	value.seq = sluice_load_le64(at + 13);
	value.time = sluice_load_le64(at + 21);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void shim_ipc_msg_store(void *buf, struct shim_ipc_msg value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_u8(at, value.code);
	sluice_store_le32(at + 1, value.size);
	sluice_store_le32(at + 5, value.src);
	sluice_store_le32(at + 9, value.dst);
	sluice_store_le64(at + 13, value.seq);
	sluice_store_le64(at + 21, value.time);
}

static inline int shim_ipc_msg__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "code", 0, 1 },
		{ "size", 1, 4 },
		{ "src", 5, 4 },
		{ "dst", 9, 4 },
		{ "seq", 13, 8 },
		{ "time", 21, 8 },
	};

	return sluice_walk_fixed(walk, NULL, 29, fields, 6);
}

static inline int shim_ipc_msg__walk(struct sluice_walk *walk, struct shim_ipc_msg *out)
{
	int status = shim_ipc_msg__fixed(walk);

	if (status != 0)
		return status;
	*out = shim_ipc_msg_load(walk->at);
	return 0;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int shim_ipc_msg_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("shim_ipc_msg", buf, len, false, error);

	return shim_ipc_msg__fixed(&walk);
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int shim_ipc_msg_decode(const void *buf, size_t len, void *copy, size_t capacity, struct shim_ipc_msg *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "shim_ipc_msg", buf, len, copy, capacity, error);

	if (status == 0)
		status = shim_ipc_msg__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

static inline int shim_ipc_msg__put(struct sluice_walk *walk, const struct shim_ipc_msg *in)
{
	shim_ipc_msg_store(walk->to, *in);
	walk->used = 29;
	return 0;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int shim_ipc_msg_encode(void *buf, size_t capacity, const struct shim_ipc_msg *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, "shim_ipc_msg", buf, capacity, 29, error);

	if (status == 0)
		status = shim_ipc_msg__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct ipc_ns_offered (libos-ipc.yaml:140) ==== */

static inline uint32_t ipc_ns_offered_get_base(const void *buf)
{
	return sluice_load_le32(buf);
}

static inline void ipc_ns_offered_set_base(void *buf, uint32_t value)
{
	sluice_store_le32(buf, value);
}

static inline uint32_t ipc_ns_offered_get_size(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 4);
}

static inline void ipc_ns_offered_set_size(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 4, value);
}

static inline uint64_t ipc_ns_offered_get_lease(const void *buf)
{
	return sluice_load_le64((const uint8_t *)buf + 8);
}

static inline void ipc_ns_offered_set_lease(void *buf, uint64_t value)
{
	sluice_store_le64((uint8_t *)buf + 8, value);
}

static inline uint32_t ipc_ns_offered_get_owner_offset(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 16);
}

static inline void ipc_ns_offered_set_owner_offset(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 16, value);
}

/* The fixed part in host byte order. */
static inline struct ipc_ns_offered ipc_ns_offered_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct ipc_ns_offered value;

	value.base = sluice_load_le32(at);
	value.size = sluice_load_le32(at + 4);
	value.lease = sluice_load_le64(at + 8);
	value.owner_offset = sluice_load_le32(at + 16);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void ipc_ns_offered_store(void *buf, struct ipc_ns_offered value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, value.base);
	sluice_store_le32(at + 4, value.size);
	sluice_store_le64(at + 8, value.lease);
	sluice_store_le32(at + 16, value.owner_offset);
}

static inline int ipc_ns_offered__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "base", 0, 4 },
		{ "size", 4, 4 },
		{ "lease", 8, 8 },
		{ "owner_offset", 16, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 20, fields, 4);
}

static inline int ipc_ns_offered__walk(struct sluice_walk *walk, struct ipc_ns_offered *out)
{
	int status = ipc_ns_offered__fixed(walk);

	if (status != 0)
		return status;
	*out = ipc_ns_offered_load(walk->at);
	return 0;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int ipc_ns_offered_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("ipc_ns_offered", buf, len, false, error);

	return ipc_ns_offered__fixed(&walk);
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int ipc_ns_offered_decode(const void *buf, size_t len, void *copy, size_t capacity, struct ipc_ns_offered *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "ipc_ns_offered", buf, len, copy, capacity, error);

	if (status == 0)
		status = ipc_ns_offered__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

static inline int ipc_ns_offered__put(struct sluice_walk *walk, const struct ipc_ns_offered *in)
{
	ipc_ns_offered_store(walk->to, *in);
	walk->used = 20;
	return 0;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int ipc_ns_offered_encode(void *buf, size_t capacity, const struct ipc_ns_offered *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, "ipc_ns_offered", buf, capacity, 20, error);

	if (status == 0)
		status = ipc_ns_offered__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct ipc_ns_client (libos-ipc.yaml:148) ==== */

static inline uint32_t ipc_ns_client_get_vmid(const void *buf)
{
	return sluice_load_le32(buf);
}

static inline void ipc_ns_client_set_vmid(void *buf, uint32_t value)
{
	sluice_store_le32(buf, value);
}

/* The fixed part in host byte order. */
static inline struct ipc_ns_client ipc_ns_client_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct ipc_ns_client value;

	memset(&value, 0, sizeof value);
	value.vmid = sluice_load_le32(at);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void ipc_ns_client_store(void *buf, struct ipc_ns_client value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, value.vmid);
}

/* A struct ipc_ns_client with its tails. A span may be left zero: the tail is empty, or absent where its `if:` does not hold. */
struct ipc_ns_client_message {
	struct ipc_ns_client fixed; /* host byte order; counts are filled in by encode */
	struct sluice_span uri;
};

static inline int ipc_ns_client__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "vmid", 0, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 4, fields, 1);
}

static inline int ipc_ns_client__take_uri(struct sluice_walk *walk, struct sluice_span *out)
{
	return sluice_walk_string(walk, out, "uri", SLUICE_NO_MAX);
}

static inline int ipc_ns_client__walk(struct sluice_walk *walk, struct ipc_ns_client_message *out)
{
	int status = ipc_ns_client__fixed(walk);

	if (status == 0 && walk->values)
		out->fixed = ipc_ns_client_load(walk->at);
	if (status == 0)
		status = ipc_ns_client__take_uri(walk, &out->uri);
	return status;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int ipc_ns_client_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("ipc_ns_client", buf, len, false, error);
	struct ipc_ns_client_message found;

	return ipc_ns_client__walk(&walk, &found);
}

/* at 4: NUL-terminated string uri. Where the owner listens. */
static inline int ipc_ns_client_uri(const void *buf, size_t len, struct sluice_span *out, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("ipc_ns_client", buf, len, false, error);
	struct ipc_ns_client_message found;
	int status = ipc_ns_client__fixed(&walk);

	if (status == 0)
		status = ipc_ns_client__take_uri(&walk, &found.uri);
	if (status == 0)
		*out = found.uri;
	return status;
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int ipc_ns_client_decode(const void *buf, size_t len, void *copy, size_t capacity, struct ipc_ns_client_message *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "ipc_ns_client", buf, len, copy, capacity, error);

	if (status == 0)
		status = ipc_ns_client__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

/* Bytes that `in` takes on the wire. */
static inline int ipc_ns_client_size(const struct ipc_ns_client_message *in, size_t *size)
{
	bool fits = true;

	*size = 4;
	fits = fits && sluice_size_add(size, in->uri.count, 1) && sluice_size_add(size, 1, 1);
	return fits ? 0 : -SLUICE_ERR_SIZE;
}

static inline int ipc_ns_client__put_uri(struct sluice_walk *walk, const struct ipc_ns_client_message *in)
{
	int status = sluice_put_string(walk, &in->uri, "uri", SLUICE_NO_MAX);

	return status;
}

static inline int ipc_ns_client__put(struct sluice_walk *walk, const struct ipc_ns_client_message *in)
{
	int status = 0;

	ipc_ns_client_store(walk->to, in->fixed);
	walk->used = 4;
	if (status == 0)
		status = ipc_ns_client__put_uri(walk, in);
	return status;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int ipc_ns_client_encode(void *buf, size_t capacity, const struct ipc_ns_client_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = ipc_ns_client_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "ipc_ns_client", NULL, 0, INT64_MAX, (int64_t)capacity);
	status = sluice_walk_into(&walk, "ipc_ns_client", buf, capacity, size, error);
	if (status == 0)
		status = ipc_ns_client__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct pid_status (libos-ipc.yaml:156) ==== */

static inline uint32_t pid_status_get_pid(const void *buf)
{
	return sluice_load_le32(buf);
}

static inline void pid_status_set_pid(void *buf, uint32_t value)
{
	sluice_store_le32(buf, value);
}

static inline uint32_t pid_status_get_tgid(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 4);
}

static inline void pid_status_set_tgid(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 4, value);
}

static inline uint32_t pid_status_get_pgid(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 8);
}

static inline void pid_status_set_pgid(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 8, value);
}

/* The fixed part in host byte order. */
static inline struct pid_status pid_status_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct pid_status value;

	value.pid = sluice_load_le32(at);
	value.tgid = sluice_load_le32(at + 4);
	value.pgid = sluice_load_le32(at + 8);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void pid_status_store(void *buf, struct pid_status value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, value.pid);
	sluice_store_le32(at + 4, value.tgid);
	sluice_store_le32(at + 8, value.pgid);
}

static inline int pid_status__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "pid", 0, 4 },
		{ "tgid", 4, 4 },
		{ "pgid", 8, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 12, fields, 3);
}

static inline int pid_status__walk(struct sluice_walk *walk, struct pid_status *out)
{
	int status = pid_status__fixed(walk);

	if (status != 0)
		return status;
	*out = pid_status_load(walk->at);
	return 0;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int pid_status_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("pid_status", buf, len, false, error);

	return pid_status__fixed(&walk);
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int pid_status_decode(const void *buf, size_t len, void *copy, size_t capacity, struct pid_status *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "pid_status", buf, len, copy, capacity, error);

	if (status == 0)
		status = pid_status__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

static inline int pid_status__put(struct sluice_walk *walk, const struct pid_status *in)
{
	pid_status_store(walk->to, *in);
	walk->used = 12;
	return 0;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int pid_status_encode(void *buf, size_t capacity, const struct pid_status *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, "pid_status", buf, capacity, 12, error);

	if (status == 0)
		status = pid_status__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct sysv_key (libos-ipc.yaml:165) ==== */

static inline uint64_t sysv_key_get_key(const void *buf)
{
	return sluice_load_le64(buf);
}

static inline void sysv_key_set_key(void *buf, uint64_t value)
{
	sluice_store_le64(buf, value);
}

static inline uint32_t sysv_key_get_type(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 8);
}

static inline void sysv_key_set_type(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 8, value);
}

/* The fixed part in host byte order. */
static inline struct sysv_key sysv_key_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct sysv_key value;

	memset(&value, 0, sizeof value);
	value.key = sluice_load_le64(at);
	value.type = sluice_load_le32(at + 8);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void sysv_key_store(void *buf, struct sysv_key value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le64(at, value.key);
	sluice_store_le32(at + 8, value.type);
	memset(at + 12, 0, 4);
}

static inline int sysv_key__judge(const struct sluice_walk *walk, const struct sysv_key *value)
{
	if (!sysv_type_is_known(value->type))
		return sluice_walk_fail(walk, SLUICE_ERR_ENUM, "type", 8, 0, (int64_t)value->type);
	return 0;
}

static inline int sysv_key__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "key", 0, 8 },
		{ "type", 8, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 16, fields, 2);
}

static inline int sysv_key__walk(struct sluice_walk *walk, struct sysv_key *out)
{
	int status = sysv_key__fixed(walk);

	if (status != 0)
		return status;
	*out = sysv_key_load(walk->at);
	return walk->values ? sysv_key__judge(walk, out) : 0;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int sysv_key_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("sysv_key", buf, len, false, error);

	return sysv_key__fixed(&walk);
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int sysv_key_decode(const void *buf, size_t len, void *copy, size_t capacity, struct sysv_key *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "sysv_key", buf, len, copy, capacity, error);

	if (status == 0)
		status = sysv_key__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

static inline int sysv_key__put(struct sluice_walk *walk, const struct sysv_key *in)
{
	int status = sysv_key__judge(walk, in);

	if (status != 0)
		return status;
	sysv_key_store(walk->to, *in);
	walk->used = 16;
	return 0;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int sysv_key_encode(void *buf, size_t capacity, const struct sysv_key *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, "sysv_key", buf, capacity, 16, error);

	if (status == 0)
		status = sysv_key__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct sysv_score (libos-ipc.yaml:172) ==== */

static inline uint32_t sysv_score_get_vmid(const void *buf)
{
	return sluice_load_le32(buf);
}

static inline void sysv_score_set_vmid(void *buf, uint32_t value)
{
	sluice_store_le32(buf, value);
}

static inline uint64_t sysv_score_get_score(const void *buf)
{
	return sluice_load_le64((const uint8_t *)buf + 8);
}

static inline void sysv_score_set_score(void *buf, uint64_t value)
{
	sluice_store_le64((uint8_t *)buf + 8, value);
}

/* The fixed part in host byte order. */
static inline struct sysv_score sysv_score_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct sysv_score value;

	memset(&value, 0, sizeof value);
	value.vmid = sluice_load_le32(at);
	value.score = sluice_load_le64(at + 8);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void sysv_score_store(void *buf, struct sysv_score value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, value.vmid);
	sluice_store_le64(at + 8, value.score);
	memset(at + 4, 0, 4);
}

static inline int sysv_score__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "vmid", 0, 4 },
		{ "score", 8, 8 },
	};

	return sluice_walk_fixed(walk, NULL, 16, fields, 2);
}

static inline int sysv_score__walk(struct sluice_walk *walk, struct sysv_score *out)
{
	int status = sysv_score__fixed(walk);

	if (status != 0)
		return status;
	*out = sysv_score_load(walk->at);
	return 0;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int sysv_score_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("sysv_score", buf, len, false, error);

	return sysv_score__fixed(&walk);
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int sysv_score_decode(const void *buf, size_t len, void *copy, size_t capacity, struct sysv_score *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "sysv_score", buf, len, copy, capacity, error);

	if (status == 0)
		status = sysv_score__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

static inline int sysv_score__put(struct sluice_walk *walk, const struct sysv_score *in)
{
	sysv_score_store(walk->to, *in);
	walk->used = 16;
	return 0;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int sysv_score_encode(void *buf, size_t capacity, const struct sysv_score *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, "sysv_score", buf, capacity, 16, error);

	if (status == 0)
		status = sysv_score__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct sem_backup (libos-ipc.yaml:179) ==== */

static inline uint16_t sem_backup_get_val(const void *buf)
{
	return sluice_load_le16(buf);
}

static inline void sem_backup_set_val(void *buf, uint16_t value)
{
	sluice_store_le16(buf, value);
}

static inline uint16_t sem_backup_get_zcnt(const void *buf)
{
	return sluice_load_le16((const uint8_t *)buf + 2);
}

static inline void sem_backup_set_zcnt(void *buf, uint16_t value)
{
	sluice_store_le16((uint8_t *)buf + 2, value);
}

static inline uint16_t sem_backup_get_ncnt(const void *buf)
{
	return sluice_load_le16((const uint8_t *)buf + 4);
}

static inline void sem_backup_set_ncnt(void *buf, uint16_t value)
{
	sluice_store_le16((uint8_t *)buf + 4, value);
}

static inline uint32_t sem_backup_get_pid(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 8);
}

static inline void sem_backup_set_pid(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 8, value);
}

/* The fixed part in host byte order. */
static inline struct sem_backup sem_backup_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct sem_backup value;

	memset(&value, 0, sizeof value);
	value.val = sluice_load_le16(at);
	value.zcnt = sluice_load_le16(at + 2);
	value.ncnt = sluice_load_le16(at + 4);
	value.pid = sluice_load_le32(at + 8);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void sem_backup_store(void *buf, struct sem_backup value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le16(at, value.val);
	sluice_store_le16(at + 2, value.zcnt);
	sluice_store_le16(at + 4, value.ncnt);
	sluice_store_le32(at + 8, value.pid);
	memset(at + 6, 0, 2);
}

static inline int sem_backup__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "val", 0, 2 },
		{ "zcnt", 2, 2 },
		{ "ncnt", 4, 2 },
		{ "pid", 8, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 12, fields, 4);
}

static inline int sem_backup__walk(struct sluice_walk *walk, struct sem_backup *out)
{
	int status = sem_backup__fixed(walk);

	if (status != 0)
		return status;
	*out = sem_backup_load(walk->at);
	return 0;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int sem_backup_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("sem_backup", buf, len, false, error);

	return sem_backup__fixed(&walk);
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int sem_backup_decode(const void *buf, size_t len, void *copy, size_t capacity, struct sem_backup *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "sem_backup", buf, len, copy, capacity, error);

	if (status == 0)
		status = sem_backup__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

static inline int sem_backup__put(struct sluice_walk *walk, const struct sem_backup *in)
{
	sem_backup_store(walk->to, *in);
	walk->used = 12;
	return 0;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int sem_backup_encode(void *buf, size_t capacity, const struct sem_backup *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, "sem_backup", buf, capacity, 12, error);

	if (status == 0)
		status = sem_backup__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct sem_client_backup (libos-ipc.yaml:188) ==== */

static inline uint32_t sem_client_backup_get_vmid(const void *buf)
{
	return sluice_load_le32(buf);
}

static inline void sem_client_backup_set_vmid(void *buf, uint32_t value)
{
	sluice_store_le32(buf, value);
}

static inline uint64_t sem_client_backup_get_seq(const void *buf)
{
	return sluice_load_le64((const uint8_t *)buf + 8);
}

static inline void sem_client_backup_set_seq(void *buf, uint64_t value)
{
	sluice_store_le64((uint8_t *)buf + 8, value);
}

static inline int32_t sem_client_backup_get_current(const void *buf)
{
	return (int32_t)sluice_load_le32((const uint8_t *)buf + 16);
}

static inline void sem_client_backup_set_current(void *buf, int32_t value)
{
	sluice_store_le32((uint8_t *)buf + 16, (uint32_t)value);
}

static inline int32_t sem_client_backup_get_nops(const void *buf)
{
	return (int32_t)sluice_load_le32((const uint8_t *)buf + 20);
}

static inline void sem_client_backup_set_nops(void *buf, int32_t value)
{
	sluice_store_le32((uint8_t *)buf + 20, (uint32_t)value);
}

/* The fixed part in host byte order. */
static inline struct sem_client_backup sem_client_backup_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct sem_client_backup value;

	memset(&value, 0, sizeof value);
	value.vmid = sluice_load_le32(at);
	value.seq = sluice_load_le64(at + 8);
	value.current = (int32_t)sluice_load_le32(at + 16);
	value.nops = (int32_t)sluice_load_le32(at + 20);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void sem_client_backup_store(void *buf, struct sem_client_backup value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, value.vmid);
	sluice_store_le64(at + 8, value.seq);
	sluice_store_le32(at + 16, (uint32_t)value.current);
	sluice_store_le32(at + 20, (uint32_t)value.nops);
	memset(at + 4, 0, 4);
}

static inline int sem_client_backup__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "vmid", 0, 4 },
		{ "seq", 8, 8 },
		{ "current", 16, 4 },
		{ "nops", 20, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 24, fields, 4);
}

static inline int sem_client_backup__walk(struct sluice_walk *walk, struct sem_client_backup *out)
{
	int status = sem_client_backup__fixed(walk);

	if (status != 0)
		return status;
	*out = sem_client_backup_load(walk->at);
	return 0;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int sem_client_backup_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("sem_client_backup", buf, len, false, error);

	return sem_client_backup__fixed(&walk);
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int sem_client_backup_decode(const void *buf, size_t len, void *copy, size_t capacity, struct sem_client_backup *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "sem_client_backup", buf, len, copy, capacity, error);

	if (status == 0)
		status = sem_client_backup__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

static inline int sem_client_backup__put(struct sluice_walk *walk, const struct sem_client_backup *in)
{
	sem_client_backup_store(walk->to, *in);
	walk->used = 24;
	return 0;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int sem_client_backup_encode(void *buf, size_t capacity, const struct sem_client_backup *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, "sem_client_backup", buf, capacity, 24, error);

	if (status == 0)
		status = sem_client_backup__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct sembuf (libos-ipc.yaml:197) ==== */

static inline uint16_t sembuf_get_sem_num(const void *buf)
{
	return sluice_load_le16(buf);
}

static inline void sembuf_set_sem_num(void *buf, uint16_t value)
{
	sluice_store_le16(buf, value);
}

static inline int16_t sembuf_get_sem_op(const void *buf)
{
	return (int16_t)sluice_load_le16((const uint8_t *)buf + 2);
}

static inline void sembuf_set_sem_op(void *buf, int16_t value)
{
	sluice_store_le16((uint8_t *)buf + 2, (uint16_t)value);
}

static inline int16_t sembuf_get_sem_flg(const void *buf)
{
	return (int16_t)sluice_load_le16((const uint8_t *)buf + 4);
}

static inline void sembuf_set_sem_flg(void *buf, int16_t value)
{
	sluice_store_le16((uint8_t *)buf + 4, (uint16_t)value);
}

/* The fixed part in host byte order. */
static inline struct sembuf sembuf_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct sembuf value;

	value.sem_num = sluice_load_le16(at);
	value.sem_op = (int16_t)sluice_load_le16(at + 2);
	value.sem_flg = (int16_t)sluice_load_le16(at + 4);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void sembuf_store(void *buf, struct sembuf value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le16(at, value.sem_num);
	sluice_store_le16(at + 2, (uint16_t)value.sem_op);
	sluice_store_le16(at + 4, (uint16_t)value.sem_flg);
}

static inline int sembuf__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "sem_num", 0, 2 },
		{ "sem_op", 2, 2 },
		{ "sem_flg", 4, 2 },
	};

	return sluice_walk_fixed(walk, NULL, 6, fields, 3);
}

static inline int sembuf__walk(struct sluice_walk *walk, struct sembuf *out)
{
	int status = sembuf__fixed(walk);

	if (status != 0)
		return status;
	*out = sembuf_load(walk->at);
	return 0;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int sembuf_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("sembuf", buf, len, false, error);

	return sembuf__fixed(&walk);
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int sembuf_decode(const void *buf, size_t len, void *copy, size_t capacity, struct sembuf *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "sembuf", buf, len, copy, capacity, error);

	if (status == 0)
		status = sembuf__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

static inline int sembuf__put(struct sluice_walk *walk, const struct sembuf *in)
{
	sembuf_store(walk->to, *in);
	walk->used = 6;
	return 0;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int sembuf_encode(void *buf, size_t capacity, const struct sembuf *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, "sembuf", buf, capacity, 6, error);

	if (status == 0)
		status = sembuf__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct profile_val_occurence (libos-ipc.yaml:207) ==== */

static inline uint32_t profile_val_occurence_get_count(const void *buf)
{
	return sluice_load_le32(buf);
}

static inline void profile_val_occurence_set_count(void *buf, uint32_t value)
{
	sluice_store_le32(buf, value);
}

/* The fixed part in host byte order. */
static inline struct profile_val_occurence profile_val_occurence_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct profile_val_occurence value;

	value.count = sluice_load_le32(at);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void profile_val_occurence_store(void *buf, struct profile_val_occurence value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, value.count);
}

static inline int profile_val_occurence__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "count", 0, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 4, fields, 1);
}

static inline int profile_val_occurence__walk(struct sluice_walk *walk, struct profile_val_occurence *out)
{
	int status = profile_val_occurence__fixed(walk);

	if (status != 0)
		return status;
	*out = profile_val_occurence_load(walk->at);
	return 0;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int profile_val_occurence_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("profile_val_occurence", buf, len, false, error);

	return profile_val_occurence__fixed(&walk);
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int profile_val_occurence_decode(const void *buf, size_t len, void *copy, size_t capacity, struct profile_val_occurence *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "profile_val_occurence", buf, len, copy, capacity, error);

	if (status == 0)
		status = profile_val_occurence__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

static inline int profile_val_occurence__put(struct sluice_walk *walk, const struct profile_val_occurence *in)
{
	profile_val_occurence_store(walk->to, *in);
	walk->used = 4;
	return 0;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int profile_val_occurence_encode(void *buf, size_t capacity, const struct profile_val_occurence *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, "profile_val_occurence", buf, capacity, 4, error);

	if (status == 0)
		status = profile_val_occurence__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct profile_val_interval (libos-ipc.yaml:214) ==== */

static inline uint32_t profile_val_interval_get_count(const void *buf)
{
	return sluice_load_le32(buf);
}

static inline void profile_val_interval_set_count(void *buf, uint32_t value)
{
	sluice_store_le32(buf, value);
}

static inline uint64_t profile_val_interval_get_time(const void *buf)
{
	return sluice_load_le64((const uint8_t *)buf + 8);
}

static inline void profile_val_interval_set_time(void *buf, uint64_t value)
{
	sluice_store_le64((uint8_t *)buf + 8, value);
}

/* The fixed part in host byte order. */
static inline struct profile_val_interval profile_val_interval_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct profile_val_interval value;

	memset(&value, 0, sizeof value);
	value.count = sluice_load_le32(at);
	value.time = sluice_load_le64(at + 8);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void profile_val_interval_store(void *buf, struct profile_val_interval value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, value.count);
	sluice_store_le64(at + 8, value.time);
	memset(at + 4, 0, 4);
}

static inline int profile_val_interval__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "count", 0, 4 },
		{ "time", 8, 8 },
	};

	return sluice_walk_fixed(walk, NULL, 16, fields, 2);
}

static inline int profile_val_interval__walk(struct sluice_walk *walk, struct profile_val_interval *out)
{
	int status = profile_val_interval__fixed(walk);

	if (status != 0)
		return status;
	*out = profile_val_interval_load(walk->at);
	return 0;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int profile_val_interval_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("profile_val_interval", buf, len, false, error);

	return profile_val_interval__fixed(&walk);
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int profile_val_interval_decode(const void *buf, size_t len, void *copy, size_t capacity, struct profile_val_interval *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "profile_val_interval", buf, len, copy, capacity, error);

	if (status == 0)
		status = profile_val_interval__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

static inline int profile_val_interval__put(struct sluice_walk *walk, const struct profile_val_interval *in)
{
	profile_val_interval_store(walk->to, *in);
	walk->used = 16;
	return 0;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int profile_val_interval_encode(void *buf, size_t capacity, const struct profile_val_interval *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, "profile_val_interval", buf, capacity, 16, error);

	if (status == 0)
		status = profile_val_interval__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== union profile_val_val (libos-ipc.yaml:232) ==== */

/* The bytes of the union as they stand, in wire order; its accessors read them. */
static inline union profile_val_val profile_val_val_load(const void *buf)
{
	union profile_val_val value;

	memcpy(&value, buf, sizeof value);
	return value;
}

/* The bytes as they stand, but zeros where no member has any. */
static inline void profile_val_val_store(void *buf, union profile_val_val value)
{
	memcpy(buf, &value, sizeof value);
	memset((uint8_t *)buf + 4, 0, 4);
}

static inline const void *profile_val_val_get_occurence(const void *buf)
{
	return buf;
}

static inline void profile_val_val_set_occurence(void *buf, struct profile_val_occurence value)
{
	profile_val_occurence_store(buf, value);
}

static inline const void *profile_val_val_get_interval(const void *buf)
{
	return buf;
}

static inline void profile_val_val_set_interval(void *buf, struct profile_val_interval value)
{
	profile_val_interval_store(buf, value);
}

/* ==== struct profile_val (libos-ipc.yaml:222) ==== */

static inline int32_t profile_val_get_idx(const void *buf)
{
	return (int32_t)sluice_load_le32(buf);
}

static inline void profile_val_set_idx(void *buf, int32_t value)
{
	sluice_store_le32(buf, (uint32_t)value);
}

static inline const void *profile_val_get_val(const void *buf)
{
	return (const uint8_t *)buf + 8;
}

static inline void profile_val_set_val(void *buf, union profile_val_val value)
{
	profile_val_val_store((uint8_t *)buf + 8, value);
}

/* The fixed part in host byte order. */
static inline struct profile_val profile_val_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct profile_val value;

	memset(&value, 0, sizeof value);
	value.idx = (int32_t)sluice_load_le32(at);
	value.val = profile_val_val_load(at + 8);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void profile_val_store(void *buf, struct profile_val value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, (uint32_t)value.idx);
	profile_val_val_store(at + 8, value.val);
	memset(at + 4, 0, 4);
}

static inline int profile_val__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "idx", 0, 4 },
		{ "val", 8, 16 },
	};

	return sluice_walk_fixed(walk, NULL, 24, fields, 2);
}

static inline int profile_val__walk(struct sluice_walk *walk, struct profile_val *out)
{
	int status = profile_val__fixed(walk);

	if (status != 0)
		return status;
	*out = profile_val_load(walk->at);
	return 0;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int profile_val_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("profile_val", buf, len, false, error);

	return profile_val__fixed(&walk);
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int profile_val_decode(const void *buf, size_t len, void *copy, size_t capacity, struct profile_val *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "profile_val", buf, len, copy, capacity, error);

	if (status == 0)
		status = profile_val__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

static inline int profile_val__put(struct sluice_walk *walk, const struct profile_val *in)
{
	profile_val_store(walk->to, *in);
	walk->used = 24;
	return 0;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int profile_val_encode(void *buf, size_t capacity, const struct profile_val *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, "profile_val", buf, capacity, 24, error);

	if (status == 0)
		status = profile_val__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct shim_ipc_resp (libos-ipc.yaml:248) ==== */

static inline int32_t shim_ipc_resp_get_retval(const void *buf)
{
	return (int32_t)sluice_load_le32(buf);
}

static inline void shim_ipc_resp_set_retval(void *buf, int32_t value)
{
	sluice_store_le32(buf, (uint32_t)value);
}

/* The fixed part in host byte order. */
static inline struct shim_ipc_resp shim_ipc_resp_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct shim_ipc_resp value;

	value.retval = (int32_t)sluice_load_le32(at);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void shim_ipc_resp_store(void *buf, struct shim_ipc_resp value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, (uint32_t)value.retval);
}

static inline int shim_ipc_resp__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "retval", 0, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 4, fields, 1);
}

static inline int shim_ipc_resp__walk(struct sluice_walk *walk, struct shim_ipc_resp *out)
{
	int status = shim_ipc_resp__fixed(walk);

	if (status != 0)
		return status;
	*out = shim_ipc_resp_load(walk->at);
	return 0;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int shim_ipc_resp_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_RESP", buf, len, false, error);

	return shim_ipc_resp__fixed(&walk);
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int shim_ipc_resp_decode(const void *buf, size_t len, void *copy, size_t capacity, struct shim_ipc_resp *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "IPC_RESP", buf, len, copy, capacity, error);

	if (status == 0)
		status = shim_ipc_resp__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

static inline int shim_ipc_resp__put(struct sluice_walk *walk, const struct shim_ipc_resp *in)
{
	shim_ipc_resp_store(walk->to, *in);
	walk->used = 4;
	return 0;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int shim_ipc_resp_encode(void *buf, size_t capacity, const struct shim_ipc_resp *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, "IPC_RESP", buf, capacity, 4, error);

	if (status == 0)
		status = shim_ipc_resp__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct shim_ipc_telluri (libos-ipc.yaml:261) ==== */

/* A struct shim_ipc_telluri with its tails. A span may be left zero: the tail is empty, or absent where its `if:` does not hold. */
struct shim_ipc_telluri_message {
	struct sluice_span uri;
};

static inline int shim_ipc_telluri__take_uri(struct sluice_walk *walk, struct sluice_span *out)
{
	return sluice_walk_string(walk, out, "uri", SLUICE_NO_MAX);
}

static inline int shim_ipc_telluri__walk(struct sluice_walk *walk, struct shim_ipc_telluri_message *out)
{
	int status = 0;

	if (status == 0)
		status = shim_ipc_telluri__take_uri(walk, &out->uri);
	return status;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int shim_ipc_telluri_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_TELLURI", buf, len, false, error);
	struct shim_ipc_telluri_message found;

	return shim_ipc_telluri__walk(&walk, &found);
}

/* at 0: NUL-terminated string uri. Such as `pipe:1234`. */
static inline int shim_ipc_telluri_uri(const void *buf, size_t len, struct sluice_span *out, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_TELLURI", buf, len, false, error);
	struct shim_ipc_telluri_message found;
	int status = 0;

	if (status == 0)
		status = shim_ipc_telluri__take_uri(&walk, &found.uri);
	if (status == 0)
		*out = found.uri;
	return status;
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int shim_ipc_telluri_decode(const void *buf, size_t len, void *copy, size_t capacity, struct shim_ipc_telluri_message *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "IPC_TELLURI", buf, len, copy, capacity, error);

	if (status == 0)
		status = shim_ipc_telluri__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

/* Bytes that `in` takes on the wire. */
static inline int shim_ipc_telluri_size(const struct shim_ipc_telluri_message *in, size_t *size)
{
	bool fits = true;

	*size = 0;
	fits = fits && sluice_size_add(size, in->uri.count, 1) && sluice_size_add(size, 1, 1);
	return fits ? 0 : -SLUICE_ERR_SIZE;
}

static inline int shim_ipc_telluri__put_uri(struct sluice_walk *walk, const struct shim_ipc_telluri_message *in)
{
	int status = sluice_put_string(walk, &in->uri, "uri", SLUICE_NO_MAX);

	return status;
}

static inline int shim_ipc_telluri__put(struct sluice_walk *walk, const struct shim_ipc_telluri_message *in)
{
	int status = 0;

	if (status == 0)
		status = shim_ipc_telluri__put_uri(walk, in);
	return status;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int shim_ipc_telluri_encode(void *buf, size_t capacity, const struct shim_ipc_telluri_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_telluri_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_TELLURI", NULL, 0, INT64_MAX, (int64_t)capacity);
	status = sluice_walk_into(&walk, "IPC_TELLURI", buf, capacity, size, error);
	if (status == 0)
		status = shim_ipc_telluri__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct shim_ipc_checkpoint (libos-ipc.yaml:271) ==== */

static inline uint32_t shim_ipc_checkpoint_get_cpsession(const void *buf)
{
	return sluice_load_le32(buf);
}

static inline void shim_ipc_checkpoint_set_cpsession(void *buf, uint32_t value)
{
	sluice_store_le32(buf, value);
}

/* The fixed part in host byte order. */
static inline struct shim_ipc_checkpoint shim_ipc_checkpoint_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct shim_ipc_checkpoint value;

	memset(&value, 0, sizeof value);
	value.cpsession = sluice_load_le32(at);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void shim_ipc_checkpoint_store(void *buf, struct shim_ipc_checkpoint value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, value.cpsession);
}

/* A struct shim_ipc_checkpoint with its tails. A span may be left zero: the tail is empty, or absent where its `if:` does not hold. */
struct shim_ipc_checkpoint_message {
	struct shim_ipc_checkpoint fixed; /* host byte order; counts are filled in by encode */
	struct sluice_span cpdir;
};

static inline int shim_ipc_checkpoint__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "cpsession", 0, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 4, fields, 1);
}

static inline int shim_ipc_checkpoint__take_cpdir(struct sluice_walk *walk, struct sluice_span *out)
{
	return sluice_walk_string(walk, out, "cpdir", SLUICE_NO_MAX);
}

static inline int shim_ipc_checkpoint__walk(struct sluice_walk *walk, struct shim_ipc_checkpoint_message *out)
{
	int status = shim_ipc_checkpoint__fixed(walk);

	if (status == 0 && walk->values)
		out->fixed = shim_ipc_checkpoint_load(walk->at);
	if (status == 0)
		status = shim_ipc_checkpoint__take_cpdir(walk, &out->cpdir);
	return status;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int shim_ipc_checkpoint_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_CHECKPOINT", buf, len, false, error);
	struct shim_ipc_checkpoint_message found;

	return shim_ipc_checkpoint__walk(&walk, &found);
}

/* at 4: NUL-terminated string cpdir. Host directory; each process writes a file named by its vmid. */
static inline int shim_ipc_checkpoint_cpdir(const void *buf, size_t len, struct sluice_span *out, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_CHECKPOINT", buf, len, false, error);
	struct shim_ipc_checkpoint_message found;
	int status = shim_ipc_checkpoint__fixed(&walk);

	if (status == 0)
		status = shim_ipc_checkpoint__take_cpdir(&walk, &found.cpdir);
	if (status == 0)
		*out = found.cpdir;
	return status;
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int shim_ipc_checkpoint_decode(const void *buf, size_t len, void *copy, size_t capacity, struct shim_ipc_checkpoint_message *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "IPC_CHECKPOINT", buf, len, copy, capacity, error);

	if (status == 0)
		status = shim_ipc_checkpoint__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

/* Bytes that `in` takes on the wire. */
static inline int shim_ipc_checkpoint_size(const struct shim_ipc_checkpoint_message *in, size_t *size)
{
	bool fits = true;

	*size = 4;
	fits = fits && sluice_size_add(size, in->cpdir.count, 1) && sluice_size_add(size, 1, 1);
	return fits ? 0 : -SLUICE_ERR_SIZE;
}

static inline int shim_ipc_checkpoint__put_cpdir(struct sluice_walk *walk, const struct shim_ipc_checkpoint_message *in)
{
	int status = sluice_put_string(walk, &in->cpdir, "cpdir", SLUICE_NO_MAX);

	return status;
}

static inline int shim_ipc_checkpoint__put(struct sluice_walk *walk, const struct shim_ipc_checkpoint_message *in)
{
	int status = 0;

	shim_ipc_checkpoint_store(walk->to, in->fixed);
	walk->used = 4;
	if (status == 0)
		status = shim_ipc_checkpoint__put_cpdir(walk, in);
	return status;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int shim_ipc_checkpoint_encode(void *buf, size_t capacity, const struct shim_ipc_checkpoint_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_checkpoint_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_CHECKPOINT", NULL, 0, INT64_MAX, (int64_t)capacity);
	status = sluice_walk_into(&walk, "IPC_CHECKPOINT", buf, capacity, size, error);
	if (status == 0)
		status = shim_ipc_checkpoint__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct shim_ipc_cld_exit (libos-ipc.yaml:285) ==== */

static inline uint32_t shim_ipc_cld_exit_get_ppid(const void *buf)
{
	return sluice_load_le32(buf);
}

static inline void shim_ipc_cld_exit_set_ppid(void *buf, uint32_t value)
{
	sluice_store_le32(buf, value);
}

static inline uint32_t shim_ipc_cld_exit_get_tid(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 4);
}

static inline void shim_ipc_cld_exit_set_tid(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 4, value);
}

static inline uint32_t shim_ipc_cld_exit_get_exitcode(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 8);
}

static inline void shim_ipc_cld_exit_set_exitcode(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 8, value);
}

static inline uint32_t shim_ipc_cld_exit_get_term_signal(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 12);
}

static inline void shim_ipc_cld_exit_set_term_signal(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 12, value);
}

static inline uint64_t shim_ipc_cld_exit_get_time(const void *buf)
{
	return sluice_load_le64((const uint8_t *)buf + 16);
}

static inline void shim_ipc_cld_exit_set_time(void *buf, uint64_t value)
{
	sluice_store_le64((uint8_t *)buf + 16, value);
}

/* The fixed part in host byte order. */
static inline struct shim_ipc_cld_exit shim_ipc_cld_exit_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct shim_ipc_cld_exit value;

	value.ppid = sluice_load_le32(at);
	value.tid = sluice_load_le32(at + 4);
	value.exitcode = sluice_load_le32(at + 8);
	value.term_signal = sluice_load_le32(at + 12);
	value.time = sluice_load_le64(at + 16);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void shim_ipc_cld_exit_store(void *buf, struct shim_ipc_cld_exit value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, value.ppid);
	sluice_store_le32(at + 4, value.tid);
	sluice_store_le32(at + 8, value.exitcode);
	sluice_store_le32(at + 12, value.term_signal);
	sluice_store_le64(at + 16, value.time);
}

static inline int shim_ipc_cld_exit__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "ppid", 0, 4 },
		{ "tid", 4, 4 },
		{ "exitcode", 8, 4 },
		{ "term_signal", 12, 4 },
		{ "time", 16, 8 },
	};

	return sluice_walk_fixed(walk, NULL, 24, fields, 5);
}

static inline int shim_ipc_cld_exit__walk(struct sluice_walk *walk, struct shim_ipc_cld_exit *out)
{
	int status = shim_ipc_cld_exit__fixed(walk);

	if (status != 0)
		return status;
	*out = shim_ipc_cld_exit_load(walk->at);
	return 0;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int shim_ipc_cld_exit_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_CLD_EXIT", buf, len, false, error);

	return shim_ipc_cld_exit__fixed(&walk);
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int shim_ipc_cld_exit_decode(const void *buf, size_t len, void *copy, size_t capacity, struct shim_ipc_cld_exit *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "IPC_CLD_EXIT", buf, len, copy, capacity, error);

	if (status == 0)
		status = shim_ipc_cld_exit__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

static inline int shim_ipc_cld_exit__put(struct sluice_walk *walk, const struct shim_ipc_cld_exit *in)
{
	shim_ipc_cld_exit_store(walk->to, *in);
	walk->used = 24;
	return 0;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int shim_ipc_cld_exit_encode(void *buf, size_t capacity, const struct shim_ipc_cld_exit *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, "IPC_CLD_EXIT", buf, capacity, 24, error);

	if (status == 0)
		status = shim_ipc_cld_exit__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct shim_ipc_cld_profile (libos-ipc.yaml:307) ==== */

static inline uint64_t shim_ipc_cld_profile_get_time(const void *buf)
{
	return sluice_load_le64(buf);
}

static inline void shim_ipc_cld_profile_set_time(void *buf, uint64_t value)
{
	sluice_store_le64(buf, value);
}

static inline int32_t shim_ipc_cld_profile_get_nprofile(const void *buf)
{
	return (int32_t)sluice_load_le32((const uint8_t *)buf + 8);
}

static inline void shim_ipc_cld_profile_set_nprofile(void *buf, int32_t value)
{
	sluice_store_le32((uint8_t *)buf + 8, (uint32_t)value);
}

/* The fixed part in host byte order. */
static inline struct shim_ipc_cld_profile shim_ipc_cld_profile_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct shim_ipc_cld_profile value;

	value.time = sluice_load_le64(at);
	value.nprofile = (int32_t)sluice_load_le32(at + 8);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void shim_ipc_cld_profile_store(void *buf, struct shim_ipc_cld_profile value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le64(at, value.time);
	sluice_store_le32(at + 8, (uint32_t)value.nprofile);
}

/* A struct shim_ipc_cld_profile with its tails. A span may be left zero: the tail is empty, or absent where its `if:` does not hold. */
struct shim_ipc_cld_profile_message {
	struct shim_ipc_cld_profile fixed; /* host byte order; counts are filled in by encode */
	struct sluice_span profile;
};

static inline int shim_ipc_cld_profile__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "time", 0, 8 },
		{ "nprofile", 8, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 12, fields, 2);
}

static inline int shim_ipc_cld_profile__take_profile(struct sluice_walk *walk, struct sluice_span *out)
{
	const int32_t count = (int32_t)sluice_load_le32(walk->at + 8);

	return sluice_walk_array(walk, out, "nprofile", 8, count, SLUICE_NO_MAX, 24);
}

static inline int shim_ipc_cld_profile__walk(struct sluice_walk *walk, struct shim_ipc_cld_profile_message *out)
{
	int status = shim_ipc_cld_profile__fixed(walk);

	if (status == 0 && walk->values)
		out->fixed = shim_ipc_cld_profile_load(walk->at);
	if (status == 0)
		status = shim_ipc_cld_profile__take_profile(walk, &out->profile);
	return status;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int shim_ipc_cld_profile_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_CLD_PROFILE", buf, len, false, error);
	struct shim_ipc_cld_profile_message found;

	return shim_ipc_cld_profile__walk(&walk, &found);
}

/* at 12: profile_val profile[nprofile]. The counters. */
static inline int shim_ipc_cld_profile_profile(const void *buf, size_t len, struct sluice_span *out, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_CLD_PROFILE", buf, len, false, error);
	struct shim_ipc_cld_profile_message found;
	int status = shim_ipc_cld_profile__fixed(&walk);

	if (status == 0)
		status = shim_ipc_cld_profile__take_profile(&walk, &found.profile);
	if (status == 0)
		*out = found.profile;
	return status;
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int shim_ipc_cld_profile_decode(const void *buf, size_t len, void *copy, size_t capacity, struct shim_ipc_cld_profile_message *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "IPC_CLD_PROFILE", buf, len, copy, capacity, error);

	if (status == 0)
		status = shim_ipc_cld_profile__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

/* Bytes that `in` takes on the wire. */
static inline int shim_ipc_cld_profile_size(const struct shim_ipc_cld_profile_message *in, size_t *size)
{
	bool fits = true;

	*size = 12;
	fits = fits && sluice_size_add(size, in->profile.count, 24);
	return fits ? 0 : -SLUICE_ERR_SIZE;
}

static inline int shim_ipc_cld_profile__put_profile(struct sluice_walk *walk, const struct shim_ipc_cld_profile_message *in)
{
	int status = sluice_put_start(walk, "nprofile", 8, in->profile.count, 2147483647);

	if (status != 0)
		return status;
	sluice_store_le32(walk->to + 8, in->profile.count);
	sluice_put_bytes(walk, in->profile.data, (size_t)in->profile.count * 24);
	return 0;
}

static inline int shim_ipc_cld_profile__put(struct sluice_walk *walk, const struct shim_ipc_cld_profile_message *in)
{
	int status = 0;

	shim_ipc_cld_profile_store(walk->to, in->fixed);
	walk->used = 12;
	if (status == 0)
		status = shim_ipc_cld_profile__put_profile(walk, in);
	return status;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int shim_ipc_cld_profile_encode(void *buf, size_t capacity, const struct shim_ipc_cld_profile_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_cld_profile_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_CLD_PROFILE", NULL, 0, INT64_MAX, (int64_t)capacity);
	status = sluice_walk_into(&walk, "IPC_CLD_PROFILE", buf, capacity, size, error);
	if (status == 0)
		status = shim_ipc_cld_profile__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct shim_ipc_pid_tellns (libos-ipc.yaml:578) ==== */

static inline uint32_t shim_ipc_pid_tellns_get_vmid(const void *buf)
{
	return sluice_load_le32(buf);
}

static inline void shim_ipc_pid_tellns_set_vmid(void *buf, uint32_t value)
{
	sluice_store_le32(buf, value);
}

/* The fixed part in host byte order. */
static inline struct shim_ipc_pid_tellns shim_ipc_pid_tellns_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct shim_ipc_pid_tellns value;

	memset(&value, 0, sizeof value);
	value.vmid = sluice_load_le32(at);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void shim_ipc_pid_tellns_store(void *buf, struct shim_ipc_pid_tellns value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, value.vmid);
}

/* A struct shim_ipc_pid_tellns with its tails. A span may be left zero: the tail is empty, or absent where its `if:` does not hold. */
struct shim_ipc_pid_tellns_message {
	struct shim_ipc_pid_tellns fixed; /* host byte order; counts are filled in by encode */
	struct sluice_span uri;
};

static inline int shim_ipc_pid_tellns__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "vmid", 0, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 4, fields, 1);
}

static inline int shim_ipc_pid_tellns__take_uri(struct sluice_walk *walk, struct sluice_span *out)
{
	return sluice_walk_string(walk, out, "uri", SLUICE_NO_MAX);
}

static inline int shim_ipc_pid_tellns__walk(struct sluice_walk *walk, struct shim_ipc_pid_tellns_message *out)
{
	int status = shim_ipc_pid_tellns__fixed(walk);

	if (status == 0 && walk->values)
		out->fixed = shim_ipc_pid_tellns_load(walk->at);
	if (status == 0)
		status = shim_ipc_pid_tellns__take_uri(walk, &out->uri);
	return status;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int shim_ipc_pid_tellns_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_PID_TELLNS", buf, len, false, error);
	struct shim_ipc_pid_tellns_message found;

	return shim_ipc_pid_tellns__walk(&walk, &found);
}

/* at 4: NUL-terminated string uri. Where the leader listens. */
static inline int shim_ipc_pid_tellns_uri(const void *buf, size_t len, struct sluice_span *out, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_PID_TELLNS", buf, len, false, error);
	struct shim_ipc_pid_tellns_message found;
	int status = shim_ipc_pid_tellns__fixed(&walk);

	if (status == 0)
		status = shim_ipc_pid_tellns__take_uri(&walk, &found.uri);
	if (status == 0)
		*out = found.uri;
	return status;
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int shim_ipc_pid_tellns_decode(const void *buf, size_t len, void *copy, size_t capacity, struct shim_ipc_pid_tellns_message *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "IPC_PID_TELLNS", buf, len, copy, capacity, error);

	if (status == 0)
		status = shim_ipc_pid_tellns__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

/* Bytes that `in` takes on the wire. */
static inline int shim_ipc_pid_tellns_size(const struct shim_ipc_pid_tellns_message *in, size_t *size)
{
	bool fits = true;

	*size = 4;
	fits = fits && sluice_size_add(size, in->uri.count, 1) && sluice_size_add(size, 1, 1);
	return fits ? 0 : -SLUICE_ERR_SIZE;
}

static inline int shim_ipc_pid_tellns__put_uri(struct sluice_walk *walk, const struct shim_ipc_pid_tellns_message *in)
{
	int status = sluice_put_string(walk, &in->uri, "uri", SLUICE_NO_MAX);

	return status;
}

static inline int shim_ipc_pid_tellns__put(struct sluice_walk *walk, const struct shim_ipc_pid_tellns_message *in)
{
	int status = 0;

	shim_ipc_pid_tellns_store(walk->to, in->fixed);
	walk->used = 4;
	if (status == 0)
		status = shim_ipc_pid_tellns__put_uri(walk, in);
	return status;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int shim_ipc_pid_tellns_encode(void *buf, size_t capacity, const struct shim_ipc_pid_tellns_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_pid_tellns_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_PID_TELLNS", NULL, 0, INT64_MAX, (int64_t)capacity);
	status = sluice_walk_into(&walk, "IPC_PID_TELLNS", buf, capacity, size, error);
	if (status == 0)
		status = shim_ipc_pid_tellns__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct shim_ipc_pid_lease (libos-ipc.yaml:590) ==== */

/* A struct shim_ipc_pid_lease with its tails. A span may be left zero: the tail is empty, or absent where its `if:` does not hold. */
struct shim_ipc_pid_lease_message {
	struct sluice_span uri;
};

static inline int shim_ipc_pid_lease__take_uri(struct sluice_walk *walk, struct sluice_span *out)
{
	return sluice_walk_string(walk, out, "uri", SLUICE_NO_MAX);
}

static inline int shim_ipc_pid_lease__walk(struct sluice_walk *walk, struct shim_ipc_pid_lease_message *out)
{
	int status = 0;

	if (status == 0)
		status = shim_ipc_pid_lease__take_uri(walk, &out->uri);
	return status;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int shim_ipc_pid_lease_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_PID_LEASE", buf, len, false, error);
	struct shim_ipc_pid_lease_message found;

	return shim_ipc_pid_lease__walk(&walk, &found);
}

/* at 0: NUL-terminated string uri. Where the asker listens. */
static inline int shim_ipc_pid_lease_uri(const void *buf, size_t len, struct sluice_span *out, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_PID_LEASE", buf, len, false, error);
	struct shim_ipc_pid_lease_message found;
	int status = 0;

	if (status == 0)
		status = shim_ipc_pid_lease__take_uri(&walk, &found.uri);
	if (status == 0)
		*out = found.uri;
	return status;
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int shim_ipc_pid_lease_decode(const void *buf, size_t len, void *copy, size_t capacity, struct shim_ipc_pid_lease_message *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "IPC_PID_LEASE", buf, len, copy, capacity, error);

	if (status == 0)
		status = shim_ipc_pid_lease__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

/* Bytes that `in` takes on the wire. */
static inline int shim_ipc_pid_lease_size(const struct shim_ipc_pid_lease_message *in, size_t *size)
{
	bool fits = true;

	*size = 0;
	fits = fits && sluice_size_add(size, in->uri.count, 1) && sluice_size_add(size, 1, 1);
	return fits ? 0 : -SLUICE_ERR_SIZE;
}

static inline int shim_ipc_pid_lease__put_uri(struct sluice_walk *walk, const struct shim_ipc_pid_lease_message *in)
{
	int status = sluice_put_string(walk, &in->uri, "uri", SLUICE_NO_MAX);

	return status;
}

static inline int shim_ipc_pid_lease__put(struct sluice_walk *walk, const struct shim_ipc_pid_lease_message *in)
{
	int status = 0;

	if (status == 0)
		status = shim_ipc_pid_lease__put_uri(walk, in);
	return status;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int shim_ipc_pid_lease_encode(void *buf, size_t capacity, const struct shim_ipc_pid_lease_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_pid_lease_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_PID_LEASE", NULL, 0, INT64_MAX, (int64_t)capacity);
	status = sluice_walk_into(&walk, "IPC_PID_LEASE", buf, capacity, size, error);
	if (status == 0)
		status = shim_ipc_pid_lease__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct shim_ipc_pid_offer (libos-ipc.yaml:600) ==== */

static inline uint32_t shim_ipc_pid_offer_get_base(const void *buf)
{
	return sluice_load_le32(buf);
}

static inline void shim_ipc_pid_offer_set_base(void *buf, uint32_t value)
{
	sluice_store_le32(buf, value);
}

static inline uint32_t shim_ipc_pid_offer_get_size(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 4);
}

static inline void shim_ipc_pid_offer_set_size(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 4, value);
}

static inline uint64_t shim_ipc_pid_offer_get_lease(const void *buf)
{
	return sluice_load_le64((const uint8_t *)buf + 8);
}

static inline void shim_ipc_pid_offer_set_lease(void *buf, uint64_t value)
{
	sluice_store_le64((uint8_t *)buf + 8, value);
}

/* The fixed part in host byte order. */
static inline struct shim_ipc_pid_offer shim_ipc_pid_offer_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct shim_ipc_pid_offer value;

	value.base = sluice_load_le32(at);
	value.size = sluice_load_le32(at + 4);
	value.lease = sluice_load_le64(at + 8);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void shim_ipc_pid_offer_store(void *buf, struct shim_ipc_pid_offer value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, value.base);
	sluice_store_le32(at + 4, value.size);
	sluice_store_le64(at + 8, value.lease);
}

static inline int shim_ipc_pid_offer__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "base", 0, 4 },
		{ "size", 4, 4 },
		{ "lease", 8, 8 },
	};

	return sluice_walk_fixed(walk, NULL, 16, fields, 3);
}

static inline int shim_ipc_pid_offer__walk(struct sluice_walk *walk, struct shim_ipc_pid_offer *out)
{
	int status = shim_ipc_pid_offer__fixed(walk);

	if (status != 0)
		return status;
	*out = shim_ipc_pid_offer_load(walk->at);
	return 0;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int shim_ipc_pid_offer_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_PID_OFFER", buf, len, false, error);

	return shim_ipc_pid_offer__fixed(&walk);
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int shim_ipc_pid_offer_decode(const void *buf, size_t len, void *copy, size_t capacity, struct shim_ipc_pid_offer *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "IPC_PID_OFFER", buf, len, copy, capacity, error);

	if (status == 0)
		status = shim_ipc_pid_offer__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

static inline int shim_ipc_pid_offer__put(struct sluice_walk *walk, const struct shim_ipc_pid_offer *in)
{
	shim_ipc_pid_offer_store(walk->to, *in);
	walk->used = 16;
	return 0;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int shim_ipc_pid_offer_encode(void *buf, size_t capacity, const struct shim_ipc_pid_offer *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, "IPC_PID_OFFER", buf, capacity, 16, error);

	if (status == 0)
		status = shim_ipc_pid_offer__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct shim_ipc_pid_renew (libos-ipc.yaml:612) ==== */

static inline uint32_t shim_ipc_pid_renew_get_base(const void *buf)
{
	return sluice_load_le32(buf);
}

static inline void shim_ipc_pid_renew_set_base(void *buf, uint32_t value)
{
	sluice_store_le32(buf, value);
}

static inline uint32_t shim_ipc_pid_renew_get_size(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 4);
}

static inline void shim_ipc_pid_renew_set_size(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 4, value);
}

/* The fixed part in host byte order. */
static inline struct shim_ipc_pid_renew shim_ipc_pid_renew_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct shim_ipc_pid_renew value;

	value.base = sluice_load_le32(at);
	value.size = sluice_load_le32(at + 4);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void shim_ipc_pid_renew_store(void *buf, struct shim_ipc_pid_renew value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, value.base);
	sluice_store_le32(at + 4, value.size);
}

static inline int shim_ipc_pid_renew__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "base", 0, 4 },
		{ "size", 4, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 8, fields, 2);
}

static inline int shim_ipc_pid_renew__walk(struct sluice_walk *walk, struct shim_ipc_pid_renew *out)
{
	int status = shim_ipc_pid_renew__fixed(walk);

	if (status != 0)
		return status;
	*out = shim_ipc_pid_renew_load(walk->at);
	return 0;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int shim_ipc_pid_renew_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_PID_RENEW", buf, len, false, error);

	return shim_ipc_pid_renew__fixed(&walk);
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int shim_ipc_pid_renew_decode(const void *buf, size_t len, void *copy, size_t capacity, struct shim_ipc_pid_renew *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "IPC_PID_RENEW", buf, len, copy, capacity, error);

	if (status == 0)
		status = shim_ipc_pid_renew__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

static inline int shim_ipc_pid_renew__put(struct sluice_walk *walk, const struct shim_ipc_pid_renew *in)
{
	shim_ipc_pid_renew_store(walk->to, *in);
	walk->used = 8;
	return 0;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int shim_ipc_pid_renew_encode(void *buf, size_t capacity, const struct shim_ipc_pid_renew *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, "IPC_PID_RENEW", buf, capacity, 8, error);

	if (status == 0)
		status = shim_ipc_pid_renew__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct shim_ipc_pid_revoke (libos-ipc.yaml:622) ==== */

static inline uint32_t shim_ipc_pid_revoke_get_base(const void *buf)
{
	return sluice_load_le32(buf);
}

static inline void shim_ipc_pid_revoke_set_base(void *buf, uint32_t value)
{
	sluice_store_le32(buf, value);
}

static inline uint32_t shim_ipc_pid_revoke_get_size(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 4);
}

static inline void shim_ipc_pid_revoke_set_size(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 4, value);
}

/* The fixed part in host byte order. */
static inline struct shim_ipc_pid_revoke shim_ipc_pid_revoke_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct shim_ipc_pid_revoke value;

	value.base = sluice_load_le32(at);
	value.size = sluice_load_le32(at + 4);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void shim_ipc_pid_revoke_store(void *buf, struct shim_ipc_pid_revoke value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, value.base);
	sluice_store_le32(at + 4, value.size);
}

static inline int shim_ipc_pid_revoke__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "base", 0, 4 },
		{ "size", 4, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 8, fields, 2);
}

static inline int shim_ipc_pid_revoke__walk(struct sluice_walk *walk, struct shim_ipc_pid_revoke *out)
{
	int status = shim_ipc_pid_revoke__fixed(walk);

	if (status != 0)
		return status;
	*out = shim_ipc_pid_revoke_load(walk->at);
	return 0;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int shim_ipc_pid_revoke_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_PID_REVOKE", buf, len, false, error);

	return shim_ipc_pid_revoke__fixed(&walk);
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int shim_ipc_pid_revoke_decode(const void *buf, size_t len, void *copy, size_t capacity, struct shim_ipc_pid_revoke *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "IPC_PID_REVOKE", buf, len, copy, capacity, error);

	if (status == 0)
		status = shim_ipc_pid_revoke__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

static inline int shim_ipc_pid_revoke__put(struct sluice_walk *walk, const struct shim_ipc_pid_revoke *in)
{
	shim_ipc_pid_revoke_store(walk->to, *in);
	walk->used = 8;
	return 0;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int shim_ipc_pid_revoke_encode(void *buf, size_t capacity, const struct shim_ipc_pid_revoke *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, "IPC_PID_REVOKE", buf, capacity, 8, error);

	if (status == 0)
		status = shim_ipc_pid_revoke__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct shim_ipc_pid_sublease (libos-ipc.yaml:633) ==== */

static inline uint32_t shim_ipc_pid_sublease_get_tenant(const void *buf)
{
	return sluice_load_le32(buf);
}

static inline void shim_ipc_pid_sublease_set_tenant(void *buf, uint32_t value)
{
	sluice_store_le32(buf, value);
}

static inline uint32_t shim_ipc_pid_sublease_get_idx(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 4);
}

static inline void shim_ipc_pid_sublease_set_idx(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 4, value);
}

/* The fixed part in host byte order. */
static inline struct shim_ipc_pid_sublease shim_ipc_pid_sublease_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct shim_ipc_pid_sublease value;

	memset(&value, 0, sizeof value);
	value.tenant = sluice_load_le32(at);
	value.idx = sluice_load_le32(at + 4);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void shim_ipc_pid_sublease_store(void *buf, struct shim_ipc_pid_sublease value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, value.tenant);
	sluice_store_le32(at + 4, value.idx);
}

/* A struct shim_ipc_pid_sublease with its tails. A span may be left zero: the tail is empty, or absent where its `if:` does not hold. */
struct shim_ipc_pid_sublease_message {
	struct shim_ipc_pid_sublease fixed; /* host byte order; counts are filled in by encode */
	struct sluice_span uri;
};

static inline int shim_ipc_pid_sublease__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "tenant", 0, 4 },
		{ "idx", 4, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 8, fields, 2);
}

static inline int shim_ipc_pid_sublease__take_uri(struct sluice_walk *walk, struct sluice_span *out)
{
	return sluice_walk_string(walk, out, "uri", SLUICE_NO_MAX);
}

static inline int shim_ipc_pid_sublease__walk(struct sluice_walk *walk, struct shim_ipc_pid_sublease_message *out)
{
	int status = shim_ipc_pid_sublease__fixed(walk);

	if (status == 0 && walk->values)
		out->fixed = shim_ipc_pid_sublease_load(walk->at);
	if (status == 0)
		status = shim_ipc_pid_sublease__take_uri(walk, &out->uri);
	return status;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int shim_ipc_pid_sublease_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_PID_SUBLEASE", buf, len, false, error);
	struct shim_ipc_pid_sublease_message found;

	return shim_ipc_pid_sublease__walk(&walk, &found);
}

/* at 8: NUL-terminated string uri. Where the new owner listens. */
static inline int shim_ipc_pid_sublease_uri(const void *buf, size_t len, struct sluice_span *out, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_PID_SUBLEASE", buf, len, false, error);
	struct shim_ipc_pid_sublease_message found;
	int status = shim_ipc_pid_sublease__fixed(&walk);

	if (status == 0)
		status = shim_ipc_pid_sublease__take_uri(&walk, &found.uri);
	if (status == 0)
		*out = found.uri;
	return status;
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int shim_ipc_pid_sublease_decode(const void *buf, size_t len, void *copy, size_t capacity, struct shim_ipc_pid_sublease_message *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "IPC_PID_SUBLEASE", buf, len, copy, capacity, error);

	if (status == 0)
		status = shim_ipc_pid_sublease__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

/* Bytes that `in` takes on the wire. */
static inline int shim_ipc_pid_sublease_size(const struct shim_ipc_pid_sublease_message *in, size_t *size)
{
	bool fits = true;

	*size = 8;
	fits = fits && sluice_size_add(size, in->uri.count, 1) && sluice_size_add(size, 1, 1);
	return fits ? 0 : -SLUICE_ERR_SIZE;
}

static inline int shim_ipc_pid_sublease__put_uri(struct sluice_walk *walk, const struct shim_ipc_pid_sublease_message *in)
{
	int status = sluice_put_string(walk, &in->uri, "uri", SLUICE_NO_MAX);

	return status;
}

static inline int shim_ipc_pid_sublease__put(struct sluice_walk *walk, const struct shim_ipc_pid_sublease_message *in)
{
	int status = 0;

	shim_ipc_pid_sublease_store(walk->to, in->fixed);
	walk->used = 8;
	if (status == 0)
		status = shim_ipc_pid_sublease__put_uri(walk, in);
	return status;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int shim_ipc_pid_sublease_encode(void *buf, size_t capacity, const struct shim_ipc_pid_sublease_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_pid_sublease_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_PID_SUBLEASE", NULL, 0, INT64_MAX, (int64_t)capacity);
	status = sluice_walk_into(&walk, "IPC_PID_SUBLEASE", buf, capacity, size, error);
	if (status == 0)
		status = shim_ipc_pid_sublease__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct shim_ipc_pid_query (libos-ipc.yaml:646) ==== */

static inline uint32_t shim_ipc_pid_query_get_idx(const void *buf)
{
	return sluice_load_le32(buf);
}

static inline void shim_ipc_pid_query_set_idx(void *buf, uint32_t value)
{
	sluice_store_le32(buf, value);
}

/* The fixed part in host byte order. */
static inline struct shim_ipc_pid_query shim_ipc_pid_query_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct shim_ipc_pid_query value;

	value.idx = sluice_load_le32(at);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void shim_ipc_pid_query_store(void *buf, struct shim_ipc_pid_query value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, value.idx);
}

static inline int shim_ipc_pid_query__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "idx", 0, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 4, fields, 1);
}

static inline int shim_ipc_pid_query__walk(struct sluice_walk *walk, struct shim_ipc_pid_query *out)
{
	int status = shim_ipc_pid_query__fixed(walk);

	if (status != 0)
		return status;
	*out = shim_ipc_pid_query_load(walk->at);
	return 0;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int shim_ipc_pid_query_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_PID_QUERY", buf, len, false, error);

	return shim_ipc_pid_query__fixed(&walk);
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int shim_ipc_pid_query_decode(const void *buf, size_t len, void *copy, size_t capacity, struct shim_ipc_pid_query *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "IPC_PID_QUERY", buf, len, copy, capacity, error);

	if (status == 0)
		status = shim_ipc_pid_query__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

static inline int shim_ipc_pid_query__put(struct sluice_walk *walk, const struct shim_ipc_pid_query *in)
{
	shim_ipc_pid_query_store(walk->to, *in);
	walk->used = 4;
	return 0;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int shim_ipc_pid_query_encode(void *buf, size_t capacity, const struct shim_ipc_pid_query *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, "IPC_PID_QUERY", buf, capacity, 4, error);

	if (status == 0)
		status = shim_ipc_pid_query__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct shim_ipc_pid_answer (libos-ipc.yaml:659) ==== */

static inline int32_t shim_ipc_pid_answer_get_nanswers(const void *buf)
{
	return (int32_t)sluice_load_le32(buf);
}

static inline void shim_ipc_pid_answer_set_nanswers(void *buf, int32_t value)
{
	sluice_store_le32(buf, (uint32_t)value);
}

/* The fixed part in host byte order. */
static inline struct shim_ipc_pid_answer shim_ipc_pid_answer_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct shim_ipc_pid_answer value;

	value.nanswers = (int32_t)sluice_load_le32(at);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void shim_ipc_pid_answer_store(void *buf, struct shim_ipc_pid_answer value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, (uint32_t)value.nanswers);
}

/* A struct shim_ipc_pid_answer with its tails. A span may be left zero: the tail is empty, or absent where its `if:` does not hold. */
struct shim_ipc_pid_answer_message {
	struct shim_ipc_pid_answer fixed; /* host byte order; counts are filled in by encode */
	struct sluice_span answers;
	struct sluice_span owners;
};

static inline int shim_ipc_pid_answer__owners__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "owners.vmid", 0, 4 },
	};

	return sluice_walk_fixed(walk, "owners", 4, fields, 1);
}

static inline int shim_ipc_pid_answer__owners__take_uri(struct sluice_walk *walk, struct sluice_span *out)
{
	return sluice_walk_string(walk, out, "owners.uri", SLUICE_NO_MAX);
}

static inline int shim_ipc_pid_answer__owners__walk(struct sluice_walk *walk, struct ipc_ns_client_message *out)
{
	int status = shim_ipc_pid_answer__owners__fixed(walk);

	if (status == 0 && walk->values)
		out->fixed = ipc_ns_client_load(walk->at);
	if (status == 0)
		status = shim_ipc_pid_answer__owners__take_uri(walk, &out->uri);
	return status;
}

static inline int shim_ipc_pid_answer__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "nanswers", 0, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 4, fields, 1);
}

static inline int shim_ipc_pid_answer__take_answers(struct sluice_walk *walk, struct sluice_span *out)
{
	const int32_t count = (int32_t)sluice_load_le32(walk->at);

	return sluice_walk_array(walk, out, "nanswers", 0, count, SLUICE_NO_MAX, 20);
}

static inline int shim_ipc_pid_answer__take_owners(struct sluice_walk *walk, const struct sluice_span *elements, struct sluice_span *out)
{
	const uint8_t *element = (const uint8_t *)elements->data;
	uint32_t i;
	int status;

	status = sluice_walk_records(walk, "owners", elements->count, SLUICE_NO_MAX);
	for (i = 0; status == 0 && i < elements->count; i++, element += 20) {
		const int64_t offset = (int64_t)sluice_load_le32(element + 16);
		struct sluice_walk record = sluice_walk_rest(walk);
		struct ipc_ns_client_message found;

		if (offset != (int64_t)walk->used)
			return sluice_walk_fail(walk, SLUICE_ERR_OFFSET, "answers.owner_offset",
						(size_t)(element - walk->at) + 16, (int64_t)walk->used, offset);
		status = shim_ipc_pid_answer__owners__walk(&record, &found);
		walk->used += record.used;
	}
	*out = sluice_walk_since_start(walk, elements->count);
	return status;
}

static inline int shim_ipc_pid_answer__walk(struct sluice_walk *walk, struct shim_ipc_pid_answer_message *out)
{
	int status = shim_ipc_pid_answer__fixed(walk);

	if (status == 0 && walk->values)
		out->fixed = shim_ipc_pid_answer_load(walk->at);
	if (status == 0)
		status = shim_ipc_pid_answer__take_answers(walk, &out->answers);
	if (status == 0)
		status = shim_ipc_pid_answer__take_owners(walk, &out->answers, &out->owners);
	return status;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int shim_ipc_pid_answer_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_PID_ANSWER", buf, len, false, error);
	struct shim_ipc_pid_answer_message found;

	return shim_ipc_pid_answer__walk(&walk, &found);
}

/* at 4: ipc_ns_offered answers[nanswers]. Ranges and single ids. */
static inline int shim_ipc_pid_answer_answers(const void *buf, size_t len, struct sluice_span *out, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_PID_ANSWER", buf, len, false, error);
	struct shim_ipc_pid_answer_message found;
	int status = shim_ipc_pid_answer__fixed(&walk);

	if (status == 0)
		status = shim_ipc_pid_answer__take_answers(&walk, &found.answers);
	if (status == 0)
		*out = found.answers;
	return status;
}

/* then: ipc_ns_client owners, one per element of answers, found by its owner_offset. The owner of each, in order. */
static inline int shim_ipc_pid_answer_owners(const void *buf, size_t len, struct sluice_span *out, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_PID_ANSWER", buf, len, false, error);
	struct shim_ipc_pid_answer_message found;
	int status = shim_ipc_pid_answer__fixed(&walk);

	if (status == 0)
		status = shim_ipc_pid_answer__take_answers(&walk, &found.answers);
	if (status == 0)
		status = shim_ipc_pid_answer__take_owners(&walk, &found.answers, &found.owners);
	if (status == 0)
		*out = found.owners;
	return status;
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int shim_ipc_pid_answer_decode(const void *buf, size_t len, void *copy, size_t capacity, struct shim_ipc_pid_answer_message *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "IPC_PID_ANSWER", buf, len, copy, capacity, error);

	if (status == 0)
		status = shim_ipc_pid_answer__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

/* Bytes that `in` takes on the wire. */
static inline int shim_ipc_pid_answer_size(const struct shim_ipc_pid_answer_message *in, size_t *size)
{
	bool fits = true;

	*size = 4;
	fits = fits && sluice_size_add(size, in->answers.count, 20);
	fits = fits && sluice_size_add(size, in->owners.length, 1);
	return fits ? 0 : -SLUICE_ERR_SIZE;
}

static inline int shim_ipc_pid_answer__put_answers(struct sluice_walk *walk, const struct shim_ipc_pid_answer_message *in)
{
	int status = sluice_put_start(walk, "nanswers", 0, in->answers.count, 2147483647);

	if (status != 0)
		return status;
	sluice_store_le32(walk->to, in->answers.count);
	sluice_put_bytes(walk, in->answers.data, (size_t)in->answers.count * 20);
	return 0;
}

static inline int shim_ipc_pid_answer__put_owners(struct sluice_walk *walk, const struct shim_ipc_pid_answer_message *in, size_t elements)
{
	struct sluice_walk source = sluice_walk_over(walk->message, in->owners.data, in->owners.length, true, walk->error);
	uint8_t *element = walk->to + elements;
	uint32_t i;
	int status;

	status = sluice_put_start(walk, "owners", walk->used, in->owners.count, SLUICE_NO_MAX);
	if (status == 0)
		status = sluice_put_exactly(walk, "owners", walk->used, in->owners.count, in->answers.count);
	source.origin = walk->origin + walk->used;
	for (i = 0; status == 0 && i < in->owners.count; i++, element += 20) {
		struct sluice_walk record = sluice_walk_rest(&source);
		struct ipc_ns_client_message found;

		status = sluice_put_offset(walk, "answers.owner_offset", (size_t)(element - walk->to) + 16, SLUICE_NO_MAX);
		if (status == 0)
			status = shim_ipc_pid_answer__owners__walk(&record, &found);
		sluice_store_le32(element + 16, (uint32_t)walk->used);
		sluice_put_bytes(walk, record.at, record.used);
		source.used += record.used;
	}
	return status != 0 ? status : sluice_walk_end(&source, "owners");
}

static inline int shim_ipc_pid_answer__put(struct sluice_walk *walk, const struct shim_ipc_pid_answer_message *in)
{
	int status = 0;
	size_t at_answers = 0;

	shim_ipc_pid_answer_store(walk->to, in->fixed);
	walk->used = 4;
	if (status == 0)
		status = shim_ipc_pid_answer__put_answers(walk, in);
	at_answers = walk->start;
	if (status == 0)
		status = shim_ipc_pid_answer__put_owners(walk, in, at_answers);
	return status;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int shim_ipc_pid_answer_encode(void *buf, size_t capacity, const struct shim_ipc_pid_answer_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_pid_answer_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_PID_ANSWER", NULL, 0, INT64_MAX, (int64_t)capacity);
	status = sluice_walk_into(&walk, "IPC_PID_ANSWER", buf, capacity, size, error);
	if (status == 0)
		status = shim_ipc_pid_answer__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct shim_ipc_pid_kill (libos-ipc.yaml:325) ==== */

static inline uint32_t shim_ipc_pid_kill_get_sender(const void *buf)
{
	return sluice_load_le32(buf);
}

static inline void shim_ipc_pid_kill_set_sender(void *buf, uint32_t value)
{
	sluice_store_le32(buf, value);
}

static inline uint32_t shim_ipc_pid_kill_get_type(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 4);
}

static inline void shim_ipc_pid_kill_set_type(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 4, value);
}

static inline uint32_t shim_ipc_pid_kill_get_id(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 8);
}

static inline void shim_ipc_pid_kill_set_id(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 8, value);
}

static inline int32_t shim_ipc_pid_kill_get_signum(const void *buf)
{
	return (int32_t)sluice_load_le32((const uint8_t *)buf + 12);
}

static inline void shim_ipc_pid_kill_set_signum(void *buf, int32_t value)
{
	sluice_store_le32((uint8_t *)buf + 12, (uint32_t)value);
}

/* The fixed part in host byte order. */
static inline struct shim_ipc_pid_kill shim_ipc_pid_kill_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct shim_ipc_pid_kill value;

	value.sender = sluice_load_le32(at);
	value.type = sluice_load_le32(at + 4);
	value.id = sluice_load_le32(at + 8);
	value.signum = (int32_t)sluice_load_le32(at + 12);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void shim_ipc_pid_kill_store(void *buf, struct shim_ipc_pid_kill value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, value.sender);
	sluice_store_le32(at + 4, value.type);
	sluice_store_le32(at + 8, value.id);
	sluice_store_le32(at + 12, (uint32_t)value.signum);
}

static inline int shim_ipc_pid_kill__judge(const struct sluice_walk *walk, const struct shim_ipc_pid_kill *value)
{
	if (!kill_type_is_known(value->type))
		return sluice_walk_fail(walk, SLUICE_ERR_ENUM, "type", 4, 0, (int64_t)value->type);
	return 0;
}

static inline int shim_ipc_pid_kill__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "sender", 0, 4 },
		{ "type", 4, 4 },
		{ "id", 8, 4 },
		{ "signum", 12, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 16, fields, 4);
}

static inline int shim_ipc_pid_kill__walk(struct sluice_walk *walk, struct shim_ipc_pid_kill *out)
{
	int status = shim_ipc_pid_kill__fixed(walk);

	if (status != 0)
		return status;
	*out = shim_ipc_pid_kill_load(walk->at);
	return walk->values ? shim_ipc_pid_kill__judge(walk, out) : 0;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int shim_ipc_pid_kill_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_PID_KILL", buf, len, false, error);

	return shim_ipc_pid_kill__fixed(&walk);
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int shim_ipc_pid_kill_decode(const void *buf, size_t len, void *copy, size_t capacity, struct shim_ipc_pid_kill *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "IPC_PID_KILL", buf, len, copy, capacity, error);

	if (status == 0)
		status = shim_ipc_pid_kill__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

static inline int shim_ipc_pid_kill__put(struct sluice_walk *walk, const struct shim_ipc_pid_kill *in)
{
	int status = shim_ipc_pid_kill__judge(walk, in);

	if (status != 0)
		return status;
	shim_ipc_pid_kill_store(walk->to, *in);
	walk->used = 16;
	return 0;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int shim_ipc_pid_kill_encode(void *buf, size_t capacity, const struct shim_ipc_pid_kill *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, "IPC_PID_KILL", buf, capacity, 16, error);

	if (status == 0)
		status = shim_ipc_pid_kill__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct shim_ipc_pid_getstatus (libos-ipc.yaml:338) ==== */

static inline int32_t shim_ipc_pid_getstatus_get_npids(const void *buf)
{
	return (int32_t)sluice_load_le32(buf);
}

static inline void shim_ipc_pid_getstatus_set_npids(void *buf, int32_t value)
{
	sluice_store_le32(buf, (uint32_t)value);
}

/* The fixed part in host byte order. */
static inline struct shim_ipc_pid_getstatus shim_ipc_pid_getstatus_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct shim_ipc_pid_getstatus value;

	value.npids = (int32_t)sluice_load_le32(at);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void shim_ipc_pid_getstatus_store(void *buf, struct shim_ipc_pid_getstatus value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, (uint32_t)value.npids);
}

/* A struct shim_ipc_pid_getstatus with its tails. A span may be left zero: the tail is empty, or absent where its `if:` does not hold. */
struct shim_ipc_pid_getstatus_message {
	struct shim_ipc_pid_getstatus fixed; /* host byte order; counts are filled in by encode */
	struct sluice_span pids;
};

static inline int shim_ipc_pid_getstatus__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "npids", 0, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 4, fields, 1);
}

static inline int shim_ipc_pid_getstatus__take_pids(struct sluice_walk *walk, struct sluice_span *out)
{
	const int32_t count = (int32_t)sluice_load_le32(walk->at);

	return sluice_walk_array(walk, out, "npids", 0, count, SLUICE_NO_MAX, 4);
}

static inline int shim_ipc_pid_getstatus__walk(struct sluice_walk *walk, struct shim_ipc_pid_getstatus_message *out)
{
	int status = shim_ipc_pid_getstatus__fixed(walk);

	if (status == 0 && walk->values)
		out->fixed = shim_ipc_pid_getstatus_load(walk->at);
	if (status == 0)
		status = shim_ipc_pid_getstatus__take_pids(walk, &out->pids);
	return status;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int shim_ipc_pid_getstatus_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_PID_GETSTATUS", buf, len, false, error);
	struct shim_ipc_pid_getstatus_message found;

	return shim_ipc_pid_getstatus__walk(&walk, &found);
}

/* at 4: u32 pids[npids]. The ids. */
static inline int shim_ipc_pid_getstatus_pids(const void *buf, size_t len, struct sluice_span *out, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_PID_GETSTATUS", buf, len, false, error);
	struct shim_ipc_pid_getstatus_message found;
	int status = shim_ipc_pid_getstatus__fixed(&walk);

	if (status == 0)
		status = shim_ipc_pid_getstatus__take_pids(&walk, &found.pids);
	if (status == 0)
		*out = found.pids;
	return status;
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int shim_ipc_pid_getstatus_decode(const void *buf, size_t len, void *copy, size_t capacity, struct shim_ipc_pid_getstatus_message *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "IPC_PID_GETSTATUS", buf, len, copy, capacity, error);

	if (status == 0)
		status = shim_ipc_pid_getstatus__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

/* Bytes that `in` takes on the wire. */
static inline int shim_ipc_pid_getstatus_size(const struct shim_ipc_pid_getstatus_message *in, size_t *size)
{
	bool fits = true;

	*size = 4;
	fits = fits && sluice_size_add(size, in->pids.count, 4);
	return fits ? 0 : -SLUICE_ERR_SIZE;
}

static inline int shim_ipc_pid_getstatus__put_pids(struct sluice_walk *walk, const struct shim_ipc_pid_getstatus_message *in)
{
	int status = sluice_put_start(walk, "npids", 0, in->pids.count, 2147483647);

	if (status != 0)
		return status;
	sluice_store_le32(walk->to, in->pids.count);
	sluice_put_bytes(walk, in->pids.data, (size_t)in->pids.count * 4);
	return 0;
}

static inline int shim_ipc_pid_getstatus__put(struct sluice_walk *walk, const struct shim_ipc_pid_getstatus_message *in)
{
	int status = 0;

	shim_ipc_pid_getstatus_store(walk->to, in->fixed);
	walk->used = 4;
	if (status == 0)
		status = shim_ipc_pid_getstatus__put_pids(walk, in);
	return status;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int shim_ipc_pid_getstatus_encode(void *buf, size_t capacity, const struct shim_ipc_pid_getstatus_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_pid_getstatus_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_PID_GETSTATUS", NULL, 0, INT64_MAX, (int64_t)capacity);
	status = sluice_walk_into(&walk, "IPC_PID_GETSTATUS", buf, capacity, size, error);
	if (status == 0)
		status = shim_ipc_pid_getstatus__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct shim_ipc_pid_retstatus (libos-ipc.yaml:349) ==== */

static inline int32_t shim_ipc_pid_retstatus_get_nstatus(const void *buf)
{
	return (int32_t)sluice_load_le32(buf);
}

static inline void shim_ipc_pid_retstatus_set_nstatus(void *buf, int32_t value)
{
	sluice_store_le32(buf, (uint32_t)value);
}

/* The fixed part in host byte order. */
static inline struct shim_ipc_pid_retstatus shim_ipc_pid_retstatus_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct shim_ipc_pid_retstatus value;

	value.nstatus = (int32_t)sluice_load_le32(at);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void shim_ipc_pid_retstatus_store(void *buf, struct shim_ipc_pid_retstatus value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, (uint32_t)value.nstatus);
}

/* A struct shim_ipc_pid_retstatus with its tails. A span may be left zero: the tail is empty, or absent where its `if:` does not hold. */
struct shim_ipc_pid_retstatus_message {
	struct shim_ipc_pid_retstatus fixed; /* host byte order; counts are filled in by encode */
	struct sluice_span status;
};

static inline int shim_ipc_pid_retstatus__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "nstatus", 0, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 4, fields, 1);
}

static inline int shim_ipc_pid_retstatus__take_status(struct sluice_walk *walk, struct sluice_span *out)
{
	const int32_t count = (int32_t)sluice_load_le32(walk->at);

	return sluice_walk_array(walk, out, "nstatus", 0, count, SLUICE_NO_MAX, 12);
}

static inline int shim_ipc_pid_retstatus__walk(struct sluice_walk *walk, struct shim_ipc_pid_retstatus_message *out)
{
	int status = shim_ipc_pid_retstatus__fixed(walk);

	if (status == 0 && walk->values)
		out->fixed = shim_ipc_pid_retstatus_load(walk->at);
	if (status == 0)
		status = shim_ipc_pid_retstatus__take_status(walk, &out->status);
	return status;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int shim_ipc_pid_retstatus_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_PID_RETSTATUS", buf, len, false, error);
	struct shim_ipc_pid_retstatus_message found;

	return shim_ipc_pid_retstatus__walk(&walk, &found);
}

/* at 4: pid_status status[nstatus]. The live threads. */
static inline int shim_ipc_pid_retstatus_status(const void *buf, size_t len, struct sluice_span *out, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_PID_RETSTATUS", buf, len, false, error);
	struct shim_ipc_pid_retstatus_message found;
	int status = shim_ipc_pid_retstatus__fixed(&walk);

	if (status == 0)
		status = shim_ipc_pid_retstatus__take_status(&walk, &found.status);
	if (status == 0)
		*out = found.status;
	return status;
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int shim_ipc_pid_retstatus_decode(const void *buf, size_t len, void *copy, size_t capacity, struct shim_ipc_pid_retstatus_message *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "IPC_PID_RETSTATUS", buf, len, copy, capacity, error);

	if (status == 0)
		status = shim_ipc_pid_retstatus__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

/* Bytes that `in` takes on the wire. */
static inline int shim_ipc_pid_retstatus_size(const struct shim_ipc_pid_retstatus_message *in, size_t *size)
{
	bool fits = true;

	*size = 4;
	fits = fits && sluice_size_add(size, in->status.count, 12);
	return fits ? 0 : -SLUICE_ERR_SIZE;
}

static inline int shim_ipc_pid_retstatus__put_status(struct sluice_walk *walk, const struct shim_ipc_pid_retstatus_message *in)
{
	int status = sluice_put_start(walk, "nstatus", 0, in->status.count, 2147483647);

	if (status != 0)
		return status;
	sluice_store_le32(walk->to, in->status.count);
	sluice_put_bytes(walk, in->status.data, (size_t)in->status.count * 12);
	return 0;
}

static inline int shim_ipc_pid_retstatus__put(struct sluice_walk *walk, const struct shim_ipc_pid_retstatus_message *in)
{
	int status = 0;

	shim_ipc_pid_retstatus_store(walk->to, in->fixed);
	walk->used = 4;
	if (status == 0)
		status = shim_ipc_pid_retstatus__put_status(walk, in);
	return status;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int shim_ipc_pid_retstatus_encode(void *buf, size_t capacity, const struct shim_ipc_pid_retstatus_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_pid_retstatus_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_PID_RETSTATUS", NULL, 0, INT64_MAX, (int64_t)capacity);
	status = sluice_walk_into(&walk, "IPC_PID_RETSTATUS", buf, capacity, size, error);
	if (status == 0)
		status = shim_ipc_pid_retstatus__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct shim_ipc_pid_getmeta (libos-ipc.yaml:361) ==== */

static inline uint32_t shim_ipc_pid_getmeta_get_pid(const void *buf)
{
	return sluice_load_le32(buf);
}

static inline void shim_ipc_pid_getmeta_set_pid(void *buf, uint32_t value)
{
	sluice_store_le32(buf, value);
}

static inline uint32_t shim_ipc_pid_getmeta_get_code(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 4);
}

static inline void shim_ipc_pid_getmeta_set_code(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 4, value);
}

/* The fixed part in host byte order. */
static inline struct shim_ipc_pid_getmeta shim_ipc_pid_getmeta_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct shim_ipc_pid_getmeta value;

	value.pid = sluice_load_le32(at);
	value.code = sluice_load_le32(at + 4);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void shim_ipc_pid_getmeta_store(void *buf, struct shim_ipc_pid_getmeta value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, value.pid);
	sluice_store_le32(at + 4, value.code);
}

static inline int shim_ipc_pid_getmeta__judge(const struct sluice_walk *walk, const struct shim_ipc_pid_getmeta *value)
{
	if (!pid_meta_code_is_known(value->code))
		return sluice_walk_fail(walk, SLUICE_ERR_ENUM, "code", 4, 0, (int64_t)value->code);
	return 0;
}

static inline int shim_ipc_pid_getmeta__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "pid", 0, 4 },
		{ "code", 4, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 8, fields, 2);
}

static inline int shim_ipc_pid_getmeta__walk(struct sluice_walk *walk, struct shim_ipc_pid_getmeta *out)
{
	int status = shim_ipc_pid_getmeta__fixed(walk);

	if (status != 0)
		return status;
	*out = shim_ipc_pid_getmeta_load(walk->at);
	return walk->values ? shim_ipc_pid_getmeta__judge(walk, out) : 0;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int shim_ipc_pid_getmeta_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_PID_GETMETA", buf, len, false, error);

	return shim_ipc_pid_getmeta__fixed(&walk);
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int shim_ipc_pid_getmeta_decode(const void *buf, size_t len, void *copy, size_t capacity, struct shim_ipc_pid_getmeta *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "IPC_PID_GETMETA", buf, len, copy, capacity, error);

	if (status == 0)
		status = shim_ipc_pid_getmeta__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

static inline int shim_ipc_pid_getmeta__put(struct sluice_walk *walk, const struct shim_ipc_pid_getmeta *in)
{
	int status = shim_ipc_pid_getmeta__judge(walk, in);

	if (status != 0)
		return status;
	shim_ipc_pid_getmeta_store(walk->to, *in);
	walk->used = 8;
	return 0;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int shim_ipc_pid_getmeta_encode(void *buf, size_t capacity, const struct shim_ipc_pid_getmeta *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, "IPC_PID_GETMETA", buf, capacity, 8, error);

	if (status == 0)
		status = shim_ipc_pid_getmeta__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct shim_ipc_pid_retmeta (libos-ipc.yaml:371) ==== */

static inline uint32_t shim_ipc_pid_retmeta_get_pid(const void *buf)
{
	return sluice_load_le32(buf);
}

static inline void shim_ipc_pid_retmeta_set_pid(void *buf, uint32_t value)
{
	sluice_store_le32(buf, value);
}

static inline uint32_t shim_ipc_pid_retmeta_get_code(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 4);
}

static inline void shim_ipc_pid_retmeta_set_code(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 4, value);
}

static inline int32_t shim_ipc_pid_retmeta_get_datasize(const void *buf)
{
	return (int32_t)sluice_load_le32((const uint8_t *)buf + 8);
}

static inline void shim_ipc_pid_retmeta_set_datasize(void *buf, int32_t value)
{
	sluice_store_le32((uint8_t *)buf + 8, (uint32_t)value);
}

/* The fixed part in host byte order. */
static inline struct shim_ipc_pid_retmeta shim_ipc_pid_retmeta_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct shim_ipc_pid_retmeta value;

	value.pid = sluice_load_le32(at);
	value.code = sluice_load_le32(at + 4);
	value.datasize = (int32_t)sluice_load_le32(at + 8);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void shim_ipc_pid_retmeta_store(void *buf, struct shim_ipc_pid_retmeta value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, value.pid);
	sluice_store_le32(at + 4, value.code);
	sluice_store_le32(at + 8, (uint32_t)value.datasize);
}

/* A struct shim_ipc_pid_retmeta with its tails. A span may be left zero: the tail is empty, or absent where its `if:` does not hold. */
struct shim_ipc_pid_retmeta_message {
	struct shim_ipc_pid_retmeta fixed; /* host byte order; counts are filled in by encode */
	struct sluice_span data;
};

static inline int shim_ipc_pid_retmeta__judge(const struct sluice_walk *walk, const struct shim_ipc_pid_retmeta *value)
{
	if (!pid_meta_code_is_known(value->code))
		return sluice_walk_fail(walk, SLUICE_ERR_ENUM, "code", 4, 0, (int64_t)value->code);
	return 0;
}

static inline int shim_ipc_pid_retmeta__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "pid", 0, 4 },
		{ "code", 4, 4 },
		{ "datasize", 8, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 12, fields, 3);
}

static inline int shim_ipc_pid_retmeta__take_data(struct sluice_walk *walk, struct sluice_span *out)
{
	const int32_t count = (int32_t)sluice_load_le32(walk->at + 8);

	return sluice_walk_array(walk, out, "datasize", 8, count, SLUICE_NO_MAX, 1);
}

static inline int shim_ipc_pid_retmeta__walk(struct sluice_walk *walk, struct shim_ipc_pid_retmeta_message *out)
{
	int status = shim_ipc_pid_retmeta__fixed(walk);

	if (status == 0 && walk->values) {
		out->fixed = shim_ipc_pid_retmeta_load(walk->at);
		status = shim_ipc_pid_retmeta__judge(walk, &out->fixed);
	}
	if (status == 0)
		status = shim_ipc_pid_retmeta__take_data(walk, &out->data);
	return status;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int shim_ipc_pid_retmeta_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_PID_RETMETA", buf, len, false, error);
	struct shim_ipc_pid_retmeta_message found;

	return shim_ipc_pid_retmeta__walk(&walk, &found);
}

/* at 12: bytes data[datasize]. The property, as `pid_meta_code` describes it. */
static inline int shim_ipc_pid_retmeta_data(const void *buf, size_t len, struct sluice_span *out, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_PID_RETMETA", buf, len, false, error);
	struct shim_ipc_pid_retmeta_message found;
	int status = shim_ipc_pid_retmeta__fixed(&walk);

	if (status == 0)
		status = shim_ipc_pid_retmeta__take_data(&walk, &found.data);
	if (status == 0)
		*out = found.data;
	return status;
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int shim_ipc_pid_retmeta_decode(const void *buf, size_t len, void *copy, size_t capacity, struct shim_ipc_pid_retmeta_message *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "IPC_PID_RETMETA", buf, len, copy, capacity, error);

	if (status == 0)
		status = shim_ipc_pid_retmeta__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

/* Bytes that `in` takes on the wire. */
static inline int shim_ipc_pid_retmeta_size(const struct shim_ipc_pid_retmeta_message *in, size_t *size)
{
	bool fits = true;

	*size = 12;
	fits = fits && sluice_size_add(size, in->data.count, 1);
	return fits ? 0 : -SLUICE_ERR_SIZE;
}

static inline int shim_ipc_pid_retmeta__put_data(struct sluice_walk *walk, const struct shim_ipc_pid_retmeta_message *in)
{
	int status = sluice_put_start(walk, "datasize", 8, in->data.count, 2147483647);

	if (status != 0)
		return status;
	sluice_store_le32(walk->to + 8, in->data.count);
	sluice_put_bytes(walk, in->data.data, (size_t)in->data.count * 1);
	return 0;
}

static inline int shim_ipc_pid_retmeta__put(struct sluice_walk *walk, const struct shim_ipc_pid_retmeta_message *in)
{
	int status = shim_ipc_pid_retmeta__judge(walk, &in->fixed);

	if (status != 0)
		return status;
	shim_ipc_pid_retmeta_store(walk->to, in->fixed);
	walk->used = 12;
	if (status == 0)
		status = shim_ipc_pid_retmeta__put_data(walk, in);
	return status;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int shim_ipc_pid_retmeta_encode(void *buf, size_t capacity, const struct shim_ipc_pid_retmeta_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_pid_retmeta_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_PID_RETMETA", NULL, 0, INT64_MAX, (int64_t)capacity);
	status = sluice_walk_into(&walk, "IPC_PID_RETMETA", buf, capacity, size, error);
	if (status == 0)
		status = shim_ipc_pid_retmeta__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct shim_ipc_pid_nop (libos-ipc.yaml:385) ==== */

static inline int32_t shim_ipc_pid_nop_get_count(const void *buf)
{
	return (int32_t)sluice_load_le32(buf);
}

static inline void shim_ipc_pid_nop_set_count(void *buf, int32_t value)
{
	sluice_store_le32(buf, (uint32_t)value);
}

/* The fixed part in host byte order. */
static inline struct shim_ipc_pid_nop shim_ipc_pid_nop_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct shim_ipc_pid_nop value;

	value.count = (int32_t)sluice_load_le32(at);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void shim_ipc_pid_nop_store(void *buf, struct shim_ipc_pid_nop value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, (uint32_t)value.count);
}

/* A struct shim_ipc_pid_nop with its tails. A span may be left zero: the tail is empty, or absent where its `if:` does not hold. */
struct shim_ipc_pid_nop_message {
	struct shim_ipc_pid_nop fixed; /* host byte order; counts are filled in by encode */
	struct sluice_span payload;
};

static inline int shim_ipc_pid_nop__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "count", 0, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 4, fields, 1);
}

static inline int shim_ipc_pid_nop__take_payload(struct sluice_walk *walk, struct sluice_span *out)
{
	return sluice_walk_remainder(walk, out, "payload", SLUICE_NO_MAX);
}

static inline int shim_ipc_pid_nop__walk(struct sluice_walk *walk, struct shim_ipc_pid_nop_message *out)
{
	int status = shim_ipc_pid_nop__fixed(walk);

	if (status == 0 && walk->values)
		out->fixed = shim_ipc_pid_nop_load(walk->at);
	if (status == 0)
		status = shim_ipc_pid_nop__take_payload(walk, &out->payload);
	return status;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int shim_ipc_pid_nop_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_PID_NOP", buf, len, false, error);
	struct shim_ipc_pid_nop_message found;

	return shim_ipc_pid_nop__walk(&walk, &found);
}

/* at 4: bytes payload, whatever is left. Anything. */
static inline int shim_ipc_pid_nop_payload(const void *buf, size_t len, struct sluice_span *out, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_PID_NOP", buf, len, false, error);
	struct shim_ipc_pid_nop_message found;
	int status = shim_ipc_pid_nop__fixed(&walk);

	if (status == 0)
		status = shim_ipc_pid_nop__take_payload(&walk, &found.payload);
	if (status == 0)
		*out = found.payload;
	return status;
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int shim_ipc_pid_nop_decode(const void *buf, size_t len, void *copy, size_t capacity, struct shim_ipc_pid_nop_message *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "IPC_PID_NOP", buf, len, copy, capacity, error);

	if (status == 0)
		status = shim_ipc_pid_nop__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

/* Bytes that `in` takes on the wire. */
static inline int shim_ipc_pid_nop_size(const struct shim_ipc_pid_nop_message *in, size_t *size)
{
	bool fits = true;

	*size = 4;
	fits = fits && sluice_size_add(size, in->payload.count, 1);
	return fits ? 0 : -SLUICE_ERR_SIZE;
}

static inline int shim_ipc_pid_nop__put_payload(struct sluice_walk *walk, const struct shim_ipc_pid_nop_message *in)
{
	int status = sluice_put_start(walk, "payload", walk->used, in->payload.count, SLUICE_NO_MAX);

	if (status != 0)
		return status;
	sluice_put_bytes(walk, in->payload.data, (size_t)in->payload.count * 1);
	return 0;
}

static inline int shim_ipc_pid_nop__put(struct sluice_walk *walk, const struct shim_ipc_pid_nop_message *in)
{
	int status = 0;

	shim_ipc_pid_nop_store(walk->to, in->fixed);
	walk->used = 4;
	if (status == 0)
		status = shim_ipc_pid_nop__put_payload(walk, in);
	return status;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int shim_ipc_pid_nop_encode(void *buf, size_t capacity, const struct shim_ipc_pid_nop_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_pid_nop_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_PID_NOP", NULL, 0, INT64_MAX, (int64_t)capacity);
	status = sluice_walk_into(&walk, "IPC_PID_NOP", buf, capacity, size, error);
	if (status == 0)
		status = shim_ipc_pid_nop__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct shim_ipc_pid_sendrpc (libos-ipc.yaml:396) ==== */

static inline uint32_t shim_ipc_pid_sendrpc_get_sender(const void *buf)
{
	return sluice_load_le32(buf);
}

static inline void shim_ipc_pid_sendrpc_set_sender(void *buf, uint32_t value)
{
	sluice_store_le32(buf, value);
}

static inline int32_t shim_ipc_pid_sendrpc_get_len(const void *buf)
{
	return (int32_t)sluice_load_le32((const uint8_t *)buf + 4);
}

static inline void shim_ipc_pid_sendrpc_set_len(void *buf, int32_t value)
{
	sluice_store_le32((uint8_t *)buf + 4, (uint32_t)value);
}

/* The fixed part in host byte order. */
static inline struct shim_ipc_pid_sendrpc shim_ipc_pid_sendrpc_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct shim_ipc_pid_sendrpc value;

	value.sender = sluice_load_le32(at);
	value.len = (int32_t)sluice_load_le32(at + 4);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void shim_ipc_pid_sendrpc_store(void *buf, struct shim_ipc_pid_sendrpc value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, value.sender);
	sluice_store_le32(at + 4, (uint32_t)value.len);
}

/* A struct shim_ipc_pid_sendrpc with its tails. A span may be left zero: the tail is empty, or absent where its `if:` does not hold. */
struct shim_ipc_pid_sendrpc_message {
	struct shim_ipc_pid_sendrpc fixed; /* host byte order; counts are filled in by encode */
	struct sluice_span payload;
};

static inline int shim_ipc_pid_sendrpc__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "sender", 0, 4 },
		{ "len", 4, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 8, fields, 2);
}

static inline int shim_ipc_pid_sendrpc__take_payload(struct sluice_walk *walk, struct sluice_span *out)
{
	const int32_t count = (int32_t)sluice_load_le32(walk->at + 4);

	return sluice_walk_array(walk, out, "len", 4, count, SLUICE_NO_MAX, 1);
}

static inline int shim_ipc_pid_sendrpc__walk(struct sluice_walk *walk, struct shim_ipc_pid_sendrpc_message *out)
{
	int status = shim_ipc_pid_sendrpc__fixed(walk);

	if (status == 0 && walk->values)
		out->fixed = shim_ipc_pid_sendrpc_load(walk->at);
	if (status == 0)
		status = shim_ipc_pid_sendrpc__take_payload(walk, &out->payload);
	return status;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int shim_ipc_pid_sendrpc_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_PID_SENDRPC", buf, len, false, error);
	struct shim_ipc_pid_sendrpc_message found;

	return shim_ipc_pid_sendrpc__walk(&walk, &found);
}

/* at 8: bytes payload[len]. Anything. */
static inline int shim_ipc_pid_sendrpc_payload(const void *buf, size_t len, struct sluice_span *out, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_PID_SENDRPC", buf, len, false, error);
	struct shim_ipc_pid_sendrpc_message found;
	int status = shim_ipc_pid_sendrpc__fixed(&walk);

	if (status == 0)
		status = shim_ipc_pid_sendrpc__take_payload(&walk, &found.payload);
	if (status == 0)
		*out = found.payload;
	return status;
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int shim_ipc_pid_sendrpc_decode(const void *buf, size_t len, void *copy, size_t capacity, struct shim_ipc_pid_sendrpc_message *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "IPC_PID_SENDRPC", buf, len, copy, capacity, error);

	if (status == 0)
		status = shim_ipc_pid_sendrpc__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

/* Bytes that `in` takes on the wire. */
static inline int shim_ipc_pid_sendrpc_size(const struct shim_ipc_pid_sendrpc_message *in, size_t *size)
{
	bool fits = true;

	*size = 8;
	fits = fits && sluice_size_add(size, in->payload.count, 1);
	return fits ? 0 : -SLUICE_ERR_SIZE;
}

static inline int shim_ipc_pid_sendrpc__put_payload(struct sluice_walk *walk, const struct shim_ipc_pid_sendrpc_message *in)
{
	int status = sluice_put_start(walk, "len", 4, in->payload.count, 2147483647);

	if (status != 0)
		return status;
	sluice_store_le32(walk->to + 4, in->payload.count);
	sluice_put_bytes(walk, in->payload.data, (size_t)in->payload.count * 1);
	return 0;
}

static inline int shim_ipc_pid_sendrpc__put(struct sluice_walk *walk, const struct shim_ipc_pid_sendrpc_message *in)
{
	int status = 0;

	shim_ipc_pid_sendrpc_store(walk->to, in->fixed);
	walk->used = 8;
	if (status == 0)
		status = shim_ipc_pid_sendrpc__put_payload(walk, in);
	return status;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int shim_ipc_pid_sendrpc_encode(void *buf, size_t capacity, const struct shim_ipc_pid_sendrpc_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_pid_sendrpc_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_PID_SENDRPC", NULL, 0, INT64_MAX, (int64_t)capacity);
	status = sluice_walk_into(&walk, "IPC_PID_SENDRPC", buf, capacity, size, error);
	if (status == 0)
		status = shim_ipc_pid_sendrpc__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct shim_ipc_sysv_tellns (libos-ipc.yaml:578) ==== */

static inline uint32_t shim_ipc_sysv_tellns_get_vmid(const void *buf)
{
	return sluice_load_le32(buf);
}

static inline void shim_ipc_sysv_tellns_set_vmid(void *buf, uint32_t value)
{
	sluice_store_le32(buf, value);
}

/* The fixed part in host byte order. */
static inline struct shim_ipc_sysv_tellns shim_ipc_sysv_tellns_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct shim_ipc_sysv_tellns value;

	memset(&value, 0, sizeof value);
	value.vmid = sluice_load_le32(at);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void shim_ipc_sysv_tellns_store(void *buf, struct shim_ipc_sysv_tellns value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, value.vmid);
}

/* A struct shim_ipc_sysv_tellns with its tails. A span may be left zero: the tail is empty, or absent where its `if:` does not hold. */
struct shim_ipc_sysv_tellns_message {
	struct shim_ipc_sysv_tellns fixed; /* host byte order; counts are filled in by encode */
	struct sluice_span uri;
};

static inline int shim_ipc_sysv_tellns__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "vmid", 0, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 4, fields, 1);
}

static inline int shim_ipc_sysv_tellns__take_uri(struct sluice_walk *walk, struct sluice_span *out)
{
	return sluice_walk_string(walk, out, "uri", SLUICE_NO_MAX);
}

static inline int shim_ipc_sysv_tellns__walk(struct sluice_walk *walk, struct shim_ipc_sysv_tellns_message *out)
{
	int status = shim_ipc_sysv_tellns__fixed(walk);

	if (status == 0 && walk->values)
		out->fixed = shim_ipc_sysv_tellns_load(walk->at);
	if (status == 0)
		status = shim_ipc_sysv_tellns__take_uri(walk, &out->uri);
	return status;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int shim_ipc_sysv_tellns_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_SYSV_TELLNS", buf, len, false, error);
	struct shim_ipc_sysv_tellns_message found;

	return shim_ipc_sysv_tellns__walk(&walk, &found);
}

/* at 4: NUL-terminated string uri. Where the leader listens. */
static inline int shim_ipc_sysv_tellns_uri(const void *buf, size_t len, struct sluice_span *out, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_SYSV_TELLNS", buf, len, false, error);
	struct shim_ipc_sysv_tellns_message found;
	int status = shim_ipc_sysv_tellns__fixed(&walk);

	if (status == 0)
		status = shim_ipc_sysv_tellns__take_uri(&walk, &found.uri);
	if (status == 0)
		*out = found.uri;
	return status;
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int shim_ipc_sysv_tellns_decode(const void *buf, size_t len, void *copy, size_t capacity, struct shim_ipc_sysv_tellns_message *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "IPC_SYSV_TELLNS", buf, len, copy, capacity, error);

	if (status == 0)
		status = shim_ipc_sysv_tellns__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

/* Bytes that `in` takes on the wire. */
static inline int shim_ipc_sysv_tellns_size(const struct shim_ipc_sysv_tellns_message *in, size_t *size)
{
	bool fits = true;

	*size = 4;
	fits = fits && sluice_size_add(size, in->uri.count, 1) && sluice_size_add(size, 1, 1);
	return fits ? 0 : -SLUICE_ERR_SIZE;
}

static inline int shim_ipc_sysv_tellns__put_uri(struct sluice_walk *walk, const struct shim_ipc_sysv_tellns_message *in)
{
	int status = sluice_put_string(walk, &in->uri, "uri", SLUICE_NO_MAX);

	return status;
}

static inline int shim_ipc_sysv_tellns__put(struct sluice_walk *walk, const struct shim_ipc_sysv_tellns_message *in)
{
	int status = 0;

	shim_ipc_sysv_tellns_store(walk->to, in->fixed);
	walk->used = 4;
	if (status == 0)
		status = shim_ipc_sysv_tellns__put_uri(walk, in);
	return status;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int shim_ipc_sysv_tellns_encode(void *buf, size_t capacity, const struct shim_ipc_sysv_tellns_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_sysv_tellns_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_SYSV_TELLNS", NULL, 0, INT64_MAX, (int64_t)capacity);
	status = sluice_walk_into(&walk, "IPC_SYSV_TELLNS", buf, capacity, size, error);
	if (status == 0)
		status = shim_ipc_sysv_tellns__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct shim_ipc_sysv_lease (libos-ipc.yaml:590) ==== */

/* A struct shim_ipc_sysv_lease with its tails. A span may be left zero: the tail is empty, or absent where its `if:` does not hold. */
struct shim_ipc_sysv_lease_message {
	struct sluice_span uri;
};

static inline int shim_ipc_sysv_lease__take_uri(struct sluice_walk *walk, struct sluice_span *out)
{
	return sluice_walk_string(walk, out, "uri", SLUICE_NO_MAX);
}

static inline int shim_ipc_sysv_lease__walk(struct sluice_walk *walk, struct shim_ipc_sysv_lease_message *out)
{
	int status = 0;

	if (status == 0)
		status = shim_ipc_sysv_lease__take_uri(walk, &out->uri);
	return status;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int shim_ipc_sysv_lease_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_SYSV_LEASE", buf, len, false, error);
	struct shim_ipc_sysv_lease_message found;

	return shim_ipc_sysv_lease__walk(&walk, &found);
}

/* at 0: NUL-terminated string uri. Where the asker listens. */
static inline int shim_ipc_sysv_lease_uri(const void *buf, size_t len, struct sluice_span *out, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_SYSV_LEASE", buf, len, false, error);
	struct shim_ipc_sysv_lease_message found;
	int status = 0;

	if (status == 0)
		status = shim_ipc_sysv_lease__take_uri(&walk, &found.uri);
	if (status == 0)
		*out = found.uri;
	return status;
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int shim_ipc_sysv_lease_decode(const void *buf, size_t len, void *copy, size_t capacity, struct shim_ipc_sysv_lease_message *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "IPC_SYSV_LEASE", buf, len, copy, capacity, error);

	if (status == 0)
		status = shim_ipc_sysv_lease__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

/* Bytes that `in` takes on the wire. */
static inline int shim_ipc_sysv_lease_size(const struct shim_ipc_sysv_lease_message *in, size_t *size)
{
	bool fits = true;

	*size = 0;
	fits = fits && sluice_size_add(size, in->uri.count, 1) && sluice_size_add(size, 1, 1);
	return fits ? 0 : -SLUICE_ERR_SIZE;
}

static inline int shim_ipc_sysv_lease__put_uri(struct sluice_walk *walk, const struct shim_ipc_sysv_lease_message *in)
{
	int status = sluice_put_string(walk, &in->uri, "uri", SLUICE_NO_MAX);

	return status;
}

static inline int shim_ipc_sysv_lease__put(struct sluice_walk *walk, const struct shim_ipc_sysv_lease_message *in)
{
	int status = 0;

	if (status == 0)
		status = shim_ipc_sysv_lease__put_uri(walk, in);
	return status;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int shim_ipc_sysv_lease_encode(void *buf, size_t capacity, const struct shim_ipc_sysv_lease_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_sysv_lease_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_SYSV_LEASE", NULL, 0, INT64_MAX, (int64_t)capacity);
	status = sluice_walk_into(&walk, "IPC_SYSV_LEASE", buf, capacity, size, error);
	if (status == 0)
		status = shim_ipc_sysv_lease__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct shim_ipc_sysv_offer (libos-ipc.yaml:600) ==== */

static inline uint32_t shim_ipc_sysv_offer_get_base(const void *buf)
{
	return sluice_load_le32(buf);
}

static inline void shim_ipc_sysv_offer_set_base(void *buf, uint32_t value)
{
	sluice_store_le32(buf, value);
}

static inline uint32_t shim_ipc_sysv_offer_get_size(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 4);
}

static inline void shim_ipc_sysv_offer_set_size(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 4, value);
}

static inline uint64_t shim_ipc_sysv_offer_get_lease(const void *buf)
{
	return sluice_load_le64((const uint8_t *)buf + 8);
}

static inline void shim_ipc_sysv_offer_set_lease(void *buf, uint64_t value)
{
	sluice_store_le64((uint8_t *)buf + 8, value);
}

/* The fixed part in host byte order. */
static inline struct shim_ipc_sysv_offer shim_ipc_sysv_offer_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct shim_ipc_sysv_offer value;

	value.base = sluice_load_le32(at);
	value.size = sluice_load_le32(at + 4);
	value.lease = sluice_load_le64(at + 8);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void shim_ipc_sysv_offer_store(void *buf, struct shim_ipc_sysv_offer value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, value.base);
	sluice_store_le32(at + 4, value.size);
	sluice_store_le64(at + 8, value.lease);
}

static inline int shim_ipc_sysv_offer__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "base", 0, 4 },
		{ "size", 4, 4 },
		{ "lease", 8, 8 },
	};

	return sluice_walk_fixed(walk, NULL, 16, fields, 3);
}

static inline int shim_ipc_sysv_offer__walk(struct sluice_walk *walk, struct shim_ipc_sysv_offer *out)
{
	int status = shim_ipc_sysv_offer__fixed(walk);

	if (status != 0)
		return status;
	*out = shim_ipc_sysv_offer_load(walk->at);
	return 0;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int shim_ipc_sysv_offer_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_SYSV_OFFER", buf, len, false, error);

	return shim_ipc_sysv_offer__fixed(&walk);
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int shim_ipc_sysv_offer_decode(const void *buf, size_t len, void *copy, size_t capacity, struct shim_ipc_sysv_offer *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "IPC_SYSV_OFFER", buf, len, copy, capacity, error);

	if (status == 0)
		status = shim_ipc_sysv_offer__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

static inline int shim_ipc_sysv_offer__put(struct sluice_walk *walk, const struct shim_ipc_sysv_offer *in)
{
	shim_ipc_sysv_offer_store(walk->to, *in);
	walk->used = 16;
	return 0;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int shim_ipc_sysv_offer_encode(void *buf, size_t capacity, const struct shim_ipc_sysv_offer *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, "IPC_SYSV_OFFER", buf, capacity, 16, error);

	if (status == 0)
		status = shim_ipc_sysv_offer__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct shim_ipc_sysv_renew (libos-ipc.yaml:612) ==== */

static inline uint32_t shim_ipc_sysv_renew_get_base(const void *buf)
{
	return sluice_load_le32(buf);
}

static inline void shim_ipc_sysv_renew_set_base(void *buf, uint32_t value)
{
	sluice_store_le32(buf, value);
}

static inline uint32_t shim_ipc_sysv_renew_get_size(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 4);
}

static inline void shim_ipc_sysv_renew_set_size(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 4, value);
}

/* The fixed part in host byte order. */
static inline struct shim_ipc_sysv_renew shim_ipc_sysv_renew_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct shim_ipc_sysv_renew value;

	value.base = sluice_load_le32(at);
	value.size = sluice_load_le32(at + 4);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void shim_ipc_sysv_renew_store(void *buf, struct shim_ipc_sysv_renew value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, value.base);
	sluice_store_le32(at + 4, value.size);
}

static inline int shim_ipc_sysv_renew__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "base", 0, 4 },
		{ "size", 4, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 8, fields, 2);
}

static inline int shim_ipc_sysv_renew__walk(struct sluice_walk *walk, struct shim_ipc_sysv_renew *out)
{
	int status = shim_ipc_sysv_renew__fixed(walk);

	if (status != 0)
		return status;
	*out = shim_ipc_sysv_renew_load(walk->at);
	return 0;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int shim_ipc_sysv_renew_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_SYSV_RENEW", buf, len, false, error);

	return shim_ipc_sysv_renew__fixed(&walk);
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int shim_ipc_sysv_renew_decode(const void *buf, size_t len, void *copy, size_t capacity, struct shim_ipc_sysv_renew *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "IPC_SYSV_RENEW", buf, len, copy, capacity, error);

	if (status == 0)
		status = shim_ipc_sysv_renew__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

static inline int shim_ipc_sysv_renew__put(struct sluice_walk *walk, const struct shim_ipc_sysv_renew *in)
{
	shim_ipc_sysv_renew_store(walk->to, *in);
	walk->used = 8;
	return 0;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int shim_ipc_sysv_renew_encode(void *buf, size_t capacity, const struct shim_ipc_sysv_renew *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, "IPC_SYSV_RENEW", buf, capacity, 8, error);

	if (status == 0)
		status = shim_ipc_sysv_renew__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct shim_ipc_sysv_revoke (libos-ipc.yaml:622) ==== */

static inline uint32_t shim_ipc_sysv_revoke_get_base(const void *buf)
{
	return sluice_load_le32(buf);
}

static inline void shim_ipc_sysv_revoke_set_base(void *buf, uint32_t value)
{
	sluice_store_le32(buf, value);
}

static inline uint32_t shim_ipc_sysv_revoke_get_size(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 4);
}

static inline void shim_ipc_sysv_revoke_set_size(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 4, value);
}

/* The fixed part in host byte order. */
static inline struct shim_ipc_sysv_revoke shim_ipc_sysv_revoke_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct shim_ipc_sysv_revoke value;

	value.base = sluice_load_le32(at);
	value.size = sluice_load_le32(at + 4);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void shim_ipc_sysv_revoke_store(void *buf, struct shim_ipc_sysv_revoke value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, value.base);
	sluice_store_le32(at + 4, value.size);
}

static inline int shim_ipc_sysv_revoke__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "base", 0, 4 },
		{ "size", 4, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 8, fields, 2);
}

static inline int shim_ipc_sysv_revoke__walk(struct sluice_walk *walk, struct shim_ipc_sysv_revoke *out)
{
	int status = shim_ipc_sysv_revoke__fixed(walk);

	if (status != 0)
		return status;
	*out = shim_ipc_sysv_revoke_load(walk->at);
	return 0;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int shim_ipc_sysv_revoke_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_SYSV_REVOKE", buf, len, false, error);

	return shim_ipc_sysv_revoke__fixed(&walk);
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int shim_ipc_sysv_revoke_decode(const void *buf, size_t len, void *copy, size_t capacity, struct shim_ipc_sysv_revoke *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "IPC_SYSV_REVOKE", buf, len, copy, capacity, error);

	if (status == 0)
		status = shim_ipc_sysv_revoke__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

static inline int shim_ipc_sysv_revoke__put(struct sluice_walk *walk, const struct shim_ipc_sysv_revoke *in)
{
	shim_ipc_sysv_revoke_store(walk->to, *in);
	walk->used = 8;
	return 0;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int shim_ipc_sysv_revoke_encode(void *buf, size_t capacity, const struct shim_ipc_sysv_revoke *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, "IPC_SYSV_REVOKE", buf, capacity, 8, error);

	if (status == 0)
		status = shim_ipc_sysv_revoke__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct shim_ipc_sysv_sublease (libos-ipc.yaml:633) ==== */

static inline uint32_t shim_ipc_sysv_sublease_get_tenant(const void *buf)
{
	return sluice_load_le32(buf);
}

static inline void shim_ipc_sysv_sublease_set_tenant(void *buf, uint32_t value)
{
	sluice_store_le32(buf, value);
}

static inline uint32_t shim_ipc_sysv_sublease_get_idx(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 4);
}

static inline void shim_ipc_sysv_sublease_set_idx(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 4, value);
}

/* The fixed part in host byte order. */
static inline struct shim_ipc_sysv_sublease shim_ipc_sysv_sublease_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct shim_ipc_sysv_sublease value;

	memset(&value, 0, sizeof value);
	value.tenant = sluice_load_le32(at);
	value.idx = sluice_load_le32(at + 4);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void shim_ipc_sysv_sublease_store(void *buf, struct shim_ipc_sysv_sublease value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, value.tenant);
	sluice_store_le32(at + 4, value.idx);
}

/* A struct shim_ipc_sysv_sublease with its tails. A span may be left zero: the tail is empty, or absent where its `if:` does not hold. */
struct shim_ipc_sysv_sublease_message {
	struct shim_ipc_sysv_sublease fixed; /* host byte order; counts are filled in by encode */
	struct sluice_span uri;
};

static inline int shim_ipc_sysv_sublease__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "tenant", 0, 4 },
		{ "idx", 4, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 8, fields, 2);
}

static inline int shim_ipc_sysv_sublease__take_uri(struct sluice_walk *walk, struct sluice_span *out)
{
	return sluice_walk_string(walk, out, "uri", SLUICE_NO_MAX);
}

static inline int shim_ipc_sysv_sublease__walk(struct sluice_walk *walk, struct shim_ipc_sysv_sublease_message *out)
{
	int status = shim_ipc_sysv_sublease__fixed(walk);

	if (status == 0 && walk->values)
		out->fixed = shim_ipc_sysv_sublease_load(walk->at);
	if (status == 0)
		status = shim_ipc_sysv_sublease__take_uri(walk, &out->uri);
	return status;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int shim_ipc_sysv_sublease_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_SYSV_SUBLEASE", buf, len, false, error);
	struct shim_ipc_sysv_sublease_message found;

	return shim_ipc_sysv_sublease__walk(&walk, &found);
}

/* at 8: NUL-terminated string uri. Where the new owner listens. */
static inline int shim_ipc_sysv_sublease_uri(const void *buf, size_t len, struct sluice_span *out, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_SYSV_SUBLEASE", buf, len, false, error);
	struct shim_ipc_sysv_sublease_message found;
	int status = shim_ipc_sysv_sublease__fixed(&walk);

	if (status == 0)
		status = shim_ipc_sysv_sublease__take_uri(&walk, &found.uri);
	if (status == 0)
		*out = found.uri;
	return status;
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int shim_ipc_sysv_sublease_decode(const void *buf, size_t len, void *copy, size_t capacity, struct shim_ipc_sysv_sublease_message *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "IPC_SYSV_SUBLEASE", buf, len, copy, capacity, error);

	if (status == 0)
		status = shim_ipc_sysv_sublease__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

/* Bytes that `in` takes on the wire. */
static inline int shim_ipc_sysv_sublease_size(const struct shim_ipc_sysv_sublease_message *in, size_t *size)
{
	bool fits = true;

	*size = 8;
	fits = fits && sluice_size_add(size, in->uri.count, 1) && sluice_size_add(size, 1, 1);
	return fits ? 0 : -SLUICE_ERR_SIZE;
}

static inline int shim_ipc_sysv_sublease__put_uri(struct sluice_walk *walk, const struct shim_ipc_sysv_sublease_message *in)
{
	int status = sluice_put_string(walk, &in->uri, "uri", SLUICE_NO_MAX);

	return status;
}

static inline int shim_ipc_sysv_sublease__put(struct sluice_walk *walk, const struct shim_ipc_sysv_sublease_message *in)
{
	int status = 0;

	shim_ipc_sysv_sublease_store(walk->to, in->fixed);
	walk->used = 8;
	if (status == 0)
		status = shim_ipc_sysv_sublease__put_uri(walk, in);
	return status;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int shim_ipc_sysv_sublease_encode(void *buf, size_t capacity, const struct shim_ipc_sysv_sublease_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_sysv_sublease_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_SYSV_SUBLEASE", NULL, 0, INT64_MAX, (int64_t)capacity);
	status = sluice_walk_into(&walk, "IPC_SYSV_SUBLEASE", buf, capacity, size, error);
	if (status == 0)
		status = shim_ipc_sysv_sublease__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct shim_ipc_sysv_query (libos-ipc.yaml:646) ==== */

static inline uint32_t shim_ipc_sysv_query_get_idx(const void *buf)
{
	return sluice_load_le32(buf);
}

static inline void shim_ipc_sysv_query_set_idx(void *buf, uint32_t value)
{
	sluice_store_le32(buf, value);
}

/* The fixed part in host byte order. */
static inline struct shim_ipc_sysv_query shim_ipc_sysv_query_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct shim_ipc_sysv_query value;

	value.idx = sluice_load_le32(at);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void shim_ipc_sysv_query_store(void *buf, struct shim_ipc_sysv_query value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, value.idx);
}

static inline int shim_ipc_sysv_query__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "idx", 0, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 4, fields, 1);
}

static inline int shim_ipc_sysv_query__walk(struct sluice_walk *walk, struct shim_ipc_sysv_query *out)
{
	int status = shim_ipc_sysv_query__fixed(walk);

	if (status != 0)
		return status;
	*out = shim_ipc_sysv_query_load(walk->at);
	return 0;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int shim_ipc_sysv_query_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_SYSV_QUERY", buf, len, false, error);

	return shim_ipc_sysv_query__fixed(&walk);
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int shim_ipc_sysv_query_decode(const void *buf, size_t len, void *copy, size_t capacity, struct shim_ipc_sysv_query *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "IPC_SYSV_QUERY", buf, len, copy, capacity, error);

	if (status == 0)
		status = shim_ipc_sysv_query__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

static inline int shim_ipc_sysv_query__put(struct sluice_walk *walk, const struct shim_ipc_sysv_query *in)
{
	shim_ipc_sysv_query_store(walk->to, *in);
	walk->used = 4;
	return 0;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int shim_ipc_sysv_query_encode(void *buf, size_t capacity, const struct shim_ipc_sysv_query *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, "IPC_SYSV_QUERY", buf, capacity, 4, error);

	if (status == 0)
		status = shim_ipc_sysv_query__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct shim_ipc_sysv_answer (libos-ipc.yaml:659) ==== */

static inline int32_t shim_ipc_sysv_answer_get_nanswers(const void *buf)
{
	return (int32_t)sluice_load_le32(buf);
}

static inline void shim_ipc_sysv_answer_set_nanswers(void *buf, int32_t value)
{
	sluice_store_le32(buf, (uint32_t)value);
}

/* The fixed part in host byte order. */
static inline struct shim_ipc_sysv_answer shim_ipc_sysv_answer_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct shim_ipc_sysv_answer value;

	value.nanswers = (int32_t)sluice_load_le32(at);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void shim_ipc_sysv_answer_store(void *buf, struct shim_ipc_sysv_answer value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, (uint32_t)value.nanswers);
}

/* A struct shim_ipc_sysv_answer with its tails. A span may be left zero: the tail is empty, or absent where its `if:` does not hold. */
struct shim_ipc_sysv_answer_message {
	struct shim_ipc_sysv_answer fixed; /* host byte order; counts are filled in by encode */
	struct sluice_span answers;
	struct sluice_span owners;
};

static inline int shim_ipc_sysv_answer__owners__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "owners.vmid", 0, 4 },
	};

	return sluice_walk_fixed(walk, "owners", 4, fields, 1);
}

static inline int shim_ipc_sysv_answer__owners__take_uri(struct sluice_walk *walk, struct sluice_span *out)
{
	return sluice_walk_string(walk, out, "owners.uri", SLUICE_NO_MAX);
}

static inline int shim_ipc_sysv_answer__owners__walk(struct sluice_walk *walk, struct ipc_ns_client_message *out)
{
	int status = shim_ipc_sysv_answer__owners__fixed(walk);

	if (status == 0 && walk->values)
		out->fixed = ipc_ns_client_load(walk->at);
	if (status == 0)
		status = shim_ipc_sysv_answer__owners__take_uri(walk, &out->uri);
	return status;
}

static inline int shim_ipc_sysv_answer__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "nanswers", 0, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 4, fields, 1);
}

static inline int shim_ipc_sysv_answer__take_answers(struct sluice_walk *walk, struct sluice_span *out)
{
	const int32_t count = (int32_t)sluice_load_le32(walk->at);

	return sluice_walk_array(walk, out, "nanswers", 0, count, SLUICE_NO_MAX, 20);
}

static inline int shim_ipc_sysv_answer__take_owners(struct sluice_walk *walk, const struct sluice_span *elements, struct sluice_span *out)
{
	const uint8_t *element = (const uint8_t *)elements->data;
	uint32_t i;
	int status;

	status = sluice_walk_records(walk, "owners", elements->count, SLUICE_NO_MAX);
	for (i = 0; status == 0 && i < elements->count; i++, element += 20) {
		const int64_t offset = (int64_t)sluice_load_le32(element + 16);
		struct sluice_walk record = sluice_walk_rest(walk);
		struct ipc_ns_client_message found;

		if (offset != (int64_t)walk->used)
			return sluice_walk_fail(walk, SLUICE_ERR_OFFSET, "answers.owner_offset",
						(size_t)(element - walk->at) + 16, (int64_t)walk->used, offset);
		status = shim_ipc_sysv_answer__owners__walk(&record, &found);
		walk->used += record.used;
	}
	*out = sluice_walk_since_start(walk, elements->count);
	return status;
}

static inline int shim_ipc_sysv_answer__walk(struct sluice_walk *walk, struct shim_ipc_sysv_answer_message *out)
{
	int status = shim_ipc_sysv_answer__fixed(walk);

	if (status == 0 && walk->values)
		out->fixed = shim_ipc_sysv_answer_load(walk->at);
	if (status == 0)
		status = shim_ipc_sysv_answer__take_answers(walk, &out->answers);
	if (status == 0)
		status = shim_ipc_sysv_answer__take_owners(walk, &out->answers, &out->owners);
	return status;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int shim_ipc_sysv_answer_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_SYSV_ANSWER", buf, len, false, error);
	struct shim_ipc_sysv_answer_message found;

	return shim_ipc_sysv_answer__walk(&walk, &found);
}

/* at 4: ipc_ns_offered answers[nanswers]. Ranges and single ids. */
static inline int shim_ipc_sysv_answer_answers(const void *buf, size_t len, struct sluice_span *out, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_SYSV_ANSWER", buf, len, false, error);
	struct shim_ipc_sysv_answer_message found;
	int status = shim_ipc_sysv_answer__fixed(&walk);

	if (status == 0)
		status = shim_ipc_sysv_answer__take_answers(&walk, &found.answers);
	if (status == 0)
		*out = found.answers;
	return status;
}

/* then: ipc_ns_client owners, one per element of answers, found by its owner_offset. The owner of each, in order. */
static inline int shim_ipc_sysv_answer_owners(const void *buf, size_t len, struct sluice_span *out, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_SYSV_ANSWER", buf, len, false, error);
	struct shim_ipc_sysv_answer_message found;
	int status = shim_ipc_sysv_answer__fixed(&walk);

	if (status == 0)
		status = shim_ipc_sysv_answer__take_answers(&walk, &found.answers);
	if (status == 0)
		status = shim_ipc_sysv_answer__take_owners(&walk, &found.answers, &found.owners);
	if (status == 0)
		*out = found.owners;
	return status;
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int shim_ipc_sysv_answer_decode(const void *buf, size_t len, void *copy, size_t capacity, struct shim_ipc_sysv_answer_message *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "IPC_SYSV_ANSWER", buf, len, copy, capacity, error);

	if (status == 0)
		status = shim_ipc_sysv_answer__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

/* Bytes that `in` takes on the wire. */
static inline int shim_ipc_sysv_answer_size(const struct shim_ipc_sysv_answer_message *in, size_t *size)
{
	bool fits = true;

	*size = 4;
	fits = fits && sluice_size_add(size, in->answers.count, 20);
	fits = fits && sluice_size_add(size, in->owners.length, 1);
	return fits ? 0 : -SLUICE_ERR_SIZE;
}

static inline int shim_ipc_sysv_answer__put_answers(struct sluice_walk *walk, const struct shim_ipc_sysv_answer_message *in)
{
	int status = sluice_put_start(walk, "nanswers", 0, in->answers.count, 2147483647);

	if (status != 0)
		return status;
	sluice_store_le32(walk->to, in->answers.count);
	sluice_put_bytes(walk, in->answers.data, (size_t)in->answers.count * 20);
	return 0;
}

static inline int shim_ipc_sysv_answer__put_owners(struct sluice_walk *walk, const struct shim_ipc_sysv_answer_message *in, size_t elements)
{
	struct sluice_walk source = sluice_walk_over(walk->message, in->owners.data, in->owners.length, true, walk->error);
	uint8_t *element = walk->to + elements;
	uint32_t i;
	int status;

	status = sluice_put_start(walk, "owners", walk->used, in->owners.count, SLUICE_NO_MAX);
	if (status == 0)
		status = sluice_put_exactly(walk, "owners", walk->used, in->owners.count, in->answers.count);
	source.origin = walk->origin + walk->used;
	for (i = 0; status == 0 && i < in->owners.count; i++, element += 20) {
		struct sluice_walk record = sluice_walk_rest(&source);
		struct ipc_ns_client_message found;

		status = sluice_put_offset(walk, "answers.owner_offset", (size_t)(element - walk->to) + 16, SLUICE_NO_MAX);
		if (status == 0)
			status = shim_ipc_sysv_answer__owners__walk(&record, &found);
		sluice_store_le32(element + 16, (uint32_t)walk->used);
		sluice_put_bytes(walk, record.at, record.used);
		source.used += record.used;
	}
	return status != 0 ? status : sluice_walk_end(&source, "owners");
}

static inline int shim_ipc_sysv_answer__put(struct sluice_walk *walk, const struct shim_ipc_sysv_answer_message *in)
{
	int status = 0;
	size_t at_answers = 0;

	shim_ipc_sysv_answer_store(walk->to, in->fixed);
	walk->used = 4;
	if (status == 0)
		status = shim_ipc_sysv_answer__put_answers(walk, in);
	at_answers = walk->start;
	if (status == 0)
		status = shim_ipc_sysv_answer__put_owners(walk, in, at_answers);
	return status;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int shim_ipc_sysv_answer_encode(void *buf, size_t capacity, const struct shim_ipc_sysv_answer_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_sysv_answer_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_SYSV_ANSWER", NULL, 0, INT64_MAX, (int64_t)capacity);
	status = sluice_walk_into(&walk, "IPC_SYSV_ANSWER", buf, capacity, size, error);
	if (status == 0)
		status = shim_ipc_sysv_answer__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct shim_ipc_sysv_findkey (libos-ipc.yaml:673) ==== */

static inline const void *shim_ipc_sysv_findkey_get_key(const void *buf)
{
	return buf;
}

static inline void shim_ipc_sysv_findkey_set_key(void *buf, struct sysv_key value)
{
	sysv_key_store(buf, value);
}

/* The fixed part in host byte order. */
static inline struct shim_ipc_sysv_findkey shim_ipc_sysv_findkey_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct shim_ipc_sysv_findkey value;

	value.key = sysv_key_load(at);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void shim_ipc_sysv_findkey_store(void *buf, struct shim_ipc_sysv_findkey value)
{
	uint8_t *at = (uint8_t *)buf;

	sysv_key_store(at, value.key);
}

static inline int shim_ipc_sysv_findkey__judge_key(const struct sluice_walk *walk, size_t at, struct sysv_key value)
{
	if (!sysv_type_is_known(value.type))
		return sluice_walk_fail(walk, SLUICE_ERR_ENUM, "key.type", at + 8, 0, (int64_t)value.type);
	return 0;
}

static inline int shim_ipc_sysv_findkey__judge(const struct sluice_walk *walk, const struct shim_ipc_sysv_findkey *value)
{
	int status;

	status = shim_ipc_sysv_findkey__judge_key(walk, 0, value->key);
	if (status != 0)
		return status;
	return 0;
}

static inline int shim_ipc_sysv_findkey__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "key", 0, 16 },
	};

	return sluice_walk_fixed(walk, NULL, 16, fields, 1);
}

static inline int shim_ipc_sysv_findkey__walk(struct sluice_walk *walk, struct shim_ipc_sysv_findkey *out)
{
	int status = shim_ipc_sysv_findkey__fixed(walk);

	if (status != 0)
		return status;
	*out = shim_ipc_sysv_findkey_load(walk->at);
	return walk->values ? shim_ipc_sysv_findkey__judge(walk, out) : 0;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int shim_ipc_sysv_findkey_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_SYSV_FINDKEY", buf, len, false, error);

	return shim_ipc_sysv_findkey__fixed(&walk);
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int shim_ipc_sysv_findkey_decode(const void *buf, size_t len, void *copy, size_t capacity, struct shim_ipc_sysv_findkey *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "IPC_SYSV_FINDKEY", buf, len, copy, capacity, error);

	if (status == 0)
		status = shim_ipc_sysv_findkey__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

static inline int shim_ipc_sysv_findkey__put(struct sluice_walk *walk, const struct shim_ipc_sysv_findkey *in)
{
	int status = shim_ipc_sysv_findkey__judge(walk, in);

	if (status != 0)
		return status;
	shim_ipc_sysv_findkey_store(walk->to, *in);
	walk->used = 16;
	return 0;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int shim_ipc_sysv_findkey_encode(void *buf, size_t capacity, const struct shim_ipc_sysv_findkey *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, "IPC_SYSV_FINDKEY", buf, capacity, 16, error);

	if (status == 0)
		status = shim_ipc_sysv_findkey__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct shim_ipc_sysv_tellkey (libos-ipc.yaml:684) ==== */

static inline const void *shim_ipc_sysv_tellkey_get_key(const void *buf)
{
	return buf;
}

static inline void shim_ipc_sysv_tellkey_set_key(void *buf, struct sysv_key value)
{
	sysv_key_store(buf, value);
}

static inline uint32_t shim_ipc_sysv_tellkey_get_id(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 16);
}

static inline void shim_ipc_sysv_tellkey_set_id(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 16, value);
}

/* The fixed part in host byte order. */
static inline struct shim_ipc_sysv_tellkey shim_ipc_sysv_tellkey_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct shim_ipc_sysv_tellkey value;

	value.key = sysv_key_load(at);
	value.id = sluice_load_le32(at + 16);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void shim_ipc_sysv_tellkey_store(void *buf, struct shim_ipc_sysv_tellkey value)
{
	uint8_t *at = (uint8_t *)buf;

	sysv_key_store(at, value.key);
	sluice_store_le32(at + 16, value.id);
}

static inline int shim_ipc_sysv_tellkey__judge_key(const struct sluice_walk *walk, size_t at, struct sysv_key value)
{
	if (!sysv_type_is_known(value.type))
		return sluice_walk_fail(walk, SLUICE_ERR_ENUM, "key.type", at + 8, 0, (int64_t)value.type);
	return 0;
}

static inline int shim_ipc_sysv_tellkey__judge(const struct sluice_walk *walk, const struct shim_ipc_sysv_tellkey *value)
{
	int status;

	status = shim_ipc_sysv_tellkey__judge_key(walk, 0, value->key);
	if (status != 0)
		return status;
	return 0;
}

static inline int shim_ipc_sysv_tellkey__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "key", 0, 16 },
		{ "id", 16, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 20, fields, 2);
}

static inline int shim_ipc_sysv_tellkey__walk(struct sluice_walk *walk, struct shim_ipc_sysv_tellkey *out)
{
	int status = shim_ipc_sysv_tellkey__fixed(walk);

	if (status != 0)
		return status;
	*out = shim_ipc_sysv_tellkey_load(walk->at);
	return walk->values ? shim_ipc_sysv_tellkey__judge(walk, out) : 0;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int shim_ipc_sysv_tellkey_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_SYSV_TELLKEY", buf, len, false, error);

	return shim_ipc_sysv_tellkey__fixed(&walk);
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int shim_ipc_sysv_tellkey_decode(const void *buf, size_t len, void *copy, size_t capacity, struct shim_ipc_sysv_tellkey *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "IPC_SYSV_TELLKEY", buf, len, copy, capacity, error);

	if (status == 0)
		status = shim_ipc_sysv_tellkey__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

static inline int shim_ipc_sysv_tellkey__put(struct sluice_walk *walk, const struct shim_ipc_sysv_tellkey *in)
{
	int status = shim_ipc_sysv_tellkey__judge(walk, in);

	if (status != 0)
		return status;
	shim_ipc_sysv_tellkey_store(walk->to, *in);
	walk->used = 20;
	return 0;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int shim_ipc_sysv_tellkey_encode(void *buf, size_t capacity, const struct shim_ipc_sysv_tellkey *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, "IPC_SYSV_TELLKEY", buf, capacity, 20, error);

	if (status == 0)
		status = shim_ipc_sysv_tellkey__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct shim_ipc_sysv_delres (libos-ipc.yaml:414) ==== */

static inline uint32_t shim_ipc_sysv_delres_get_resid(const void *buf)
{
	return sluice_load_le32(buf);
}

static inline void shim_ipc_sysv_delres_set_resid(void *buf, uint32_t value)
{
	sluice_store_le32(buf, value);
}

static inline uint32_t shim_ipc_sysv_delres_get_type(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 4);
}

static inline void shim_ipc_sysv_delres_set_type(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 4, value);
}

/* The fixed part in host byte order. */
static inline struct shim_ipc_sysv_delres shim_ipc_sysv_delres_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct shim_ipc_sysv_delres value;

	value.resid = sluice_load_le32(at);
	value.type = sluice_load_le32(at + 4);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void shim_ipc_sysv_delres_store(void *buf, struct shim_ipc_sysv_delres value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, value.resid);
	sluice_store_le32(at + 4, value.type);
}

static inline int shim_ipc_sysv_delres__judge(const struct sluice_walk *walk, const struct shim_ipc_sysv_delres *value)
{
	if (!sysv_type_is_known(value->type))
		return sluice_walk_fail(walk, SLUICE_ERR_ENUM, "type", 4, 0, (int64_t)value->type);
	return 0;
}

static inline int shim_ipc_sysv_delres__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "resid", 0, 4 },
		{ "type", 4, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 8, fields, 2);
}

static inline int shim_ipc_sysv_delres__walk(struct sluice_walk *walk, struct shim_ipc_sysv_delres *out)
{
	int status = shim_ipc_sysv_delres__fixed(walk);

	if (status != 0)
		return status;
	*out = shim_ipc_sysv_delres_load(walk->at);
	return walk->values ? shim_ipc_sysv_delres__judge(walk, out) : 0;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int shim_ipc_sysv_delres_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_SYSV_DELRES", buf, len, false, error);

	return shim_ipc_sysv_delres__fixed(&walk);
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int shim_ipc_sysv_delres_decode(const void *buf, size_t len, void *copy, size_t capacity, struct shim_ipc_sysv_delres *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "IPC_SYSV_DELRES", buf, len, copy, capacity, error);

	if (status == 0)
		status = shim_ipc_sysv_delres__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

static inline int shim_ipc_sysv_delres__put(struct sluice_walk *walk, const struct shim_ipc_sysv_delres *in)
{
	int status = shim_ipc_sysv_delres__judge(walk, in);

	if (status != 0)
		return status;
	shim_ipc_sysv_delres_store(walk->to, *in);
	walk->used = 8;
	return 0;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int shim_ipc_sysv_delres_encode(void *buf, size_t capacity, const struct shim_ipc_sysv_delres *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, "IPC_SYSV_DELRES", buf, capacity, 8, error);

	if (status == 0)
		status = shim_ipc_sysv_delres__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct shim_ipc_sysv_movres (libos-ipc.yaml:424) ==== */

static inline uint32_t shim_ipc_sysv_movres_get_resid(const void *buf)
{
	return sluice_load_le32(buf);
}

static inline void shim_ipc_sysv_movres_set_resid(void *buf, uint32_t value)
{
	sluice_store_le32(buf, value);
}

static inline uint32_t shim_ipc_sysv_movres_get_type(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 4);
}

static inline void shim_ipc_sysv_movres_set_type(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 4, value);
}

static inline uint32_t shim_ipc_sysv_movres_get_owner(const void *buf)
{
	return sluice_load_le32((const uint8_t *)buf + 8);
}

static inline void shim_ipc_sysv_movres_set_owner(void *buf, uint32_t value)
{
	sluice_store_le32((uint8_t *)buf + 8, value);
}

static inline uint64_t shim_ipc_sysv_movres_get_lease(const void *buf)
{
	return sluice_load_le64((const uint8_t *)buf + 12);
}

static inline void shim_ipc_sysv_movres_set_lease(void *buf, uint64_t value)
{
	sluice_store_le64((uint8_t *)buf + 12, value);
}

/* The fixed part in host byte order. */
static inline struct shim_ipc_sysv_movres shim_ipc_sysv_movres_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct shim_ipc_sysv_movres value;

	memset(&value, 0, sizeof value);
	value.resid = sluice_load_le32(at);
	value.type = sluice_load_le32(at + 4);
	value.owner = sluice_load_le32(at + 8);
	value.lease = sluice_load_le64(at + 12);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void shim_ipc_sysv_movres_store(void *buf, struct shim_ipc_sysv_movres value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, value.resid);
	sluice_store_le32(at + 4, value.type);
	sluice_store_le32(at + 8, value.owner);
	sluice_store_le64(at + 12, value.lease);
}

/* A struct shim_ipc_sysv_movres with its tails. A span may be left zero: the tail is empty, or absent where its `if:` does not hold. */
struct shim_ipc_sysv_movres_message {
	struct shim_ipc_sysv_movres fixed; /* host byte order; counts are filled in by encode */
	struct sluice_span uri;
};

static inline int shim_ipc_sysv_movres__judge(const struct sluice_walk *walk, const struct shim_ipc_sysv_movres *value)
{
	if (!sysv_type_is_known(value->type))
		return sluice_walk_fail(walk, SLUICE_ERR_ENUM, "type", 4, 0, (int64_t)value->type);
	return 0;
}

static inline int shim_ipc_sysv_movres__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "resid", 0, 4 },
		{ "type", 4, 4 },
		{ "owner", 8, 4 },
		{ "lease", 12, 8 },
	};

	return sluice_walk_fixed(walk, NULL, 20, fields, 4);
}

static inline int shim_ipc_sysv_movres__take_uri(struct sluice_walk *walk, struct sluice_span *out)
{
	return sluice_walk_string(walk, out, "uri", SLUICE_NO_MAX);
}

static inline int shim_ipc_sysv_movres__walk(struct sluice_walk *walk, struct shim_ipc_sysv_movres_message *out)
{
	int status = shim_ipc_sysv_movres__fixed(walk);

	if (status == 0 && walk->values) {
		out->fixed = shim_ipc_sysv_movres_load(walk->at);
		status = shim_ipc_sysv_movres__judge(walk, &out->fixed);
	}
	if (status == 0)
		status = shim_ipc_sysv_movres__take_uri(walk, &out->uri);
	return status;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int shim_ipc_sysv_movres_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_SYSV_MOVRES", buf, len, false, error);
	struct shim_ipc_sysv_movres_message found;

	return shim_ipc_sysv_movres__walk(&walk, &found);
}

/* at 20: NUL-terminated string uri. Where the new owner listens. */
static inline int shim_ipc_sysv_movres_uri(const void *buf, size_t len, struct sluice_span *out, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_SYSV_MOVRES", buf, len, false, error);
	struct shim_ipc_sysv_movres_message found;
	int status = shim_ipc_sysv_movres__fixed(&walk);

	if (status == 0)
		status = shim_ipc_sysv_movres__take_uri(&walk, &found.uri);
	if (status == 0)
		*out = found.uri;
	return status;
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int shim_ipc_sysv_movres_decode(const void *buf, size_t len, void *copy, size_t capacity, struct shim_ipc_sysv_movres_message *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "IPC_SYSV_MOVRES", buf, len, copy, capacity, error);

	if (status == 0)
		status = shim_ipc_sysv_movres__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

/* Bytes that `in` takes on the wire. */
static inline int shim_ipc_sysv_movres_size(const struct shim_ipc_sysv_movres_message *in, size_t *size)
{
	bool fits = true;

	*size = 20;
	fits = fits && sluice_size_add(size, in->uri.count, 1) && sluice_size_add(size, 1, 1);
	return fits ? 0 : -SLUICE_ERR_SIZE;
}

static inline int shim_ipc_sysv_movres__put_uri(struct sluice_walk *walk, const struct shim_ipc_sysv_movres_message *in)
{
	int status = sluice_put_string(walk, &in->uri, "uri", SLUICE_NO_MAX);

	return status;
}

static inline int shim_ipc_sysv_movres__put(struct sluice_walk *walk, const struct shim_ipc_sysv_movres_message *in)
{
	int status = shim_ipc_sysv_movres__judge(walk, &in->fixed);

	if (status != 0)
		return status;
	shim_ipc_sysv_movres_store(walk->to, in->fixed);
	walk->used = 20;
	if (status == 0)
		status = shim_ipc_sysv_movres__put_uri(walk, in);
	return status;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int shim_ipc_sysv_movres_encode(void *buf, size_t capacity, const struct shim_ipc_sysv_movres_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_sysv_movres_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_SYSV_MOVRES", NULL, 0, INT64_MAX, (int64_t)capacity);
	status = sluice_walk_into(&walk, "IPC_SYSV_MOVRES", buf, capacity, size, error);
	if (status == 0)
		status = shim_ipc_sysv_movres__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct shim_ipc_sysv_msgsnd (libos-ipc.yaml:439) ==== */

static inline uint32_t shim_ipc_sysv_msgsnd_get_msgid(const void *buf)
{
	return sluice_load_le32(buf);
}

static inline void shim_ipc_sysv_msgsnd_set_msgid(void *buf, uint32_t value)
{
	sluice_store_le32(buf, value);
}

static inline int64_t shim_ipc_sysv_msgsnd_get_msgtype(const void *buf)
{
	return (int64_t)sluice_load_le64((const uint8_t *)buf + 4);
}

static inline void shim_ipc_sysv_msgsnd_set_msgtype(void *buf, int64_t value)
{
	sluice_store_le64((uint8_t *)buf + 4, (uint64_t)value);
}

/* The fixed part in host byte order. */
static inline struct shim_ipc_sysv_msgsnd shim_ipc_sysv_msgsnd_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct shim_ipc_sysv_msgsnd value;

	value.msgid = sluice_load_le32(at);
	value.msgtype = (int64_t)sluice_load_le64(at + 4);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void shim_ipc_sysv_msgsnd_store(void *buf, struct shim_ipc_sysv_msgsnd value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, value.msgid);
	sluice_store_le64(at + 4, (uint64_t)value.msgtype);
}

/* A struct shim_ipc_sysv_msgsnd with its tails. A span may be left zero: the tail is empty, or absent where its `if:` does not hold. */
struct shim_ipc_sysv_msgsnd_message {
	struct shim_ipc_sysv_msgsnd fixed; /* host byte order; counts are filled in by encode */
	struct sluice_span msg;
};

static inline int shim_ipc_sysv_msgsnd__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "msgid", 0, 4 },
		{ "msgtype", 4, 8 },
	};

	return sluice_walk_fixed(walk, NULL, 12, fields, 2);
}

static inline int shim_ipc_sysv_msgsnd__take_msg(struct sluice_walk *walk, struct sluice_span *out)
{
	return sluice_walk_remainder(walk, out, "msg", SLUICE_NO_MAX);
}

static inline int shim_ipc_sysv_msgsnd__walk(struct sluice_walk *walk, struct shim_ipc_sysv_msgsnd_message *out)
{
	int status = shim_ipc_sysv_msgsnd__fixed(walk);

	if (status == 0 && walk->values)
		out->fixed = shim_ipc_sysv_msgsnd_load(walk->at);
	if (status == 0)
		status = shim_ipc_sysv_msgsnd__take_msg(walk, &out->msg);
	return status;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int shim_ipc_sysv_msgsnd_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_SYSV_MSGSND", buf, len, false, error);
	struct shim_ipc_sysv_msgsnd_message found;

	return shim_ipc_sysv_msgsnd__walk(&walk, &found);
}

/* at 12: bytes msg, whatever is left. The message. */
static inline int shim_ipc_sysv_msgsnd_msg(const void *buf, size_t len, struct sluice_span *out, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_SYSV_MSGSND", buf, len, false, error);
	struct shim_ipc_sysv_msgsnd_message found;
	int status = shim_ipc_sysv_msgsnd__fixed(&walk);

	if (status == 0)
		status = shim_ipc_sysv_msgsnd__take_msg(&walk, &found.msg);
	if (status == 0)
		*out = found.msg;
	return status;
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int shim_ipc_sysv_msgsnd_decode(const void *buf, size_t len, void *copy, size_t capacity, struct shim_ipc_sysv_msgsnd_message *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "IPC_SYSV_MSGSND", buf, len, copy, capacity, error);

	if (status == 0)
		status = shim_ipc_sysv_msgsnd__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

/* Bytes that `in` takes on the wire. */
static inline int shim_ipc_sysv_msgsnd_size(const struct shim_ipc_sysv_msgsnd_message *in, size_t *size)
{
	bool fits = true;

	*size = 12;
	fits = fits && sluice_size_add(size, in->msg.count, 1);
	return fits ? 0 : -SLUICE_ERR_SIZE;
}

static inline int shim_ipc_sysv_msgsnd__put_msg(struct sluice_walk *walk, const struct shim_ipc_sysv_msgsnd_message *in)
{
	int status = sluice_put_start(walk, "msg", walk->used, in->msg.count, SLUICE_NO_MAX);

	if (status != 0)
		return status;
	sluice_put_bytes(walk, in->msg.data, (size_t)in->msg.count * 1);
	return 0;
}

static inline int shim_ipc_sysv_msgsnd__put(struct sluice_walk *walk, const struct shim_ipc_sysv_msgsnd_message *in)
{
	int status = 0;

	shim_ipc_sysv_msgsnd_store(walk->to, in->fixed);
	walk->used = 12;
	if (status == 0)
		status = shim_ipc_sysv_msgsnd__put_msg(walk, in);
	return status;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int shim_ipc_sysv_msgsnd_encode(void *buf, size_t capacity, const struct shim_ipc_sysv_msgsnd_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_sysv_msgsnd_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_SYSV_MSGSND", NULL, 0, INT64_MAX, (int64_t)capacity);
	status = sluice_walk_into(&walk, "IPC_SYSV_MSGSND", buf, capacity, size, error);
	if (status == 0)
		status = shim_ipc_sysv_msgsnd__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct shim_ipc_sysv_msgrcv (libos-ipc.yaml:452) ==== */

static inline uint32_t shim_ipc_sysv_msgrcv_get_msgid(const void *buf)
{
	return sluice_load_le32(buf);
}

static inline void shim_ipc_sysv_msgrcv_set_msgid(void *buf, uint32_t value)
{
	sluice_store_le32(buf, value);
}

static inline int64_t shim_ipc_sysv_msgrcv_get_msgtype(const void *buf)
{
	return (int64_t)sluice_load_le64((const uint8_t *)buf + 4);
}

static inline void shim_ipc_sysv_msgrcv_set_msgtype(void *buf, int64_t value)
{
	sluice_store_le64((uint8_t *)buf + 4, (uint64_t)value);
}

static inline int32_t shim_ipc_sysv_msgrcv_get_size(const void *buf)
{
	return (int32_t)sluice_load_le32((const uint8_t *)buf + 12);
}

static inline void shim_ipc_sysv_msgrcv_set_size(void *buf, int32_t value)
{
	sluice_store_le32((uint8_t *)buf + 12, (uint32_t)value);
}

static inline int32_t shim_ipc_sysv_msgrcv_get_flags(const void *buf)
{
	return (int32_t)sluice_load_le32((const uint8_t *)buf + 16);
}

static inline void shim_ipc_sysv_msgrcv_set_flags(void *buf, int32_t value)
{
	sluice_store_le32((uint8_t *)buf + 16, (uint32_t)value);
}

/* The fixed part in host byte order. */
static inline struct shim_ipc_sysv_msgrcv shim_ipc_sysv_msgrcv_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct shim_ipc_sysv_msgrcv value;

	value.msgid = sluice_load_le32(at);
	value.msgtype = (int64_t)sluice_load_le64(at + 4);
	value.size = (int32_t)sluice_load_le32(at + 12);
	value.flags = (int32_t)sluice_load_le32(at + 16);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void shim_ipc_sysv_msgrcv_store(void *buf, struct shim_ipc_sysv_msgrcv value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, value.msgid);
	sluice_store_le64(at + 4, (uint64_t)value.msgtype);
	sluice_store_le32(at + 12, (uint32_t)value.size);
	sluice_store_le32(at + 16, (uint32_t)value.flags);
}

static inline int shim_ipc_sysv_msgrcv__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "msgid", 0, 4 },
		{ "msgtype", 4, 8 },
		{ "size", 12, 4 },
		{ "flags", 16, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 20, fields, 4);
}

static inline int shim_ipc_sysv_msgrcv__walk(struct sluice_walk *walk, struct shim_ipc_sysv_msgrcv *out)
{
	int status = shim_ipc_sysv_msgrcv__fixed(walk);

	if (status != 0)
		return status;
	*out = shim_ipc_sysv_msgrcv_load(walk->at);
	return 0;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int shim_ipc_sysv_msgrcv_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_SYSV_MSGRCV", buf, len, false, error);

	return shim_ipc_sysv_msgrcv__fixed(&walk);
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int shim_ipc_sysv_msgrcv_decode(const void *buf, size_t len, void *copy, size_t capacity, struct shim_ipc_sysv_msgrcv *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "IPC_SYSV_MSGRCV", buf, len, copy, capacity, error);

	if (status == 0)
		status = shim_ipc_sysv_msgrcv__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

static inline int shim_ipc_sysv_msgrcv__put(struct sluice_walk *walk, const struct shim_ipc_sysv_msgrcv *in)
{
	shim_ipc_sysv_msgrcv_store(walk->to, *in);
	walk->used = 20;
	return 0;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int shim_ipc_sysv_msgrcv_encode(void *buf, size_t capacity, const struct shim_ipc_sysv_msgrcv *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_into(&walk, "IPC_SYSV_MSGRCV", buf, capacity, 20, error);

	if (status == 0)
		status = shim_ipc_sysv_msgrcv__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct shim_ipc_sysv_msgmov (libos-ipc.yaml:464) ==== */

static inline uint32_t shim_ipc_sysv_msgmov_get_msgid(const void *buf)
{
	return sluice_load_le32(buf);
}

static inline void shim_ipc_sysv_msgmov_set_msgid(void *buf, uint32_t value)
{
	sluice_store_le32(buf, value);
}

static inline uint64_t shim_ipc_sysv_msgmov_get_lease(const void *buf)
{
	return sluice_load_le64((const uint8_t *)buf + 4);
}

static inline void shim_ipc_sysv_msgmov_set_lease(void *buf, uint64_t value)
{
	sluice_store_le64((uint8_t *)buf + 4, value);
}

static inline uint16_t shim_ipc_sysv_msgmov_get_nscores(const void *buf)
{
	return sluice_load_le16((const uint8_t *)buf + 12);
}

static inline void shim_ipc_sysv_msgmov_set_nscores(void *buf, uint16_t value)
{
	sluice_store_le16((uint8_t *)buf + 12, value);
}

/* The fixed part in host byte order. */
static inline struct shim_ipc_sysv_msgmov shim_ipc_sysv_msgmov_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct shim_ipc_sysv_msgmov value;

	value.msgid = sluice_load_le32(at);
	value.lease = sluice_load_le64(at + 4);
	value.nscores = sluice_load_le16(at + 12);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void shim_ipc_sysv_msgmov_store(void *buf, struct shim_ipc_sysv_msgmov value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, value.msgid);
	sluice_store_le64(at + 4, value.lease);
	sluice_store_le16(at + 12, value.nscores);
}

/* A struct shim_ipc_sysv_msgmov with its tails. A span may be left zero: the tail is empty, or absent where its `if:` does not hold. */
struct shim_ipc_sysv_msgmov_message {
	struct shim_ipc_sysv_msgmov fixed; /* host byte order; counts are filled in by encode */
	struct sluice_span scores;
};

static inline int shim_ipc_sysv_msgmov__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "msgid", 0, 4 },
		{ "lease", 4, 8 },
		{ "nscores", 12, 2 },
	};

	return sluice_walk_fixed(walk, NULL, 14, fields, 3);
}

static inline int shim_ipc_sysv_msgmov__take_scores(struct sluice_walk *walk, struct sluice_span *out)
{
	const uint16_t count = sluice_load_le16(walk->at + 12);

	return sluice_walk_array(walk, out, "nscores", 12, count, SLUICE_NO_MAX, 16);
}

static inline int shim_ipc_sysv_msgmov__walk(struct sluice_walk *walk, struct shim_ipc_sysv_msgmov_message *out)
{
	int status = shim_ipc_sysv_msgmov__fixed(walk);

	if (status == 0 && walk->values)
		out->fixed = shim_ipc_sysv_msgmov_load(walk->at);
	if (status == 0)
		status = shim_ipc_sysv_msgmov__take_scores(walk, &out->scores);
	return status;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int shim_ipc_sysv_msgmov_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_SYSV_MSGMOV", buf, len, false, error);
	struct shim_ipc_sysv_msgmov_message found;

	return shim_ipc_sysv_msgmov__walk(&walk, &found);
}

/* at 14: sysv_score scores[nscores]. Who has used the queue how much. */
static inline int shim_ipc_sysv_msgmov_scores(const void *buf, size_t len, struct sluice_span *out, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_SYSV_MSGMOV", buf, len, false, error);
	struct shim_ipc_sysv_msgmov_message found;
	int status = shim_ipc_sysv_msgmov__fixed(&walk);

	if (status == 0)
		status = shim_ipc_sysv_msgmov__take_scores(&walk, &found.scores);
	if (status == 0)
		*out = found.scores;
	return status;
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int shim_ipc_sysv_msgmov_decode(const void *buf, size_t len, void *copy, size_t capacity, struct shim_ipc_sysv_msgmov_message *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "IPC_SYSV_MSGMOV", buf, len, copy, capacity, error);

	if (status == 0)
		status = shim_ipc_sysv_msgmov__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

/* Bytes that `in` takes on the wire. */
static inline int shim_ipc_sysv_msgmov_size(const struct shim_ipc_sysv_msgmov_message *in, size_t *size)
{
	bool fits = true;

	*size = 14;
	fits = fits && sluice_size_add(size, in->scores.count, 16);
	return fits ? 0 : -SLUICE_ERR_SIZE;
}

static inline int shim_ipc_sysv_msgmov__put_scores(struct sluice_walk *walk, const struct shim_ipc_sysv_msgmov_message *in)
{
	int status = sluice_put_start(walk, "nscores", 12, in->scores.count, 65535);

	if (status != 0)
		return status;
	sluice_store_le16(walk->to + 12, (uint16_t)in->scores.count);
	sluice_put_bytes(walk, in->scores.data, (size_t)in->scores.count * 16);
	return 0;
}

static inline int shim_ipc_sysv_msgmov__put(struct sluice_walk *walk, const struct shim_ipc_sysv_msgmov_message *in)
{
	int status = 0;

	shim_ipc_sysv_msgmov_store(walk->to, in->fixed);
	walk->used = 14;
	if (status == 0)
		status = shim_ipc_sysv_msgmov__put_scores(walk, in);
	return status;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int shim_ipc_sysv_msgmov_encode(void *buf, size_t capacity, const struct shim_ipc_sysv_msgmov_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_sysv_msgmov_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_SYSV_MSGMOV", NULL, 0, INT64_MAX, (int64_t)capacity);
	status = sluice_walk_into(&walk, "IPC_SYSV_MSGMOV", buf, capacity, size, error);
	if (status == 0)
		status = shim_ipc_sysv_msgmov__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct shim_ipc_sysv_semop (libos-ipc.yaml:478) ==== */

static inline uint32_t shim_ipc_sysv_semop_get_semid(const void *buf)
{
	return sluice_load_le32(buf);
}

static inline void shim_ipc_sysv_semop_set_semid(void *buf, uint32_t value)
{
	sluice_store_le32(buf, value);
}

static inline uint64_t shim_ipc_sysv_semop_get_timeout(const void *buf)
{
	return sluice_load_le64((const uint8_t *)buf + 4);
}

static inline void shim_ipc_sysv_semop_set_timeout(void *buf, uint64_t value)
{
	sluice_store_le64((uint8_t *)buf + 4, value);
}

static inline int32_t shim_ipc_sysv_semop_get_nsops(const void *buf)
{
	return (int32_t)sluice_load_le32((const uint8_t *)buf + 12);
}

static inline void shim_ipc_sysv_semop_set_nsops(void *buf, int32_t value)
{
	sluice_store_le32((uint8_t *)buf + 12, (uint32_t)value);
}

/* The fixed part in host byte order. */
static inline struct shim_ipc_sysv_semop shim_ipc_sysv_semop_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct shim_ipc_sysv_semop value;

	value.semid = sluice_load_le32(at);
	value.timeout = sluice_load_le64(at + 4);
	value.nsops = (int32_t)sluice_load_le32(at + 12);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void shim_ipc_sysv_semop_store(void *buf, struct shim_ipc_sysv_semop value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, value.semid);
	sluice_store_le64(at + 4, value.timeout);
	sluice_store_le32(at + 12, (uint32_t)value.nsops);
}

/* A struct shim_ipc_sysv_semop with its tails. A span may be left zero: the tail is empty, or absent where its `if:` does not hold. */
struct shim_ipc_sysv_semop_message {
	struct shim_ipc_sysv_semop fixed; /* host byte order; counts are filled in by encode */
	struct sluice_span sops;
};

static inline int shim_ipc_sysv_semop__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "semid", 0, 4 },
		{ "timeout", 4, 8 },
		{ "nsops", 12, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 16, fields, 3);
}

static inline int shim_ipc_sysv_semop__take_sops(struct sluice_walk *walk, struct sluice_span *out)
{
	const int32_t count = (int32_t)sluice_load_le32(walk->at + 12);

	return sluice_walk_array(walk, out, "nsops", 12, count, SLUICE_NO_MAX, 6);
}

static inline int shim_ipc_sysv_semop__walk(struct sluice_walk *walk, struct shim_ipc_sysv_semop_message *out)
{
	int status = shim_ipc_sysv_semop__fixed(walk);

	if (status == 0 && walk->values)
		out->fixed = shim_ipc_sysv_semop_load(walk->at);
	if (status == 0)
		status = shim_ipc_sysv_semop__take_sops(walk, &out->sops);
	return status;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int shim_ipc_sysv_semop_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_SYSV_SEMOP", buf, len, false, error);
	struct shim_ipc_sysv_semop_message found;

	return shim_ipc_sysv_semop__walk(&walk, &found);
}

/* at 16: sembuf sops[nsops]. The operations, in order. */
static inline int shim_ipc_sysv_semop_sops(const void *buf, size_t len, struct sluice_span *out, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_SYSV_SEMOP", buf, len, false, error);
	struct shim_ipc_sysv_semop_message found;
	int status = shim_ipc_sysv_semop__fixed(&walk);

	if (status == 0)
		status = shim_ipc_sysv_semop__take_sops(&walk, &found.sops);
	if (status == 0)
		*out = found.sops;
	return status;
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int shim_ipc_sysv_semop_decode(const void *buf, size_t len, void *copy, size_t capacity, struct shim_ipc_sysv_semop_message *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "IPC_SYSV_SEMOP", buf, len, copy, capacity, error);

	if (status == 0)
		status = shim_ipc_sysv_semop__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

/* Bytes that `in` takes on the wire. */
static inline int shim_ipc_sysv_semop_size(const struct shim_ipc_sysv_semop_message *in, size_t *size)
{
	bool fits = true;

	*size = 16;
	fits = fits && sluice_size_add(size, in->sops.count, 6);
	return fits ? 0 : -SLUICE_ERR_SIZE;
}

static inline int shim_ipc_sysv_semop__put_sops(struct sluice_walk *walk, const struct shim_ipc_sysv_semop_message *in)
{
	int status = sluice_put_start(walk, "nsops", 12, in->sops.count, 2147483647);

	if (status != 0)
		return status;
	sluice_store_le32(walk->to + 12, in->sops.count);
	sluice_put_bytes(walk, in->sops.data, (size_t)in->sops.count * 6);
	return 0;
}

static inline int shim_ipc_sysv_semop__put(struct sluice_walk *walk, const struct shim_ipc_sysv_semop_message *in)
{
	int status = 0;

	shim_ipc_sysv_semop_store(walk->to, in->fixed);
	walk->used = 16;
	if (status == 0)
		status = shim_ipc_sysv_semop__put_sops(walk, in);
	return status;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int shim_ipc_sysv_semop_encode(void *buf, size_t capacity, const struct shim_ipc_sysv_semop_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_sysv_semop_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_SYSV_SEMOP", NULL, 0, INT64_MAX, (int64_t)capacity);
	status = sluice_walk_into(&walk, "IPC_SYSV_SEMOP", buf, capacity, size, error);
	if (status == 0)
		status = shim_ipc_sysv_semop__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct shim_ipc_sysv_semctl (libos-ipc.yaml:497) ==== */

static inline uint32_t shim_ipc_sysv_semctl_get_semid(const void *buf)
{
	return sluice_load_le32(buf);
}

static inline void shim_ipc_sysv_semctl_set_semid(void *buf, uint32_t value)
{
	sluice_store_le32(buf, value);
}

static inline int32_t shim_ipc_sysv_semctl_get_semnum(const void *buf)
{
	return (int32_t)sluice_load_le32((const uint8_t *)buf + 4);
}

static inline void shim_ipc_sysv_semctl_set_semnum(void *buf, int32_t value)
{
	sluice_store_le32((uint8_t *)buf + 4, (uint32_t)value);
}

static inline int32_t shim_ipc_sysv_semctl_get_cmd(const void *buf)
{
	return (int32_t)sluice_load_le32((const uint8_t *)buf + 8);
}

static inline void shim_ipc_sysv_semctl_set_cmd(void *buf, int32_t value)
{
	sluice_store_le32((uint8_t *)buf + 8, (uint32_t)value);
}

static inline int32_t shim_ipc_sysv_semctl_get_valsize(const void *buf)
{
	return (int32_t)sluice_load_le32((const uint8_t *)buf + 12);
}

static inline void shim_ipc_sysv_semctl_set_valsize(void *buf, int32_t value)
{
	sluice_store_le32((uint8_t *)buf + 12, (uint32_t)value);
}

/* The fixed part in host byte order. */
static inline struct shim_ipc_sysv_semctl shim_ipc_sysv_semctl_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct shim_ipc_sysv_semctl value;

	value.semid = sluice_load_le32(at);
	value.semnum = (int32_t)sluice_load_le32(at + 4);
	value.cmd = (int32_t)sluice_load_le32(at + 8);
	value.valsize = (int32_t)sluice_load_le32(at + 12);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void shim_ipc_sysv_semctl_store(void *buf, struct shim_ipc_sysv_semctl value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, value.semid);
	sluice_store_le32(at + 4, (uint32_t)value.semnum);
	sluice_store_le32(at + 8, (uint32_t)value.cmd);
	sluice_store_le32(at + 12, (uint32_t)value.valsize);
}

/* A struct shim_ipc_sysv_semctl with its tails. A span may be left zero: the tail is empty, or absent where its `if:` does not hold. */
struct shim_ipc_sysv_semctl_message {
	struct shim_ipc_sysv_semctl fixed; /* host byte order; counts are filled in by encode */
	struct sluice_span vals;
};

static inline int shim_ipc_sysv_semctl__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "semid", 0, 4 },
		{ "semnum", 4, 4 },
		{ "cmd", 8, 4 },
		{ "valsize", 12, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 16, fields, 4);
}

static inline int shim_ipc_sysv_semctl__take_vals(struct sluice_walk *walk, struct sluice_span *out)
{
	const int32_t count = (int32_t)sluice_load_le32(walk->at + 12);

	return sluice_walk_array(walk, out, "valsize", 12, count, SLUICE_NO_MAX, 1);
}

static inline int shim_ipc_sysv_semctl__walk(struct sluice_walk *walk, struct shim_ipc_sysv_semctl_message *out)
{
	int status = shim_ipc_sysv_semctl__fixed(walk);

	if (status == 0 && walk->values)
		out->fixed = shim_ipc_sysv_semctl_load(walk->at);
	if (status == 0)
		status = shim_ipc_sysv_semctl__take_vals(walk, &out->vals);
	return status;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int shim_ipc_sysv_semctl_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_SYSV_SEMCTL", buf, len, false, error);
	struct shim_ipc_sysv_semctl_message found;

	return shim_ipc_sysv_semctl__walk(&walk, &found);
}

/* at 16: bytes vals[valsize]. Values to set, u16 each. */
static inline int shim_ipc_sysv_semctl_vals(const void *buf, size_t len, struct sluice_span *out, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_SYSV_SEMCTL", buf, len, false, error);
	struct shim_ipc_sysv_semctl_message found;
	int status = shim_ipc_sysv_semctl__fixed(&walk);

	if (status == 0)
		status = shim_ipc_sysv_semctl__take_vals(&walk, &found.vals);
	if (status == 0)
		*out = found.vals;
	return status;
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int shim_ipc_sysv_semctl_decode(const void *buf, size_t len, void *copy, size_t capacity, struct shim_ipc_sysv_semctl_message *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "IPC_SYSV_SEMCTL", buf, len, copy, capacity, error);

	if (status == 0)
		status = shim_ipc_sysv_semctl__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

/* Bytes that `in` takes on the wire. */
static inline int shim_ipc_sysv_semctl_size(const struct shim_ipc_sysv_semctl_message *in, size_t *size)
{
	bool fits = true;

	*size = 16;
	fits = fits && sluice_size_add(size, in->vals.count, 1);
	return fits ? 0 : -SLUICE_ERR_SIZE;
}

static inline int shim_ipc_sysv_semctl__put_vals(struct sluice_walk *walk, const struct shim_ipc_sysv_semctl_message *in)
{
	int status = sluice_put_start(walk, "valsize", 12, in->vals.count, 2147483647);

	if (status != 0)
		return status;
	sluice_store_le32(walk->to + 12, in->vals.count);
	sluice_put_bytes(walk, in->vals.data, (size_t)in->vals.count * 1);
	return 0;
}

static inline int shim_ipc_sysv_semctl__put(struct sluice_walk *walk, const struct shim_ipc_sysv_semctl_message *in)
{
	int status = 0;

	shim_ipc_sysv_semctl_store(walk->to, in->fixed);
	walk->used = 16;
	if (status == 0)
		status = shim_ipc_sysv_semctl__put_vals(walk, in);
	return status;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int shim_ipc_sysv_semctl_encode(void *buf, size_t capacity, const struct shim_ipc_sysv_semctl_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_sysv_semctl_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_SYSV_SEMCTL", NULL, 0, INT64_MAX, (int64_t)capacity);
	status = sluice_walk_into(&walk, "IPC_SYSV_SEMCTL", buf, capacity, size, error);
	if (status == 0)
		status = shim_ipc_sysv_semctl__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct shim_ipc_sysv_semret (libos-ipc.yaml:511) ==== */

static inline int32_t shim_ipc_sysv_semret_get_valsize(const void *buf)
{
	return (int32_t)sluice_load_le32(buf);
}

static inline void shim_ipc_sysv_semret_set_valsize(void *buf, int32_t value)
{
	sluice_store_le32(buf, (uint32_t)value);
}

/* The fixed part in host byte order. */
static inline struct shim_ipc_sysv_semret shim_ipc_sysv_semret_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct shim_ipc_sysv_semret value;

	value.valsize = (int32_t)sluice_load_le32(at);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void shim_ipc_sysv_semret_store(void *buf, struct shim_ipc_sysv_semret value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, (uint32_t)value.valsize);
}

/* A struct shim_ipc_sysv_semret with its tails. A span may be left zero: the tail is empty, or absent where its `if:` does not hold. */
struct shim_ipc_sysv_semret_message {
	struct shim_ipc_sysv_semret fixed; /* host byte order; counts are filled in by encode */
	struct sluice_span vals;
};

static inline int shim_ipc_sysv_semret__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "valsize", 0, 4 },
	};

	return sluice_walk_fixed(walk, NULL, 4, fields, 1);
}

static inline int shim_ipc_sysv_semret__take_vals(struct sluice_walk *walk, struct sluice_span *out)
{
	const int32_t count = (int32_t)sluice_load_le32(walk->at);

	return sluice_walk_array(walk, out, "valsize", 0, count, SLUICE_NO_MAX, 1);
}

static inline int shim_ipc_sysv_semret__walk(struct sluice_walk *walk, struct shim_ipc_sysv_semret_message *out)
{
	int status = shim_ipc_sysv_semret__fixed(walk);

	if (status == 0 && walk->values)
		out->fixed = shim_ipc_sysv_semret_load(walk->at);
	if (status == 0)
		status = shim_ipc_sysv_semret__take_vals(walk, &out->vals);
	return status;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int shim_ipc_sysv_semret_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_SYSV_SEMRET", buf, len, false, error);
	struct shim_ipc_sysv_semret_message found;

	return shim_ipc_sysv_semret__walk(&walk, &found);
}

/* at 4: bytes vals[valsize]. u16 per value; u32 for GETPID. */
static inline int shim_ipc_sysv_semret_vals(const void *buf, size_t len, struct sluice_span *out, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_SYSV_SEMRET", buf, len, false, error);
	struct shim_ipc_sysv_semret_message found;
	int status = shim_ipc_sysv_semret__fixed(&walk);

	if (status == 0)
		status = shim_ipc_sysv_semret__take_vals(&walk, &found.vals);
	if (status == 0)
		*out = found.vals;
	return status;
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int shim_ipc_sysv_semret_decode(const void *buf, size_t len, void *copy, size_t capacity, struct shim_ipc_sysv_semret_message *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "IPC_SYSV_SEMRET", buf, len, copy, capacity, error);

	if (status == 0)
		status = shim_ipc_sysv_semret__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

/* Bytes that `in` takes on the wire. */
static inline int shim_ipc_sysv_semret_size(const struct shim_ipc_sysv_semret_message *in, size_t *size)
{
	bool fits = true;

	*size = 4;
	fits = fits && sluice_size_add(size, in->vals.count, 1);
	return fits ? 0 : -SLUICE_ERR_SIZE;
}

static inline int shim_ipc_sysv_semret__put_vals(struct sluice_walk *walk, const struct shim_ipc_sysv_semret_message *in)
{
	int status = sluice_put_start(walk, "valsize", 0, in->vals.count, 2147483647);

	if (status != 0)
		return status;
	sluice_store_le32(walk->to, in->vals.count);
	sluice_put_bytes(walk, in->vals.data, (size_t)in->vals.count * 1);
	return 0;
}

static inline int shim_ipc_sysv_semret__put(struct sluice_walk *walk, const struct shim_ipc_sysv_semret_message *in)
{
	int status = 0;

	shim_ipc_sysv_semret_store(walk->to, in->fixed);
	walk->used = 4;
	if (status == 0)
		status = shim_ipc_sysv_semret__put_vals(walk, in);
	return status;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int shim_ipc_sysv_semret_encode(void *buf, size_t capacity, const struct shim_ipc_sysv_semret_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_sysv_semret_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_SYSV_SEMRET", NULL, 0, INT64_MAX, (int64_t)capacity);
	status = sluice_walk_into(&walk, "IPC_SYSV_SEMRET", buf, capacity, size, error);
	if (status == 0)
		status = shim_ipc_sysv_semret__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== struct shim_ipc_sysv_semmov (libos-ipc.yaml:522) ==== */

static inline uint32_t shim_ipc_sysv_semmov_get_semid(const void *buf)
{
	return sluice_load_le32(buf);
}

static inline void shim_ipc_sysv_semmov_set_semid(void *buf, uint32_t value)
{
	sluice_store_le32(buf, value);
}

static inline uint64_t shim_ipc_sysv_semmov_get_lease(const void *buf)
{
	return sluice_load_le64((const uint8_t *)buf + 4);
}

static inline void shim_ipc_sysv_semmov_set_lease(void *buf, uint64_t value)
{
	sluice_store_le64((uint8_t *)buf + 4, value);
}

static inline uint16_t shim_ipc_sysv_semmov_get_nsems(const void *buf)
{
	return sluice_load_le16((const uint8_t *)buf + 12);
}

static inline void shim_ipc_sysv_semmov_set_nsems(void *buf, uint16_t value)
{
	sluice_store_le16((uint8_t *)buf + 12, value);
}

static inline uint16_t shim_ipc_sysv_semmov_get_nsrcs(const void *buf)
{
	return sluice_load_le16((const uint8_t *)buf + 14);
}

static inline void shim_ipc_sysv_semmov_set_nsrcs(void *buf, uint16_t value)
{
	sluice_store_le16((uint8_t *)buf + 14, value);
}

static inline uint16_t shim_ipc_sysv_semmov_get_nscores(const void *buf)
{
	return sluice_load_le16((const uint8_t *)buf + 16);
}

static inline void shim_ipc_sysv_semmov_set_nscores(void *buf, uint16_t value)
{
	sluice_store_le16((uint8_t *)buf + 16, value);
}

/* The fixed part in host byte order. */
static inline struct shim_ipc_sysv_semmov shim_ipc_sysv_semmov_load(const void *buf)
{
	const uint8_t *at = (const uint8_t *)buf;
	struct shim_ipc_sysv_semmov value;

	value.semid = sluice_load_le32(at);
	value.lease = sluice_load_le64(at + 4);
	value.nsems = sluice_load_le16(at + 12);
	value.nsrcs = sluice_load_le16(at + 14);
	value.nscores = sluice_load_le16(at + 16);
	return value;
}

/* Writes the fixed part; padding becomes zero. */
static inline void shim_ipc_sysv_semmov_store(void *buf, struct shim_ipc_sysv_semmov value)
{
	uint8_t *at = (uint8_t *)buf;

	sluice_store_le32(at, value.semid);
	sluice_store_le64(at + 4, value.lease);
	sluice_store_le16(at + 12, value.nsems);
	sluice_store_le16(at + 14, value.nsrcs);
	sluice_store_le16(at + 16, value.nscores);
}

/* A struct shim_ipc_sysv_semmov with its tails. A span may be left zero: the tail is empty, or absent where its `if:` does not hold. */
struct shim_ipc_sysv_semmov_message {
	struct shim_ipc_sysv_semmov fixed; /* host byte order; counts are filled in by encode */
	struct sluice_span sems;
	struct sluice_span srcs;
	struct sluice_span scores;
};

static inline int shim_ipc_sysv_semmov__fixed(struct sluice_walk *walk)
{
	static const struct sluice_field fields[] = {
		{ "semid", 0, 4 },
		{ "lease", 4, 8 },
		{ "nsems", 12, 2 },
		{ "nsrcs", 14, 2 },
		{ "nscores", 16, 2 },
	};

	return sluice_walk_fixed(walk, NULL, 18, fields, 5);
}

static inline int shim_ipc_sysv_semmov__take_sems(struct sluice_walk *walk, struct sluice_span *out)
{
	const uint16_t count = sluice_load_le16(walk->at + 12);

	return sluice_walk_array(walk, out, "nsems", 12, count, SLUICE_NO_MAX, 12);
}

static inline int shim_ipc_sysv_semmov__take_srcs(struct sluice_walk *walk, struct sluice_span *out)
{
	const uint16_t count = sluice_load_le16(walk->at + 14);

	return sluice_walk_array(walk, out, "nsrcs", 14, count, SLUICE_NO_MAX, 24);
}

static inline int shim_ipc_sysv_semmov__take_scores(struct sluice_walk *walk, struct sluice_span *out)
{
	const uint16_t count = sluice_load_le16(walk->at + 16);

	return sluice_walk_array(walk, out, "nscores", 16, count, SLUICE_NO_MAX, 16);
}

static inline int shim_ipc_sysv_semmov__walk(struct sluice_walk *walk, struct shim_ipc_sysv_semmov_message *out)
{
	int status = shim_ipc_sysv_semmov__fixed(walk);

	if (status == 0 && walk->values)
		out->fixed = shim_ipc_sysv_semmov_load(walk->at);
	if (status == 0)
		status = shim_ipc_sysv_semmov__take_sems(walk, &out->sems);
	if (status == 0)
		status = shim_ipc_sysv_semmov__take_srcs(walk, &out->srcs);
	if (status == 0)
		status = shim_ipc_sysv_semmov__take_scores(walk, &out->scores);
	return status;
}

/* Structure only: room for the fields, counts, terminators, offsets. Getters, setters and tails need no more. */
static inline int shim_ipc_sysv_semmov_check(const void *buf, size_t len, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_SYSV_SEMMOV", buf, len, false, error);
	struct shim_ipc_sysv_semmov_message found;

	return shim_ipc_sysv_semmov__walk(&walk, &found);
}

/* at 18: sem_backup sems[nsems]. The semaphores, by index. */
static inline int shim_ipc_sysv_semmov_sems(const void *buf, size_t len, struct sluice_span *out, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_SYSV_SEMMOV", buf, len, false, error);
	struct shim_ipc_sysv_semmov_message found;
	int status = shim_ipc_sysv_semmov__fixed(&walk);

	if (status == 0)
		status = shim_ipc_sysv_semmov__take_sems(&walk, &found.sems);
	if (status == 0)
		*out = found.sems;
	return status;
}

/* then: sem_client_backup srcs[nsrcs]. The waiting requests. */
static inline int shim_ipc_sysv_semmov_srcs(const void *buf, size_t len, struct sluice_span *out, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_SYSV_SEMMOV", buf, len, false, error);
	struct shim_ipc_sysv_semmov_message found;
	int status = shim_ipc_sysv_semmov__fixed(&walk);

	if (status == 0)
		status = shim_ipc_sysv_semmov__take_sems(&walk, &found.sems);
	if (status == 0)
		status = shim_ipc_sysv_semmov__take_srcs(&walk, &found.srcs);
	if (status == 0)
		*out = found.srcs;
	return status;
}

/* then: sysv_score scores[nscores]. Who has used the set how much. */
static inline int shim_ipc_sysv_semmov_scores(const void *buf, size_t len, struct sluice_span *out, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("IPC_SYSV_SEMMOV", buf, len, false, error);
	struct shim_ipc_sysv_semmov_message found;
	int status = shim_ipc_sysv_semmov__fixed(&walk);

	if (status == 0)
		status = shim_ipc_sysv_semmov__take_sems(&walk, &found.sems);
	if (status == 0)
		status = shim_ipc_sysv_semmov__take_srcs(&walk, &found.srcs);
	if (status == 0)
		status = shim_ipc_sysv_semmov__take_scores(&walk, &found.scores);
	if (status == 0)
		*out = found.scores;
	return status;
}

/* Reads all of it and judges every value. The bytes are copied once into `copy`; NULL vouches that they do not change. */
static inline int shim_ipc_sysv_semmov_decode(const void *buf, size_t len, void *copy, size_t capacity, struct shim_ipc_sysv_semmov_message *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = sluice_walk_copy(&walk, "IPC_SYSV_SEMMOV", buf, len, copy, capacity, error);

	if (status == 0)
		status = shim_ipc_sysv_semmov__walk(&walk, out);
	if (status == 0)
		status = sluice_walk_end(&walk, NULL);
	return status;
}

/* Bytes that `in` takes on the wire. */
static inline int shim_ipc_sysv_semmov_size(const struct shim_ipc_sysv_semmov_message *in, size_t *size)
{
	bool fits = true;

	*size = 18;
	fits = fits && sluice_size_add(size, in->sems.count, 12);
	fits = fits && sluice_size_add(size, in->srcs.count, 24);
	fits = fits && sluice_size_add(size, in->scores.count, 16);
	return fits ? 0 : -SLUICE_ERR_SIZE;
}

static inline int shim_ipc_sysv_semmov__put_sems(struct sluice_walk *walk, const struct shim_ipc_sysv_semmov_message *in)
{
	int status = sluice_put_start(walk, "nsems", 12, in->sems.count, 65535);

	if (status != 0)
		return status;
	sluice_store_le16(walk->to + 12, (uint16_t)in->sems.count);
	sluice_put_bytes(walk, in->sems.data, (size_t)in->sems.count * 12);
	return 0;
}

static inline int shim_ipc_sysv_semmov__put_srcs(struct sluice_walk *walk, const struct shim_ipc_sysv_semmov_message *in)
{
	int status = sluice_put_start(walk, "nsrcs", 14, in->srcs.count, 65535);

	if (status != 0)
		return status;
	sluice_store_le16(walk->to + 14, (uint16_t)in->srcs.count);
	sluice_put_bytes(walk, in->srcs.data, (size_t)in->srcs.count * 24);
	return 0;
}

static inline int shim_ipc_sysv_semmov__put_scores(struct sluice_walk *walk, const struct shim_ipc_sysv_semmov_message *in)
{
	int status = sluice_put_start(walk, "nscores", 16, in->scores.count, 65535);

	if (status != 0)
		return status;
	sluice_store_le16(walk->to + 16, (uint16_t)in->scores.count);
	sluice_put_bytes(walk, in->scores.data, (size_t)in->scores.count * 16);
	return 0;
}

static inline int shim_ipc_sysv_semmov__put(struct sluice_walk *walk, const struct shim_ipc_sysv_semmov_message *in)
{
	int status = 0;

	shim_ipc_sysv_semmov_store(walk->to, in->fixed);
	walk->used = 18;
	if (status == 0)
		status = shim_ipc_sysv_semmov__put_sems(walk, in);
	if (status == 0)
		status = shim_ipc_sysv_semmov__put_srcs(walk, in);
	if (status == 0)
		status = shim_ipc_sysv_semmov__put_scores(walk, in);
	return status;
}

/* Writes all of it, after judging every value; on an error the bytes at `buf` mean nothing. */
static inline int shim_ipc_sysv_semmov_encode(void *buf, size_t capacity, const struct shim_ipc_sysv_semmov_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_sysv_semmov_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_SYSV_SEMMOV", NULL, 0, INT64_MAX, (int64_t)capacity);
	status = sluice_walk_into(&walk, "IPC_SYSV_SEMMOV", buf, capacity, size, error);
	if (status == 0)
		status = shim_ipc_sysv_semmov__put(&walk, in);
	if (status == 0)
		*written = walk.used;
	return status;
}

/* ==== frames: struct shim_ipc_msg, then the body ==== */

/* C name of the message that has this code; NULL when none has. */
static inline const char *libos_ipc_message_name(uint8_t code)
{
	switch (code) {
	case IPC_RESP: return "IPC_RESP";
	case IPC_FINDURI: return "IPC_FINDURI";
	case IPC_TELLURI: return "IPC_TELLURI";
	case IPC_CHECKPOINT: return "IPC_CHECKPOINT";
	case IPC_CLD_EXIT: return "IPC_CLD_EXIT";
	case IPC_CLD_JOIN: return "IPC_CLD_JOIN";
	case IPC_CLD_PROFILE: return "IPC_CLD_PROFILE";
	case IPC_PID_FINDNS: return "IPC_PID_FINDNS";
	case IPC_PID_TELLNS: return "IPC_PID_TELLNS";
	case IPC_PID_LEASE: return "IPC_PID_LEASE";
	case IPC_PID_OFFER: return "IPC_PID_OFFER";
	case IPC_PID_RENEW: return "IPC_PID_RENEW";
	case IPC_PID_REVOKE: return "IPC_PID_REVOKE";
	case IPC_PID_SUBLEASE: return "IPC_PID_SUBLEASE";
	case IPC_PID_QUERY: return "IPC_PID_QUERY";
	case IPC_PID_QUERYALL: return "IPC_PID_QUERYALL";
	case IPC_PID_ANSWER: return "IPC_PID_ANSWER";
	case IPC_PID_KILL: return "IPC_PID_KILL";
	case IPC_PID_GETSTATUS: return "IPC_PID_GETSTATUS";
	case IPC_PID_RETSTATUS: return "IPC_PID_RETSTATUS";
	case IPC_PID_GETMETA: return "IPC_PID_GETMETA";
	case IPC_PID_RETMETA: return "IPC_PID_RETMETA";
	case IPC_PID_NOP: return "IPC_PID_NOP";
	case IPC_PID_SENDRPC: return "IPC_PID_SENDRPC";
	case IPC_SYSV_FINDNS: return "IPC_SYSV_FINDNS";
	case IPC_SYSV_TELLNS: return "IPC_SYSV_TELLNS";
	case IPC_SYSV_LEASE: return "IPC_SYSV_LEASE";
	case IPC_SYSV_OFFER: return "IPC_SYSV_OFFER";
	case IPC_SYSV_RENEW: return "IPC_SYSV_RENEW";
	case IPC_SYSV_REVOKE: return "IPC_SYSV_REVOKE";
	case IPC_SYSV_SUBLEASE: return "IPC_SYSV_SUBLEASE";
	case IPC_SYSV_QUERY: return "IPC_SYSV_QUERY";
	case IPC_SYSV_QUERYALL: return "IPC_SYSV_QUERYALL";
	case IPC_SYSV_ANSWER: return "IPC_SYSV_ANSWER";
	case IPC_SYSV_FINDKEY: return "IPC_SYSV_FINDKEY";
	case IPC_SYSV_TELLKEY: return "IPC_SYSV_TELLKEY";
	case IPC_SYSV_DELRES: return "IPC_SYSV_DELRES";
	case IPC_SYSV_MOVRES: return "IPC_SYSV_MOVRES";
	case IPC_SYSV_MSGSND: return "IPC_SYSV_MSGSND";
	case IPC_SYSV_MSGRCV: return "IPC_SYSV_MSGRCV";
	case IPC_SYSV_MSGMOV: return "IPC_SYSV_MSGMOV";
	case IPC_SYSV_SEMOP: return "IPC_SYSV_SEMOP";
	case IPC_SYSV_SEMCTL: return "IPC_SYSV_SEMCTL";
	case IPC_SYSV_SEMRET: return "IPC_SYSV_SEMRET";
	case IPC_SYSV_SEMMOV: return "IPC_SYSV_SEMMOV";
	default: return NULL;
	}
}

/* A frame whose header is judged. The body is not: the message's own decode_frame does that. */
struct libos_ipc_frame {
	struct shim_ipc_msg header; /* host byte order */
	const char *message; /* C name, never NULL */
	const void *body; /* in the copy that was made */
	size_t length; /* bytes of the body, padding up to the least frame included */
};

/* Bytes of a frame on the wire, from what its size field says. */
static inline int libos_ipc__padded(const struct sluice_walk *walk, uint32_t size, size_t *padded)
{
	if (size < 48)
		return sluice_walk_fail(walk, SLUICE_ERR_SIZE, "size", 1, 48, size);
	if (size > 1048576)
		return sluice_walk_fail(walk, SLUICE_ERR_SIZE, "size", 1, 1048576, size);
	*padded = size;
	return 0;
}

/* For byte streams: how long the frame is that begins here, once 29 bytes are there; SLUICE_NEED_MORE before. */
static inline int libos_ipc_frame_length(const void *buf, size_t available, size_t *length, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("shim_ipc_msg", buf, available, false, error);

	if (available < 29)
		return SLUICE_NEED_MORE;
	return libos_ipc__padded(&walk, sluice_load_le32((const uint8_t *)buf + 1), length);
}

static inline int libos_ipc__refuse(const struct sluice_walk *walk, uint8_t code)
{
	int error = SLUICE_ERR_CODE_UNKNOWN;

	return sluice_walk_fail(walk, error, "code", 0, 0, code);
}

/* Takes a whole frame: copies the bytes once into `copy` (NULL vouches that they do not change), then judges size, code and header. */
static inline int libos_ipc_frame_decode(const void *buf, size_t len, void *copy, size_t capacity, struct libos_ipc_frame *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t padded = 0;
	int status = sluice_walk_copy(&walk, "shim_ipc_msg", buf, len, copy, capacity, error);

	if (status == 0)
		status = shim_ipc_msg__fixed(&walk);
	if (status != 0)
		return status;
	out->header = shim_ipc_msg_load(walk.at);
	status = libos_ipc__padded(&walk, out->header.size, &padded);
	if (status != 0)
		return status;
	if (padded > len)
		return sluice_walk_fail(&walk, SLUICE_ERR_TRUNCATED, "size", 1, (int64_t)padded, (int64_t)len);
	if (padded < len)
		return sluice_walk_fail(&walk, SLUICE_ERR_TRAILING, NULL, padded, (int64_t)padded, (int64_t)len);
	out->length = out->header.size - 29u;
	out->body = walk.at + 29;
	out->message = libos_ipc_message_name(out->header.code);
	if (out->message == NULL)
		return libos_ipc__refuse(&walk, out->header.code);
	return 0;
}

/* Starts the walk through a body, if it is the body of message `code`. */
static inline int libos_ipc__open(struct sluice_walk *walk, const struct libos_ipc_frame *frame, uint8_t code, struct sluice_error *error)
{
	if (frame->header.code != code)
		return sluice_fail(error, SLUICE_ERR_CODE_UNKNOWN, "shim_ipc_msg", "code", 0, code, frame->header.code);
	*walk = sluice_walk_over(frame->message, frame->body, frame->length, true, error);
	walk->origin = 29;
	return 0;
}

/* The body must end where the frame does, or before the padding up to the least frame. */
static inline int libos_ipc__close(const struct sluice_walk *walk, const struct libos_ipc_frame *frame)
{
	size_t exact = walk->origin + walk->used;

	if (exact < 48)
		exact = 48;
	if (frame->header.size != exact)
		return sluice_fail(walk->error, SLUICE_ERR_SIZE, walk->message, "size", 1, (int64_t)exact,
				   frame->header.size);
	return 0;
}

/* Writes header and padding around a body of `size` bytes, and starts the walk that writes the body. */
static inline int libos_ipc__begin(struct sluice_walk *walk, uint8_t code, const struct shim_ipc_msg *header, size_t size,
		void *buf, size_t capacity, size_t *written, struct sluice_error *error)
{
	const char *message = libos_ipc_message_name(code);
	struct shim_ipc_msg value;
	size_t total = 29, padded;
	bool fits = sluice_size_add(&total, size, 1);
	int status;

	memset(&value, 0, sizeof value);
	if (header != NULL)
		value = *header;
	if (total < 48)
		total = 48;
	if (!fits || total > 1048576)
		return sluice_fail(error, SLUICE_ERR_SIZE, message, "size", 1, 1048576, fits ? (int64_t)total : INT64_MAX);
	padded = total;
	status = sluice_walk_into(walk, message, buf, capacity, padded, error);
	if (status != 0)
		return status;
	value.code = code;
	value.size = (uint32_t)total;
	shim_ipc_msg_store(walk->to, value);
	memset(walk->to + 29 + size, 0, padded - 29 - size);
	walk->to += 29;
	walk->length = size;
	walk->origin = 29;
	*written = padded;
	return 0;
}

/* IPC_RESP (libos-ipc.yaml:244) */
static inline int ipc_resp_encode_frame(void *buf, size_t capacity, const struct shim_ipc_msg *header,
		const struct shim_ipc_resp *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__begin(&walk, IPC_RESP, header, 4, buf, capacity, written, error);

	return status != 0 ? status : shim_ipc_resp__put(&walk, in);
}

static inline int ipc_resp_decode_frame(const struct libos_ipc_frame *frame, struct shim_ipc_resp *out, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__open(&walk, frame, IPC_RESP, error);

	if (status == 0)
		status = shim_ipc_resp__walk(&walk, out);
	return status != 0 ? status : libos_ipc__close(&walk, frame);
}

/* IPC_FINDURI (libos-ipc.yaml:253) */
static inline int ipc_finduri_encode_frame(void *buf, size_t capacity, const struct shim_ipc_msg *header,
		size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;

	return libos_ipc__begin(&walk, IPC_FINDURI, header, 0, buf, capacity, written, error);
}

static inline int ipc_finduri_decode_frame(const struct libos_ipc_frame *frame, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__open(&walk, frame, IPC_FINDURI, error);

	return status != 0 ? status : libos_ipc__close(&walk, frame);
}

/* IPC_TELLURI (libos-ipc.yaml:257) */
static inline int ipc_telluri_encode_frame(void *buf, size_t capacity, const struct shim_ipc_msg *header,
		const struct shim_ipc_telluri_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_telluri_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_TELLURI", "size", 1, 1048576, INT64_MAX);
	status = libos_ipc__begin(&walk, IPC_TELLURI, header, size, buf, capacity, written, error);
	return status != 0 ? status : shim_ipc_telluri__put(&walk, in);
}

static inline int ipc_telluri_decode_frame(const struct libos_ipc_frame *frame, struct shim_ipc_telluri_message *out, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__open(&walk, frame, IPC_TELLURI, error);

	if (status == 0)
		status = shim_ipc_telluri__walk(&walk, out);
	return status != 0 ? status : libos_ipc__close(&walk, frame);
}

/* IPC_CHECKPOINT (libos-ipc.yaml:267) */
static inline int ipc_checkpoint_encode_frame(void *buf, size_t capacity, const struct shim_ipc_msg *header,
		const struct shim_ipc_checkpoint_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_checkpoint_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_CHECKPOINT", "size", 1, 1048576, INT64_MAX);
	status = libos_ipc__begin(&walk, IPC_CHECKPOINT, header, size, buf, capacity, written, error);
	return status != 0 ? status : shim_ipc_checkpoint__put(&walk, in);
}

static inline int ipc_checkpoint_decode_frame(const struct libos_ipc_frame *frame, struct shim_ipc_checkpoint_message *out, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__open(&walk, frame, IPC_CHECKPOINT, error);

	if (status == 0)
		status = shim_ipc_checkpoint__walk(&walk, out);
	return status != 0 ? status : libos_ipc__close(&walk, frame);
}

/* IPC_CLD_EXIT (libos-ipc.yaml:281) */
static inline int ipc_cld_exit_encode_frame(void *buf, size_t capacity, const struct shim_ipc_msg *header,
		const struct shim_ipc_cld_exit *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__begin(&walk, IPC_CLD_EXIT, header, 24, buf, capacity, written, error);

	return status != 0 ? status : shim_ipc_cld_exit__put(&walk, in);
}

static inline int ipc_cld_exit_decode_frame(const struct libos_ipc_frame *frame, struct shim_ipc_cld_exit *out, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__open(&walk, frame, IPC_CLD_EXIT, error);

	if (status == 0)
		status = shim_ipc_cld_exit__walk(&walk, out);
	return status != 0 ? status : libos_ipc__close(&walk, frame);
}

/* IPC_CLD_JOIN (libos-ipc.yaml:299) */
static inline int ipc_cld_join_encode_frame(void *buf, size_t capacity, const struct shim_ipc_msg *header,
		size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;

	return libos_ipc__begin(&walk, IPC_CLD_JOIN, header, 0, buf, capacity, written, error);
}

static inline int ipc_cld_join_decode_frame(const struct libos_ipc_frame *frame, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__open(&walk, frame, IPC_CLD_JOIN, error);

	return status != 0 ? status : libos_ipc__close(&walk, frame);
}

/* IPC_CLD_PROFILE (libos-ipc.yaml:302) */
static inline int ipc_cld_profile_encode_frame(void *buf, size_t capacity, const struct shim_ipc_msg *header,
		const struct shim_ipc_cld_profile_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_cld_profile_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_CLD_PROFILE", "size", 1, 1048576, INT64_MAX);
	status = libos_ipc__begin(&walk, IPC_CLD_PROFILE, header, size, buf, capacity, written, error);
	return status != 0 ? status : shim_ipc_cld_profile__put(&walk, in);
}

static inline int ipc_cld_profile_decode_frame(const struct libos_ipc_frame *frame, struct shim_ipc_cld_profile_message *out, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__open(&walk, frame, IPC_CLD_PROFILE, error);

	if (status == 0)
		status = shim_ipc_cld_profile__walk(&walk, out);
	return status != 0 ? status : libos_ipc__close(&walk, frame);
}

/* IPC_PID_FINDNS (libos-ipc.yaml:570) */
static inline int ipc_pid_findns_encode_frame(void *buf, size_t capacity, const struct shim_ipc_msg *header,
		size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;

	return libos_ipc__begin(&walk, IPC_PID_FINDNS, header, 0, buf, capacity, written, error);
}

static inline int ipc_pid_findns_decode_frame(const struct libos_ipc_frame *frame, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__open(&walk, frame, IPC_PID_FINDNS, error);

	return status != 0 ? status : libos_ipc__close(&walk, frame);
}

/* IPC_PID_TELLNS (libos-ipc.yaml:574) */
static inline int ipc_pid_tellns_encode_frame(void *buf, size_t capacity, const struct shim_ipc_msg *header,
		const struct shim_ipc_pid_tellns_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_pid_tellns_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_PID_TELLNS", "size", 1, 1048576, INT64_MAX);
	status = libos_ipc__begin(&walk, IPC_PID_TELLNS, header, size, buf, capacity, written, error);
	return status != 0 ? status : shim_ipc_pid_tellns__put(&walk, in);
}

static inline int ipc_pid_tellns_decode_frame(const struct libos_ipc_frame *frame, struct shim_ipc_pid_tellns_message *out, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__open(&walk, frame, IPC_PID_TELLNS, error);

	if (status == 0)
		status = shim_ipc_pid_tellns__walk(&walk, out);
	return status != 0 ? status : libos_ipc__close(&walk, frame);
}

/* IPC_PID_LEASE (libos-ipc.yaml:585) */
static inline int ipc_pid_lease_encode_frame(void *buf, size_t capacity, const struct shim_ipc_msg *header,
		const struct shim_ipc_pid_lease_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_pid_lease_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_PID_LEASE", "size", 1, 1048576, INT64_MAX);
	status = libos_ipc__begin(&walk, IPC_PID_LEASE, header, size, buf, capacity, written, error);
	return status != 0 ? status : shim_ipc_pid_lease__put(&walk, in);
}

static inline int ipc_pid_lease_decode_frame(const struct libos_ipc_frame *frame, struct shim_ipc_pid_lease_message *out, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__open(&walk, frame, IPC_PID_LEASE, error);

	if (status == 0)
		status = shim_ipc_pid_lease__walk(&walk, out);
	return status != 0 ? status : libos_ipc__close(&walk, frame);
}

/* IPC_PID_OFFER (libos-ipc.yaml:596) */
static inline int ipc_pid_offer_encode_frame(void *buf, size_t capacity, const struct shim_ipc_msg *header,
		const struct shim_ipc_pid_offer *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__begin(&walk, IPC_PID_OFFER, header, 16, buf, capacity, written, error);

	return status != 0 ? status : shim_ipc_pid_offer__put(&walk, in);
}

static inline int ipc_pid_offer_decode_frame(const struct libos_ipc_frame *frame, struct shim_ipc_pid_offer *out, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__open(&walk, frame, IPC_PID_OFFER, error);

	if (status == 0)
		status = shim_ipc_pid_offer__walk(&walk, out);
	return status != 0 ? status : libos_ipc__close(&walk, frame);
}

/* IPC_PID_RENEW (libos-ipc.yaml:607) */
static inline int ipc_pid_renew_encode_frame(void *buf, size_t capacity, const struct shim_ipc_msg *header,
		const struct shim_ipc_pid_renew *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__begin(&walk, IPC_PID_RENEW, header, 8, buf, capacity, written, error);

	return status != 0 ? status : shim_ipc_pid_renew__put(&walk, in);
}

static inline int ipc_pid_renew_decode_frame(const struct libos_ipc_frame *frame, struct shim_ipc_pid_renew *out, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__open(&walk, frame, IPC_PID_RENEW, error);

	if (status == 0)
		status = shim_ipc_pid_renew__walk(&walk, out);
	return status != 0 ? status : libos_ipc__close(&walk, frame);
}

/* IPC_PID_REVOKE (libos-ipc.yaml:618) */
static inline int ipc_pid_revoke_encode_frame(void *buf, size_t capacity, const struct shim_ipc_msg *header,
		const struct shim_ipc_pid_revoke *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__begin(&walk, IPC_PID_REVOKE, header, 8, buf, capacity, written, error);

	return status != 0 ? status : shim_ipc_pid_revoke__put(&walk, in);
}

static inline int ipc_pid_revoke_decode_frame(const struct libos_ipc_frame *frame, struct shim_ipc_pid_revoke *out, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__open(&walk, frame, IPC_PID_REVOKE, error);

	if (status == 0)
		status = shim_ipc_pid_revoke__walk(&walk, out);
	return status != 0 ? status : libos_ipc__close(&walk, frame);
}

/* IPC_PID_SUBLEASE (libos-ipc.yaml:628) */
static inline int ipc_pid_sublease_encode_frame(void *buf, size_t capacity, const struct shim_ipc_msg *header,
		const struct shim_ipc_pid_sublease_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_pid_sublease_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_PID_SUBLEASE", "size", 1, 1048576, INT64_MAX);
	status = libos_ipc__begin(&walk, IPC_PID_SUBLEASE, header, size, buf, capacity, written, error);
	return status != 0 ? status : shim_ipc_pid_sublease__put(&walk, in);
}

static inline int ipc_pid_sublease_decode_frame(const struct libos_ipc_frame *frame, struct shim_ipc_pid_sublease_message *out, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__open(&walk, frame, IPC_PID_SUBLEASE, error);

	if (status == 0)
		status = shim_ipc_pid_sublease__walk(&walk, out);
	return status != 0 ? status : libos_ipc__close(&walk, frame);
}

/* IPC_PID_QUERY (libos-ipc.yaml:641) */
static inline int ipc_pid_query_encode_frame(void *buf, size_t capacity, const struct shim_ipc_msg *header,
		const struct shim_ipc_pid_query *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__begin(&walk, IPC_PID_QUERY, header, 4, buf, capacity, written, error);

	return status != 0 ? status : shim_ipc_pid_query__put(&walk, in);
}

static inline int ipc_pid_query_decode_frame(const struct libos_ipc_frame *frame, struct shim_ipc_pid_query *out, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__open(&walk, frame, IPC_PID_QUERY, error);

	if (status == 0)
		status = shim_ipc_pid_query__walk(&walk, out);
	return status != 0 ? status : libos_ipc__close(&walk, frame);
}

/* IPC_PID_QUERYALL (libos-ipc.yaml:651) */
static inline int ipc_pid_queryall_encode_frame(void *buf, size_t capacity, const struct shim_ipc_msg *header,
		size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;

	return libos_ipc__begin(&walk, IPC_PID_QUERYALL, header, 0, buf, capacity, written, error);
}

static inline int ipc_pid_queryall_decode_frame(const struct libos_ipc_frame *frame, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__open(&walk, frame, IPC_PID_QUERYALL, error);

	return status != 0 ? status : libos_ipc__close(&walk, frame);
}

/* IPC_PID_ANSWER (libos-ipc.yaml:655) */
static inline int ipc_pid_answer_encode_frame(void *buf, size_t capacity, const struct shim_ipc_msg *header,
		const struct shim_ipc_pid_answer_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_pid_answer_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_PID_ANSWER", "size", 1, 1048576, INT64_MAX);
	status = libos_ipc__begin(&walk, IPC_PID_ANSWER, header, size, buf, capacity, written, error);
	return status != 0 ? status : shim_ipc_pid_answer__put(&walk, in);
}

static inline int ipc_pid_answer_decode_frame(const struct libos_ipc_frame *frame, struct shim_ipc_pid_answer_message *out, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__open(&walk, frame, IPC_PID_ANSWER, error);

	if (status == 0)
		status = shim_ipc_pid_answer__walk(&walk, out);
	return status != 0 ? status : libos_ipc__close(&walk, frame);
}

/* IPC_PID_KILL (libos-ipc.yaml:320) */
static inline int ipc_pid_kill_encode_frame(void *buf, size_t capacity, const struct shim_ipc_msg *header,
		const struct shim_ipc_pid_kill *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__begin(&walk, IPC_PID_KILL, header, 16, buf, capacity, written, error);

	return status != 0 ? status : shim_ipc_pid_kill__put(&walk, in);
}

static inline int ipc_pid_kill_decode_frame(const struct libos_ipc_frame *frame, struct shim_ipc_pid_kill *out, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__open(&walk, frame, IPC_PID_KILL, error);

	if (status == 0)
		status = shim_ipc_pid_kill__walk(&walk, out);
	return status != 0 ? status : libos_ipc__close(&walk, frame);
}

/* IPC_PID_GETSTATUS (libos-ipc.yaml:333) */
static inline int ipc_pid_getstatus_encode_frame(void *buf, size_t capacity, const struct shim_ipc_msg *header,
		const struct shim_ipc_pid_getstatus_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_pid_getstatus_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_PID_GETSTATUS", "size", 1, 1048576, INT64_MAX);
	status = libos_ipc__begin(&walk, IPC_PID_GETSTATUS, header, size, buf, capacity, written, error);
	return status != 0 ? status : shim_ipc_pid_getstatus__put(&walk, in);
}

static inline int ipc_pid_getstatus_decode_frame(const struct libos_ipc_frame *frame, struct shim_ipc_pid_getstatus_message *out, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__open(&walk, frame, IPC_PID_GETSTATUS, error);

	if (status == 0)
		status = shim_ipc_pid_getstatus__walk(&walk, out);
	return status != 0 ? status : libos_ipc__close(&walk, frame);
}

/* IPC_PID_RETSTATUS (libos-ipc.yaml:345) */
static inline int ipc_pid_retstatus_encode_frame(void *buf, size_t capacity, const struct shim_ipc_msg *header,
		const struct shim_ipc_pid_retstatus_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_pid_retstatus_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_PID_RETSTATUS", "size", 1, 1048576, INT64_MAX);
	status = libos_ipc__begin(&walk, IPC_PID_RETSTATUS, header, size, buf, capacity, written, error);
	return status != 0 ? status : shim_ipc_pid_retstatus__put(&walk, in);
}

static inline int ipc_pid_retstatus_decode_frame(const struct libos_ipc_frame *frame, struct shim_ipc_pid_retstatus_message *out, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__open(&walk, frame, IPC_PID_RETSTATUS, error);

	if (status == 0)
		status = shim_ipc_pid_retstatus__walk(&walk, out);
	return status != 0 ? status : libos_ipc__close(&walk, frame);
}

/* IPC_PID_GETMETA (libos-ipc.yaml:356) */
static inline int ipc_pid_getmeta_encode_frame(void *buf, size_t capacity, const struct shim_ipc_msg *header,
		const struct shim_ipc_pid_getmeta *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__begin(&walk, IPC_PID_GETMETA, header, 8, buf, capacity, written, error);

	return status != 0 ? status : shim_ipc_pid_getmeta__put(&walk, in);
}

static inline int ipc_pid_getmeta_decode_frame(const struct libos_ipc_frame *frame, struct shim_ipc_pid_getmeta *out, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__open(&walk, frame, IPC_PID_GETMETA, error);

	if (status == 0)
		status = shim_ipc_pid_getmeta__walk(&walk, out);
	return status != 0 ? status : libos_ipc__close(&walk, frame);
}

/* IPC_PID_RETMETA (libos-ipc.yaml:367) */
static inline int ipc_pid_retmeta_encode_frame(void *buf, size_t capacity, const struct shim_ipc_msg *header,
		const struct shim_ipc_pid_retmeta_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_pid_retmeta_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_PID_RETMETA", "size", 1, 1048576, INT64_MAX);
	status = libos_ipc__begin(&walk, IPC_PID_RETMETA, header, size, buf, capacity, written, error);
	return status != 0 ? status : shim_ipc_pid_retmeta__put(&walk, in);
}

static inline int ipc_pid_retmeta_decode_frame(const struct libos_ipc_frame *frame, struct shim_ipc_pid_retmeta_message *out, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__open(&walk, frame, IPC_PID_RETMETA, error);

	if (status == 0)
		status = shim_ipc_pid_retmeta__walk(&walk, out);
	return status != 0 ? status : libos_ipc__close(&walk, frame);
}

/* IPC_PID_NOP (libos-ipc.yaml:380) */
static inline int ipc_pid_nop_encode_frame(void *buf, size_t capacity, const struct shim_ipc_msg *header,
		const struct shim_ipc_pid_nop_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_pid_nop_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_PID_NOP", "size", 1, 1048576, INT64_MAX);
	status = libos_ipc__begin(&walk, IPC_PID_NOP, header, size, buf, capacity, written, error);
	return status != 0 ? status : shim_ipc_pid_nop__put(&walk, in);
}

static inline int ipc_pid_nop_decode_frame(const struct libos_ipc_frame *frame, struct shim_ipc_pid_nop_message *out, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__open(&walk, frame, IPC_PID_NOP, error);

	if (status == 0)
		status = shim_ipc_pid_nop__walk(&walk, out);
	return status != 0 ? status : libos_ipc__close(&walk, frame);
}

/* IPC_PID_SENDRPC (libos-ipc.yaml:392) */
static inline int ipc_pid_sendrpc_encode_frame(void *buf, size_t capacity, const struct shim_ipc_msg *header,
		const struct shim_ipc_pid_sendrpc_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_pid_sendrpc_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_PID_SENDRPC", "size", 1, 1048576, INT64_MAX);
	status = libos_ipc__begin(&walk, IPC_PID_SENDRPC, header, size, buf, capacity, written, error);
	return status != 0 ? status : shim_ipc_pid_sendrpc__put(&walk, in);
}

static inline int ipc_pid_sendrpc_decode_frame(const struct libos_ipc_frame *frame, struct shim_ipc_pid_sendrpc_message *out, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__open(&walk, frame, IPC_PID_SENDRPC, error);

	if (status == 0)
		status = shim_ipc_pid_sendrpc__walk(&walk, out);
	return status != 0 ? status : libos_ipc__close(&walk, frame);
}

/* IPC_SYSV_FINDNS (libos-ipc.yaml:570) */
static inline int ipc_sysv_findns_encode_frame(void *buf, size_t capacity, const struct shim_ipc_msg *header,
		size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;

	return libos_ipc__begin(&walk, IPC_SYSV_FINDNS, header, 0, buf, capacity, written, error);
}

static inline int ipc_sysv_findns_decode_frame(const struct libos_ipc_frame *frame, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__open(&walk, frame, IPC_SYSV_FINDNS, error);

	return status != 0 ? status : libos_ipc__close(&walk, frame);
}

/* IPC_SYSV_TELLNS (libos-ipc.yaml:574) */
static inline int ipc_sysv_tellns_encode_frame(void *buf, size_t capacity, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_tellns_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_sysv_tellns_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_SYSV_TELLNS", "size", 1, 1048576, INT64_MAX);
	status = libos_ipc__begin(&walk, IPC_SYSV_TELLNS, header, size, buf, capacity, written, error);
	return status != 0 ? status : shim_ipc_sysv_tellns__put(&walk, in);
}

static inline int ipc_sysv_tellns_decode_frame(const struct libos_ipc_frame *frame, struct shim_ipc_sysv_tellns_message *out, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__open(&walk, frame, IPC_SYSV_TELLNS, error);

	if (status == 0)
		status = shim_ipc_sysv_tellns__walk(&walk, out);
	return status != 0 ? status : libos_ipc__close(&walk, frame);
}

/* IPC_SYSV_LEASE (libos-ipc.yaml:585) */
static inline int ipc_sysv_lease_encode_frame(void *buf, size_t capacity, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_lease_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_sysv_lease_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_SYSV_LEASE", "size", 1, 1048576, INT64_MAX);
	status = libos_ipc__begin(&walk, IPC_SYSV_LEASE, header, size, buf, capacity, written, error);
	return status != 0 ? status : shim_ipc_sysv_lease__put(&walk, in);
}

static inline int ipc_sysv_lease_decode_frame(const struct libos_ipc_frame *frame, struct shim_ipc_sysv_lease_message *out, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__open(&walk, frame, IPC_SYSV_LEASE, error);

	if (status == 0)
		status = shim_ipc_sysv_lease__walk(&walk, out);
	return status != 0 ? status : libos_ipc__close(&walk, frame);
}

/* IPC_SYSV_OFFER (libos-ipc.yaml:596) */
static inline int ipc_sysv_offer_encode_frame(void *buf, size_t capacity, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_offer *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__begin(&walk, IPC_SYSV_OFFER, header, 16, buf, capacity, written, error);

	return status != 0 ? status : shim_ipc_sysv_offer__put(&walk, in);
}

static inline int ipc_sysv_offer_decode_frame(const struct libos_ipc_frame *frame, struct shim_ipc_sysv_offer *out, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__open(&walk, frame, IPC_SYSV_OFFER, error);

	if (status == 0)
		status = shim_ipc_sysv_offer__walk(&walk, out);
	return status != 0 ? status : libos_ipc__close(&walk, frame);
}

/* IPC_SYSV_RENEW (libos-ipc.yaml:607) */
static inline int ipc_sysv_renew_encode_frame(void *buf, size_t capacity, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_renew *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__begin(&walk, IPC_SYSV_RENEW, header, 8, buf, capacity, written, error);

	return status != 0 ? status : shim_ipc_sysv_renew__put(&walk, in);
}

static inline int ipc_sysv_renew_decode_frame(const struct libos_ipc_frame *frame, struct shim_ipc_sysv_renew *out, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__open(&walk, frame, IPC_SYSV_RENEW, error);

	if (status == 0)
		status = shim_ipc_sysv_renew__walk(&walk, out);
	return status != 0 ? status : libos_ipc__close(&walk, frame);
}

/* IPC_SYSV_REVOKE (libos-ipc.yaml:618) */
static inline int ipc_sysv_revoke_encode_frame(void *buf, size_t capacity, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_revoke *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__begin(&walk, IPC_SYSV_REVOKE, header, 8, buf, capacity, written, error);

	return status != 0 ? status : shim_ipc_sysv_revoke__put(&walk, in);
}

static inline int ipc_sysv_revoke_decode_frame(const struct libos_ipc_frame *frame, struct shim_ipc_sysv_revoke *out, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__open(&walk, frame, IPC_SYSV_REVOKE, error);

	if (status == 0)
		status = shim_ipc_sysv_revoke__walk(&walk, out);
	return status != 0 ? status : libos_ipc__close(&walk, frame);
}

/* IPC_SYSV_SUBLEASE (libos-ipc.yaml:628) */
static inline int ipc_sysv_sublease_encode_frame(void *buf, size_t capacity, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_sublease_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_sysv_sublease_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_SYSV_SUBLEASE", "size", 1, 1048576, INT64_MAX);
	status = libos_ipc__begin(&walk, IPC_SYSV_SUBLEASE, header, size, buf, capacity, written, error);
	return status != 0 ? status : shim_ipc_sysv_sublease__put(&walk, in);
}

static inline int ipc_sysv_sublease_decode_frame(const struct libos_ipc_frame *frame, struct shim_ipc_sysv_sublease_message *out, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__open(&walk, frame, IPC_SYSV_SUBLEASE, error);

	if (status == 0)
		status = shim_ipc_sysv_sublease__walk(&walk, out);
	return status != 0 ? status : libos_ipc__close(&walk, frame);
}

/* IPC_SYSV_QUERY (libos-ipc.yaml:641) */
static inline int ipc_sysv_query_encode_frame(void *buf, size_t capacity, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_query *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__begin(&walk, IPC_SYSV_QUERY, header, 4, buf, capacity, written, error);

	return status != 0 ? status : shim_ipc_sysv_query__put(&walk, in);
}

static inline int ipc_sysv_query_decode_frame(const struct libos_ipc_frame *frame, struct shim_ipc_sysv_query *out, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__open(&walk, frame, IPC_SYSV_QUERY, error);

	if (status == 0)
		status = shim_ipc_sysv_query__walk(&walk, out);
	return status != 0 ? status : libos_ipc__close(&walk, frame);
}

/* IPC_SYSV_QUERYALL (libos-ipc.yaml:651) */
static inline int ipc_sysv_queryall_encode_frame(void *buf, size_t capacity, const struct shim_ipc_msg *header,
		size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;

	return libos_ipc__begin(&walk, IPC_SYSV_QUERYALL, header, 0, buf, capacity, written, error);
}

static inline int ipc_sysv_queryall_decode_frame(const struct libos_ipc_frame *frame, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__open(&walk, frame, IPC_SYSV_QUERYALL, error);

	return status != 0 ? status : libos_ipc__close(&walk, frame);
}

/* IPC_SYSV_ANSWER (libos-ipc.yaml:655) */
static inline int ipc_sysv_answer_encode_frame(void *buf, size_t capacity, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_answer_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_sysv_answer_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_SYSV_ANSWER", "size", 1, 1048576, INT64_MAX);
	status = libos_ipc__begin(&walk, IPC_SYSV_ANSWER, header, size, buf, capacity, written, error);
	return status != 0 ? status : shim_ipc_sysv_answer__put(&walk, in);
}

static inline int ipc_sysv_answer_decode_frame(const struct libos_ipc_frame *frame, struct shim_ipc_sysv_answer_message *out, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__open(&walk, frame, IPC_SYSV_ANSWER, error);

	if (status == 0)
		status = shim_ipc_sysv_answer__walk(&walk, out);
	return status != 0 ? status : libos_ipc__close(&walk, frame);
}

/* IPC_SYSV_FINDKEY (libos-ipc.yaml:667) */
static inline int ipc_sysv_findkey_encode_frame(void *buf, size_t capacity, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_findkey *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__begin(&walk, IPC_SYSV_FINDKEY, header, 16, buf, capacity, written, error);

	return status != 0 ? status : shim_ipc_sysv_findkey__put(&walk, in);
}

static inline int ipc_sysv_findkey_decode_frame(const struct libos_ipc_frame *frame, struct shim_ipc_sysv_findkey *out, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__open(&walk, frame, IPC_SYSV_FINDKEY, error);

	if (status == 0)
		status = shim_ipc_sysv_findkey__walk(&walk, out);
	return status != 0 ? status : libos_ipc__close(&walk, frame);
}

/* IPC_SYSV_TELLKEY (libos-ipc.yaml:678) */
static inline int ipc_sysv_tellkey_encode_frame(void *buf, size_t capacity, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_tellkey *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__begin(&walk, IPC_SYSV_TELLKEY, header, 20, buf, capacity, written, error);

	return status != 0 ? status : shim_ipc_sysv_tellkey__put(&walk, in);
}

static inline int ipc_sysv_tellkey_decode_frame(const struct libos_ipc_frame *frame, struct shim_ipc_sysv_tellkey *out, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__open(&walk, frame, IPC_SYSV_TELLKEY, error);

	if (status == 0)
		status = shim_ipc_sysv_tellkey__walk(&walk, out);
	return status != 0 ? status : libos_ipc__close(&walk, frame);
}

/* IPC_SYSV_DELRES (libos-ipc.yaml:409) */
static inline int ipc_sysv_delres_encode_frame(void *buf, size_t capacity, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_delres *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__begin(&walk, IPC_SYSV_DELRES, header, 8, buf, capacity, written, error);

	return status != 0 ? status : shim_ipc_sysv_delres__put(&walk, in);
}

static inline int ipc_sysv_delres_decode_frame(const struct libos_ipc_frame *frame, struct shim_ipc_sysv_delres *out, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__open(&walk, frame, IPC_SYSV_DELRES, error);

	if (status == 0)
		status = shim_ipc_sysv_delres__walk(&walk, out);
	return status != 0 ? status : libos_ipc__close(&walk, frame);
}

/* IPC_SYSV_MOVRES (libos-ipc.yaml:420) */
static inline int ipc_sysv_movres_encode_frame(void *buf, size_t capacity, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_movres_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_sysv_movres_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_SYSV_MOVRES", "size", 1, 1048576, INT64_MAX);
	status = libos_ipc__begin(&walk, IPC_SYSV_MOVRES, header, size, buf, capacity, written, error);
	return status != 0 ? status : shim_ipc_sysv_movres__put(&walk, in);
}

static inline int ipc_sysv_movres_decode_frame(const struct libos_ipc_frame *frame, struct shim_ipc_sysv_movres_message *out, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__open(&walk, frame, IPC_SYSV_MOVRES, error);

	if (status == 0)
		status = shim_ipc_sysv_movres__walk(&walk, out);
	return status != 0 ? status : libos_ipc__close(&walk, frame);
}

/* IPC_SYSV_MSGSND (libos-ipc.yaml:434) */
static inline int ipc_sysv_msgsnd_encode_frame(void *buf, size_t capacity, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_msgsnd_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_sysv_msgsnd_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_SYSV_MSGSND", "size", 1, 1048576, INT64_MAX);
	status = libos_ipc__begin(&walk, IPC_SYSV_MSGSND, header, size, buf, capacity, written, error);
	return status != 0 ? status : shim_ipc_sysv_msgsnd__put(&walk, in);
}

static inline int ipc_sysv_msgsnd_decode_frame(const struct libos_ipc_frame *frame, struct shim_ipc_sysv_msgsnd_message *out, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__open(&walk, frame, IPC_SYSV_MSGSND, error);

	if (status == 0)
		status = shim_ipc_sysv_msgsnd__walk(&walk, out);
	return status != 0 ? status : libos_ipc__close(&walk, frame);
}

/* IPC_SYSV_MSGRCV (libos-ipc.yaml:447) */
static inline int ipc_sysv_msgrcv_encode_frame(void *buf, size_t capacity, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_msgrcv *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__begin(&walk, IPC_SYSV_MSGRCV, header, 20, buf, capacity, written, error);

	return status != 0 ? status : shim_ipc_sysv_msgrcv__put(&walk, in);
}

static inline int ipc_sysv_msgrcv_decode_frame(const struct libos_ipc_frame *frame, struct shim_ipc_sysv_msgrcv *out, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__open(&walk, frame, IPC_SYSV_MSGRCV, error);

	if (status == 0)
		status = shim_ipc_sysv_msgrcv__walk(&walk, out);
	return status != 0 ? status : libos_ipc__close(&walk, frame);
}

/* IPC_SYSV_MSGMOV (libos-ipc.yaml:460) */
static inline int ipc_sysv_msgmov_encode_frame(void *buf, size_t capacity, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_msgmov_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_sysv_msgmov_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_SYSV_MSGMOV", "size", 1, 1048576, INT64_MAX);
	status = libos_ipc__begin(&walk, IPC_SYSV_MSGMOV, header, size, buf, capacity, written, error);
	return status != 0 ? status : shim_ipc_sysv_msgmov__put(&walk, in);
}

static inline int ipc_sysv_msgmov_decode_frame(const struct libos_ipc_frame *frame, struct shim_ipc_sysv_msgmov_message *out, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__open(&walk, frame, IPC_SYSV_MSGMOV, error);

	if (status == 0)
		status = shim_ipc_sysv_msgmov__walk(&walk, out);
	return status != 0 ? status : libos_ipc__close(&walk, frame);
}

/* IPC_SYSV_SEMOP (libos-ipc.yaml:473) */
static inline int ipc_sysv_semop_encode_frame(void *buf, size_t capacity, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_semop_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_sysv_semop_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_SYSV_SEMOP", "size", 1, 1048576, INT64_MAX);
	status = libos_ipc__begin(&walk, IPC_SYSV_SEMOP, header, size, buf, capacity, written, error);
	return status != 0 ? status : shim_ipc_sysv_semop__put(&walk, in);
}

static inline int ipc_sysv_semop_decode_frame(const struct libos_ipc_frame *frame, struct shim_ipc_sysv_semop_message *out, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__open(&walk, frame, IPC_SYSV_SEMOP, error);

	if (status == 0)
		status = shim_ipc_sysv_semop__walk(&walk, out);
	return status != 0 ? status : libos_ipc__close(&walk, frame);
}

/* IPC_SYSV_SEMCTL (libos-ipc.yaml:492) */
static inline int ipc_sysv_semctl_encode_frame(void *buf, size_t capacity, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_semctl_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_sysv_semctl_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_SYSV_SEMCTL", "size", 1, 1048576, INT64_MAX);
	status = libos_ipc__begin(&walk, IPC_SYSV_SEMCTL, header, size, buf, capacity, written, error);
	return status != 0 ? status : shim_ipc_sysv_semctl__put(&walk, in);
}

static inline int ipc_sysv_semctl_decode_frame(const struct libos_ipc_frame *frame, struct shim_ipc_sysv_semctl_message *out, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__open(&walk, frame, IPC_SYSV_SEMCTL, error);

	if (status == 0)
		status = shim_ipc_sysv_semctl__walk(&walk, out);
	return status != 0 ? status : libos_ipc__close(&walk, frame);
}

/* IPC_SYSV_SEMRET (libos-ipc.yaml:507) */
static inline int ipc_sysv_semret_encode_frame(void *buf, size_t capacity, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_semret_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_sysv_semret_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_SYSV_SEMRET", "size", 1, 1048576, INT64_MAX);
	status = libos_ipc__begin(&walk, IPC_SYSV_SEMRET, header, size, buf, capacity, written, error);
	return status != 0 ? status : shim_ipc_sysv_semret__put(&walk, in);
}

static inline int ipc_sysv_semret_decode_frame(const struct libos_ipc_frame *frame, struct shim_ipc_sysv_semret_message *out, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__open(&walk, frame, IPC_SYSV_SEMRET, error);

	if (status == 0)
		status = shim_ipc_sysv_semret__walk(&walk, out);
	return status != 0 ? status : libos_ipc__close(&walk, frame);
}

/* IPC_SYSV_SEMMOV (libos-ipc.yaml:518) */
static inline int ipc_sysv_semmov_encode_frame(void *buf, size_t capacity, const struct shim_ipc_msg *header,
		const struct shim_ipc_sysv_semmov_message *in, size_t *written, struct sluice_error *error)
{
	struct sluice_walk walk;
	size_t size;
	int status = shim_ipc_sysv_semmov_size(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "IPC_SYSV_SEMMOV", "size", 1, 1048576, INT64_MAX);
	status = libos_ipc__begin(&walk, IPC_SYSV_SEMMOV, header, size, buf, capacity, written, error);
	return status != 0 ? status : shim_ipc_sysv_semmov__put(&walk, in);
}

static inline int ipc_sysv_semmov_decode_frame(const struct libos_ipc_frame *frame, struct shim_ipc_sysv_semmov_message *out, struct sluice_error *error)
{
	struct sluice_walk walk;
	int status = libos_ipc__open(&walk, frame, IPC_SYSV_SEMMOV, error);

	if (status == 0)
		status = shim_ipc_sysv_semmov__walk(&walk, out);
	return status != 0 ? status : libos_ipc__close(&walk, frame);
}

#ifdef __cplusplus
}
#endif

#endif /* LIBOS_IPC_CODEC_H */
