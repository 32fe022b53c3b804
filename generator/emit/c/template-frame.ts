/** Frames of a protocol with a message header: see `view-frame.ts`. */
import { JUDGE_TEMPLATE } from './template-judge.ts';

export const FRAME_TEMPLATE: string = `\
/* ==== frames: {{header}}, then the body ==== */

/* C name of the message that has this code; NULL when none has. */
static inline const char *{{nameOf}}({{code.type}} code)
{
	switch (code) {
{{#each messages}}
	case {{name}}: return "{{name}}";
{{/each}}
	default: return NULL;
	}
}

/* A frame whose header is judged. The body is not: the message's own decode_frame does that. */
struct {{tag}} {
	{{header}} header; /* host byte order */
	const char *message; /* C name, never NULL */
	const void *body; /* in the copy that was made */
	size_t length; /* bytes of the body, padding up to the least frame included */
};

${JUDGE_TEMPLATE}\
{{#if size}}
/* Bytes of a frame on the wire, from what its size field says. */
static inline int {{prefix}}__padded(const struct sluice_walk *walk, {{size.type}} size, size_t *padded)
{
	if (size < {{least}})
		return sluice_walk_fail(walk, SLUICE_ERR_SIZE, "{{size.name}}", {{size.offset}}, {{least}}, size);
{{#if canExceed}}
	if (size > {{max}})
		return sluice_walk_fail(walk, SLUICE_ERR_SIZE, "{{size.name}}", {{size.offset}}, {{max}}, size);
{{/if}}
	*padded = size;
{{#if align}}
	sluice_size_align(padded, {{align}});
{{/if}}
	return 0;
}

/* For byte streams: how long the frame is that begins here, once {{headerSize}} bytes are there; SLUICE_NEED_MORE before. */
static inline int {{lengthOf}}(const void *buf, size_t available, size_t *length, struct sluice_error *error)
{
	struct sluice_walk walk = sluice_walk_over("{{headerName}}", buf, available, false, error);

	if (available < {{headerSize}})
		return SLUICE_NEED_MORE;
	return {{prefix}}__padded(&walk, {{size.load}}, length);
}

{{/if}}
static inline int {{prefix}}__refuse(const struct sluice_walk *walk, {{code.type}} code)
{
	int error = SLUICE_ERR_CODE_UNKNOWN;

{{#each reserved}}
	if ({{condition}})
		error = {{error}}; /* {{reason}} */
{{/each}}
	return sluice_walk_fail(walk, error, "{{code.name}}", {{code.offset}}, 0, code);
}

/* Takes a whole frame: copies the bytes once into \`copy\` (NULL vouches that they do not change), then judges size, code and header. */
static inline int {{decode}}(const void *buf, size_t len, void *copy, size_t capacity, struct {{tag}} *out,
		struct sluice_error *error)
{
	struct sluice_walk walk;
{{#if size}}
	size_t padded = 0;
{{/if}}
	int status = sluice_walk_copy(&walk, "{{headerName}}", buf, len, copy, capacity, error);

	if (status == 0)
		status = {{headerFixed}}(&walk);
	if (status != 0)
		return status;
	out->header = {{headerLoad}}(walk.at);
{{#if size}}
	status = {{prefix}}__padded(&walk, out->header.{{size.name}}, &padded);
	if (status != 0)
		return status;
	if (padded > len)
		return sluice_walk_fail(&walk, SLUICE_ERR_TRUNCATED, "{{size.name}}", {{size.offset}}, (int64_t)padded, (int64_t)len);
	if (padded < len)
		return sluice_walk_fail(&walk, SLUICE_ERR_TRAILING, NULL, padded, (int64_t)padded, (int64_t)len);
	out->length = out->header.{{size.name}} - {{headerSize}}u;
{{else}}
	out->length = len - {{headerSize}};
{{/if}}
	out->body = walk.at + {{headerSize}};
	out->message = {{nameOf}}(out->header.{{code.name}});
	if (out->message == NULL)
		return {{prefix}}__refuse(&walk, out->header.{{code.name}});
{{#if judge}}
	walk.message = out->message;
	return {{judge}}(&walk, &out->header);
{{else}}
	return 0;
{{/if}}
}

/* Starts the walk through a body, if it is the body of message \`code\`. */
static inline int {{prefix}}__open(struct sluice_walk *walk, const struct {{tag}} *frame, {{code.type}} code, struct sluice_error *error)
{
	if (frame->header.{{code.name}} != code)
		return sluice_fail(error, SLUICE_ERR_CODE_UNKNOWN, "{{headerName}}", "{{code.name}}", {{code.offset}}, code, frame->header.{{code.name}});
	*walk = sluice_walk_over(frame->message, frame->body, frame->length, true, error);
	walk->origin = {{headerSize}};
	return 0;
}

/* The body must end where the frame does, or before the padding up to the least frame. */
static inline int {{prefix}}__close(const struct sluice_walk *walk, const struct {{tag}} *frame)
{
	size_t exact = walk->origin + walk->used;
{{#if size}}

	if (exact < {{least}})
		exact = {{least}};
	if (frame->header.{{size.name}} != exact)
		return sluice_fail(walk->error, SLUICE_ERR_SIZE, walk->message, "{{size.name}}", {{size.offset}}, (int64_t)exact,
				   frame->header.{{size.name}});
{{else}}
	size_t length = walk->origin + frame->length;

	if (exact < {{least}})
		exact = {{least}};
{{#if align}}
	sluice_size_align(&exact, {{align}});
{{/if}}
	if (length < exact)
		return sluice_fail(walk->error, SLUICE_ERR_TRUNCATED, walk->message, NULL, length, (int64_t)exact, (int64_t)length);
	if (length > exact)
		return sluice_fail(walk->error, SLUICE_ERR_TRAILING, walk->message, NULL, exact, (int64_t)exact, (int64_t)length);
{{/if}}
	return 0;
}

/* Writes header and padding around a body of \`size\` bytes, and starts the walk that writes the body. */
static inline int {{prefix}}__begin(struct sluice_walk *walk, {{code.type}} code, const {{header}} *header, size_t size,
		void *buf, size_t capacity, size_t *written, struct sluice_error *error)
{
	const char *message = {{nameOf}}(code);
	{{header}} value;
	size_t total = {{headerSize}}, padded;
	bool fits = sluice_size_add(&total, size, 1);
	int status;

	memset(&value, 0, sizeof value);
	if (header != NULL)
		value = *header;
	if (total < {{least}})
		total = {{least}};
	if (!fits || total > {{most}})
		return sluice_fail(error, SLUICE_ERR_SIZE, message, {{sizePath}}, {{sizeOffset}}, {{most}}, fits ? (int64_t)total : INT64_MAX);
	padded = total;
{{#if align}}
	sluice_size_align(&padded, {{align}});
{{/if}}
	status = sluice_walk_into(walk, message, buf, capacity, padded, error);
	if (status != 0)
		return status;
	value.{{code.name}} = code;
{{#if size}}
	value.{{size.name}} = ({{size.type}})total;
{{/if}}
{{#if judge}}
	status = {{judge}}(walk, &value);
	if (status != 0)
		return status;
{{/if}}
	{{headerStore}}(walk->to, value);
	memset(walk->to + {{headerSize}} + size, 0, padded - {{headerSize}} - size);
	walk->to += {{headerSize}};
	walk->length = size;
	walk->origin = {{headerSize}};
	*written = padded;
	return 0;
}

`;

