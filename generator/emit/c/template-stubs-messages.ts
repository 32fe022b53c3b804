/** Clients and servers of messages: see `view-stubs-messages.ts`. */

export const STUBS_MESSAGES_TEMPLATE: string = `\
/* The header of a record on its way out: what the caller gave, or zeros. The number is the call's, which has one once there is room. */
static {{header}} {{prefix}}__header(const struct sluice_outgoing *out, const {{header}} *given)
{
	{{header}} header;

	memset(&header, 0, sizeof header);
	if (given != NULL)
		header = *given;
{{#if sequence}}
	header.{{sequence}} = out->correlation;
{{else}}
	(void)out;
{{/if}}
	return header;
}

/* Bytes of a frame around a body of \`size\`. */
static size_t {{prefix}}__frame_bytes(size_t size)
{
	size_t total = {{headerSize}};

	if (!sluice_size_add(&total, size, 1))
		return SIZE_MAX;
	if (total < {{least}})
		total = {{least}};
{{#if align}}
	if (!sluice_size_align(&total, {{align}}))
		return SIZE_MAX;
{{/if}}
	return total;
}

/* Takes the frame of a request; its code must be that of the envelope. */
static int {{prefix}}__take(struct sluice_call_context *context, const uint8_t *payload, size_t length, struct {{tag}} *frame)
{
	if ({{decode}}(payload, length, NULL, 0, frame, &context->error) != 0 || frame->header.{{code}} != context->code)
		return -SLUICE_ERR_MALFORMED;
	context->header = &frame->header;
{{#if source}}
	context->source = (uint64_t)frame->header.{{source}};
{{/if}}
{{#if destination}}
	context->destination = (uint64_t)frame->header.{{destination}};
{{/if}}
	return 0;
}

{{#if needsAnswer}}
/* Starts an answer: it goes back to where the request came from. */
static {{header}} {{prefix}}__answer(struct sluice_outgoing *out, struct sluice_call_context *context, uint32_t code)
{
	{{header}} header;

	memset(&header, 0, sizeof header);
	sluice_outgoing_answer(out, context, code);
{{#if source}}
	header.{{source}} = ({{sourceType}})context->destination;
{{/if}}
{{#if destination}}
	header.{{destination}} = ({{destinationType}})context->source;
{{/if}}
	return header;
}

{{/if}}
{{#if hasReplies}}
/* Sends a request that has been written, and waits for the frame that answers. */
static int {{prefix}}__wait(struct sluice_transport *transport, struct sluice_pending *pending, struct {{tag}} *frame)
{
	int status = sluice_call_wait(transport, pending);

	if (status == 0 && {{decode}}(pending->answer.payload, pending->answer.length, NULL, 0, frame, &pending->error) != 0)
		status = sluice_call_judged(transport, pending, -SLUICE_ERR_MALFORMED);
	return status;
}

{{/if}}
{{#each messages}}
static int {{lower}}__write(struct sluice_outgoing *out, const {{../header}} *given{{#if whole}}, const {{whole}} *in{{/if}})
{
	{{../header}} header;
{{#if measure}}
	size_t size = 0;
	int status = {{measure}}(in, &size) != 0 ? -SLUICE_ERR_SIZE : 0;

	if (status == 0)
		status = sluice_outgoing_begin(out, {{../prefix}}__frame_bytes(size));
{{else}}
	int status = sluice_outgoing_begin(out, {{../prefix}}__frame_bytes({{size}}));

{{/if}}
	if (status == 0) {
		header = {{../prefix}}__header(out, given);
		status = {{encode}}(out->payload, out->capacity, &header{{#if whole}}, in{{/if}}, &out->length, &out->error);
	}
	return sluice_outgoing_end(out, status);
}

{{/each}}
{{#if judge}}
/* Whether a frame answers the call with this number, and the errno if it is a negative answer. */
static int {{judge}}(uint32_t correlation, uint32_t code, const uint8_t *payload, size_t length, int *refusal, struct sluice_error *error)
{
	struct {{tag}} frame;
{{#if negative}}
	{{negative.whole}} negative;
{{/if}}

{{#if negative}}
{{else}}
	(void)refusal;
{{/if}}
{{#if rpcs}}
	switch (code) { /* what has no number is no stray */
{{#each rpcs}}
	case {{this}}:
{{/each}}
		return 0;
	default: break;
	}
{{/if}}
	if ({{decode}}(payload, length, NULL, 0, &frame, error) != 0)
		return -SLUICE_ERR_MALFORMED;
	if (frame.header.{{code}} != code{{#if sequence}} || frame.header.{{sequence}} != correlation{{/if}})
		return SLUICE_STRAY;
{{#if sequence}}
{{else}}
	(void)correlation;
{{/if}}
{{#if negative}}
	if (code == {{negative.name}}) {
		if ({{negative.decode}}(&frame, &negative, error) != 0)
			return -SLUICE_ERR_MALFORMED;
		if (negative.{{negative.field}} < 0)
			*refusal = negative.{{negative.field}} < -4095 ? 4095 : -(int)negative.{{negative.field}};
	}
{{/if}}
	return 0;
}

{{/if}}
{{#if refuse}}
/* A negative answer; with 0 it says success. */
static int {{refuse}}(struct sluice_outgoing *out, int number)
{
	struct sluice_outgoing answer;
	const {{header}} header = {{prefix}}__answer(&answer, out->context, {{negative.name}});
	{{negative.whole}} body;

	memset(&body, 0, sizeof body);
	body.{{negative.field}} = -number;
	answer.status = out->status;
	answer.refusal = out->refusal;
	return {{negative.lower}}__write(&answer, &header, &body);
}

{{/if}}
{{#each messages}}
/* ---- {{name}} ---- */

{{sendSignature}}
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &{{../service}}, {{name}}, {{targetOf}});
	return {{lower}}__write(&out, header{{#if whole}}, in{{/if}});
}

{{#if call}}
{{callSignature}}
{
	struct sluice_pending pending;
	struct sluice_outgoing request;
{{#unless acknowledged}}
	struct {{../tag}} frame;
{{/unless}}
	int status;

	sluice_pending_init(&pending, transport, &{{../service}}, {{name}});
	pending.failed_target = {{targetOf}};
	sluice_outgoing_request(&request, transport, &pending, pending.failed_target, 0);
	status = {{lower}}__write(&request, header{{#if whole}}, in{{/if}});
{{#if acknowledged}}
	return status != 0 ? status : sluice_call_wait(transport, &pending);
{{else}}
	if (status == 0)
		status = {{../prefix}}__wait(transport, &pending, &frame);
	if (status != 0)
		return status;
{{#if tagged}}
	out->code = frame.header.{{../code}};
	switch (out->code) {
{{#each replies}}
	case {{name}}:
{{#if whole}}
		status = {{decode}}(&frame, &out->as.{{member}}, &pending.error);
{{else}}
		status = {{decode}}(&frame, &pending.error);
{{/if}}
		break;
{{/each}}
	default: status = -SLUICE_ERR_CODE_UNKNOWN; break;
	}
{{else}}
{{#each replies}}
	status = {{decode}}(&frame{{#if whole}}, out{{/if}}, &pending.error);
{{/each}}
{{/if}}
	return sluice_call_judged(transport, &pending, status != 0 ? -SLUICE_ERR_MALFORMED : 0);
{{/if}}
}

{{/if}}
static int {{lower}}__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct {{../handlers}} *table = (const struct {{../handlers}} *)handlers;
	struct {{../tag}} frame;
{{#if whole}}
	{{whole}} in;
{{/if}}
{{#if outType}}
	{{outType}} out;
{{/if}}
{{#if call}}
	struct sluice_outgoing answer;
{{#unless acknowledged}}
	{{../header}} header;
{{/unless}}
{{/if}}
	int status;

	if (table->{{member}} == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = {{../prefix}}__take(context, payload, length, &frame);
	if (status != 0)
		return status;
	if ({{decodeBody}}(&frame{{#if whole}}, &in{{/if}}, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
{{#if outType}}
	memset(&out, 0, sizeof out);
{{#if tagged}}
	out.code = {{firstReply}};
{{/if}}
{{/if}}
	status = table->{{member}}(context, &frame.header{{#if whole}}, &in{{/if}}{{#if outType}}, &out{{/if}});
	if (status != 0)
		return sluice_call_refused(context, status);
{{#if call}}
	if (!sluice_call_is_asked(context))
		return 0;
{{#if acknowledged}}
{{#if emptyAnswer}}
	sluice_outgoing_answer(&answer, context, context->code);
	return sluice_outgoing_end(&answer, sluice_outgoing_begin(&answer, 0));
{{else}}
	sluice_outgoing_answer(&answer, context, {{../negative.name}});
	return {{../refuse}}(&answer, 0);
{{/if}}
{{else}}
{{#if tagged}}
	header = {{../prefix}}__answer(&answer, context, out.code);
	switch (out.code) {
{{#each replies}}
{{#if whole}}
	case {{name}}: return {{lower}}__write(&answer, &header, &out.as.{{member}});
{{else}}
	case {{name}}: return {{lower}}__write(&answer, &header);
{{/if}}
{{/each}}
	default: return -SLUICE_ERR_FAILED; /* the handler chose a code that is no answer */
	}
{{else}}
{{#each replies}}
	header = {{../../prefix}}__answer(&answer, context, {{name}});
	return {{lower}}__write(&answer, &header{{#if whole}}, &out{{/if}});
{{/each}}
{{/if}}
{{/if}}
{{else}}
	return 0;
{{/if}}
}

{{/each}}
`;
