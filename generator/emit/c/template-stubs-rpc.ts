/** Clients and servers of RPCs: see `view-stubs-rpc.ts`. */

export const STUBS_RPC_TEMPLATE: string = `\
/* Sends one descriptor. */
static int {{prefix}}__send(struct sluice_outgoing *out, const {{descriptor}} *desc)
{
	int status = sluice_outgoing_begin(out, {{size}});

	if (status == 0)
		status = {{prefix}}__put_descriptor(desc, out->payload, out->capacity, &out->length, &out->error);
	return sluice_outgoing_end(out, status);
}

{{#if hasBlocking}}
/* Asks one cluster, and waits for the descriptor that answers. */
static int {{prefix}}__call(struct sluice_transport *transport, struct sluice_pending *pending, uint32_t cxy, {{descriptor}} *desc)
{
	struct sluice_outgoing out;
	int status;

	sluice_pending_init(pending, transport, &{{service}}, desc->{{index}});
	pending->failed_target = cxy;
	sluice_outgoing_request(&out, transport, pending, cxy, 0);
	status = {{prefix}}__send(&out, desc);
	if (status == 0)
		status = sluice_call_wait(transport, pending);
	if (status != 0)
		return status;
	if ({{decode}}(pending->answer.payload, pending->answer.length, NULL, 0, desc, &pending->error) != 0)
		return sluice_call_judged(transport, pending, -SLUICE_ERR_MALFORMED);
	return 0;
}

{{/if}}
{{#if hasOneway}}
static int {{prefix}}__oneway(struct sluice_transport *transport, uint32_t cxy, const {{descriptor}} *desc)
{
	struct sluice_outgoing out;

	sluice_outgoing_oneway(&out, transport, &{{service}}, desc->{{index}}, cxy);
	return {{prefix}}__send(&out, desc);
}

{{/if}}
/* Takes the descriptor of a request. */
static int {{prefix}}__take_descriptor(struct sluice_call_context *context, const uint8_t *payload, size_t length, {{descriptor}} *desc)
{
	if ({{decode}}(payload, length, NULL, 0, desc, &context->error) != 0)
		return -SLUICE_ERR_MALFORMED;
	context->header = desc;
	return 0;
}

/* Answers with the descriptor, now with outputs; \`status\` is what packing them came to. */
static int {{prefix}}__answer_descriptor(struct sluice_call_context *context, {{#unless response}}const {{/unless}}{{descriptor}} *desc, int status)
{
	struct sluice_outgoing out;

	if (status != 0)
		return -SLUICE_ERR_FAILED;
	if (!sluice_call_is_asked(context))
		return 0;
{{#if response}}
	desc->{{response}} = 0;
{{/if}}
	sluice_outgoing_answer(&out, context, desc->{{index}});
	return {{prefix}}__send(&out, desc);
}

{{#each entries}}
/* ---- {{name}} ---- */

{{#if multicast}}
static int {{lower}}__accept(struct sluice_pending *pending, const struct sluice_answer *answer)
{
	{{../descriptor}} desc;

	if ({{../decode}}(answer->payload, answer->length, NULL, 0, &desc, &pending->error) != 0 || desc.{{../index}} != {{name}})
		return -SLUICE_ERR_MALFORMED;
	return 0;
}

{{signature}}
{
	struct sluice_pending pending;
	uint32_t i;

	sluice_pending_init(&pending, transport, &{{../service}}, {{name}});
	pending.accept = {{lower}}__accept;
	for (i = 0; i < count; i++) {
		struct sluice_outgoing out;
		struct sluice_error call_error;
		{{../descriptor}} call_desc;
{{#if args}}
		struct {{args}} call_args;
{{/if}}
		int call_status;

		memset(&call_error, 0, sizeof call_error);
		memset(&call_desc, 0, sizeof call_desc);
{{#if ../response}}
		call_desc.{{../response}} = 1;
{{/if}}
{{#if args}}
		memset(&call_args, 0, sizeof call_args);
{{#each inputs}}
		call_args.{{name}} = {{parameter}}{{#if perTarget}}[i]{{/if}};
{{/each}}
		call_status = {{pack}}(&call_desc, &call_args, &call_error);
{{else}}
		call_status = {{pack}}(&call_desc, &call_error);
{{/if}}
		sluice_outgoing_request(&out, transport, &pending, targets[i], i);
		out.error = call_error;
		call_status = call_status != 0 ? sluice_outgoing_end(&out, call_status) : {{../prefix}}__send(&out, &call_desc);
		/* Those that are on their way are waited for all the same. */
		if (call_status != 0 && pending.status == 0) {
			pending.status = call_status;
			pending.failed_target = targets[i];
			pending.error = out.error;
		}
	}
	return sluice_call_wait(transport, &pending);
}

{{else}}
{{signature}}
{
{{#if oneway}}
{{else}}
	struct sluice_pending pending;
{{/if}}
{{#if args}}
	struct {{args}} call_args;
{{/if}}
	struct sluice_error call_error;
	{{../descriptor}} call_desc;
	int call_status;

	memset(&call_error, 0, sizeof call_error);
	memset(&call_desc, 0, sizeof call_desc);
{{#if ../response}}
	call_desc.{{../response}} = 1;
{{/if}}
{{#unless oneway}}
{{#if ../blocking}}
	call_desc.{{../blocking}} = 1;
{{/if}}
{{/unless}}
{{#if args}}
	memset(&call_args, 0, sizeof call_args);
{{#each inputs}}
	call_args.{{name}} = {{parameter}};
{{/each}}
	call_status = {{pack}}(&call_desc, &call_args, &call_error);
{{else}}
	call_status = {{pack}}(&call_desc, &call_error);
{{/if}}
	if (call_status != 0)
		return sluice_call_unsent(transport, "{{name}}", {{name}}, cxy, call_status, &call_error);
{{#if oneway}}
	return {{../prefix}}__oneway(transport, cxy, &call_desc);
{{else}}
	call_status = {{../prefix}}__call(transport, &pending, cxy, &call_desc);
	if (call_status != 0)
		return call_status;
{{#if args}}
	if ({{unpack}}(&call_desc, &call_args, &pending.error) != 0)
{{else}}
	if ({{unpack}}(&call_desc, &pending.error) != 0)
{{/if}}
		return sluice_call_judged(transport, &pending, -SLUICE_ERR_MALFORMED);
{{#each outputs}}
	if ({{parameter}} != NULL)
		*{{parameter}} = call_args.{{name}};
{{/each}}
	return 0;
{{/if}}
}

{{/if}}
static int {{lower}}__run(struct sluice_call_context *context, const void *handlers, const uint8_t *payload, size_t length)
{
	const struct {{../handlers}} *table = (const struct {{../handlers}} *)handlers;
{{#if args}}
	struct {{args}} args;
{{/if}}
	{{../descriptor}} desc;
	int status;

	if (table->{{member}} == NULL)
		return -SLUICE_ERR_UNIMPLEMENTED;
	status = {{../prefix}}__take_descriptor(context, payload, length, &desc);
	if (status != 0)
		return status;
{{#if args}}
	if ({{unpack}}(&desc, &args, &context->error) != 0)
{{else}}
	if ({{unpack}}(&desc, &context->error) != 0)
{{/if}}
		return -SLUICE_ERR_MALFORMED;
{{#each outputs}}
	args.{{name}} = 0;
{{/each}}
	status = table->{{member}}(context{{#each inputs}}, args.{{name}}{{/each}}{{#each outputs}}, &args.{{name}}{{/each}});
	if (status != 0)
		return sluice_call_refused(context, status);
{{#if args}}
	return {{../prefix}}__answer_descriptor(context, &desc, {{pack}}(&desc, &args, &context->error));
{{else}}
	return {{../prefix}}__answer_descriptor(context, &desc, {{pack}}(&desc, &context->error));
{{/if}}
}

{{/each}}
`;