/** The functions of one message. Code and size of the header are filled in; \`header\` may be NULL for zeros. */
export const MESSAGE_TEMPLATE: string = `\
/* {{name}} */
static inline int {{encode}}(void *buf, size_t capacity, const {{header}} *header,
{{#if whole}}
		const {{whole}} *in, size_t *written, struct sluice_error *error)
{{else}}
		size_t *written, struct sluice_error *error)
{{/if}}
{
	struct sluice_walk walk;
{{#if measure}}
	size_t size;
	int status = {{measure}}(in, &size);

	if (status != 0)
		return sluice_fail(error, SLUICE_ERR_SIZE, "{{name}}", {{sizePath}}, {{sizeOffset}}, {{most}}, INT64_MAX);
	status = {{prefix}}__begin(&walk, {{name}}, header, size, buf, capacity, written, error);
	return status != 0 ? status : {{put}}(&walk, in);
{{else}}
{{#if whole}}
	int status = {{prefix}}__begin(&walk, {{name}}, header, {{size}}, buf, capacity, written, error);

	return status != 0 ? status : {{put}}(&walk, in);
{{else}}

	return {{prefix}}__begin(&walk, {{name}}, header, 0, buf, capacity, written, error);
{{/if}}
{{/if}}
}

{{#if whole}}
static inline int {{decode}}(const struct {{tag}} *frame, {{whole}} *out, struct sluice_error *error)
{{else}}
static inline int {{decode}}(const struct {{tag}} *frame, struct sluice_error *error)
{{/if}}
{
	struct sluice_walk walk;
	int status = {{prefix}}__open(&walk, frame, {{name}}, error);

{{#if whole}}
	if (status == 0)
		status = {{walk}}(&walk, out);
{{/if}}
	return status != 0 ? status : {{prefix}}__close(&walk, frame);
}

`;
